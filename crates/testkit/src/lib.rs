//! An office in one line, for tests: a fresh database on either engine, people, a clock you can
//! turn. Knows kernel and identity only; each concept brings its own states.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use identity::{NewAgency, NewPerson, NewStaff};
use jiff::{Timestamp, civil::DateTime};
use kernel::{
    Calendars, Clockwork, Cx, Db, Error, Fault, Folder, Id, Lang, Never, Office, Role, SealPress, Typesetter, Who,
    cx::BEIJING, db::Address,
};
use seal::{KeyRing, Suite};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

/// Stands in for the PDF engine: the template's name and the data, readable in tests.
pub struct PlainTypesetter;

impl Typesetter for PlainTypesetter {
    fn typeset(&self, template: &str, data: &serde_json::Value) -> Result<Vec<u8>, Fault> {
        Ok(format!("%PDF-1.7 {template} {data}").into_bytes())
    }
}

/// Stands in for the electronic seal.
pub struct PlainSeal;

impl SealPress for PlainSeal {
    fn press(&self, pdf: &[u8], agency: &str, _: &str, _: Timestamp) -> Result<Vec<u8>, Fault> {
        let mut out = pdf.to_vec();
        out.extend_from_slice(format!(" sealed by {agency}").as_bytes());
        Ok(out)
    }
}

/// An office for one test. Its data are gone with it.
pub struct TestOffice {
    /// The office.
    pub office: Arc<Office>,
    engine: &'static str,
    _dir: tempfile::TempDir,
}

static SCHEMAS: AtomicU32 = AtomicU32::new(0);

/// Where the tests' PostgreSQL is, if there is one.
pub fn postgres_url() -> Option<String> {
    std::env::var("MINGTING_TEST_POSTGRES").ok().filter(|u| !u.is_empty())
}

/// Runs one story on every engine that is there, each on a fresh database.
pub fn on_both(story: impl Fn(&TestOffice)) {
    story(&TestOffice::sqlite());
    match TestOffice::postgres() {
        Some(office) => story(&office),
        None => eprintln!("skipped on PostgreSQL: MINGTING_TEST_POSTGRES is not set"),
    }
}

impl TestOffice {
    /// An office on a fresh SQLite file.
    pub fn sqlite() -> TestOffice {
        let dir = tempfile::tempdir().unwrap();
        let db = Db::open(&Address::Sqlite(dir.path().join("test.sqlite")), 4).unwrap();
        TestOffice::over(db, dir, "sqlite")
    }

    /// An office on a fresh schema of the tests' PostgreSQL; `None` where there is none.
    pub fn postgres() -> Option<TestOffice> {
        let url = postgres_url()?;
        let schema = format!("t{}_{}", std::process::id(), SCHEMAS.fetch_add(1, Ordering::SeqCst));
        let mut admin = postgres::Client::connect(&url, postgres::NoTls).expect("the tests' PostgreSQL answers");
        admin.batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")).unwrap();
        let with = if url.contains('?') { '&' } else { '?' };
        let db = Db::open(&Address::Postgres(format!("{url}{with}options=-c%20search_path%3D{schema}")), 8).unwrap();
        Some(TestOffice::over(db, tempfile::tempdir().unwrap(), "postgres"))
    }

    fn over(db: Db, dir: tempfile::TempDir, engine: &'static str) -> TestOffice {
        kernel::migrate(&db).unwrap();
        let start: DateTime = "2026-03-02T09:00:00".parse().unwrap();
        let at = BEIJING.to_timestamp(start).unwrap();
        let office = Office::new(
            db,
            Arc::new(KeyRing::in_memory(Suite::Intl, at).unwrap()),
            Arc::new(Folder::open(&dir.path().join("objects")).unwrap()),
            Arc::new(PlainTypesetter),
            Arc::new(PlainSeal),
            Clockwork::simulated(at),
            Arc::new(Calendars::built_in()),
            "http://localhost".into(),
        );
        TestOffice { office: Arc::new(office), engine, _dir: dir }
    }

    /// Which engine this is, for messages.
    pub fn engine(&self) -> &'static str {
        self.engine
    }

    /// Turns the clock forward to a Beijing time such as `2026-03-05T10:00:00`.
    pub fn turn_to(&self, local: &str) {
        let at: DateTime = local.parse().unwrap();
        self.office.clock.advance_to(BEIJING.to_timestamp(at).unwrap());
    }

    /// The context of `who`, now.
    pub fn cx(&self, who: &Who) -> Cx {
        self.office.cx(who.clone(), Lang::ZhCn)
    }

    /// The hall's own context.
    pub fn system(&self) -> Cx {
        self.office.system_cx("test")
    }

    /// An agency in 130100.
    pub fn agency(&self, key: &str) -> Id {
        let cx = self.system();
        let name = format!("测试{key}局");
        let new = NewAgency {
            key,
            name: &name,
            short_name: key,
            mark: "测",
            uscc: None,
            region: "130100",
            address: "中山路1号",
            hours: "工作日 9:00—17:00",
            phone: "0311-00000000",
            complaint_phone: "0311-00000001",
            sort_key: key,
        };
        self.office.db.write(|tx| identity::add_agency(tx, &cx, &new)).unwrap()
    }

    /// A registered person; `n` makes the document number (any number from 0 to 999).
    pub fn person(&self, name: &str, n: u16) -> Who {
        let cx = self.system();
        let region = codes::RegionCode::parse("130102").unwrap();
        let document = codes::ResidentId::make(&region, jiff::civil::date(1990, 5, 17), n).unwrap().to_string();
        let phone = format!("138{n:08}");
        let new = NewPerson {
            name,
            document_kind: codes::PersonalDocumentKind::ResidentId,
            document: &document,
            phone: &phone,
            password_hash: "none",
            region: Some("130102"),
            address: Some("长安区建设北大街1号"),
        };
        let (person, account) = self.office.db.write(|tx| identity::register_person(tx, &cx, &new)).unwrap();
        Who::Person { account, person, acting_for: None }
    }

    /// A staff member with these posts.
    pub fn staff(&self, login: &str, posts: &[(Id, Role)]) -> Who {
        let cx = self.system();
        let new = NewStaff {
            login,
            name: login,
            agency: posts[0].0,
            work_number: login,
            password_hash: "none",
            totp_secret: b"12345678901234567890",
        };
        let member = self.office.db.write(|tx| identity::add_staff(tx, &cx, &new)).unwrap();
        for (agency, role) in posts {
            self.office.db.write(|tx| identity::grant_post(tx, &cx, member.id, *agency, *role)).unwrap();
        }
        let posts =
            self.office.db.read(|tx| identity::list_posts(tx, &cx, member.id).map_err(Error::<Never>::from)).unwrap();
        Who::Staff { account: member.account, staff: member.id, posts: posts.into() }
    }

    /// Fails the test when the ledger does not verify.
    pub fn ledger_is_good(&self) {
        while kernel::journal::seal(&self.office.db, self.office.clock.now()).unwrap().is_some() {}
        let found = kernel::journal::verify(&self.office.db, |_| {}).unwrap();
        assert!(found.bad.is_none(), "{}: {:?}", self.engine, found.bad);
    }
}
