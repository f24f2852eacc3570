//! The editor: `/desk/publications/new` and `/desk/publications/{number}/edit`; attachments.
//!
//! The body is HTML in a text box: what is pasted from a word processor is cleaned when it is saved, and the page that
//! follows shows it as the public will see it. Everything works without script.

use super::desk_typed::{typed_from, typed_of};
use super::{item_name, kind_name, read};
use crate::{
    Basis, Content, Disclosure, Publication, PublicationKind, Refused, StatutoryItem, Typed, create_once, edit,
    find_for_office, look, places, record_check,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::{Agency, pages::edge::Acting};
use jiff::civil::Date;
use kernel::{Cx, Error, Fault, Id, Lang, Office, Refusal, RefusalKind, Role, Tx, Who};
use sites::{Section, Site};
use std::sync::Arc;
use web::{
    BodyForm, Choice, ErrorSummary, Field, Hidden, Page, Problem, Sample, Sentence, Shell, Submit, Tr, Visit, blocking,
    redirect_with,
};

type Answer = Result<Response, Problem>;
/// Sites with those of their sections that are open to somebody.
type Open = Vec<(Site, Vec<Section>)>;

pub use super::desk_files::{file, paste, remove, upload};

#[derive(Template)]
#[template(path = "publishing/desk-edit.html")]
struct EditPage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    action: String,
    seen: Option<Hidden>,
    first: Vec<Field>,
    body: Field,
    place: Vec<Field>,
    disclosure: Vec<Field>,
    /// What is asked of information that is not disclosed by itself, and whether it is unfolded.
    withheld: Vec<Field>,
    is_withheld: bool,
    links: Vec<Field>,
    note: Option<Field>,
    save: Submit,
}

impl EditPage {
    /// The buttons of the editing surface: the key of the label, and what the module does.
    fn tools(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("publishing-tool-heading", "formatBlock:h2"),
            ("publishing-tool-subheading", "formatBlock:h3"),
            ("publishing-tool-paragraph", "formatBlock:p"),
            ("publishing-tool-list", "insertUnorderedList"),
            ("publishing-tool-numbers", "insertOrderedList"),
            ("publishing-tool-strong", "bold"),
            ("publishing-tool-source", "source"),
        ]
    }
}

/// What the editor is filled with.
struct Filled<'a> {
    agencies: &'a [Agency],
    open: &'a [(Site, Vec<Section>)],
    typed: &'a Typed,
    agency: Option<Id>,
    /// The publication that is changed; none when one is begun.
    publication: Option<&'a Publication>,
    refused: Option<&'a Refused>,
}

impl EditPage {
    fn new(visit: &Visit, f: &Filled<'_>) -> EditPage {
        let tr = visit.tr;
        let t = f.typed;
        let wrong = |kinds: &[&str]| f.refused.filter(|r| kinds.contains(&r.message())).map(|r| tr.refusal(r));
        let day = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
        let choose = || Choice::new("", tr.s("publishing-choose"));
        let mut first = Vec::new();
        if f.publication.is_none() && f.agencies.len() > 1 {
            let agencies = f.agencies.iter().map(|a| Choice::new(a.id.to_string(), &a.name));
            let chosen = f.agency.or(f.agencies.first().map(|a| a.id)).map(|a| a.to_string()).unwrap_or_default();
            first.push(
                Field::select(tr, "agency", tr.s("publishing-agency")).choices(agencies).value(chosen).required(),
            );
        }
        let kinds = PublicationKind::ALL.iter().map(|k| Choice::new(k.as_str(), kind_name(tr, *k)));
        first.push(
            Field::select(tr, "kind", tr.s("publishing-kind"))
                .choices(kinds)
                .value(t.kind.unwrap_or(PublicationKind::Notice).as_str())
                .required(),
        );
        first.push(
            Field::text(tr, "title", tr.s("publishing-field-title"))
                .value(&t.title)
                .error(wrong(&["publishing-refused-no-title"]))
                .required(),
        );
        first.push(
            Field::area(tr, "summary", tr.s("publishing-field-summary"))
                .hint(tr.s("publishing-field-summary-hint"))
                .rows(2)
                .value(&t.summary),
        );
        let body = Field::area(tr, "body", tr.s("publishing-field-body"))
            .hint(tr.s("publishing-field-body-hint"))
            .rows(18)
            .required()
            .value(&t.body)
            .error(wrong(&["publishing-refused-no-body", "publishing-refused-too-long"]));
        let sections = f.open.iter().flat_map(|(site, sections)| {
            sections.iter().map(|s| {
                let label = format!("{} · {}", site.names.of(tr.lang()), s.names.of(tr.lang()));
                Choice::new(format!("{}/{}", site.key, s.key), label)
            })
        });
        let mut chosen = Field::checkboxes(tr, "place", tr.s("publishing-field-placements"))
            .choices(sections)
            .values(t.placements.iter().map(|(a, b)| format!("{a}/{b}")))
            .hint(tr.s(if f.open.is_empty() {
                "publishing-field-placements-none"
            } else {
                "publishing-field-placements-hint"
            }))
            .error(wrong(&["publishing-refused-placement", "publishing-refused-no-placement"]));
        // What is disclosed by itself is handed in with a section; the rest is filed and stands in none.
        if t.disclosure.is_none_or(|d| d == Disclosure::Proactive) {
            chosen = chosen.required();
        }
        let place = vec![
            chosen,
            Field::text(tr, "topics", tr.s("publishing-topics")).hint(tr.s("publishing-topics-hint")).value(&t.topics),
        ];
        let attributes = Disclosure::ALL.iter().map(|d| {
            Choice::new(d.as_str(), tr.s(&format!("publishing-disclosure-{d}")))
                .hint(tr.s(&format!("publishing-disclosure-{d}-hint")))
        });
        let bases = Basis::ALL.iter().map(|b| Choice::new(b.as_str(), tr.s(&format!("publishing-basis-{b}"))));
        let no_attribute = f.refused.filter(|r| **r == Refused::NoBasis && t.disclosure.is_none()).is_some();
        let disclosure = vec![
            Field::date(tr, "formed_on", tr.s("publishing-field-formed-on"))
                .hint(tr.s("publishing-field-formed-on-hint"))
                .value(day(t.formed_on))
                .error(wrong(&["publishing-refused-formed-on"]))
                .required(),
            Field::date(tr, "displayed_on", tr.s("publishing-displayed-on"))
                .hint(tr.s("publishing-displayed-on-hint"))
                .value(day(t.displayed_on))
                .error(wrong(&["publishing-refused-displayed-later"])),
            Field::radio(tr, "disclosure", tr.s("publishing-disclosure"))
                .choices(attributes)
                .value(t.disclosure.map(Disclosure::as_str).unwrap_or_default())
                .error(no_attribute.then(|| tr.s("publishing-no-attribute")))
                .required(),
        ];
        let withheld = vec![
            Field::select(tr, "basis", tr.s("publishing-field-basis"))
                .choices(std::iter::once(choose()).chain(bases))
                .value(t.basis.map(Basis::as_str).unwrap_or_default())
                .hint(tr.s("publishing-field-basis-hint"))
                .error(wrong(&["publishing-refused-no-basis"]).filter(|_| !no_attribute)),
            Field::area(tr, "reason", tr.s("publishing-field-reason")).rows(2).value(&t.reason),
            Field::date(tr, "reevaluate_on", tr.s("publishing-field-reevaluate-on"))
                .hint(tr.s("publishing-field-reevaluate-on-hint"))
                .value(day(t.reevaluate_on))
                .error(wrong(&["publishing-refused-no-reevaluation"])),
        ];
        let items = StatutoryItem::ALL.iter().map(|i| Choice::new(i.as_str(), item_name(tr, *i)));
        let langs = Lang::ALL
            .iter()
            .map(|l| Choice::new(l.as_str(), tr.s(&format!("publishing-lang-{}", l.as_str().to_lowercase()))));
        let links = vec![
            Field::text(tr, "interprets", tr.s("publishing-interprets"))
                .hint(tr.s("publishing-interprets-hint"))
                .value(&t.interprets)
                .error(wrong(&["publishing-refused-no-rule"])),
            Field::select(tr, "statutory_item", tr.s("publishing-statutory-item"))
                .choices(std::iter::once(choose()).chain(items))
                .value(t.statutory_item.map(StatutoryItem::as_str).unwrap_or_default()),
            Field::code(tr, "duty", tr.s("publishing-duty")).hint(tr.s("publishing-duty-hint")).value(&t.duty),
            Field::select(tr, "lang", tr.s("publishing-field-lang"))
                .choices(langs)
                .value(t.lang.unwrap_or(Lang::ZhCn).as_str()),
        ];
        let note = f.publication.filter(|p| p.released > 0).map(|_| {
            Field::area(tr, "note", tr.s("publishing-correction-note"))
                .hint(tr.s("publishing-correction-note-hint"))
                .rows(2)
                .value(&t.note)
                .error(wrong(&["publishing-refused-no-note"]))
                .required()
        });
        let mut errors = ErrorSummary::of(
            tr,
            first.iter().chain([&body]).chain(&disclosure).chain(&withheld).chain(&place).chain(&links).chain(&note),
        );
        if let Some(r) = f.refused.filter(|_| errors.is_empty()) {
            errors.add("", tr.refusal(r));
        }
        let title = tr.s(if f.publication.is_some() { "publishing-edit-title" } else { "publishing-new" });
        let mut shell =
            visit.desk(title).at("desk-publications").crumb(tr.s("publishing-desk-title"), "/desk/publications");
        if let Some(p) = f.publication {
            shell = shell.crumb(&p.content.title, format!("/desk/publications/{}", p.number));
        }
        if f.refused.is_some() {
            shell = shell.with_errors();
        }
        EditPage {
            shell,
            tr,
            errors,
            action: f
                .publication
                .map_or_else(|| "/desk/publications".to_owned(), |p| format!("/desk/publications/{}/edit", p.number)),
            seen: f.publication.map(|p| Hidden::seen(p.matter.version)),
            first,
            body,
            place,
            is_withheld: t.disclosure.is_some_and(|d| d != Disclosure::Proactive)
                || withheld.iter().any(|f| f.error_text().is_some()),
            disclosure,
            withheld,
            links,
            note,
            save: Submit::primary(tr.s("publishing-save")),
        }
    }
}

/// The agencies at which the acting member drafts.
fn my_agencies(tx: &mut Tx, cx: &Cx) -> Result<Vec<Agency>, Fault> {
    let Who::Staff { posts, .. } = &cx.who else { return Ok(Vec::new()) };
    let mut ids: Vec<Id> = posts.iter().filter(|p| p.role == Role::PublicationDrafting).map(|p| p.agency).collect();
    ids.sort();
    ids.dedup();
    let mut found = Vec::new();
    for id in ids {
        found.extend(identity::find_agency(tx, id)?);
    }
    Ok(found)
}

/// The sections open to any of these agencies, each once.
fn open_to(tx: &mut Tx, agencies: &[Agency]) -> Result<Open, Fault> {
    let mut open = Open::new();
    for agency in agencies {
        for (site, sections) in places::list_open(tx, agency)? {
            match open.iter_mut().find(|(s, _)| s.key == site.key) {
                Some((_, known)) => {
                    let more: Vec<Section> =
                        sections.into_iter().filter(|s| !known.iter().any(|k| k.key == s.key)).collect();
                    known.extend(more);
                }
                None => open.push((site, sections)),
            }
        }
    }
    Ok(open)
}

/// Runs the checker over the working revision and keeps the outcome; that somebody changed it meanwhile is no fault.
pub(super) fn check_now(office: &Office, cx: &Cx, number: &str) -> Result<(), Problem> {
    let kept = look(office, number).and_then(|found| office.db.write(|tx| record_check(tx, cx, number, &found)));
    match kept {
        Ok(()) => Ok(()),
        Err(Error::Refused(r)) if r.kind() == RefusalKind::Stale => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// `GET /desk/publications/new`
///
/// # Errors
/// 403 for whoever drafts nowhere.
pub async fn begin(State(office): State<Arc<Office>>, acting: Acting, visit: Visit) -> Answer {
    let today = acting.cx.today();
    let (agencies, open) = blocking(move || {
        read(&office, |tx| {
            let agencies = my_agencies(tx, &acting.cx)?;
            let open = open_to(tx, &agencies)?;
            Ok((agencies, open))
        })
    })
    .await?;
    if agencies.is_empty() {
        return Err(Problem::forbidden());
    }
    let typed = Typed { formed_on: Some(today), disclosure: Some(Disclosure::Proactive), ..Typed::default() };
    let filled =
        Filled { agencies: &agencies, open: &open, typed: &typed, agency: None, publication: None, refused: None };
    Ok(Page(EditPage::new(&visit, &filled)).into_response())
}

/// `POST /desk/publications`
///
/// # Errors
/// 403 for whoever drafts nowhere.
pub async fn save_new(State(office): State<Arc<Office>>, acting: Acting, visit: Visit, form: BodyForm) -> Answer {
    let cx = acting.cx.clone();
    let typed = typed_of(&form);
    let chosen = form.text("agency").and_then(Id::parse);
    // Pressed twice, the form begins one publication.
    let key = form.idempotency().and_then(Id::parse).unwrap_or_else(Id::new);
    blocking(move || {
        let (agencies, open) = read(&office, |tx| {
            let agencies = my_agencies(tx, &cx)?;
            let open = open_to(tx, &agencies)?;
            Ok((agencies, open))
        })?;
        let agency = chosen.or(agencies.first().map(|a| a.id)).ok_or_else(Problem::forbidden)?;
        let made = Content::from_typed(&typed, cx.today())
            .map_err(Error::from)
            .and_then(|content| office.db.write(|tx| create_once(tx, &cx, agency, &content, key)));
        match made {
            Ok(p) => {
                check_now(&office, &cx, &p.number)?;
                Ok(redirect_with(&format!("/desk/publications/{}", p.number), &Sentence::new("publishing-saved")))
            }
            Err(Error::Refused(Refused::BegunAlready { number })) => {
                Ok(redirect_with(&format!("/desk/publications/{number}"), &Sentence::new("publishing-saved")))
            }
            Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => {
                let filled = Filled {
                    agencies: &agencies,
                    open: &open,
                    typed: &typed,
                    agency: Some(agency),
                    publication: None,
                    refused: Some(&r),
                };
                Ok(Page(EditPage::new(&visit, &filled)).sent_back())
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

/// The publication with the sections its agency may publish to.
fn editable(tx: &mut Tx, cx: &Cx, number: &str) -> Result<Option<(Publication, Open)>, Fault> {
    let Some(p) = find_for_office(tx, cx, number)? else { return Ok(None) };
    let open = match identity::find_agency(tx, p.matter.agency)? {
        Some(agency) => places::list_open(tx, &agency)?,
        None => Vec::new(),
    };
    Ok(Some((p, open)))
}

/// `GET /desk/publications/{number}/edit`
///
/// # Errors
/// 404 for what is not this office's or not open for writing.
pub async fn change(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
) -> Answer {
    let cx = acting.cx.clone();
    let (p, open) = blocking(move || read(&office, |tx| editable(tx, &acting.cx, &number)))
        .await?
        .filter(|(p, _)| {
            p.state().is_some_and(crate::State::is_open) && cx.who.holds(p.matter.agency, Role::PublicationDrafting)
        })
        .ok_or_else(Problem::not_found)?;
    let typed = typed_from(&p.content);
    let filled =
        Filled { agencies: &[], open: &open, typed: &typed, agency: None, publication: Some(&p), refused: None };
    Ok(Page(EditPage::new(&visit, &filled)).into_response())
}

/// `POST /desk/publications/{number}/edit`
///
/// # Errors
/// 404 for what is not this office's; 409 when somebody changed it meanwhile.
pub async fn save(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
    form: BodyForm,
) -> Answer {
    let seen = form.seen()?;
    let typed = typed_of(&form);
    blocking(move || {
        let cx = acting.cx;
        let saved = Content::from_typed(&typed, cx.today())
            .map_err(Error::from)
            .and_then(|content| office.db.write(|tx| edit(tx, &cx, &number, seen, &content)));
        match saved {
            Ok(p) => {
                check_now(&office, &cx, &p.number)?;
                Ok(redirect_with(&format!("/desk/publications/{}", p.number), &Sentence::new("publishing-saved")))
            }
            Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => {
                let (p, open) = read(&office, |tx| editable(tx, &cx, &number))?.ok_or_else(Problem::not_found)?;
                let filled = Filled {
                    agencies: &[],
                    open: &open,
                    typed: &typed,
                    agency: None,
                    publication: Some(&p),
                    refused: Some(&r),
                };
                Ok(Page(EditPage::new(&visit, &filled)).sent_back())
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

/// The publication's page with the refusal on it.
pub(super) fn refused_here(
    office: &Office,
    cx: &Cx,
    visit: &Visit,
    number: &str,
    form: &BodyForm,
    refused: &Refused,
) -> Answer {
    let opened = read(office, |tx| super::desk::open(tx, cx, number))?.ok_or_else(Problem::not_found)?;
    Ok(super::desk::page(visit, &opened, form, Some(refused)))
}

impl Sample for EditPage {
    fn samples(lang: Lang) -> Vec<EditPage> {
        let visit = Visit::sample(lang);
        let blank = Typed::default();
        let full = Typed {
            kind: Some(PublicationKind::Interpretation),
            title: "<解读>".repeat(30),
            body: "<p>一</p><script>x</script>".into(),
            placements: vec![("main".into(), "notices".into())],
            disclosure: Some(Disclosure::Withheld),
            ..Typed::default()
        };
        let p = super::desk_list::sample("关于<会议>的通告", crate::State::CorrectionDraft);
        let mut samples = Vec::new();
        for refused in
            [None, Some(&Refused::NoTitle), Some(&Refused::NoBasis), Some(&Refused::TooManyFiles { most: 3 })]
        {
            for (typed, publication) in [(&blank, None), (&full, Some(&p))] {
                let filled = Filled { agencies: &[], open: &[], typed, agency: None, publication, refused };
                samples.push(EditPage::new(&visit, &filled));
            }
        }
        samples
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_good() {
        assert_eq!(EditPage::lint_samples(), Vec::<String>::new());
    }
}
