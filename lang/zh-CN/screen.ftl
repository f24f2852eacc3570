# 发布前检查：发现的问题、未检查的原因、清理说明。

## 发现的问题
screen-kind-resident-id = 居民身份证号码
screen-kind-phone = 手机号码
screen-kind-bank-card = 银行卡号
screen-kind-document-number = 发文字号
screen-kind-dead-link = 站内失效链接
screen-kind-external-link = 站外链接
screen-kind-empty-link = 没有文字的链接
screen-kind-image-without-alt = 图片缺少说明
screen-kind-table-without-header = 表格缺少表头
screen-kind-heading-jump = 标题层级跳跃
screen-kind-leader-title = 领导职务有误
screen-kind-leader-name = 领导姓名疑似有误
screen-kind-forbidden-word = 禁用表述
screen-kind-mistaken-term = 错别字
screen-kind-metadata-conflict = 正文与登记信息不一致
screen-kind-hidden-sheet = 隐藏的工作表
screen-kind-hidden-rows = 隐藏的行
screen-kind-hidden-columns = 隐藏的列
screen-kind-hidden-text = 隐藏的文字
screen-kind-comment = 批注
screen-kind-tracked-change = 修订痕迹
screen-kind-embedded-file = 嵌入的文件
screen-kind-macro = 宏或者脚本
screen-kind-external-content = 引用外部内容
screen-kind-properties = 文件属性
screen-kind-position = 拍摄位置
screen-kind-name-and-content = 扩展名与内容不符
screen-kind-unreadable = 未能检查的部分

screen-finding-resident-id = 出现居民身份证号码 { $what }，请删除或者按规定遮盖。
screen-finding-phone = 出现手机号码 { $what }，请确认可以公开，否则删除。
screen-finding-bank-card = 出现银行卡号 { $what }，请删除或者只保留后四位。
screen-finding-document-number = 发文字号“{ $what }”书写不规范，应为“{ $right }”。
screen-finding-dead-link = 链接 { $what } 指向的页面不存在。
screen-finding-external-link = 链接 { $what } 指向站外，将另行检测能否打开。
screen-finding-empty-link = 链接 { $what } 没有文字，读屏软件用户无法知道它通向哪里。
screen-finding-image-without-alt = 图片 { $what } 没有替代文字，请写明图片内容。
screen-finding-table-without-header = 以“{ $what }”开头的表格没有表头，请指定表头行。
screen-finding-heading-jump = 标题“{ $what }”跳过了层级，应为 { $right }。
screen-finding-leader-title = “{ $what }”与名录不符，名录为“{ $right }”。
screen-finding-leader-name = “{ $what }”疑为“{ $right }”之误，请核对。
screen-finding-forbidden-word = 出现“{ $what }”。{ $right }
screen-finding-mistaken-term = “{ $what }”应为“{ $right }”。
screen-finding-metadata-conflict = 正文为“{ $what }”，登记信息为“{ $right }”，请改正其中一处。
screen-finding-hidden-sheet = “{ $what }”是隐藏的，公开后任何人都能看到，请删除或者取消隐藏。
screen-finding-hidden-rows = 第 { $what } 行是隐藏的，请删除或者取消隐藏。
screen-finding-hidden-columns = { $what } 列是隐藏的，请删除或者取消隐藏。
screen-finding-hidden-text = 有读者看不到的文字：“{ $what }”。请删除或者显示出来。
screen-finding-comment = 有批注：“{ $what }”。请删除后再公开。
screen-finding-tracked-change = 有未处理的修订：“{ $what }”。请接受或者拒绝后再公开。
screen-finding-embedded-file = 文件里嵌有另一个文件：{ $what }。
screen-finding-macro = 文件里有可以运行的程序：{ $what }。
screen-finding-external-content = 打开文件时会读取外部内容：{ $what }。
screen-finding-properties = 文件属性中有“{ $what }”，公开时将自动清除。
screen-finding-position = 图片记录了拍摄位置（{ $what }），公开时将自动清除。
screen-finding-name-and-content = 扩展名是 { $what }，内容却是 { $right }。
screen-finding-unreadable = 这一部分未能检查：{ $what }。请人工核对。

## 结论
screen-verdict-clean = 已检查，没有发现问题
screen-verdict-found = 已检查，发现问题
screen-verdict-not-checked = 未检查

## 处理要求
screen-severity-stops = 必须处理
screen-severity-warns = 请确认

## 未检查的原因
screen-reason-encrypted = 文件加了密码
screen-reason-too-large = 文件太大
screen-reason-bomb = 压缩包展开后异常巨大
screen-reason-too-nested = 压缩包层层嵌套
screen-reason-entities = 文件含有不安全的实体声明
screen-reason-damaged = 文件损坏，无法读取
screen-reason-scanned = 页面是扫描的图片，读不出文字
screen-reason-unmapped = 字体缺少文字对照，读不出文字
screen-reason-legacy = 旧版办公文件，请另存为新格式
screen-reason-unknown-kind = 不认识的文件类型
screen-reason-picture = 图片中的文字无法检查
screen-reason-signed = 文件带有电子签名，不能改动

## 粘贴清理
screen-note-script-removed = 去掉了脚本、框架、表单等内容
screen-note-handler-removed = 去掉了会运行程序的属性
screen-note-link-refused = 去掉了不安全的链接，文字保留
screen-note-image-embedded = 去掉了直接粘贴的图片，请作为附件上传
screen-note-image-foreign = 去掉了无法引用的图片，请作为附件上传
screen-note-image-without-alt = 图片缺少替代文字
screen-note-hidden-removed = 去掉了隐藏的文字
screen-note-deleted-removed = 去掉了标为删除的文字
screen-note-struck-kept = 划线的文字保留，划线去掉，请核对
screen-note-layout-unwrapped = 拆掉了只用来排版的表格
screen-note-header-promoted = 把表格第一行设为表头
screen-note-header-unclear = 看不出哪一行是表头，请指定
screen-note-caption-made = 把表名设为表格标题
screen-note-heading-made = 把居中加粗的文字设为标题
screen-note-title-dropped = 去掉了与标题重复的文字
screen-note-levels-ordered = 理顺了标题层级
screen-note-list-made = 把带符号的段落设为列表
screen-note-empty-removed = 去掉了空段落
screen-note-broken-entity = 去掉了乱码空格
screen-note-too-large = 内容太长，没有处理
screen-note-too-deep = 内容嵌套太深，没有处理

## 清除的痕迹
screen-removed-properties = 作者、单位等文件属性
screen-removed-custom-properties = 自定义属性
screen-removed-thumbnail = 缩略图
screen-removed-picture-data = 图片的拍摄信息
screen-removed-xmp = 描述数据
screen-removed-embedded-files = 嵌入的文件
screen-removed-revisions = 历史版本
screen-removed-private-data = 编辑软件的私有数据
