//! Visits, nights and findings on both engines, with a network that does what it is told.

#![allow(clippy::unwrap_used)]

mod hall;

use hall::{Borrowed, Net, cast, close_second, run, turn_to_slot};
use jiff::civil::date;
use kernel::{Error, Never, Role};
use monitor::{
    Address, Certificate, FindingKind, HallSources, Ipv6, Key, Outcome, OverdueRequest, Prober, Sources, State, ask,
    list_days, list_findings, nightly, probe_due, probe_figures, slots, take_job,
};
use publishing::testing::{publish, publish_typed, typed};
use std::sync::atomic::Ordering;
use testkit::on_both;

#[test]
fn a_slot_is_visited_once_however_many_nodes_run() {
    on_both(|t| {
        cast(t);
        close_second(t);
        let net = Net::good();
        turn_to_slot(t, "main", date(2026, 3, 3), 2);
        std::thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| probe_due(&t.office, &net).unwrap());
            }
        });
        assert_eq!(net.opened.load(Ordering::SeqCst), 1, "{}", t.engine());
        assert_eq!(probe_due(&t.office, &net).unwrap(), 0, "nor again");
        let figures =
            t.office.db.read(|tx| probe_figures(tx, &t.system(), "main").map_err(Error::<Never>::from)).unwrap();
        assert_eq!((figures.all, figures.bad), (1, 0));
    });
}

#[test]
fn a_node_that_died_on_the_way_is_replaced() {
    on_both(|t| {
        cast(t);
        close_second(t);
        let at = turn_to_slot(t, "main", date(2026, 3, 3), 2);
        let dies = Net { dies: true, ..Net::good() };
        let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| probe_due(&t.office, &dies)));
        assert!(died.is_err());
        let net = Net::good();
        assert_eq!(probe_due(&t.office, &net).unwrap(), 0, "somebody may still be on the way");
        t.office.clock.advance_to(at.checked_add(jiff::SignedDuration::from_secs(61)).unwrap());
        assert_eq!(probe_due(&t.office, &net).unwrap(), 1);
        let figures =
            t.office.db.read(|tx| probe_figures(tx, &t.system(), "main").map_err(Error::<Never>::from)).unwrap();
        assert_eq!(figures.all, 1);
    });
}

#[test]
fn failed_visits_add_up_to_five_percent_and_age_out() {
    on_both(|t| {
        cast(t);
        close_second(t);
        let (good, bad) = (Net::good(), Net { outcome: Outcome::Slow, ..Net::good() });
        let mut made = 0;
        for day in 3..10 {
            for n in 0..20 {
                turn_to_slot(t, "main", date(2026, 3, day), n);
                // The seven of the second day are slow.
                let net = if day == 4 && n < 7 { &bad } else { &good };
                made += probe_due(&t.office, net).unwrap();
            }
        }
        assert_eq!(made, 140);
        t.turn_to("2026-03-10T00:05:00");
        let figures =
            || t.office.db.read(|tx| probe_figures(tx, &t.system(), "main").map_err(Error::<Never>::from)).unwrap();
        let f = figures();
        assert_eq!((f.all, f.bad, f.short_days), (140, 7, 0), "{}", t.engine());
        let day = run(t, &good, "main");
        let access = day.indicators.iter().find(|i| i.key == Key::Access).unwrap();
        assert_eq!((access.state, access.value), (State::Hit, 50), "5 % exactly");
        t.turn_to("2026-03-12T00:05:00");
        assert_eq!(figures().bad, 0, "the week has passed over them");
    });
}

#[test]
fn slots_are_the_same_everywhere() {
    assert_eq!(slots("main", date(2026, 3, 3)), slots("main", date(2026, 3, 3)));
    assert_ne!(slots("main", date(2026, 3, 3)), slots("main", date(2026, 3, 4)));
}

#[test]
fn every_site_once_a_night_and_faults_go_when_they_are_gone() {
    on_both(|t| {
        let c = cast(t);
        let net = Net::good();
        let sources = HallSources(Borrowed(&net));
        // What stands in the section links to a page that is not there, and to one that leads inside.
        let mut with_links = typed(t, "关于试办事项的通知", &[("main", "notices")]);
        with_links.body = "<p>见<a href=\"/items/gone\">指南</a>、<a href=\"https://gone.example/a\">外站</a>、<a href=\"https://late.example/b\">慢站</a>、<a href=\"https://inside.example/\">内网</a>。</p>".into();
        // The checker warns of the links; that is what it says of them here.
        let number = hall::publish_with_reasons(t, &c.desk, &with_links);
        net.tell("https://gone.example/a", Outcome::Gone);
        net.tell("https://late.example/b", Outcome::Slow);
        net.tell("https://inside.example/", Outcome::Refused);
        net.tell("/items/gone", Outcome::Gone);

        t.turn_to("2026-03-03T00:30:00");
        assert!(!nightly(&t.office, &sources).unwrap(), "the night has not begun");
        t.turn_to("2026-03-03T01:30:00");
        let mut turns = 0;
        while nightly(&t.office, &sources).unwrap() {
            turns += 1;
            assert!(turns < 9);
        }
        assert_eq!(turns, 2, "two sites, each once");
        assert!(!nightly(&t.office, &HallSources(Net::good())).unwrap(), "another node finds nothing to do");

        let findings = || t.office.db.read(|tx| list_findings(tx, "main").map_err(Error::<Never>::from)).unwrap();
        let of = |kind| findings().into_iter().filter(|f| f.finding.kind == kind).collect::<Vec<_>>();
        let outside: Vec<String> = of(FindingKind::DeadOutside).into_iter().map(|f| f.finding.detail).collect();
        assert_eq!(outside.len(), 2, "a slow neighbour is not a dead link: {outside:?}");
        let inside = of(FindingKind::DeadInside);
        assert_eq!((inside.len(), inside[0].finding.href.clone()), (1, format!("/publications/{number}")));
        assert_eq!(inside[0].by(), date(2026, 3, 6), "three days for a link of ours");
        assert_eq!(of(FindingKind::SectionEmpty).len(), 5, "four fixed sections and the news");
        assert_eq!(of(FindingKind::Mark).len(), 2, "neither ICP nor police record");
        assert_eq!(of(FindingKind::Tampered).len() + of(FindingKind::ForgedDate).len(), 0);
        let asked = net.opened.load(Ordering::SeqCst);

        // The next night nobody asks the neighbours twice in a day, and what was put right is gone.
        net.tell("/items/gone", Outcome::Opened);
        t.turn_to("2026-03-04T01:30:00");
        while nightly(&t.office, &sources).unwrap() {}
        assert_eq!(of(FindingKind::DeadInside), []);
        assert_eq!(of(FindingKind::DeadOutside)[0].since(), date(2026, 3, 3), "what stays keeps its first day");
        assert!(net.opened.load(Ordering::SeqCst) > asked);
        // It comes back: then it begins anew.
        net.tell("/items/gone", Outcome::Gone);
        t.turn_to("2026-03-05T01:30:00");
        while nightly(&t.office, &sources).unwrap() {}
        assert_eq!(of(FindingKind::DeadInside)[0].since(), date(2026, 3, 5));
        let days = t.office.db.read(|tx| list_days(tx, "main", 10).map_err(Error::<Never>::from)).unwrap();
        assert_eq!(days.iter().map(|d| d.day.day()).collect::<Vec<_>>(), [5, 4, 3]);
        assert_eq!(days[0].state, State::Hit, "five empty sections");
        t.ledger_is_good();
    });
}

#[test]
fn neighbours_are_asked_once_a_day_for_all_sites() {
    on_both(|t| {
        let c = cast(t);
        let mut linked = typed(t, "关于试办事项的通知", &[("main", "notices"), ("second", "notices")]);
        linked.body = "<p>见<a href=\"https://other.example/a\">外站</a>。</p>".into();
        hall::publish_with_reasons(t, &c.desk, &linked);
        let net = Net::good();
        run(t, &net, "main");
        run(t, &net, "second");
        assert_eq!(net.asked_for("https://other.example/a"), 1);
    });
}

#[test]
fn forged_dates_and_changed_texts_are_seen() {
    on_both(|t| {
        let c = cast(t);
        let net = Net::good();
        let kinds = || -> Vec<(FindingKind, String)> {
            run(t, &net, "main");
            let list = t.office.db.read(|tx| list_findings(tx, "main").map_err(Error::<Never>::from)).unwrap();
            list.into_iter()
                .filter(|f| matches!(f.finding.kind, FindingKind::ForgedDate | FindingKind::Tampered))
                .map(|f| (f.finding.kind, f.finding.detail))
                .collect()
        };
        let number = publish(t, &c.desk, "关于试办的通知", &[("main", "notices")]);
        assert_eq!(kinds(), []);
        let change = |sql: &str| {
            t.office.db.write(|tx| tx.execute(sql, &[]).map_err(Error::<Never>::from)).unwrap();
        };
        change("UPDATE published SET html = '<p>改过</p>'");
        assert_eq!(kinds(), [(FindingKind::Tampered, "other-text".to_owned())]);
        change("UPDATE publication_revisions SET html = '<p>改过</p>'");
        assert_eq!(kinds(), [(FindingKind::Tampered, "other-text".to_owned())], "both changed alike: the ledger knows");
        change("UPDATE published SET published_at = '2026-02-01T01:00:00.000000Z'");
        let found = kinds();
        assert!(found.contains(&(FindingKind::ForgedDate, "other-instant".to_owned())), "{found:?}");
        change("UPDATE published SET displayed_on = '2026-12-31'");
        assert!(kinds().contains(&(FindingKind::ForgedDate, "later-day".to_owned())));
        let day = run(t, &net, "main");
        assert_eq!(day.indicators.iter().find(|i| i.key == Key::Safety).unwrap().state, State::Hit, "{number}");
    });
}

#[test]
fn a_certificate_that_ends_soon_and_words_of_todays_lists() {
    on_both(|t| {
        let c = cast(t);
        publish_typed(t, &c.desk, &typed(t, "关于办理居住证的通知", &[("main", "notices")]));
        let soon = "2026-03-20T00:00:00Z".parse().unwrap();
        let net = Net { certificate: Certificate::Until(soon), ..Net::good() };
        let lists = "[[forbidden]]\nword = \"居住证\"\n";
        t.office
            .db
            .write(|tx| kernel::settings::keep(tx, "screen-lists", lists).map_err(Error::<Never>::from))
            .unwrap();
        run(t, &net, "main");
        let list = t.office.db.read(|tx| list_findings(tx, "main").map_err(Error::<Never>::from)).unwrap();
        let of = |kind| list.iter().filter(|f| f.finding.kind == kind).count();
        assert_eq!((of(FindingKind::Certificate), of(FindingKind::Forbidden)), (1, 1), "{list:?}");
        let later = Net { certificate: Certificate::Plain, ..Net::good() };
        run(t, &later, "main");
        let list = t.office.db.read(|tx| list_findings(tx, "main").map_err(Error::<Never>::from)).unwrap();
        assert!(!list.iter().any(|f| f.finding.kind == FindingKind::Certificate));
    });
}

#[test]
fn a_run_is_asked_for_by_those_who_keep_the_site() {
    on_both(|t| {
        let c = cast(t);
        let sources = HallSources(Net::good());
        let stranger = t.staff("stranger", &[(t.agency("other"), Role::SiteAdmin)]);
        let supervisor = t.staff("supervisor", &[(c.desk.agency, Role::Supervision)]);
        for who in [&stranger, &supervisor] {
            let cx = t.cx(who);
            assert!(t.office.db.write(|tx| ask(tx, &cx, "main")).is_err());
        }
        assert!(!take_job(&t.office, &sources).unwrap());
        for _ in 0..2 {
            let cx = t.cx(&c.keeper);
            t.office.db.write(|tx| ask(tx, &cx, "main")).unwrap();
        }
        assert!(take_job(&t.office, &sources).unwrap());
        assert!(!take_job(&t.office, &sources).unwrap(), "asked twice, done once");
        let cx = t.cx(&c.keeper);
        t.office.db.write(|tx| ask(tx, &cx, "main")).unwrap();
        assert!(take_job(&t.office, &sources).unwrap(), "and again on the same day");
        let days = t.office.db.read(|tx| list_days(tx, "main", 9).map_err(Error::<Never>::from)).unwrap();
        assert_eq!(days.len(), 1, "a day is one line of the history");
        assert_eq!(sources.prober().open(&Address::Outside("x".into())).outcome, Outcome::Opened);
        t.ledger_is_good();
    });
}

/// Registers a rule of this text, as its agency's keeper would.
fn register_text(t: &testkit::TestOffice, agency: kernel::Id, title: &str, number: &str, text: &str) {
    use register::{Disclosure, Draft, RuleKind, Words};
    let keeper = t.staff(number, &[(agency, Role::RegisterKeeper)]);
    let cx = t.cx(&keeper);
    let (day, issuers) = (cx.today(), ["测试市行政审批局".to_owned()]);
    let draft = Draft {
        title,
        kind: RuleKind::NormativeDocument,
        topics: &[],
        issuers: &issuers,
        document_number: number,
        signed_on: Some(day),
        published_on: Some(day),
        effective_on: Some(day),
        disclosure: Disclosure::Proactive,
        disclosure_reason: "",
        genre: "",
        summary: "",
        keywords: &[],
        source: "",
        words: Words::Plain(text),
    };
    let prepared = register::prepare(&draft).unwrap();
    // From tomorrow on the gate asks for interpretations.
    let settings = register::Settings {
        index_template: "{MARK}-{yyyy}-{seq:05}".to_owned(),
        interpretation_required_from: day.tomorrow().ok(),
    };
    t.office
        .db
        .write(|tx| {
            register::keep_settings(tx, &cx, agency, &settings)?;
            let draft = register::draft_rule(tx, &cx, agency, &prepared)?;
            register::register_rule(tx, &cx, draft.id, draft.version)
        })
        .unwrap();
}

/// Sources that know of a request nobody answered.
struct WithRequest<'n>(Borrowed<'n>, Option<OverdueRequest>);

impl Sources for WithRequest<'_> {
    fn prober(&self) -> &dyn Prober {
        &self.0
    }

    fn overdue_requests(
        &self,
        _: &mut kernel::Tx,
        _: &kernel::Cx,
        _: &sites::Site,
    ) -> Result<Vec<OverdueRequest>, kernel::Fault> {
        Ok(self.1.iter().cloned().collect())
    }
}

#[test]
fn links_inside_files_and_rules_ipv6_and_requests_that_nobody_answered() {
    on_both(|t| {
        let c = cast(t);
        let file = "名称,网址\n说明,https://file.example/dead\n指南,https://file.example/good,备注\n";
        let notice = typed(t, "关于试办事项的通知", &[("main", "notices")]);
        let number = hall::publish_with_file(t, &c.desk, &notice, Some(("网址.csv", file)));
        let text = "第一条 为了方便办事，制定本办法。\n第二条 表格见https://rule.example/dead。";
        register_text(t, c.desk.agency, "便民办事办法", "测发〔2026〕1号", text);
        let text = "第一条 依照《便民办事办法》第二条和第九条、《没有收录的办法》第九十条执行。";
        register_text(t, c.desk.agency, "便民办事细则", "测发〔2026〕2号", text);
        let net = Net { ipv6: Ipv6::NoAddress, ..Net::good() };
        net.tell("https://file.example/dead", Outcome::Gone);
        net.tell("https://rule.example/dead", Outcome::Gone);
        let late = OverdueRequest {
            number: "依申请2026-1".into(),
            agency: c.desk.agency,
            due_on: date(2026, 2, 27),
            href: "/desk/requests/1".into(),
        };
        t.turn_to("2026-03-02T12:00:00");
        monitor::run(&t.office, &WithRequest(Borrowed(&net), Some(late)), "main").unwrap().unwrap();
        let list = |site: &str| t.office.db.read(|tx| list_findings(tx, site).map_err(Error::<Never>::from)).unwrap();
        let of = |site: &str, kind| -> Vec<(String, String)> {
            list(site)
                .into_iter()
                .filter(|f| f.finding.kind == kind)
                .map(|f| (f.finding.detail, f.finding.href))
                .collect()
        };
        let mut outside = of("main", FindingKind::DeadOutside);
        outside.sort();
        assert_eq!(
            outside[0],
            ("https://file.example/dead".into(), format!("/publications/{number}")),
            "{}",
            t.engine()
        );
        assert_eq!((outside.len(), outside[1].0.as_str()), (2, "https://rule.example/dead"));
        assert!(outside[1].1.starts_with("/rules/") && outside[1].1.ends_with("#第二条"), "{outside:?}");
        let inside = of("main", FindingKind::DeadInside);
        assert_eq!((inside.len(), inside[0].0.as_str()), (1, "第一条 → 《便民办事办法》第九条"), "{inside:?}");
        assert_eq!(of("main", FindingKind::Ipv6), [("main.localhost no-address".into(), "/desk/sites/main".into())]);
        assert_eq!(of("main", FindingKind::RequestLate), [("2026-02-27".into(), "/desk/requests/1".into())]);
        // The second site has the same agency: its rules are looked at once.
        run(t, &net, "second");
        assert_eq!(of("second", FindingKind::DeadOutside).len() + of("second", FindingKind::DeadInside).len(), 0);
        // Answered, and reached: gone with the next run.
        t.turn_to("2026-03-02T13:00:00");
        let better = Net { ipv6: Ipv6::Reachable, ..Net::good() };
        monitor::run(&t.office, &WithRequest(Borrowed(&better), None), "main").unwrap().unwrap();
        assert_eq!(of("main", FindingKind::Ipv6).len() + of("main", FindingKind::RequestLate).len(), 0);
        let day = t.office.db.read(|tx| monitor::find_day(tx, "main").map_err(Error::<Never>::from)).unwrap().unwrap();
        let points: i64 = day.score.deductions.iter().map(|d| d.points).sum();
        assert!(!day.score.has_channel && points == day.lost, "{:?}", day.score);
        t.ledger_is_good();
    });
}
