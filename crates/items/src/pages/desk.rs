//! One item on the desk of its editors: what the gate says of the draft, the editor, publication, withdrawal.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::pages::edge::Acting;
use kernel::{Cx, Error, Id, Lang, Never, Office, Role};
use web::{
    BodyForm, Cell, Column, ErrorSummary, Field, Hidden, Notice, NoticeKind, Page, Problem, Row, Sample, Sentence,
    Shell, StatusTag, Submit, Table, ToArg, Tone, Tr, Visit, blocking, redirect_with,
};

use super::edit;
use super::versions::state_tag;
use crate::catalogue;
use crate::gate::{self, Argument, Finding, GateContext, Severity};
use crate::import::{LocalCodeFinding, local_code_findings};
use crate::item::ItemVersion;
use crate::record::{ItemRecord, Version, VersionState};
use crate::refused::Refused;
use crate::store;

/// Whether this editor keeps the item; "not there" and "not yours" answer alike.
fn kept(cx: &Cx, item: Option<ItemRecord>) -> Result<ItemRecord, Problem> {
    item.filter(|item| cx.who.holds(item.agency, Role::ItemEditor)).ok_or_else(Problem::not_found)
}

/// A finding in plain words, with the place to put it right.
struct FindingLine {
    element: String,
    text: String,
    href: String,
}

#[derive(Template)]
#[template(path = "items/desk-item.html")]
struct ItemPage {
    shell: Shell,
    tr: Tr,
    name: String,
    state: StatusTag,
    notice: Option<Notice>,
    errors: ErrorSummary,
    blocking: Vec<FindingLine>,
    advice: Vec<FindingLine>,
    base: String,
    revision: Hidden,
    fields: Vec<Field>,
    save: Submit,
    publish: Option<Submit>,
    withdraw: Option<(Field, Submit)>,
    public: Option<String>,
    versions: Table,
}

/// What the page of one item is made from.
pub(crate) struct ItemData {
    pub item: ItemRecord,
    pub versions: Vec<Version>,
    context: GateContext,
}

impl ItemData {
    pub(crate) fn draft(&self) -> Option<&Version> {
        self.versions.iter().find(|version| version.state == VersionState::Draft)
    }

    /// What the editor begins from: the draft, else the published version, else the newest.
    fn basis(&self) -> Option<&Version> {
        let published = || self.versions.iter().find(|version| version.state == VersionState::Published);
        self.draft().or_else(published).or(self.versions.first())
    }
}

pub(crate) fn load(office: &Office, cx: &Cx, id: &str) -> Result<ItemData, Problem> {
    let id = Id::parse(id).ok_or_else(Problem::not_found)?;
    let (item, versions, context) = office.db.read(|tx| {
        let item = store::find_item(tx, id)?;
        let versions = store::list_versions(tx, id)?;
        Ok::<_, Error<Never>>((item, versions, catalogue::gate_context(tx)?))
    })?;
    Ok(ItemData { item: kept(cx, item)?, versions, context })
}

fn finding_line(tr: Tr, finding: &Finding, fields: &[Field]) -> FindingLine {
    let said = |value: &Argument| match value {
        Argument::Text(text) => text.clone(),
        Argument::Term(id) => tr.s(id).into_owned(),
    };
    let args: Vec<(&str, String)> = finding.args.iter().map(|(name, value)| (*name, said(value))).collect();
    let args: Vec<(&str, &dyn ToArg)> = args.iter().map(|(name, value)| (*name, value as &dyn ToArg)).collect();
    FindingLine {
        element: finding.rule.element().to_owned(),
        text: tr.f(finding.rule.message_id(), &args),
        href: anchor(&finding.field, fields),
    }
}

/// The control to put a finding right: its own field, the field it begins with, or the rows.
fn anchor(at: &str, fields: &[Field]) -> String {
    let exact = fields.iter().find(|field| field.name() == at);
    let near = || fields.iter().find(|field| at.starts_with(&format!("{}-", field.name())));
    let rest = || fields.iter().find(|field| field.name() == edit::REST);
    let field = exact.or_else(near).or_else(rest);
    field.map(|field| format!("#{}", field.id())).unwrap_or_default()
}

fn local_line(tr: Tr, finding: &LocalCodeFinding) -> FindingLine {
    let say = |key: &str, args: &[(&str, String)]| {
        let args: Vec<(&str, &dyn ToArg)> = args.iter().map(|(name, value)| (*name, value as &dyn ToArg)).collect();
        tr.f(key, &args)
    };
    let text = match finding {
        LocalCodeFinding::Part(part) => part.sentence(say),
        LocalCodeFinding::TypeDiffers { in_code } => {
            tr.f1("items-local-type-differs", "type", tr.s(in_code.message_id()))
        }
        LocalCodeFinding::OrganisationDiffers { in_code } => tr.f1("items-local-organisation-differs", "code", in_code),
    };
    FindingLine { element: tr.s("items-el-codes-local").into_owned(), text, href: "#f-codes-implementing".into() }
}

/// What was sent back: the form, what is wrong with it.
struct SentBack<'a> {
    form: &'a BodyForm,
    faults: Vec<edit::Fault>,
    whole: Option<String>,
}

fn item_page(visit: &Visit, data: &ItemData, sent: Option<&SentBack<'_>>) -> ItemPage {
    let tr = visit.tr;
    let empty = ItemVersion { key: data.item.slug.clone(), name: data.item.name.clone(), ..ItemVersion::default() };
    let basis = data.basis();
    let body = basis.map_or(&empty, |version| version.body.as_ref());
    let fields = match sent {
        Some(sent) => edit::sent_fields(tr, body, sent.form, &sent.faults),
        None => edit::fields(tr, body),
    };
    let mut errors = ErrorSummary::of(tr, &fields);
    if let Some(text) = sent.and_then(|sent| sent.whole.clone()) {
        errors.add("", text);
    }
    let draft = data.draft();
    let findings = draft.map(|draft| catalogue::findings(&draft.body, &data.context)).unwrap_or_default();
    let (blocking, advice): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|f| f.severity() == Severity::Blocks);
    let may_publish = draft.is_some() && gate::may_publish(&findings);
    let lines =
        |findings: Vec<&Finding>| findings.into_iter().map(|f| finding_line(tr, f, &fields)).collect::<Vec<_>>();
    let (blocking, mut advice) = (lines(blocking), lines(advice));
    if let Some(draft) = draft {
        advice.extend(local_code_findings(&draft.body).iter().map(|finding| local_line(tr, finding)));
    }
    let notice = match draft {
        None => {
            Some(Notice::new(NoticeKind::Info, tr.s("items-desk-no-draft-title"), tr.s("items-desk-no-draft-text")))
        }
        Some(_) if may_publish => {
            Some(Notice::new(NoticeKind::Done, tr.s("items-desk-ready-title"), tr.s("items-desk-ready-text")))
        }
        Some(_) => None,
    };
    let base = format!("/desk/items/{}", data.item.id);
    let published = data.item.published.is_some();
    let newest = data.versions.first().map_or(0, |version| version.n);
    let rows = data.versions.iter().map(|version| {
        let on = |date: Option<jiff::civil::Date>| date.map(|date| tr.date_short(date)).unwrap_or_default();
        let name = tr.f1("items-version-number", "n", version.n);
        let changes = if version.n == newest {
            Cell::default()
        } else {
            Cell::link(
                format!("{base}/changes?from={}&to={newest}", version.n),
                tr.f1("items-desk-changes-to", "n", newest),
            )
        };
        Row::new([
            Cell::text(name),
            Cell::tag(state_tag(tr, version.state)),
            Cell::text(on(version.published_at.map(kernel::cx::legal_date))),
            Cell::text(on(version.ended_on)),
            changes,
        ])
    });
    let columns =
        ["items-col-version", "items-col-state", "items-col-published", "items-col-ended", "items-col-changes"];
    let versions = Table::new(tr.s("items-versions-title"), columns.map(|key| Column::new(tr.s(key))), rows.collect());
    let revision = match sent {
        Some(sent) => sent.form.get("revision").unwrap_or_default().to_owned(),
        None => draft.map(|draft| draft.revision.to_string()).unwrap_or_default(),
    };
    let mut shell = visit.desk(data.item.name.clone()).at("desk-items").crumb(tr.s("items-desk-title"), "/desk/items");
    if !errors.is_empty() {
        shell = shell.with_errors();
    }
    ItemPage {
        shell,
        tr,
        name: data.item.name.clone(),
        state: match (draft, basis) {
            (Some(_), _) if published => StatusTag::new(Tone::Wait, tr.s("items-state-published-draft")),
            (_, Some(version)) => state_tag(tr, version.state),
            (_, None) => state_tag(tr, VersionState::Draft),
        },
        notice,
        errors,
        blocking,
        advice,
        revision: Hidden::new("revision", revision),
        fields,
        save: Submit::secondary(tr.s("items-desk-save")),
        publish: may_publish.then(|| Submit::primary(tr.s("items-desk-publish"))),
        withdraw: published.then(|| {
            let reason = Field::area(tr, "reason", tr.s("items-desk-withdraw-reason")).required().rows(2);
            (reason, Submit::quiet(tr.s("items-desk-withdraw")))
        }),
        public: published.then(|| format!("/items/{}", data.item.slug)),
        versions,
        base,
    }
}

/// `GET /desk/items/{id}`: the draft, the gate's findings, the editor. Access: role ItemEditor.
///
/// # Errors
/// Another agency's item, or a fault of the database.
pub async fn item(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let cx = acting.cx.clone();
    let data = blocking(move || load(&office, &cx, &id)).await?;
    Ok(Page(item_page(&visit, &data, None)).into_response())
}

/// The revision of the draft on the editor's page; empty where there was none.
fn seen_revision(form: &BodyForm) -> Result<Option<i64>, Problem> {
    form.text("revision").map(|text| text.parse().map_err(|_| Problem::bad_request())).transpose()
}

/// `POST /desk/items/{id}/draft`: saves the draft, or begins one. Access: role ItemEditor.
///
/// # Errors
/// Another agency's item, or a fault of the database; what can be put right comes back in the same page.
pub async fn save(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let seen = seen_revision(&form)?;
    let (cx, tr) = (acting.cx.clone(), visit.tr);
    let place = format!("/desk/items/{id}");
    let (data, form, outcome) = blocking(move || {
        let data = load(&office, &cx, &id)?;
        let empty = ItemVersion::default();
        let before = data.basis().map_or(&empty, |version| version.body.as_ref());
        let outcome = match edit::read(tr, before, &form) {
            Err(faults) => Err((faults, None)),
            Ok(body) => match office.db.write(|tx| catalogue::save_draft(tx, &cx, data.item.id, &body, seen)) {
                Ok(_) => Ok(()),
                Err(Error::Refused(refused @ Refused::Stale)) => Err((Vec::new(), Some(tr.refusal(&refused)))),
                Err(other) => return Err(other.into()),
            },
        };
        Ok((data, form, outcome))
    })
    .await?;
    match outcome {
        Ok(()) => Ok(redirect_with(&place, &Sentence::new("items-desk-saved"))),
        Err((faults, whole)) => {
            Ok(Page(item_page(&visit, &data, Some(&SentBack { form: &form, faults, whole }))).sent_back())
        }
    }
}

/// `POST /desk/items/{id}/publication`: publishes the draft through the gate. Access: role ItemEditor.
///
/// # Errors
/// Another agency's item, a draft that changed meanwhile, findings of the gate, or a fault of the database.
pub async fn publish(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path(id): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let seen = seen_revision(&form)?.ok_or_else(Problem::bad_request)?;
    let cx = acting.cx.clone();
    let place = format!("/desk/items/{id}");
    let published = blocking(move || {
        let item = Id::parse(&id).ok_or_else(Problem::not_found)?;
        let done = office.db.write(|tx| {
            let context = catalogue::gate_context(tx)?;
            catalogue::publish(tx, &cx, item, seen, &context)
        });
        match done {
            Ok(version) => Ok(Some(version.n)),
            // The page itself lists what the gate found.
            Err(Error::Refused(Refused::Blocked(_))) => Ok(None),
            Err(other) => Err(other.into()),
        }
    })
    .await?;
    Ok(match published {
        Some(n) => redirect_with(&place, &Sentence::new("items-desk-published").arg("n", n.to_string())),
        None => redirect_with(&place, &Sentence::new("items-desk-blocked")),
    })
}

/// `POST /desk/items/{id}/withdrawal`: takes the item out of the catalogue. Access: role ItemEditor.
///
/// # Errors
/// Another agency's item, nothing published, or a fault of the database.
pub async fn withdraw(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path(id): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let cx = acting.cx.clone();
    let place = format!("/desk/items/{id}");
    blocking(move || {
        let item = Id::parse(&id).ok_or_else(Problem::not_found)?;
        let reason = form.text("reason").unwrap_or_default();
        Ok(office.db.write(|tx| catalogue::withdraw(tx, &cx, item, reason))?)
    })
    .await?;
    Ok(redirect_with(&place, &Sentence::new("items-desk-withdrawn")))
}

// Samples ---------------------------------------------------------------------------------------------

/// Items for samples of the desk: one published, one hostile draft.
pub(crate) fn sample_data() -> Vec<ItemData> {
    let mut found = super::guide::sample_items();
    let mut data = Vec::new();
    if let Some(published) = found.first().cloned() {
        data.push(ItemData {
            item: published.item,
            versions: vec![published.version],
            context: GateContext::default(),
        });
    }
    if let Some(mut hostile) = found.pop() {
        hostile.item.published = None;
        hostile.item.local_code = Some("511Z0700100-<b>".into());
        hostile.version.state = VersionState::Draft;
        let mut body = (*hostile.version.body).clone();
        body.codes.local = hostile.item.local_code.clone();
        hostile.version.body = Arc::new(body);
        data.push(ItemData { item: hostile.item, versions: vec![hostile.version], context: GateContext::default() });
    }
    data
}

impl Sample for ItemPage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let form = BodyForm { pairs: vec![(edit::REST.into(), "</textarea><script>".into())], uploads: Vec::new() };
        let sent = SentBack {
            form: &form,
            faults: vec![(edit::REST.into(), "第 1 行".into())],
            whole: Some("有人刚刚保存过".into()),
        };
        let data = sample_data();
        let plain = data.iter().map(|data| item_page(&visit, data, None));
        plain.chain(data.iter().map(|data| item_page(&visit, data, Some(&sent)))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_are_good_in_every_language() {
        assert_eq!(ItemPage::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn findings_lead_to_their_field() {
        let data = sample_data();
        let fields = edit::fields(Tr::new(Lang::ZhCn), &data[0].versions[0].body);
        for (at, href) in [
            ("codes-basic", "#f-codes-basic"),
            ("statutory-limit", "#f-statutory-limit"),
            ("materials-identity-source", "#f-rest"),
            ("legal-basis", "#f-rest"),
        ] {
            assert_eq!(anchor(at, &fields), href, "{at}");
        }
    }
}
