//! The page kit: languages, chrome, controls, error pages, security at the edge, assets.
//!
//! Every concept builds its pages on this. Nothing here knows a concept, an account or a table of the database;
//! sessions are made by `identity`, which tells the [`Visit`] who is there ([`Visit::sign_in`]).
//!
//! # A page
//!
//! A page is a struct with a [`Shell`] (the chrome) and a [`Tr`] (the language), a template beside it that extends
//! `layout.html` (public) or `desk.html` (staff), and a handler:
//!
//! ```ignore
//! #[derive(askama::Template)]
//! #[template(path = "cases/withdraw.html")]
//! struct WithdrawPage { shell: Shell, tr: Tr, reason: Field, errors: ErrorSummary, send: Submit, action: String, version: i64 }
//!
//! // {% extends "layout.html" %}
//! // {% block content %}
//! // <header class="lede"><h1>{{ shell.title }}</h1><p>{{ tr.s("case-withdraw-intro") }}</p></header>
//! // {{ errors }}
//! // <form method="post" action="{{ action }}" class="form" novalidate>
//! //   {{ shell.csrf_field() }}{{ shell.idempotency_field() }}{{ Hidden::seen(*version) }}
//! //   {{ reason }}
//! //   <div class="actions">{{ send }}</div>
//! // </form>
//! // {% endblock %}
//!
//! async fn withdraw(visit: Visit, State(office): State<Office>, Path(number): Path<String>, form: BodyForm) -> Result<Response, Problem> {
//!     let seen = form.seen()?;
//!     match office.withdraw(&number, seen, form.text("reason")) {
//!         Ok(_) => Ok(redirect_with(&format!("/cases/{number}"), &Sentence::new("case-withdrawn"))),
//!         // What the reader can put right stays on the page, with everything that was typed.
//!         Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => Ok(Page(page(&visit, &form, &r)).sent_back()),
//!         Err(other) => Err(other.into()),
//!     }
//! }
//! ```
//!
//! The router gets `axum::middleware::from_fn_with_state(edge, dress_edge)` as its outermost layer and merges
//! [`routes`]; its fallback answers [`Problem::not_found`].

mod assets;
mod blocking;
mod body;
mod controls;
mod csrf;
mod day_strip;
mod edge;
mod embedded;
mod form_view;
mod format;
mod kept;
mod lang;
mod lint;
mod lists;
mod page;
mod pieces;
mod preferences;
mod problem;
mod qr;
mod rebase;
mod shell;
mod visit;

pub use assets::asset;
pub use blocking::blocking;
pub use body::{BodyForm, CsrfForm, Limits, UncheckedForm, Upload};
pub use controls::{Choice, Field, FieldFile, Hidden, RegionLevel, Submit, Weight};
pub use csrf::{CsrfKey, idempotency_key};
pub use day_strip::{CalendarStrip, DayMark, StripDay};
pub use edge::{Edge, SiteAnswer, SiteSource, Transport, dress_edge, keep_to_site};
pub use form_view::{FormView, HeldLicence, form_errors, form_steps};
pub use kept::KeptPages;
pub use kernel::Lang;
pub use lang::{Sentence, ToArg, Tr};
pub use lint::lint_html;
pub use lists::{Cell, Column, DataList, Pager, Row, Table};
pub use page::{Page, Sample, redirect, redirect_with};
pub use pieces::{
    Badge, Empty, ErrorSummary, Facts, Figure, Figures, LicenceCard, Light, Notice, NoticeKind, Signal, StatusTag,
    Step, StepState, Steps, Tab, Tabs, Tone, Trace, TraceEntry, TraceState,
};
pub use preferences::routes;
pub use problem::{FieldError, Problem};
pub use qr::qr_svg;
pub use rebase::rebase_html;
pub use shell::{Crumb, DESK_NAV, EMBLEMS, NavItem, PUBLIC_NAV, Shell, Side, Site, SiteBanner};
pub use visit::{Contrast, Reading, TextSize, Visit, Visitor};
