# 区分处理：不能处理的原因、不随文件提供的内容。

## 不能处理的原因
redaction-refused-too-large = 文件超过 { $mb } MB，不能处理。请拆分后再处理。
redaction-refused-bomb = 文件展开后过大，不能处理。请另存为新文件后再处理。
redaction-refused-encrypted = 文件加了密码。请去掉密码后再处理。
redaction-refused-damaged = 文件读不出来，或者内容前后不一致。请用办公软件打开后另存，再处理。
redaction-refused-entities = 文件中有自行定义的代码，不能处理。请用办公软件打开后另存，再处理。
redaction-refused-kind = 文件的内容与类型不符，或者这一类文件不能在线处理。可以处理 PDF、Word、Excel、文本和图片。
redaction-refused-too-many-pages = 文件超过 { $most } 页，不能处理。请拆分后再处理。
redaction-refused-too-many-marks = 标记超过 { $most } 处。请改用整页、整段或者整表标记。
redaction-refused-no-such-place = 第 { $n } 处标记的位置在文件中不存在。请刷新后重新标记。
redaction-refused-no-ground = 第 { $n } 处标记没有写不予公开的理由。
redaction-refused-short-phrase = 第 { $n } 处标记的词不足两个字，会到处遮盖。请写完整的词，或者直接标记位置。
redaction-refused-left-behind = 处理后的文件中仍能找到应当遮盖的内容（位置：{ $place }），文件没有生成。请改用整页、整段标记，或者遮盖所有相同的词。

## 不随文件提供的内容
redaction-left-out-annotations = 批注、高亮和图章批注
redaction-left-out-form-fields = 表单中填写的内容
redaction-left-out-attachments = 文件中嵌入的文件
redaction-left-out-programs = 宏和脚本
redaction-left-out-properties = 作者、时间等文件属性
redaction-left-out-comments = 审阅意见
redaction-left-out-changes = 修订痕迹和以前的版本
redaction-left-out-hidden-text = 看不见的文字
redaction-left-out-layers = 可以切换的图层
redaction-left-out-charts = 图表和示意图
redaction-left-out-pictures = 不能安全重写的图片
redaction-left-out-links = 文字背后的链接和域
redaction-left-out-formulas = 公式（只保留结果）
redaction-left-out-names = 区域名称
redaction-left-out-hidden-sheets = 隐藏的工作表
redaction-left-out-hidden-rows = 隐藏的行
redaction-left-out-hidden-columns = 隐藏的列
redaction-left-out-caches = 数据透视表和外部数据的缓存
redaction-left-out-margins = 工作表的页眉页脚
redaction-left-out-bookmarks = 书签目录
