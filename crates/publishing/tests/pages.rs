//! The pages over HTTP, on both engines: the journey of a publication, who sees what, bad input.

#![allow(clippy::unwrap_used)]

mod browser;

use axum::http::StatusCode;
use browser::{Browser, NOTICE, hall, seen};
use kernel::Who;
use publishing::testing::{desk, publish};
use testkit::on_both;

#[test]
fn from_the_editor_to_the_section_and_the_tombstone() {
    on_both(|t| {
        let d = hall(t);
        let mut drafter = Browser::new(t, &d.drafter);
        assert_eq!(drafter.get("/desk/publications").0, StatusCode::OK);
        let (status, html) = drafter.get("/desk/publications/new");
        assert!(status == StatusCode::OK && html.contains("main/notices") && !html.contains("changan/"), "{html}");
        let (status, html, _) = drafter.post("/desk/publications", &[("title", " "), ("body", "正文<b>")]);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("请填写标题") && html.contains("正文&#60;b&#62;"), "what was typed stays");
        let (status, _, to) = drafter.post("/desk/publications", NOTICE);
        assert_eq!(status, StatusCode::SEE_OTHER);
        let number = to.rsplit('/').next().unwrap().to_owned();
        let own = format!("/desk/publications/{number}");
        let (status, html) = drafter.get(&own);
        assert!(status == StatusCode::OK && html.contains("没有发现问题") && !html.contains("alert(1)"), "{html}");
        assert!(html.contains("20个工作日") || html.contains("2026年3月"), "the limit is shown");
        assert_eq!(drafter.get(&format!("{own}/edit")).0, StatusCode::OK);
        let public = format!("/publications/{number}");
        assert_eq!(drafter.get(&public).0, StatusCode::NOT_FOUND, "a draft has no public page");

        let (status, _, _) = drafter.post(&format!("{own}/submission"), &[("seen", &seen(t, &number))]);
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(drafter.get(&format!("{own}/edit")).0, StatusCode::NOT_FOUND, "handed in: not open for writing");
        assert_eq!(drafter.post(&format!("{own}/review"), &[("seen", &seen(t, &number))]).0, StatusCode::FORBIDDEN);
        let mut reviewer = Browser::new(t, &d.reviewer);
        assert!(reviewer.get("/desk/publications").1.contains(&number), "it waits for the reviewer");
        reviewer.get(&own);
        let (status, html, _) =
            reviewer.post(&format!("{own}/return"), &[("seen", &seen(t, &number)), ("return-text", "")]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("请写明理由"), "{html}");
        assert_eq!(reviewer.post(&format!("{own}/review"), &[("seen", "1")]).0, StatusCode::CONFLICT, "an old page");
        for (who, act) in [(&d.reviewer, "review"), (&d.secrecy, "clearance"), (&d.signer, "publication")] {
            let mut b = Browser::new(t, who);
            assert!(b.get(&own).1.contains(&format!("{own}/{act}")), "{act} is offered");
            let (status, html, _) = b.post(&format!("{own}/{act}"), &[("seen", &seen(t, &number))]);
            assert_eq!(status, StatusCode::SEE_OTHER, "{act}: {html}");
        }
        let mut reader = Browser::new(t, &Who::Public);
        let (status, html) = reader.get(&public);
        assert_eq!(status, StatusCode::OK);
        for part in [
            "关于&#60;元旦&#62;放假的通告",
            "application/ld+json",
            "approval-bureau",
            "全国年节及纪念日放假办法",
            "主动公开",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("alert(1)") && !html.contains("onclick") && !html.contains("color:red"));
        for key in ["notices", "notices?year=2026"] {
            let (status, html) = reader.get(&format!("/sections/{key}"));
            assert!(
                status == StatusCode::OK && html.contains(&public) && html.contains("/feeds/sections/notices.atom"),
                "{html}"
            );
        }
        let (status, html) = reader.get("/sections/notices?year=2025");
        assert!(status == StatusCode::OK && !html.contains(&public));
        assert_eq!(reader.get("/sections/none").0, StatusCode::NOT_FOUND);
        assert_eq!(reader.get("/disclosure").0, StatusCode::OK);
        assert_eq!(reader.get("/sections/statutory-disclosure").0, StatusCode::OK);
        let (status, json) = reader.get(&format!("/api/v1/publications/{number}"));
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert!(status == StatusCode::OK && json["standing"] == "published" && json["kind"] == "notice");
        assert!(reader.get("/api/v1/publications?site=main&section=notices").1.contains(&number));
        assert_eq!(reader.get("/api/v1/publications?kind=nothing").0, StatusCode::BAD_REQUEST);

        let mut signer = Browser::new(t, &d.signer);
        signer.get(&own);
        let reason = [("withdraw-text", "内容有误，另行发布"), ("seen", &seen(t, &number))];
        assert_eq!(signer.post(&format!("{own}/withdrawal"), &reason).0, StatusCode::SEE_OTHER);
        let (status, html) = reader.get(&public);
        assert_eq!(status, StatusCode::GONE);
        assert!(html.contains("关于&#60;元旦&#62;放假的通告") && html.contains("内容有误，另行发布"), "{html}");
        assert!(!html.contains("1月1日"), "the text is gone");
        assert!(!reader.get("/sections/notices").1.contains(&public));
        t.ledger_is_good();
    });
}

#[test]
fn another_agencys_drafts_are_not_there() {
    on_both(|t| {
        let d = hall(t);
        let number = publish(t, &d, "通告", &[("main", "notices")]);
        let stranger = desk(t, t.agency("other"), "b");
        let own = format!("/desk/publications/{number}");
        let mut b = Browser::new(t, &stranger.signer);
        assert_eq!(b.get(&own).0, StatusCode::NOT_FOUND);
        assert!(!b.get("/desk/publications?tab=all").1.contains(&number));
        let mut mine = Browser::new(t, &d.signer);
        mine.get(&own);
        b.csrf = mine.csrf.clone();
        b.cookie = mine.cookie.clone();
        assert_eq!(
            b.post(&format!("{own}/withdrawal"), &[("seen", "5"), ("withdraw-text", "x")]).0,
            StatusCode::NOT_FOUND
        );
        assert_eq!(b.post(&format!("{own}/nonsense"), &[("seen", "5")]).0, StatusCode::NOT_FOUND);
        assert_eq!(b.upload(&format!("{own}/files"), 5, "a.pdf", b"%PDF-1.7", None).0, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_leak_stops_and_a_correction_shows_what_changed() {
    on_both(|t| {
        let d = hall(t);
        let mut drafter = Browser::new(t, &d.drafter);
        drafter.get("/desk/publications/new");
        let mut leaky: Vec<(&str, &str)> = NOTICE.to_vec();
        leaky[3] = ("body", "<p>名单如下。</p><p>张三，身份证号11010519491231002X。</p>");
        let (_, _, to) = drafter.post("/desk/publications", &leaky);
        let number = to.rsplit('/').next().unwrap().to_owned();
        let own = format!("/desk/publications/{number}");
        let html = drafter.get(&own).1;
        assert!(html.contains("必须改正") && html.contains("<mark>"), "the finding stands where it was found: {html}");
        let findings = html.split("id=\"findings\"").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(!findings.contains("11010519491231002X"), "the finding does not repeat the leak: {findings}");
        let (status, html, _) = drafter.post(&format!("{own}/submission"), &[("seen", &seen(t, &number))]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("必须改正"), "{html}");
        drafter.get(&format!("{own}/edit"));
        let mut clean: Vec<(&str, &str)> = NOTICE.to_vec();
        let version = seen(t, &number);
        clean.push(("seen", &version));
        assert_eq!(drafter.post(&format!("{own}/edit"), &clean).0, StatusCode::SEE_OTHER);
        assert_eq!(drafter.post(&format!("{own}/submission"), &[("seen", &seen(t, &number))]).0, StatusCode::SEE_OTHER);
        let steps = |acts: &[(&Who, &str)]| {
            for (who, act) in acts {
                let mut b = Browser::new(t, who);
                b.get(&own);
                let (status, html, _) = b.post(&format!("{own}/{act}"), &[("seen", &seen(t, &number))]);
                assert_eq!(status, StatusCode::SEE_OTHER, "{act}: {html}");
            }
        };
        steps(&[
            (&d.reviewer, "review"),
            (&d.secrecy, "clearance"),
            (&d.signer, "publication"),
            (&d.drafter, "correction"),
        ]);
        let mut corrected: Vec<(&str, &str)> = NOTICE.to_vec();
        corrected[3] = ("body", "<p>1月1日至4日休息。</p><p>依据《全国年节及纪念日放假办法》第二条。</p>");
        corrected.push(("note", "休息日期应为1月1日至4日"));
        let version = seen(t, &number);
        corrected.push(("seen", &version));
        let (status, html, _) = drafter.post(&format!("{own}/edit"), &corrected);
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        let html = drafter.get(&own).1;
        assert!(html.contains("<ins>") && html.contains("<del>"), "the reviewer sees what changes");
        steps(&[
            (&d.drafter, "submission"),
            (&d.reviewer, "review"),
            (&d.secrecy, "clearance"),
            (&d.signer, "signed-correction"),
        ]);
        let mut reader = Browser::new(t, &Who::Public);
        let html = reader.get(&format!("/publications/{number}")).1;
        assert!(html.contains("休息日期应为1月1日至4日") && html.contains("revisions/1..2"), "{html}");
        let (status, html) = reader.get(&format!("/publications/{number}/revisions/1..2"));
        assert!(status == StatusCode::OK && html.contains("<del>3</del>") && html.contains("<ins>4</ins>"), "{html}");
        for pair in ["1..3", "x", "0..1", "1..99999999999999999999"] {
            assert_eq!(
                reader.get(&format!("/publications/{number}/revisions/{pair}")).0,
                StatusCode::NOT_FOUND,
                "{pair}"
            );
        }
    });
}

#[test]
fn nasty_input_is_refused_or_harmless() {
    on_both(|t| {
        let d = hall(t);
        let mut drafter = Browser::new(t, &d.drafter);
        drafter.get("/desk/publications/new");
        let with = |name: &'static str, value: &'static str| {
            let mut fields: Vec<(&str, &str)> = NOTICE.iter().filter(|(n, _)| *n != name).copied().collect();
            fields.push((name, value));
            fields
        };
        assert_eq!(drafter.post("/desk/publications", &with("title", "a\0b")).0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            drafter.post("/desk/publications", &with("body", "<p>a\0b</p>")).0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            drafter.post("/desk/publications", &with("place", "changan/notices")).0,
            StatusCode::UNPROCESSABLE_ENTITY,
            "another agency's site"
        );
        assert_eq!(
            drafter.post("/desk/publications", &with("formed_on", "2026-02-30")).0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            drafter.post("/desk/publications", &with("displayed_on", "2026-03-03")).0,
            StatusCode::UNPROCESSABLE_ENTITY,
            "a later date"
        );
        let (status, json, _) = drafter.post(
            "/desk/publications/paste",
            &[("body", "<p class=MsoNormal style='mso-x:1'><b>通知</b><o:p></o:p></p><script>1</script>")],
        );
        let pasted: serde_json::Value = serde_json::from_str(&json).unwrap();
        let html = pasted["html"].as_str().unwrap();
        assert!(
            status == StatusCode::OK && html.contains("通知") && !html.contains("Mso") && !html.contains("script"),
            "{html}"
        );
        let nasty = "<svg onload=alert(1)><a href=\"java\tscript:alert(1)\">x</a><iframe src=//evil></iframe><img src=x onerror=alert(1)><math><style></math><script>alert(1)</script></p></div></main>";
        let (status, _, to) = drafter.post("/desk/publications", &with("body", nasty));
        assert_eq!(status, StatusCode::SEE_OTHER);
        let html = drafter.get(&to).1;
        assert!(!html.contains("alert(1)") && !html.contains("<iframe") && !html.contains("onerror"), "{html}");
        for path in ["/desk/publications?tab=x", "/desk/publications?before=x"] {
            assert_eq!(drafter.get(path).0, StatusCode::BAD_REQUEST, "{path}");
        }
        for path in [
            "/publications/%00",
            "/publications/x",
            "/sections/notices?after=%F0%9F%92%A9&year=abc",
            "/publications/2026-000001/files/-1",
        ] {
            let status = drafter.get(path).0;
            assert!(
                status == StatusCode::NOT_FOUND || status == StatusCode::OK || status == StatusCode::BAD_REQUEST,
                "{path}: {status}"
            );
        }
    });
}

#[test]
fn a_form_sent_twice_begins_one_publication() {
    on_both(|t| {
        let d = hall(t);
        let mut drafter = Browser::new(t, &d.drafter);
        let html = drafter.get("/desk/publications/new").1;
        let key = html.split("name=\"idempotency\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let place = html.split("id=\"f-place\"").nth(1).unwrap().split("</fieldset>").next().unwrap();
        assert!(!place.contains("class=\"optional\"") && place.contains("至少选一个栏目"), "{place}");
        let mut sent: Vec<(&str, &str)> = NOTICE.to_vec();
        sent.push(("idempotency", &key));
        let (first, second) = (drafter.post("/desk/publications", &sent), drafter.post("/desk/publications", &sent));
        assert_eq!((first.0, second.0), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER), "{}", second.1);
        assert_eq!(first.2, second.2, "the same draft");
        // Another person cannot get at it with the same key, and a new form begins another.
        let other = desk(t, d.agency, "b");
        let mut stranger = Browser::new(t, &other.drafter);
        stranger.get("/desk/publications/new");
        assert_eq!(stranger.post("/desk/publications", &sent).0, StatusCode::NOT_FOUND);
        let next = drafter.post("/desk/publications", NOTICE);
        assert_ne!(next.2, first.2);
        let number = |to: &str| to.rsplit('-').next().unwrap().parse::<i64>().unwrap();
        assert_eq!(number(&next.2), number(&first.2) + 1, "no number is lost");
        t.ledger_is_good();
    });
}
