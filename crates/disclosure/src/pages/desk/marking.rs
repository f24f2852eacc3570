//! `/desk/requests/{number}/records/{n}`: the drafting table. Each line, paragraph or cell of a record is disclosed or
//! withheld with its ground; the file for release is made anew from what stays.
//!
//! Law: 政府信息公开条例 第三十七条

mod table;

use super::{
    Answer, NAV, POSTS, day, file_answer, here,
    loaded::{Loaded, load},
    note_reading, outcome_name, word,
};
use crate::{
    RecordDecision, Refused, Tools, Verb, make_release, marks_of, outline_of,
    reply::{Decision, Record},
    store,
};
use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    response::IntoResponse,
};
use identity::pages::edge::Acting;
use kernel::{Cx, Error, Office, journal, matter::MatterRefused};
use redaction::{Mark, Outline, Summary};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use table::{Chunk, chunk_of, other_marks, posted};
use web::{
    BodyForm, Choice, ErrorSummary, Field, Hidden, Notice, NoticeKind, Page, Pager, Problem, Sentence, Shell, Submit,
    Tr, Visit, blocking, redirect_with,
};

pub(super) use table::{Line, Other};

/// Grounds on which something is withheld.
pub(super) const GROUNDS: &[&str] = &["D-1", "D-2", "D-3", "D-4", "D-5", "D-6", "D-7"];

/// Which part of a long record is on the table.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    part: usize,
}

#[derive(Template)]
#[template(path = "disclosure/desk_record.html")]
pub(super) struct RecordPage {
    shell: Shell,
    tr: Tr,
    name: String,
    errors: ErrorSummary,
    notices: Vec<Notice>,
    base: String,
    action: String,
    seen: Hidden,
    part: usize,
    can_edit: bool,
    decision: Vec<Field>,
    /// The heading of the part of the record that is shown.
    place: String,
    lines: Vec<Line>,
    others: Vec<Other>,
    grounds: Vec<(String, String)>,
    add: Vec<Field>,
    is_markable: bool,
    pager: Pager,
    save: Submit,
    make: Option<Submit>,
    remove: Submit,
    has_release: bool,
    alternative: Vec<String>,
    may_read_original: bool,
}

/// What the page shows beside the record.
pub(super) struct Shown<'a> {
    pub l: &'a Loaded,
    pub record: &'a Record,
    pub outline: Result<Outline, Refused>,
    pub marks: Vec<Mark>,
    pub part: usize,
    pub summary: Option<&'a Summary>,
    pub may_read_original: bool,
}

impl RecordPage {
    pub(super) fn new(visit: &Visit, s: &Shown<'_>, sent: &BodyForm, refused: Option<&Refused>) -> RecordPage {
        let tr = visit.tr;
        let record = s.record;
        let base = format!("{}/records/{}", s.l.base(), record.n);
        let mut shell = visit
            .desk(&record.name)
            .at(NAV)
            .crumb(tr.s("req-list-title"), "/desk/requests")
            .crumb(s.l.r.number(), s.l.base())
            .crumb(tr.s("req-records-title"), format!("{}/records", s.l.base()));
        let mut errors = ErrorSummary::new(tr);
        if let Some(r) = refused {
            shell = shell.with_errors();
            let field = match r {
                Refused::NoGround => "ground",
                Refused::NoReason => "reason",
                Refused::NoReevaluation => "reevaluate_on",
                Refused::Undecided { .. } => "decision",
                _ => "",
            };
            errors.add(field, tr.refusal(r));
        }
        let mut notices = Vec::new();
        if let Err(r) = &s.outline {
            notices.push(Notice::new(NoticeKind::Warning, tr.s("req-not-markable"), tr.refusal(r)));
        }
        if let Some(summary) = s.summary {
            notices.extend(table::told(tr, summary, &s.marks));
        }
        let can_edit = s.l.may(Verb::Work);
        let typed = |name: &str, otherwise: String| match sent.get(name) {
            Some(text) => text.to_owned(),
            None => otherwise,
        };
        let grounds: Vec<(String, String)> = GROUNDS.iter().map(|g| ((*g).to_owned(), outcome_name(tr, g))).collect();
        let ground_choices = || grounds.iter().map(|(code, name)| Choice::new(code, name));
        let decision = vec![
            Field::radio(tr, "decision", tr.s("req-column-decision"))
                .choices(Decision::ALL.iter().map(|d| Choice::new(d.as_str(), word(tr, "decision", d))))
                .value(typed("decision", record.decision.map(|d| d.as_str().to_owned()).unwrap_or_default()))
                .required(),
            Field::select(tr, "ground", tr.s("req-ground"))
                .choices(ground_choices())
                .hint(tr.s("req-ground-hint"))
                .value(typed("ground", record.ground.clone().unwrap_or_default())),
            Field::area(tr, "reason", tr.s("req-withheld-reason"))
                .rows(3)
                .hint(tr.s("req-withheld-reason-hint"))
                .value(typed("reason", record.reason.clone())),
            Field::date(tr, "reevaluate_on", tr.s("req-reevaluate-on"))
                .hint(tr.s("req-reevaluate-hint"))
                .value(typed("reevaluate_on", record.reevaluate_on.map(|d| d.to_string()).unwrap_or_default())),
        ];
        let chunk = match &s.outline {
            Ok(outline) => chunk_of(tr, outline, s.part, &s.marks),
            Err(_) => Chunk::default(),
        };
        let others = match &s.outline {
            Ok(outline) => other_marks(tr, outline, &s.marks),
            Err(_) => Vec::new(),
        };
        let add = vec![
            Field::select(tr, "add_kind", tr.s("req-mark-kind"))
                .choices(table::kinds(tr, s.outline.as_ref().ok()))
                .hint(tr.s("req-mark-kind-hint")),
            Field::text(tr, "add_text", tr.s("req-mark-what")).hint(tr.s("req-mark-what-hint")),
            Field::select(tr, "add_ground", tr.s("req-ground")).choices(ground_choices()),
        ];
        let href = |n: usize| format!("{base}?part={n}");
        let pager =
            Pager::new(tr, (s.part > 1).then(|| href(s.part - 1)), (s.part < chunk.parts).then(|| href(s.part + 1)));
        RecordPage {
            shell,
            tr,
            name: record.name.clone(),
            errors,
            notices,
            action: base.clone(),
            seen: Hidden::seen(s.l.r.matter.version),
            part: s.part,
            can_edit,
            decision,
            place: chunk.place,
            lines: chunk.lines,
            others,
            grounds,
            add,
            is_markable: s.outline.is_ok(),
            pager,
            save: Submit::primary(tr.s("req-save-marks")),
            make: matches!(record.decision, Some(Decision::Disclose | Decision::Part))
                .then(|| Submit::secondary(tr.s("req-make-release"))),
            remove: Submit::quiet(tr.s("req-record-remove")).about(&record.name),
            has_release: record.given_out().is_some(),
            alternative: record
                .given_out()
                .map(|r| r.alternative.lines().take(400).map(str::to_owned).collect())
                .unwrap_or_default(),
            may_read_original: s.may_read_original,
            base,
        }
    }
}

fn gone() -> Error<Refused> {
    Refused::Matter(MatterRefused::NotThere).into()
}

/// The record, its outline and the rest of the request. Reads files: outside of any transaction.
struct Opened {
    l: Loaded,
    record: Record,
    outline: Result<Outline, Refused>,
    marks: Vec<Mark>,
    may_read_original: bool,
}

fn open(office: &Office, tools: &Tools, cx: &Cx, tr: Tr, number: &str, n: i64) -> Result<Opened, Problem> {
    let l = office.db.read(|tx| load(tx, cx, tr, number))?;
    let record = l.records.iter().find(|r| r.n == n).cloned().ok_or_else(Problem::not_found)?;
    // The authority in charge supervises replies; originals stay with those who handle the request.
    let may_read_original = POSTS.iter().any(|role| cx.who.holds(l.r.matter.agency, *role));
    let outline = if may_read_original {
        match outline_of(&*office.objects, &tools.fonts, &record) {
            Ok(outline) => Ok(outline),
            Err(Error::Refused(r)) => Err(r),
            Err(broken) => return Err(broken.into()),
        }
    } else {
        return Err(Problem::forbidden());
    };
    let marks = marks_of(&record)?;
    Ok(Opened { l, record, outline, marks, may_read_original })
}

impl Opened {
    fn shown<'a>(&'a self, part: usize, summary: Option<&'a Summary>) -> Shown<'a> {
        Shown {
            l: &self.l,
            record: &self.record,
            outline: self.outline.clone(),
            marks: self.marks.clone(),
            part: part.max(1),
            summary,
            may_read_original: self.may_read_original,
        }
    }
}

/// `GET /desk/requests/{number}/records/{n}`
///
/// # Errors
/// 404 for what is not this office's; 403 for the authority in charge, which reads no originals.
pub async fn record_page(
    State(office): State<Arc<Office>>,
    Extension(tools): Extension<Arc<Tools>>,
    acting: Acting,
    visit: Visit,
    Path((number, n)): Path<(String, i64)>,
    Query(asked): Query<Asked>,
) -> Answer {
    blocking(move || {
        note_reading(&office, &acting.cx, &number)?;
        let o = open(&office, &tools, &acting.cx, visit.tr, &number, n)?;
        Ok(Page(RecordPage::new(&visit, &o.shown(asked.part, None), &BodyForm::default(), None)).into_response())
    })
    .await
}

/// `POST /desk/requests/{number}/records/{n}`: decision, ground, reason, and the marks of the part that is shown.
///
/// # Errors
/// 404, 403, 409 as elsewhere.
pub async fn decide(
    State(office): State<Arc<Office>>,
    Extension(tools): Extension<Arc<Tools>>,
    acting: Acting,
    visit: Visit,
    Path((number, n)): Path<(String, i64)>,
    form: BodyForm,
) -> Answer {
    let seen = form.seen()?;
    blocking(move || {
        let cx = acting.cx;
        let part = form.text("part").and_then(|p| p.parse().ok()).unwrap_or(1);
        let mut o = open(&office, &tools, &cx, visit.tr, &number, n)?;
        let marks = match &o.outline {
            Ok(outline) => posted(outline, part, &o.marks, &form),
            Err(_) => Ok(o.marks.clone()),
        };
        let result = marks.and_then(|marks| {
            o.marks = marks;
            let decision = form.text("decision").and_then(Decision::parse);
            let decision = decision.ok_or_else(|| Refused::Undecided { name: o.record.name.clone() })?;
            Ok(RecordDecision {
                decision,
                marks: serde_json::to_value(&o.marks).unwrap_or_else(|_| json!([])),
                ground: form.text("ground").map(str::to_owned).filter(|_| decision != Decision::Disclose),
                reason: form.text("reason").unwrap_or_default().to_owned(),
                reevaluate_on: day(&form, "reevaluate_on").filter(|_| decision != Decision::Disclose),
            })
        });
        let done = result
            .map_err(Error::from)
            .and_then(|d| office.db.write(|tx| crate::decide_record(tx, &cx, &number, seen, n, &d)));
        match done {
            Ok(_) => {
                let to = format!("/desk/requests/{number}/records/{n}?part={part}");
                Ok(redirect_with(&to, &Sentence::new("req-done-marks")))
            }
            Err(error) => {
                let refused = here(error)?;
                Ok(Page(RecordPage::new(&visit, &o.shown(part, None), &form, Some(&refused))).sent_back())
            }
        }
    })
    .await
}

/// `POST /desk/requests/{number}/records/{n}/release`: makes the file for release, outside of any transaction, and shows
/// what remains.
///
/// # Errors
/// 404, 403, 409 as elsewhere.
pub async fn make_file(
    State(office): State<Arc<Office>>,
    Extension(tools): Extension<Arc<Tools>>,
    acting: Acting,
    visit: Visit,
    Path((number, n)): Path<(String, i64)>,
    form: BodyForm,
) -> Answer {
    let seen = form.seen()?;
    blocking(move || {
        let cx = acting.cx;
        let o = open(&office, &tools, &cx, visit.tr, &number, n)?;
        if !o.l.may(Verb::Work) {
            return Err(Problem::forbidden());
        }
        let plan = o.record.plan();
        let made = make_release(&*office.objects, &tools.fonts, &o.record).and_then(|(released, summary)| {
            office.db.write(|tx| crate::keep_release(tx, &cx, &number, seen, n, &released, &plan))?;
            Ok(summary)
        });
        match made {
            Ok(summary) => {
                let o = open(&office, &tools, &cx, visit.tr, &number, n)?;
                let page = RecordPage::new(&visit, &o.shown(1, Some(&summary)), &BodyForm::default(), None);
                Ok(Page(page).into_response())
            }
            Err(error) => {
                let refused = here(error)?;
                Ok(Page(RecordPage::new(&visit, &o.shown(1, None), &BodyForm::default(), Some(&refused))).sent_back())
            }
        }
    })
    .await
}

/// `POST /desk/requests/{number}/records/{n}/removal`
///
/// # Errors
/// 404, 403, 409 as elsewhere.
pub async fn remove(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((number, n)): Path<(String, i64)>,
    form: BodyForm,
) -> Answer {
    let seen = form.seen()?;
    blocking(move || {
        office.db.write(|tx| crate::remove_record(tx, &acting.cx, &number, seen, n))?;
        Ok(redirect_with(&format!("/desk/requests/{number}/records"), &Sentence::new("req-done-record-removed")))
    })
    .await
}

/// `GET /desk/requests/{number}/records/{n}/original`: for those who handle the request. Reading it is an entry.
///
/// # Errors
/// 404 for what is not this office's; 403 for the authority in charge.
pub async fn original(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((number, n)): Path<(String, i64)>,
) -> Answer {
    blocking(move || {
        let cx = acting.cx;
        let record = office.db.write(|tx| {
            let r = store::find_for_office(tx, &cx, &number)?.ok_or_else(gone)?;
            if !POSTS.iter().any(|role| cx.who.holds(r.matter.agency, *role)) {
                return Err(gone());
            }
            let record = store::find_record(tx, &cx, r.id(), n)?.ok_or_else(gone)?;
            journal::note(
                tx,
                &cx,
                "disclosure-original-read",
                Some(&r.id().to_string()),
                &json!({ "record": record.id, "n": n }),
            )?;
            Ok::<_, Error<Refused>>(record)
        })?;
        let bytes = office.objects.get(&record.original)?.ok_or_else(|| Problem::broken("an original is gone"))?;
        Ok(file_answer(bytes, &record.media_type, &record.name))
    })
    .await
}

/// `GET /desk/requests/{number}/records/{n}/released`: the file for release as it stands.
///
/// # Errors
/// 404 for what is not this office's, and when none was made from the present marks.
pub async fn released(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((number, n)): Path<(String, i64)>,
) -> Answer {
    blocking(move || {
        let cx = acting.cx;
        let file = office.db.read(|tx| crate::released_file(tx, &cx, &number, n))?;
        let bytes = office.objects.get(&file.digest)?.ok_or_else(|| Problem::broken("a released file is gone"))?;
        Ok(file_answer(bytes, &file.media_type, &file.name))
    })
    .await
}
