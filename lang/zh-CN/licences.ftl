## 证照要素

licence-type = 证照类型
licence-number = 证照编号
licence-identifier = 证照标识
licence-number-or-identifier = 证照编号或者证照标识
licence-holder = 持证主体
licence-issuer = 颁发机构
licence-issued-on = 颁发日期
licence-validity = 有效期
licence-valid-to = 有效期至
licence-unlimited = 长期
licence-validity-span = { $from } 至 { $to }
licence-validity-open = 自 { $from } 起，长期有效
licence-state = 状态
licence-trust = 可信等级
licence-trust-a = A 级：由颁发机构签发
licence-trust-b = B 级：经与原件核对后登记
licence-says = 证照内容
licence-metadata = 元数据（GB/T 36903）
licence-any = 全部
licence-download = 下载证照（PDF）

licence-state-valid = 有效
licence-state-suspended = 暂扣
licence-state-revoked-as-wrong = 撤销
licence-state-revoked-as-penalty = 吊销
licence-state-cancelled = 注销
licence-state-expired = 失效
licence-state-replaced = 已换发

licence-standing-in-force = 有效
licence-standing-not-yet = 尚未生效
licence-standing-suspended = 已暂扣
licence-standing-revoked-as-wrong = 已撤销
licence-standing-revoked-as-penalty = 已吊销
licence-standing-cancelled = 已注销
licence-standing-expired = 已失效
licence-standing-replaced = 已换发

licence-verb-issue = 颁发
licence-verb-record = 登记已有证照
licence-verb-import = 归集
licence-verb-suspend = 暂扣
licence-verb-restore = 恢复
licence-verb-revoke-as-wrong = 撤销
licence-verb-revoke-as-penalty = 吊销
licence-verb-cancel = 注销
licence-verb-expire = 失效
licence-verb-replace = 换发

licence-about-suspend = 行政处罚或者强制措施，期满或者事由消除后恢复。
licence-about-restore = 暂扣期满或者事由消除，证照重新有效。
licence-about-revoke-as-wrong = 本来不应当准予：违反法定程序、超越职权、以欺骗手段取得等（行政许可法第六十九条）。
licence-about-revoke-as-penalty = 对违法行为的行政处罚（行政处罚法第九条）。
licence-about-cancel = 手续性的终结：届满未延续、主体终止、已被撤销或者吊销等（行政许可法第七十条）。

licence-role-licence-making = 制证
licence-role-reception = 综合窗口收件
licence-role-decision = 决定人
licence-role-head = 行政机关负责人
licence-role-hall = 本平台
licence-role-applicant = 申请人

## 证照文件上的文字

licence-seal-purpose = 行政审批专用章
licence-demonstration-mark = 演示样张
licence-copy-mark = 加注件
licence-copy-annotation = 此件由{ $issuer }提供，仅供{ $recipient }办理“{ $purpose }”时使用，有效期至{ $day }

## 公开查验

licence-verify-title = 证照查验
licence-verify-intro = 查一查别人出示的电子证照现在是否有效。只告诉您状态，不显示持证人的个人信息。
licence-verify-by-identifier = 按证照标识查验
licence-verify-hint = 以 1.2.156.3005.2 开头，印在证照下方；也可以直接扫证照上的二维码，或者粘贴扫码得到的网址。
licence-verify-look = 查验
licence-verify-by-file = 按文件查验
licence-verify-file = 证照文件
licence-verify-file-hint = PDF 文件，不超过 20 MB。只用于核对，不会保存。
licence-verify-check = 核对文件
licence-verify-no-file = 请选择要核对的 PDF 文件
licence-checked-at = 查验时间
licence-verdict-title = 查验结果
licence-verdict-no-more = 查验只说明证照的状态。持证主体和证照内容以证照文件为准，请持证人出示。
licence-verdict-another = 查验另一份证照
licence-verdict-see-newer = 查看换发后的证照
licence-verdict-in-force = 这份证照现在有效
licence-verdict-in-force-text = 由下列机构颁发，在有效期内，没有被暂扣、撤销、吊销或者注销。
licence-verdict-not-yet = 这份证照还没有生效
licence-verdict-not-yet-text = 有效期还没有开始。
licence-verdict-suspended = 这份证照已被暂扣
licence-verdict-suspended-text = 暂扣期间不能使用。
licence-verdict-revoked-as-wrong = 这份证照已被撤销
licence-verdict-revoked-as-wrong-text = 准予许可的决定已被撤销，证照不再有效。
licence-verdict-revoked-as-penalty = 这份证照已被吊销
licence-verdict-revoked-as-penalty-text = 因行政处罚被吊销，不再有效。
licence-verdict-cancelled = 这份证照已被注销
licence-verdict-cancelled-text = 已办理注销手续，不再有效。
licence-verdict-expired = 这份证照已失效
licence-verdict-expired-text = 有效期已过。
licence-verdict-replaced = 这份证照已换发
licence-verdict-replaced-text = 已由新的一版代替，这一版不再使用。
licence-verdict-unknown = 本平台没有这份证照
licence-verdict-unknown-text = 标识的写法正确，但登记簿里没有它。它可能由别的平台颁发，也可能是伪造的，请向颁发机构核实。

licence-file-genuine = 文件真实、未经改动
licence-file-genuine-text = 与本平台登记的证照文件逐字节一致，证照现在有效。
licence-file-genuine-not-in-force = 文件真实，但证照现在不是有效状态
licence-file-genuine-not-in-force-text = 与本平台登记的证照文件逐字节一致。请看下面的状态。
licence-file-copy = 这是真实的加注件
licence-file-copy-text = 与本平台制作的加注件逐字节一致，证照现在有效。请核对文件上写明的用途和使用单位。
licence-file-copy-over = 加注件真实，但已不能使用
licence-file-copy-over-text = 加注件已过使用期限，或者证照现在不是有效状态。
licence-file-changed = 文件被改动过
licence-file-changed-text = 文件带有本平台颁发机构的电子印章，但盖章之后内容被改动或者添加过，不可采信。
licence-file-other-document = 本平台机构盖章的文件，但不是登记的证照
licence-file-other-document-text = 印章有效，文件完整，但它不是证照登记簿中的证照文件。
licence-file-not-ours = 不是本平台颁发的证照文件
licence-file-not-ours-text = 文件没有本平台颁发机构的电子印章。打印后重新扫描、截图或者另存的文件也会这样，请索取原始 PDF 文件，或者按证照标识查验。
licence-file-see-state = 查看证照状态

## 我的证照

licence-wallet-title = 我的证照
licence-wallet-intro = 本平台颁发或者归集的电子证照。办事时会自动用上，不用再交。
licence-wallet-empty = 还没有证照
licence-wallet-empty-text = 办成的事项颁发证照后，会出现在这里。
licence-wallet-none-in-force = 现在没有有效的证照。
licence-wallet-past = 已经失去效力的证照（{ $n }）
licence-mine-in-force = 证照现在有效。
licence-mine-not-yet = 到有效期开始的那一天自动生效。
licence-mine-suspended = 暂扣期间不能使用，办事时不会自动用上。原因见下面的使用记录。
licence-mine-revoked-as-wrong = 不能再使用。原因见下面的使用记录；不服的，可以依法申请行政复议或者提起行政诉讼。
licence-mine-revoked-as-penalty = 不能再使用。原因见下面的使用记录；不服的，可以依法申请行政复议或者提起行政诉讼。
licence-mine-cancelled = 已办理注销手续，不能再使用。
licence-mine-expired = 有效期已过。需要继续从事许可的活动，请重新申请或者办理延续。
licence-mine-replaced = 请使用换发后的证照。
licence-share = 给别人查验
licence-share-text = 请对方扫这个码，或者打开下面的网址。对方只能看到状态，看不到您的个人信息。
licence-share-link = 查验网址
licence-qr-label = 查验这份证照的二维码
licence-copies = 加注件
licence-copies-intro = 需要把证照交给别人时，做一份写明用途和使用单位的加注件，别人就不能拿去做别的用途。九十天内可以使用。
licence-copies-none = 还没有做过加注件
licence-copy-purpose = 用途
licence-copy-purpose-hint = 例如：申请贷款
licence-copy-recipient = 使用单位
licence-copy-recipient-hint = 例如：某银行某支行
licence-copy-usable-to = 可使用至
licence-copy-made-at = 制作时间
licence-copy-make = 制作加注件
licence-copy-made = 加注件已做好，可以在下面下载
licence-history = 使用记录
licence-history-intro = 谁在什么时候用过、看过、改变过这份证照，都记在账本里。
licence-history-why = 理由：{ $reason }　依据：{ $basis }
licence-history-other = 其他记录
licence-history-issue = 颁发
licence-history-record = 经与原件核对，登记到本平台
licence-history-import = 从登记簿归集到本平台
licence-history-suspend = 暂扣
licence-history-restore = 恢复
licence-history-revoke-as-wrong = 撤销
licence-history-revoke-as-penalty = 吊销
licence-history-cancel = 注销
licence-history-expire = 有效期已过，失效
licence-history-replace = 换发，由新的一版代替
licence-history-read = 颁发机构的工作人员查看
licence-history-file-read = 下载文件
licence-history-copied = 制作加注件
licence-history-used = 用于办件 { $number }，免于提交

## 工作台

licence-desk-title = 本机构颁发的证照
licence-desk-none = 没有符合条件的证照
licence-desk-none-text = 换一个条件再试。
licence-narrow = 筛选
licence-act-title = 改变状态
licence-act = 处理
licence-act-send = 确认处理
licence-act-none = 按证照现在的状态和您的岗位，没有可以做的处理。制证的人不能单独取消自己制作的证照。
licence-reason = 理由
licence-reason-hint = 写明事实。持证主体能看到。
licence-basis = 法律依据
licence-basis-hint = 例如：行政许可法 第六十九条第一款第二项
licence-done-suspend = 已暂扣
licence-done-restore = 已恢复
licence-done-revoke-as-wrong = 已撤销
licence-done-revoke-as-penalty = 已吊销
licence-done-cancel = 已注销

## 不能这样做

licence-refused-not-there = 没有这份证照，或者不归您管
licence-refused-stale = 您看到的页面之后，这份证照已经变动，请看过现在的状态再处理
licence-refused-claimed = 已由另一位同事领办
licence-refused-wrong-state = 证照现在的状态是“{ $state }”，不能{ $verb }
licence-refused-wrong-role = 这一处理由“{ $role }”岗位作出
licence-refused-same-person = 您已经做过“{ $verb }”，这一处理须由另一个人作出
licence-refused-unknown-type = 证照类型目录里没有“{ $type }”
licence-refused-already-issued = 这份证照已经颁发
licence-refused-not-replaceable = 要换发的证照须是同一持证主体、同一机构颁发的同一类型证照，并且有效或者刚过有效期
licence-refused-no-number = 请写明原证照的编号，编号中要有字母或者数字
licence-refused-not-yet-expired = 有效期还没有过
licence-refused-no-act = 请选择一种处理
licence-refused-no-reason = 请写明理由
licence-refused-no-basis = 请写明法律依据
licence-refused-no-purpose = 请写明用途
licence-refused-no-recipient = 请写明使用单位
licence-refused-too-long = 最多 { $most } 个字
licence-refused-not-in-force = 只有有效的证照可以制作加注件
