# 订阅与推送：谁想知道什么，为什么告诉他，怎样停。

## 我的订阅
push-title = 我的订阅
push-intro = 有新政策与您有关，就告诉您，并说明是哪一条、为什么。
push-arrivals = 收到的信息
push-arrivals-empty = 还没有收到信息
push-arrivals-empty-text = 订阅之后发布的内容，与您有关的会出现在这里。
push-new = 未读
push-applied = 已申请办理
push-clause = 查看{ $clause }
push-followed = 已订阅
push-none = 还没有订阅
push-none-text = 可以在栏目、文件和搜索结果页面点“订阅”，也可以在下面添加搜索词或者填写关注信息。
push-kind-section = 栏目
push-kind-search = 搜索
push-kind-rule = 文件变动
push-kind-profile = 与我有关的政策
push-kind-profile-short = 关注信息
push-search-name = 搜索“{ $words }”
push-this-rule = 这份文件的变动
push-change-to = 改为{ $frequency }
push-end = 退订
push-follow-search = 订阅搜索
push-words = 搜索词
push-words-hint = 今后发布的内容里能搜到这些词的，就告诉您。
push-add-search = 订阅
push-frequency = 邮件多久发一次
push-frequency-at-once = 有新内容就发
push-frequency-daily = 每天一次
push-frequency-weekly = 每周一次

## 关注信息
push-profile = 关注信息
push-profile-intro = 文件里写到下面这些内容的，就告诉您，并指明是哪一条。填一项就可以，只用于推送。
push-industries = 行业
push-industries-hint = 例如：餐饮、食品生产。几个词之间用顿号隔开。
push-size = 企业规模
push-size-household = 个体工商户
push-size-micro = 微型企业
push-size-small = 小型企业
push-size-medium = 中型企业
push-size-large = 大型企业
push-district = 所在区县
push-district-hint = 例如：长安区
push-interests = 关心的内容
push-interests-hint = 例如：稳岗补贴、贷款贴息。几个词之间用顿号隔开。
push-licences = 您持有的证照也参与匹配：{ $licences }
push-save-profile = 保存关注信息
push-profile-saved = 关注信息已保存。

## 邮件
push-mail = 邮件
push-address = 电子邮箱
push-address-hint = 填写后我们先发一封确认信，点击信中的链接才开始发送。清空并保存，就不再发邮件。
push-save-address = 保存邮箱
push-address-asked = 已保存。新邮箱请打开收到的确认信，点击其中的链接。
push-address-removed = 邮箱已删除，不再发送邮件。
push-unconfirmed = 这个邮箱还没有确认，暂不发送邮件。请打开确认信，点击其中的链接；没有收到的，请隔天再保存一次邮箱。
push-suspended = 邮件已暂停
push-suspended-text = 发到这个邮箱的邮件被退回，已暂停发送。请换一个邮箱；新内容仍会出现在本页。
push-added = 已订阅。
push-changed = 已修改。
push-ended = 已退订。

## 凭邮箱订阅
push-subscribe-title = 邮件订阅
push-subscribe-intro = 不用注册，留下邮箱就能订阅。每封邮件里都有退订链接，点一次就停。
push-subscribe-address-hint = 只用于发送您订阅的内容，退订后即删除。
push-what = 订阅什么
push-subscribe = 订阅
push-subscribe-account = 登录后订阅，还可以按行业、规模匹配政策
push-asked-title = 请查收确认信
push-asked-text = 如果这个邮箱还没有订阅这项内容，几分钟内会收到一封确认信。三天内点击信中的链接，订阅才开始。
push-confirm-title = 确认订阅
push-confirm-text = 按下面的按钮，今后就把订阅的内容发到您的邮箱。
push-confirm = 确认
push-confirmed-title = 订阅已开始
push-confirmed-text = 有新内容时会发到您的邮箱。每封邮件里都有退订链接。
push-expired-title = 链接已失效
push-subscribe-again = 重新订阅
push-unsubscribe-title = 退订邮件
push-unsubscribe-text = 按下面的按钮，就不再向您的邮箱发送任何订阅邮件。
push-unsubscribe = 退订
push-unsubscribed-title = 已退订
push-unsubscribed-text = 不再向您的邮箱发送订阅邮件，邮箱地址也已删除。

## 为什么告诉您
push-why-section = 您订阅的栏目“{ $name }”有新内容。
push-why-search = 与您订阅的搜索“{ $words }”相符。
push-why-rule = 您订阅的这份文件有变动。
push-why-about-rule = 有新内容与您订阅的文件有关。
push-why-clause = { $clause }写到您关注的内容：{ $words }。
push-why-text = 文中写到您关注的内容：{ $words }。

## 邮件正文
push-mail-confirm-subject = 请确认订阅
push-mail-confirm-text =
    您好：
    有人用这个邮箱订阅政府网站的信息。如果是您，请在三天内打开下面的链接并按“确认”：

    { $link }

    如果不是您，不必理会，我们不会再为这次订阅给您写信。
push-mail-subject-one = { $title }
push-mail-subject = 您订阅的内容有 { $count } 条更新
push-mail-intro = 您订阅的内容有 { $count } 条更新：
push-mail-clause = 直接查看{ $clause }：
push-mail-foot-account = 您收到这封邮件，是因为您在“我的订阅”里留下了邮箱。
push-mail-foot-address = 您收到这封邮件，是因为您用这个邮箱订阅了这些内容。
push-mail-unsubscribe = 退订：

## 推送成效
push-reach-title = 推送成效
push-reach-intro = 本单位发布的内容告诉了多少人，其中多少人在“我的订阅”里打开，多少人随后申请了相关事项。邮件里不设跟踪标记，直接从邮件打开的不计入“已打开”。
push-reach-announcement = 发布的内容
push-reach-delivered = 已推送
push-reach-read = 已打开
push-reach-applied = 已申请
push-reach-empty = 还没有推送
push-reach-empty-text = 本单位发布内容后，推送给多少人会显示在这里。
push-percent = { $n }%

## 不能办的原因
push-refused-link-expired = 这个链接已经失效。
push-refused-no-such-thing = 没有可以订阅的这项内容，请重新选择。
push-refused-words = 请填写搜索词，最多 { $most } 个字。
push-refused-no-address = 请填写正确的电子邮箱，例如 name@example.com。
push-refused-no-frequency = 请选择邮件多久发一次。
push-refused-empty-profile = 请至少填写行业、规模、区县、关心的内容中的一项。
push-refused-profile-long = 每行最多 { $most } 个词，每个词不超过40个字，请精简。
push-refused-too-many = 最多可以有 { $most } 项订阅，请先退订不需要的。
push-refused-no-account = 登录个人账号后才能使用“我的订阅”。
