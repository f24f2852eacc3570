# 法规文件库的办理：不予登记的原因、导入说明、有效期的依据、提醒

register-refused-post = 只有本机关的规则登记人员可以办理。
register-refused-no-title = 请填写标题。
register-refused-no-text = 没有正文，无法登记。
register-refused-title-taken = 本机关已经登记过同名文件（{ $slug }）。如果是新的文本，请在原件上办理修改。
register-refused-index-taken = 索引号 { $number } 已经属于《{ $title }》（{ $slug }），一个索引号只能对应一件文件。
register-refused-number-taken = 发文字号 { $number } 已经属于《{ $title }》（{ $slug }）。请核对字号。
register-refused-number = 发文字号不符合格式：{ $found }。应为机关代字、〔年份〕、序号、“号”，例如：国办发〔2019〕54号。
register-refused-number-missing = 缺少发文字号，登记前必须填写。
register-refused-number-writing = 发文字号应当写作：{ $canonical }
register-refused-no-interpretation = 还没有关联解读。自{ $since }起，没有解读的文件不予登记。请先起草并关联解读。
register-refused-contradiction = { $attribute }与正文不一致：登记为“{ $stated }”，正文写的是“{ $found }”。请核对后改正其中一处。
register-refused-registered = 这件文件已经登记。
register-refused-not-registered = 这件文件还没有登记。
register-refused-imported = 上级文件随导入更新，不能在这里修改。
register-refused-over = 这件文件已经废止、失效或者撤下。
register-refused-no-date = 缺少成文日期，登记前必须填写。
register-refused-date-order = { $later }不能早于{ $earlier }。
register-refused-no-reason = 请写明理由。
register-refused-same-text = 新的文本与现行文本相同，没有需要登记的修改。
register-refused-not-suspended = 这件文件没有暂停施行。
register-refused-suspended = 这件文件在这段时间已经暂停施行。
register-refused-cleanup-empty = 本机关没有需要清理的文件。
register-refused-undecided = 还有 { $count } 件没有作出清理决定。
register-refused-cleanup-published = 清理结果已经公布，不能再改。
register-refused-template = 索引号模板不能使用，问题在“{ $what }”。模板必须含有年份和序号，例如：{"{USCC18}/{yyyy}-{seq:05}"}
register-refused-no-uscc = 本机关没有登记统一社会信用代码，索引号模板需要它。
register-refused-policy-bounds = 年限应当在 1 到 50 年之间，提前评估的月数应当在 0 到 24 之间。
register-refused-too-long = 太长，最多 { $most } 字。

register-attribute-amended-on = 修改日期
register-attribute-repealed-on = 废止日期
register-attribute-suspended-from = 暂停施行的日期
register-attribute-suspended-until = 恢复施行的日期
register-attribute-expires-on = 新的有效期
register-attribute-expires-on-present = 现在的有效期

register-expiry-stated = 正文写明了有效期。
register-expiry-cut = 正文写明的有效期超过本地规定的最长年限，按最长年限计算。
register-expiry-ordinary = 正文没有写明有效期，按本地规定的一般年限计算。
register-expiry-trial = 暂行、试行文件，按本地规定的试行年限计算。
register-expiry-notice = 通告，按本地规定的通告年限计算。
register-expiry-extended = 评估后重新登记，延长了有效期。

register-decision-keep = 保留
register-decision-amend = 修改
register-decision-repeal = 废止
register-decision-lapse = 失效

register-skipped-index = 目录页，不是法规
register-skipped-not-markdown = 不是 Markdown 文件
register-skipped-not-text = 不能作为文字读取：{ $what }
register-skipped-too-long = 超过长度限制
register-skipped-no-title = 第一行不是标题
register-skipped-no-text = 没有正文
register-skipped-same-version = 与 { $taken } 是同一文本
register-skipped-other-text = 与 { $taken } 同名同日期，但文字不同，没有收录
register-skipped-not-a-record = 不是完整的记录：{ $what }
register-skipped-index-taken = 索引号 { $number } 已经属于《{ $title }》
register-skipped-title-taken = 同名文件已经登记（{ $slug }）

flag-rule-amended = 所依据的文件已经修改
flag-rule-repealed = 所依据的文件已经废止
flag-rule-expired = 所依据的文件已经失效
flag-rule-suspended = 所依据的文件暂停施行
flag-rule-withdrawn = 所依据的文件已经从法规文件库撤下
