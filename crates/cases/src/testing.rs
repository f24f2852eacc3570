//! States of cases in one line, for stories of this crate, of the desk and of the server: a hall with one published item,
//! its officials, an applicant, and applications that have come as far as a story needs. Chinese terms as data.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::{
    Case, CorrectionDraft, CorrectionPoint, DecisionDraft, PointKind, Recommendation, Refused, drafts,
    files::StoredFile, held,
};
use forms::{Answers, Posted};
use identity::NewAgency;
use items::{NewNode, NodeKind, Published};
use kernel::{Error, Id, Role, Tx, Who};
use testkit::TestOffice;

/// The item's address.
pub const ITEM: &str = "story-food-business";
/// The situation of the fixtures: a person who opens a restaurant of more than 200 square metres.
pub const SITUATION: &str = "person-catering-large";
/// Address of the hall in the fixtures.
pub const URL: &str = "http://localhost";

/// A form with a field of each kind that stories need.
const FORM: &str = r#"
form = "story"
version = 1
title = { zh-CN = "申请书", en = "Application" }

[[section]]
key = "applicant"
title = { zh-CN = "申请人", en = "Applicant" }

[[section.field]]
key = "person"
kind = "person"
label = { zh-CN = "申请人", en = "Applicant" }
prefill = "profile.person"

[[section]]
key = "shop"
title = { zh-CN = "场所", en = "Premises" }

[[section.field]]
key = "name"
kind = "text"
label = { zh-CN = "店铺名称", en = "Name of the shop" }
prefill = "case.story-food-business.name"
max_length = 50

[[section.field]]
key = "area"
kind = "number"
label = { zh-CN = "面积", en = "Area" }
min = 1
max = 100000

[[section.field]]
key = "seats"
kind = "choice"
label = { zh-CN = "有座位吗", en = "Are there seats" }
options = [{ code = "yes", label = { zh-CN = "有", en = "Yes" } }, { code = "no", label = { zh-CN = "没有", en = "No" } }]

[[section.field]]
key = "seat_count"
kind = "number"
label = { zh-CN = "座位数", en = "Seats" }
visible = "seats = 'yes'"

[[section]]
key = "staff"
title = { zh-CN = "人员", en = "Staff" }

[[section.field]]
key = "managers"
kind = "group"
label = { zh-CN = "管理人员", en = "Managers" }
row_label = { zh-CN = "管理人员", en = "Manager" }
min_rows = 1
max_rows = 5

[[section.field.field]]
key = "manager"
kind = "text"
label = { zh-CN = "姓名", en = "Name" }
"#;

/// What an applicant types into that form, page by page.
pub const TYPED: &[(&str, &[(&str, &str)])] = &[
    ("shop", &[("name", "长安小馆"), ("area", "260"), ("seats", "no")]),
    ("staff", &[("managers.0.manager", "李四")]),
];

/// A hall with one published item and everybody it takes.
pub struct Hall {
    /// The agency.
    pub agency: Id,
    /// The item as published.
    pub item: Published,
    /// A person with an account.
    pub applicant: Who,
    /// Another person with an account.
    pub stranger: Who,
    /// Accepts.
    pub acceptance: Who,
    /// Examines.
    pub examination: Who,
    /// Decides.
    pub decision: Who,
    /// Consents to extensions.
    pub head: Who,
    /// Makes licences.
    pub licence_making: Who,
    /// Delivers.
    pub delivery: Who,
}

/// Runs a verb in one transaction.
pub fn write<T>(t: &TestOffice, work: impl Fn(&mut Tx) -> Result<T, Error<Refused>>) -> Result<T, Error<Refused>> {
    t.office.db.write(work)
}

/// What a verb refused; panics where it did not.
pub fn refused<T>(result: Result<T, Error<Refused>>) -> Refused {
    match result {
        Err(Error::Refused(refused)) => refused,
        Err(Error::Broken(fault)) => panic!("broken instead of refused: {fault}"),
        Ok(_) => panic!("not refused"),
    }
}

/// A fresh hall.
pub fn hall(t: &TestOffice) -> Hall {
    let cx = t.system();
    let catalogue = items::catalogue_file::parse_folder(items::demonstration::CATALOGUE)
        .expect("the demonstration's catalogue reads");
    let mut body =
        catalogue.items.into_iter().find(|i| i.key == "food-business-new").expect("the demonstration has this item");
    let uscc: String = body.codes.implementing.as_deref().unwrap_or_default().chars().take(18).collect();
    let new = NewAgency {
        key: &body.agency,
        name: "测试市行政审批局",
        short_name: "市审批局",
        mark: "测审批",
        uscc: Some(&uscc),
        region: "130100",
        address: "中山路1号",
        hours: "工作日 9:00—17:00",
        phone: "0311-00000000",
        complaint_phone: "0311-00000001",
        sort_key: "1",
    };
    let agency = t.office.db.write(|tx| identity::add_agency(tx, &cx, &new)).expect("the agency is added");
    let form =
        t.office.db.write(|tx| items::add_form(tx, &cx, FORM)).unwrap_or_else(|e| panic!("the form is added: {e:?}"));
    body.key = ITEM.to_owned();
    body.form = Some(form);
    let context = t
        .office
        .db
        .read(|tx| items::gate_context(tx).map_err(Error::<items::Refused>::from))
        .expect("the gate's context");
    let published = t.office.db.write(|tx| {
        let new =
            NewNode { kind: NodeKind::Handling, parent: None, slug: ITEM, agency, name: &body.name, local_code: None };
        let item = items::add_node(tx, &cx, &new)?;
        let draft = items::save_draft(tx, &cx, item, &body, None)?;
        items::publish(tx, &cx, item, draft.revision, &context)?;
        Ok::<_, Error<items::Refused>>(items::find_published(tx, ITEM)?)
    });
    let item = published.unwrap_or_else(|e| panic!("the item is published: {e:?}")).expect("the item is there");
    let staff = |login: &str, role| t.staff(login, &[(agency, role)]);
    Hall {
        agency,
        item,
        applicant: t.person("张小三", 1),
        stranger: t.person("王五", 2),
        acceptance: staff("S001", Role::Acceptance),
        examination: staff("S002", Role::Examination),
        decision: staff("S003", Role::Decision),
        head: staff("S004", Role::Head),
        licence_making: staff("S005", Role::LicenceMaking),
        delivery: staff("S006", Role::Delivery),
    }
}

/// Publishes the hall's item once more, with another summary: drafts of before are of an earlier version now.
pub fn publish_again(t: &TestOffice, hall: &Hall) {
    let cx = t.system();
    let mut body = (*hall.item.version.body).clone();
    body.summary.push_str("（修订）");
    let context = t.office.db.read(|tx| items::gate_context(tx).map_err(Error::<items::Refused>::from)).unwrap();
    t.office
        .db
        .write(|tx| {
            let draft = items::save_draft(tx, &cx, hall.item.item.id, &body, None)?;
            items::publish(tx, &cx, hall.item.item.id, draft.revision, &context)
        })
        .unwrap_or_else(|e| panic!("published again: {e:?}"));
}

/// A draft as it is when it was just begun.
pub fn begun(t: &TestOffice, who: &Who) -> Id {
    let cx = t.cx(who);
    write(t, |tx| held::begin(tx, &cx, ITEM, SITUATION, &serde_json::json!({}))).expect("the draft is begun")
}

/// Pairs as a page posts them.
pub fn pairs(typed: &[(&str, &str)]) -> Vec<(String, String)> {
    typed.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

/// A small file that is really a PDF, kept in the object store.
pub fn pdf(t: &TestOffice, name: &str) -> StoredFile {
    let bytes = format!("%PDF-1.7\n% {name}\n%%EOF");
    StoredFile {
        digest: t.office.objects.put(bytes.as_bytes()).expect("the file is kept"),
        name: name.to_owned(),
        media_type: "application/pdf",
        size: bytes.len() as i64,
    }
}

/// A draft with everything that is asked for.
pub fn answered(t: &TestOffice, who: &Who) -> Id {
    let cx = t.cx(who);
    let id = begun(t, who);
    for (_, typed) in TYPED {
        write(t, |tx| {
            let (draft, _) = drafts::find_draft(tx, &cx, id)?.expect("the draft is there");
            let definition = items::find_form(tx, &draft.form_key, draft.form_n)?.expect("the form is there");
            let answers = Posted::read(&definition, &pairs(typed))
                .expect("small")
                .merged(&definition, &draft.answers)
                .expect("small");
            drafts::save_answers(tx, &cx, id, &answers)
        })
        .expect("saved");
    }
    for material in ["business-licence", "layout"] {
        let file = pdf(t, &format!("{material}.pdf"));
        write(t, |tx| drafts::add_file(tx, &cx, id, material, &file)).expect("the file is added");
    }
    id
}

/// Hands a draft in under `key`.
pub fn hand_in(t: &TestOffice, who: &Who, id: Id, key: &str) -> Result<Case, Error<Refused>> {
    let cx = t.cx(who);
    let prepared = t.office.db.read(|tx| {
        let (draft, materials) = drafts::find_draft(tx, &cx, id)?.expect("the draft is there");
        let mut prepared = held::gather(tx, &cx, &draft, URL)?;
        if draft.submitted_as.is_none() {
            drafts::prepare(tx, &cx, &mut prepared, &draft, &materials)?;
        }
        Ok::<_, Error<Refused>>(prepared)
    })?;
    write(t, |tx| drafts::submit(tx, &cx, id, &prepared, key))
}

/// An application that was just handed in.
pub fn submitted(t: &TestOffice, hall: &Hall) -> Case {
    let id = answered(t, &hall.applicant);
    hand_in(t, &hall.applicant, id, &Id::new().to_string()).expect("handed in")
}

/// An application with its one correction notice out: the shop's name and the layout.
pub fn awaiting_correction(t: &TestOffice, hall: &Hall) -> Case {
    let case = submitted(t, hall);
    let cx = t.cx(&hall.acceptance);
    let point = |kind, target: &str, label: &str| CorrectionPoint {
        kind,
        target: target.into(),
        label: label.into(),
        what: "与执照不一致；请改为执照上的名称".into(),
    };
    let draft = CorrectionDraft {
        points: vec![
            point(PointKind::Field, "name", "店铺名称"),
            point(PointKind::Material, "layout", "设备布局和操作流程图"),
        ],
        note: String::new(),
        working_days: 10,
    };
    write(t, |tx| crate::ask_for_correction(tx, &cx, &case.matter.number, case.matter.version, &draft, URL))
        .expect("asked")
}

/// An application that was accepted.
pub fn accepted(t: &TestOffice, hall: &Hall) -> Case {
    let case = submitted(t, hall);
    let cx = t.cx(&hall.acceptance);
    write(t, |tx| crate::accept(tx, &cx, &case.matter.number, case.matter.version, URL)).expect("accepted")
}

/// An application that was examined, with the recommendation to grant.
pub fn examined(t: &TestOffice, hall: &Hall) -> Case {
    let case = accepted(t, hall);
    let cx = t.cx(&hall.examination);
    write(t, |tx| {
        crate::examine(
            tx,
            &cx,
            &case.matter.number,
            case.matter.version,
            Recommendation::Grant,
            "符合条件",
            "食品安全法 第三十五条",
        )
    })
    .expect("examined")
}

/// An application that was granted.
pub fn granted(t: &TestOffice, hall: &Hall) -> Case {
    let case = examined(t, hall);
    let cx = t.cx(&hall.decision);
    let draft = DecisionDraft {
        contents: vec![("经营项目".into(), "热食类食品制售".into())],
        valid_to: None,
        opinion: "同意".into(),
    };
    write(t, |tx| crate::grant(tx, &cx, &case.matter.number, case.matter.version, &draft, URL)).expect("granted")
}

/// An application that was refused.
pub fn denied(t: &TestOffice, hall: &Hall) -> Case {
    let case = examined(t, hall);
    let cx = t.cx(&hall.decision);
    write(t, |tx| {
        crate::deny(tx, &cx, &case.matter.number, case.matter.version, "布局不符合要求", "食品安全法 第三十五条", URL)
    })
    .expect("refused")
}

/// The answers of a draft.
pub fn answers_of(t: &TestOffice, who: &Who, id: Id) -> Answers {
    let cx = t.cx(who);
    let found = t.office.db.read(|tx| drafts::find_draft(tx, &cx, id)).expect("read");
    found.expect("the draft is there").0.answers
}
