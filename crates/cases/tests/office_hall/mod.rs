//! An office with one published item, its officials and an applicant who has a complete draft.

// Each test binary uses a part of it.
#![allow(dead_code)]

use cases::{Case, Handing, Refused, State, files::StoredFile};
use forms::Answers;
use items::{
    NewNode, NodeKind,
    dictionary::SpecialProcedureKind,
    item::{FormRef, ItemVersion, LegalBasis, SpecialProcedure, Validity},
};
use kernel::{Cx, Error, Id, Never, Role, Tx, Who};
use std::sync::OnceLock;
use testkit::TestOffice;

const FORM: &str = r#"
form = "office-test"
version = 1
title = "测试申请书"

[[section]]
key = "premises_page"
title = "经营场所"

[[section.field]]
key = "operator"
kind = "text"
label = "经营者名称"
max_length = 100

[[section.field]]
key = "area"
kind = "number"
label = "使用面积"
unit = "平方米"
min = 1
max = 100000
decimals = 2

[[section.field]]
key = "contact"
kind = "person"
label = "联系人"
parts = ["name", "phone"]
"#;

/// What a verb was refused for.
pub fn refusal<T: std::fmt::Debug>(result: Result<T, Error<Refused>>) -> Refused {
    match result {
        Err(Error::Refused(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

fn body() -> &'static ItemVersion {
    static BODY: OnceLock<ItemVersion> = OnceLock::new();
    BODY.get_or_init(|| {
        let catalogue = items::catalogue_file::parse_folder(items::demonstration::CATALOGUE).unwrap();
        let mut body = catalogue.items.into_iter().find(|item| item.key == "food-business-new").unwrap();
        let basis = |article: &str| LegalBasis {
            law: "中华人民共和国行政许可法".into(),
            article: article.into(),
            ..LegalBasis::default()
        };
        let special = |kind, stops_clock| SpecialProcedure {
            kind,
            note: "所需时间书面告知申请人。".into(),
            limit: None,
            basis: basis("第四十五条"),
            stops_clock,
            clock_basis: stops_clock.then(|| basis("第四十五条")),
        };
        body.special_procedures =
            vec![special(SpecialProcedureKind::ExpertReview, true), special(SpecialProcedureKind::SiteSurvey, false)];
        body.form = Some(FormRef { key: "office-test".into(), version: 1 });
        // One situation, one material: what these stories are about.
        let wanted = body
            .materials
            .iter()
            .find(|m| {
                m.from_licence.is_none() && m.from_profile.is_none() && !m.is_filled_in_form() && !m.may_follow_later()
            })
            .unwrap()
            .key
            .clone();
        body.materials.retain(|m| m.key == wanted);
        body.situations.truncate(1);
        body.situations[0].when.clear();
        body.situations[0].materials = vec![wanted];
        body.guidance = Default::default();
        if let Some(result) = &mut body.result {
            result.validity = Validity::Years { n: 5 };
        }
        body
    })
}

/// The key of the one material.
pub fn material() -> String {
    body().materials[0].key.clone()
}

/// The office.
pub struct Hall<'t> {
    pub t: &'t TestOffice,
    pub agency: Id,
    pub applicant: Who,
    pub acceptance: Who,
    pub examiner: Who,
    pub decider: Who,
    pub head: Who,
    pub maker: Who,
    pub deliverer: Who,
    pub answers: Answers,
}

impl<'t> Hall<'t> {
    pub fn new(t: &'t TestOffice) -> Hall<'t> {
        let cx = t.system();
        let db = &t.office.db;
        // The implementing code of the item begins with the code of its agency.
        let uscc = body().codes.implementing.as_deref().and_then(|c| c.get(..18));
        let new = identity::NewAgency {
            key: &body().agency,
            name: "石家庄市行政审批局",
            short_name: "市行政审批局",
            mark: "石审批",
            uscc,
            region: "130100",
            address: "中山路1号",
            hours: "工作日 9:00—17:00",
            phone: "0311-00000000",
            complaint_phone: "0311-00000001",
            sort_key: "1",
        };
        let agency = db.write(|tx| identity::add_agency(tx, &cx, &new)).unwrap();
        db.write(|tx| items::add_form(tx, &cx, FORM)).unwrap();
        let context = db.read(|tx| items::gate_context(tx).map_err(Error::<Never>::from)).unwrap();
        db.write(|tx| {
            let new = NewNode {
                kind: NodeKind::Handling,
                parent: None,
                slug: "office-test",
                agency,
                name: &body().name,
                local_code: None,
            };
            let item = items::add_node(tx, &cx, &new)?;
            let draft = items::save_draft(tx, &cx, item, body(), None)?;
            items::publish(tx, &cx, item, draft.revision, &context)
        })
        .unwrap();
        let post = |login: &str, role| t.staff(login, &[(agency, role)]);
        let answers = Answers::from_json(&serde_json::json!({
            "operator": "石家庄一心餐饮店", "area": "18.65", "contact": { "name": "李建国", "phone": "13800000007" }
        }))
        .unwrap();
        Hall {
            t,
            agency,
            applicant: t.person("李建国", 7),
            acceptance: post("acceptance", Role::Acceptance),
            examiner: post("examiner", Role::Examination),
            decider: post("decider", Role::Decision),
            head: post("head", Role::Head),
            maker: post("maker", Role::LicenceMaking),
            deliverer: post("deliverer", Role::Delivery),
            answers,
        }
    }

    /// Submits an application; its number.
    pub fn submit(&self) -> String {
        let (t, db) = (self.t, &self.t.office.db);
        let cx = t.cx(&self.applicant);
        let situation = body().situations[0].key.clone();
        let id = db.write(|tx| cases::begin(tx, &cx, "office-test", &situation, &serde_json::json!({}))).unwrap();
        let digest = t.office.objects.put(b"%PDF-1.7 layout").unwrap();
        let file = StoredFile { digest, name: "布局图.pdf".into(), media_type: "application/pdf", size: 15 };
        db.write(|tx| cases::save_answers(tx, &cx, id, &self.answers)).unwrap();
        db.write(|tx| cases::add_file(tx, &cx, id, &material(), &file)).unwrap();
        db.write(|tx| cases::save_delivery(tx, &cx, id, Handing::Electronic, "")).unwrap();
        let prepared = db
            .read(|tx| {
                let (draft, materials) = cases::find_draft(tx, &cx, id)?.unwrap();
                let mut prepared = cases::gather(tx, &cx, &draft, "http://h")?;
                cases::prepare(tx, &cx, &mut prepared, &draft, &materials)?;
                Ok::<_, Error<Refused>>(prepared)
            })
            .unwrap();
        let key = Id::new().to_string();
        db.write(|tx| cases::submit(tx, &cx, id, &prepared, &key)).unwrap().matter.number
    }

    /// The case as it stands.
    pub fn case(&self, number: &str) -> Case {
        let cx = self.t.cx(&self.head);
        self.t
            .office
            .db
            .read(|tx| cases::by_number_for_office(tx, &cx, number).map_err(Error::<Never>::from))
            .unwrap()
            .expect("a case")
    }

    pub fn state(&self, number: &str) -> State {
        self.case(number).state().unwrap()
    }

    /// The version on the page somebody opens now.
    pub fn seen(&self, number: &str) -> i64 {
        self.case(number).matter.version
    }

    /// An act at the present version.
    pub fn act(
        &self,
        who: &Who,
        number: &str,
        act: impl Fn(&mut Tx, &Cx, i64) -> Result<Case, Error<Refused>>,
    ) -> Result<Case, Error<Refused>> {
        let cx = self.t.cx(who);
        let seen = self.seen(number);
        self.t.office.db.write(|tx| act(tx, &cx, seen))
    }
}
