//! A letter by e-mail becomes a request, or an answer of its applicant within one.
//!
//! Called by the mailbox inside the transaction that settles the letter, so that it becomes a request exactly once.
//! A letter fixes no day of receipt: both sides confirm (art. 31), by an answer to the signed address of our receipt.
//! A letter whose sender is doubtful confirms nothing and is answered by nobody.
//!
//! Law: 政府信息公开条例 第二十九条, 第三十一条第三项
//!
//! (Labels of the form as people write them: Chinese terms as data.)

use crate::{
    Refused, State,
    channel::{ApplicantKind, Channel, ConfirmMethod, Form, Help, RequestKind, Way},
    request::{Applicant, DESCRIPTION_MOST, FilePurpose, Filing, Request, StoredFile, subject_of},
    store, verbs,
    words::plain,
};
use kernel::{Cx, Error, Fault, Id, Tx, journal};
use post::incoming::{Incoming, Taken, Threaded};
use screen::file::FileKind;
use serde_json::json;

/// The purpose in signed addresses of this desk.
pub const PURPOSE: &str = "disclosure";

/// What a letter says of its sender and of what is asked for, where it follows the form: a label, a colon, the value.
pub fn read_letter(text: &str) -> (Applicant, String, Option<String>) {
    let mut a = Applicant::default();
    let mut number = None;
    let mut rest: Vec<&str> = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim();
        // What is quoted from an earlier letter is not said again.
        if trimmed.starts_with('>') {
            continue;
        }
        let labelled =
            trimmed.split_once(['：', ':']).map(|(l, v)| (l.trim().trim_start_matches(['-', '*', '·']), v.trim()));
        match labelled {
            Some((l, v)) if !v.is_empty() && l.chars().count() <= 12 => match l {
                "姓名" | "申请人" | "申请人姓名" | "名称" | "单位名称" => a.name = v.into(),
                "身份证号" | "身份证号码" | "证件号码" | "身份证" | "公民身份号码" => {
                    (a.document_kind, a.document) = ("id".into(), v.to_uppercase());
                }
                "统一社会信用代码" => (a.document_kind, a.document) = ("uscc".into(), v.to_uppercase()),
                "联系电话" | "电话" | "手机" | "联系方式" => a.phone = v.into(),
                "通信地址" | "地址" | "联系地址" => a.address = v.into(),
                "法定代表人" | "联系人" => a.representative = v.into(),
                "文号" => number = Some(v.to_owned()),
                "申请内容" | "所需信息" | "所需政府信息" | "信息名称" => rest.push(v),
                _ => rest.push(line),
            },
            _ => rest.push(line),
        }
    }
    (a, rest.join("\n").trim().to_owned(), number)
}

fn files_of(incoming: &Incoming) -> Vec<StoredFile> {
    let media = |kind: FileKind| match kind {
        FileKind::Pdf => "application/pdf",
        FileKind::Jpeg => "image/jpeg",
        FileKind::Png => "image/png",
        FileKind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        FileKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        FileKind::Text => "text/plain",
        // Kept and handed out as a download only: nobody's browser opens it.
        _ => "application/octet-stream",
    };
    incoming
        .attachments
        .iter()
        .filter_map(|a| {
            Some(StoredFile {
                name: crate::shown_name(&a.name),
                media_type: media(a.kind).to_owned(),
                size: i64::try_from(a.size).ok()?,
                digest: a.digest.clone()?,
                // Scanned afterwards, outside of this transaction.
                scan: "not-scanned".into(),
            })
        })
        .collect()
}

/// Takes a letter: an answer within a request where it came to its signed address, else a new request to the office whose
/// mailbox it was written to. What belongs to no office is left for a person to look at.
///
/// # Errors
/// A fault of the database; the letter is then tried again.
pub fn take_mail(tx: &mut Tx, cx: &Cx, incoming: &Incoming) -> Result<Taken, Fault> {
    if let Some(thread) = &incoming.thread
        && thread.purpose == PURPOSE
        && let Some(request) = store::find_request(tx, thread.target)?
    {
        answer(tx, cx, incoming, &request, thread.by == Threaded::Signed)?;
        return Ok(Taken::As(request.id()));
    }
    let mut agency = None;
    for to in &incoming.to {
        let plain = to.split_once('+').map_or(to.clone(), |(local, rest)| {
            format!("{local}@{}", rest.rsplit_once('@').map_or("", |(_, domain)| domain))
        });
        agency = store::find_agency_by_mailbox(tx, &plain)?;
        if agency.is_some() {
            break;
        }
    }
    let Some(agency) = agency else { return Ok(Taken::Left) };
    match begin(tx, cx, incoming, agency) {
        Ok(request) => Ok(Taken::As(request)),
        Err(Error::Broken(fault)) => Err(fault),
        Err(Error::Refused(refused)) => {
            tracing::warn!(?refused, "a letter could not become a request");
            Ok(Taken::Left)
        }
    }
}

fn begin(tx: &mut Tx, cx: &Cx, incoming: &Incoming, agency: Id) -> Result<Id, Error<Refused>> {
    let (mut applicant, words, document_number) = read_letter(&incoming.text);
    if applicant.name.is_empty() {
        applicant.name = if incoming.from.name.trim().is_empty() {
            incoming.from.address.clone()
        } else {
            incoming.from.name.clone()
        };
    }
    applicant.email = incoming.from.address.clone();
    let description: String = match (incoming.subject.trim(), words.trim()) {
        ("", words) => words.to_owned(),
        (subject, "") => subject.to_owned(),
        (subject, words) => format!("{subject}\n{words}"),
    };
    let description: String = description.chars().take(DESCRIPTION_MOST).collect();
    let description = if description.is_empty() { plain("mail-attached") } else { description };
    let is_company = applicant.document_kind == "uscc";
    let filing = Filing {
        kind: RequestKind::Access,
        channel: Channel::Email,
        applicant_kind: if is_company { ApplicantKind::Company } else { ApplicantKind::Person },
        applicant,
        person: None,
        subject: subject_of(&incoming.subject, &description),
        description,
        document_number,
        form: Form::Electronic,
        way: Way::Email,
        help: Help::None,
        arrived_on: kernel::cx::legal_date(incoming.received_at).min(cx.today()),
        idempotency_key: Some(format!("mail:{}", incoming.id)),
        files: files_of(incoming).into_iter().map(|f| (FilePurpose::Request, f)).collect(),
    };
    let submitted = verbs::submit(tx, cx, agency, &filing)?;
    let body = json!({
        "message": incoming.id, "raw": incoming.raw, "doubtful": incoming.flags.is_doubtful,
        "left_out": incoming.attachments.iter().filter(|a| a.digest.is_none()).count(),
    });
    journal::note(tx, cx, "disclosure-mail", Some(&submitted.request.id().to_string()), &body)?;
    if incoming.flags.is_doubtful {
        let note = plain("mail-doubtful");
        store::insert_contact(tx, cx, submitted.request.id(), "confirm", "email", false, &note)?;
    }
    Ok(submitted.request.id())
}

/// An answer within a request. To the signed address it confirms, corrects or states reasons, whichever is awaited;
/// otherwise, and from a doubtful sender, its words are put on record for the desk.
fn answer(tx: &mut Tx, cx: &Cx, incoming: &Incoming, request: &Request, signed: bool) -> Result<(), Fault> {
    let (_, words, _) = read_letter(&incoming.text);
    let words: String = words.chars().take(DESCRIPTION_MOST).collect();
    for file in files_of(incoming) {
        store::insert_file(tx, cx, request.id(), FilePurpose::Other, &file)?;
    }
    let acts = signed && !incoming.flags.is_doubtful;
    let me = verbs::follower(cx, request);
    let (number, seen, today) = (request.number().to_owned(), request.matter.version, cx.today());
    let done = match request.state() {
        Some(State::Arrived) if acts => Some(verbs::confirm(tx, &me, &number, seen, today, ConfirmMethod::Email)),
        Some(State::AwaitingCorrection) if acts && !words.is_empty() => {
            Some(verbs::correct(tx, &me, &number, seen, today, &words, &[]))
        }
        Some(State::AwaitingReason) if acts && !words.is_empty() => {
            Some(verbs::state_reason(tx, &me, &number, seen, today, &words))
        }
        _ => None,
    };
    match done {
        Some(Err(Error::Broken(fault))) => return Err(fault),
        Some(Err(Error::Refused(refused))) => tracing::warn!(?refused, "an answer by mail was put on record only"),
        _ => {}
    }
    let note = if words.is_empty() { incoming.subject.clone() } else { words };
    store::insert_contact(tx, cx, request.id(), "other", "email", true, &note)?;
    let body = json!({ "message": incoming.id, "raw": incoming.raw, "signed": signed, "doubtful": incoming.flags.is_doubtful });
    journal::note(tx, cx, "disclosure-mail", Some(&request.id().to_string()), &body)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_on_the_form_is_read() {
        let (a, words, number) = read_letter(
            "姓名：某人\n身份证号: 11010519491231002x\n联系电话：13800000000\n文号：某政〔2020〕1号\n申请内容：老旧小区改造名册\n谢谢\n> 姓名：引用",
        );
        assert_eq!(
            (a.name.as_str(), a.document.as_str(), a.phone.as_str()),
            ("某人", "11010519491231002X", "13800000000")
        );
        assert_eq!(words, "老旧小区改造名册\n谢谢");
        assert_eq!(number.as_deref(), Some("某政〔2020〕1号"));
    }

    #[test]
    fn a_letter_in_plain_words_is_the_request() {
        let (a, words, _) = read_letter("你好，我想申请公开人民路改造的预算。");
        assert!(a.name.is_empty());
        assert_eq!(words, "你好，我想申请公开人民路改造的预算。");
    }
}
