//! What register keepers do with documents drafted here.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use jiff::civil::{Date, date};
use kernel::links::{self, FlagScope, Leaning, LinkKind, Node, NodeKind};
use kernel::{Cx, Error, Fault, Id, Never, Role, Tx, Who};
use register::{
    Amendment, Decision, Disclosure, Draft, Ending, Filter, Metadata, Pause, Prepared, Refused, Rule, RuleKind,
    Settings, Stage, Validity, ValidityPolicy, Words, amend_rule, correct_metadata, count_rules, decide_cleanup,
    draft_rule, edit_draft, extend_rule, find_cleanup, find_draft, find_rule, find_rule_by_id, keep_policy,
    keep_settings, list_cleanup_rows, list_relations, list_reviews_due, list_versions, missing_for_registration,
    note_interpretation, open_cleanup, prepare, provisions, publish_cleanup, register_rule, repeal_rule, resume_rule,
    suspend_rule, turn_day, withdraw_rule,
};
use testkit::{TestOffice, on_both};

struct Desk<'o> {
    office: &'o TestOffice,
    agency: Id,
    keeper: Who,
}

impl<'o> Desk<'o> {
    fn new(office: &'o TestOffice) -> Desk<'o> {
        let cx = office.system();
        let new = identity::NewAgency {
            key: "mzj",
            name: "某市民政局",
            short_name: "民政局",
            mark: "某民",
            uscc: Some("11441700007280420Y"),
            region: "130100",
            address: "中山路1号",
            hours: "工作日 9:00—17:00",
            phone: "0311-00000000",
            complaint_phone: "0311-00000001",
            sort_key: "mzj",
        };
        let agency = office.office.db.write(|tx| identity::add_agency(tx, &cx, &new)).unwrap();
        let keeper = office.staff("keeper", &[(agency, Role::RegisterKeeper)]);
        Desk { office, agency, keeper }
    }

    fn cx(&self) -> Cx {
        self.office.cx(&self.keeper)
    }

    fn write<T>(&self, work: impl Fn(&mut Tx, &Cx) -> Result<T, Error<Refused>>) -> Result<T, Refused> {
        let cx = self.cx();
        self.office.office.db.write(|tx| work(tx, &cx)).map_err(|e| match e {
            Error::Refused(r) => r,
            Error::Broken(f) => panic!("{}: {f}", self.office.engine()),
        })
    }

    fn read<T>(&self, work: impl Fn(&mut Tx) -> Result<T, Fault>) -> T {
        self.office.office.db.read(|tx| work(tx).map_err(Error::<Never>::from)).unwrap()
    }

    /// Drafts, interprets and registers.
    fn registered(&self, title: &str, serial: u32, text: &str) -> Rule {
        let number = format!("某民发〔2026〕{serial}号");
        let p = prepared(title, &number, text).unwrap();
        let draft = self.write(|tx, cx| draft_rule(tx, cx, self.agency, &p)).unwrap();
        self.interpret(title);
        self.write(|tx, cx| register_rule(tx, cx, draft.id, draft.version)).unwrap()
    }

    fn interpret(&self, title: &str) {
        let from = Leaning {
            node: Node::new(NodeKind::Publication, format!("2026-{title}")),
            title: format!("{title}解读"),
            href: "/publications/2026-000001".into(),
            owner: Some(self.agency),
        };
        self.write(|tx, cx| Ok(links::link(tx, cx, &from, LinkKind::Interprets, &Node::rule(title))?)).unwrap();
    }

    fn lean(&self, key: &str, to: &Node) {
        let from = Leaning {
            node: Node::new(NodeKind::Item, key),
            title: key.into(),
            href: format!("/items/{key}"),
            owner: Some(self.agency),
        };
        self.write(|tx, cx| Ok(links::link(tx, cx, &from, LinkKind::BasedOn, to)?)).unwrap();
    }

    fn flagged(&self) -> Vec<(String, String)> {
        let all = self.read(|tx| links::list_flags(tx, FlagScope::Agency(self.agency), None, 100));
        let mut all: Vec<_> = all.into_iter().map(|f| (f.link.from.node.key, f.why)).collect();
        all.sort();
        all
    }

    fn validity(&self, id: Id) -> Validity {
        self.read(|tx| find_rule_by_id(tx, id)).unwrap().validity
    }

    fn turn(&self, local: &str) -> u64 {
        self.office.turn_to(local);
        turn_day(&self.office.office.db, &self.office.system()).unwrap()
    }
}

fn prepared(title: &str, number: &str, text: &str) -> Result<Prepared, Refused> {
    prepare(&Draft {
        title,
        kind: RuleKind::NormativeDocument,
        topics: &["民政".to_owned()],
        issuers: &["某市民政局".to_owned()],
        document_number: number,
        signed_on: Some(date(2026, 3, 2)),
        published_on: None,
        effective_on: None,
        disclosure: Disclosure::Proactive,
        disclosure_reason: "",
        genre: "",
        summary: "",
        keywords: &[],
        source: "",
        words: Words::Plain(text),
    })
}

const TEXT: &str = "第一条 为了规范养老服务，根据《中华人民共和国行政许可法》第十二条，制定本办法。\n第二条 本办法适用于本市。\n第三条 违反本办法第二条的，予以警告。\n第四条 本办法自2026年4月1日起施行。";

#[test]
fn from_draft_to_register_and_the_gate() {
    on_both(|office| {
        let desk = Desk::new(office);
        let title = "养老服务办法";
        let p = prepared(title, "", TEXT).unwrap();
        let draft = desk.write(|tx, cx| draft_rule(tx, cx, desk.agency, &p)).unwrap();
        assert_eq!(draft.stage, Stage::Draft);
        assert!(desk.read(|tx| find_rule(tx, &draft.slug)).is_none(), "a draft is not public");
        assert!(desk.read(|tx| find_draft(tx, &draft.slug, &[desk.agency])).is_some());
        let other = office.agency("other");
        assert!(desk.read(|tx| find_draft(tx, &draft.slug, &[other])).is_none());

        // Everything that is missing is told at once; the verb refuses with the first.
        let cx = desk.cx();
        let missing = desk.read(|tx| missing_for_registration(tx, &cx, &draft));
        assert_eq!(missing.len(), 2, "{missing:?}");
        let number = Refused::DocumentNumber { found: String::new() };
        assert_eq!(desk.write(|tx, cx| register_rule(tx, cx, draft.id, draft.version)), Err(number));
        let p = prepared(title, "某民发〔2026〕3号", TEXT).unwrap();
        let draft = desk.write(|tx, cx| edit_draft(tx, cx, draft.id, draft.version, &p)).unwrap();
        let refused = desk.write(|tx, cx| register_rule(tx, cx, draft.id, draft.version));
        assert!(matches!(refused, Err(Refused::NoInterpretation { .. })), "{refused:?}");

        // From the day that the agency set, and not before.
        let later = Settings { interpretation_required_from: Some(date(2026, 6, 1)), ..Settings::default() };
        desk.write(|tx, cx| keep_settings(tx, cx, desk.agency, &later)).unwrap();
        assert!(desk.read(|tx| missing_for_registration(tx, &cx, &draft)).is_empty());
        let since = Settings { interpretation_required_from: Some(date(2026, 3, 2)), ..Settings::default() };
        desk.write(|tx, cx| keep_settings(tx, cx, desk.agency, &since)).unwrap();
        let refused = desk.write(|tx, cx| register_rule(tx, cx, draft.id, draft.version));
        assert_eq!(refused, Err(Refused::NoInterpretation { since: "2026-03-02".into() }));

        desk.interpret(title);
        let stranger = office.staff("stranger", &[(other, Role::RegisterKeeper)]);
        let theirs = office.cx(&stranger);
        let refused = office.office.db.write(|tx| register_rule(tx, &theirs, draft.id, draft.version));
        assert!(matches!(refused, Err(Error::Refused(Refused::NotThere))), "a draft of another agency is not there");
        assert_eq!(desk.write(|tx, cx| register_rule(tx, cx, draft.id, draft.version - 1)), Err(Refused::Stale));
        let rule = desk.write(|tx, cx| register_rule(tx, cx, draft.id, draft.version)).unwrap();
        assert_eq!(rule.index_number.as_deref(), Some("11441700007280420Y/2026-00001"));
        assert_eq!(
            (rule.validity, rule.stage, rule.has_interpretation),
            (Validity::NotYetEffective, Stage::Registered, true)
        );
        let found = desk.read(|tx| find_rule(tx, &rule.slug)).unwrap();
        assert_eq!(found, rule);
        let cites = desk.read(|tx| links::list_from(tx, &rule.node()));
        assert!(
            cites.iter().any(|l| l.to == Node::rule("行政许可法").part("第十二条") && l.from.node.part == "第一条")
        );
        assert_eq!(desk.read(|tx| list_relations(tx, &rule, 10)).interpretations.len(), 1);
        let again = desk.write(|tx, cx| register_rule(tx, cx, rule.id, rule.version));
        assert_eq!(again, Err(Refused::AlreadyRegistered));

        // The next one takes the next number; the same title or document number is refused, naming the other.
        let p2 = prepared("殡葬服务办法", "某民发〔2026〕3号", TEXT).unwrap();
        let taken = desk.write(|tx, cx| draft_rule(tx, cx, desk.agency, &p2)).unwrap_err();
        assert!(
            matches!(&taken, Refused::DocumentNumberTaken { title: t, slug, .. } if t == title && *slug == rule.slug),
            "{taken:?}"
        );
        let taken = desk.write(|tx, cx| draft_rule(tx, cx, desk.agency, &p)).unwrap_err();
        assert!(matches!(taken, Refused::DocumentNumberTaken { .. } | Refused::TitleTaken { .. }));
        let second = desk.registered("殡葬服务办法", 4, TEXT);
        assert_eq!(second.index_number.as_deref(), Some("11441700007280420Y/2026-00002"));

        // It takes effect on its day by itself.
        assert_eq!(desk.turn("2026-04-01T00:05:00"), 2);
        assert_eq!(desk.validity(rule.id), Validity::InForce);
        let kinds: Vec<String> =
            desk.read(|tx| kernel::journal::about(tx, &rule.id.to_string(), 20)).into_iter().map(|e| e.kind).collect();
        assert_eq!(kinds, ["rule-draft", "rule-draft", "rule-register", "rule-validity"]);
        desk.read(note_interpretation_of_nothing);
        office.ledger_is_good();
    });
}

fn note_interpretation_of_nothing(tx: &mut Tx) -> Result<(), Fault> {
    note_interpretation(tx, "没有的文件")
}

#[test]
fn an_amendment_flags_what_leans_on_what_changed() {
    on_both(|office| {
        let desk = Desk::new(office);
        let rule = desk.registered("养老服务办法", 1, TEXT);
        desk.lean("on-two", &rule.node().part("第二条"));
        desk.lean("on-three", &rule.node().part("第三条"));
        desk.lean("on-all", &rule.node());
        let new = TEXT.replace("适用于本市。", "适用于本市行政区域。").replace("2026年4月1日", "2026年5月1日");
        let p = prepared("养老服务办法", "某民发〔2026〕9号", &new).unwrap();
        let amendment = Amendment {
            by_rule: "某市民政局关于修改《养老服务办法》的通知",
            on: date(2026, 3, 20),
            note: "修改适用范围",
        };
        let same = prepared("养老服务办法", "某民发〔2026〕9号", TEXT).unwrap();
        let refused = desk.write(|tx, cx| amend_rule(tx, cx, rule.id, rule.version, &same, &amendment));
        assert_eq!(refused.unwrap_err(), Refused::SameText);
        let early = Amendment { on: date(2026, 2, 1), ..amendment };
        let refused = desk.write(|tx, cx| amend_rule(tx, cx, rule.id, rule.version, &p, &early));
        assert!(matches!(refused.unwrap_err(), Refused::DateOrder { .. }));

        let (after, changed) = desk.write(|tx, cx| amend_rule(tx, cx, rule.id, rule.version, &p, &amendment)).unwrap();
        assert_eq!(changed, ["第二条", "第四条"]);
        assert_eq!(
            desk.flagged(),
            [
                ("2026-养老服务办法".to_owned(), "flag-rule-amended".to_owned()),
                ("on-all".to_owned(), "flag-rule-amended".to_owned()),
                ("on-two".to_owned(), "flag-rule-amended".to_owned()),
                // The rule's own third article leans on the second.
                ("养老服务办法".to_owned(), "flag-rule-amended".to_owned()),
            ]
        );
        let versions = desk.read(|tx| list_versions(tx, rule.id));
        assert_eq!(versions.len(), 2);
        assert_eq!(after.index_number, rule.index_number, "the index number never changes");
        let relations = desk.read(|tx| list_relations(tx, &after, 10));
        assert_eq!(relations.amended_by[0].from.title, "某市民政局关于修改《养老服务办法》的通知");
        // Which text counts on which day.
        for (day, n) in [(date(2026, 4, 15), 1), (date(2026, 5, 1), 2)] {
            let found = desk.read(|tx| register::version_as_of(tx, rule.id, day));
            assert!(matches!(&found, register::AsOf::Held { version, .. } if version.n == n), "{day}: {found:?}");
        }
        let again = desk.write(|tx, cx| amend_rule(tx, cx, rule.id, rule.version, &p, &amendment));
        assert_eq!(again.unwrap_err(), Refused::Stale);
        let parts = desk.read(|tx| provisions(tx, versions[1].id));
        assert!(parts.iter().any(|p| p.label == "第二条" && p.text.contains("行政区域")));
        office.ledger_is_good();
    });
}

#[test]
fn suspended_extended_repealed_withdrawn() {
    on_both(|office| {
        let desk = Desk::new(office);
        let rule = desk.registered("养老服务办法", 1, TEXT);
        desk.lean("item", &rule.node());
        desk.turn("2026-04-02T08:00:00");
        let fresh = |id: Id| desk.read(|tx| find_rule_by_id(tx, id)).unwrap();

        let r = fresh(rule.id);
        let pause = Pause { from: date(2026, 4, 10), until: Some(date(2026, 4, 20)), reason: "防汛" };
        let none = Pause { reason: " ", ..pause };
        assert_eq!(desk.write(|tx, cx| suspend_rule(tx, cx, r.id, r.version, &none)), Err(Refused::NoReason));
        let r = desk.write(|tx, cx| suspend_rule(tx, cx, r.id, r.version, &pause)).unwrap();
        assert_eq!(r.validity, Validity::InForce, "not yet");
        let again = desk.write(|tx, cx| suspend_rule(tx, cx, r.id, r.version, &pause));
        assert_eq!(again, Err(Refused::AlreadySuspended));
        assert_eq!(desk.turn("2026-04-10T00:01:00"), 1);
        assert_eq!(desk.validity(rule.id), Validity::Suspended);
        assert!(desk.flagged().contains(&("item".into(), "flag-rule-suspended".into())));
        assert_eq!(desk.turn("2026-04-20T00:01:00"), 1);
        assert_eq!(desk.validity(rule.id), Validity::InForce);
        let r = fresh(rule.id);
        let resumed = desk.write(|tx, cx| resume_rule(tx, cx, r.id, r.version, date(2026, 4, 25), "恢复"));
        assert_eq!(resumed, Err(Refused::NotSuspended));

        let ending = Ending { on: date(2026, 5, 1), by_rule: "养老服务条例", reason: "上位法已有规定" };
        let r = desk.write(|tx, cx| repeal_rule(tx, cx, r.id, r.version, &ending)).unwrap();
        assert_eq!(r.validity, Validity::InForce, "until its last day");
        let flags = desk.flagged().into_iter().filter(|f| f.1 == "flag-rule-repealed").count();
        assert_eq!(flags, 2, "told before the day comes: the item and the interpretation");
        assert_eq!(desk.turn("2026-05-01T00:01:00"), 1);
        assert_eq!(desk.validity(rule.id), Validity::Repealed);
        let now = desk.flagged().into_iter().filter(|f| f.1 == "flag-rule-repealed").count();
        assert_eq!(now, flags, "nobody is told twice");
        assert!(desk.read(|tx| find_rule(tx, &rule.slug)).is_some(), "its text stays");
        let r = fresh(rule.id);
        assert_eq!(desk.write(|tx, cx| repeal_rule(tx, cx, r.id, r.version, &ending)), Err(Refused::Over));
        let until = date(2030, 1, 1);
        assert_eq!(desk.write(|tx, cx| extend_rule(tx, cx, r.id, r.version, until, "评估")), Err(Refused::Over));

        let other = desk.registered("殡葬服务办法", 2, TEXT);
        let w = desk.write(|tx, cx| withdraw_rule(tx, cx, other.id, other.version, "重复登记")).unwrap();
        assert_eq!(w.stage, Stage::Withdrawn);
        assert!(desk.read(|tx| find_rule(tx, &w.slug)).is_some(), "a tombstone, never a 404");
        assert_eq!(desk.read(|tx| count_rules(tx, &Filter::default())), 1, "not in lists");
        // Its index number is not given again.
        let third = desk.registered("婚姻登记办法", 3, TEXT);
        assert_eq!(third.index_number.as_deref(), Some("11441700007280420Y/2026-00003"));
        office.ledger_is_good();
    });
}

#[test]
fn local_periods_reviews_and_the_day_after_the_last() {
    on_both(|office| {
        let desk = Desk::new(office);
        let policy = ValidityPolicy {
            region: "130000".into(),
            max_years: 5,
            trial_max_years: 2,
            notice_max_years: 1,
            default_if_unstated: true,
            review_lead_months: 6,
            source: "某省行政规范性文件管理规定 第二十条".into(),
        };
        assert_eq!(desk.write(|tx, cx| keep_policy(tx, cx, &policy)), Err(Refused::NotYourPost));
        let system = office.system();
        office.office.db.write(|tx| keep_policy(tx, &system, &policy)).unwrap();
        let wrong = ValidityPolicy { max_years: 0, ..policy.clone() };
        let refused = office.office.db.write(|tx| keep_policy(tx, &system, &wrong));
        assert!(matches!(refused, Err(Error::Refused(Refused::PolicyBounds))));

        let table: &[(&str, &str, Date, &str)] = &[
            ("养老服务办法", "", date(2031, 3, 31), "register-expiry-ordinary"),
            ("养老服务办法（试行）", "", date(2028, 3, 31), "register-expiry-trial"),
            ("某市民政局关于清明祭扫的通告", "", date(2027, 3, 31), "register-expiry-notice"),
            ("殡葬服务办法", "有效期至2027年12月31日。", date(2027, 12, 31), "register-expiry-stated"),
            ("婚姻登记办法", "有效期三年。", date(2029, 3, 31), "register-expiry-stated"),
            ("社会救助办法", "有效期10年。", date(2031, 3, 31), "register-expiry-cut"),
        ];
        let mut ids = Vec::new();
        for (i, (title, more, on, basis)) in table.iter().enumerate() {
            let rule = desk.registered(title, i as u32 + 1, &format!("{TEXT}{more}"));
            assert_eq!((rule.expires_on, rule.expiry_basis.as_str()), (Some(*on), *basis), "{title}");
            let tr = web::Tr::new(kernel::Lang::ZhCn);
            assert!(tr.has(basis));
            ids.push(rule);
        }
        desk.turn("2026-04-01T00:01:00");
        let due = |desk: &Desk<'_>| {
            let cx = desk.cx();
            desk.read(|tx| list_reviews_due(tx, &cx, Some(desk.agency), 10))
                .into_iter()
                .map(|r| r.title)
                .collect::<Vec<_>>()
        };
        office.turn_to("2026-09-29T09:00:00");
        assert!(due(&desk).is_empty());
        office.turn_to("2026-09-30T09:00:00");
        assert_eq!(due(&desk), ["某市民政局关于清明祭扫的通告"], "six months before 31 March");

        // Reviewed and registered anew; another lapses by itself on the day after its last.
        let notice = desk.read(|tx| find_rule_by_id(tx, ids[2].id)).unwrap();
        let kept = desk
            .write(|tx, cx| extend_rule(tx, cx, notice.id, notice.version, date(2028, 3, 31), "评估后继续有效"))
            .unwrap();
        assert_eq!(kept.expires_on, Some(date(2028, 3, 31)));
        assert!(due(&desk).is_empty());
        assert_eq!(desk.turn("2027-12-31T23:00:00"), 0, "the last day counts");
        assert_eq!(desk.turn("2028-01-01T00:01:00"), 1);
        assert_eq!(desk.validity(ids[3].id), Validity::Expired);
        office.ledger_is_good();
    });
}

#[test]
fn a_text_that_contradicts_its_metadata() {
    let body = format!("某市民政局文件\n某民发〔2026〕7号\n{TEXT}\n某市民政局\n2026年3月5日");
    let refused = prepared("养老服务办法", "某民发〔2026〕3号", &body).unwrap_err();
    assert_eq!(
        refused,
        Refused::Contradiction {
            attribute: "register-attribute-document-number",
            stated: "某民发〔2026〕3号".into(),
            found: "某民发〔2026〕7号".into()
        }
    );
    let said = web::Tr::new(kernel::Lang::ZhCn).refusal(&refused);
    assert!(said.contains("发文字号") && said.contains("某民发〔2026〕7号"), "{said}");
    let refused = prepared("养老服务办法", "某民发〔2026〕7号", &body).unwrap_err();
    assert!(matches!(refused, Refused::Contradiction { attribute: "register-attribute-signed-on", .. }), "{refused:?}");
    let table: &[(&str, Refused)] = &[
        ("某民发[2026]3号", Refused::DocumentNumberWriting { canonical: "某民发〔2026〕3号".into() }),
        ("某民发〔2026〕03号", Refused::DocumentNumber { found: "某民发〔2026〕03号".into() }),
    ];
    for (number, expected) in table {
        assert_eq!(&prepared("养老服务办法", number, TEXT).unwrap_err(), expected, "{number}");
    }
    assert_eq!(prepared(" ", "", TEXT).unwrap_err(), Refused::NoTitle);
    assert_eq!(prepared("养老服务办法", "", "\n \n").unwrap_err(), Refused::NoText);

    on_both(|office| {
        let desk = Desk::new(office);
        let text = format!("{TEXT}\n某市民政局\n2026年3月2日");
        let rule = desk.registered("养老服务办法", 1, &text);
        let wrong = Metadata { signed_on: Some(date(2026, 3, 9)), ..Metadata::default() };
        let refused = desk.write(|tx, cx| correct_metadata(tx, cx, rule.id, rule.version, 1, &wrong, "笔误"));
        assert!(
            matches!(refused, Err(Refused::Contradiction { attribute: "register-attribute-signed-on", .. })),
            "{refused:?}"
        );
        let right = Metadata {
            summary: Some("规范养老服务".into()),
            topics: Some(vec!["民政".into(), "养老".into()]),
            ..Metadata::default()
        };
        let after =
            desk.write(|tx, cx| correct_metadata(tx, cx, rule.id, rule.version, 1, &right, "补充摘要")).unwrap();
        let version = desk.read(|tx| list_versions(tx, after.id)).remove(0);
        assert_eq!((version.summary.as_str(), version.topics.len()), ("规范养老服务", 2));
        let refused = desk.write(|tx, cx| correct_metadata(tx, cx, rule.id, after.version, 1, &right, ""));
        assert_eq!(refused, Err(Refused::NoReason));
        office.ledger_is_good();
    });
}

#[test]
fn a_clean_up_takes_effect_at_once() {
    on_both(|office| {
        let desk = Desk::new(office);
        let empty = desk.write(|tx, cx| open_cleanup(tx, cx, desk.agency, "2026年清理"));
        assert_eq!(empty.unwrap_err(), Refused::NothingToCleanUp);
        let rules: Vec<Rule> = ["甲办法", "乙办法", "丙办法", "丁办法"]
            .iter()
            .enumerate()
            .map(|(i, t)| desk.registered(t, i as u32 + 1, TEXT))
            .collect();
        desk.turn("2026-04-01T00:01:00");
        desk.lean("item", &rules[2].node());
        let batch = desk.write(|tx, cx| open_cleanup(tx, cx, desk.agency, "2026年清理")).unwrap();
        assert_eq!(batch.number, "cleanup-2026-0001");
        let public = office.cx(&Who::Public);
        assert!(
            desk.read(|tx| find_cleanup(tx, &public, &batch.number)).is_none(),
            "not public before it is published"
        );
        let decide = |rule: &Rule, d: Decision| {
            desk.write(|tx, cx| decide_cleanup(tx, cx, &batch.number, rule.id, d, "清理意见")).unwrap();
        };
        decide(&rules[0], Decision::Keep);
        decide(&rules[1], Decision::Amend);
        decide(&rules[2], Decision::Repeal);
        let early = desk.write(|tx, cx| publish_cleanup(tx, cx, &batch.number, batch.version));
        assert_eq!(early.unwrap_err(), Refused::Undecided { count: 1 });
        decide(&rules[3], Decision::Lapse);
        let published = desk.write(|tx, cx| publish_cleanup(tx, cx, &batch.number, batch.version)).unwrap();
        assert!(published.published_at.is_some());
        let shown: Vec<Validity> = rules.iter().map(|r| desk.validity(r.id)).collect();
        assert_eq!(shown, [Validity::InForce, Validity::InForce, Validity::Repealed, Validity::Expired]);
        assert!(desk.flagged().contains(&("item".into(), "flag-rule-repealed".into())));
        let rows = desk.read(|tx| list_cleanup_rows(tx, batch.id));
        assert_eq!(rows.len(), 4);
        assert!(desk.read(|tx| find_cleanup(tx, &public, &batch.number)).is_some());
        let late = desk.write(|tx, cx| decide_cleanup(tx, cx, &batch.number, rules[0].id, Decision::Repeal, "改"));
        assert_eq!(late.unwrap_err(), Refused::AlreadyPublished);
        office.ledger_is_good();
    });
}

#[test]
fn the_demonstration_tells_its_story() {
    on_both(|office| {
        let desk = Desk::new(office);
        let (system, keeper) = (office.system(), desk.cx());
        assert_eq!(register::load_demo(&office.office.db, &system, &keeper, desk.agency).unwrap(), 6);
        let all = desk.read(|tx| register::list_drafts(tx, desk.agency, None, None, 20));
        let with = |v: Validity| all.iter().filter(|r| r.stage == Stage::Registered && r.validity == v).count();
        assert_eq!(
            (
                with(Validity::InForce),
                with(Validity::NotYetEffective),
                with(Validity::Suspended),
                with(Validity::Repealed)
            ),
            (3, 1, 1, 1),
            "{all:?}"
        );
        assert_eq!(desk.read(|tx| list_reviews_due(tx, &keeper, Some(desk.agency), 10)).len(), 1);
        office.ledger_is_good();
    });
}
