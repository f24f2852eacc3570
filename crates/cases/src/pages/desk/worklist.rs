//! The worklist: what waits for this official, by due date, with a light.

use super::facts::{DueShown, due_shown, todo_words};
use crate::{
    State,
    pages::{Answer, holder_word, state_word},
    store::{self, Filter, Listed, Tab},
};
use askama::Template;
use axum::{
    extract::{Query, State as From_},
    response::IntoResponse,
};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Error, Fault, Id, Lang, Never, Office, Who};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    Cell, Choice, Column, Empty, Field, Page, Pager, Row, Sample, Shell, Submit, Table, Tabs, Tr, Visit, blocking,
};

/// Lines of one page.
const ROWS: i64 = 25;
/// Most pages that the way back remembers.
const FARTHEST: usize = 20;
/// Where counting stops.
const MANY: i64 = 100;

/// The worklist.
#[derive(Template)]
#[template(path = "cases/desk/worklist.html")]
pub struct WorklistPage {
    shell: Shell,
    tr: Tr,
    lead: String,
    tabs: Tabs,
    tab: &'static str,
    number: Field,
    state: Field,
    item: Field,
    find: Submit,
    is_filtered: bool,
    clear: String,
    list: Table,
    pager: Pager,
}

/// What the address of a worklist may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    tab: String,
    number: String,
    state: String,
    item: String,
    after: String,
    /// Where the pages before began, the first one left out; with commas between.
    back: String,
}

impl Asked {
    fn filter(&self) -> Filter {
        let some = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty() && t.chars().count() <= 60);
        Filter {
            number: some(&self.number),
            state: State::parse(&self.state).map(|s| s.as_str().to_owned()),
            item: Id::parse(&self.item),
        }
    }

    /// `9999-12-31~<id>`: the last line of the page before.
    fn after(&self) -> Option<(String, Id)> {
        place(&self.after)
    }

    /// The page after this one, which remembers the way back.
    fn on(&self, tab: Tab, after: String) -> String {
        let mut back: Vec<&str> = self.way_back().collect();
        back.extend(Some(self.after.as_str()).filter(|_| self.after().is_some()));
        // An address has an end: who went farther comes back to the beginning from there.
        let back = back.split_off(back.len().saturating_sub(FARTHEST)).join(",");
        let href = self.href(tab, Some(after));
        if back.is_empty() { href } else { format!("{href}&back={back}") }
    }

    /// The page before this one.
    fn before(&self, tab: Tab) -> Option<String> {
        self.after()?;
        let mut back: Vec<&str> = self.way_back().collect();
        let Some(last) = back.pop() else { return Some(self.href(tab, None)) };
        let href = self.href(tab, Some(last.to_owned()));
        Some(if back.is_empty() { href } else { format!("{href}&back={}", back.join(",")) })
    }

    fn way_back(&self) -> impl Iterator<Item = &str> {
        self.back.split(',').filter(|b| place(b).is_some()).take(FARTHEST)
    }

    fn href(&self, tab: Tab, after: Option<String>) -> String {
        let filter = self.filter();
        let mut parts = vec![format!("tab={tab}")];
        parts.extend(filter.number.map(|n| format!("number={}", encoded(&n))));
        parts.extend(filter.state.map(|s| format!("state={s}")));
        parts.extend(filter.item.map(|i| format!("item={i}")));
        parts.extend(after.map(|a| format!("after={a}")));
        format!("/desk?{}", parts.join("&"))
    }
}

/// Reads the place after which a page begins.
fn place(text: &str) -> Option<(String, Id)> {
    let (due, id) = text.split_once('~')?;
    Some((due.parse::<Date>().ok()?.to_string(), Id::parse(id)?))
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b == b'-' { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// What the page shows.
struct Found {
    tab: Tab,
    asked: Asked,
    me: Option<Id>,
    counts: Vec<(Tab, i64)>,
    pressing: i64,
    items: Vec<(Id, String)>,
    lines: Vec<(Listed, DueShown)>,
    next: Option<String>,
}

/// `GET /desk`
pub async fn worklist(
    From_(office): From_<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Answer {
    let tr = visit.tr;
    let found = blocking(move || {
        let cx = acting.cx;
        let today = cx.today();
        let tab = Tab::parse(&asked.tab).unwrap_or(Tab::Todo);
        Ok(office.db.read(|tx| {
            let mut listed = store::list_office(tx, &cx, tab, &asked.filter(), asked.after(), ROWS + 1)?;
            let more = listed.len() > ROWS as usize;
            listed.truncate(ROWS as usize);
            let next = listed.last().filter(|_| more).map(|l| format!("{}~{}", l.due_sort, l.id));
            let todo = store::list_office(tx, &cx, Tab::Todo, &Filter::default(), None, MANY)?;
            let pressing = todo
                .iter()
                .filter(|l| l.state != State::Special.as_str() && l.soon_on.is_some_and(|d| d <= today))
                .count() as i64;
            let shown = |l: Listed| -> Result<(Listed, DueShown), Fault> {
                let clock = l.clock.as_ref().filter(|_| tab != Tab::Closed);
                let due = due_shown(tr, clock, &cx.calendars.of(&l.region), today)?;
                Ok((l, due))
            };
            Ok::<_, Error<Never>>(Found {
                tab,
                me: match &cx.who {
                    Who::Staff { staff, .. } => Some(*staff),
                    _ => None,
                },
                counts: store::count_tabs(tx, &cx)?,
                pressing,
                items: store::list_items_of_office(tx, &cx)?,
                lines: listed.into_iter().map(shown).collect::<Result<_, _>>()?,
                next,
                asked: asked.clone(),
            })
        })?)
    })
    .await?;
    Ok(Page(page(&visit, &found)).into_response())
}

fn page(visit: &Visit, f: &Found) -> WorklistPage {
    let tr = visit.tr;
    let filter = f.asked.filter();
    let is_filtered = filter.number.is_some() || filter.state.is_some() || filter.item.is_some();
    let todo = f.counts.iter().find(|(t, _)| *t == Tab::Todo).map_or(0, |(_, n)| *n);
    let title = match (f.pressing, todo) {
        (0, 0) => tr.s("desk-title-nothing").into_owned(),
        (0, _) => tr.s("desk-title-calm").into_owned(),
        (n, _) => tr.f1("desk-title-first", "n", n),
    };
    let tabs = Tab::ALL.iter().map(|tab| web::Tab {
        label: tr.s(&format!("desk-tab-{tab}")).into_owned(),
        count: f.counts.iter().find(|(t, _)| t == tab).map(|(_, n)| *n),
        href: format!("/desk?tab={tab}"),
        id: tab.as_str(),
    });
    let columns = [
        Column::whole(tr.s("desk-column-due")),
        Column::new(tr.s("desk-column-case")),
        Column::new(tr.s("desk-column-todo")),
        Column::figures(tr.s("desk-column-used")),
    ];
    let empty = if is_filtered {
        Empty::new(tr.s("desk-empty-filtered"), tr.s("desk-empty-filtered-text"))
            .action(format!("/desk?tab={}", f.tab), tr.s("filter-clear"))
    } else {
        Empty::new(tr.s(&format!("desk-empty-{}", f.tab)), tr.s(&format!("desk-empty-{}-text", f.tab)))
    };
    let list = Table::new(
        tr.s(&format!("desk-tab-{}", f.tab)),
        columns,
        f.lines.iter().map(|(l, due)| row(tr, f, l, due)).collect(),
    );
    let states = State::ALL.iter().map(|s| Choice::new(s.as_str(), state_word(tr, s.as_str())));
    let items = f.items.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone()));
    WorklistPage {
        shell: visit.desk(title).at("desk"),
        tr,
        lead: tr.s(&format!("desk-lead-{}", f.tab)).into_owned(),
        tabs: Tabs::new(tr.s("desk-tabs"), f.tab.as_str(), tabs.collect()),
        tab: f.tab.as_str(),
        number: Field::code(tr, "number", tr.s("desk-filter-number")).value(filter.number.unwrap_or_default()),
        state: Field::select(tr, "state", tr.s("desk-filter-state"))
            .choices(states)
            .value(filter.state.unwrap_or_default()),
        item: Field::select(tr, "item", tr.s("desk-filter-item"))
            .choices(items)
            .value(filter.item.map(|i| i.to_string()).unwrap_or_default()),
        find: Submit::secondary(tr.s("search-button")),
        is_filtered,
        clear: format!("/desk?tab={}", f.tab),
        list: list.named_by(1).when_empty(empty),
        pager: Pager::new(tr, f.asked.before(f.tab), f.next.clone().map(|a| f.asked.on(f.tab, a))),
    }
}

fn row(tr: Tr, f: &Found, l: &Listed, due: &DueShown) -> Row {
    let who = tr.f2("desk-applicant-and-number", "applicant", &l.applicant_shown, "number", &l.number);
    let todo = match l.claimed_by {
        _ if f.tab == Tab::Closed => Cell::text(state_word(tr, &l.state)),
        Some(holder) if Some(holder) == f.me => Cell::text(todo_words(tr, l)).below(tr.s("desk-taken-by-me")),
        Some(_) => Cell::text(todo_words(tr, l)).below(tr.s("desk-taken-by-another")),
        None if f.tab == Tab::Open => Cell::text(todo_words(tr, l)).below(holder_word(tr, &l.waits_for)),
        None => Cell::text(todo_words(tr, l)),
    };
    Row::new([
        Cell::light(due.light.clone()),
        Cell::link(format!("/desk/cases/{}", l.number), l.title.clone()).below(who),
        todo,
        Cell::text(due.used.clone()),
    ])
}

impl Sample for WorklistPage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = super::samples::visit(lang);
        let all = super::samples::listed(visit.tr);
        let found = |tab, lines: Vec<(Listed, DueShown)>, asked: Asked, pressing| Found {
            tab,
            asked,
            me: None,
            counts: vec![(Tab::Todo, lines.len() as i64), (Tab::Taken, 0), (Tab::Applicant, 9)],
            pressing,
            items: vec![(Id::new(), "食品经营许可（新办）".into())],
            next: (lines.len() > 2).then(|| format!("2026-03-12~{}", Id::new())),
            lines,
        };
        let filtered = Asked { number: "1301".into(), state: "accepted".into(), ..Asked::default() };
        let later = Asked { after: format!("2026-03-12~{}", Id::new()), ..Asked::default() };
        vec![
            page(&visit, &found(Tab::Todo, Vec::new(), Asked::default(), 0)),
            page(&visit, &found(Tab::Todo, all[..1].to_vec(), Asked::default(), 0)),
            page(&visit, &found(Tab::Open, all.clone(), later, 3)),
            page(&visit, &found(Tab::Applicant, Vec::new(), filtered, 1)),
            page(&visit, &found(Tab::Closed, all, Asked::default(), 0)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worklist_is_well_made() {
        assert_eq!(WorklistPage::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn what_the_address_says_is_read_or_left_out() {
        let asked = Asked {
            number: " 1301&x=1 ".into(),
            state: "nonsense".into(),
            item: "../..".into(),
            after: "2026-03-12~no-id".into(),
            ..Asked::default()
        };
        let filter = asked.filter();
        assert_eq!((filter.state, filter.item, asked.after()), (None, None, None));
        assert_eq!(asked.href(Tab::Todo, None), "/desk?tab=todo&number=1301%26x%3D1");
    }
}
