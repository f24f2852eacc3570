//! Staff administration: accounts and posts, for the system administrator. What was made new is shown once.

use super::account::post_name;
use super::credentials::CredentialsPage;
use super::edge::Acting;
use super::{Faults, read, refusal};
use crate::{
    Agency, NamedPost, NewStaff, Refused, StaffMember, StaffRow, add_staff, close_account, find_staff_row, grant_post,
    hash_password, list_agencies, list_staff_page, new_password, new_totp_secret, renew_credentials, reopen_account,
    require_new_password, withdraw_post,
};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id, Office, Post, Role};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    BodyForm, Cell, Choice, Column, DataList, Empty, ErrorSummary, Field, Hidden, Page, Pager, Problem, Row, Sample,
    Sentence, Shell, StatusTag, Submit, Table, Tone, Tr, Visit, blocking, redirect_with,
};

const PAGE: usize = 50;

fn role_name(tr: Tr, role: Role) -> String {
    tr.s(&format!("identity-role-{role}")).into_owned()
}

// The list ----------------------------------------------------------------------------------------

/// 人员与岗位
#[derive(Template)]
#[template(path = "identity/staff.html")]
struct StaffPage {
    shell: Shell,
    tr: Tr,
    table: Table,
    pager: Pager,
}

impl StaffPage {
    fn new(visit: &Visit, mut rows: Vec<StaffRow>, is_first: bool) -> StaffPage {
        let tr = visit.tr;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let on = rows
            .last()
            .filter(|_| more)
            .map(|r| format!("/desk/staff?after={}", super::encoded(&r.member.work_number)));
        let table_rows = rows.iter().map(|r| {
            let posts: Vec<String> = r.posts.iter().map(|p| post_name(tr, p)).collect();
            let state = if r.is_closed {
                StatusTag::new(Tone::Bad, tr.s("identity-staff-closed"))
            } else {
                StatusTag::new(Tone::Good, tr.s("identity-staff-open"))
            };
            Row::new([
                Cell::link(format!("/desk/staff/{}", r.member.id), r.member.name.as_str()),
                Cell::code(r.member.work_number.as_str()),
                Cell::text(r.agency_name.as_str()),
                Cell::text(posts.join(&tr.s("identity-list-comma"))),
                Cell::tag(state),
            ])
        });
        let columns = ["identity-name", "identity-work-number", "identity-agency", "identity-posts", "identity-state"];
        let table =
            Table::new(tr.s("identity-staff-title"), columns.map(|key| Column::new(tr.s(key))), table_rows.collect())
                .when_empty(Empty::new(tr.s("identity-staff-none"), ""));
        StaffPage {
            shell: visit.desk(tr.s("identity-staff-title")).at("desk-staff"),
            tr,
            table,
            pager: Pager::new(tr, (!is_first).then(|| "/desk/staff".to_owned()), on),
        }
    }
}

fn sample_row(n: usize) -> StaffRow {
    let agency = Id::new();
    let member = StaffMember {
        id: Id::new(),
        account: Id::new(),
        name: format!("<staff {n}>"),
        agency,
        work_number: format!("S{n:03}"),
    };
    let post = NamedPost { post: Post { agency, role: Role::Acceptance }, agency_name: "A".into() };
    StaffRow { member, agency_name: "A".into(), is_closed: !n.is_multiple_of(2), posts: vec![post] }
}

impl Sample for StaffPage {
    fn samples(lang: kernel::Lang) -> Vec<StaffPage> {
        let visit = Visit::sample(lang);
        vec![StaffPage::new(&visit, Vec::new(), true), StaffPage::new(&visit, (0..52).map(sample_row).collect(), false)]
    }
}

/// Which page of the list.
#[derive(Deserialize)]
pub struct After {
    after: Option<String>,
}

/// `GET /desk/staff`
pub async fn staff_list(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(query): Query<After>,
) -> Result<Response, Problem> {
    let is_first = query.after.is_none();
    let rows =
        blocking(move || read(&office, |tx| list_staff_page(tx, &acting.cx, query.after.as_deref(), PAGE as i64 + 1)))
            .await?;
    Ok(Page(StaffPage::new(&visit, rows, is_first)).into_response())
}

// A new one ---------------------------------------------------------------------------------------

/// 新增人员
#[derive(Template)]
#[template(path = "identity/staff-new.html")]
struct NewStaffPage {
    shell: Shell,
    tr: Tr,
    fields: Vec<Field>,
    errors: ErrorSummary,
    send: Submit,
}

impl NewStaffPage {
    fn new(visit: &Visit, form: &BodyForm, agencies: &[Agency], faults: &Faults) -> NewStaffPage {
        let tr = visit.tr;
        let mut shell =
            visit.desk(tr.s("identity-staff-add")).at("desk-staff").crumb(tr.s("identity-staff-title"), "/desk/staff");
        if !faults.is_empty() {
            shell = shell.with_errors();
        }
        let text = |name: &'static str, key: &str| {
            Field::text(tr, name, tr.s(key)).value(form.get(name).unwrap_or_default()).error(faults.of(name)).required()
        };
        let fields = vec![
            text("name", "identity-name"),
            text("login", "identity-staff-login").hint(tr.s("identity-staff-login-hint")),
            text("work-number", "identity-work-number"),
            Field::select(tr, "agency", tr.s("identity-agency"))
                .choices(agency_choices(agencies))
                .value(form.get("agency").unwrap_or_default())
                .error(faults.of("agency"))
                .required(),
        ];
        let errors = faults.summary(&fields.iter().collect::<Vec<_>>());
        NewStaffPage { shell, tr, fields, errors, send: Submit::primary(tr.s("identity-staff-add")) }
    }
}

fn agency_choices(agencies: &[Agency]) -> Vec<Choice> {
    agencies.iter().map(|a| Choice::new(a.id.to_string(), a.name.as_str())).collect()
}

impl Sample for NewStaffPage {
    fn samples(lang: kernel::Lang) -> Vec<NewStaffPage> {
        let visit = Visit::sample(lang);
        let mut faults = Faults::none(visit.tr);
        let empty = NewStaffPage::new(&visit, &BodyForm::default(), &[], &faults);
        faults.refused("login", &Refused::SignInNameTaken);
        vec![empty, NewStaffPage::new(&visit, &BodyForm::default(), &[], &faults)]
    }
}

/// `GET /desk/staff/new`
pub async fn new_staff_form(State(office): State<Arc<Office>>, visit: Visit) -> Result<Response, Problem> {
    let agencies = blocking(move || read(&office, list_agencies)).await?;
    Ok(Page(NewStaffPage::new(&visit, &BodyForm::default(), &agencies, &Faults::none(visit.tr))).into_response())
}

/// `POST /desk/staff`: adds a staff member and shows the first password and the second factor, once.
pub async fn new_staff(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    let mut faults = Faults::none(visit.tr);
    let typed = |name: &str| form.text(name).unwrap_or_default().to_owned();
    let (name, login, number) = (typed("name"), typed("login"), typed("work-number"));
    for (field, text) in [("name", &name), ("login", &login), ("work-number", &number)] {
        if text.is_empty() {
            faults.add(field, "identity-missing-text");
        }
    }
    let agency = form.text("agency").and_then(Id::parse);
    if agency.is_none() {
        faults.add("agency", "identity-missing-agency");
    }
    let (password, secret) = (new_password()?, new_totp_secret()?);
    let (work, shown_password, shown_secret, shown_name) =
        (office.clone(), password.clone(), secret.clone(), name.clone());
    let shown_login = login.clone();
    let outcome = match agency.filter(|_| faults.is_empty()) {
        None => None,
        Some(agency) => Some(
            blocking(move || {
                let hash = hash_password(&password)?;
                refusal(work.db.write(|tx| {
                    let new = NewStaff {
                        login: &login,
                        name: &name,
                        agency,
                        work_number: &number,
                        password_hash: &hash,
                        totp_secret: &secret,
                    };
                    let member = add_staff(tx, &acting.cx, &new)?;
                    require_new_password(tx, member.account).map_err(Error::from)?;
                    Ok(member.id)
                }))
            })
            .await?,
        ),
    };
    match outcome {
        Some(Ok(id)) => {
            Ok(CredentialsPage::new(&visit, id, &shown_name, &shown_login, &shown_password, &shown_secret).answer())
        }
        failed => {
            if let Some(Err(refused)) = failed {
                let field = match refused {
                    Refused::SignInNameTaken => "login",
                    Refused::WorkNumberTaken => "work-number",
                    Refused::Name => "name",
                    _ => "",
                };
                faults.refused(field, &refused);
            }
            let agencies = blocking(move || read(&office, list_agencies)).await?;
            Ok(Page(NewStaffPage::new(&visit, &form, &agencies, &faults)).sent_back())
        }
    }
}

// One member --------------------------------------------------------------------------------------

/// 人员
#[derive(Template)]
#[template(path = "identity/staff-member.html")]
struct MemberPage {
    shell: Shell,
    tr: Tr,
    id: Id,
    data: DataList,
    is_closed: bool,
    posts: Vec<PostLine>,
    agency: Field,
    role: Field,
    errors: ErrorSummary,
    grant: Submit,
}

struct PostLine {
    name: String,
    agency: Hidden,
    role: Hidden,
    withdraw: Submit,
}

impl MemberPage {
    fn new(visit: &Visit, row: &StaffRow, agencies: &[Agency], form: &BodyForm, faults: &Faults) -> MemberPage {
        let tr = visit.tr;
        let mut shell =
            visit.desk(row.member.name.as_str()).at("desk-staff").crumb(tr.s("identity-staff-title"), "/desk/staff");
        if !faults.is_empty() {
            shell = shell.with_errors();
        }
        let agency = Field::select(tr, "agency", tr.s("identity-agency"))
            .choices(agency_choices(agencies))
            .value(form.text("agency").map_or_else(|| row.member.agency.to_string(), str::to_owned))
            .error(faults.of("agency"))
            .required();
        let role = Field::select(tr, "role", tr.s("identity-role"))
            .choices(Role::ALL.iter().map(|r| Choice::new(r.as_str(), role_name(tr, *r))))
            .value(form.text("role").unwrap_or_default())
            .error(faults.of("role"))
            .required();
        let errors = faults.summary(&[&agency, &role]);
        let line = |p: &NamedPost| {
            let name = post_name(tr, p);
            PostLine {
                agency: Hidden::new("agency", p.post.agency.to_string()),
                role: Hidden::new("role", p.post.role.as_str()),
                withdraw: Submit::secondary(tr.s("identity-post-withdraw")).about(name.as_str()),
                name,
            }
        };
        MemberPage {
            shell,
            tr,
            id: row.member.id,
            data: DataList::new()
                .cell(tr.s("identity-work-number"), Cell::code(row.member.work_number.as_str()))
                .row(tr.s("identity-agency"), row.agency_name.as_str()),
            is_closed: row.is_closed,
            posts: row.posts.iter().map(line).collect(),
            agency,
            role,
            errors,
            grant: Submit::primary(tr.s("identity-post-grant")),
        }
    }
}

impl Sample for MemberPage {
    fn samples(lang: kernel::Lang) -> Vec<MemberPage> {
        let visit = Visit::sample(lang);
        let mut faults = Faults::none(visit.tr);
        let form = BodyForm::default();
        let open = MemberPage::new(&visit, &sample_row(0), &[], &form, &faults);
        faults.refused("role", &Refused::AdministratorsApart);
        vec![open, MemberPage::new(&visit, &sample_row(1), &[], &form, &faults)]
    }
}

fn load(office: &Office, acting: &Acting, id: Id) -> Result<(StaffRow, Vec<Agency>), Problem> {
    let (row, agencies) = read(office, |tx| Ok((find_staff_row(tx, &acting.cx, id)?, list_agencies(tx)?)))?;
    Ok((row.ok_or_else(Problem::not_found)?, agencies))
}

/// `GET /desk/staff/{id}`
pub async fn staff_member(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    let (row, agencies) = blocking(move || load(&office, &acting, id)).await?;
    Ok(Page(MemberPage::new(&visit, &row, &agencies, &BodyForm::default(), &Faults::none(visit.tr))).into_response())
}

/// The post named by a form.
fn post_of(form: &BodyForm) -> Option<Post> {
    Some(Post { agency: Id::parse(form.text("agency")?)?, role: Role::parse(form.text("role")?)? })
}

/// `POST /desk/staff/{id}/posts`
pub async fn give_post(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    let mut faults = Faults::none(visit.tr);
    let post = post_of(&form);
    if post.is_none() {
        faults.add("role", "identity-missing-role");
    }
    let (row, agencies, outcome) = blocking(move || {
        let (row, agencies) = load(&office, &acting, id)?;
        let outcome = match post {
            Some(p) => Some(refusal(office.db.write(|tx| grant_post(tx, &acting.cx, id, p.agency, p.role)))?),
            None => None,
        };
        Ok((row, agencies, outcome))
    })
    .await?;
    match outcome {
        Some(Ok(())) => Ok(redirect_with(&format!("/desk/staff/{id}"), &Sentence::new("identity-post-granted"))),
        failed => {
            if let Some(Err(refused)) = failed {
                faults.refused("role", &refused);
            }
            Ok(Page(MemberPage::new(&visit, &row, &agencies, &form, &faults)).sent_back())
        }
    }
}

/// `POST /desk/staff/{id}/posts/withdrawal`
pub async fn take_post(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path(id): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    let post = post_of(&form).ok_or_else(Problem::bad_request)?;
    blocking(move || Ok(office.db.write(|tx| withdraw_post(tx, &acting.cx, id, post.agency, post.role))?)).await?;
    Ok(redirect_with(&format!("/desk/staff/{id}"), &Sentence::new("identity-post-withdrawn")))
}

/// `POST /desk/staff/{id}/credentials`: a new first password and second factor, shown once; every session ends.
pub async fn new_credentials(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
    _form: BodyForm,
) -> Result<Response, Problem> {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    let (password, secret) = (new_password()?, new_totp_secret()?);
    let (shown_password, shown_secret) = (password.clone(), secret.clone());
    let row = blocking(move || {
        let hash = hash_password(&password)?;
        office.db.write(|tx| renew_credentials(tx, &acting.cx, id, &hash, &secret))?;
        Ok(load(&office, &acting, id)?.0)
    })
    .await?;
    let member = &row.member;
    Ok(CredentialsPage::new(&visit, id, &member.name, &member.work_number, &shown_password, &shown_secret).answer())
}

/// `POST /desk/staff/{id}/closure`
pub async fn close_staff_account(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path(id): Path<String>,
    _form: BodyForm,
) -> Result<Response, Problem> {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    blocking(move || Ok(office.db.write(|tx| close_account(tx, &acting.cx, id))?)).await?;
    Ok(redirect_with(&format!("/desk/staff/{id}"), &Sentence::new("identity-staff-was-closed")))
}

/// `POST /desk/staff/{id}/reopening`
pub async fn reopen_staff_account(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path(id): Path<String>,
    _form: BodyForm,
) -> Result<Response, Problem> {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    blocking(move || Ok(office.db.write(|tx| reopen_account(tx, &acting.cx, id))?)).await?;
    Ok(redirect_with(&format!("/desk/staff/{id}"), &Sentence::new("identity-staff-was-reopened")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(StaffPage::lint_samples(), Vec::<String>::new());
        assert_eq!(NewStaffPage::lint_samples(), Vec::<String>::new());
        assert_eq!(MemberPage::lint_samples(), Vec::<String>::new());
    }
}
