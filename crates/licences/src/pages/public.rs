//! Public verification: what a licence is worth, for anybody who was shown one. State only, no personal data.
//!
//! Law: 国务院关于在线政务服务的若干规定 第十条; 个人信息保护法 第六条 (no more than is needed)

use super::{read, sample_licence, standing_tag, state_name, validity};
use crate::{FileCheck, Licence, Refused, Standing, check_file, find_by_identifier, find_replacement};
use askama::Template;
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use codes::LicenceId;
use identity::pages::edge::Acting;
use jiff::Timestamp;
use kernel::{Lang, Office};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use web::{
    BodyForm, Cell, DataList, ErrorSummary, Field, Notice, NoticeKind, Page, Problem, Sample, Sentence, Shell, Submit,
    Tr, Visit, blocking, redirect,
};

type Answer = Result<Response, Problem>;

// The form ------------------------------------------------------------------------------------------

/// `GET /verify`: type an identifier, or choose a file.
#[derive(Template)]
#[template(path = "licences/verify.html")]
struct VerifyPage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    identifier: Field,
    look: Submit,
    file: Field,
    check: Submit,
    verdict: Option<Notice>,
    facts: Option<DataList>,
}

impl VerifyPage {
    fn new(visit: &Visit, typed: &str, wrong: Option<String>, wrong_file: Option<String>) -> VerifyPage {
        let tr = visit.tr;
        let mut shell = visit.shell(tr.s("licence-verify-title")).at("verify");
        if wrong.is_some() || wrong_file.is_some() {
            shell = shell.with_errors();
        }
        let identifier = Field::code(tr, "identifier", tr.s("licence-identifier"))
            .hint(tr.s("licence-verify-hint"))
            .value(typed)
            .error(wrong)
            .required();
        let file = Field::files(tr, "file", tr.s("licence-verify-file"), ".pdf")
            .single()
            .hint(tr.s("licence-verify-file-hint"))
            .error(wrong_file)
            .required();
        VerifyPage {
            shell,
            tr,
            errors: ErrorSummary::of(tr, [&identifier, &file]),
            identifier,
            look: Submit::primary(tr.s("licence-verify-look")),
            file,
            check: Submit::secondary(tr.s("licence-verify-check")),
            verdict: None,
            facts: None,
        }
    }

    /// The page with what was found out about a file.
    fn with_file(mut self, found: &FileCheck, at: Timestamp) -> VerifyPage {
        let tr = self.tr;
        let today = kernel::cx::legal_date(at);
        let (kind, word) = match found {
            FileCheck::Genuine(l) if l.standing(today) == Standing::InForce => (NoticeKind::Done, "genuine"),
            FileCheck::Genuine(_) => (NoticeKind::Warning, "genuine-not-in-force"),
            FileCheck::Copy { licence, usable_to }
                if licence.standing(today) == Standing::InForce && *usable_to >= today =>
            {
                (NoticeKind::Done, "copy")
            }
            FileCheck::Copy { .. } => (NoticeKind::Warning, "copy-over"),
            FileCheck::Changed => (NoticeKind::Warning, "changed"),
            FileCheck::OtherDocument => (NoticeKind::Info, "other-document"),
            FileCheck::NotOurs => (NoticeKind::Warning, "not-ours"),
        };
        let mut notice =
            Notice::new(kind, tr.s(&format!("licence-file-{word}")), tr.s(&format!("licence-file-{word}-text")));
        if let FileCheck::Genuine(licence) | FileCheck::Copy { licence, .. } = found {
            notice = notice.link(format!("/verify/{}", licence.identifier), tr.s("licence-file-see-state"));
            let mut facts = facts(tr, licence, at);
            if let FileCheck::Copy { usable_to, .. } = found {
                facts = facts.row(tr.s("licence-copy-usable-to"), tr.date_short(*usable_to));
            }
            self.facts = Some(facts);
        }
        self.verdict = Some(notice);
        self
    }
}

/// What may be told to anybody.
fn facts(tr: Tr, licence: &Licence, at: Timestamp) -> DataList {
    DataList::new()
        .cell(tr.s("licence-state"), Cell::tag(standing_tag(tr, licence, kernel::cx::legal_date(at))))
        .row(tr.s("licence-type"), &licence.type_name)
        .row(tr.s("licence-issuer"), &licence.issuer_name)
        .row(tr.s("licence-issued-on"), tr.date_short(licence.issued_on))
        .row(tr.s("licence-validity"), validity(tr, licence))
        .cell(tr.s("licence-identifier"), Cell::code(&licence.identifier))
        .row(tr.s("licence-checked-at"), tr.time(at))
}

impl Sample for VerifyPage {
    fn samples(lang: Lang) -> Vec<VerifyPage> {
        let visit = Visit::sample(lang);
        let page = || VerifyPage::new(&visit, "", None, None);
        let at: Timestamp = Timestamp::from_second(1_772_500_000).unwrap_or(Timestamp::UNIX_EPOCH);
        let licence = || Box::new(sample_licence("食品经营许可证", Standing::InForce));
        vec![
            page(),
            VerifyPage::new(&visit, "<b>1.2.156</b>", Some("x".into()), None),
            page().with_file(&FileCheck::Genuine(licence()), at),
            page().with_file(
                &FileCheck::Genuine(Box::new(sample_licence("食品经营许可证", Standing::RevokedAsWrong))),
                at,
            ),
            page().with_file(&FileCheck::Copy { licence: licence(), usable_to: kernel::cx::legal_date(at) }, at),
            page().with_file(&FileCheck::Changed, at),
            page().with_file(&FileCheck::OtherDocument, at),
            page().with_file(&FileCheck::NotOurs, at),
        ]
    }
}

/// What was typed or scanned.
#[derive(Deserialize)]
pub struct Typed {
    identifier: Option<String>,
}

/// What a scanner or a person gives: the identifier itself or the address that the QR code holds.
fn identifier_in(text: &str) -> &str {
    text.rsplit_once("/verify/").map_or(text, |(_, rest)| rest).trim()
}

/// `GET /verify`
///
/// # Errors
/// None of its own.
pub async fn verify_form(visit: Visit, Query(query): Query<Typed>) -> Answer {
    let Some(typed) = query.identifier.as_deref() else {
        return Ok(Page(VerifyPage::new(&visit, "", None, None)).into_response());
    };
    match LicenceId::parse(identifier_in(typed)) {
        Ok(id) => Ok(redirect(&format!("/verify/{id}"))),
        Err(e) => {
            Ok(Page(VerifyPage::new(&visit, typed, Some(visit.tr.refusal(&Refused::Identifier(e))), None)).sent_back())
        }
    }
}

/// `POST /verify`: checks a file against the register; the file is not kept.
///
/// # Errors
/// A fault of the database.
pub async fn verify_file(State(office): State<Arc<Office>>, acting: Acting, visit: Visit, form: BodyForm) -> Answer {
    let Some(upload) = form.uploads.into_iter().next() else {
        let page = VerifyPage::new(&visit, "", None, Some(visit.tr.s("licence-verify-no-file").into_owned()));
        return Ok(Page(page).sent_back());
    };
    let at = acting.cx.at;
    let found = blocking(move || read(&office, |tx| check_file(tx, &office.keys, &upload.bytes))).await?;
    Ok(Page(VerifyPage::new(&visit, "", None, None).with_file(&found, at)).into_response())
}

// The verdict ---------------------------------------------------------------------------------------

/// `GET /verify/{identifier}`: the verdict.
#[derive(Template)]
#[template(path = "licences/verdict.html")]
struct VerdictPage {
    shell: Shell,
    tr: Tr,
    verdict: Notice,
    facts: Option<DataList>,
}

impl VerdictPage {
    fn new(visit: &Visit, identifier: &str, found: Option<(&Licence, Option<String>)>, at: Timestamp) -> VerdictPage {
        let tr = visit.tr;
        let shell =
            visit.shell(tr.s("licence-verdict-title")).at("verify").crumb(tr.s("licence-verify-title"), "/verify");
        let Some((licence, replacement)) = found else {
            let facts = DataList::new()
                .cell(tr.s("licence-identifier"), Cell::code(identifier))
                .row(tr.s("licence-checked-at"), tr.time(at));
            let verdict =
                Notice::new(NoticeKind::Warning, tr.s("licence-verdict-unknown"), tr.s("licence-verdict-unknown-text"));
            return VerdictPage { shell, tr, verdict, facts: Some(facts) };
        };
        let standing = licence.standing(kernel::cx::legal_date(at));
        let kind = if standing == Standing::InForce { NoticeKind::Done } else { NoticeKind::Warning };
        let mut verdict = Notice::new(
            kind,
            tr.s(&format!("licence-verdict-{standing}")),
            tr.s(&format!("licence-verdict-{standing}-text")),
        );
        if let Some(newer) = replacement {
            verdict = verdict.link(format!("/verify/{newer}"), tr.s("licence-verdict-see-newer"));
        }
        VerdictPage { shell, tr, verdict, facts: Some(facts(tr, licence, at)) }
    }
}

impl Sample for VerdictPage {
    fn samples(lang: Lang) -> Vec<VerdictPage> {
        let visit = Visit::sample(lang);
        let at = Timestamp::from_second(1_772_500_000).unwrap_or(Timestamp::UNIX_EPOCH);
        let mut all: Vec<VerdictPage> = Standing::ALL
            .iter()
            .map(|s| {
                let licence = sample_licence(&"很长的证照名称".repeat(6), *s);
                VerdictPage::new(
                    &visit,
                    &licence.identifier,
                    Some((&licence, (*s == Standing::Replaced).then(|| licence.identifier.clone()))),
                    at,
                )
            })
            .collect();
        all.push(VerdictPage::new(&visit, "1.2.156", None, at));
        all
    }
}

fn look_up(office: &Office, identifier: &str) -> Result<Option<(Licence, Option<String>)>, Problem> {
    read(office, |tx| {
        let Some(licence) = find_by_identifier(tx, identifier)? else { return Ok(None) };
        let newer = find_replacement(tx, licence.id())?.map(|l| l.identifier);
        Ok(Some((licence, newer)))
    })
}

/// `GET /verify/{identifier}`
///
/// # Errors
/// A fault of the database.
pub async fn verify(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(typed): Path<String>,
) -> Answer {
    let id = match LicenceId::parse(&typed) {
        Ok(id) => id.to_string(),
        Err(e) => {
            let page = VerifyPage::new(&visit, &typed, Some(visit.tr.refusal(&Refused::Identifier(e))), None);
            return Ok(Page(page).sent_back());
        }
    };
    // One licence has one address.
    if id != typed {
        return Ok(redirect(&format!("/verify/{id}")));
    }
    let at = acting.cx.at;
    let asked = id.clone();
    let found = blocking(move || look_up(&office, &asked)).await?;
    let page = VerdictPage::new(&visit, &id, found.as_ref().map(|(l, newer)| (l, newer.clone())), at);
    Ok(if found.is_some() {
        no_store(Page(page).into_response())
    } else {
        Page(page).with_status(StatusCode::NOT_FOUND)
    })
}

/// The state of tomorrow may be another: no cache keeps this answer.
fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

/// What programs are told: the same as the page.
#[derive(Debug, Serialize)]
pub struct LicenceState {
    /// 电子证照标识
    pub identifier: String,
    /// 证照类型代码
    pub type_code: String,
    /// 证照名称
    pub type_name: String,
    /// 颁发机构
    pub issuer: String,
    /// 颁发机构代码
    pub issuer_code: String,
    /// 颁发日期
    pub issued_on: String,
    /// 有效期起
    pub valid_from: String,
    /// 有效期止; absent = 长期
    pub valid_to: Option<String>,
    /// The state's word.
    pub state: &'static str,
    /// The state's two digits.
    pub state_code: &'static str,
    /// The state's name in the reader's language.
    pub state_name: String,
    /// What it is worth at the moment of checking.
    pub standing: &'static str,
    /// Whether it can be relied on at the moment of checking.
    pub in_force: bool,
    /// Identifier of the version that replaced it.
    pub replaced_by: Option<String>,
    /// When it was checked.
    pub checked_at: String,
}

/// `GET /api/v1/licences/{identifier}`
///
/// # Errors
/// 422 for what is no identifier (which part is wrong), 404 for one that is not in the register.
pub async fn api(State(office): State<Arc<Office>>, acting: Acting, visit: Visit, Path(typed): Path<String>) -> Answer {
    let id = LicenceId::parse(&typed).map_err(|e| Problem::invalid(Sentence::of(&Refused::Identifier(e))))?;
    let asked = id.to_string();
    let found = blocking(move || look_up(&office, &asked)).await?;
    let (licence, replaced_by) = found.ok_or_else(Problem::not_found)?;
    let state = licence.state().ok_or_else(|| Problem::broken("a licence in an unknown state"))?;
    let standing = licence.standing(acting.cx.today());
    let answer = LicenceState {
        issuer_code: id.issuer_code().to_owned(),
        identifier: licence.identifier,
        type_code: licence.type_code,
        type_name: licence.type_name,
        issuer: licence.issuer_name,
        issued_on: licence.issued_on.to_string(),
        valid_from: licence.valid_from.to_string(),
        valid_to: licence.valid_to.map(|d| d.to_string()),
        state: state.as_str(),
        state_code: state.code(),
        state_name: state_name(visit.tr, state),
        standing: standing.as_str(),
        in_force: standing == Standing::InForce,
        replaced_by,
        checked_at: acting.cx.at.to_string(),
    };
    Ok(no_store(Json(answer).into_response()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(VerifyPage::lint_samples(), Vec::<String>::new());
        assert_eq!(VerdictPage::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn a_scanned_address_is_read_as_its_identifier() {
        assert_eq!(identifier_in("https://hall.example/verify/1.2.156 "), "1.2.156");
        assert_eq!(identifier_in(" 1.2.156"), "1.2.156");
    }

    #[test]
    fn the_verdict_says_nothing_of_the_holder() {
        for lang in [Lang::ZhCn, Lang::En] {
            for page in VerdictPage::samples(lang) {
                let html = page.render().unwrap();
                assert!(!html.contains("晨光餐饮") && !html.contains("JY21301020260302"));
            }
        }
    }
}
