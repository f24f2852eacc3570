//! The desk of the item editors: what stands in the catalogue of their agency, what the gate says of each draft, the
//! editor, publication, withdrawal, and what changed between two versions.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use identity::pages::edge::Acting;
use kernel::{Cx, Error, Id, Lang, Never, Office, Role, Who};
use serde::Deserialize;
use web::{
    BodyForm, Cell, Column, Empty, ErrorSummary, Field, Hidden, Notice, NoticeKind, Page, Pager, Problem, Row, Sample, Sentence,
    Shell, StatusTag, Submit, Tab, Table, Tabs, ToArg, Tone, Tr, Visit, blocking, redirect_with,
};

use super::versions::state_tag;
use super::{cache, edit, encoded, query};
use crate::catalogue;
use crate::gate::{self, Argument, Finding, GateContext, Severity};
use crate::import::{LocalCodeFinding, local_code_findings};
use crate::item::ItemVersion;
use crate::record::{ItemRecord, Version, VersionState};
use crate::refused::Refused;
use crate::store::{self, DeskRow};

const ROWS: i64 = 50;

/// The agencies whose items this editor keeps.
fn agencies_of(who: &Who) -> Vec<Id> {
    match who {
        Who::Staff { posts, .. } => posts.iter().filter(|post| post.role == Role::ItemEditor).map(|post| post.agency).collect(),
        _ => Vec::new(),
    }
}

/// Whether this editor keeps the item; "not there" and "not yours" answer alike.
fn kept(cx: &Cx, item: Option<ItemRecord>) -> Result<ItemRecord, Problem> {
    item.filter(|item| cx.who.holds(item.agency, Role::ItemEditor)).ok_or_else(Problem::not_found)
}

// The list ------------------------------------------------------------------------------------------

/// The query of the desk's list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DeskQuery {
    agency: String,
    state: String,
    q: String,
    after: String,
}

#[derive(Template)]
#[template(path = "items/desk-list.html")]
struct DeskPage {
    shell: Shell,
    tr: Tr,
    agencies: Vec<(String, String, Option<&'static str>)>,
    tabs: Tabs,
    query: String,
    kept: Vec<(&'static str, String)>,
    find: Submit,
    table: Table,
    pager: Pager,
}

struct DeskData {
    agency: Id,
    agencies: Vec<(Id, String)>,
    counts: (i64, i64, i64),
    rows: Vec<DeskRow>,
    more: bool,
    context: GateContext,
}

fn desk_page(visit: &Visit, asked: &DeskQuery, data: &DeskData) -> DeskPage {
    let tr = visit.tr;
    let agency = data.agency.to_string();
    let agencies = data.agencies.iter().map(|(id, name)| {
        let href = format!("/desk/items{}", query([("agency", id.to_string().as_str())]));
        (name.clone(), href, (*id == data.agency).then_some("true"))
    });
    let (whole, drafts, published) = data.counts;
    let tab = |id: &'static str, count: i64| Tab {
        label: tr.s(&format!("items-desk-tab-{id}")).into_owned(),
        count: Some(count),
        href: format!("/desk/items{}", query([("agency", agency.as_str()), ("state", if id == "all" { "" } else { id }), ("q", &asked.q)])),
        id,
    };
    let current = match asked.state.as_str() {
        "draft" => "draft",
        "published" => "published",
        _ => "all",
    };
    let tabs = Tabs::new(tr.s("items-desk-title"), current, vec![tab("all", whole), tab("draft", drafts), tab("published", published)]);
    let rows = data.rows.iter().map(|row| {
        let state = match (&row.draft, row.item.published) {
            (Some(_), Some(_)) => StatusTag::new(Tone::Wait, tr.s("items-state-published-draft")),
            (Some(_), None) => state_tag(tr, VersionState::Draft),
            (None, Some(_)) => state_tag(tr, VersionState::Published),
            (None, None) => state_tag(tr, VersionState::Withdrawn),
        };
        let findings = match &row.draft {
            Some(draft) => {
                let found = catalogue::findings(&draft.body, &data.context);
                let blocking = found.iter().filter(|f| f.severity() == Severity::Blocks).count();
                tr.f2("items-desk-findings", "blocking", blocking, "advice", found.len() - blocking)
            }
            None => String::new(),
        };
        let local = row.item.local_code.clone().unwrap_or_default();
        Row::new([
            Cell::link(format!("/desk/items/{}", row.item.id), &row.item.name).below(local),
            Cell::tag(state),
            Cell::text(findings),
        ])
    });
    let columns = ["items-col-item", "items-col-state", "items-col-findings"].map(|key| Column::new(tr.s(key)));
    let table = Table::new(tr.s("items-desk-title"), columns, rows.collect())
        .when_empty(Empty::new(tr.s("items-desk-none"), tr.s("items-desk-none-text")));
    let on = data.rows.last().filter(|_| data.more).map(|last| {
        let after = last.item.id.to_string();
        format!("/desk/items{}", query([("agency", agency.as_str()), ("state", &asked.state), ("q", &asked.q), ("after", &after)]))
    });
    DeskPage {
        shell: visit.desk(tr.s("items-desk-title")).at("desk-items"),
        tr,
        agencies: agencies.collect(),
        tabs,
        query: asked.q.clone(),
        kept: vec![("agency", agency), ("state", asked.state.clone())],
        find: Submit::secondary(tr.s("search-button")),
        table,
        pager: Pager::new(tr, None, on),
    }
}

/// `GET /desk/items`: the items of the editor's agencies. Access: role ItemEditor.
///
/// # Errors
/// No post as editor, or a fault of the database.
pub async fn list(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<DeskQuery>,
) -> Result<Response, Problem> {
    let mine = agencies_of(&acting.cx.who);
    let agency = Id::parse(&asked.agency).filter(|id| mine.contains(id)).or(mine.first().copied()).ok_or_else(Problem::forbidden)?;
    let wanted = asked.clone();
    let data = blocking(move || {
        Ok(office.db.read(|tx| {
            let mut agencies = Vec::new();
            for id in mine {
                if let Some(found) = identity::find_agency(tx, id)? {
                    agencies.push((id, found.short_name));
                }
            }
            let state = Some(wanted.state.as_str());
            let word = Some(wanted.q.trim()).filter(|q| !q.is_empty());
            let mut rows = store::list_desk(tx, agency, state, word, Id::parse(&wanted.after), ROWS + 1)?;
            let more = rows.len() as i64 > ROWS;
            rows.truncate(ROWS as usize);
            let counts = store::count_desk(tx, agency)?;
            let context = catalogue::gate_context(tx)?;
            Ok::<_, Error<Never>>(DeskData { agency, agencies, counts, rows, more, context })
        })?)
    })
    .await?;
    Ok(Page(desk_page(&visit, &asked, &data)).into_response())
}

// One item ------------------------------------------------------------------------------------------

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
struct ItemData {
    item: ItemRecord,
    versions: Vec<Version>,
    context: GateContext,
}

impl ItemData {
    fn draft(&self) -> Option<&Version> {
        self.versions.iter().find(|version| version.state == VersionState::Draft)
    }

    /// What the editor begins from: the draft, else the published version, else the newest.
    fn basis(&self) -> Option<&Version> {
        let published = || self.versions.iter().find(|version| version.state == VersionState::Published);
        self.draft().or_else(published).or(self.versions.first())
    }
}

fn load(office: &Office, cx: &Cx, id: &str) -> Result<ItemData, Problem> {
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
        LocalCodeFinding::TypeDiffers { in_code } => tr.f1("items-local-type-differs", "type", tr.s(in_code.message_id())),
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
    let (blocking, advice): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(|f| f.severity() == Severity::Blocks);
    let may_publish = draft.is_some() && gate::may_publish(&findings);
    let lines = |findings: Vec<&Finding>| findings.into_iter().map(|f| finding_line(tr, f, &fields)).collect::<Vec<_>>();
    let (blocking, mut advice) = (lines(blocking), lines(advice));
    if let Some(draft) = draft {
        advice.extend(local_code_findings(&draft.body).iter().map(|finding| local_line(tr, finding)));
    }
    let notice = match draft {
        None => Some(Notice::new(NoticeKind::Info, tr.s("items-desk-no-draft-title"), tr.s("items-desk-no-draft-text"))),
        Some(_) if may_publish => Some(Notice::new(NoticeKind::Done, tr.s("items-desk-ready-title"), tr.s("items-desk-ready-text"))),
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
            Cell::link(format!("{base}/changes?from={}&to={newest}", version.n), tr.f1("items-desk-changes-to", "n", newest))
        };
        Row::new([
            Cell::text(name),
            Cell::tag(state_tag(tr, version.state)),
            Cell::text(on(version.published_at.map(kernel::cx::legal_date))),
            Cell::text(on(version.ended_on)),
            changes,
        ])
    });
    let columns = ["items-col-version", "items-col-state", "items-col-published", "items-col-ended", "items-col-changes"];
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
pub async fn item(State(office): State<Arc<Office>>, acting: Acting, visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
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
        Err((faults, whole)) => Ok(Page(item_page(&visit, &data, Some(&SentBack { form: &form, faults, whole }))).sent_back()),
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
    cache::drop_pages();
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
    cache::drop_pages();
    Ok(redirect_with(&place, &Sentence::new("items-desk-withdrawn")))
}

// What changed ----------------------------------------------------------------------------------------

/// Which two versions.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ChangesQuery {
    from: i64,
    to: i64,
}

#[derive(Template)]
#[template(path = "items/changes.html")]
struct ChangesPage {
    shell: Shell,
    name: String,
    table: Table,
}

/// Every single value of an item by its path.
fn leaves(value: &serde_json::Value, path: &str, out: &mut BTreeMap<String, String>) {
    use serde_json::Value;
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| leaves(value, &below(key), out)),
        Value::Array(list) => list.iter().enumerate().for_each(|(n, value)| {
            // A row with a key is the same row wherever it stands.
            let key = value.get("key").and_then(Value::as_str).map_or_else(|| n.to_string(), str::to_owned);
            leaves(value, &below(&key), out);
        }),
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => drop(out.insert(path.to_owned(), text.clone())),
        other => drop(out.insert(path.to_owned(), other.to_string())),
    }
}

/// What differs between two bodies: path, old, new.
pub(crate) fn changes(old: &ItemVersion, new: &ItemVersion) -> Vec<(String, String, String)> {
    let values = |item: &ItemVersion| {
        let mut out = BTreeMap::new();
        if let Ok(value) = serde_json::to_value(item) {
            leaves(&value, "", &mut out);
        }
        out
    };
    let (old, new) = (values(old), values(new));
    let mut paths: Vec<&String> = old.keys().chain(new.keys()).collect();
    paths.sort();
    paths.dedup();
    let text = |map: &BTreeMap<String, String>, path: &String| map.get(path).cloned().unwrap_or_default();
    paths
        .into_iter()
        .map(|path| (path.clone(), text(&old, path), text(&new, path)))
        .filter(|(_, old, new)| old != new)
        .collect()
}

fn changes_page(visit: &Visit, item: &ItemRecord, from: &Version, to: &Version) -> ChangesPage {
    let tr = visit.tr;
    let rows = changes(&from.body, &to.body).into_iter().map(|(path, old, new)| Row::new([Cell::code(path), Cell::text(old), Cell::text(new)]));
    let columns = [
        Column::new(tr.s("items-col-element")),
        Column::new(tr.f1("items-version-number", "n", from.n)),
        Column::new(tr.f1("items-version-number", "n", to.n)),
    ];
    let table = Table::new(tr.s("items-changes-title"), columns, rows.collect())
        .when_empty(Empty::new(tr.s("items-changes-none"), ""));
    let shell = visit.desk(tr.s("items-changes-title")).at("desk-items").crumb(tr.s("items-desk-title"), "/desk/items");
    ChangesPage { shell: shell.crumb(&item.name, format!("/desk/items/{}", item.id)), name: item.name.clone(), table }
}

/// `GET /desk/items/{id}/changes?from=1&to=2`: what differs between two versions. Access: role ItemEditor.
///
/// # Errors
/// Another agency's item, no such version, or a fault of the database.
pub async fn changes_between(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<ChangesQuery>,
) -> Result<Response, Problem> {
    let cx = acting.cx.clone();
    let data = blocking(move || load(&office, &cx, &id)).await?;
    let version = |n: i64| data.versions.iter().find(|version| version.n == n).ok_or_else(Problem::not_found);
    Ok(Page(changes_page(&visit, &data.item, version(asked.from)?, version(asked.to)?)).into_response())
}

// Samples ---------------------------------------------------------------------------------------------

fn sample_data() -> Vec<ItemData> {
    let mut found = super::guide::sample_items();
    let mut data = Vec::new();
    if let Some(published) = found.first().cloned() {
        data.push(ItemData { item: published.item, versions: vec![published.version], context: GateContext::default() });
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

impl Sample for DeskPage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let agency = Id::new();
        let rows = |many: bool| {
            let data = sample_data().into_iter().filter(|_| many);
            data.map(|data| DeskRow { draft: data.draft().cloned(), item: data.item }).collect::<Vec<_>>()
        };
        let page = |many: bool| {
            let data = DeskData {
                agency,
                agencies: vec![(agency, "市行政审批局".into()), (Id::new(), "市水利局".into())],
                counts: (2, 1, 1),
                rows: rows(many),
                more: many,
                context: GateContext::default(),
            };
            desk_page(&visit, &DeskQuery { state: "draft".into(), q: encoded("<b>"), ..DeskQuery::default() }, &data)
        };
        vec![page(true), page(false)]
    }
}

impl Sample for ItemPage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let form = BodyForm { pairs: vec![(edit::REST.into(), "</textarea><script>".into())], uploads: Vec::new() };
        let sent = SentBack { form: &form, faults: vec![(edit::REST.into(), "第 1 行".into())], whole: Some("有人刚刚保存过".into()) };
        let data = sample_data();
        let plain = data.iter().map(|data| item_page(&visit, data, None));
        plain.chain(data.iter().map(|data| item_page(&visit, data, Some(&sent)))).collect()
    }
}

impl Sample for ChangesPage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let data = sample_data();
        let [first, second] = data.as_slice() else { return Vec::new() };
        vec![
            changes_page(&visit, &first.item, &first.versions[0], &second.versions[0]),
            changes_page(&visit, &first.item, &first.versions[0], &first.versions[0]),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_are_good_in_every_language() {
        assert_eq!(DeskPage::lint_samples(), Vec::<String>::new());
        assert_eq!(ItemPage::lint_samples(), Vec::<String>::new());
        assert_eq!(ChangesPage::lint_samples(), Vec::<String>::new());
        assert_eq!(ChangesPage::samples(Lang::En).len(), 2);
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

    #[test]
    fn only_what_differs_is_a_change() {
        let old = (*super::super::guide::sample_items()[0].version.body).clone();
        let mut new = old.clone();
        new.summary = "别的".into();
        new.conditions.pop();
        let paths: Vec<String> = changes(&old, &new).into_iter().map(|(path, ..)| path).collect();
        assert!(paths.contains(&"summary".to_owned()));
        assert_eq!(paths.len(), 2, "{paths:?}");
        assert!(changes(&old, &old).is_empty());
    }
}
