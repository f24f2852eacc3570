//! What must be looked at again because something it leans on changed: of every kind, for the agencies that answer.

use super::desk::agencies_of;
use super::leaning_kind;
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{
    Cx, Error, Fault, Id, Never, Office, Role, Tx,
    links::{Flag, FlagRefused, FlagScope, NodeKind, list_flags, settle_flag},
};
use std::sync::Arc;
use web::{
    BodyForm, Empty, ErrorSummary, Field, Page, Problem, Sentence, Shell, Submit, Tr, Visit, blocking, redirect_with,
};

/// Flags on one page.
const ROWS: usize = 60;

pub(crate) struct FlagShown {
    title: String,
    href: String,
    kind: String,
    why: String,
    on: String,
    raised: String,
    settle: Option<(Field, Submit, String)>,
}

#[derive(Template)]
#[template(path = "register/flags.html")]
pub(crate) struct FlagsPage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    flags: Vec<FlagShown>,
    more: Option<String>,
    empty: Option<Empty>,
}

/// The open flags this person sees, newest first: their agencies', or everybody's for supervision.
fn read(tx: &mut Tx, cx: &Cx) -> Result<Vec<Flag>, Fault> {
    if cx.who.holds_anywhere(Role::Supervision) {
        return list_flags(tx, FlagScope::All, None, ROWS as i64 + 1);
    }
    let mut all = Vec::new();
    for agency in agencies_of(&cx.who, |_| true) {
        all.extend(list_flags(tx, FlagScope::Agency(agency), None, ROWS as i64 + 1)?);
    }
    all.sort_by_key(|f| std::cmp::Reverse(f.id));
    Ok(all)
}

/// What went wrong with settling one of them, and what was typed.
pub(crate) struct Faulty<'a> {
    pub id: Id,
    pub note: &'a str,
    pub refused: &'a FlagRefused,
}

pub(crate) fn page(visit: &Visit, own: &[Id], mut flags: Vec<Flag>, faulty: Option<&Faulty<'_>>) -> FlagsPage {
    let tr = visit.tr;
    let more = (flags.len() > ROWS).then(|| tr.f1("register-flags-more", "count", ROWS));
    flags.truncate(ROWS);
    let mut errors = ErrorSummary::new(tr);
    let shown: Vec<FlagShown> = flags
        .iter()
        .enumerate()
        .map(|(n, flag)| {
            let of_this = faulty.filter(|f| f.id == flag.id);
            let is_mine = flag.link.from.owner.is_none_or(|o| own.contains(&o));
            let settle = is_mine.then(|| {
                let field = Field::text(tr, format!("note-{n}"), tr.s("register-flag-note"))
                    .required()
                    .value(of_this.map_or("", |f| f.note))
                    .error(of_this.map(|f| tr.refusal(f.refused)));
                let submit = Submit::secondary(tr.s("register-flag-settle")).about(flag.link.from.title.clone());
                (field, submit, format!("/desk/flags/{}", flag.id))
            });
            if let (Some(f), Some((field, ..))) = (of_this, &settle) {
                errors.add(field.name(), tr.refusal(f.refused));
            }
            let named = match flag.link.to.kind {
                NodeKind::Rule => tr.f1("register-flag-rule", "title", &flag.link.to.key),
                _ => flag.link.to.key.clone(),
            };
            FlagShown {
                title: match flag.link.from.node.part.as_str() {
                    "" => flag.link.from.title.clone(),
                    part => format!("{}　{part}", flag.link.from.title),
                },
                href: flag.link.from.href.clone(),
                kind: leaning_kind(tr, flag.link.from.node.kind, flag.link.kind),
                why: tr.s(&flag.why).into_owned(),
                on: format!("{named}{}", flag.link.to.part),
                raised: tr.time(flag.raised_at),
                settle,
            }
        })
        .collect();
    let empty = shown.is_empty().then(|| Empty::new(tr.s("register-flags-empty"), tr.s("register-flags-empty-text")));
    let mut shell = visit.desk(tr.s("register-flags-title")).at("desk-flags");
    if faulty.is_some() {
        shell = shell.with_errors();
    }
    FlagsPage { shell, tr, errors, flags: shown, more, empty }
}

/// `GET /desk/flags`
///
/// # Errors
/// A fault of the database.
pub async fn list(State(office): State<Arc<Office>>, acting: Acting, visit: Visit) -> Result<Response, Problem> {
    blocking(move || {
        let flags = office.db.read(|tx| read(tx, &acting.cx).map_err(Error::<Never>::from))?;
        Ok(Page(page(&visit, &agencies_of(&acting.cx.who, |_| true), flags, None)).into_response())
    })
    .await
}

/// `POST /desk/flags/{id}`: settles it with a note of what was checked or changed.
///
/// # Errors
/// No such open flag, or another agency's.
pub async fn settle(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    blocking(move || {
        let own = agencies_of(&acting.cx.who, |_| true);
        // The field's name carries its place on the page.
        let note = form.pairs.iter().find(|(n, _)| n.starts_with("note")).map_or("", |(_, v)| v.as_str());
        match office.db.write(|tx| settle_flag(tx, &acting.cx, id, &own, note)) {
            Ok(()) => Ok(redirect_with("/desk/flags", &Sentence::new("register-flag-settled"))),
            Err(Error::Refused(refused @ FlagRefused::NoteMissing)) => {
                let flags = office.db.read(|tx| read(tx, &acting.cx).map_err(Error::<Never>::from))?;
                let faulty = Faulty { id, note, refused: &refused };
                Ok(Page(page(&visit, &own, flags, Some(&faulty))).sent_back())
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}
