# 外发邮件：收不下的原因，队列情况。

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
