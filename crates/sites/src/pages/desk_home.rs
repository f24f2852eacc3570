//! The blocks of a home page: an ordered list that is put together with buttons alone.

use super::desk::{shell, split, summary, tabs};
use super::desk_facts::change_of;
use crate::{Block, BlockKind, Refused, Section, Site, Takes, change_site, find_mine, list_sections};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Error, Never, Office, Tx};
use std::sync::Arc;
use web::{
    BodyForm, Choice, ErrorSummary, Field, Hidden, Page, Problem, Sentence, Shell, Submit, Tabs, Tr, Visit, blocking,
    redirect_with,
};

/// More blocks than this no reader scrolls through.
const MOST: usize = 20;

/// A block as typed: the number of entries may be no number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypedBlock {
    pub kind: BlockKind,
    pub sections: Vec<String>,
    pub entries: String,
}

fn typed(blocks: &[Block]) -> Vec<TypedBlock> {
    blocks
        .iter()
        .map(|b| TypedBlock {
            kind: b.kind,
            sections: b.sections.clone(),
            entries: if b.entries == 0 { String::new() } else { b.entries.to_string() },
        })
        .collect()
}

/// What the form holds, before its button is obeyed.
fn read(form: &BodyForm) -> Vec<TypedBlock> {
    (0..MOST)
        .map_while(|n| {
            let kind = BlockKind::parse(form.get(&format!("block.{n}.kind"))?)?;
            let name = format!("block.{n}.sections");
            let sections = form.all(&name).map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect();
            let entries = form.text(&format!("block.{n}.entries")).unwrap_or_default().to_owned();
            Some(TypedBlock { kind, sections, entries })
        })
        .collect()
}

/// What a button does to the list; false when it is the one that saves.
fn obey(blocks: &mut Vec<TypedBlock>, act: &str, form: &BodyForm) -> bool {
    let (what, n) = act.split_once('.').unwrap_or((act, ""));
    let n: Option<usize> = n.parse().ok().filter(|n| *n < blocks.len());
    match (what, n) {
        ("up", Some(n)) if n > 0 => blocks.swap(n, n - 1),
        ("down", Some(n)) if n + 1 < blocks.len() => blocks.swap(n, n + 1),
        ("remove", Some(n)) => {
            blocks.remove(n);
        }
        ("add", None) => {
            if let Some(kind) = form.get("add_kind").and_then(BlockKind::parse).filter(|_| blocks.len() < MOST) {
                blocks.push(TypedBlock { kind, sections: Vec::new(), entries: String::new() });
            }
        }
        ("up" | "down", _) => {}
        _ => return false,
    }
    true
}

fn blocks(typed: &[TypedBlock]) -> Result<Vec<Block>, Refused> {
    typed
        .iter()
        .map(|b| {
            let entries = if b.entries.is_empty() { Some(0) } else { b.entries.parse().ok().filter(|n| *n <= 30) };
            Ok(Block { kind: b.kind, sections: b.sections.clone(), entries: entries.ok_or(Refused::BadEntries)? })
        })
        .collect()
}

fn kind(kind: BlockKind) -> String {
    format!("site-block-{}", kind.as_str())
}

struct BlockShown {
    title: String,
    kind: Hidden,
    fields: Vec<Field>,
    buttons: Vec<Submit>,
}

#[derive(Template)]
#[template(path = "sites/home.html")]
pub(super) struct HomePage {
    shell: Shell,
    tr: Tr,
    tabs: Tabs,
    errors: ErrorSummary,
    seen: Hidden,
    action: String,
    blocks: Vec<BlockShown>,
    add: Field,
    add_button: Submit,
    save: Submit,
    unsaved: Option<String>,
}

fn at_fault(block: &TypedBlock, refused: &Refused) -> Option<&'static str> {
    match refused {
        Refused::UnknownSection(key) if block.sections.contains(key) => Some("sections"),
        Refused::BadEntries if blocks(std::slice::from_ref(block)).is_err() => Some("entries"),
        _ => None,
    }
}

fn shown(
    tr: Tr,
    n: usize,
    last: usize,
    block: &TypedBlock,
    sections: &[Section],
    refused: Option<&Refused>,
) -> BlockShown {
    let name = tr.s(&kind(block.kind)).into_owned();
    let fault = refused.and_then(|r| Some((at_fault(block, r)?, tr.refusal(r))));
    let error = |of: &str| fault.as_ref().filter(|(at, _)| *at == of).map(|(_, said)| said.clone());
    let control = format!("block.{n}.sections");
    let open = sections.iter().filter(|s| s.is_open || block.sections.contains(&s.key));
    let choices = open.map(|s| Choice::new(s.key.clone(), s.names.of(tr.lang())));
    let mut fields = Vec::new();
    match block.kind.takes() {
        Takes::None => {}
        Takes::One => fields.push(
            Field::select(tr, control, tr.s("site-block-which"))
                .choices(choices)
                .values(block.sections.clone())
                .error(error("sections")),
        ),
        Takes::Several => fields.push(
            Field::checkboxes(tr, control, tr.s("site-block-which"))
                .choices(choices)
                .values(block.sections.clone())
                .error(error("sections")),
        ),
    }
    if !matches!(block.kind, BlockKind::Search | BlockKind::Figures | BlockKind::Disclosure) {
        fields.push(
            Field::number(tr, format!("block.{n}.entries"), tr.s("site-block-entries"))
                .digits()
                .hint(tr.s("site-block-entries-hint"))
                .value(&block.entries)
                .error(error("entries")),
        );
    }
    let about = tr.f2("site-block-about", "n", n + 1, "block", &name);
    let button = |key: &str, act: &str| Submit::quiet(tr.s(key)).act(format!("{act}.{n}")).about(about.clone());
    let mut buttons = Vec::new();
    if n > 0 {
        buttons.push(button("site-block-up", "up"));
    }
    if n < last {
        buttons.push(button("site-block-down", "down"));
    }
    buttons.push(button("site-block-remove", "remove"));
    BlockShown {
        title: tr.f2("site-block-about", "n", n + 1, "block", &name),
        kind: Hidden::new(format!("block.{n}.kind"), block.kind.as_str()),
        fields,
        buttons,
    }
}

/// What stands in the form and the version it was read at.
pub(super) type Sent<'s> = Option<(&'s [TypedBlock], i64)>;

pub(super) fn home_page(
    visit: &Visit,
    site: &Site,
    sections: &[Section],
    sent: Sent<'_>,
    refused: Option<&Refused>,
) -> HomePage {
    let tr = visit.tr;
    let own = typed(&site.blocks);
    let (list, seen) = sent.unwrap_or((&own, site.version));
    let last = list.len().saturating_sub(1);
    let mut errors = summary(tr, None);
    if let Some(refused) = refused {
        let place = list.iter().enumerate().find_map(|(n, b)| Some(format!("block.{n}.{}", at_fault(b, refused)?)));
        errors.add(&place.unwrap_or_default(), tr.refusal(refused));
    }
    HomePage {
        shell: shell(visit, site, refused),
        tr,
        tabs: tabs(tr, site, "home"),
        errors,
        seen: Hidden::seen(seen),
        action: format!("/desk/sites/{}/home", site.key),
        blocks: list.iter().enumerate().map(|(n, b)| shown(tr, n, last, b, sections, refused)).collect(),
        add: Field::select(tr, "add_kind", tr.s("site-block-add-kind"))
            .choices(BlockKind::ALL.iter().map(|k| Choice::new(k.as_str(), tr.s(&kind(*k))))),
        add_button: Submit::secondary(tr.s("site-block-add")).act("add"),
        save: Submit::primary(tr.s("site-save")).act("save"),
        unsaved: (sent.is_some() && own != list).then(|| tr.s("site-home-unsaved").into_owned()),
    }
}

fn sections_of(tx: &mut Tx, key: &str) -> Result<Vec<Section>, Error<Never>> {
    Ok(list_sections(tx, key)?)
}

/// `GET /desk/sites/{key}/home`
///
/// # Errors
/// Not there, or another agency's.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let cx = acting.cx;
    let (site, sections) = blocking(move || {
        let site = office.db.read(|tx| find_mine(tx, &cx, &key))?;
        Ok((site, office.db.read(|tx| sections_of(tx, &key))?))
    })
    .await?;
    Ok(Page(home_page(&visit, &site, &sections, None, None)).into_response())
}

/// `POST /desk/sites/{key}/home`: a button that moves a block gives the form back; the one that saves saves.
///
/// # Errors
/// Not there, another agency's, or changed by somebody else meanwhile.
pub async fn save(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(key): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let cx = acting.cx;
    let seen = form.seen()?;
    let mut list = read(&form);
    let moved = obey(&mut list, form.act(), &form);
    let (site, sections, list, outcome) = blocking(move || {
        let site = office.db.read(|tx| find_mine(tx, &cx, &key))?;
        let sections = office.db.read(|tx| sections_of(tx, &key))?;
        let outcome = match blocks(&list) {
            _ if moved => Ok(()),
            Err(refused) => Err(refused),
            Ok(blocks) => {
                let change = crate::SiteChange { blocks, ..change_of(&site) };
                split(office.db.write(|tx| change_site(tx, &cx, &key, seen, &change)))?
            }
        };
        Ok((site, sections, list, outcome))
    })
    .await?;
    match outcome {
        Ok(()) if moved => Ok(Page(home_page(&visit, &site, &sections, Some((&list, seen)), None)).into_response()),
        Ok(()) => Ok(redirect_with(&format!("/desk/sites/{}/home", site.key), &Sentence::new("site-saved"))),
        Err(refused) => Ok(Page(home_page(&visit, &site, &sections, Some((&list, seen)), Some(&refused))).sent_back()),
    }
}
