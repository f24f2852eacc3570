# 错误：说明哪一位、哪一部分有误
codes-error-empty = { $kind }：没有填写
codes-error-length = { $kind }应为 { $expected } 位，现为 { $found } 位
codes-error-character = { $kind }第 { $position } 位（{ $part }）是“{ $found }”，应为{ $expected }
codes-error-check = { $kind }第 { $position } 位校验码是“{ $found }”，按其余各位计算应为“{ $expected }”；请核对第 { $from } 至 { $to } 位有没有写错
codes-error-part = { $kind }从第 { $position } 位起的{ $part }“{ $found }”有误：{ $fault }

# 提示：代码可以使用，但请注意
codes-note-rewritten = 已按标准写法改写
codes-note-inner = 其中的代码校验不符：{ $found }
codes-note-type-uncertain = 事项类型的含义不确定：{ $found }
codes-note-shape-only = 这种代码没有可以核对的校验码，只检查了格式

# 本地事项编码的核对结果
codes-finding-empty = 没有事项编码
codes-finding-catalogue-missing = 缺少目录部分
codes-finding-catalogue-form = 目录部分“{ $found }”不是已知的格式
codes-finding-type-unknown = 事项类型“{ $found }”不在字典中
codes-finding-region-missing = 没有 12 位行政区划代码
codes-finding-organisation-missing = 缺少机构代码
codes-finding-organisation = 机构代码校验不符：{ $found }
codes-finding-small-letters = “{ $found }”中的小写字母已按大写读取
codes-finding-suffix-missing = 缺少后缀

# 电话种类
codes-phone-mobile = 手机
codes-phone-landline = 固定电话
codes-phone-service = 服务号码

# 代码种类
codes-kind-uscc = 统一社会信用代码
codes-kind-org = 组织机构代码
codes-kind-id = 公民身份号码
codes-kind-residence-permit = 港澳台居民居住证号码
codes-kind-travel-hk-macao = 港澳居民来往内地通行证号码
codes-kind-travel-taiwan = 台湾居民来往大陆通行证号码
codes-kind-passport = 护照号码
codes-kind-foreign-passport = 外国护照号码
codes-kind-permanent-residence = 外国人永久居留身份证号码
codes-kind-item-basic = 事项基本编码
codes-kind-item-implementing = 事项实施编码
codes-kind-item-handling = 业务办理项编码
codes-kind-item-local = 本地事项编码
codes-kind-case = 办件编号
codes-kind-case-national = 办件流水号
codes-kind-licence = 电子证照标识
codes-kind-licence-type = 证照类型代码
codes-kind-region = 行政区划代码
codes-kind-site = 政府网站标识码
codes-kind-document-number = 发文字号
codes-kind-phone = 电话号码

# 代码的组成部分
codes-part-whole = 全部内容
codes-part-registration-department = 登记管理部门代码
codes-part-category = 机构类别代码
codes-part-region = 行政区划
codes-part-region-level = 行政区划层级
codes-part-parent-region = 上级行政区划
codes-part-organisation = 组织机构代码
codes-part-uscc = 统一社会信用代码
codes-part-check = 校验码
codes-part-birth-date = 出生日期
codes-part-sequence = 顺序码
codes-part-sex = 性别
codes-part-origin = 来源地
codes-part-issue-count = 换证次数
codes-part-letters = 证件字母
codes-part-number = 号码
codes-part-nationality = 国籍
codes-part-document-kind = 证件种类
codes-part-level = 行使层级
codes-part-item-type = 事项类型
codes-part-department = 国务院业务指导部门
codes-part-main-item = 主项
codes-part-sub-item = 子项
codes-part-basic-code = 基本编码
codes-part-handling-serial = 办理项序号
codes-part-date = 日期
codes-part-serial = 流水号
codes-part-licence-type = 证照类型代码
codes-part-issuer = 证照颁发机构代码
codes-part-version = 版本号
codes-part-issuer-mark = 机关代字
codes-part-year = 年份
codes-part-area-code = 区号
codes-part-extension = 分机号
codes-part-catalogue = 目录部分
codes-part-suffix = 后缀

# 某一位可以是什么
codes-expected-digit = 数字
codes-expected-non-zero-digit = 1 至 9 的数字
codes-expected-digit-or-x = 数字或 X
codes-expected-letter = 字母 A 至 Z
codes-expected-digit-or-letter = 数字或字母 A 至 Z
codes-expected-uscc-character = 数字或大写字母（不含 I、O、S、V、Z）
codes-expected-digit-or-y = 数字（00 之后也可以是 Y）
codes-expected-level-digit = 1 至 6 的数字
codes-expected-h-or-m = H（香港）或 M（澳门）
codes-expected-passport-letter = 字母 E、G、S、P、D 之一
codes-expected-passport-second = 数字或字母（不含 I、O）
codes-expected-letter-e = 字母 E
codes-expected-letter-or-han = 汉字或字母
codes-expected-mobile-second = 3 至 9 的数字
codes-expected-one = 数字 1
codes-expected-nine = 数字 9

# 某一部分错在哪里
codes-fault-no-such-date = 没有这一天
codes-fault-after-today = 日期晚于今天
codes-fault-zero = 不能为零
codes-fault-leading-zero = 不能以 0 开头
codes-fault-missing = 没有填写
codes-fault-too-long = 太长
codes-fault-too-short = 太短
codes-fault-not-permit-prefix = 居住证号码只以 810000、820000 或 830000 开头
codes-fault-is-residence-permit = 这是港澳台居民居住证号码，请选择对应的证件类型
codes-fault-is-permanent-residence = 以 9 开头的是外国人永久居留身份证号码，请选择对应的证件类型
codes-fault-unknown-shape = 不是通行的写法

# 登记管理部门
codes-registrar-staffing = 机构编制
codes-registrar-civil-affairs = 民政
codes-registrar-market-regulation = 市场监督管理
codes-registrar-other = 其他部门

# 性别
codes-sex-male = 男
codes-sex-female = 女

# 来源地
codes-origin-hong-kong = 香港
codes-origin-macao = 澳门
codes-origin-taiwan = 台湾

# 护照种类
codes-passport-ordinary = 普通护照
codes-passport-ordinary-old = 普通护照（旧版）
codes-passport-public-affairs = 公务普通护照
codes-passport-service = 公务护照
codes-passport-diplomatic = 外交护照

# 个人证件
codes-document-id = 居民身份证
codes-document-residence-permit = 港澳台居民居住证
codes-document-travel-hk-macao = 港澳居民来往内地通行证
codes-document-travel-taiwan = 台湾居民来往大陆通行证
codes-document-passport = 中国护照
codes-document-foreign-passport = 外国护照
codes-document-permanent-residence = 外国人永久居留身份证

# 行政区划层级
codes-level-country = 国家
codes-level-province = 省级
codes-level-prefecture = 地级
codes-level-county = 县级
codes-level-township = 乡级
codes-level-village = 村级

# 行使层级
codes-exercise-country = 国家级
codes-exercise-province = 省级
codes-exercise-prefecture = 市级
codes-exercise-county = 县级
codes-exercise-township = 镇（乡、街道）级
codes-exercise-village = 村（社区）级

# 字典条目的把握
codes-certainty-standard = 与国家标准和已公布数据一致
codes-certainty-common = 通行用法，未核对标准原文
codes-certainty-differs = 各省用法不同
codes-certainty-observed = 仅见于一处公布的目录
