//! `/desk/requests/{number}/records`: the records found, and adding one. The original stays in the office.

use super::{
    Answer, here, large_form,
    loaded::{Loaded, load},
    note_reading,
    parts::{Block, Form, Part, PartsPage},
    sections, state_tag,
};
use crate::{Refused, Tools, Verb, keep_file};
use axum::{
    Extension,
    extract::{Path, Request as HttpRequest, State},
    response::IntoResponse,
};
use identity::pages::edge::Acting;
use kernel::Error;
use std::sync::Arc;
use web::{Cell, Field, Hidden, Page, Sentence, Submit, Visit, blocking, redirect_with};

/// The page, with what was refused.
pub(super) fn page(visit: &Visit, l: &Loaded, number: &str, refused: Option<&Refused>) -> PartsPage {
    let tr = visit.tr;
    let shell = visit
        .desk(tr.s("req-records-title"))
        .crumb(tr.s("req-list-title"), "/desk/requests")
        .crumb(l.r.number(), l.base());
    let mut page = PartsPage::new(shell);
    page.lead.clone_from(&l.r.subject);
    page.tags = vec![state_tag(tr, l.r.state())];
    page.marks = vec![Cell::code(l.r.number())];
    if let Some(r) = refused {
        page = page.refused("file", tr.refusal(r));
    }
    page.parts.push(
        Part::new("records", tr.s("req-part-records")).with(Block::Table(sections::records_table(tr, l))).with(
            Block::Links(vec![
                (format!("{}/reply", l.base()), tr.s("req-reply-edit").into_owned()),
                (l.base(), tr.s("req-back-to-request").into_owned()),
            ]),
        ),
    );
    if l.may(Verb::Work) {
        let form = Form::new("add-record", tr.s("req-records-add"), format!("{}/records", l.base()))
            .main()
            .with_files()
            .about(tr.s("req-records-add-hint"))
            .hidden(Hidden::seen(l.r.matter.version))
            .field(
                Field::files(tr, "file", tr.s("req-record-file"), super::intake::ACCEPT)
                    .hint(tr.f1("req-file-hint", "mb", crate::MEGABYTES))
                    .required()
                    .error(refused.map(|r| tr.refusal(r))),
            )
            .field(Field::text(tr, "document_number", tr.s("req-document-number")).value(number))
            .send(Submit::primary(tr.s("req-records-add")));
        page.parts.push(Part::new("add", tr.s("req-records-add")).with(Block::Form(form)));
    }
    page
}

/// `GET /desk/requests/{number}/records`
///
/// # Errors
/// 404 for what is not this office's.
pub async fn records_page(
    State(office): State<Arc<kernel::Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
) -> Answer {
    blocking(move || {
        note_reading(&office, &acting.cx, &number)?;
        let l = office.db.read(|tx| load(tx, &acting.cx, visit.tr, &number))?;
        Ok(Page(page(&visit, &l, "", None)).into_response())
    })
    .await
}

/// `POST /desk/requests/{number}/records`: one or more files.
///
/// # Errors
/// 404 for what is not this office's; 403 for who may not; 409 when it was changed.
pub async fn add(
    State(office): State<Arc<kernel::Office>>,
    Extension(tools): Extension<Arc<Tools>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
    request: HttpRequest,
) -> Answer {
    let form = large_form(request).await?;
    let mut seen = form.seen()?;
    blocking(move || {
        let cx = acting.cx;
        // Whose request it is comes first: nothing of a stranger is put into the store.
        let l = office.db.read(|tx| load(tx, &cx, visit.tr, &number))?;
        let document_number = form.text("document_number").unwrap_or_default();
        let back = |error: Error<Refused>| {
            let refused = here(error)?;
            Ok(Page(page(&visit, &l, document_number, Some(&refused))).sent_back())
        };
        if form.uploads.is_empty() {
            return back(Refused::FileEmpty.into());
        }
        let mut last = 0;
        for upload in &form.uploads {
            let kept = keep_file(&*office.objects, &tools.scanner, &upload.filename, &upload.bytes).and_then(|file| {
                let with = Some(document_number).filter(|t| !t.is_empty());
                office.db.write(|tx| crate::add_record(tx, &cx, &number, seen, with, &file))
            });
            match kept {
                Ok((r, n)) => {
                    seen = r.matter.version;
                    last = n;
                }
                Err(error) => return back(error),
            }
        }
        Ok(redirect_with(&format!("/desk/requests/{number}/records/{last}"), &Sentence::new("req-done-record")))
    })
    .await
}
