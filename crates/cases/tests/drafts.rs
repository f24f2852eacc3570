//! Stories of a draft: it saves itself, outlives a session, says what is missing, becomes one case.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use axum::http::StatusCode;
use cases::{Refused, drafts, testing};
use common::{Browser, hidden};
use kernel::{Error, Id};
use testkit::on_both;

#[test]
fn what_the_hall_knows_is_filled_in_and_says_from_where() {
    on_both(|t| {
        let hall = testing::hall(t);
        let mut browser = Browser::signed_in(t, &hall.applicant);
        browser.get("/my");
        let begun = browser.post(&format!("/items/{}/drafts", testing::ITEM), &[("situation", testing::SITUATION)]);
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
        let overview = browser.get(&begun.location);
        assert!(overview.body.contains("已为您带出 1 项"), "{}", overview.body);
        let page = browser.get(&format!("{}/sections/applicant", begun.location));
        assert!(page.body.contains("张小三"), "{}", page.body);
        // The second application is filled from the first as well.
        testing::submitted(t, &hall);
        let second = testing::begun(t, &hall.applicant);
        assert_eq!(testing::answers_of(t, &hall.applicant, second).text("name"), "长安小馆");
        let page = browser.get(&format!("/my/drafts/{second}/sections/shop"));
        assert!(page.body.contains("prefilled-mark") && page.body.contains("130100-"), "{}", page.body);
        t.ledger_is_good();
    });
}

#[test]
fn a_page_that_saves_itself_saves_and_wrong_answers_stay_on_it() {
    on_both(|t| {
        let hall = testing::hall(t);
        let id = testing::begun(t, &hall.applicant);
        let mut browser = Browser::signed_in(t, &hall.applicant);
        let here = format!("/my/drafts/{id}/sections/shop");
        browser.get(&here);
        let saved = browser.post_json(&here, &[("name", "小馆"), ("area", "two hundred"), ("act", "autosave")]);
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
        assert!(saved.body.contains("\"time\""), "{}", saved.body);
        assert_eq!(testing::answers_of(t, &hall.applicant, id).text("area"), "two hundred");
        let back = browser.post(&here, &[("name", "小馆"), ("area", "two hundred"), ("seats", "yes"), ("act", "next")]);
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(back.body.contains("two hundred") && back.body.contains("error-summary"), "{}", back.body);
        // The question that depends on the answer is on the page now.
        assert!(back.body.contains("name=\"seat_count\""), "{}", back.body);
        let on = browser.post(&here, &[("name", "小馆"), ("area", "260"), ("seats", "no"), ("act", "next")]);
        assert_eq!((on.status, on.location), (StatusCode::SEE_OTHER, format!("/my/drafts/{id}/sections/staff")));
        // Rows come and go without script.
        let staff = format!("/my/drafts/{id}/sections/staff");
        let added = browser.post(&staff, &[("managers.0.manager", "李四"), ("_add", "managers")]);
        assert_eq!(added.status, StatusCode::SEE_OTHER);
        assert!(browser.get(&staff).body.contains("managers.1.manager"));
        let removed = browser.post(
            &staff,
            &[("managers.0.manager", "李四"), ("managers.1.manager", "赵六"), ("_remove", "managers[0]")],
        );
        assert_eq!(removed.status, StatusCode::SEE_OTHER);
        assert_eq!(testing::answers_of(t, &hall.applicant, id).text("managers[0].manager"), "赵六");
    });
}

#[test]
fn what_was_sent_after_the_session_ended_is_kept_and_only_added() {
    on_both(|t| {
        let hall = testing::hall(t);
        let id = testing::begun(t, &hall.applicant);
        let mut browser = Browser::signed_in(t, &hall.applicant);
        let here = format!("/my/drafts/{id}/sections/shop");
        let page = browser.get(&here);
        let token = hidden(&page.body, "draft_token").expect("every page of a draft has its token");
        browser.forget_session();
        let kept = browser.post(
            &here,
            &[("draft_token", &token), ("name", "晚到的小馆"), ("area", "99"), ("seats", "no"), ("act", "next")],
        );
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
        assert_eq!(kept.location, format!("/sign-in?back={here}"));
        assert!(!kept.body.contains("张小三"));
        // A token of another draft, a made-up one and none at all keep nothing.
        let other = testing::begun(t, &hall.stranger);
        for wrong in [token.as_str(), "abc.def", ""] {
            let answer =
                browser.post(&format!("/my/drafts/{other}/sections/shop"), &[("draft_token", wrong), ("name", "x")]);
            assert!(
                answer.location.starts_with("/sign-in") || answer.status == StatusCode::FORBIDDEN,
                "{} {}",
                answer.status,
                answer.location
            );
        }
        assert!(!t.office.db.read(|tx| Ok::<_, Error<Refused>>(drafts::has_late_posts(tx, other)?)).unwrap());
        assert_ne!(testing::answers_of(t, &hall.applicant, id).text("name"), "晚到的小馆");
        // A stranger who is signed in sees neither the draft nor what was kept.
        let mut stranger = Browser::signed_in(t, &hall.stranger);
        assert_eq!(stranger.get(&here).status, StatusCode::NOT_FOUND);
        browser.sign_in(t, &hall.applicant);
        let page = browser.get(&here);
        assert!(page.body.contains("晚到的小馆") && page.body.contains("店铺名称"), "{}", page.body);
        assert!(page.body.contains("登录过期"), "{}", page.body);
        assert_eq!(testing::answers_of(t, &hall.applicant, id).text("area"), "99");
        // It is told once.
        assert!(!browser.get(&here).body.contains("登录过期"));
        // After a day the token keeps nothing any more.
        t.turn_to("2026-03-04T09:00:00");
        browser.forget_session();
        let late = browser.post(&here, &[("draft_token", &token), ("name", "太晚"), ("act", "next")]);
        assert!(late.location.starts_with("/sign-in"), "{}", late.location);
        assert!(!t.office.db.read(|tx| Ok::<_, Error<Refused>>(drafts::has_late_posts(tx, id)?)).unwrap());
        t.ledger_is_good();
    });
}

#[test]
fn submitted_twice_it_is_one_case() {
    on_both(|t| {
        let hall = testing::hall(t);
        let id = testing::answered(t, &hall.applicant);
        let mut browser = Browser::signed_in(t, &hall.applicant);
        let check = browser.get(&format!("/my/drafts/{id}/check"));
        let (seen, key) = (hidden(&check.body, "seen").unwrap(), hidden(&check.body, "idempotency").unwrap());
        let address = format!("/my/drafts/{id}/submission");
        let without = browser.post(&address, &[("seen", &seen), ("idempotency", &key)]);
        assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY, "the declaration is needed");
        let pairs = [("seen", seen.as_str()), ("idempotency", key.as_str()), ("declaration", "yes")];
        let first = browser.post(&address, &pairs);
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
        assert!(first.location.starts_with("/my/cases/130100-20260302-0001-"), "{}", first.location);
        let second = browser.post(&address, &pairs);
        assert_eq!(second.location, first.location);
        let other_key = browser.post(&address, &[("seen", &seen), ("idempotency", "another"), ("declaration", "yes")]);
        assert_eq!(other_key.location, first.location);
        assert_eq!(browser.get(&format!("/my/drafts/{id}")).location, first.location, "the draft leads to its case");
        // The verb itself gives the same case, whatever the key.
        let again = testing::hand_in(t, &hall.applicant, id, "third").unwrap();
        assert!(first.location.ends_with(&again.matter.number));
        let page = browser.get(&first.location);
        assert!(
            page.body.contains("收件凭证") && page.body.contains("受理岗") && page.body.contains("2026年3月9日"),
            "{}",
            page.body
        );
        t.ledger_is_good();
    });
}

#[test]
fn what_is_missing_is_named() {
    on_both(|t| {
        let hall = testing::hall(t);
        let id = testing::begun(t, &hall.applicant);
        let mut browser = Browser::signed_in(t, &hall.applicant);
        let check = browser.get(&format!("/my/drafts/{id}/check"));
        assert!(check.body.contains("营业执照") && check.body.contains("设备布局和操作流程图"), "{}", check.body);
        assert!(check.body.contains(&format!("/my/drafts/{id}/sections/shop?check=1#name")), "{}", check.body);
        let materials = browser.get(&format!("/my/drafts/{id}/materials"));
        // What the account holds is not asked for, what may follow is said to.
        assert!(
            materials.body.contains("已从账户取得") && materials.body.contains("5 个工作日内补上"),
            "{}",
            materials.body
        );
        assert!(!materials.body.contains("name=\"file.identity\""));
        assert!(matches!(testing::refused(testing::hand_in(t, &hall.applicant, id, "k")), Refused::Incomplete { .. }));
        let full = testing::answered(t, &hall.applicant);
        let cx = t.cx(&hall.applicant);
        let (_, files) = t.office.db.read(|tx| drafts::find_draft(tx, &cx, full)).unwrap().unwrap();
        let layout = files.iter().find(|f| f.material == "layout").unwrap().id;
        testing::write(t, |tx| drafts::remove_file(tx, &cx, full, layout)).unwrap();
        match testing::refused(testing::hand_in(t, &hall.applicant, full, "k")) {
            Refused::MaterialsMissing { names } => assert_eq!(names, "设备布局和操作流程图"),
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn files_are_known_by_their_content() {
    on_both(|t| {
        let hall = testing::hall(t);
        let id = testing::begun(t, &hall.applicant);
        let mut browser = Browser::signed_in(t, &hall.applicant);
        let here = format!("/my/drafts/{id}/materials");
        browser.get(&here);
        for (name, bytes) in [
            ("a.pdf", &b"<html><script>alert(1)</script>"[..]),
            ("b.pdf", b"MZ\x90\0\x03\0\0\0"),
            ("c.pdf", b"PK\x03\x04zip"),
        ] {
            let answer = browser.post_files(&here, &[("act", "upload")], &[("file.layout", name, bytes)]);
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(answer.body.contains(name) && answer.body.contains("没有收下"), "{}", answer.body);
        }
        // One good and one bad: the good one is kept.
        let mixed = browser.post_files(
            &here,
            &[("act", "upload")],
            &[("file.layout", "../../图.pdf", b"%PDF-1.7 x"), ("file.layout", "x.exe", b"MZ\x90")],
        );
        assert_eq!(mixed.status, StatusCode::UNPROCESSABLE_ENTITY);
        let cx = t.cx(&hall.applicant);
        let (_, files) = t.office.db.read(|tx| drafts::find_draft(tx, &cx, id)).unwrap().unwrap();
        assert_eq!(files.iter().map(|f| f.file_name.as_deref().unwrap()).collect::<Vec<_>>(), ["图.pdf"]);
        let address = format!("/my/drafts/{id}/files/{}", files[0].id);
        let own = browser.get(&address);
        assert_eq!(own.headers["content-type"], "application/pdf");
        assert_eq!(own.headers["x-content-type-options"], "nosniff");
        assert!(own.headers["content-disposition"].to_str().unwrap().contains("UTF-8''"));
        assert_eq!(Browser::signed_in(t, &hall.stranger).get(&address).status, StatusCode::NOT_FOUND);
        // A material that this situation does not have takes nothing.
        browser.post_files(&here, &[("act", "upload")], &[("file.legal-representative", "x.pdf", b"%PDF-1.7 x")]);
        let (_, files) = t.office.db.read(|tx| drafts::find_draft(tx, &cx, id)).unwrap().unwrap();
        assert_eq!(files.len(), 1);
    });
}

#[test]
fn a_draft_of_an_earlier_version_moves_before_it_is_submitted() {
    on_both(|t| {
        let hall = testing::hall(t);
        let id = testing::answered(t, &hall.applicant);
        testing::publish_again(t, &hall);
        assert_eq!(testing::refused(testing::hand_in(t, &hall.applicant, id, "k")), Refused::NewVersion);
        let mut browser = Browser::signed_in(t, &hall.applicant);
        let overview = browser.get(&format!("/my/drafts/{id}"));
        assert!(overview.body.contains("新的规定"), "{}", overview.body);
        assert_eq!(browser.post(&format!("/my/drafts/{id}/version"), &[]).status, StatusCode::SEE_OTHER);
        let case = testing::hand_in(t, &hall.applicant, id, "k").unwrap();
        assert_ne!(case.item_version, hall.item.version.id);
        t.ledger_is_good();
    });
}

#[test]
fn what_changed_in_another_window_is_looked_at_before_it_is_submitted() {
    on_both(|t| {
        let hall = testing::hall(t);
        let id = testing::answered(t, &hall.applicant);
        let mut browser = Browser::signed_in(t, &hall.applicant);
        let check = browser.get(&format!("/my/drafts/{id}/check"));
        let (seen, key) = (hidden(&check.body, "seen").unwrap(), hidden(&check.body, "idempotency").unwrap());
        browser.post(
            &format!("/my/drafts/{id}/sections/shop"),
            &[("name", "另一个窗口"), ("area", "260"), ("seats", "no"), ("act", "overview")],
        );
        let answer = browser.post(
            &format!("/my/drafts/{id}/submission"),
            &[("seen", &seen), ("idempotency", &key), ("declaration", "yes")],
        );
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("另一个窗口") && answer.body.contains("申请没有提交"), "{}", answer.body);
    });
}

#[test]
fn another_persons_draft_is_not_there() {
    on_both(|t| {
        let hall = testing::hall(t);
        let id = testing::answered(t, &hall.applicant);
        let mut stranger = Browser::signed_in(t, &hall.stranger);
        stranger.get("/my");
        for part in ["", "/sections/shop", "/materials", "/delivery", "/check"] {
            assert_eq!(stranger.get(&format!("/my/drafts/{id}{part}")).status, StatusCode::NOT_FOUND, "{part}");
        }
        assert_eq!(stranger.get(&format!("/my/drafts/{}", Id::new())).status, StatusCode::NOT_FOUND);
        let posted = stranger.post(&format!("/my/drafts/{id}/sections/shop"), &[("name", "x"), ("act", "next")]);
        assert_eq!(posted.status, StatusCode::NOT_FOUND);
        assert_eq!(stranger.post(&format!("/my/drafts/{id}/removal"), &[]).status, StatusCode::NOT_FOUND);
        assert_eq!(testing::answers_of(t, &hall.applicant, id).text("name"), "长安小馆");
    });
}
