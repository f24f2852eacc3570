//! The pages over HTTP, on both engines: what the public reads, what the register keeper does, what programs get.

#![allow(clippy::unwrap_used)]

mod http;

use axum::http::StatusCode;
use http::{Browser, encoded};
use kernel::links::{self, Leaning, LinkKind, Node, NodeKind};
use kernel::{Error, Fault, Id, Never, Role, Tx, Who};
use register::find_rule_by_key;
use register::import::import_laws;
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::{TestOffice, on_both};

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

fn read<T>(t: &TestOffice, work: impl Fn(&mut Tx) -> Result<T, Fault>) -> T {
    t.office.db.read(|tx| work(tx).map_err(Error::<Never>::from)).unwrap()
}

fn write<T>(t: &TestOffice, work: impl Fn(&mut Tx) -> Result<T, Fault>) -> T {
    t.office.db.write(|tx| work(tx).map_err(Error::<Never>::from)).unwrap()
}

fn slug(t: &TestOffice, title: &str) -> String {
    read(t, |tx| find_rule_by_key(tx, title)).unwrap().slug
}

fn is_there(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").output().is_ok();
    if !found {
        eprintln!("{tool} is not installed: part of the test skipped");
    }
    found
}

#[test]
fn the_public_reads_the_register() {
    on_both(|t| {
        import_laws(&t.office.db, &t.system(), &fixtures().join("laws"), &mut |_| {}).unwrap();
        let mut b = Browser::new(t, &Who::Public);
        let home = b.page("/rules");
        assert!(home.contains("登记在库") && home.contains("共 16 件"), "{home}");
        assert!(b.page("/rules?kind=law&validity=in-force").contains("行政许可法"));
        assert!(b.page(&format!("/rules?q={}", encoded("立法"))).contains("共 1 件"));
        assert!(b.page(&format!("/rules?q={}", encoded("没有这样的"))).contains("没有找到"));
        assert!(b.page(&format!("/rules?q={}", "x".repeat(10_000))).contains("没有找到"));
        assert_eq!(b.get("/rules?kind=nonsense").status, StatusCode::BAD_REQUEST);
        assert_eq!(b.get("/rules?after=nonsense").status, StatusCode::BAD_REQUEST);
        assert_eq!(b.get("/rules/r-999999").status, StatusCode::NOT_FOUND);

        let law = slug(t, "立法法");
        let page = b.page(&format!("/rules/{law}"));
        assert!(page.contains("id=\"第三十一条\"") && page.contains("<h2 id=\"第一章\""), "{page}");
        assert!(page.contains("application/ld+json") && page.contains("InForce") && page.contains("有效"));
        assert!(page.contains("2015年3月15日文本"));
        // An article by name leads to its place; one that is not there is said to be not there.
        let found = b.get(&format!("/rules/{law}?article={}", encoded("第三十一条")));
        assert_eq!(found.status, StatusCode::SEE_OTHER);
        assert!(found.to.ends_with(&format!("/rules/{law}#{}", encoded("第三十一条"))), "{}", found.to);
        let missing = b.page(&format!("/rules/{law}?article={}", encoded("第九百条")));
        assert!(missing.contains("没有这一条") && missing.contains("共有 120 条"), "{missing}");
        let to = b.get(&format!("/rules/by-title?title={}", encoded("《中华人民共和国立法法》"))).to;
        assert_eq!(to, format!("/rules/{law}"));
        // A title that the register does not hold leads to the list that looks for it.
        let to = b.get(&format!("/rules/by-title?title={}", encoded("《没有的条例》"))).to;
        assert_eq!(to, format!("/rules?q={}", encoded("《没有的条例》")));

        let of_2020 = b.page(&format!("/rules/{law}/as-of?date=2020-06-01"));
        assert!(
            of_2020.contains("2015年3月15日文本") && of_2020.contains("施行日期没有载明，依据文本日期"),
            "{of_2020}"
        );
        assert!(of_2020.contains("id=\"第一百零五条\"") && !of_2020.contains("id=\"第一百二十条\""));
        let of_2024 = b.page(&format!("/rules/{law}/as-of?date=2024-06-01"));
        assert!(of_2024.contains("id=\"第一百二十条\""));
        let foi = slug(t, "政府信息公开条例");
        let of_2018 = b.page(&format!("/rules/{foi}/as-of?date=2018-07-01"));
        assert!(of_2018.contains("但没有收录") && !of_2018.contains("id=\"第一条\""), "{of_2018}");
        assert_eq!(b.get(&format!("/rules/{foi}/as-of?date=yesterday")).status, StatusCode::BAD_REQUEST);

        // The 2015 text is version 1 or 2, by the order of files; its page says that it is not the present one.
        let old = read(t, |tx| {
            let rule = find_rule_by_key(tx, "立法法")?.unwrap();
            Ok(register::list_versions(tx, rule.id)?[0].n)
        });
        assert!(b.page(&format!("/rules/{law}/versions/{old}")).contains("这不是现行文本"));
        assert_eq!(b.get(&format!("/rules/{law}/versions/99")).status, StatusCode::NOT_FOUND);
        let compared = b.page(&format!("/rules/{law}/compare"));
        assert!(
            compared.contains("<ins>") && compared.contains("<del>") && compared.contains("第八十二条"),
            "{compared}"
        );
        let whole = b.page(&format!("/rules/{law}/compare?show=whole"));
        assert!(whole.len() > compared.len() && whole.contains("未改动"));
        assert!(b.page(&format!("/rules/{foi}/compare")).contains("只收录了一次文本"));
        assert_eq!(b.get(&format!("/rules/{law}/compare?from=1&to=77")).status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn every_text_goes_out_in_every_format() {
    let t = TestOffice::sqlite();
    import_laws(&t.office.db, &t.system(), &fixtures().join("laws"), &mut |_| {}).unwrap();
    let mut b = Browser::new(&t, &Who::Public);
    let dir = tempfile::tempdir().unwrap();
    let rules = read(&t, |tx| register::list_rules_after(tx, None, 100));
    assert_eq!(rules.len(), 16);
    let mut files = Vec::new();
    for rule in &rules {
        for version in read(&t, |tx| register::list_versions(tx, rule.id)) {
            let at = |file: &str| format!("{}/{file}", version.href(rule));
            let xml = b.get(&at("file.xml"));
            assert_eq!((xml.status, xml.media.as_str()), (StatusCode::OK, "application/akn+xml"));
            let path = dir.path().join(format!("{}-{}.xml", rule.slug, version.n));
            std::fs::write(&path, &xml.bytes).unwrap();
            files.push(path);
            assert!(xml.text.matches("<article ").count() as i64 >= version.articles, "{}", rule.title);
            assert!(b.get(&at("file.docx")).bytes.starts_with(b"PK"));
            assert!(b.get(&at("file.md")).text.starts_with(&format!("# {}", version.title)));
            let json: serde_json::Value = serde_json::from_slice(&b.get(&at("file.json")).bytes).unwrap();
            assert_eq!(json["title"], version.title);
            let pdf = b.get(&at("file.pdf")).text;
            assert!(
                pdf.starts_with("%PDF-1.7 rule ") && pdf.contains(&version.title),
                "the data went to the typesetter"
            );
            assert_eq!(b.get(&at("file.exe")).status, StatusCode::NOT_FOUND);
        }
    }
    assert_eq!(files.len(), 21);
    if is_there("xmllint") {
        let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/schemas/akomantoso/akomantoso30.xsd");
        let judged =
            Command::new("xmllint").args(["--noout", "--nonet", "--schema"]).arg(schema).args(&files).output().unwrap();
        assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stderr));
    }
}

#[test]
fn programs_read_the_register() {
    let t = TestOffice::sqlite();
    import_laws(&t.office.db, &t.system(), &fixtures().join("laws"), &mut |_| {}).unwrap();
    let mut b = Browser::new(&t, &Who::Public);
    let mut json = |path: &str| -> serde_json::Value { serde_json::from_slice(&b.get(path).bytes).unwrap() };
    let all = json("/api/v1/rules?validity=in-force");
    assert_eq!(all["count"].as_i64(), all["rules"].as_array().map(|r| r.len() as i64));
    let law = slug(&t, "立法法");
    let one = json(&format!("/api/v1/rules/{law}"));
    assert_eq!(one["versions"].as_array().unwrap().len(), 2);
    assert_eq!(one["text"]["parts"].as_array().unwrap().iter().filter(|p| p["kind"] == "article").count(), 120);
    let day = json(&format!("/api/v1/rules/{law}/as-of/2020-06-01"));
    assert_eq!((day["outcome"].as_str(), day["text"]["dated_on"].as_str()), (Some("held"), Some("2015-03-15")));
    let foi = slug(&t, "政府信息公开条例");
    assert_eq!(json(&format!("/api/v1/rules/{foi}/as-of/2018-07-01"))["outcome"], "known-not-held");
    assert_eq!(json(&format!("/api/v1/rules/{foi}/as-of/1990-01-01"))["outcome"], "not-yet");
    assert_eq!(b.get("/api/v1/rules/r-999999").status, StatusCode::NOT_FOUND);
    assert_eq!(b.get(&format!("/api/v1/rules/{foi}/as-of/soon")).status, StatusCode::BAD_REQUEST);
}

const TEXT: &str = "第一章 总则\n第一条 根据《中华人民共和国行政许可法》第十二条，制定本办法。\n第二条 摊贩应当向街道办事处登记。\n第三条 本办法自2026年4月1日起施行。";

fn draft<'a>(title: &'a str, number: &'a str, text: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("title", title),
        ("kind", "normative-document"),
        ("document_number", number),
        ("topics", "市场监管 / 食品安全"),
        ("signed_on", "2026-03-01"),
        ("disclosure", "proactive"),
        ("format", "plain"),
        ("text", text),
    ]
}

/// An agency with a social credit code, which its index numbers need.
fn agency(t: &TestOffice) -> Id {
    let cx = t.system();
    let new = identity::NewAgency {
        key: "market",
        name: "测试市市场监督管理局",
        short_name: "市监局",
        mark: "测市监",
        uscc: Some("11441700007280420Y"),
        region: "130100",
        address: "中山路1号",
        hours: "工作日 9:00—17:00",
        phone: "0311-00000000",
        complaint_phone: "0311-00000001",
        sort_key: "market",
    };
    t.office.db.write(|tx| identity::add_agency(tx, &cx, &new)).unwrap()
}

#[test]
fn from_draft_to_repeal() {
    on_both(|t| {
        let own = agency(t);
        let other = t.agency("other");
        let keeper = t.staff("keeper", &[(own, Role::RegisterKeeper)]);
        let stranger = t.staff("stranger", &[(other, Role::RegisterKeeper)]);
        let mut k = Browser::new(t, &keeper);
        assert!(k.page("/desk/rules").contains("没有待登记的文件"));
        k.page("/desk/rules/new");

        // What is typed stays when it is sent back, whatever is wrong with it.
        let back = k.post("/desk/rules", &draft("食品摊贩管理办法", "测市监规[2026]1号", TEXT));
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            back.text.contains("测市监规〔2026〕1号") && back.text.contains("摊贩应当向街道办事处登记"),
            "{}",
            back.text
        );
        assert_eq!(web::lint_html(&back.text), Vec::<String>::new());
        let back = k.post("/desk/rules", &draft("食品摊贩管理办法", "", " "));
        assert!(back.status == StatusCode::UNPROCESSABLE_ENTITY && back.text.contains("没有正文"), "{}", back.text);
        let made = k.post("/desk/rules", &draft("食品摊贩管理办法", "测市监规〔2026〕1号", TEXT));
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
        let desk = made.to;
        let public = desk.replace("/desk", "");
        assert_eq!(Browser::new(t, &stranger).get(&desk).status, StatusCode::NOT_FOUND);
        assert_eq!(Browser::new(t, &Who::Public).get(&public).status, StatusCode::NOT_FOUND, "a draft is its agency's");

        // Without its interpretation it cannot be registered, and the button is not there.
        let page = k.page(&desk);
        assert!(page.contains("还没有已经发布的解读") && !page.contains("登记并公布"), "{page}");
        let refused = k.post(&format!("{desk}/registration"), &[("seen", "1")]);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
        let leaning = |kind, key: &str, title: &str, owner| Leaning {
            node: Node::new(kind, key),
            title: title.into(),
            href: format!("/{}/{key}", kind.as_str()),
            owner,
        };
        let rule = Node::rule("食品摊贩管理办法");
        let cx = t.system();
        let explained = leaning(NodeKind::Publication, "2026-000001", "一图读懂", Some(own));
        write(t, |tx| links::link(tx, &cx, &explained, LinkKind::Interprets, &rule));
        let item = leaning(NodeKind::Item, "stall", "摊贩登记", Some(own));
        write(t, |tx| links::link(tx, &cx, &item, LinkKind::BasedOn, &rule.clone().part("第二条")));

        let edit = format!("{desk}/edit");
        assert!(k.page(&edit).contains("第二条 摊贩应当向街道办事处登记"));
        let saved = k.post(&edit, &draft("食品摊贩管理办法", "测市监规〔2026〕1号", TEXT));
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        assert!(k.page(&desk).contains("登记并公布"));
        let done = k.post(&format!("{desk}/registration"), &[]);
        assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, desk.as_str()), "{}", done.text);
        let mut anybody = Browser::new(t, &Who::Public);
        let page = anybody.page(&public);
        assert!(page.contains("11441700007280420Y/2026-00001") && page.contains("此件尚未施行"), "{page}");
        assert!(page.contains("一图读懂") && page.contains("1 处依据或者引用本条") && page.contains("摊贩登记"));

        // A new text: shown first, with what it touches; only the confirmation counts.
        let amendment = format!("{desk}/amendment");
        assert!(k.page(&amendment).contains("第二条 摊贩应当向街道办事处登记"));
        let new_text = TEXT.replace("街道办事处", "市场监督管理所");
        let mut typed = draft("食品摊贩管理办法", "", &new_text);
        typed.retain(|(n, _)| *n != "signed_on");
        typed.extend([("on", "2026-03-02"), ("by_rule", "关于修改食品摊贩管理办法的决定"), ("act", "preview")]);
        let preview = k.post(&amendment, &typed);
        assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
        assert!(
            preview.text.contains("<ins>市场监督管理所</ins>") && preview.text.contains("摊贩登记 → 第二条"),
            "{}",
            preview.text
        );
        assert_eq!(web::lint_html(&preview.text), Vec::<String>::new());
        assert!(!anybody.page(&public).contains("市场监督管理所"), "a preview changes nothing");
        typed.retain(|(n, _)| *n != "act");
        typed.push(("act", "confirm"));
        let done = k.post(&amendment, &typed);
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let again = k.post(&amendment, &typed);
        assert_eq!(again.status, StatusCode::CONFLICT, "somebody changed it meanwhile");
        let compared = anybody.page(&format!("{public}/compare"));
        assert!(
            compared.contains("<del>街道办事处</del>") && compared.contains("<ins>市场监督管理所</ins>"),
            "{compared}"
        );

        // What leaned on the article is flagged for its agency, and settled with a note.
        let flags = k.page("/desk/flags");
        assert!(
            flags.contains("摊贩登记")
                && flags.contains("《食品摊贩管理办法》第二条")
                && flags.contains("所依据的文件已经修改"),
            "{flags}"
        );
        let action =
            format!("/desk/flags/{}", flags.split("action=\"/desk/flags/").nth(1).unwrap().split('"').next().unwrap());
        let back = k.post(&action, &[("note-0", " ")]);
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", back.text);
        let mut s = Browser::new(t, &stranger);
        s.page("/desk/rules/new");
        assert_eq!(s.post(&action, &[("note-0", "x")]).status, StatusCode::NOT_FOUND);
        k.page("/desk/flags");
        let mut left = 0;
        while let Some(rest) = k.page("/desk/flags").split("action=\"/desk/flags/").nth(1) {
            let id = rest.split('"').next().unwrap().to_owned();
            assert_eq!(k.post(&format!("/desk/flags/{id}"), &[("note-0", "已核对")]).status, StatusCode::SEE_OTHER);
            left += 1;
            assert!(left < 10);
        }
        assert!(k.page("/desk/flags").contains("没有需要复核的"));

        // Its end is marked on the page; the text stays.
        t.turn_to("2026-05-06T09:00:00");
        register::turn_day(&t.office.db, &t.system()).unwrap();
        let repeal = format!("{desk}/repeal");
        k.page(&repeal);
        let back = k.post(&repeal, &[("on", "2026-05-06"), ("reason", "")]);
        assert!(back.status == StatusCode::UNPROCESSABLE_ENTITY && back.text.contains("请写明理由"), "{}", back.text);
        let done = k.post(&repeal, &[("on", "2026-05-06"), ("reason", "已有新规定"), ("by_rule", "关于废止的决定")]);
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let page = anybody.page(&public);
        assert!(page.contains("此件已废止") && page.contains("市场监督管理所"), "{page}");
        assert_eq!(k.get(&repeal).status, StatusCode::CONFLICT, "there is no button for what is over");
        t.ledger_is_good();
    });
}

#[test]
fn a_clean_up_from_begin_to_result() {
    let t = TestOffice::sqlite();
    let own = agency(&t);
    let keeper = t.staff("keeper", &[(own, Role::RegisterKeeper)]);
    let mut k = Browser::new(&t, &keeper);
    k.page("/desk/rules/cleanups/new");
    let none = k.post("/desk/rules/cleanups", &[("title", "2026年清理")]);
    assert!(
        none.status == StatusCode::UNPROCESSABLE_ENTITY && none.text.contains("没有需要清理的文件"),
        "{}",
        none.text
    );
    let cx = t.system();
    for (n, title) in ["甲办法", "乙办法"].into_iter().enumerate() {
        let explained = Leaning {
            node: Node::new(NodeKind::Publication, format!("2026-00000{n}")),
            title: "解读".into(),
            href: "/x".into(),
            owner: None,
        };
        write(&t, |tx| links::link(tx, &cx, &explained, LinkKind::Interprets, &Node::rule(title)));
        k.page("/desk/rules/new");
        let number = format!("测市监规〔2026〕{}号", n + 1);
        let text = TEXT.replace("2026年4月1日", "2026年3月2日");
        let desk = k.post("/desk/rules", &draft(title, &number, &text)).to;
        k.page(&desk);
        assert_eq!(k.post(&format!("{desk}/registration"), &[]).status, StatusCode::SEE_OTHER);
    }
    let batch = k.post("/desk/rules/cleanups", &[("title", "2026年清理")]).to;
    let page = k.page(&batch);
    let rules: Vec<String> =
        page.split("name=\"rule\" value=\"").skip(1).map(|r| r.split('"').next().unwrap().to_owned()).collect();
    assert_eq!(rules.len(), 2, "{page}");
    let back = k.post(&batch, &[("rule", &rules[0]), ("decision-0", "keep"), ("reason-0", "")]);
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    let public = batch.replace("/desk", "");
    assert_eq!(Browser::new(&t, &Who::Public).get(&public).status, StatusCode::NOT_FOUND);
    for (rule, decision) in rules.iter().zip(["keep", "repeal"]) {
        assert_eq!(
            k.post(&batch, &[("rule", rule), ("decision-0", decision), ("reason-0", "理由")]).status,
            StatusCode::SEE_OTHER
        );
    }
    k.page(&batch);
    let done = k.post(&format!("{batch}/publication"), &[]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let result = Browser::new(&t, &Who::Public).page(&public);
    assert!(result.contains("甲办法") && result.contains("乙办法") && result.contains("废止"), "{result}");
}
