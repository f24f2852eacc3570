//! How the result of an application is to be handed over.

use super::Answer;
use super::draft::{self, Open, Place, Seen, evaluated, id_of, seen, steps};
use super::draft_check::redirected;
use super::draft_late::{keep_late, merge_late, trusted};
use crate::{Handing, Refused, drafts, held::Holdings};
use askama::Template;
use axum::extract::{Path, State};
use identity::pages::edge::Acting;
use items::item::ItemVersion;
use kernel::{Cx, Error, Lang, Office, Refusal, RefusalKind, Tx};
use std::sync::Arc;
use web::{
    Choice, ErrorSummary, Field, Hidden, Notice, Page, Sample, Shell, Steps, Submit, Tr, UncheckedForm, Visit,
    blocking, redirect,
};

/// `GET /my/drafts/{id}/delivery`.
#[derive(Template)]
#[template(path = "cases/draft/delivery.html")]
pub struct DeliveryPage {
    shell: Shell,
    item: String,
    notices: Vec<Notice>,
    steps: Steps,
    errors: ErrorSummary,
    way: Field,
    address: Option<Field>,
    action: String,
    token: Hidden,
    next: Submit,
    later: Submit,
}

/// The ways in which an item's result can be handed over.
pub(crate) fn ways(item: &ItemVersion) -> Vec<Handing> {
    let mut ways = vec![Handing::Electronic, Handing::Pickup];
    if item.postal.as_ref().is_some_and(|p| p.result) {
        ways.push(Handing::Courier);
    }
    ways
}

/// What was chosen and typed, and what is wrong with it.
#[derive(Default)]
struct Chosen {
    way: Option<Handing>,
    address: Option<String>,
    way_error: Option<String>,
    address_error: Option<String>,
}

fn delivery_page(
    tx: &mut Tx,
    cx: &Cx,
    visit: &Visit,
    open: &Open,
    chosen: Chosen,
    late: Option<Notice>,
) -> Result<DeliveryPage, Error<Refused>> {
    let tr = visit.tr;
    let holdings = Holdings::load(tx, cx)?;
    let outline = evaluated(tx, cx, &tr, open, |e, _| forms::outline(e, tr.tag()));
    let ways = ways(&open.version.body);
    let base = format!("/my/drafts/{}", open.draft.id);
    let (way, known) = match &open.draft.delivery {
        Some((way, address)) => (*way, address.clone()),
        None => (Handing::Electronic, String::new()),
    };
    let choice = |w: &Handing| {
        Choice::new(w.as_str(), tr.s(&format!("case-way-{w}"))).hint(tr.s(&format!("draft-way-{w}-hint")))
    };
    let field = Field::radio(tr, "way", tr.s("draft-way-label")).choices(ways.iter().map(choice)).required();
    let field = field.value(chosen.way.unwrap_or(way).as_str()).error(chosen.way_error);
    let address = ways.contains(&Handing::Courier).then(|| {
        let own = holdings
            .organisation
            .as_ref()
            .map(|o| o.address.clone())
            .or(holdings.details.address.clone())
            .unwrap_or_default();
        let area = Field::area(tr, "address", tr.s("draft-address-label"))
            .hint(tr.s("draft-address-hint"))
            .rows(3)
            .error(chosen.address_error);
        match chosen.address {
            Some(typed) => area.value(typed),
            None if known.is_empty() && !own.is_empty() => area.value(own).prefilled(tr.s("draft-address-source")),
            None => area.value(known),
        }
    });
    let errors = ErrorSummary::of(tr, std::iter::once(&field).chain(address.as_ref()));
    let mut shell = visit
        .shell(tr.s("draft-step-delivery"))
        .at("my")
        .crumb(tr.s("mine-title"), "/my")
        .crumb(open.version.body.name.clone(), base.clone());
    if !errors.is_empty() {
        shell = shell.with_errors();
    }
    Ok(DeliveryPage {
        shell,
        item: open.version.body.name.clone(),
        notices: late.into_iter().collect(),
        steps: steps(
            tr,
            open.draft.id,
            &outline,
            open.missing(&holdings).len(),
            open.draft.delivery.is_some(),
            Place::Delivery,
        ),
        errors,
        way: field,
        address,
        action: format!("{base}/delivery"),
        token: open.token(cx),
        next: Submit::primary(tr.s("draft-save-next")).act("next"),
        later: Submit::quiet(tr.s("draft-save-overview")).act("overview"),
    })
}

/// `GET /my/drafts/{id}/delivery`.
pub async fn delivery(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
) -> Answer {
    let id = id_of(&id)?;
    blocking(move || {
        let late = merge_late(&office, &acting.cx, &visit, id)?;
        let page = seen(&office, &acting.cx, id, |tx, open| {
            delivery_page(tx, &acting.cx, &visit, &open, Chosen::default(), late).map(Box::new)
        })?;
        Ok(page.answer())
    })
    .await
}

/// `POST /my/drafts/{id}/delivery`.
pub async fn save_delivery(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
    form: UncheckedForm,
) -> Answer {
    let id = id_of(&id)?;
    let form = match trusted(form, &acting, &visit) {
        Ok(form) => form,
        Err(form) => return keep_late(office, acting, visit, id, format!("/my/drafts/{id}/delivery"), form).await,
    };
    blocking(move || {
        let (cx, tr) = (&acting.cx, visit.tr);
        let way = form.text("way").and_then(Handing::parse);
        let address = form.get("address").unwrap_or_default().to_owned();
        let mut chosen = Chosen { way, address: Some(address.clone()), ..Chosen::default() };
        let offered = match seen(&office, cx, id, |_, open| Ok(ways(&open.version.body)))? {
            Seen::Page(offered) => offered,
            Seen::Became(case) => return Ok(redirect(&case)),
        };
        let saved = match way.filter(|w| offered.contains(w)) {
            None => {
                chosen.way_error = Some(tr.s("draft-way-missing").into_owned());
                false
            }
            Some(way) => match office.db.write(|tx| drafts::save_delivery(tx, cx, id, way, &address)) {
                Ok(()) => true,
                Err(Error::Refused(Refused::AlreadySubmitted)) => return redirected(&office, cx, id),
                Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => {
                    chosen.address_error = Some(tr.refusal(&r));
                    false
                }
                Err(error) => return Err(error.into()),
            },
        };
        if saved {
            let next =
                if form.act() == "overview" { format!("/my/drafts/{id}") } else { format!("/my/drafts/{id}/check") };
            return Ok(redirect(&next));
        }
        match seen(&office, cx, id, |tx, open| delivery_page(tx, cx, &visit, &open, chosen, None))? {
            Seen::Page(page) => Ok(Page(page).sent_back()),
            Seen::Became(case) => Ok(redirect(&case)),
        }
    })
    .await
}

impl Sample for DeliveryPage {
    fn samples(lang: Lang) -> Vec<DeliveryPage> {
        let tr = Tr::new(lang);
        let page = |courier: Option<Option<&str>>| {
            let way = Field::radio(tr, "way", tr.s("draft-way-label"))
                .choices(Handing::ALL.iter().map(|w| {
                    Choice::new(w.as_str(), tr.s(&format!("case-way-{w}"))).hint(tr.s(&format!("draft-way-{w}-hint")))
                }))
                .required();
            let address = courier.map(|error| {
                Field::area(tr, "address", tr.s("draft-address-label"))
                    .hint(tr.s("draft-address-hint"))
                    .prefilled(tr.s("draft-address-source"))
                    .value("很长的地址".repeat(60))
                    .error(error)
            });
            DeliveryPage {
                shell: Shell::sample(lang).at("my"),
                item: "食品经营许可（新办）".into(),
                notices: Vec::new(),
                steps: draft::sample_steps(tr),
                errors: ErrorSummary::of(tr, address.as_ref()),
                way,
                address,
                action: "/my/drafts/1/delivery".into(),
                token: Hidden::new("draft_token", "x"),
                next: Submit::primary(tr.s("draft-save-next")).act("next"),
                later: Submit::quiet(tr.s("draft-save-overview")).act("overview"),
            }
        };
        vec![page(None), page(Some(None)), page(Some(Some("请填写")))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(DeliveryPage::lint_samples(), Vec::<String>::new());
    }
}
