# 外发和收到的邮件：收不下的原因，队列和信箱情况。

post-refused-address = 邮箱地址不对，请检查后重新填写。
post-refused-subject = 邮件主题不能为空、不能换行，也不能超过200字。
post-refused-text = 邮件没有正文。
post-refused-long = 邮件太长，邮件服务器不会接收。
post-refused-header = 邮件头不能这样写。
post-refused-link = 退订地址应当是 http 或者 https 网址。

post-state-waiting = 等待发送
post-state-sent = 已发出
post-state-failed = 多次发送未成功
post-state-bounced = 被退回
post-not-configured = 尚未配置邮件服务器，邮件在队列中等待。
post-refused-file = 附件没有名称，或者类型不对。

post-incoming-new = 待处理
post-incoming-taken = 已接收
post-incoming-left = 待人工查看
post-incoming-automatic = 自动邮件
post-incoming-loop = 循环或过多来信
post-incoming-duplicate = 重复来信
post-incoming-bounce = 退信
post-incoming-trouble = 读不出来
post-why-nothing = 无
post-why-auto-submitted = 邮件注明由程序自动发出
post-why-precedence = 群发邮件
post-why-empty-return-path = 发件地址为空，不接受回复
post-why-suppress = 邮件注明不要自动回复
post-why-list = 邮件列表
post-why-ours = 本平台自己发出的邮件
post-why-too-many = 同一地址一小时内来信过多
post-why-repeated = 同一封信已经收到过
post-why-bounce = 我们发出的邮件被退回，该地址已停发
post-why-bounce-unknown = 退信所指的邮件不明，或者只是延迟
post-why-unreadable = 读不出邮件头
post-why-no-sender = 没有可以回复的发件地址
post-why-too-many-parts = 邮件结构过于复杂，没有拆开
post-why-not-taken = 多次尝试仍未能转为申请
post-left-out-too-large = 附件超过30 MB，没有接收
post-left-out-message-too-large = 邮件超过40 MB，附件没有接收
post-left-out-empty = 附件是空的
