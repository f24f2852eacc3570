# 检索引擎拒绝的查询。
search-refused-too-long = 检索词太长：共 { $letters } 个字，最多 { $most } 个字。请只留下最要紧的几个词。
search-refused-too-many-terms = 检索词太多：共 { $terms } 个，最多 { $most } 个。请只留下最要紧的几个词。
