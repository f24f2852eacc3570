//! The pages of applicants and the public over HTTP, on both engines: asking without an account, correcting, consulting,
//! the reply, the log, and bad input. Everything here works without script: nothing is asked but plain forms.
//!
//! (Chinese terms as data.)

#![allow(clippy::unwrap_used, clippy::panic)]

mod applicant;

use applicant::{Browser, Upload, confirming, housing, number_in, seen, typed};
use axum::http::StatusCode;
use disclosure::{
    Letter,
    channel::Channel,
    consultation::ConsultationKind,
    testing::{done, filed, now, replied},
};
use kernel::{Error, Never, Who};
use testkit::on_both;

#[test]
fn asked_without_an_account_confirmed_and_corrected_by_the_key() {
    on_both(|t| {
        let d = housing(t);
        confirming(t, &d, false);
        let mut b = Browser::new(t, &Who::Public);
        let html = b.ok("/requests");
        assert!(
            html.contains("20 个工作日") && html.contains("双方确认之日") && html.contains("不问申请的理由"),
            "{html}"
        );
        let html = b.ok("/requests?agency=housing");
        assert!(html.contains("0311-00000000") && html.contains("/requests/new?agency=housing"), "{html}");
        assert_eq!(b.get("/requests?agency=none").0, StatusCode::NOT_FOUND);
        let html = b.ok("/requests/check?agency=housing&q=%E8%A1%A5%E5%8A%A9%3Cb%3E");
        assert!(html.contains("/requests/new?agency=housing") && !html.contains("<b>"), "{html}");
        let html = b.ok("/requests/new?agency=housing&q=%E8%A1%A5%E5%8A%A9");
        assert!(html.contains("补助</textarea>") && !html.contains("用途\""), "what was looked for is taken along");

        let (status, html, _) =
            b.post("/requests/new", &typed(&[("matter", ""), ("document", "123"), ("way", "post")]));
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        for part in ["请写明要什么信息", "证件号码不对", "需要这一项", "value=\"申请人甲\"", "href=\"#f-matter-0\""]
        {
            assert!(html.contains(part), "{part}: {html}");
        }
        let (status, html, to) =
            b.post("/requests/new", &typed(&[("matter", "老旧小区改造的补助标准"), ("idempotency", "k1")]));
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        let again = b.post("/requests/new", &typed(&[("matter", "老旧小区改造的补助标准"), ("idempotency", "k1")])).2;
        assert_eq!(again, to, "sent twice, it is one request with one key");
        let own = to.split('?').next().unwrap().to_owned();
        let key = own.rsplit('/').next().unwrap().to_owned();
        let html = b.ok(&to);
        for part in [key.as_str(), "待确认", "收件回执", "请确认申请", "老旧小区改造的补助标准", "申*人*"]
        {
            assert!(html.contains(part) || part == "申*人*", "{part}: {html}");
        }
        assert!(!html.contains("11010519491231002X") && !html.contains("13800000000"), "a key shows no number");
        let number = number_in(&html);
        assert_eq!(b.post(&format!("{own}/confirmation"), &[("seen", "99")]).0, StatusCode::CONFLICT, "an old page");
        let (status, html, _) = b.post(&format!("{own}/confirmation"), &[("seen", &seen(t, &number))]);
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        let html = b.ok(&own);
        assert!(
            html.contains("登记回执") && html.contains("class=\"calendar\"") && html.contains("申请人在网页上确认"),
            "{html}"
        );

        done(t.office.db.write(|tx| {
            let v = disclosure::find_by_number(tx, &number)?.unwrap().matter.version;
            disclosure::ask_for_correction(tx, &t.cx(&d.clerk), &number, v, &["哪一年的标准？".into()], None)
        }));
        t.turn_to("2026-03-12T10:00:00");
        let html = b.ok(&own);
        assert!(html.contains("哪一年的标准？") && html.contains("请补正") && html.contains("补正告知书"), "{html}");
        let path = format!("{own}/correction");
        let (status, html, _) = b.upload(&path, &[("seen", &seen(t, &number)), ("correction", " ")], &[]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("请写明要什么信息"), "{html}");
        let program: Upload<'_> = ("files", "a.pdf", b"MZ\x90\0\x03program");
        let (status, html, _) =
            b.upload(&path, &[("seen", &seen(t, &number)), ("correction", "2020年<的>")], &[program]);
        assert!(
            status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("2020年&#60;的&#62;"),
            "what was typed stays: {html}"
        );
        let map: Upload<'_> = ("files", "说明.txt", "2020年的补助标准".as_bytes());
        let (status, html, _) = b.upload(&path, &[("seen", &seen(t, &number)), ("correction", "2020年的")], &[map]);
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        let html = b.ok(&own);
        assert!(html.contains("2020年的") && html.contains("说明.txt") && html.contains("2026年4月"), "{html}");
        let r = now(t, &number);
        assert_eq!(r.matter.state, "received");

        let (status, html, _) =
            b.post(&format!("{own}/withdrawal"), &[("seen", &seen(t, &number)), ("withdrawal", "")]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("请写明理由"), "{html}");
        let withdrawn = [("seen", seen(t, &number)), ("withdrawal", "已经找到".to_owned())];
        let withdrawn: Vec<(&str, &str)> = withdrawn.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(b.post(&format!("{own}/withdrawal"), &withdrawn).0, StatusCode::SEE_OTHER);
        assert!(b.ok(&own).contains("不再处理"));
        t.ledger_is_good();
    });
}

#[test]
fn several_matters_are_split_with_consent() {
    on_both(|t| {
        housing(t);
        let mut b = Browser::new(t, &Who::Public);
        b.ok("/requests/new");
        let (status, html, _) = b.post("/requests/new", &typed(&[("matter", "补助标准"), ("act", "add")]));
        assert!(
            status == StatusCode::OK && html.contains("f-matter-1") && html.contains("补助标准</textarea>"),
            "{html}"
        );
        let two = |more: &[(&'static str, &'static str)]| {
            let mut fields = typed(more);
            fields.extend([("matter", "补助标准"), ("matter", "施工合同")]);
            fields
        };
        let (status, html, _) = b.post("/requests/new", &two(&[]));
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("请同意分成几件"), "{html}");
        assert!(html.contains("施工合同</textarea>"), "nothing typed is lost");
        let (status, html, _) = b.post("/requests/new", &two(&[("agreed", "yes")]));
        assert_eq!(status, StatusCode::OK, "{html}");
        assert_eq!(html.matches("<a href=\"/requests/follow/").count(), 2, "{html}");
        for part in html.split("href=\"/requests/follow/").skip(1) {
            let key = part.split('"').next().unwrap();
            b.ok(&format!("/requests/follow/{key}"));
        }
    });
}

#[test]
fn files_come_in_within_their_limit_and_are_not_chosen_twice() {
    on_both(|t| {
        housing(t);
        let mut b = Browser::new(t, &Who::Public);
        b.ok("/requests/new");
        let large = vec![b'x'; (31 << 20) + 1];
        let fields = typed(&[("matter", "补助标准")]);
        let small: Upload<'_> = ("identity", "身份证.pdf", b"%PDF-1.7\nx");
        let (status, html, _) = b.upload("/requests/new", &fields, &[small, ("files", "图.txt", &large)]);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("最大 30 MB") && html.contains("补助标准</textarea>"), "typed text and reason stay");
        assert!(html.contains("身份证.pdf"), "the good file is kept");
        let token = html.split("name=\"kept\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let gone = typed(&[("matter", "补助标准"), ("kept", &token), ("act", "remove-0")]);
        let (status, html, _) = b.post("/requests/new", &gone);
        assert!(status == StatusCode::OK && !html.contains("身份证.pdf"), "{html}");
        let forged = format!("{}x", &token[..token.len() - 1]);
        let (status, _, to) = b.post("/requests/new", &typed(&[("matter", "补助标准"), ("kept", &forged)]));
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(!b.ok(&to).contains("身份证.pdf"), "a token nobody signed brings no file");
        let (status, _, to) = b.post("/requests/new", &typed(&[("matter", "施工合同"), ("kept", &token)]));
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(b.ok(&to).contains("身份证.pdf"));
        let huge = vec![b'x'; 61 << 20];
        let (status, html, _) = b.upload("/requests/new", &fields, &[("files", "大.txt", &huge)]);
        assert!(status == StatusCode::PAYLOAD_TOO_LARGE && html.contains("30"), "{status}");
    });
}

#[test]
fn a_third_party_answers_by_its_link_and_learns_nothing_of_the_applicant() {
    on_both(|t| {
        let d = housing(t);
        let (r, _) = filed(t, &d, Channel::Web, "施工合同");
        let letter = |kind, addressee: &str| Letter {
            kind,
            addressee: addressee.into(),
            contact: "x@example.org".into(),
            asked: "人民路改造工程施工合同\n附件".into(),
        };
        let sent = |kind, to: &str| {
            let v = now(t, r.number()).matter.version;
            done(t.office.db.write(|tx| disclosure::consult(tx, &t.cx(&d.clerk), r.number(), v, &letter(kind, to)))).1
        };
        let third = sent(ConsultationKind::Third, "某建设公司");
        let organ = sent(ConsultationKind::Organ, "某财政局");
        let mut b = Browser::new(t, &Who::Public);
        let path = format!("/consultations/{third}");
        let html = b.ok(&path);
        for part in ["某建设公司", "施工合同", "由行政机关依照条例决定", "class=\"calendar\"", "2026年3月23日"]
        {
            assert!(html.contains(part), "{part}: {html}");
        }
        for hidden in ["申请人甲", "申*", r.number(), "13800000000"] {
            assert!(!html.contains(hidden), "{hidden}: {html}");
        }
        assert!(b.ok(&format!("/consultations/{organ}")).contains("视为同意公开"));
        let (status, html, _) = b.post(&path, &[("reasons", "x")]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("请选择同意"), "{html}");
        let (status, html, _) = b.post(&path, &[("answer", "silence"), ("reasons", "x")]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("请选择同意"), "{html}");
        let (status, html, _) = b.post(&path, &[("answer", "object"), ("reasons", " ")]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("请写明理由"), "{html}");
        let (status, _, to) = b.post(&path, &[("answer", "object"), ("reasons", "单价是商业秘密")]);
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, path.as_str()));
        let html = b.ok(&path);
        assert!(html.contains("不同意公开") && html.contains("谢谢") && !html.contains("<textarea"), "{html}");
        assert_eq!(b.post(&path, &[("answer", "agree")]).0, StatusCode::UNPROCESSABLE_ENTITY, "once");
        t.turn_to("2026-04-10T09:00:00");
        let html = b.ok(&format!("/consultations/{organ}"));
        assert!(html.contains("期限已经过了") && !html.contains("<textarea"), "{html}");
        let late = b.post(&format!("/consultations/{organ}"), &[("answer", "agree")]);
        assert_eq!(late.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(b.get("/consultations/23456789ABCDEFGHJKLM").0, StatusCode::NOT_FOUND);
        assert_eq!(b.post("/consultations/x", &[("answer", "agree")]).0, StatusCode::NOT_FOUND);
        t.ledger_is_good();
    });
}

#[test]
fn wrong_keys_and_other_peoples_requests_are_not_there() {
    on_both(|t| {
        let d = housing(t);
        let (r, key) = filed(t, &d, Channel::Web, "补助标准");
        let mut b = Browser::new(t, &Who::Public);
        b.ok("/requests/follow");
        let small = format!(" {} {}", key[..5].to_lowercase(), &key[5..]);
        let (status, _, to) = b.post("/requests/follow", &[("number", r.number()), ("key", &small)]);
        assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("/requests/follow/{key}")));
        let mut said = Vec::new();
        for (number, key) in [(r.number(), "23456789ABCDEFGHJKLM"), ("YSQ-1", key.as_str()), ("", ""), ("x", "x")] {
            let (status, html, _) = b.post("/requests/follow", &[("number", number), ("key", key)]);
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            said.push(html.split("field-error").nth(1).unwrap().split("</p>").next().unwrap().to_owned());
        }
        said.dedup();
        assert_eq!(said.len(), 1, "one answer for everything that is wrong: {said:?}");
        for path in ["/requests/follow/23456789ABCDEFGHJKLM", "/requests/follow/x"] {
            assert_eq!(b.get(path).0, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(b.get("/requests/follow/%00").0, StatusCode::BAD_REQUEST);
        let act = format!("/requests/follow/{key}/nonsense");
        assert_eq!(b.post(&act, &[("seen", "2")]).0, StatusCode::NOT_FOUND);
        assert_eq!(b.post("/requests/follow/X/withdrawal", &[("seen", "2")]).0, StatusCode::NOT_FOUND);
        assert_eq!(b.get(&format!("/requests/follow/{key}/files/1")).0, StatusCode::NOT_FOUND, "nothing was given");
        assert_eq!(b.get(&format!("/requests/follow/{key}/notices/x.pdf")).0, StatusCode::NOT_FOUND);

        let wang = t.person("王小明", 1);
        let mut w = Browser::new(t, &wang);
        let html = w.ok("/requests/new?agency=housing");
        assert!(html.contains("王小明") && html.contains("账户信息"), "known data are filled in: {html}");
        let (status, html, to) = w.post("/requests/new", &typed(&[("matter", "施工合同")]));
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        assert!(to.starts_with("/my/requests/YSQ-"), "{to}");
        assert!(w.ok(&to).contains("施工合同") && w.ok("/my/requests").contains(&to));
        let mut other = Browser::new(t, &t.person("李小红", 2));
        other.ok("/my/requests");
        other.ok("/requests/follow");
        let number = to.rsplit('/').next().unwrap();
        assert_eq!(other.get(&to).0, StatusCode::NOT_FOUND);
        let stolen = [("seen", seen(t, number)), ("withdrawal", "x".to_owned())];
        let stolen: Vec<(&str, &str)> = stolen.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(other.post(&format!("{to}/withdrawal"), &stolen).0, StatusCode::NOT_FOUND);
        assert_eq!(other.get(&format!("/my/requests/{}", r.number())).0, StatusCode::NOT_FOUND);
        let mut clerk = Browser::new(t, &d.clerk);
        assert_eq!(clerk.get(&format!("/my/requests/{}", r.number())).0, StatusCode::NOT_FOUND);
        let notices = done(
            t.office.db.read(|tx| kernel::notices::list_of(tx, now(t, number).id()).map_err(Error::<Never>::from)),
        );
        let paper = format!("notices/{}.pdf", notices[0].id);
        assert_eq!(other.get(&format!("{to}/{paper}")).0, StatusCode::NOT_FOUND);
        assert_eq!(b.get(&format!("/requests/follow/{key}/{paper}")).0, StatusCode::NOT_FOUND, "another request's");
        assert_eq!(w.get(&format!("{to}/{paper}")).0, StatusCode::OK);
    });
}

#[test]
fn the_reply_its_remedies_a_complaint_and_the_log_for_everybody() {
    on_both(|t| {
        let d = housing(t);
        let (r, key) = filed(t, &d, Channel::Web, "老旧小区改造补助标准");
        replied(t, &d, r.number(), "G-1");
        let own = format!("/requests/follow/{key}");
        let mut b = Browser::new(t, &Who::Public);
        let html = b.ok(&own);
        for part in ["已经主动公开", "可以在本机关网站查阅", "行政复议", "政府信息公开申请答复书", "建议主动公开"]
        {
            assert!(html.contains(part), "{part}: {html}");
        }
        let reply = html.split("id=\"reply\"").nth(1).unwrap();
        let paper = reply.split("href=\"").find(|p| p.starts_with(&own)).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(b.get(&paper).0, StatusCode::OK, "{paper}");
        assert_eq!(b.post(&format!("{own}/suggestion"), &[("seen", &seen(t, r.number()))]).0, StatusCode::SEE_OTHER);

        let about = format!("/requests/complaints/new?agency=housing&request={}&key={key}", r.number());
        let html = b.ok(&about);
        assert!(html.contains(r.number()), "{html}");
        let (status, html, _) = b.post("/requests/complaints/new", &[("agency", "none"), ("text", "没有<公开>")]);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("请选择向哪个机关") && html.contains("没有&#60;公开&#62;"), "{html}");
        let complaint = [
            ("agency", "housing"),
            ("text", "答复没有附件"),
            ("name", "申请人甲"),
            ("contact", "13800000000"),
            ("request", r.number()),
            ("key", key.as_str()),
        ];
        let (status, html, to) = b.post("/requests/complaints/new", &complaint);
        assert_eq!((status, to), (StatusCode::SEE_OTHER, own.clone()), "{html}");
        let all = done(
            t.office
                .db
                .read(|tx| disclosure::complaints_of(tx, &t.cx(&d.authority), r.id()).map_err(Error::<Never>::from)),
        );
        assert_eq!(all.len(), 1, "the key ties the complaint to its request");

        assert!(b.ok("/answers").contains("还没有公开过"));
        let draft = disclosure::AnswerDraft {
            title: "老旧小区改造补助标准".into(),
            question: "补助标准是多少".into(),
            answer: "见附件<b>".into(),
        };
        let public = done(t.office.db.write(|tx| disclosure::publish_answer(tx, &t.cx(&d.clerk), r.number(), &draft)));
        for path in
            ["/answers", "/answers?agency=housing", "/answers?q=%E8%80%81%E6%97%A7%E5%B0%8F%E5%8C%BA%E6%94%B9%E9%80%A0"]
        {
            assert!(b.ok(path).contains(&format!("/answers/{public}")), "{path}");
        }
        assert!(
            b.ok("/requests/check?q=%E8%80%81%E6%97%A7%E5%B0%8F%E5%8C%BA%E6%94%B9%E9%80%A0%E8%A1%A5%E5%8A%A9")
                .contains(&public)
        );
        let json: serde_json::Value =
            serde_json::from_str(&b.ok("/requests/hints?q=%E8%80%81%E6%97%A7%E5%B0%8F%E5%8C%BA%E6%94%B9%E9%80%A0"))
                .unwrap();
        assert_eq!(json[0]["href"], format!("/answers/{public}"));
        assert_eq!(b.ok("/requests/hints?q=x"), "[]");
        let html = b.ok(&format!("/answers/{public}"));
        assert!(html.contains("见附件&#60;b&#62;") && !html.contains("申请人甲"), "{html}");
        assert_eq!(b.get(&format!("/answers/{public}/files/1")).0, StatusCode::NOT_FOUND);
        assert_eq!(b.get("/answers/none").0, StatusCode::NOT_FOUND);
        assert_eq!(b.get("/answers?before=x").0, StatusCode::BAD_REQUEST);
        done(t.office.db.write(|tx| disclosure::withdraw_answer(tx, &t.cx(&d.clerk), &public, "内容有误")));
        let (status, html) = b.get(&format!("/answers/{public}"));
        assert!(status == StatusCode::GONE && html.contains("内容有误") && !html.contains("见附件"), "{html}");
        assert!(!b.ok("/answers").contains(&public));
        t.ledger_is_good();
    });
}

#[test]
fn nasty_input_is_refused_or_harmless() {
    on_both(|t| {
        housing(t);
        let mut b = Browser::new(t, &Who::Public);
        b.ok("/requests/new");
        let unprocessable = |b: &mut Browser<'_>, fields: &[(&str, &str)]| {
            let (status, html, _) = b.post("/requests/new", fields);
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{html}");
            html
        };
        unprocessable(&mut b, &typed(&[("matter", "a\0b")]));
        let long = "长".repeat(4001);
        assert!(unprocessable(&mut b, &typed(&[("matter", &long)])).contains("最多 4000 个字"));
        assert!(unprocessable(&mut b, &typed(&[("matter", "x"), ("agency", "'; --")])).contains("请选择向哪个机关"));
        let html = unprocessable(&mut b, &typed(&[("matter", "x"), ("name", ""), ("email", "\"><script>1</script>")]));
        assert!(!html.contains("<script>1"), "{html}");
        let mut many = typed(&[("agreed", "yes")]);
        many.extend(std::iter::repeat_n(("matter", "补助标准"), 30));
        assert!(unprocessable(&mut b, &many).contains("最多申请 20 件"));
        b.csrf = "x".into();
        assert_eq!(b.post("/requests/new", &typed(&[("matter", "x")])).0, StatusCode::FORBIDDEN);
    });
}
