//! The demonstration: the year 2020 as the source document counts it, and the present in every state; on both engines.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use disclosure::{
    MOVES, State, annual,
    channel::{ApplicantKind, Channel},
    demo::{self, Crew},
    testing::{desk, done},
};
use identity::NewAgency;
use kernel::{Clockwork, Error, Id, Never, journal, params};
use std::collections::{BTreeMap, BTreeSet};
use testkit::{TestOffice, on_both};

const AGENCIES: [(&str, &str); 4] =
    [("approval-bureau", "示审批"), ("natural-resources", "示自规"), ("housing", "示住建"), ("transport", "示交运")];

/// The hall of the demonstration in December 2019: its first entry says so, its people hold their posts.
fn hall(t: &TestOffice) -> Vec<Crew> {
    let mut crews = Vec::new();
    for (key, mark) in AGENCIES {
        let name = format!("示范{key}局");
        let new = NewAgency {
            key,
            name: &name,
            short_name: key,
            mark,
            uscc: None,
            region: "130100",
            address: "",
            hours: "",
            phone: "",
            complaint_phone: "",
            sort_key: key,
        };
        let agency = t.office.db.write(|tx| identity::add_agency(tx, &t.system(), &new)).unwrap();
        let d = desk(t, agency, key);
        crews.push(Crew {
            agency,
            clerk: d.clerk,
            reviewer: d.reviewer,
            secrecy: d.secrecy,
            head: d.head,
            signer: d.signer,
        });
    }
    crews
}

fn says_demonstration(t: &TestOffice) {
    let cx = t.system();
    let body = serde_json::json!({ "says": "everything in this hall is invented" });
    done(
        t.office
            .db
            .write(|tx| journal::note(tx, &cx, "demonstration", None, &body).map(|_| ()).map_err(Error::<Never>::from)),
    );
}

/// The office of the tests with its clock put where the demonstration begins.
fn in_2019(t: &mut TestOffice) {
    let at = "2019-11-29T01:00:00Z".parse().unwrap();
    std::sync::Arc::get_mut(&mut t.office).expect("nobody else holds the office").clock = Clockwork::simulated(at);
}

fn offices() -> Vec<TestOffice> {
    let mut all: Vec<TestOffice> = std::iter::once(TestOffice::sqlite()).chain(TestOffice::postgres()).collect();
    all.iter_mut().for_each(in_2019);
    all
}

type Sum = BTreeMap<String, i64>;
/// By kind of applicant: new, carried in, closed, carried out.
type Columns = BTreeMap<String, (i64, i64, i64, i64)>;

/// What the report counts of 2020, over all agencies: by outcome family, and new, in, out by kind of applicant.
fn counted(t: &TestOffice, crews: &[Crew]) -> (Sum, Columns) {
    let (mut outcomes, mut columns) = (Sum::new(), Columns::new());
    for crew in crews {
        let rows =
            done(t.office.db.read(|tx| annual::count_requests(tx, crew.agency, 2020).map_err(Error::<Never>::from)));
        for row in rows {
            if row.closed > 0 {
                *outcomes.entry(row.outcome.clone().expect("closed with an outcome")).or_default() += row.closed;
            }
            let column = columns.entry(row.applicant_kind.clone()).or_default();
            column.0 += row.new;
            column.1 += row.carried_in;
            column.2 += row.closed;
            column.3 += row.carried_out;
        }
    }
    (outcomes, columns)
}

fn the_year(t: &TestOffice) {
    says_demonstration(t);
    let crews = hall(t);
    let before = std::time::Instant::now();
    let made = demo::load_year(&t.office, &crews).unwrap();
    eprintln!("{}: {} acts of {} requests in {:?}", t.engine(), made.acts, made.requests, before.elapsed());
    assert_eq!(made.requests, 1012);
    let (outcomes, columns) = counted(t, &crews);
    let of = |families: &[&str]| -> i64 {
        outcomes.iter().filter(|(code, _)| families.iter().any(|f| code.starts_with(f))).map(|(_, n)| n).sum()
    };
    assert_eq!((of(&["G-"]), of(&["P-"]), of(&["D-"]), of(&["U-", "N-"]), of(&["O-"])), (664, 17, 117, 196, 18));
    assert_eq!(outcomes.get("O-2"), None, "no fee before 2021");
    for ground in 1..=8 {
        assert!(outcomes.contains_key(&format!("D-{ground}")), "{outcomes:?}");
    }
    let (mut new, mut carried) = (0, 0);
    for kind in ApplicantKind::ALL {
        let (fresh, before, closed, after) = columns[kind.as_str()];
        assert_eq!(fresh + before, closed + after, "{kind:?}: the first identity");
        assert_eq!(after, 0, "{kind:?}: none carried out");
        assert!(closed > 0, "{kind:?}");
        (new, carried) = (new + fresh, carried + before);
    }
    assert_eq!((new + carried, carried), (1012, 39));
    disputes_of_2020(t, &crews);
    everything_was_lived(t);
    time_went_forward(t);
    t.ledger_is_good();
    let again = demo::load_year(&t.office, &crews).unwrap();
    assert_eq!((again.requests, again.acts), (0, 0), "a second time changes nothing");
}

fn disputes_of_2020(t: &TestOffice, crews: &[Crew]) {
    let mut sum: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for crew in crews {
        let rows =
            done(t.office.db.read(|tx| annual::count_disputes(tx, crew.agency, 2020).map_err(Error::<Never>::from)));
        for row in rows {
            let one = sum.entry(row.kind.clone()).or_default();
            one.0 += row.closed;
            one.1 += row.pending;
        }
    }
    assert_eq!(sum.len(), 3, "every group of table four: {sum:?}");
    assert!(sum["reconsideration"].0 >= 5 && sum.values().map(|s| s.1).sum::<i64>() >= 2, "{sum:?}");
}

/// Nothing of the year is left in hand, and the acts of the law all happened.
fn everything_was_lived(t: &TestOffice) {
    let states = done(t.office.db.read(|tx| {
        let rows = tx.rows(
            "SELECT state, COUNT(*) AS n FROM matters WHERE kind = 'disclosure' GROUP BY state ORDER BY state",
            params![],
        )?;
        rows.iter()
            .map(|r| Ok((r.get::<String>("state")?, r.get::<i64>("n")?)))
            .collect::<Result<Vec<_>, Error<Never>>>()
    }));
    assert_eq!(states, [("archived".to_owned(), 1012)]);
    let kinds = done(t.office.db.read(|tx| {
        let rows = tx
            .rows("SELECT DISTINCT kind FROM ledger_entries WHERE kind LIKE 'disclosure-%' ORDER BY kind", params![])?;
        rows.iter().map(|r| r.get::<String>("kind")).collect::<Result<BTreeSet<_>, _>>().map_err(Error::<Never>::from)
    }));
    // Fees came in 2021; of the reasons asked for either one comes or none.
    let later = ["ask-fee", "pay", "fee-over", "defer", "return", "note-result", "state-reason", "reason-over"];
    for m in MOVES.iter().filter(|m| !later.contains(&m.verb.as_str())) {
        assert!(kinds.contains(&format!("disclosure-{}", m.verb.as_str())), "{:?} never happened", m.verb);
    }
    let late = done(t.office.db.read(|tx| {
        let row = tx.row("SELECT COUNT(*) FROM disclosure_requests WHERE in_time = FALSE", params![])?.unwrap();
        row.only::<i64>().map_err(Error::<Never>::from)
    }));
    assert_eq!(late, 0, "every reply in time");
}

/// In the order in which the entries were written, `at` never goes back; it is simulated, `recorded_at` is not.
fn time_went_forward(t: &TestOffice) {
    let rows = done(t.office.db.read(|tx| {
        let rows = tx.rows("SELECT id, at, recorded_at FROM ledger_entries ORDER BY id", params![])?;
        rows.iter()
            .map(|r| Ok((r.get("at")?, r.get("recorded_at")?)))
            .collect::<Result<Vec<(String, String)>, Error<Never>>>()
    }));
    assert!(rows.len() > 8_000);
    for pair in rows.windows(2) {
        assert!(pair[0].0 <= pair[1].0, "{pair:?}");
    }
    let today = Clockwork::machine_now().to_string();
    assert!(rows.iter().all(|(at, recorded)| at[..4] <= *"2021" && recorded[..10] == today[..10]));
}

#[test]
fn the_year_of_the_source_document_comes_out_of_its_requests() {
    for t in offices() {
        the_year(&t);
    }
}

#[test]
fn a_real_hall_is_refused() {
    on_both(|t| {
        let crews = hall(t);
        let requests = |t: &TestOffice| {
            done(t.office.db.read(|tx| {
                let row = tx.row("SELECT COUNT(*) FROM disclosure_requests", params![])?.unwrap();
                row.only::<i64>().map_err(Error::<Never>::from)
            }))
        };
        // Said too late: the first entry is another.
        says_demonstration(t);
        assert!(demo::load_year(&t.office, &crews).is_err());
        let applicant = disclosure::testing::typed("x").applicant;
        let person = t.person("申请人", 1);
        assert!(demo::load_present(&t.office, &crews[0], (&person, &applicant), t.office.clock.now()).is_err());
        assert_eq!(requests(t), 0);
    });
}

fn the_present(t: &TestOffice) {
    says_demonstration(t);
    let crews = hall(t);
    let person = t.person("申请人", 1);
    let applicant = disclosure::testing::typed("x").applicant;
    let now = "2026-11-20T07:30:00Z".parse().unwrap();
    let made = demo::load_present(&t.office, &crews[0], (&person, &applicant), now).unwrap();
    assert_eq!(made.numbers.len(), 15);
    let states: BTreeSet<State> =
        made.numbers.iter().map(|n| disclosure::testing::now(t, n).state().expect("a known state")).collect();
    let missing: Vec<&State> = State::ALL.iter().filter(|s| !states.contains(s)).collect();
    assert_eq!(missing, Vec::<&State>::new());
    assert_eq!(made.answers.len(), 2);
    assert!(!made.follow_key.is_empty() && made.complaint.starts_with("JD-"));
    let (request, letter) =
        done(t.office.db.write(|tx| disclosure::open_consultation(tx, &t.system(), &made.letter_key)));
    assert!(letter.is_open() && request.state() == Some(State::Consulting));
    let clerk = t.cx(&crews[0].clerk);
    let proposals =
        done(t.office.db.read(|tx| disclosure::list_proposals(tx, &clerk, 10).map_err(Error::<Never>::from)));
    assert_eq!(proposals.len(), 1, "two ask for one thing");
    released_without_the_line(t, &crews[0], &made.numbers[10]);
    let kernel::Who::Person { person, .. } = person else { panic!("a person") };
    let mine = done(t.office.db.read(|tx| disclosure::list_mine(tx, person, None, 10).map_err(Error::<Never>::from)));
    assert_eq!(mine.iter().map(|r| r.channel).collect::<Vec<_>>(), [Channel::Web]);
    t.ledger_is_good();
    let again = demo::load_present(&t.office, &crews[0], (&kernel::Who::Public, &applicant), now).unwrap();
    assert_eq!(again, demo::Present::default());
}

/// What is withheld of the partly disclosed record is not in the file that goes out.
fn released_without_the_line(t: &TestOffice, crew: &Crew, number: &str) {
    let cx = t.cx(&crew.clerk);
    let id: Id = disclosure::testing::now(t, number).id();
    let records = done(t.office.db.read(|tx| disclosure::records_of(tx, &cx, id).map_err(Error::<Never>::from)));
    let out = records[0].given_out().expect("a file for release");
    let text = String::from_utf8(t.office.objects.get(&out.digest).unwrap().unwrap()).unwrap();
    assert!(text.contains("检测结论") && !text.contains("示范参数"), "{text}");
}

#[test]
fn the_present_shows_every_state() {
    let all: Vec<TestOffice> = std::iter::once(TestOffice::sqlite()).chain(TestOffice::postgres()).collect();
    for t in &all {
        the_present(t);
    }
}
