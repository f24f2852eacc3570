# 站点：名称、域名、外观、首页、栏目、横幅。

## 列表
site-desk-title = 站点
site-desk-intro = 一个平台承载多个网站，统一标准、统一技术、统一安全、统一监管。每个网站由其主办单位维护。
site-name-column = 网站
site-kind = 类型
site-kind-portal = 政府门户网站
site-kind-department = 部门网站
site-kind-special = 专项网站
site-agency = 主办机关
site-standing = 状态
site-open = 开通
site-closed = 已关停
site-with-banner = 挂有横幅
site-new = 开设站点
site-empty = 还没有站点
site-empty-text = 开设第一个站点后，域名即可访问。
site-empty-mine = 您的单位没有站点
site-empty-mine-text = 站点由平台管理员开设。需要开设时，请与平台管理员联系。

## 页签
site-tab-facts = 基本信息
site-tab-home = 首页
site-tab-sections = 栏目
site-tab-banner = 横幅

## 基本信息
site-part-opening = 开设
site-new-intro = 开设后，站点自带政府信息公开的四个固定栏目。首页模块和其他栏目在下一步设置。
site-part-names = 名称与域名
site-part-look = 外观
site-part-marks = 页脚标识
site-key = 代号
site-key-hint = 用于网址，只用小写字母、数字和连字符，以字母开头；开设后不再更改。
site-agency-hint = 该机关的站点管理员可以维护这个站点。
site-name-zh = 中文名称
site-name-en = 英文名称
site-name-ug = 维吾尔文名称
site-hosts = 域名
site-hosts-hint = 每行一个。第一个用于生成网址；不写“https://”，不写端口。
site-look-intro = 文字、链接和主色与底色的对比度都不得低于 4.5，否则视力不好的人看不清。保存时核对。
site-colour-accent = 主色
site-colour-link = 链接
site-colour-ink = 文字
site-colour-paper = 底色
site-colour-paper-hint = 其他颜色都与它比较。
site-contrast = 与底色的对比度为 { $ratio }
site-contrast-unknown = 这不是一种颜色
site-emblem = 标志
site-emblem-hall = 殿堂
site-emblem-mountain = 山
site-emblem-river = 河
site-emblem-leaf = 叶
site-emblem-gate = 门
site-languages = 语言
site-languages-hint = 中文总是保留。
site-marks-intro = 每个页面的页脚都要标明这些内容。
site-mark-host = 主办单位
site-mark-operator = 承办单位
site-mark-contact = 联系方式
site-mark-site-code = 网站标识码
site-mark-site-code-hint = 10 位：6 位行政区划代码加 4 位顺序号。
site-mark-icp = ICP备案号
site-mark-icp-hint = 没有时可以先空着，监测会提示缺少。
site-mark-police = 公安备案号
site-save = 保存
site-open-new = 开设站点
site-saved = 已保存。
site-opened = 站点“{ $site }”已开设。请设置首页。
site-close = 关停站点
site-close-title = 关停
site-close-text = 关停后，该站点的域名不再访问；已发布的信息不删除。临时下线每年不超过一次，每次不超过三十日。
site-closed-now = 站点已关停。
site-closed-text = 域名不再访问，已发布的信息仍然保存。

## 首页
site-home-intro = 首页由若干模块自上而下排列。移动或删除之后，要按“保存”才生效。
site-home-blocks = 模块
site-home-empty = 首页还没有模块。
site-home-unsaved = 下面的改动还没有保存。
site-block-about = 第 { $n } 个：{ $block }
site-block-search = 搜索框
site-block-lead = 头条
site-block-section = 单个栏目
site-block-sections = 多个栏目并列
site-block-services = 办事服务
site-block-rules = 法规文件库
site-block-interpretations = 政策解读
site-block-disclosure = 政府信息公开
site-block-duties = 公开事项完成情况
site-block-figures = 数据
site-block-sites = 其他站点
site-block-which = 显示哪个栏目
site-block-entries = 条数
site-block-entries-hint = 0 到 30；空着就用默认条数。
site-block-up = 上移
site-block-down = 下移
site-block-remove = 删除
site-block-add-kind = 要添加的模块
site-block-add = 添加模块

## 栏目
site-sections-intro = 每个栏目都要说明多久更新一次；监测按此判断是否超期。不能保证更新的栏目应当合并或者关闭。
site-sections-empty = 还没有栏目
site-section = 栏目
site-section-new = 开设栏目
site-section-open-new = 开设栏目
site-section-opened = 栏目已开设。
site-section-key-hint = 用于网址，只用小写字母、数字和连字符，以字母开头。
site-section-below = 属于“{ $section }”
site-section-fixed = 固定栏目
site-section-fixed-text = 政府信息公开的四个固定栏目，名称、顺序不变，也不能关闭；可以设置更新要求和负责机关。
site-section-open = 开放
site-section-closed = 关闭
site-section-closed-hint = 不再显示，也不再计入更新监测；已发布的信息保留。
site-section-parent = 上级栏目
site-section-parent-hint = 一级栏目空着。
site-section-agency = 负责机关
site-section-agency-hint = 空着时由站点的主办机关负责。
site-section-place = 排序
site-section-place-hint = 0 到 999，小的在前。
site-class = 更新要求
site-class-news = 动态、要闻类
site-class-news-hint = 两周内应有更新
site-class-notice = 通知公告、政策文件类
site-class-notice-hint = 六个月内应有更新
site-class-cyclic = 定期更新类
site-class-cyclic-hint = 按自定的周期更新
site-class-static = 固定内容
site-class-static-hint = 概况、职能、指南等，不要求定期更新
site-class-topic = 专题
site-class-topic-hint = 已经结束的专题，不要求更新
site-cycle = { $n } 天
site-cycle-none = 不要求
site-cycle-column = 周期
site-cycle-days = 更新周期
site-cycle-days-hint = 只用于定期更新类，1 到 366 天。
site-days = 天

## 横幅
site-banner-intro = 横幅出现在本站每个页面的最上方。请只用于需要所有人马上知道的事。
site-banner-present = 现在的横幅
site-banner-raise = 挂出横幅
site-banner-replace = 更换横幅
site-banner-lower = 撤下横幅
site-banner-raised-now = 横幅已挂出。
site-banner-lowered = 横幅已撤下。
site-banner-level = 级别
site-banner-notice = 通知
site-banner-notice-hint = 请知悉的事，如系统维护
site-banner-warning = 提醒
site-banner-warning-hint = 需要采取行动的事，如停办业务
site-banner-emergency = 紧急
site-banner-emergency-hint = 突发事件：预警、避险、停课停工
site-banner-text = 内容
site-banner-text-hint = 不超过 200 字。说清什么事、什么时候、怎么办。
site-banner-href = 详情链接
site-banner-href-hint = 本站网址以“/”开头，站外网址以“https://”开头。
site-banner-raised = 挂出时间
site-banner-until = 撤下时间
site-banner-until-lowered = 由人工撤下
site-banner-until-on = 自动撤下的日期
site-banner-until-on-hint = 空着时由人工撤下。
site-banner-until-time = 几点
site-banner-until-time-hint = 例如 18:00；空着就是当天结束时。

## 不予办理
site-refused-bad-key = 代号只能用小写字母、数字和连字符，以字母开头，最多 40 个字符。
site-refused-key-in-use = 代号“{ $key }”已被使用，请换一个。
site-refused-bad-host = “{ $host }”不是域名。每行写一个域名，不写“https://”和端口。
site-refused-host-in-use = 域名“{ $host }”已属于另一个站点。
site-refused-no-name = 请填写中文名称。
site-refused-faint = { $colour ->
    [ink] 文字
    [link] 链接
   *[accent] 主色
 }与底色的对比度只有 { $ratio }，不得低于 4.5。请选更深的颜色，或者更浅的底色。
site-refused-bad-mark = { $mark ->
    [host] 请填写主办单位。
    [operator] 请填写承办单位。
    [contact] 请填写联系方式。
   *[site-code] 网站标识码应为 10 位：6 位行政区划代码加 4 位顺序号。
 }
site-refused-unknown-section = 本站没有栏目“{ $section }”。请重新选择，或者先开设这个栏目。
site-refused-fixed = 政府信息公开的四个固定栏目不能改名、换位置或者关闭。
site-refused-no-cycle = 定期更新类栏目要写更新周期，1 到 366 天。
site-refused-circle = 栏目不能属于自己或者自己的下级栏目。
site-refused-banner-text = 请填写横幅内容，不超过 200 字。
site-refused-bad-link = 链接应以“/”或者“https://”开头。
site-refused-bad-until = 撤下的日期或者时间看不懂，或者已经过去。日期例如 2026-03-02，时间例如 18:00。
site-refused-bad-place = 排序应为 0 到 999 的整数。
site-refused-bad-entries = 条数应为 0 到 30 的整数。
site-refused-no-agency = 请选择类型和主办机关。
