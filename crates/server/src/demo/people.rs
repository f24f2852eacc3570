//! The people of the demonstration: applicants with an organisation, and one official for every role.
//!
//! (Invented people: Chinese terms as data.)

use identity::{NewOrganisation, NewPerson, NewStaff, StaffMember};
use kernel::{Error, Fault, Id, Lang, Office, Refusal, Role, Who};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, sync::Arc};

/// The password of every demonstration account.
pub const PASSWORD: &str = "Lantern-2026";

/// An account to sign in with.
#[derive(Clone, Debug, Serialize)]
pub struct DemoAccount {
    /// What it is for.
    pub role: String,
    /// What is typed as name.
    pub login: String,
    /// The password.
    pub password: String,
    /// For staff: the secret of the second factor, base 32.
    pub totp_secret: Option<String>,
    /// For staff: the present code.
    pub code: Option<String>,
}

struct Applicant {
    name: &'static str,
    document: &'static str,
    phone: &'static str,
    region: &'static str,
    address: &'static str,
    organisation: Option<(&'static str, &'static str, &'static str)>,
}

// Invented people: the numbers check, the birthdays and serials are made up.
const APPLICANTS: [Applicant; 3] = [
    Applicant {
        name: "林晓禾",
        document: "130102199003070025",
        phone: "13800000001",
        region: "130102",
        address: "长安区建设北大街28号3单元502室",
        organisation: None,
    },
    Applicant {
        name: "周远山",
        document: "130104198506120013",
        phone: "13800000002",
        region: "130104",
        address: "桥西区裕华西路66号",
        organisation: Some(("石家庄晨光餐饮管理有限公司", "enterprise", "桥西区裕华西路66号一层")),
    },
    Applicant {
        name: "欧阳明月",
        document: "130105197911230028",
        phone: "13800000003",
        region: "130105",
        address: "新华区中华北大街100号",
        organisation: None,
    },
];

/// Login, name, role in the ready file, posts.
pub(super) const STAFF: [(&str, &str, &[Role]); 28] = [
    ("reception", "陈立言", &[Role::Reception]),
    ("acceptance", "赵清和", &[Role::Acceptance]),
    ("acceptance2", "孙知微", &[Role::Acceptance]),
    ("examination", "钱怀瑾", &[Role::Examination]),
    ("examination2", "吴思齐", &[Role::Examination]),
    ("decision", "郑守正", &[Role::Decision]),
    ("head", "冯致远", &[Role::Head]),
    ("government-head", "褚安邦", &[Role::GovernmentHead]),
    ("licence-making", "卫书和", &[Role::LicenceMaking]),
    ("delivery", "蒋行之", &[Role::Delivery]),
    ("item-editor", "沈如一", &[Role::ItemEditor]),
    ("rating-handler", "韩听雨", &[Role::RatingHandler]),
    ("supervision", "杨明察", &[Role::Supervision]),
    ("system-admin", "朱守常", &[Role::SystemAdmin]),
    ("audit-admin", "秦史直", &[Role::AuditAdmin]),
    ("drafter", "尤文若", &[Role::PublicationDrafting]),
    ("reviewer", "许审言", &[Role::PublicationReview]),
    ("secrecy", "何慎微", &[Role::SecrecyReview]),
    ("sign-off", "吕定之", &[Role::PublicationSignOff]),
    ("register-keeper", "施典章", &[Role::RegisterKeeper]),
    ("duty-keeper", "张公启", &[Role::DutyKeeper]),
    ("site-admin", "孔承页", &[Role::SiteAdmin]),
    ("platform-admin", "曹统筹", &[Role::PlatformAdmin]),
    ("disclosure-desk", "华信行", &[Role::DisclosureDesk]),
    ("disclosure-review", "金审问", &[Role::DisclosureReview]),
    ("disclosure-head", "魏主恒", &[Role::DisclosureHead]),
    ("disclosure-sign", "陶签远", &[Role::DisclosureSign]),
    ("disclosure-authority", "姜督明", &[Role::DisclosureAuthority]),
];

/// Computes the check digit where the table's is not right, so that the invented numbers always check.
fn checked(document: &str) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = document.chars().filter_map(|c| c.to_digit(10)).zip(weights).map(|(d, w)| d * w).sum();
    let digit = "10X98765432".chars().nth((sum % 11) as usize).unwrap_or('0');
    format!("{}{digit}", &document[..17])
}

/// The second factor of a demonstration account: derived from its name, so that it can be printed at every start.
fn secret(login: &str) -> Vec<u8> {
    Sha256::digest(format!("mingting-demonstration:{login}").as_bytes())[..20].to_vec()
}

fn refused<R: Refusal>(e: Error<R>) -> Fault {
    match e {
        Error::Broken(f) => f,
        Error::Refused(r) => Fault::new(format!("the demonstration was refused: {r:?}")),
    }
}

/// Adds everybody; gives back the applicants in the table's order.
pub(super) fn add(office: &Arc<Office>) -> Result<Vec<Who>, Fault> {
    let mut applicants = Vec::new();
    let password = identity::hash_password(PASSWORD)?;
    let cx = office.system_cx("demonstration");
    for a in &APPLICANTS {
        let document = checked(a.document);
        let new = NewPerson {
            name: a.name,
            document_kind: codes::PersonalDocumentKind::ResidentId,
            document: &document,
            phone: a.phone,
            password_hash: &password,
            region: Some(a.region),
            address: Some(a.address),
        };
        let (person, account) = office.db.write(|tx| identity::register_person(tx, &cx, &new)).map_err(refused)?;
        if let Some((name, kind, address)) = a.organisation {
            let cx = office.cx(Who::Person { account, person, acting_for: None }, Lang::ZhCn);
            let uscc = demo_uscc(a.region)?;
            let new = NewOrganisation {
                uscc: &uscc,
                name,
                kind,
                legal_representative: a.name,
                address,
                region: Some(a.region),
            };
            let organisation = office.db.write(|tx| identity::register_organisation(tx, &cx, &new)).map_err(refused)?;
            applicants.push(Who::Person { account, person, acting_for: Some(organisation) });
        } else {
            applicants.push(Who::Person { account, person, acting_for: None });
        }
    }
    let agency = hall_agency(office)?;
    let district = office
        .db
        .read(|tx| identity::find_agency_by_key(tx, "approval-bureau-130102").map_err(Error::<kernel::Never>::from))?;
    let offices: Vec<Id> = std::iter::once(agency).chain(district.map(|a| a.id)).collect();
    for (n, (login, _, roles)) in STAFF.iter().enumerate() {
        let member = if discloses(login) { member(office, n)? } else { add_member(office, n, &password, agency)? };
        let held =
            office.db.read(|tx| identity::list_posts(tx, &cx, member.id).map_err(Error::<kernel::Never>::from))?;
        for role in roles.iter().filter(|r| !discloses(login) || publishes(**r)) {
            // Those who publish do so for the district's bureau too, whose site the demonstration carries.
            let at = if publishes(*role) { &offices[..] } else { &offices[..1] };
            for agency in at.iter().filter(|a| !held.iter().any(|p| p.agency == **a && p.role == *role)) {
                office.db.write(|tx| identity::grant_post(tx, &cx, member.id, *agency, *role)).map_err(refused)?;
            }
        }
    }
    Ok(applicants)
}

/// Adds those who handle requests for disclosure, before anybody else: their year lies before everything. They hold their
/// posts at all of `agencies`, the authority in charge at `government` alone.
pub(super) fn add_disclosing(office: &Office, home: Id, agencies: &[Id], government: Id) -> Result<(), Fault> {
    let password = identity::hash_password(PASSWORD)?;
    let cx = office.system_cx("demonstration");
    for (n, (_, _, roles)) in STAFF.iter().enumerate().filter(|(_, (login, ..))| discloses(login)) {
        let member = add_member(office, n, &password, home)?;
        for role in *roles {
            let at = if *role == Role::DisclosureAuthority { std::slice::from_ref(&government) } else { agencies };
            for agency in at {
                office.db.write(|tx| identity::grant_post(tx, &cx, member.id, *agency, *role)).map_err(refused)?;
            }
        }
    }
    Ok(())
}

/// Whether the demonstration's requests for disclosure need them.
pub(super) fn discloses(login: &str) -> bool {
    login.starts_with("disclosure-") || login == "secrecy"
}

/// The `n`th of the table, without posts yet.
fn add_member(office: &Office, n: usize, password: &str, agency: Id) -> Result<StaffMember, Fault> {
    let cx = office.system_cx("demonstration");
    let (login, name, _) = STAFF[n];
    let (number, secret) = (format!("{:05}", n + 1), secret(login));
    let new = NewStaff { login, name, agency, work_number: &number, password_hash: password, totp_secret: &secret };
    office.db.write(|tx| identity::add_staff(tx, &cx, &new)).map_err(refused)
}

/// The `n`th of the table, who is there already.
fn member(office: &Office, n: usize) -> Result<StaffMember, Fault> {
    let members = office.db.read(|tx| identity::list_staff(tx).map_err(Error::<kernel::Never>::from))?;
    let name = STAFF[n].1;
    members.into_iter().find(|m| m.name == name).ok_or_else(|| Fault::new(format!("{name} is missing")))
}

/// What the first applicant types of themselves.
pub(super) fn typed_by_the_first() -> disclosure::request::Applicant {
    let a = &APPLICANTS[0];
    disclosure::request::Applicant {
        name: a.name.into(),
        document: checked(a.document),
        phone: a.phone.into(),
        address: a.address.into(),
        ..disclosure::request::Applicant::default()
    }
}

fn publishes(role: Role) -> bool {
    matches!(
        role,
        Role::PublicationDrafting
            | Role::PublicationReview
            | Role::SecrecyReview
            | Role::PublicationSignOff
            | Role::RegisterKeeper
            | Role::DutyKeeper
            | Role::SiteAdmin
    )
}

/// A code whose check characters are right and whose body says that it is a demonstration.
pub(super) fn demo_uscc(region: &str) -> Result<String, Fault> {
    let broken = |e: codes::CodeError| Fault::from_error("making a demonstration code", e);
    let region = codes::RegionCode::parse(region).map_err(broken)?;
    let organisation = codes::OrganisationCode::make("DEM00001").map_err(broken)?;
    Ok(codes::Uscc::make('9', '1', &region, &organisation).map_err(broken)?.to_string())
}

/// The agency that handles the items: the one with the most published items.
pub(super) fn hall_agency(office: &Office) -> Result<Id, Fault> {
    let published = office.db.read(|tx| {
        items::list_published(tx, &items::search::Filter::default(), &items::search::Seek::default(), 500)
            .map_err(Error::<kernel::Never>::from)
    })?;
    let mut by_agency: BTreeMap<Id, usize> = BTreeMap::new();
    for p in &published {
        *by_agency.entry(p.item.agency).or_default() += 1;
    }
    by_agency
        .into_iter()
        .max_by_key(|(_, n)| *n)
        .map(|(id, _)| id)
        .ok_or_else(|| Fault::new("the demonstration has no published item"))
}

/// Every account, with the codes of this moment.
pub fn accounts(at: jiff::Timestamp) -> Vec<DemoAccount> {
    let persons = APPLICANTS.iter().map(|a| DemoAccount {
        role: if a.organisation.is_some() { "representative".into() } else { "applicant".into() },
        login: a.phone.into(),
        password: PASSWORD.into(),
        totp_secret: None,
        code: None,
    });
    let staff = STAFF.iter().map(|(login, ..)| {
        let secret = secret(login);
        DemoAccount {
            role: (*login).into(),
            login: (*login).into(),
            password: PASSWORD.into(),
            code: identity::code_at(&secret, at),
            totp_secret: Some(identity::totp_base32(&secret)),
        }
    });
    persons.chain(staff).collect()
}
