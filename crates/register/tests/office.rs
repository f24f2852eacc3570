//! What an office decides about its register, over HTTP on both engines: metadata put right, periods of validity, index
//! numbers, the list of flags.

#![allow(clippy::unwrap_used)]

mod http;

use axum::http::StatusCode;
use http::Browser;
use jiff::civil::date;
use kernel::links::{self, Change, Leaning, LinkKind, Node, NodeKind};
use kernel::{Error, Fault, Id, Never, Role, Tx};
use register::{
    Disclosure, Draft, Refused, Rule, RuleKind, Settings, Words, draft_rule, keep_settings, list_versions, prepare,
    register_rule,
};
use testkit::{TestOffice, on_both};

const TEXT: &str = "第一条 为了规范摊贩经营，制定本办法。\n第二条 摊贩应当登记。\n第三条 本办法自2026年4月1日起施行。";

fn read<T>(t: &TestOffice, work: impl Fn(&mut Tx) -> Result<T, Fault>) -> T {
    t.office.db.read(|tx| work(tx).map_err(Error::<Never>::from)).unwrap()
}

fn agency(t: &TestOffice, key: &str, uscc: Option<&str>) -> Id {
    let new = identity::NewAgency {
        key,
        name: key,
        short_name: key,
        mark: "测市监",
        uscc,
        region: "130100",
        address: "",
        hours: "",
        phone: "",
        complaint_phone: "",
        sort_key: key,
    };
    t.office.db.write(|tx| identity::add_agency(tx, &t.system(), &new)).unwrap()
}

/// A registered document of the agency, without a limit of interpretations.
fn registered(t: &TestOffice, own: Id, keeper: &kernel::Who, title: &str, n: u32) -> Rule {
    let cx = t.cx(keeper);
    let later = Settings { interpretation_required_from: Some(date(2030, 1, 1)), ..Settings::default() };
    let issuer = ["甲局".to_owned()];
    let topics = ["市场监管、安全生产监管".to_owned(), "食品安全".to_owned()];
    let prepared = prepare(&Draft {
        title,
        kind: RuleKind::NormativeDocument,
        topics: &topics,
        issuers: &issuer,
        document_number: &format!("测市监规〔2026〕{n}号"),
        signed_on: Some(date(2026, 3, 1)),
        published_on: None,
        effective_on: None,
        disclosure: Disclosure::Proactive,
        disclosure_reason: "",
        genre: "",
        summary: "",
        keywords: &[],
        source: "",
        words: Words::Plain(TEXT),
    })
    .unwrap();
    t.office
        .db
        .write(|tx| {
            keep_settings(tx, &cx, own, &later)?;
            let draft = draft_rule(tx, &cx, own, &prepared)?;
            register_rule(tx, &cx, draft.id, draft.version)
        })
        .unwrap_or_else(|e: Error<Refused>| panic!("{e:?}"))
}

#[test]
fn metadata_are_put_right_with_a_reason() {
    on_both(|t| {
        let own = agency(t, "market", Some("11441700007280420Y"));
        let keeper = t.staff("keeper", &[(own, Role::RegisterKeeper)]);
        let rule = registered(t, own, &keeper, "食品摊贩管理办法", 1);
        let mut k = Browser::new(t, &keeper);
        let at = format!("/desk/rules/{}/versions/1/metadata", rule.slug);
        assert!(k.page(&format!("/desk/rules/{}", rule.slug)).contains(&at), "the record leads to it");
        let page = k.page(&at);
        assert!(page.contains("市场监管、安全生产监管 / 食品安全") && page.contains("value=\"2026-04-01\""), "{page}");
        let typed = |number: &'static str, signed: &'static str, reason: &'static str| {
            vec![
                ("document_number", number),
                ("issuers", "甲局"),
                ("topics", "市场监管、安全生产监管 / 食品安全"),
                ("genre", "办法"),
                ("signed_on", signed),
                ("published_on", "2026-03-02"),
                ("effective_on", "2026-04-01"),
                ("reason", reason),
            ]
        };
        for (fields, said) in [
            (typed("测市监规〔2026〕1号", "2026-03-01", "核对"), "没有改动"),
            (typed("测市监规〔2026〕1号", "2026-02-27", ""), "请写明理由"),
            (typed("测市监规〔2026〕1号", "", "核对"), "请填写日期"),
            (typed("测市监规[2026]1号", "2026-03-01", "核对"), "测市监规〔2026〕1号"),
            (typed("测市监规〔2026〕1号", "2026-05-01", "核对"), "不能早于"),
        ] {
            let back = k.post(&at, &fields);
            assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(back.text.contains(said), "{said}: {}", back.text);
            assert_eq!(web::lint_html(&back.text), Vec::<String>::new(), "{said}");
        }
        let done = k.post(&at, &typed("测市监规〔2026〕1号", "2026-02-27", "原件写的是2月27日"));
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let version = read(t, |tx| list_versions(tx, rule.id)).pop().unwrap();
        assert_eq!(version.signed_on, Some(date(2026, 2, 27)));
        assert_eq!(version.topics.len(), 2, "what was not touched stays");
        assert_eq!(version.effective_basis, register::EffectiveBasis::LastArticle, "nor does its origin change");
        let other = t.staff("other", &[(t.agency("other"), Role::RegisterKeeper)]);
        assert_eq!(Browser::new(t, &other).get(&at).status, StatusCode::NOT_FOUND);
        assert_eq!(k.get(&at.replace("versions/1", "versions/7")).status, StatusCode::NOT_FOUND);
        t.ledger_is_good();
    });
}

#[test]
fn periods_are_kept_by_the_platform_and_reviews_are_listed() {
    on_both(|t| {
        let own = agency(t, "market", Some("11441700007280420Y"));
        let keeper = t.staff("keeper", &[(own, Role::RegisterKeeper)]);
        let platform = t.staff("platform", &[(own, Role::PlatformAdmin)]);
        let mut p = Browser::new(t, &platform);
        let at = "/desk/rules/policies";
        assert!(p.page(at).contains("还没有登记规定"));
        let fields = |max: &'static str, source: &'static str| {
            vec![
                ("region", "130100"),
                ("max_years", max),
                ("trial_max_years", "2"),
                ("notice_max_years", "1"),
                ("unstated", "most"),
                ("review_lead_months", "6"),
                ("source", source),
            ]
        };
        for (fields, said) in [
            (fields("0", "某规定"), "1 到 50"),
            (fields("x", "某规定"), "1 到 50"),
            (fields("1", " "), "依据的文件"),
            (vec![("region", "999999"), ("source", "某规定")], "请选择"),
        ] {
            let back = p.post(at, &fields);
            assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(back.text.contains(said), "{said}: {}", back.text);
        }
        assert_eq!(p.post(at, &fields("1", "某市管理规定 第二十条")).status, StatusCode::SEE_OTHER);
        let page = p.page("/desk/rules/policies?region=130100");
        assert!(page.contains("某市管理规定 第二十条") && page.contains("修改规定"), "{page}");

        // A year after 1 April 2026, so that the review begins on the last day of September.
        let rule = registered(t, own, &keeper, "食品摊贩管理办法", 1);
        let mut k = Browser::new(t, &keeper);
        assert!(!k.page(at).contains(&rule.slug) && !k.page(at).contains("name=\"max_years\""));
        let back = k.post(at, &fields("9", "某规定"));
        assert_eq!(back.status, StatusCode::FORBIDDEN, "{}", back.text);
        t.turn_to("2026-10-01T09:00:00");
        let mut k = Browser::new(t, &keeper);
        let page = k.page(at);
        assert!(page.contains(&format!("/desk/rules/{}", rule.slug)) && page.contains("2026年9月30日"), "{page}");
        t.ledger_is_good();
    });
}

#[test]
fn an_agency_decides_how_its_numbers_look() {
    on_both(|t| {
        let own = agency(t, "market", Some("11441700007280420Y"));
        let bare = agency(t, "bare", None);
        let keeper = t.staff("keeper", &[(own, Role::RegisterKeeper), (bare, Role::RegisterKeeper)]);
        let mut k = Browser::new(t, &keeper);
        let at = "/desk/rules/settings";
        let page = k.page(&format!("{at}?agency=market"));
        assert!(page.contains("11441700007280420Y/2026-00001") && page.contains("一律不予登记"), "{page}");
        let typed = |agency: &'static str, template: &'static str, from: &'static str| {
            [("agency", agency), ("index_template", template), ("interpretation_required_from", from)]
        };
        for (fields, said) in [
            (typed("market", "{USCC18}-{yyyy}", ""), "{seq:05}"),
            (typed("market", "{MARK}{yyyy}-{seq:05}", "明天"), "请填写日期"),
            (typed("bare", "{USCC18}/{yyyy}-{seq:05}", ""), "没有登记统一社会信用代码"),
        ] {
            let back = k.post(at, &fields);
            assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(back.text.contains(said), "{said}: {}", back.text);
            assert_eq!(web::lint_html(&back.text), Vec::<String>::new());
        }
        let done = k.post(at, &typed("bare", "{MARK}-{yyyy}-{seq:05}", "2027-01-01"));
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let page = k.page(&done.to);
        assert!(page.contains("测市监-2026-00001") && page.contains("2027年1月1日"), "{page}");
        assert_eq!(k.get(&format!("{at}?agency=nobody")).status, StatusCode::NOT_FOUND);
        let stranger = t.staff("stranger", &[(t.agency("other"), Role::RegisterKeeper)]);
        let mut s = Browser::new(t, &stranger);
        s.page("/desk/rules/new");
        assert_eq!(s.post(at, &typed("market", "{MARK}{yyyy}-{seq}", "")).status, StatusCode::NOT_FOUND);
        t.ledger_is_good();
    });
}

#[test]
fn flags_are_narrowed_and_go_on() {
    on_both(|t| {
        let own = agency(t, "market", None);
        let other = agency(t, "other", None);
        let keeper = t.staff("keeper", &[(own, Role::RegisterKeeper)]);
        let sees_all = t.staff("supervision", &[(own, Role::Supervision)]);
        let cx = t.system();
        let rule = Node::rule("食品安全法");
        for n in 0..40 {
            let (kind, owner) = match n {
                0..35 => (NodeKind::Item, own),
                35..38 => (NodeKind::Duty, own),
                _ => (NodeKind::Item, other),
            };
            let node = Node::new(kind, format!("n{n:02}"));
            let from = Leaning { node, title: format!("第{n:02}件"), href: format!("/x/{n}"), owner: Some(owner) };
            let add = |tx: &mut Tx| links::link(tx, &cx, &from, LinkKind::BasedOn, &rule);
            t.office.db.write(|tx| add(tx).map_err(Error::<Never>::from)).unwrap();
        }
        let change = Change { why: "flag-rule-amended", key: "x" };
        let raise = |tx: &mut Tx| links::flag_leaning(tx, &cx, &rule, &[], &change);
        assert_eq!(t.office.db.write(|tx| raise(tx).map_err(Error::<Never>::from)).unwrap(), 40);

        let mut k = Browser::new(t, &keeper);
        let first = k.page("/desk/flags");
        let shown = |html: &str| html.matches("class=\"flag-form\"").count();
        assert!(first.contains("38 处待核对") && shown(&first) == 30, "{first}");
        let on = first.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
        let second = k.page(&on.replace("&amp;", "&"));
        assert_eq!(shown(&second), 8, "{second}");
        let duties = k.page("/desk/flags?kind=duty");
        assert!(duties.contains("3 处待核对") && shown(&duties) == 3, "{duties}");
        // A note sent from a narrowed list leads back to it.
        let action = duties.split("action=\"/desk/flags/").nth(1).unwrap().split('"').next().unwrap();
        let done = k.post(&format!("/desk/flags/{action}"), &[("note-0", "已核对")]);
        assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, "/desk/flags?kind=duty"));
        assert!(k.page("/desk/flags?why=flag-rule-repealed").contains("没有符合条件的"));
        assert_eq!(k.get("/desk/flags?kind=nonsense").status, StatusCode::BAD_REQUEST);
        assert_eq!(k.get("/desk/flags?agency=other").status, StatusCode::NOT_FOUND, "another agency's");

        let mut s = Browser::new(t, &sees_all);
        let all = s.page("/desk/flags");
        assert!(all.contains("39 处待核对") && all.contains("agency=other"), "{all}");
        let others = s.page("/desk/flags?agency=other");
        assert!(
            others.contains("2 处待核对") && shown(&others) == 0,
            "seen, but settled by those who answer: {others}"
        );
        t.ledger_is_good();
    });
}
