//! A document on its way into the register: entered, edited.

use super::desk::kept_agencies;
use super::record::{self, Loaded};
use super::word;
use crate::{
    Disclosure, Draft, Provision, ProvisionKind, Refused, Rule, RuleKind, Version, Words, draft_rule, edit_draft,
    prepare,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Error, Id, Never, Office, Refusal, RefusalKind};
use std::sync::Arc;
use web::{
    BodyForm, Choice, ErrorSummary, Field, Hidden, Page, Problem, Sentence, Shell, Submit, Tr, Visit, blocking,
    redirect_with,
};

/// What was typed: kept when the form is sent back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    pub values: Vec<(String, String)>,
}

impl Typed {
    pub fn of(form: &BodyForm) -> Typed {
        Typed { values: form.pairs.clone() }
    }

    pub fn get(&self, name: &str) -> &str {
        self.values.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }

    fn split(&self, name: &str, signs: &[char]) -> Vec<String> {
        self.get(name).split(signs).map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect()
    }

    pub fn list(&self, name: &str) -> Vec<String> {
        self.split(name, &['、', '/', '／', '，', ',', '；', ';', '\n'])
    }

    /// The subjects: one may hold a mark of enumeration (`市场监管、安全生产监管`), so that only strokes part them.
    pub fn topics(&self) -> Vec<String> {
        self.split("topics", &['/', '／', '；', ';', '\n'])
    }

    /// A day, or that it cannot be read.
    pub fn date(&self, name: &'static str) -> Result<Option<Date>, Wrong> {
        match self.get(name).trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Wrong::Date(name)),
        }
    }

    /// What a registered text or draft holds, as it stands in the form.
    pub fn of_rule(rule: &Rule, version: &Version, parts: &[Provision]) -> Typed {
        let date = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
        let (format, text) =
            if version.html.is_empty() { ("plain", plain(parts)) } else { ("html", version.html.clone()) };
        let effective = match version.effective_basis {
            crate::EffectiveBasis::Stated => date(version.effective_on),
            _ => String::new(),
        };
        let pairs = [
            ("title", version.title.clone()),
            ("kind", rule.kind.as_str().to_owned()),
            ("topics", version.topics.join(" / ")),
            ("issuers", version.issuers.join("、")),
            ("document_number", version.document_number.clone().unwrap_or_default()),
            ("signed_on", date(version.signed_on)),
            ("published_on", date(version.published_on)),
            ("effective_on", effective),
            ("disclosure", rule.disclosure.as_str().to_owned()),
            ("disclosure_reason", rule.disclosure_reason.clone()),
            ("summary", version.summary.clone()),
            ("keywords", version.keywords.join("、")),
            ("source", version.source.clone()),
            ("format", format.to_owned()),
            ("text", text),
        ];
        Typed { values: pairs.into_iter().map(|(n, v)| (n.to_owned(), v)).collect() }
    }
}

/// The text of a version in lines, as it is typed.
pub(crate) fn plain(parts: &[Provision]) -> String {
    let mut out = String::new();
    for p in parts {
        let line = match p.kind {
            ProvisionKind::Part | ProvisionKind::Chapter | ProvisionKind::Section => {
                format!("\n{}\n", format!("{} {}", p.label, p.heading).trim())
            }
            ProvisionKind::Annex => format!("\n{}：{}\n", p.label, p.heading),
            ProvisionKind::Article => format!("{} ", p.label),
            ProvisionKind::Paragraph if !p.label.is_empty() => format!("{}、", p.label),
            ProvisionKind::Paragraph | ProvisionKind::Preamble => String::new(),
        };
        out.push_str(&line);
        out.push_str(&p.text);
        out.push('\n');
    }
    out.trim().to_owned()
}

/// What is wrong with what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// The rules say no.
    Refused(Refused),
    /// A day that cannot be read.
    Date(&'static str),
    /// Something that must be chosen and is not.
    Unchosen(&'static str),
}

impl Wrong {
    /// The control at fault; empty for the form as a whole.
    pub fn field(&self) -> &'static str {
        let of_attribute = |attribute: &str| match attribute {
            "register-attribute-title" => "title",
            "register-attribute-document-number" => "document_number",
            "register-attribute-issuer" => "issuers",
            "register-attribute-signed-on" => "signed_on",
            "register-attribute-published-on" => "published_on",
            "register-attribute-effective-on" => "effective_on",
            "register-attribute-amended-on" | "register-attribute-repealed-on" => "on",
            "register-attribute-suspended-until" | "register-attribute-expires-on" => "until",
            _ => "",
        };
        match self {
            Wrong::Date(name) | Wrong::Unchosen(name) => name,
            Wrong::Refused(refused) => match refused {
                Refused::NoTitle | Refused::TitleTaken { .. } => "title",
                Refused::NoText | Refused::SameText | Refused::TooLong { .. } => "text",
                Refused::DocumentNumber { .. }
                | Refused::DocumentNumberWriting { .. }
                | Refused::DocumentNumberTaken { .. } => "document_number",
                Refused::Contradiction { attribute, .. } => of_attribute(attribute),
                Refused::DateOrder { later, .. } => of_attribute(later),
                Refused::NoReason => "reason",
                _ => "",
            },
        }
    }

    pub fn said(&self, tr: Tr) -> String {
        match self {
            Wrong::Refused(refused) => tr.refusal(refused),
            Wrong::Date(_) => tr.s("register-wrong-date").into_owned(),
            Wrong::Unchosen(_) => tr.s("register-wrong-unchosen").into_owned(),
        }
    }
}

impl From<Refused> for Wrong {
    fn from(refused: Refused) -> Wrong {
        Wrong::Refused(refused)
    }
}

/// What was typed, made ready for the register. Cleaning and parsing take time: no transaction is open here.
pub(crate) fn prepared(typed: &Typed, kind: RuleKind, issuers: &[String]) -> Result<crate::Prepared, Wrong> {
    let (topics, keywords) = (typed.topics(), typed.list("keywords"));
    let typed_issuers = typed.list("issuers");
    let issuers = if typed_issuers.is_empty() { issuers } else { &typed_issuers };
    let disclosure = Disclosure::parse(typed.get("disclosure")).unwrap_or(Disclosure::Proactive);
    let text = typed.get("text");
    if text.trim().is_empty() {
        return Err(Refused::NoText.into());
    }
    let draft = Draft {
        title: typed.get("title"),
        kind,
        topics: &topics,
        issuers,
        document_number: typed.get("document_number"),
        signed_on: typed.date("signed_on")?,
        published_on: typed.date("published_on")?,
        effective_on: typed.date("effective_on")?,
        disclosure,
        disclosure_reason: typed.get("disclosure_reason"),
        genre: "",
        summary: typed.get("summary"),
        keywords: &keywords,
        source: typed.get("source"),
        words: if typed.get("format") == "html" { Words::Html(text) } else { Words::Plain(text) },
    };
    prepare(&draft).map_err(|refused| match refused {
        // In this form the only reason is that of the disclosure.
        Refused::NoReason => Wrong::Date("disclosure_reason"),
        other => other.into(),
    })
}

#[derive(Template)]
#[template(path = "register/draft.html")]
pub(crate) struct DraftPage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    fields: Vec<Field>,
    text: Vec<Field>,
    seen: Option<Hidden>,
    send: Submit,
    action: String,
}

/// The fields of the text itself, shared with the amendment.
pub(crate) fn text_fields(tr: Tr, typed: &Typed, wrong: Option<&Wrong>) -> Vec<Field> {
    let error = |name: &str| wrong.filter(|w| w.field() == name).map(|w| w.said(tr));
    let format = match typed.get("format") {
        "" => "plain",
        given => given,
    };
    vec![
        Field::radio(tr, "format", tr.s("register-field-format"))
            .required()
            .choices([
                Choice::new("plain", tr.s("register-format-plain")).hint(tr.s("register-format-plain-hint")),
                Choice::new("html", tr.s("register-format-html")).hint(tr.s("register-format-html-hint")),
            ])
            .value(format),
        Field::area(tr, "text", tr.s("register-text"))
            .required()
            .rows(18)
            .hint(tr.s("register-field-text-hint"))
            .value(typed.get("text"))
            .error(error("text")),
    ]
}

pub(crate) fn page(
    visit: &Visit,
    typed: &Typed,
    rule: Option<&Rule>,
    agencies: &[(Id, String)],
    wrong: Option<&Wrong>,
) -> DraftPage {
    let tr = visit.tr;
    let error = |name: &str| {
        let is_meant = |w: &&Wrong| w.field() == name;
        wrong.filter(is_meant).map(|w| match w {
            Wrong::Date("disclosure_reason") => tr.refusal(&Refused::NoReason),
            other => other.said(tr),
        })
    };
    let text =
        |name: &'static str, key: &str| Field::text(tr, name, tr.s(key)).value(typed.get(name)).error(error(name));
    let date =
        |name: &'static str, key: &str| Field::date(tr, name, tr.s(key)).value(typed.get(name)).error(error(name));
    let kinds = RuleKind::ALL.iter().map(|k| Choice::new(k.as_str(), word(tr, "kind", k.as_str())));
    let kind = match typed.get("kind") {
        "" => RuleKind::NormativeDocument.as_str(),
        given => given,
    };
    let disclosure = match typed.get("disclosure") {
        "" => Disclosure::Proactive.as_str(),
        given => given,
    };
    let mut fields = Vec::new();
    if rule.is_none() && agencies.len() > 1 {
        let choices = agencies.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone()));
        fields.push(
            Field::select(tr, "agency", tr.s("register-field-agency"))
                .required()
                .choices(choices)
                .value(typed.get("agency"))
                .error(error("agency")),
        );
    }
    fields.extend([
        text("title", "register-attribute-title").required(),
        Field::select(tr, "kind", tr.s("register-facet-kind")).required().choices(kinds).value(kind),
        text("document_number", "register-attribute-document-number").hint(tr.s("register-field-number-hint")),
        text("issuers", "register-field-issuers").hint(tr.s("register-field-issuers-hint")),
        text("topics", "register-attribute-topics").hint(tr.s("register-field-topics-hint")),
        date("signed_on", "register-attribute-signed-on"),
        date("published_on", "register-attribute-published-on").hint(tr.s("register-field-published-hint")),
        date("effective_on", "register-attribute-effective-on").hint(tr.s("register-field-effective-hint")),
        Field::radio(tr, "disclosure", tr.s("register-attribute-disclosure"))
            .required()
            .choices(Disclosure::ALL.iter().map(|d| Choice::new(d.as_str(), word(tr, "disclosure", d.as_str()))))
            .value(disclosure),
        text("disclosure_reason", "register-field-disclosure-reason")
            .hint(tr.s("register-field-disclosure-reason-hint")),
        Field::area(tr, "summary", tr.s("register-attribute-summary")).rows(3).value(typed.get("summary")),
        text("keywords", "register-attribute-keywords"),
        text("source", "register-attribute-source").hint(tr.s("register-field-source-hint")),
    ]);
    let body = text_fields(tr, typed, wrong);
    let mut errors = ErrorSummary::of(tr, fields.iter().chain(&body));
    if let Some(wrong) = wrong.filter(|_| errors.is_empty()) {
        errors.add("", wrong.said(tr));
    }
    let title = rule
        .map_or_else(|| tr.s("register-draft-new").into_owned(), |r| tr.f1("register-draft-edit", "title", &r.title));
    let mut shell = visit.desk(title).at("desk-rules").crumb(tr.s("register-desk-title"), "/desk/rules");
    if let Some(r) = rule {
        shell = shell.crumb(&r.title, format!("/desk/rules/{}", r.slug));
    }
    if wrong.is_some() {
        shell = shell.with_errors();
    }
    DraftPage {
        shell,
        tr,
        errors,
        fields,
        text: body,
        seen: rule.map(|r| Hidden::seen(r.version)),
        send: Submit::primary(tr.s("register-draft-save")),
        action: rule.map_or_else(|| "/desk/rules".to_owned(), |r| format!("/desk/rules/{}/edit", r.slug)),
    }
}

/// The agencies whose register this person keeps, with their names.
fn agencies(office: &Office, acting: &Acting) -> Result<Vec<(Id, String)>, Problem> {
    let kept = kept_agencies(&acting.cx.who);
    let all = office.db.read(|tx| identity::list_agencies(tx).map_err(Error::<Never>::from))?;
    Ok(all.into_iter().filter(|a| kept.contains(&a.id)).map(|a| (a.id, a.name)).collect())
}

/// `GET /desk/rules/new`
///
/// # Errors
/// No register to keep.
pub async fn new(State(office): State<Arc<Office>>, acting: Acting, visit: Visit) -> Result<Response, Problem> {
    let agencies = blocking(move || agencies(&office, &acting)).await?;
    if agencies.is_empty() {
        return Err(Problem::forbidden());
    }
    Ok(Page(page(&visit, &Typed::default(), None, &agencies, None)).into_response())
}

/// `POST /desk/rules`: takes the document in as a draft.
///
/// # Errors
/// No register to keep.
pub async fn create(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    blocking(move || {
        let typed = Typed::of(&form);
        let agencies = agencies(&office, &acting)?;
        let chosen = Id::parse(typed.get("agency")).filter(|id| agencies.iter().any(|(a, _)| a == id));
        let agency = match (chosen, agencies.as_slice()) {
            (Some(agency), _) => agency,
            (None, [(agency, _)]) => *agency,
            (None, []) => return Err(Problem::forbidden()),
            (None, _) => {
                let wrong = Wrong::Unchosen("agency");
                return Ok(Page(page(&visit, &typed, None, &agencies, Some(&wrong))).sent_back());
            }
        };
        let name: Vec<String> = agencies.iter().filter(|(id, _)| *id == agency).map(|(_, n)| n.clone()).collect();
        let kind = RuleKind::parse(typed.get("kind")).unwrap_or(RuleKind::NormativeDocument);
        let done = match prepared(&typed, kind, &name) {
            Ok(p) => settle(office.db.write(|tx| draft_rule(tx, &acting.cx, agency, &p)))?,
            Err(wrong) => Err(wrong),
        };
        match done {
            Ok(rule) => {
                Ok(redirect_with(&format!("/desk/rules/{}", rule.slug), &Sentence::new("register-draft-saved")))
            }
            Err(wrong) => Ok(Page(page(&visit, &typed, None, &agencies, Some(&wrong))).sent_back()),
        }
    })
    .await
}

/// What the reader can put right stays on the page; another refusal is a problem.
pub(crate) fn settle<T>(outcome: Result<T, Error<Refused>>) -> Result<Result<T, Wrong>, Problem> {
    match outcome {
        Ok(done) => Ok(Ok(done)),
        Err(Error::Refused(refused)) if refused.kind() == RefusalKind::Invalid => Ok(Err(refused.into())),
        Err(other) => Err(other.into()),
    }
}

/// `GET /desk/rules/{slug}/edit`
///
/// # Errors
/// Not there, or not yours.
pub async fn edit(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    blocking(move || {
        let Loaded { rule, version, parts, .. } = record::load(&office, &acting.cx, &slug)?;
        let typed = Typed::of_rule(&rule, &version, &parts);
        Ok(Page(page(&visit, &typed, Some(&rule), &[], None)).into_response())
    })
    .await
}

/// `POST /desk/rules/{slug}/edit`
///
/// # Errors
/// Not there, not yours, changed meanwhile, registered already.
pub async fn save(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(slug): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let seen = form.seen()?;
    blocking(move || {
        let typed = Typed::of(&form);
        let Loaded { rule, .. } = record::load(&office, &acting.cx, &slug)?;
        let kind = RuleKind::parse(typed.get("kind")).unwrap_or(rule.kind);
        let done = match prepared(&typed, kind, std::slice::from_ref(&rule.issuer)) {
            Ok(p) => settle(office.db.write(|tx| edit_draft(tx, &acting.cx, rule.id, seen, &p)))?,
            Err(wrong) => Err(wrong),
        };
        match done {
            Ok(rule) => {
                Ok(redirect_with(&format!("/desk/rules/{}", rule.slug), &Sentence::new("register-draft-saved")))
            }
            Err(wrong) => Ok(Page(page(&visit, &typed, Some(&rule), &[], Some(&wrong))).sent_back()),
        }
    })
    .await
}
