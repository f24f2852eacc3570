# 好差评：评价、答复、整改、公开。

## 等级
rating-level = 您对这次办理满意吗？
rating-level-5 = 非常满意
rating-level-4 = 满意
rating-level-3 = 基本满意
rating-level-2 = 不满意
rating-level-1 = 非常不满意
rating-level-5-hint = 比预想的还要好
rating-level-4-hint = 办得顺利
rating-level-3-hint = 办成了，还可以更好
rating-level-2-hint = 有问题，需要改
rating-level-1-hint = 问题很大，必须改

## 评价指标
rating-aspects = 具体是哪些方面
rating-aspects-good = 满意：哪里做得好
rating-aspects-good-legend = 做得好的方面
rating-aspects-fair = 基本满意：哪里可以更好
rating-aspects-fair-legend = 可以更好的方面
rating-aspects-bad = 不满意：问题出在哪里
rating-aspects-bad-legend = 出问题的方面
rating-aspect-efficiency-good = 办得快
rating-aspect-efficiency-fair = 可以再快一些
rating-aspect-efficiency-bad = 拖得太久
rating-aspect-guide-good = 办事指南准确
rating-aspect-guide-fair = 办事指南可以更清楚
rating-aspect-guide-bad = 办事指南与实际不符
rating-aspect-convenience-good = 手续简便
rating-aspect-convenience-fair = 手续可以再简化
rating-aspect-convenience-bad = 手续繁琐或多跑了路
rating-aspect-platform-good = 网上操作顺手
rating-aspect-platform-fair = 网上操作可以更顺手
rating-aspect-platform-bad = 网上操作困难
rating-aspect-skill-good = 业务熟练
rating-aspect-skill-fair = 业务可以更熟练
rating-aspect-skill-bad = 讲解不清或办错
rating-aspect-attitude-good = 态度热情
rating-aspect-attitude-fair = 态度一般
rating-aspect-attitude-bad = 态度生硬或推诿

## 评价页
rating-title = 评价这次办理
rating-case = 办件编号
rating-intro = 每件事可以评价一次，评不评由您决定。我们不向经办人透露评价人是谁；不满意的评价由没有经办的人调查、答复。
rating-open-until = { $date }以前可以评价。
rating-comment = 想说的话
rating-comment-hint = 最多 { $most } 字，会和答复一起公开。请不要写姓名、电话、证件号码；长串数字公开时会隐去。
rating-send = 提交评价
rating-given = 评价已提交，谢谢您。
rating-thanks = 谢谢您的评价
rating-thanks-text = 一件事评价一次。如果您不满意，承办单位会在规定时间内公开答复。
rating-yours = 您的评价
rating-all = 查看公开的评价和答复
rating-expired-my = 登录后在“我的”中评价
rating-default-mark = （默认评价：期限内没有人评价，由系统记入，不计入主动评价）
rating-author-organisation = 一家单位
rating-author-link = 办事人（扫码评价）

## 答复
rating-answer-of = 承办单位 { $date } 答复
rating-answer-until = 承办单位应当在 { $date } 以前答复。
rating-measure-rectified = 已经整改
rating-measure-rectified-hint = 问题属实，马上能改的已经改好
rating-measure-planned = 限期整改
rating-measure-planned-hint = 问题属实，需要时间，写明到哪一天改好
rating-measure-explained = 解释说明
rating-measure-explained-hint = 没有依据或者不属于本单位能改的，讲清道理
rating-rectify-until = 在 { $date } 以前改好。
rating-rectified-on = { $date } 已经改好：

## 公开页
ratings-title = 政务服务评价
ratings-title-of = { $name }：评价
ratings-intro = 办结的每一件事都可以评价。这里公开评价结果、群众说的话、单位的答复和整改。
ratings-by-agency = 各单位的评价
ratings-by-item = 各事项的评价
ratings-table = 评价结果
ratings-said = 最近的评价和答复
ratings-said-empty = 还没有人留言
ratings-said-empty-text = 有人评价并留言以后，会和答复一起显示在这里。
ratings-guide = 查看这个事项的办事指南
ratings-how = 这些数怎么算
ratings-how-active-rate = 主动评价率 = 主动评价数 ÷ 服务次数。服务次数是办结的件数，不含申请人自己撤回的。
ratings-how-active-good-rate = 主动好评率 = 主动评价中非常满意、满意、基本满意的件数 ÷ 主动评价数。
ratings-how-answered-rate = 差评答复率 = 已经答复的不满意、非常不满意件数 ÷ 不满意、非常不满意件数。
ratings-how-default = 默认评价：办结五个工作日没有人评价的，由系统记为“满意”，只单独计数，不计入任何主动评价的比率；之后有人评价的，以那次评价为准。
ratings-how-unrated-rate = 不评价率 = 既没有主动评价也没有默认评价的件数 ÷ 服务次数。
rating-figures-empty = 还没有办结的件
rating-served = 服务次数
rating-active-rate = 主动评价率
rating-active-good-rate = 主动好评率
rating-defaults = 默认评价
rating-defaults-note = 单独计数，不计入比率
rating-unrated-rate = 不评价率
rating-answered-rate = 差评答复率
rating-no-ratio = 暂无
rating-percent = { $percent }%
rating-percent-unit = %
rating-of = { $part } / { $whole }
rating-agency = 单位
rating-item = 事项

## 工作台
rating-desk-title = 评价答复
rating-desk-intro = 不满意的评价，由没有经办该件的人回访核实并公开答复。
rating-desk-empty = 没有待办的评价
rating-desk-empty-text = 收到不满意的评价时会列在这里，按期限排列。
rating-desk-settled-empty = 还没有答复过的评价
rating-tab-open = 待办
rating-tab-settled = 已答复
rating-due = 期限
rating-level-column = 评价
rating-stage = 状态
rating-author = 评价人
rating-day = 评价日期
rating-stage-counted = 已计入
rating-stage-to-answer = 待答复
rating-stage-to-rectify = 待整改
rating-stage-settled = 已答复
rating-answer-title = 评价：{ $item }
rating-said = 评价内容
rating-case-title = 所评办件
rating-call-back = 回访
rating-call-back-reached = 已联系上评价人核实
rating-call-back-unreachable = 多次联系，没有联系上
rating-call-back-not-asked = 不需要回访
rating-answer-text = 答复
rating-answer-text-hint = 公开。写明查到的情况和处理结果，不要写评价人和经办人的姓名。
rating-measure = 处理
rating-rectify-note = 整改内容
rating-rectify-by = 改好的日期
rating-rectify-by-hint = 选“限期整改”时填写，最迟在 { $n } 个工作日内
rating-answer-send = 公开答复
rating-answer-sent = 答复已公开，评价人会收到消息。
rating-rectification-note = 改好了什么
rating-rectification-send = 记为已经改好
rating-rectification-sent = 整改结果已公开。
rating-code-title = 评价二维码
rating-code-label = 评价二维码，办件 { $number }
rating-code-intro = 请办事人扫码评价，不用登录。每件事只能评价一次。工作人员不得代为评价，也不得要求评某个等级。

## 不能办理的原因
rating-refused-not-handled = 这件事还没有办结，或者已经由申请人撤回，不能评价。
rating-refused-window-over = 评价期到 { $until } 为止，已经结束。
rating-refused-link-expired = 这个评价链接已经过期。
rating-refused-already-rated = 这件事已经评价过了。一件事评价一次。
rating-refused-no-level = 请选择满意程度。
rating-refused-aspect = 选的方面和满意程度不一致，请只在与所选程度对应的一组里选。
rating-refused-comment-long = 想说的话最多 { $most } 字。
rating-refused-staff = 工作人员不能代替办事人评价。
rating-refused-post = 答复评价需要这个单位的差评处理人岗位。
rating-refused-handled = 您经办过这一件，评价要由没有经办的人答复。
rating-refused-no-answer = 请写答复。
rating-refused-answer-long = 最多 { $most } 字。
rating-refused-no-call-back = 请先回访核实，再答复。
rating-refused-no-measure = 请选择怎样处理。
rating-refused-no-rectify-note = 请写明整改的内容。
rating-refused-rectify-date = 请填写改好的日期，不早于今天，不晚于 { $until }。
rating-refused-answered = 这个评价已经答复过了。
rating-refused-nothing-to-rectify = 这个评价没有待整改的事。
