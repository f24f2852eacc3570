# 工作日历与法定期限：每一天为什么计入、为什么不计入。
# 参数均为文本：日期如 2026-03-16，数字为阿拉伯数字。

## 逐日说明
calendar-day-start = 起算日，当日不计入
calendar-day-restarted = 重新起算日，当日不计入（{ $basis }）
calendar-day-counted = 第 { $n } 日
calendar-run-counted = 第 { $first } 日至第 { $last } 日
calendar-day-extension = 第 { $n } 日（延长期限）
calendar-run-extension = 第 { $first } 日至第 { $last } 日（延长期限）
calendar-day-make-up = 第 { $n } 日：{ $name }调休，当日上班（{ $notice }）
calendar-run-make-up = 第 { $first } 日至第 { $last } 日：{ $name }调休，照常上班（{ $notice }）
calendar-day-make-up-unconfirmed = 第 { $n } 日：{ $name }调休，当日上班（未登记通知文号，待确认）
calendar-run-make-up-unconfirmed = 第 { $first } 日至第 { $last } 日：{ $name }调休，照常上班（未登记通知文号，待确认）
calendar-day-weekend = 周末，不计入
calendar-day-holiday = { $name }放假，不计入（{ $notice }）
calendar-day-holiday-unconfirmed = { $name }放假，不计入（未登记通知文号，待确认）
calendar-day-regional = { $name }，本地区放假，不计入（{ $notice }）
calendar-day-regional-unconfirmed = { $name }，本地区放假，不计入（未登记通知文号，待确认）
calendar-day-paused = 期限中止，不计入（{ $basis }）
calendar-day-moved-over = 末日遇周末，顺延
calendar-day-moved-over-holiday = 末日遇{ $name }放假，顺延
calendar-day-moved-to = 顺延后的首个工作日
calendar-day-deferred = 另行确定的答复日期（{ $basis }）
calendar-day-provisional = 暂按法定节假日推算，以国务院办公厅通知为准

## 期限怎样算出
calendar-note-start = 自 { $date } 起算，当日不计入。
calendar-note-restarted = { $date } 重新起算，当日不计入：{ $basis }。
calendar-note-limit-working-days = 期限为 { $n } 个工作日（{ $law }）。
calendar-note-limit-calendar-days = 期限为 { $n } 日，节假日计算在内（{ $law }）。
calendar-note-limit-months = 期限为 { $n } 个月（{ $law }）。
calendar-note-minimum-working-days = 不少于 { $n } 个工作日（{ $law }）。
calendar-note-minimum-calendar-days = 不少于 { $n } 日，节假日计算在内（{ $law }）。
calendar-note-minimum-months = 不少于 { $n } 个月（{ $law }）。
calendar-note-extended-working-days = { $date } 批准延长 { $n } 个工作日：{ $reason }。
calendar-note-extended-calendar-days = { $date } 批准延长 { $n } 日：{ $reason }。
calendar-note-extended-months = { $date } 批准延长 { $n } 个月：{ $reason }。
calendar-note-paused = { $after } 之后至 { $to } 不计入期限：{ $basis }。
calendar-note-paused-open = { $after } 之后期限中止，尚未恢复：{ $basis }。
calendar-note-paused-planned = 预计中止至 { $date }。
calendar-note-paused-ends-by = 依法最迟于 { $date } 恢复计算。
calendar-note-deferred = 答复日期另行确定为 { $date }：{ $basis }。
calendar-note-moved = 末日 { $from } 不是工作日，顺延至 { $to }。
calendar-note-due = 期限届满日为 { $date }。
calendar-note-due-minimum = 最早于 { $date } 届满。
calendar-note-due-paused = 届满日待恢复计算后确定；如 { $asked } 恢复，为 { $date }。

## 尚不能确定的原因
calendar-doubt-provisional = { $year } 年放假安排尚未载入，暂按法定节假日推算；国务院办公厅通知公布后，日期可能变化。
calendar-doubt-unconfirmed = { $date } { $name }放假未登记通知文号，待确认。
calendar-doubt-regional-year = 本地区（{ $region }）{ $year } 年的民族节日放假安排尚未载入，日期可能变化。
calendar-missing-year = 缺少 { $year } 年的工作日历（已载入 { $first } 年至 { $last } 年）。请先导入该年放假安排。
calendar-beyond-table = { $year } 年超出可推算的范围（至 { $last } 年），无法计算日期。

## 剩余与信号灯
calendar-left-working-days = 剩余 { $n } 个工作日
calendar-left-calendar-days = 剩余 { $n } 日
calendar-late-working-days = 已超期 { $n } 个工作日
calendar-late-calendar-days = 已超期 { $n } 日
calendar-left-today = 今日到期
calendar-light-late = 已超期
calendar-light-soon = 即将到期
calendar-light-calm = 期限内
calendar-light-paused = 已中止

## 不能这样办的原因
calendar-refused-not-extensible = 该期限依法不得延长。
calendar-refused-already-extended = 期限已于 { $on } 延长过，只能延长一次。
calendar-refused-over-bound = 申请延长 { $asked }，应在 1 至 { $most } 之间。
calendar-refused-wrong-role = 延长期限须由有批准权限的负责人批准。
calendar-refused-no-reason = 请写明延长期限的理由，并将告知申请人。
calendar-refused-expired = 期限已于 { $due } 届满，{ $on } 不能再延长。
calendar-refused-no-legal-basis = 中止、重新起算或另定日期须记明法律依据。
calendar-refused-already-paused = 期限自 { $after } 之后已处于中止状态。
calendar-refused-not-paused = 期限未处于中止状态。
calendar-refused-out-of-order = { $on } 早于已记录的 { $last }，请核对日期。

## 导入放假安排
calendar-data-json = 第 { $line } 行第 { $column } 列：文件格式有误（{ $reason }）
calendar-data-csv = 第 { $line } 行：{ $reason }
calendar-data-column = 表头缺少“{ $name }”列
calendar-data-empty = 文件中没有日期
calendar-data-duplicate-day = { $date } 重复出现
calendar-data-wrong-year = { $date } 不属于 { $year } 年的放假安排
calendar-data-reversed = { $from } 至 { $to }：结束日期早于开始日期
calendar-data-no-name = { $date } 没有节日名称
calendar-data-statutory-day-missing = { $date }（{ $name }）是法定节假日，文件中却不放假，请核对
calendar-data-region = “{ $code }”不是六位行政区划代码
calendar-data-already-loaded = { $year } 年的放假安排已载入；如需替换，请选择“替换”
calendar-finding-missing-notice = { $name }（{ $from } 至 { $to }）没有通知文号，标为待确认
calendar-finding-make-up-on-weekday = 调休上班日 { $date } 不是周末，请核对
