//! The banner across every page of a site: raised in an emergency, taken down by hand or by itself.

use super::desk::{error_of, shell, split, summary, tabs};
use crate::{BannerLevel, Refused, Site, find_mine, lower_banner, raise_banner};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::{Timestamp, civil::Date, civil::Time};
use kernel::{Office, cx::BEIJING};
use std::sync::Arc;
use web::{
    BodyForm, Choice, DataList, ErrorSummary, Field, Hidden, Page, Problem, Sentence, Shell, Submit, Tabs, Tr, Visit,
    blocking, redirect_with,
};

/// What the form holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub level: String,
    pub text: String,
    pub href: String,
    pub until_on: String,
    pub until_time: String,
}

impl Typed {
    fn read(form: &BodyForm) -> Typed {
        let of = |name: &str| form.text(name).unwrap_or_default().to_owned();
        Typed {
            level: of("level"),
            text: of("text"),
            href: of("href"),
            until_on: of("until_on"),
            until_time: of("until_time"),
        }
    }

    /// The instant it comes down; a day without an hour counts to its end.
    fn until(&self) -> Result<Option<Timestamp>, Refused> {
        if self.until_on.is_empty() {
            return if self.until_time.is_empty() { Ok(None) } else { Err(Refused::BadUntil) };
        }
        let on: Date = self.until_on.parse().map_err(|_| Refused::BadUntil)?;
        let (on, time) = if self.until_time.is_empty() {
            (on.tomorrow().map_err(|_| Refused::BadUntil)?, Time::midnight())
        } else {
            let padded = format!("{:0>5}:00", self.until_time.replace('：', ":"));
            (on, padded.parse().map_err(|_| Refused::BadUntil)?)
        };
        BEIJING.to_timestamp(on.to_datetime(time)).map(Some).map_err(|_| Refused::BadUntil)
    }
}

fn level(level: BannerLevel) -> String {
    format!("site-banner-{}", level.as_str())
}

#[derive(Template)]
#[template(path = "sites/banner.html")]
pub(super) struct BannerPage {
    shell: Shell,
    tr: Tr,
    tabs: Tabs,
    errors: ErrorSummary,
    present: Option<DataList>,
    lower: (String, Submit),
    seen: Hidden,
    fields: Vec<Field>,
    action: String,
    raise: Submit,
}

impl BannerPage {
    fn raise_title(&self) -> std::borrow::Cow<'static, str> {
        self.tr.s(if self.present.is_some() { "site-banner-replace" } else { "site-banner-raise" })
    }
}

pub(super) fn banner_page(
    visit: &Visit,
    site: &Site,
    sent: Option<(&Typed, i64)>,
    refused: Option<&Refused>,
) -> BannerPage {
    let tr = visit.tr;
    let own = Typed { level: BannerLevel::Notice.as_str().into(), ..Typed::default() };
    let (typed, seen) = sent.unwrap_or((&own, site.version));
    let error = |name: &'static str| error_of(tr, refused, name);
    let present = site.banner.as_ref().map(|b| {
        let until = b.until.map_or_else(|| tr.s("site-banner-until-lowered").into_owned(), |u| tr.time(u));
        let mut list = DataList::new()
            .row(tr.s("site-banner-level"), tr.s(&level(b.loudness())))
            .row(tr.s("site-banner-text"), &b.text)
            .row(tr.s("site-banner-raised"), tr.time(b.raised_at))
            .row(tr.s("site-banner-until"), until);
        if !b.href.is_empty() {
            list = list.row(tr.s("site-banner-href"), &b.href);
        }
        list
    });
    let raise = if present.is_some() { "site-banner-replace" } else { "site-banner-raise" };
    BannerPage {
        shell: shell(visit, site, refused),
        tr,
        tabs: tabs(tr, site, "banner"),
        errors: summary(tr, refused),
        present,
        lower: (format!("/desk/sites/{}/banner/lowering", site.key), Submit::secondary(tr.s("site-banner-lower"))),
        seen: Hidden::seen(seen),
        fields: vec![
            Field::radio(tr, "level", tr.s("site-banner-level"))
                .choices(
                    BannerLevel::ALL
                        .iter()
                        .map(|l| Choice::new(l.as_str(), tr.s(&level(*l))).hint(tr.s(&format!("{}-hint", level(*l))))),
                )
                .value(&typed.level)
                .required(),
            Field::area(tr, "text", tr.s("site-banner-text"))
                .rows(2)
                .hint(tr.s("site-banner-text-hint"))
                .value(&typed.text)
                .error(error("text"))
                .required(),
            Field::text(tr, "href", tr.s("site-banner-href"))
                .hint(tr.s("site-banner-href-hint"))
                .value(&typed.href)
                .error(error("href")),
            Field::date(tr, "until_on", tr.s("site-banner-until-on"))
                .hint(tr.s("site-banner-until-on-hint"))
                .value(&typed.until_on)
                .error(error("until_on")),
            Field::code(tr, "until_time", tr.s("site-banner-until-time"))
                .hint(tr.s("site-banner-until-time-hint"))
                .value(&typed.until_time),
        ],
        action: format!("/desk/sites/{}/banner", site.key),
        raise: Submit::primary(tr.s(raise)),
    }
}

/// `GET /desk/sites/{key}/banner`
///
/// # Errors
/// Not there, or another agency's.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let site = blocking(move || Ok(office.db.read(|tx| find_mine(tx, &acting.cx, &key))?)).await?;
    Ok(Page(banner_page(&visit, &site, None, None)).into_response())
}

/// `POST /desk/sites/{key}/banner`
///
/// # Errors
/// Not there, another agency's, or changed by somebody else meanwhile.
pub async fn raise(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(key): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let seen = form.seen()?;
    let typed = Typed::read(&form);
    let (site, typed, outcome) = blocking(move || {
        let cx = acting.cx;
        let site = office.db.read(|tx| find_mine(tx, &cx, &key))?;
        let outcome = match typed.until() {
            Err(refused) => Err(refused),
            Ok(until) => {
                let level = BannerLevel::parse(&typed.level).unwrap_or(BannerLevel::Notice);
                let banner = (level, typed.text.as_str(), typed.href.as_str());
                split(office.db.write(|tx| raise_banner(tx, &cx, &key, seen, banner, until)))?
            }
        };
        Ok((site, typed, outcome))
    })
    .await?;
    match outcome {
        Ok(()) => {
            Ok(redirect_with(&format!("/desk/sites/{}/banner", site.key), &Sentence::new("site-banner-raised-now")))
        }
        Err(refused) => Ok(Page(banner_page(&visit, &site, Some((&typed, seen)), Some(&refused))).sent_back()),
    }
}

/// `POST /desk/sites/{key}/banner/lowering`
///
/// # Errors
/// Not there, another agency's, or changed by somebody else meanwhile.
pub async fn lower(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path(key): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let seen = form.seen()?;
    let to = format!("/desk/sites/{key}/banner");
    blocking(move || Ok(office.db.write(|tx| lower_banner(tx, &acting.cx, &key, seen))?)).await?;
    Ok(redirect_with(&to, &Sentence::new("site-banner-lowered")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_banner() {
        for (on, time, utc) in [
            ("2026-03-02", "", Some("2026-03-02T16:00:00Z")),
            ("2026-03-02", "18:30", Some("2026-03-02T10:30:00Z")),
            ("2026-03-02", "8：05", Some("2026-03-02T00:05:00Z")),
            ("2026-02-30", "", None),
            ("2026-03-02", "25:00", None),
            ("", "18:00", None),
        ] {
            let typed = Typed { until_on: on.into(), until_time: time.into(), ..Typed::default() };
            let expected = utc.map(|u| Some(u.parse().unwrap())).ok_or(Refused::BadUntil);
            assert_eq!(typed.until(), expected, "{on} {time}");
        }
        assert_eq!(Typed::default().until(), Ok(None));
    }
}
