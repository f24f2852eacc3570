//! Stories of one's own case: trace, documents, correction, withdrawal; and what the public sees.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use axum::http::StatusCode;
use cases::{Refused, State, testing};
use common::{Browser, hidden};
use kernel::{Error, notices};
use testkit::on_both;

#[test]
fn another_persons_number_is_answered_like_one_that_does_not_exist() {
    on_both(|t| {
        let hall = testing::hall(t);
        let case = testing::submitted(t, &hall);
        let number = &case.matter.number;
        let mut stranger = Browser::signed_in(t, &hall.stranger);
        stranger.get("/my");
        let paper =
            t.office.db.read(|tx| Ok::<_, Error<Refused>>(notices::list_of(tx, case.matter.id)?)).unwrap()[0].id;
        for path in [String::new(), "/withdrawal".into(), "/correction".into(), format!("/notices/{paper}.pdf")] {
            let foreign = stranger.get(&format!("/my/cases/{number}{path}"));
            let missing = stranger.get(&format!("/my/cases/130100-20260302-9999-11{path}"));
            assert_eq!((foreign.status, missing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{path}");
        }
        assert_eq!(
            stranger.post(&format!("/my/cases/{number}/withdrawal"), &[("seen", "1")]).status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(stranger.get(&format!("/api/v1/my/cases/{number}")).status, StatusCode::NOT_FOUND);
        assert_eq!(Browser::new(t).get("/api/v1/my/cases").status, StatusCode::UNAUTHORIZED);
    });
}

#[test]
fn the_applicant_sees_every_step_and_who_looked() {
    on_both(|t| {
        let hall = testing::hall(t);
        let case = testing::accepted(t, &hall);
        let number = &case.matter.number;
        let cx = t.cx(&hall.examination);
        testing::write(t, |tx| cases::open_case(tx, &cx, number)).unwrap();
        let mut browser = Browser::signed_in(t, &hall.applicant);
        let page = browser.get(&format!("/my/cases/{number}"));
        for words in [
            "受理了申请",
            "市审批局，工号 S001",
            "市审批局，工号 S002",
            "审查岗",
            "2026年3月30日",
            "承诺办结日",
            "第 1 天",
        ] {
            assert!(page.body.contains(words), "{words} is not in {}", page.body);
        }
        // Officials stand there by number, and one's own identity number is masked until it is asked for.
        assert!(!page.body.contains("130102199005170011"));
        let full = browser.get(&format!("/my/cases/{number}?full=1"));
        assert!(full.body.contains("13010219900517"), "{}", full.body);
        assert!(web::lint_html(&page.body).is_empty(), "{:?}", web::lint_html(&page.body));
        let json = browser.get(&format!("/api/v1/my/cases/{number}"));
        assert!(json.body.contains("case-accept") && !json.body.contains("张小三"), "{}", json.body);
        t.ledger_is_good();
    });
}

#[test]
fn opening_a_document_serves_it_once() {
    on_both(|t| {
        let hall = testing::hall(t);
        let case = testing::submitted(t, &hall);
        let list = || t.office.db.read(|tx| Ok::<_, Error<Refused>>(notices::list_of(tx, case.matter.id)?)).unwrap();
        assert!(list()[0].served_at.is_none());
        let mut browser = Browser::signed_in(t, &hall.applicant);
        let address = format!("/my/cases/{}/notices/{}.pdf", case.matter.number, list()[0].id);
        let pdf = browser.get(&address);
        assert_eq!((pdf.status, pdf.headers["content-type"].to_str().unwrap()), (StatusCode::OK, "application/pdf"));
        let served = list()[0].served_at.expect("served");
        t.turn_to("2026-03-03T09:00:00");
        browser.sign_in(t, &hall.applicant);
        assert_eq!(browser.get(&address).body, pdf.body);
        assert_eq!(list()[0].served_at, Some(served), "the first time counts");
        t.ledger_is_good();
    });
}

#[test]
fn a_correction_opens_what_it_names_and_nothing_else() {
    on_both(|t| {
        let hall = testing::hall(t);
        let case = testing::awaiting_correction(t, &hall);
        let here = format!("/my/cases/{}/correction", case.matter.number);
        let mut browser = Browser::signed_in(t, &hall.applicant);
        assert!(browser.get("/my").body.contains("需要您补正"));
        let page = browser.get(&here);
        assert!(page.body.contains("name=\"name\"") && !page.body.contains("name=\"area\""), "{}", page.body);
        assert!(page.body.contains("长安小馆") && page.body.contains("layout.pdf"));
        assert!(web::lint_html(&page.body).is_empty(), "{:?}", web::lint_html(&page.body));
        let seen = hidden(&page.body, "seen").unwrap();
        // Nothing changed; a locked field changed; a wrong file: each is said, nothing is lost.
        let nothing = browser.post_files(&here, &[("seen", &seen), ("name", "长安小馆"), ("act", "send")], &[]);
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        let outside = browser.post_files(
            &here,
            &[("seen", &seen), ("name", "新名"), ("area", "9"), ("act", "send")],
            &[("file.layout", "新图.pdf", b"%PDF-1.7 new")],
        );
        assert_eq!(outside.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", outside.body);
        assert!(outside.body.contains("新图.pdf"), "the file need not be chosen again: {}", outside.body);
        let kept = hidden(&outside.body, "kept.layout").expect("the file is kept with the page");
        let wrong = browser.post_files(
            &here,
            &[("seen", &seen), ("name", "新名"), ("act", "send")],
            &[("file.layout", "x.pdf", b"MZ")],
        );
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let other = browser.post_files(
            &here,
            &[("seen", &seen), ("name", "新名"), ("act", "send")],
            &[("file.business-licence", "x.pdf", b"%PDF-1.7")],
        );
        // A material that the notice does not name is not taken; the named field alone is a correction already.
        assert_eq!(other.status, StatusCode::SEE_OTHER, "{}", other.body);
        let _ = kept;
        let cx = t.cx(&hall.applicant);
        let now = t
            .office
            .db
            .read(|tx| Ok::<_, Error<Refused>>(cases::by_number_for_applicant(tx, &cx, &case.matter.number)?))
            .unwrap()
            .unwrap();
        assert_eq!(now.state().unwrap(), State::Submitted);
        assert_eq!(browser.get(&here).status, StatusCode::SEE_OTHER, "there is nothing to correct any more");
        t.ledger_is_good();
    });
}

#[test]
fn a_file_kept_with_the_page_is_handed_in_with_the_next_try() {
    on_both(|t| {
        let hall = testing::hall(t);
        let case = testing::awaiting_correction(t, &hall);
        let here = format!("/my/cases/{}/correction", case.matter.number);
        let mut browser = Browser::signed_in(t, &hall.applicant);
        let seen = hidden(&browser.get(&here).body, "seen").unwrap();
        let empty = browser.post_files(
            &here,
            &[("seen", &seen), ("name", ""), ("act", "send")],
            &[("file.layout", "新图.pdf", b"%PDF-1.7 new")],
        );
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let kept = hidden(&empty.body, "kept.layout").unwrap();
        let done = browser.post_files(
            &here,
            &[("seen", &seen), ("name", "新名"), ("kept.layout", &kept), ("act", "send")],
            &[],
        );
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let files =
            t.office.db.read(|tx| Ok::<_, Error<Refused>>(cases::materials_of_case(tx, case.matter.id)?)).unwrap();
        let layouts: Vec<_> = files
            .iter()
            .filter(|f| f.material == "layout")
            .map(|f| (f.file_name.as_deref().unwrap(), f.replaced_at.is_some()))
            .collect();
        assert_eq!(layouts, [("layout.pdf", true), ("新图.pdf", false)]);
    });
}

#[test]
fn withdrawing_with_an_old_page_is_refused() {
    on_both(|t| {
        let hall = testing::hall(t);
        let case = testing::submitted(t, &hall);
        let number = &case.matter.number;
        let mut browser = Browser::signed_in(t, &hall.applicant);
        let page = browser.get(&format!("/my/cases/{number}/withdrawal"));
        let seen = hidden(&page.body, "seen").unwrap();
        let cx = t.cx(&hall.acceptance);
        testing::write(t, |tx| cases::accept(tx, &cx, number, case.matter.version, testing::URL)).unwrap();
        let stale = browser.post(&format!("/my/cases/{number}/withdrawal"), &[("seen", &seen), ("reason", "不办了")]);
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(stale.body.contains("不办了"), "what was typed stays");
        let seen = hidden(&stale.body, "seen").unwrap();
        let done = browser.post(&format!("/my/cases/{number}/withdrawal"), &[("seen", &seen)]);
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        t.ledger_is_good();
    });
}

#[test]
fn the_public_sees_progress_without_names_and_can_check_the_ledger() {
    on_both(|t| {
        let hall = testing::hall(t);
        let case = testing::submitted(t, &hall);
        let number = &case.matter.number;
        let mut anybody = Browser::new(t);
        let page = anybody.get(&format!("/progress?number={}", number.replace('-', "")));
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.body.contains(number) && page.body.contains("张*三") && !page.body.contains("张小三"),
            "{}",
            page.body
        );
        let mut digits: Vec<char> = number.chars().collect();
        let last = digits.len() - 1;
        digits[last] = if digits[last] == '9' { '8' } else { '9' };
        let wrong: String = digits.into_iter().collect();
        let answer = anybody.get(&format!("/progress?number={wrong}"));
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("校验") && answer.body.contains(&wrong), "{}", answer.body);
        let problem = anybody.get(&format!("/api/v1/progress/{wrong}"));
        assert_eq!(problem.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(problem.body.contains("progress-wrong-number"), "{}", problem.body);
        t.ledger_is_good();
        let hash = case.matter.head.to_string();
        let found = anybody.get(&format!("/ledger?hash={hash}"));
        assert!(found.body.contains("账本里有这条记录"), "{}", found.body);
        let place = anybody.get(&format!("/api/v1/ledger/entries/{hash}"));
        let json: serde_json::Value = serde_json::from_str(&place.body).unwrap();
        let proof: ledger::Proof = serde_json::from_value(json["proof"].clone()).unwrap();
        let root: ledger::Hash = serde_json::from_value(json["seal"]["root"].clone()).unwrap();
        assert!(ledger::verify_inclusion(&case.matter.head, &proof, &root), "the proof holds by itself");
        for path in ["/figures", "/how-handled", "/ledger", "/progress"] {
            let page = anybody.get(path);
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert_eq!(web::lint_html(&page.body), Vec::<String>::new(), "{path}");
        }
    });
}
