//! What was typed into a draft is not lost when the session ends: a page that is sent later carries the draft's own token,
//! which allows adding to this draft and nothing else. What was kept is merged and shown after sign-in.

use super::draft::open;
use super::{Answer, is_person, reading};
use crate::{Refused, drafts};
use forms::{Masking, Posted};
use identity::pages::edge::Acting;
use kernel::{Cx, Error, Id, Office};
use std::sync::Arc;
use web::{BodyForm, Notice, NoticeKind, Problem, Sentence, UncheckedForm, Visit, blocking, redirect_with};

/// How long a page of a draft may lie open and still be kept when it is sent after the session ended.
pub(crate) const LATE_HOURS: i64 = 24;

/// What the token of a draft's pages is for: adding to this draft, nothing else.
pub(crate) const LATE: &str = "draft";

/// A form from a page of this session; otherwise the form, to be kept as late.
pub(crate) fn trusted(form: UncheckedForm, acting: &Acting, visit: &Visit) -> Result<BodyForm, BodyForm> {
    match form.checked(visit) {
        Ok(form) if is_person(&acting.cx) => Ok(form),
        Ok(form) | Err(form) => Err(form),
    }
}

/// Keeps what was sent after the session had ended, when the page carries the draft's own token, and leads to sign-in. It
/// answers nothing about the draft.
pub(crate) async fn keep_late(
    office: Arc<Office>,
    acting: Acting,
    visit: Visit,
    id: Id,
    back: String,
    form: BodyForm,
) -> Answer {
    let cx = acting.cx;
    let token = form.get("draft_token").unwrap_or_default();
    let is_genuine = cx.keys.open_token(LATE, token, cx.at).is_ok_and(|payload| payload == id.to_string().as_bytes());
    if !is_genuine {
        return Err(if is_person(&cx) { Problem::form_expired() } else { Problem::sign_in() });
    }
    // A page that saves itself has nobody who reads an answer: it is told that nothing was saved, and says so.
    if form.act() == "autosave" {
        return Err(Problem::sign_in());
    }
    let pairs: Vec<(String, String)> =
        form.pairs.into_iter().filter(|(name, _)| name != "draft_token" && name != "act").collect();
    let had_files = !form.uploads.is_empty();
    let size: usize = pairs.iter().map(|(n, v)| n.len() + v.len()).sum();
    if size > forms::MOST_BYTES {
        return Err(Problem::too_large(forms::MOST_BYTES));
    }
    let _ = visit;
    let signed_in = is_person(&cx);
    blocking(move || {
        office.db.write(|tx| drafts::keep_late_post(tx, &cx, id, &pairs))?;
        let said = Sentence::new(if had_files { "draft-late-kept-without-files" } else { "draft-late-kept" });
        let to = if signed_in { back } else { format!("/sign-in?back={back}") };
        Ok(redirect_with(&to, &said))
    })
    .await
}

/// Takes what was kept into the draft and says which answers came from it.
pub(crate) fn merge_late(office: &Office, cx: &Cx, visit: &Visit, id: Id) -> Result<Option<Notice>, Problem> {
    let waiting = office.db.read(|tx| Ok::<_, Error<Refused>>(drafts::has_late_posts(tx, id)?))?;
    if !waiting {
        return Ok(None);
    }
    let tr = visit.tr;
    let merged = super::again_when_stale(|| {
        office.db.write(|tx| {
            let open = open(tx, cx, id)?;
            let mut answers = open.draft.answers.clone();
            for pairs in drafts::take_late_posts(tx, cx, id)? {
                // What no form may hold was refused when it was sent; a definition that changed since leaves the rest out.
                let Ok(posted) = Posted::read(&open.definition, &pairs) else { continue };
                answers = posted.merged(&open.definition, &answers).unwrap_or(answers);
            }
            if answers == open.draft.answers {
                return Ok(Vec::new());
            }
            drafts::save_answers(tx, cx, id, &answers)?;
            Ok(reading(tx, &tr, |reader| {
                forms::changes(&open.definition, &open.draft.answers, &answers, reader, Masking::Masked)
            }))
        })
    });
    let changes = match merged {
        Ok(changes) => changes,
        // Not this person's, or a case already: the page itself says so.
        Err(Error::Refused(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let labels: Vec<String> = changes.into_iter().map(|c| c.label).collect();
    let text = match labels.is_empty() {
        true => tr.s("draft-late-same").into_owned(),
        false => tr.f1("draft-late-fields", "fields", labels.join(&tr.s("case-list-separator"))),
    };
    Ok(Some(Notice::new(NoticeKind::Info, tr.s("draft-late-title"), text)))
}
