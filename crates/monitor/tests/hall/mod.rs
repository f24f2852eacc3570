//! Two sites, their people, and a network that does what it is told.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

use jiff::{Timestamp, civil::Date};
use kernel::{Lang, Role, Who};
use monitor::{Address, Answer, Certificate, Day, HallSources, Ipv6, Outcome, Prober, slots};
use publishing::{Typed, testing};
use sites::{Marks, Names, NewSection, SectionClass, SiteChange, SiteKind, Theme};
use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use testkit::TestOffice;

pub struct Net {
    pub outcome: Outcome,
    pub certificate: Certificate,
    pub ipv6: Ipv6,
    pub dies: bool,
    pub opened: AtomicUsize,
    pub told: Mutex<HashMap<String, Outcome>>,
    pub asked: Mutex<Vec<String>>,
}

impl Net {
    pub fn good() -> Net {
        Net {
            outcome: Outcome::Opened,
            certificate: Certificate::Plain,
            ipv6: Ipv6::Unknown,
            dies: false,
            opened: AtomicUsize::new(0),
            told: Mutex::default(),
            asked: Mutex::default(),
        }
    }

    /// What this path or address answers from now on.
    pub fn tell(&self, address: &str, outcome: Outcome) {
        self.told.lock().unwrap().insert(address.to_owned(), outcome);
    }

    pub fn asked_for(&self, address: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|a| *a == address).count()
    }
}

impl Prober for Net {
    fn open(&self, address: &Address) -> Answer {
        assert!(!self.dies, "the node dies");
        self.opened.fetch_add(1, Ordering::SeqCst);
        let name = match address {
            Address::Own { path, .. } => path,
            Address::Outside(url) => url,
        };
        self.asked.lock().unwrap().push(name.clone());
        let outcome = self.told.lock().unwrap().get(name).copied().unwrap_or(self.outcome);
        Answer { outcome, took_ms: 3, detail: String::new() }
    }

    fn certificate(&self, _: &str) -> Certificate {
        self.certificate.clone()
    }

    fn ipv6(&self, _: &str) -> Ipv6 {
        self.ipv6
    }
}

/// For sources that borrow their prober.
pub struct Borrowed<'n>(pub &'n Net);

impl Prober for Borrowed<'_> {
    fn open(&self, address: &Address) -> Answer {
        self.0.open(address)
    }

    fn certificate(&self, host: &str) -> Certificate {
        self.0.certificate(host)
    }

    fn ipv6(&self, host: &str) -> Ipv6 {
        self.0.ipv6(host)
    }
}

pub struct Cast {
    pub desk: testing::Desk,
    pub keeper: Who,
    pub platform: Who,
}

/// A portal `main` and a second site, each with news and notices.
pub fn cast(t: &TestOffice) -> Cast {
    let agency = t.agency("approval");
    let cx = t.system();
    for (key, kind, code) in [("main", SiteKind::Portal, "1301000001"), ("second", SiteKind::Department, "1301000012")]
    {
        let change = SiteChange {
            names: Names::zh(format!("{key}网站")),
            hosts: vec![format!("{key}.localhost")],
            theme: Theme::default(),
            languages: vec![Lang::ZhCn],
            blocks: Vec::new(),
            marks: Marks {
                host: "主办".into(),
                operator: "承办".into(),
                contact: "12345".into(),
                site_code: code.into(),
                ..Marks::default()
            },
        };
        t.office.db.write(|tx| sites::open_site(tx, &cx, key, kind, (agency, "130100"), &change)).unwrap();
        for (section, class) in [("news", SectionClass::News), ("notices", SectionClass::Notice)] {
            let new = NewSection {
                key: section.into(),
                names: Names::zh(section),
                parent: None,
                class,
                cycle_days: None,
                fixed: None,
                agency: None,
                place: 10,
            };
            t.office.db.write(|tx| sites::open_section(tx, &cx, key, &new)).unwrap();
        }
    }
    Cast {
        desk: testing::desk(t, agency, "d"),
        keeper: t.staff("keeper", &[(agency, Role::SiteAdmin)]),
        platform: t.staff("platform", &[(agency, Role::PlatformAdmin)]),
    }
}

/// Closes the second site, so that only `main` is visited.
pub fn close_second(t: &TestOffice) {
    let cx = t.system();
    t.office.db.write(|tx| sites::close_site(tx, &cx, "second", 1)).unwrap();
}

/// Turns the clock to slot `n` of `site` on `day`.
pub fn turn_to_slot(t: &TestOffice, site: &str, day: Date, n: usize) -> Timestamp {
    let at = slots(site, day)[n];
    t.office.clock.advance_to(at);
    at
}

pub fn run(t: &TestOffice, net: &Net, site: &str) -> Day {
    // A run of the same instant would not move the day on.
    let at = t.office.clock.now().checked_add(jiff::SignedDuration::from_secs(1)).unwrap();
    t.office.clock.advance_to(at);
    monitor::run(&t.office, &HallSources(Borrowed(net)), site).unwrap().unwrap()
}

/// Publishes what the checker warns of, each warning with its reason.
pub fn publish_with_reasons(t: &TestOffice, d: &testing::Desk, typed: &Typed) -> String {
    publish_with_file(t, d, typed, None)
}

/// The same, with a file of this name and content.
pub fn publish_with_file(t: &TestOffice, d: &testing::Desk, typed: &Typed, file: Option<(&str, &str)>) -> String {
    let content = testing::content(t, typed);
    let cx = t.cx(&d.drafter);
    let mut p = testing::done(t.office.db.write(|tx| publishing::create(tx, &cx, d.agency, &content)));
    if let Some((name, text)) = file {
        let kept = testing::done(publishing::keep_file(&*t.office.objects, name, text.as_bytes()));
        testing::done(t.office.db.write(|tx| publishing::attach(tx, &cx, &p.number, p.matter.version, &kept)));
        p = testing::working(t, &p.number);
    }
    let checked = testing::checked(t, &d.drafter, &p.number);
    for f in &checked.findings {
        testing::done(
            t.office
                .db
                .write(|tx| publishing::acknowledge(tx, &cx, &p.number, p.matter.version, &f.key, "试验用，照此发布")),
        );
    }
    testing::done(t.office.db.write(|tx| publishing::submit(tx, &cx, &p.number, p.matter.version)));
    let p = testing::cleared(t, d, &p.number);
    let cx = t.cx(&d.signer);
    testing::done(t.office.db.write(|tx| publishing::publish(tx, &cx, &p.number, p.matter.version, "")));
    p.number
}
