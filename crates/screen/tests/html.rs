//! Cleaning HTML: every real document, a table of nasty ones, and properties.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use screen::html::{Cleaned, MAX_BYTES, Note, clean, clean_titled, to_text};
use std::path::PathBuf;

#[derive(serde::Deserialize)]
struct Policy {
    title: String,
    document_number: String,
    body_html: String,
}

fn policies() -> Vec<Policy> {
    let data = std::env::var("MINGTING_DATA").unwrap_or_else(|_| "../shared/data".into());
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let file = root.join(data).join("policies/state-council-policies.jsonl");
    match std::fs::read_to_string(&file) {
        Ok(text) => text.lines().map(|l| serde_json::from_str(l).unwrap()).collect(),
        Err(_) => {
            eprintln!("skipped: the folder of real documents is not there");
            Vec::new()
        }
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The letters between the tags, read without any parser.
fn letters_of_source(html: &str) -> String {
    let mut out = String::new();
    for part in html.split('<').skip(1) {
        out.push_str(part.split_once('>').map_or("", |(_, text)| text));
    }
    letters(
        &out.replace("&nbsp;", " ")
            .replace("&amp;sp;", " ")
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">"),
    )
}

const ALLOWED: [&str; 27] = [
    "p",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "blockquote",
    "a",
    "strong",
    "em",
    "br",
    "hr",
    "img",
    "sup",
    "sub",
    "figure",
    "figcaption",
    "time",
    "abbr",
];

fn assert_clean(html: &str, what: &str) {
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap();
        let name = tag.trim_start_matches('/').split(' ').next().unwrap();
        assert!(ALLOWED.contains(&name), "{what}: <{tag}>");
        for attribute in tag.split(' ').skip(1).filter(|a| a.contains("=\"")) {
            let name = attribute.split('=').next().unwrap();
            assert!(
                ["href", "src", "alt", "scope", "colspan", "rowspan", "start", "datetime", "title"].contains(&name)
                    || !tag.contains(&format!(" {name}=\"")),
                "{what}: {tag}"
            );
        }
    }
    for bad in ["<p></p>", "&nbsp;", "\u{a0}", "&amp;sp;", "javascript:", "style=", "class=", "onclick", "data:"] {
        assert!(!html.to_lowercase().contains(bad), "{what}: {bad} in {html}");
    }
    let mut before = 1;
    for level in html
        .match_indices("<h")
        .map(|(at, _)| html.as_bytes()[at + 2])
        .filter(u8::is_ascii_digit)
        .map(|digit| digit - b'0')
    {
        assert!((2..=4).contains(&level) && level <= before + 1, "{what}: h{level} after h{before}");
        before = level;
    }
}

#[test]
fn every_real_document_comes_clean_and_whole() {
    let all = policies();
    if all.is_empty() {
        return;
    }
    assert_eq!(all.len(), 45);
    let (mut tables, mut with_header, mut headings, mut images) = (0, 0, 0, 0);
    for policy in &all {
        let whole = clean(&policy.body_html);
        assert_clean(&whole.html, &policy.title);
        // Nothing is lost and nothing changes its place.
        assert_eq!(letters(&whole.text), letters_of_source(&policy.body_html), "{}", policy.title);
        assert_eq!(clean(&whole.html).html, whole.html, "cleaning twice: {}", policy.title);
        let shown = clean_titled(&policy.body_html, &policy.title);
        let number = policy.document_number.replace(' ', "");
        if shown.notes.has(Note::TitleDropped) {
            let first = shown.text.lines().next().unwrap();
            assert!(!letters(&shown.text).starts_with(&letters(&policy.title)), "{}", policy.title);
            assert!(first.replace(' ', "") == number || !shown.text.contains(&number), "{first} instead of {number}");
        }
        tables += whole.html.matches("<table>").count();
        with_header += whole.html.matches("<table><thead>").count() + whole.html.matches("</caption><thead>").count();
        headings += shown.html.matches("<h2>").count() + shown.html.matches("<h3>").count();
        images += whole.notes.count(Note::ImageForeign);
    }
    assert_eq!((tables, with_header), (9, 9), "every table of data has a header");
    assert_eq!(images, 9);
    assert!(headings > 150, "{headings}");
    let dropped = all.iter().filter(|p| clean_titled(&p.body_html, &p.title).notes.has(Note::TitleDropped)).count();
    assert!(dropped >= 43, "{dropped} of 45 titles were recognised");
}

#[test]
fn nasty_input_becomes_harmless() {
    for (given, kept) in [
        ("<script>alert(1)</script><p>一</p>", "<p>一</p>"),
        ("<p onclick=\"x()\">一</p>", "<p>一</p>"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<img src=\"/files/a.png\" onerror=alert(1) alt=\"图\">", "<p><img src=\"/files/a.png\" alt=\"图\"></p>"),
        ("<a href=\"javascript:alert(1)\">点</a>", "<p>点</p>"),
        ("<a href=\"jav&#x09;ascript:alert(1)\">点</a>", "<p>点</p>"),
        ("<a href=\"&#106;avascript&colon;alert(1)\">点</a>", "<p>点</p>"),
        ("<svg><script>alert(1)</script><p>x</p></svg>", "<p>x</p>"),
        ("<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>", ""),
        ("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">", ""),
        ("<iframe src=\"https://x\"></iframe>", ""),
        ("<object data=x><p>内</p></object><embed src=x>", ""),
        ("<form action=x><input name=a><button>送</button><p>一</p></form>", "<p>一</p>"),
        ("<style>p{color:red}</style><link rel=stylesheet href=x><p>一</p>", "<p>一</p>"),
        ("<base href=\"https://evil\"><p><a href=\"/a\">甲</a></p>", "<p><a href=\"/a\">甲</a></p>"),
        ("<meta http-equiv=refresh content=\"0;url=x\"><p>一</p>", "<p>一</p>"),
        ("<p style=\"background:url(javascript:x)\">一</p>", "<p>一</p>"),
        ("<p>a<!-- --!> <img src=x onerror=y> -->b</p>", "<p>a --&gt;b</p>"),
        ("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>", "<p>\"&gt;</p>"),
        ("<template><script>x</script></template><p>一</p>", "<p>一</p>"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<p>一<p>二<p>三", "<p>一</p>\n<p>二</p>\n<p>三</p>"),
        ("<img src=\"data:image/png;base64,iVBOR\">文", "<p>文</p>"),
        ("<p>姓名<span style=\"display:none\">110105199001010011</span></p>", "<p>姓名</p>"),
        ("<p>应<del>不得</del><ins>可以</ins>公开</p>", "<p>应可以公开</p>"),
        ("<p style='mso-hide:all'>x</p>", ""),
        ("<![if !supportLists]>x<![endif]>", "<p>x</p>"),
        ("<xmp><b>原样</b></xmp>", "<p>&lt;b&gt;原样&lt;/b&gt;</p>"),
        ("", ""),
        ("   &nbsp; <p>&nbsp;</p><p><br></p><div>　</div>", ""),
        ("<p>\u{202e}cod.exe</p>", "<p>cod.exe</p>"),
        ("<<<>>>< p>", "<p>&lt;&lt;&lt;&gt;&gt;&gt;&lt; p&gt;</p>"),
        ("<td>孤</td>", "<p>孤</p>"),
        ("<tbody><tr><td><p>一</p><p>二</p></td></tr><tr><td></td></tr></tbody>", "<p>一</p>\n<p>二</p>"),
    ] {
        let cleaned = clean(given);
        assert_eq!(cleaned.html, kept, "{given}");
        assert_clean(&cleaned.html, given);
    }
}

#[test]
fn what_a_word_processor_meant_is_kept() {
    for (given, kept) in [
        (
            "<p class=MsoNormal align=center style='text-align:center'><b><span style='font-size:22.0pt'>关于试行<o:p></o:p></span></b></p><p class=MsoNormal align=center><b>新办法的通知</b></p><p class=MsoNormal style='text-indent:2em'>各单位：</p>",
            "<h2>关于试行新办法的通知</h2>\n<p>各单位：</p>",
        ),
        (
            "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Wingdings'><span style='mso-list:Ignore'>\u{f0d8}<span>&nbsp;&nbsp;</span></span></span><![endif]>甲</p><p class=MsoListParagraph><span style='mso-list:Ignore'>·<span>&nbsp; </span></span>乙</p>",
            "<ul><li>甲</li><li>乙</li></ul>",
        ),
        ("<p>● 甲</p><p>● 乙</p><p>丙</p>", "<ul><li>甲</li><li>乙</li></ul>\n<p>丙</p>"),
        ("<p>面积1000m<span style='vertical-align:super'>2</span></p>", "<p>面积1000m<sup>2</sup></p>"),
        ("<p><font color=red><b>注</b>意</font></p>", "<p><strong>注</strong>意</p>"),
        ("<b style=\"font-weight:normal\"><p>正文</p></b>", "<p>正文</p>"),
        ("<h1>甲</h1><h3>乙</h3><h6>丙</h6><h1>丁</h1>", "<h2>甲</h2>\n<h3>乙</h3>\n<h4>丙</h4>\n<h2>丁</h2>"),
        ("<h3>甲</h3><p>x</p><h3>乙</h3>", "<h2>甲</h2>\n<p>x</p>\n<h2>乙</h2>"),
        (
            "<ol start=3><li>甲<ul><li>子</li></ul></li><li><p>乙</p><p>丙</p></li></ol>",
            "<ol start=\"3\"><li>甲<ul><li>子</li></ul></li><li><p>乙</p><p>丙</p></li></ol>",
        ),
        ("<div>一<br><br>二<br>三</div>", "<p>一</p>\n<p>二<br>三</p>"),
        (
            "<figure><img src=/files/a.png alt=图样><figcaption>图1 样图</figcaption></figure>",
            "<figure><img src=\"/files/a.png\" alt=\"图样\"><figcaption>图1 样图</figcaption></figure>",
        ),
        (
            "<p><time datetime=2026-03-02>三月二日</time>，<abbr title=统一社会信用代码>USCC</abbr></p>",
            "<p><time datetime=\"2026-03-02\">三月二日</time>，<abbr title=\"统一社会信用代码\">USCC</abbr></p>",
        ),
        ("<blockquote><p>引</p></blockquote><hr>", "<blockquote><p>引</p></blockquote>\n<hr>"),
        ("<p align=center>第一章　总　则</p><p>第一条　甲。</p>", "<h2>第一章 总则</h2>\n<p>第一条\u{3000}甲。</p>"),
        (
            "<p><a href=\"http://a.gov.cn/\"><b>甲</b>乙</a></p>",
            "<p><a href=\"http://a.gov.cn/\"><strong>甲</strong>乙</a></p>",
        ),
    ] {
        let cleaned = clean(given);
        assert_eq!(cleaned.html, kept, "{given}");
        assert_eq!(clean(&cleaned.html).html, cleaned.html, "twice: {given}");
    }
}

#[test]
fn tables_of_data_get_headers_and_layout_goes() {
    let data = clean(
        "<p align=center>表1 名额</p><table border=1><tr><td>序号</td><td>单 位</td><td>名额</td></tr><tr><td>1</td><td>甲局</td><td>20</td></tr><tr><td>2</td><td>乙局</td><td>30</td></tr></table>",
    );
    assert_eq!(
        data.html,
        "<table><caption>表1 名额</caption><thead><tr><th scope=\"col\">序号</th><th scope=\"col\">单位</th><th scope=\"col\">名额</th></tr></thead><tbody><tr><td>1</td><td>甲局</td><td>20</td></tr><tr><td>2</td><td>乙局</td><td>30</td></tr></tbody></table>"
    );
    assert_eq!((data.notes.count(Note::HeaderPromoted), data.notes.count(Note::CaptionMade)), (1, 1));
    assert_eq!(data.text, "表1 名额\n序号\t单位\t名额\n1\t甲局\t20\n2\t乙局\t30");
    let two = clean(
        "<table><tr><td colspan=2>收费一览</td></tr><tr><td>项目</td><td>标准</td></tr><tr><td>甲</td><td>10元</td></tr></table>",
    );
    assert!(
        two.html.starts_with("<table><caption>收费一览</caption><thead><tr><th scope=\"col\">项目</th>"),
        "{}",
        two.html
    );
    let unclear = clean("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>");
    assert!(unclear.notes.has(Note::HeaderUnclear) && !unclear.html.contains("<th"), "{}", unclear.html);
    let page = clean("<table><tr><td><table><tr><td>左</td></tr></table></td><td>右</td></tr></table>");
    assert_eq!(page.html, "<p>左</p>\n<p>右</p>");
    let kept = clean("<table><thead><tr><td>甲</td><td>乙</td></tr></thead><tr><th>一</th><td>1</td></tr></table>");
    assert_eq!(
        kept.html,
        "<table><thead><tr><th scope=\"col\">甲</th><th scope=\"col\">乙</th></tr></thead><tbody><tr><th scope=\"row\">一</th><td>1</td></tr></tbody></table>"
    );
}

#[test]
fn the_title_is_dropped_only_where_it_is_the_title() {
    let body = "<p align=center><b>关于甲的</b></p><p align=center><b>通知</b></p><p align=center>丙发〔2026〕1号</p><p>一。</p>";
    assert_eq!(clean_titled(body, "关于甲的通知").html, "<p>丙发〔2026〕1号</p>\n<p>一。</p>");
    assert!(clean_titled(body, "关于乙的通知").html.starts_with("<h2>关于甲的通知</h2>"));
    assert!(clean(body).notes.has(Note::HeadingMade));
    assert_eq!(clean_titled("<h1>关于甲的通知</h1><p>一。</p>", "关于甲的通知").html, "<p>一。</p>");
}

#[test]
fn bombs_are_refused_and_long_documents_are_not() {
    let refused = |c: Cleaned, why: Note| assert!(c.is_refused() && c.notes.has(why) && c.html.is_empty());
    for name in ["div", "b", "span", "ul><li", "table><tr><td", "blockquote", "font color=1", "svg><g", "object"] {
        refused(clean(&format!("<{name}>").repeat(100_000)), Note::TooDeep);
    }
    let distinct: String = (0..20_000).map(|n| format!("<p><font size={n}>")).collect();
    refused(clean(&distinct), Note::TooDeep);
    assert_eq!(to_text(&"<div>".repeat(100_000)), "");
    refused(clean(&"a".repeat(MAX_BYTES + 1)), Note::TooLarge);
    let line = "<p style='x'>一二三四五六七八九十</p>\n";
    let long = clean(&line.repeat((5 << 20) / line.len()));
    assert!(!long.is_refused());
    assert_eq!(long.html.lines().count(), (5 << 20) / line.len());
    // Many unclosed paragraphs and items are not deep.
    assert!(!clean(&"<p>一".repeat(20_000)).is_refused());
    assert!(!clean(&format!("<ul>{}", "<li>一".repeat(20_000))).is_refused());
}

#[test]
fn text_is_read_without_scripts_and_hidden_parts() {
    assert_eq!(
        to_text("<h2>甲</h2><p>乙<br>丙</p><script>x</script><table><tr><td>1</td><td>2</td></tr></table>"),
        "甲\n乙\n丙\n1\t2"
    );
    assert_eq!(to_text("<p>甲<span hidden>乙</span></p>"), "甲");
}

fn markup() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("<p>"),
        Just("</p>"),
        Just("<table>"),
        Just("</table>"),
        Just("<tr>"),
        Just("<td>"),
        Just("<th>"),
        Just("</td>"),
        Just("<ul>"),
        Just("<li>"),
        Just("</ul>"),
        Just("<b>"),
        Just("</b>"),
        Just("<i>"),
        Just("<h1>"),
        Just("</h1>"),
        Just("<h5>"),
        Just("<a href=javascript:x>"),
        Just("<a href='/x'>"),
        Just("</a>"),
        Just("<svg>"),
        Just("</svg>"),
        Just("<style>"),
        Just("</style>"),
        Just("<script>"),
        Just("</script>"),
        Just("<!--"),
        Just("-->"),
        Just("<br>"),
        Just("<hr>"),
        Just("&nbsp;"),
        Just("一、总体要求"),
        Just("文字 and words。"),
        Just("<img src=/files/x alt='\"'>"),
        Just("<div align=center>"),
        Just("</div>"),
        Just("<figure>"),
        Just("<figcaption>"),
        Just("<blockquote>"),
        Just("<caption>"),
        Just("<sup>"),
        Just("2 < 3 & 4"),
        Just("<p onx=1 style='display:none'>"),
        Just("<math><mi>"),
        Just("<title>"),
        Just("<textarea>"),
        Just("\u{f0b7} "),
        Just("<td rowspan=9 colspan=3>"),
        Just("<ol start=5>"),
        Just("</x>"),
    ];
    proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_the_output_is_clean(input in markup()) {
        let once = clean(&input);
        prop_assert!(!once.is_refused());
        assert_clean(&once.html, &input);
        // A reader of the clean page reads what the text says.
        prop_assert_eq!(letters(&to_text(&once.html)), letters(&once.text));
    }

    #[test]
    fn any_letters_at_all(input in "\\PC{0,80}") {
        assert_clean(&clean(&input).html, &input);
    }
}
