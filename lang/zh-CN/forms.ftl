# 表单：填写者看到的句子。{ $label } 是字段名称。

## 缺少
forms-missing = 请填写{ $label }。
forms-nothing-chosen = 请选择{ $label }。
forms-no-file = 请上传{ $label }。
forms-not-ticked = 请阅读并勾选“{ $label }”。
forms-region-incomplete = 请逐级选择{ $label }。
forms-too-few-chosen = { $label }至少选择 { $least } 项。
forms-too-few-files = { $label }至少上传 { $least } 个文件。
forms-too-few-rows = { $label }至少填写 { $least } 行。

## 填写有误
forms-wrong-shape = { $label }的内容无法识别，请重新填写。
forms-too-large = { $label }的内容过多，超出表单的上限。
forms-invisible-character = { $label }含有看不见的控制字符或者多余的换行，请删除后重新填写。
forms-too-long = { $label }最多 { $most } 个字，现在是 { $typed } 个字。
forms-too-short = { $label }至少 { $least } 个字。
forms-pattern = { $message }
forms-not-email = { $label }不是电子邮箱地址，例如 name@example.cn。
forms-not-postcode = { $label }应当是 6 位数字的邮政编码。
forms-not-plate = { $label }不是机动车号牌号码。
forms-not-number = { $label }应当是数字。
forms-not-whole = { $label }应当是整数。
forms-too-many-places = { $label }最多保留 { $most } 位小数。
forms-not-money = { $label }应当是以元为单位的金额，最多两位小数。
forms-too-small = { $label }不能小于 { $least }。
forms-too-great = { $label }不能大于 { $most }。
forms-not-date = { $label }不是日期，请按 2026-03-16 的格式填写。
forms-too-early = { $label }不能早于 { $least }。
forms-too-late = { $label }不能晚于 { $most }。
forms-unknown-option = { $label }中没有“{ $typed }”这一选项，请重新选择。
forms-too-many-chosen = { $label }最多选择 { $most } 项。
forms-unknown-region = 没有代码为 { $code } 的现行行政区划，请重新选择{ $label }。
forms-region-outside = { $label }不在本事项的受理范围内。
forms-document-not-taken = 本事项不接受这种证件，请选择其他{ $label }。
forms-wrong-code = { $label }有误：{ $reason }
forms-too-many-files = { $label }最多上传 { $most } 个文件。
forms-file-too-large = 文件“{ $name }”超过 { $most } MB。
forms-file-kind = 文件“{ $name }”的格式不被接受，请上传 { $accept } 格式的文件。
forms-too-many-rows = { $label }最多填写 { $most } 行。
forms-rule = { $message }

## 计算
forms-overflow = { $label }的数值过大，无法计算，请检查所填数字。
forms-division-by-zero = { $label }无法计算：除数为零，请检查所填数字。
forms-not-computable = { $label }无法根据所填内容计算。
forms-too-much = { $label }的计算量过大。

## 组成部分
forms-part-name = 姓名（名称）
forms-part-id-kind = 证件类型
forms-part-id-number = 证件号码
forms-part-phone = 联系电话
forms-part-uscc = 统一社会信用代码
forms-part-legal-representative = 法定代表人（负责人）
forms-part-region = 所在地区
forms-part-detail = 详细地址
forms-part-of = { $field }：{ $part }
forms-row = { $label } { $number }
forms-region-province = 省（自治区、直辖市）
forms-region-city = 市（地区、自治州、盟）
forms-region-county = 县（市、区、旗）
forms-region-township = 乡镇（街道）
forms-region-village = 村（社区）

## 文字
forms-yuan = { $amount } 元
forms-unit-yuan = 元
forms-date = { $year }年{ $month }月{ $day }日
forms-with-unit = { $number } { $unit }
forms-list-separator = 、
forms-ticked = 已勾选
forms-unticked = 未勾选
forms-blank = 未填写

## 预填来源
forms-prefilled-profile = 已从账户资料中带入，可以修改
forms-prefilled-case = 已从办件 { $number } 中带入，可以修改
forms-prefilled-licence = 已从证照《{ $name }》（{ $number }）中带入，可以修改

## 表单定义的检查（供编制人员）
forms-definition-bad-key = “{ $key }”不能作为标识：应以小写字母开头，只含小写字母、数字和下划线，不超过 40 个字符，且不是保留字。
forms-definition-duplicate-key = 标识“{ $key }”重复。
forms-definition-version-zero = 版本号从 1 开始。
forms-definition-no-fields = 没有任何字段。
forms-definition-too-many-fields = 字段超过 { $most } 个。
forms-definition-too-deep = 重复组的嵌套超过两层。
forms-definition-unknown-kind = 没有“{ $kind }”这种字段。
forms-definition-stray-attribute = “{ $kind }”类字段没有属性“{ $attribute }”。
forms-definition-missing-attribute = 缺少属性“{ $attribute }”。
forms-definition-no-chinese = 缺少中文文字。
forms-definition-bad-value = 这里不能是“{ $value }”。
forms-definition-empty-range = 下限大于上限。
forms-definition-no-options = 选择类字段至少需要两个选项。
forms-definition-duplicate-option = 选项“{ $code }”重复。
forms-definition-bad-pattern = 正则表达式不可用：{ $reason }
forms-definition-bad-prefill = “{ $key }”不是可用的预填来源。
forms-definition-syntax = 表达式第 { $at } 个字符处无法识别：{ $found }
forms-definition-unknown-field = 没有字段“{ $name }”。
forms-definition-unknown-part = 没有“{ $name }”这一组成部分。
forms-definition-unknown-function = 没有函数“{ $name }”。
forms-definition-arguments = 函数“{ $name }”的参数不对。
forms-definition-outside-row = “{ $name }”在每一行各有一个值，请用 sum、count、min、max、any 或 all。
forms-definition-not-a-group = “{ $name }”不是重复组。
forms-definition-wrong-type = 这里需要 { $wanted }，而不是 { $found }。
forms-definition-unknown-option = 字段“{ $field }”没有选项“{ $code }”。
forms-definition-cycle = 下列字段互相依赖：{ $fields }
