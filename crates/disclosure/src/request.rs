//! The record of a request and everything that hangs on it; what is typed, checked before it becomes a filing.

use crate::{
    channel::{ApplicantKind, Channel, ConfirmMethod, Form, Help, RequestKind, Way},
    fee::Scheme,
    moves::State,
    refused::Refused,
};
use calendar::Clock;
use jiff::{Timestamp, civil::Date};
use kernel::{Id, matter::Matter, words};
use serde::{Deserialize, Serialize};

/// The most characters of what is asked for.
pub const DESCRIPTION_MOST: usize = 4000;
/// The most characters of the short text for lists.
pub const SUBJECT_MOST: usize = 120;
/// The most matters that one sitting may ask for at once.
pub const SPLIT_MOST: usize = 20;

/// Who asks. Encrypted at rest as a whole.
///
/// Law: 政府信息公开条例 第二十九条第二款第一项
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Applicant {
    /// Name of the person, or of the organisation.
    pub name: String,
    /// `id`, `passport`, `permit` (港澳台居民居住证) or `uscc`.
    pub document_kind: String,
    /// Number of the identity document, or the unified social credit code.
    pub document: String,
    /// Who acts for an organisation.
    pub representative: String,
    /// Telephone.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// Postal address.
    pub address: String,
    /// Postcode.
    pub postcode: String,
}

impl Applicant {
    /// The name as lists show it.
    pub fn shown(&self, kind: ApplicantKind) -> String {
        if kind == ApplicantKind::Person { codes::mask_name(&self.name) } else { self.name.clone() }
    }

    /// Whether somebody can be reached at all.
    pub fn is_reachable(&self) -> bool {
        [&self.phone, &self.email, &self.address].iter().any(|t| !t.trim().is_empty())
    }
}

/// A file that was looked at, scanned and put into the object store, outside of any transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Display name.
    pub name: String,
    /// Type by content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Digest in the object store.
    pub digest: String,
    /// What the virus scanner said: `clean` or `not-scanned`.
    pub scan: String,
}

words! {
    /// What a file of a request is.
    pub enum FilePurpose {
        /// 身份证明
        Identity = "identity",
        /// 申请材料, the scanned letter.
        Request = "request",
        /// 补正材料
        Correction = "correction",
        /// 理由说明
        Reason = "reason",
        /// 送达证明
        Proof = "proof",
        /// 其他
        Other = "other",
    }
}

/// A file of a request.
#[derive(Clone, Debug)]
pub struct RequestFile {
    /// Its id.
    pub id: Id,
    /// What it is.
    pub purpose: FilePurpose,
    /// The file.
    pub file: StoredFile,
    /// When it came.
    pub at: Timestamp,
}

/// What somebody typed, before it is checked.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Access or rectification.
    pub kind: Option<RequestKind>,
    /// The column of the annual report.
    pub applicant_kind: Option<ApplicantKind>,
    /// Who asks.
    pub applicant: Applicant,
    /// What is asked for, in a few words; may be left out: then it is cut from the description.
    pub subject: String,
    /// Name, number or features of the information.
    pub description: String,
    /// 文号
    pub document_number: String,
    /// In which form.
    pub form: Option<Form>,
    /// By which way.
    pub way: Option<Way>,
    /// Help needed.
    pub help: Option<Help>,
}

/// A checked request, ready to be submitted.
#[derive(Clone, Debug)]
pub struct Filing {
    /// Access or rectification.
    pub kind: RequestKind,
    /// The way it came.
    pub channel: Channel,
    /// The column of the annual report.
    pub applicant_kind: ApplicantKind,
    /// Who asks.
    pub applicant: Applicant,
    /// The person behind the account, when there is one.
    pub person: Option<Id>,
    /// For lists, without personal data.
    pub subject: String,
    /// What is asked for.
    pub description: String,
    /// 文号
    pub document_number: Option<String>,
    /// In which form.
    pub form: Form,
    /// By which way.
    pub way: Way,
    /// Help needed.
    pub help: Help,
    /// The day it arrived at the organ: of the stamp, for what the desk files later.
    pub arrived_on: Date,
    /// Sent twice, filed once.
    pub idempotency_key: Option<String>,
    /// Files handed in with it.
    pub files: Vec<(FilePurpose, StoredFile)>,
}

impl Filing {
    /// Checks what was typed. No reason and no need is asked for.
    ///
    /// Law: 政府信息公开条例 第二十九条第二款
    ///
    /// # Errors
    /// Everything that is missing or wrong, as `(field, refusal)`.
    pub fn from_typed(
        typed: &Typed,
        channel: Channel,
        arrived_on: Date,
    ) -> Result<Filing, Vec<(&'static str, Refused)>> {
        let mut wrong: Vec<(&'static str, Refused)> = Vec::new();
        let a = &typed.applicant;
        let kind = typed.applicant_kind.unwrap_or(ApplicantKind::Person);
        if a.name.trim().is_empty() {
            wrong.push(("name", Refused::NoName));
        }
        let is_person = kind == ApplicantKind::Person;
        let document_kind = match (a.document_kind.as_str(), is_person) {
            ("", true) => "id",
            ("", false) => "uscc",
            (k @ ("id" | "passport" | "permit" | "uscc"), _) => k,
            _ => {
                wrong.push(("document_kind", Refused::NoIdentity));
                "id"
            }
        };
        let document = a.document.trim().to_uppercase();
        if document.is_empty() {
            wrong.push(("document", Refused::NoIdentity));
        } else {
            let good = match document_kind {
                "id" => codes::ResidentId::parse(&document).is_ok(),
                "uscc" => codes::Uscc::parse(&document).is_ok(),
                _ => document.chars().count() >= 5 && document.chars().all(|c| c.is_ascii_alphanumeric()),
            };
            if !good {
                wrong.push(("document", Refused::BadIdentity));
            }
        }
        if !is_person && a.representative.trim().is_empty() {
            wrong.push(("representative", Refused::NoRepresentative));
        }
        if !a.is_reachable() {
            wrong.push(("phone", Refused::NoContact));
        }
        let way = typed.way.unwrap_or(Way::Web);
        if way == Way::Email && a.email.trim().is_empty() {
            wrong.push(("email", Refused::WayNeeds));
        }
        if way == Way::Post && a.address.trim().is_empty() {
            wrong.push(("address", Refused::WayNeeds));
        }
        let description = typed.description.trim();
        if description.is_empty() {
            wrong.push(("description", Refused::NoDescription));
        } else if description.chars().count() > DESCRIPTION_MOST {
            wrong.push(("description", Refused::TooLong { most: DESCRIPTION_MOST }));
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let document_number = Some(typed.document_number.trim().to_owned()).filter(|t| !t.is_empty());
        let subject = subject_of(&typed.subject, description);
        Ok(Filing {
            kind: typed.kind.unwrap_or(RequestKind::Access),
            channel,
            applicant_kind: kind,
            applicant: Applicant {
                name: a.name.trim().into(),
                document_kind: document_kind.into(),
                document,
                representative: a.representative.trim().into(),
                phone: a.phone.trim().into(),
                email: a.email.trim().into(),
                address: a.address.trim().into(),
                postcode: a.postcode.trim().into(),
            },
            person: None,
            subject,
            description: description.into(),
            document_number,
            form: typed.form.unwrap_or(Form::Electronic),
            way,
            help: typed.help.unwrap_or(Help::None),
            arrived_on,
            idempotency_key: None,
            files: Vec::new(),
        })
    }
}

/// The text for lists: what was typed for it, else the beginning of the description; numbers that may be personal are
/// blanked, since lists are read without an entry of reading.
pub(crate) fn subject_of(typed: &str, description: &str) -> String {
    let text = if typed.trim().is_empty() { description.lines().next().unwrap_or_default() } else { typed.trim() };
    let mut out = String::new();
    let mut digits = 0;
    for c in text.chars().take(SUBJECT_MOST) {
        digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
        // Years and document numbers are short; telephones and identity numbers are long.
        out.push(if digits > 6 { '*' } else { c });
    }
    out
}

/// The key under which requests for one thing meet: the document number where there is one, else the words without
/// marks and politeness.
pub fn subject_key(subject: &str, document_number: Option<&str>) -> String {
    let plain =
        |t: &str| -> String { t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    if let Some(number) = document_number.map(plain).filter(|n| !n.is_empty()) {
        return format!("n:{number}");
    }
    let mut text = subject.to_owned();
    for word in ["申请公开", "请求公开", "申请获取", "请公开", "请提供", "关于", "相关", "有关", "的", "信息"]
    {
        text = text.replace(word, "");
    }
    format!("t:{}", plain(&text))
}

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// The spine's row.
    pub matter: Matter,
    /// Access or rectification.
    pub kind: RequestKind,
    /// The way it came.
    pub channel: Channel,
    /// The column of the annual report.
    pub applicant_kind: ApplicantKind,
    /// The person behind the account.
    pub person: Option<Id>,
    /// The applicant's name as lists show it.
    pub applicant_shown: String,
    /// For lists.
    pub subject: String,
    /// 文号
    pub document_number: Option<String>,
    /// Requests with this key ask for one thing.
    pub subject_key: String,
    /// In which form.
    pub form: Form,
    /// By which way.
    pub way: Way,
    /// Help needed.
    pub help: Help,
    /// When it was submitted or filed.
    pub submitted_at: Timestamp,
    /// The day it arrived.
    pub arrived_on: Date,
    /// The day both sides confirmed.
    pub confirmed_on: Option<Date>,
    /// How.
    pub confirm_method: Option<ConfirmMethod>,
    /// The day of receipt. Law: 政府信息公开条例 第三十一条
    pub received_on: Option<Date>,
    /// The clock of the reply, with everything that happened to it.
    pub reply_clock: Option<Clock>,
    /// The day of the first reply, or of the end.
    pub closed_on: Option<Date>,
    /// How it ended first.
    pub outcome: Option<String>,
    /// Working days from receipt (or the last restart) to the reply, without those that do not count.
    pub working_days: Option<i64>,
    /// Whether the reply was in time.
    pub in_time: Option<bool>,
}

impl Request {
    /// Its id.
    pub fn id(&self) -> Id {
        self.matter.id
    }

    /// Its number.
    pub fn number(&self) -> &str {
        &self.matter.number
    }

    /// Where it is; `None` for a text nobody knows.
    pub fn state(&self) -> Option<State> {
        State::parse(&self.matter.state)
    }

    /// Whether the reply is given out over the internet, so that the online way to reconsideration is offered with it.
    pub fn is_served_online(&self) -> bool {
        matches!(self.way, Way::Web | Way::Email)
    }
}

/// The private part of a request, opened for somebody who may read it.
#[derive(Clone, Debug)]
pub struct Private {
    /// Who asks.
    pub applicant: Applicant,
    /// What is asked for.
    pub description: String,
}

/// 补正告知.
#[derive(Clone, Debug)]
pub struct Correction {
    /// What is unclear, one point each.
    pub points: Vec<String>,
    /// The day of the notice.
    pub asked_on: Date,
    /// The last day.
    pub answer_by: Date,
    /// The day the corrected request came.
    pub corrected_on: Option<Date>,
    /// What it says.
    pub answer: String,
}

/// 说明理由.
#[derive(Clone, Debug)]
pub struct ReasonAsked {
    /// Why reasons were asked for.
    pub why: String,
    /// The day of the notice.
    pub asked_on: Date,
    /// The last day.
    pub answer_by: Date,
    /// The day of the answer.
    pub answered_on: Option<Date>,
    /// The reasons.
    pub answer: String,
    /// Whether they were found reasonable.
    pub judged_reasonable: Option<bool>,
}

/// A fee that was asked for.
#[derive(Clone, Debug)]
pub struct FeeAsked {
    /// How it was counted.
    pub scheme: Scheme,
    /// Requests of the month, or pages.
    pub quantity: u32,
    /// The amount, in fen.
    pub fen: i64,
    /// The day of the notice.
    pub told_on: Date,
    /// The day the notice was received.
    pub notice_received_on: Option<Date>,
    /// The last day to pay.
    pub pay_by: Option<Date>,
    /// The day it was paid.
    pub paid_on: Option<Date>,
    /// Number of the receipt (票据).
    pub receipt: Option<String>,
}

/// A contact beside the procedure.
#[derive(Clone, Debug)]
pub struct Contact {
    /// confirm, guidance, help, other
    pub purpose: String,
    /// phone, text, email, visit, letter
    pub method: String,
    /// Whether somebody was reached.
    pub reached: bool,
    /// What was said.
    pub note: String,
    /// Who.
    pub by_whom: String,
    /// When.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Typed {
        Typed {
            applicant: Applicant {
                name: "某人".into(),
                document: "11010519491231002X".into(),
                phone: "13800000000".into(),
                ..Applicant::default()
            },
            description: "申请公开2020年老旧小区改造的补助标准".into(),
            ..Typed::default()
        }
    }

    #[test]
    fn no_reason_is_asked_for_and_identity_is() {
        let on = jiff::civil::date(2026, 3, 2);
        assert!(Filing::from_typed(&typed(), Channel::Web, on).is_ok());
        let mut without = typed();
        without.applicant.document.clear();
        let wrong = Filing::from_typed(&without, Channel::Web, on).expect_err("identity is needed");
        assert_eq!(wrong, vec![("document", Refused::NoIdentity)]);
        let mut unreachable = typed();
        unreachable.applicant.phone.clear();
        assert!(Filing::from_typed(&unreachable, Channel::Web, on).is_err());
    }

    #[test]
    fn what_lists_show_holds_no_long_number() {
        assert_eq!(
            subject_of("", "本人11010519491231002X的低保档案（2020年）"),
            "本人110105***********X的低保档案（2020年）"
        );
    }

    #[test]
    fn requests_for_one_thing_meet() {
        assert_eq!(
            subject_key("申请公开 老旧小区改造的补助标准", None),
            subject_key("请提供关于老旧小区改造补助标准的信息。", None)
        );
        assert_eq!(subject_key("甲", Some("某政办〔2020〕3号")), subject_key("乙", Some("某政办[2020]3号")));
    }
}
