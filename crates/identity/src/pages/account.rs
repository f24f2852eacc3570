//! One's own account: what the hall keeps of a person, contact, language, open sessions; for staff their posts.

use super::edge::Acting;
use super::regions::{posted_region, region_levels, region_name};
use super::{Faults, my_tabs, person_of, read, refusal, unread, with_cookie};
use crate::{
    NamedPost, OpenSession, PersonDetails, Refused, change_contact, choose_language, details_of, find_staff_row,
    list_sessions, note_own_data_shown,
};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use codes::{PersonalDocumentKind, mask_address, mask_identity, mask_name, mask_phone};
use kernel::{Error, Fault, Lang, Office, Tx, Who};
use std::sync::Arc;
use web::{
    BodyForm, Cell, Choice, Column, DataList, ErrorSummary, Field, Page, Problem, RegionLevel, Row, Sample, Sentence,
    Shell, Submit, Table, Tabs, Tr, Visit, blocking, redirect_with,
};

// The sessions and the language, for persons and staff alike ---------------------------------------

/// What every account page holds.
struct Common {
    sessions: Table,
    language: Field,
    save_language: Submit,
}

impl Common {
    fn new(tr: Tr, sessions: &[OpenSession], own: &str) -> Common {
        let rows = sessions.iter().map(|s| {
            let this = if s.key == own { tr.s("identity-session-this").into_owned() } else { String::new() };
            Row::new([Cell::text(tr.time(s.began_at)).below(this), Cell::text(tr.time(s.last_seen_at))])
        });
        let columns = [Column::new(tr.s("identity-session-began")), Column::new(tr.s("identity-session-seen"))];
        let languages = Lang::ALL.iter().map(|l| Choice::new(l.as_str(), Tr::new(*l).s("language-name")));
        Common {
            sessions: Table::new(tr.s("identity-sessions"), columns, rows.collect()),
            language: Field::select(tr, "lang", tr.s("identity-language"))
                .choices(languages)
                .value(tr.tag())
                .required(),
            save_language: Submit::secondary(tr.s("identity-save")),
        }
    }
}

fn open_sessions(tx: &mut Tx, acting: &Acting) -> Result<(Vec<OpenSession>, String), Fault> {
    match &acting.session {
        Some(session) => Ok((list_sessions(tx, &acting.cx, session.account)?, session.key.clone())),
        None => Ok((Vec::new(), String::new())),
    }
}

// Persons -----------------------------------------------------------------------------------------

/// 我的账户
#[derive(Template)]
#[template(path = "identity/account.html")]
struct AccountPage {
    shell: Shell,
    tr: Tr,
    tabs: Tabs,
    data: DataList,
    masked: bool,
    show: Submit,
    common: Common,
}

/// Whether a page shows personal data in full.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Masked,
    Whole,
}

struct Loaded {
    details: PersonDetails,
    region: String,
    sessions: Vec<OpenSession>,
    own: String,
    unread: i64,
}

impl AccountPage {
    fn new(visit: &Visit, loaded: &Loaded, shown: Shown) -> AccountPage {
        let tr = visit.tr;
        let d = &loaded.details;
        let masked = shown == Shown::Masked;
        let either = |whole: &str, mask: fn(&str) -> String| if masked { mask(whole) } else { whole.to_owned() };
        let given = |text: String| if text.is_empty() { tr.s("identity-not-given").into_owned() } else { text };
        let kind = PersonalDocumentKind::find(&d.document_kind).map(|k| tr.s(k.message_id())).unwrap_or_default();
        let data = DataList::new()
            .row(tr.s("identity-name"), either(&d.name, mask_name))
            .row(tr.s("identity-document-kind"), kind)
            .cell(tr.s("identity-document"), Cell::code(either(&d.document, mask_identity)))
            .cell(tr.s("identity-phone"), Cell::code(either(&d.phone, mask_phone)))
            .row(tr.s("identity-region"), given(loaded.region.clone()))
            .row(
                tr.s("identity-address"),
                given(d.address.as_deref().map(|a| either(a, mask_address)).unwrap_or_default()),
            );
        AccountPage {
            shell: visit.shell(tr.s("identity-my-account")).at("my"),
            tr,
            tabs: my_tabs(tr, "account", loaded.unread),
            data,
            masked,
            show: Submit::quiet(tr.s("identity-show-whole")),
            common: Common::new(tr, &loaded.sessions, &loaded.own),
        }
    }
}

impl Sample for AccountPage {
    fn samples(lang: Lang) -> Vec<AccountPage> {
        let visit = Visit::sample(lang);
        let at = jiff::Timestamp::UNIX_EPOCH;
        let loaded = Loaded {
            details: sample_details(),
            region: "长安区".into(),
            sessions: vec![OpenSession { key: "a".into(), began_at: at, last_seen_at: at }],
            own: "a".into(),
            unread: 3,
        };
        vec![AccountPage::new(&visit, &loaded, Shown::Masked), AccountPage::new(&visit, &loaded, Shown::Whole)]
    }
}

/// An invented person for samples.
fn sample_details() -> PersonDetails {
    PersonDetails {
        id: kernel::Id::new(),
        name: "张小三".into(),
        document_kind: "id".into(),
        document: "11010519491231002X".into(),
        phone: "13800000001".into(),
        address: None,
        region: Some("130102".into()),
    }
}

async fn account_page(office: Arc<Office>, acting: Acting, visit: Visit, shown: Shown) -> Result<Response, Problem> {
    let (_, person) = person_of(&acting)?;
    let loaded = blocking(move || {
        if shown == Shown::Whole {
            office.db.write(|tx| note_own_data_shown(tx, &acting.cx, person))?;
        }
        read(&office, |tx| {
            let Some(details) = details_of(tx, &acting.cx, person)? else { return Ok(None) };
            let region = details.region.as_deref().map_or(Ok(String::new()), |code| region_name(tx, code))?;
            let (sessions, own) = open_sessions(tx, &acting)?;
            Ok(Some(Loaded { details, region, sessions, own, unread: unread(tx, &acting)? }))
        })
    })
    .await?;
    let loaded = loaded.ok_or_else(Problem::not_found)?;
    Ok(Page(AccountPage::new(&visit, &loaded, shown)).into_response())
}

/// `GET /my/account`
pub async fn account(State(office): State<Arc<Office>>, acting: Acting, visit: Visit) -> Result<Response, Problem> {
    account_page(office, acting, visit, Shown::Masked).await
}

/// `POST /my/account/unmasking`: the same page with everything in full, noted in the ledger.
pub async fn account_unmasked(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    _form: BodyForm,
) -> Result<Response, Problem> {
    account_page(office, acting, visit, Shown::Whole).await
}

/// 联系方式
#[derive(Template)]
#[template(path = "identity/contact.html")]
struct ContactPage {
    shell: Shell,
    tr: Tr,
    phone: Field,
    region: Field,
    address: Field,
    errors: ErrorSummary,
    send: Submit,
}

impl ContactPage {
    fn new(visit: &Visit, form: &BodyForm, levels: Vec<RegionLevel>, faults: &Faults) -> ContactPage {
        let tr = visit.tr;
        let mut shell =
            visit.shell(tr.s("identity-contact-title")).at("my").crumb(tr.s("identity-my-account"), "/my/account");
        if !faults.is_empty() {
            shell = shell.with_errors();
        }
        let typed = |name: &str| form.get(name).unwrap_or_default().to_owned();
        let phone = Field::telephone(tr, "phone", tr.s("identity-phone"))
            .hint(tr.s("identity-contact-phone-hint"))
            .value(typed("phone"))
            .autocomplete("tel")
            .error(faults.of("phone"))
            .required();
        let region = Field::region(tr, "region", tr.s("identity-region"), levels).error(faults.of("region"));
        let address = Field::text(tr, "address", tr.s("identity-address"))
            .hint(tr.s("identity-address-hint"))
            .value(typed("address"))
            .autocomplete("street-address")
            .error(faults.of("address"));
        let errors = faults.summary(&[&phone, &region, &address]);
        ContactPage { shell, tr, phone, region, address, errors, send: Submit::primary(tr.s("identity-save")) }
    }
}

impl Sample for ContactPage {
    fn samples(lang: Lang) -> Vec<ContactPage> {
        let visit = Visit::sample(lang);
        let tr = visit.tr;
        let level = |key: &str, chosen: &str| RegionLevel {
            label: tr.s(key).into_owned(),
            choices: vec![Choice::new("130000", "河北省")],
            chosen: chosen.into(),
        };
        let mut faults = Faults::none(tr);
        let first = ContactPage::new(&visit, &BodyForm::default(), vec![level("region-level-province", "")], &faults);
        faults.add("phone", "identity-refused-name");
        faults.add("address", "identity-refused-address");
        let levels = vec![level("region-level-province", "130000"), level("region-level-prefecture", "")];
        vec![first, ContactPage::new(&visit, &BodyForm::default(), levels, &faults)]
    }
}

/// `GET /my/account/contact`: shows telephone and address in full to be changed, which is noted in the ledger.
pub async fn contact_form(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
) -> Result<Response, Problem> {
    let (_, person) = person_of(&acting)?;
    let tr = visit.tr;
    let loaded = blocking(move || {
        office.db.write(|tx| note_own_data_shown(tx, &acting.cx, person))?;
        read(&office, |tx| {
            let Some(details) = details_of(tx, &acting.cx, person)? else { return Ok(None) };
            let levels = region_levels(tx, tr, details.region.as_deref(), 5)?;
            Ok(Some((details, levels)))
        })
    })
    .await?;
    let (details, levels) = loaded.ok_or_else(Problem::not_found)?;
    let pairs = vec![("phone".into(), details.phone), ("address".into(), details.address.unwrap_or_default())];
    let form = BodyForm { pairs, uploads: Vec::new() };
    Ok(Page(ContactPage::new(&visit, &form, levels, &Faults::none(tr))).into_response())
}

/// `POST /my/account/contact`
pub async fn save_contact(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    let (_, person) = person_of(&acting)?;
    let tr = visit.tr;
    let only_next_level = form.act().starts_with("region:");
    let sent = form.clone();
    let (levels, outcome) = blocking(move || {
        let (region, levels) = read(&office, |tx| {
            let region = posted_region(tx, &sent, "region")?;
            let levels = region_levels(tx, tr, region.as_deref(), 5)?;
            Ok((region, levels))
        })?;
        if only_next_level {
            return Ok((levels, Err(None)));
        }
        let (phone, address) = (sent.text("phone").unwrap_or_default(), sent.text("address").unwrap_or_default());
        let outcome =
            refusal(office.db.write(|tx| change_contact(tx, &acting.cx, person, phone, address, region.as_deref())))?;
        Ok((levels, outcome.map_err(Some)))
    })
    .await?;
    let mut faults = Faults::none(tr);
    match outcome {
        Ok(()) => Ok(redirect_with("/my/account", &Sentence::new("identity-contact-saved"))),
        Err(None) => Ok(Page(ContactPage::new(&visit, &form, levels, &faults)).into_response()),
        Err(Some(refused)) => {
            let field = match refused {
                Refused::Phone(_) => "phone",
                Refused::Address => "address",
                Refused::Region => "region",
                _ => "",
            };
            faults.refused(field, &refused);
            Ok(Page(ContactPage::new(&visit, &form, levels, &faults)).sent_back())
        }
    }
}

/// `POST /account/language`: for persons and staff; kept with the account and in this browser.
pub async fn save_language(
    State(office): State<Arc<Office>>,
    acting: Acting,
    form: BodyForm,
) -> Result<Response, Problem> {
    let session = acting.session.clone().filter(|s| !s.needs_second_factor).ok_or_else(Problem::sign_in)?;
    let lang = form.text("lang").and_then(Lang::parse).ok_or_else(Problem::bad_request)?;
    let back = if matches!(acting.cx.who, Who::Staff { .. }) { "/desk/account" } else { "/my/account" };
    blocking(move || {
        Ok(office
            .db
            .write(|tx| choose_language(tx, &acting.cx, session.account, lang).map_err(Error::<kernel::Never>::from))?)
    })
    .await?;
    let done = redirect_with(back, &Sentence::new("identity-language-saved"));
    Ok(with_cookie(done, &format!("lang={lang}; Path=/; SameSite=Lax; Max-Age=31536000")))
}

// Staff -------------------------------------------------------------------------------------------

/// 本人账户 (staff)
#[derive(Template)]
#[template(path = "identity/desk-account.html")]
struct DeskAccountPage {
    shell: Shell,
    tr: Tr,
    data: DataList,
    posts: Vec<String>,
    common: Common,
}

/// A post in words: the role at the agency.
pub(crate) fn post_name(tr: Tr, post: &NamedPost) -> String {
    tr.f2("identity-post", "role", tr.s(&format!("identity-role-{}", post.post.role)), "agency", &post.agency_name)
}

impl Sample for DeskAccountPage {
    fn samples(lang: Lang) -> Vec<DeskAccountPage> {
        let visit = Visit::sample(lang);
        let tr = visit.tr;
        let at = jiff::Timestamp::UNIX_EPOCH;
        let sessions = [OpenSession { key: "a".into(), began_at: at, last_seen_at: at }];
        vec![DeskAccountPage {
            shell: visit.desk(tr.s("identity-desk-account")),
            tr,
            data: DataList::new().row(tr.s("identity-work-number"), "S-001"),
            posts: Vec::new(),
            common: Common::new(tr, &sessions, "a"),
        }]
    }
}

/// `GET /desk/account`
pub async fn desk_account(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
) -> Result<Response, Problem> {
    let Who::Staff { staff, .. } = acting.cx.who else { return Err(Problem::sign_in()) };
    let (row, sessions, own) = blocking(move || {
        read(&office, |tx| {
            let row = find_staff_row(tx, &acting.cx, staff)?;
            let (sessions, own) = open_sessions(tx, &acting)?;
            Ok((row, sessions, own))
        })
    })
    .await?;
    let row = row.ok_or_else(Problem::not_found)?;
    let tr = visit.tr;
    let page = DeskAccountPage {
        shell: visit.desk(tr.s("identity-desk-account")).at("desk-account"),
        tr,
        data: DataList::new()
            .row(tr.s("identity-name"), row.member.name.as_str())
            .cell(tr.s("identity-work-number"), Cell::code(row.member.work_number.as_str()))
            .row(tr.s("identity-agency"), row.agency_name.as_str()),
        posts: row.posts.iter().map(|p| post_name(tr, p)).collect(),
        common: Common::new(tr, &sessions, &own),
    };
    Ok(Page(page).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(AccountPage::lint_samples(), Vec::<String>::new());
        assert_eq!(ContactPage::lint_samples(), Vec::<String>::new());
        assert_eq!(DeskAccountPage::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn masked_until_asked() {
        use askama::Template;
        let samples = AccountPage::samples(Lang::ZhCn);
        let (masked, whole) = (samples[0].render().unwrap(), samples[1].render().unwrap());
        for secret in ["11010519491231002X", "13800000001", "张小三"] {
            assert!(!masked.contains(secret) && whole.contains(secret), "{secret}");
        }
    }
}
