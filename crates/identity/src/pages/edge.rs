//! Who is there: the session cookie becomes [`Acting`], which every handler takes.

use crate::{AccountKind, Session, find_session, touch_session};
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use kernel::{Cx, Error, Never, Office, Role, Who};
use std::sync::Arc;
use web::{DESK_NAV, NavItem, Problem, Visit, Visitor, blocking};

/// The cookie with the session's token.
pub const SESSION_COOKIE: &str = "session";

/// Who acts in this request, and the session they act in.
#[derive(Clone)]
pub struct Acting {
    /// The context for every verb.
    pub cx: Cx,
    /// The session, if somebody is signed in (or half-way, before the second factor).
    pub session: Option<Session>,
}

impl Acting {
    /// Where this session must go before any page that needs a sign-in: the second factor, or a password of one's own.
    /// The route table leads there instead of to the sign-in.
    pub fn missing_step(&self) -> Option<&'static str> {
        self.session.as_ref().and_then(super::sign_in::missing_step)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Acting {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Acting, Problem> {
        parts.extensions.get::<Acting>().cloned().ok_or_else(|| Problem::broken("the identity layer is missing"))
    }
}

/// The token in the request's cookies.
pub fn session_token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == SESSION_COOKIE)
        .map(|(_, value)| value)
        .filter(|v| v.len() == 43)
}

/// Layer: finds the session, tells the [`Visit`] who is there, and adds [`Acting`].
pub async fn recognise(State(office): State<Arc<Office>>, visit: Visit, mut request: Request, next: Next) -> Response {
    let token = session_token(request.headers()).map(str::to_owned);
    let at = office.clock.now();
    let session = match token {
        None => None,
        Some(token) => {
            let office = office.clone();
            let found = blocking(move || {
                let session = office.db.read(|tx| find_session(tx, at, &token).map_err(Error::<Never>::from))?;
                if let Some(s) = session.as_ref().filter(|s| s.wants_touch(at)) {
                    office.db.write(|tx| touch_session(tx, at, s).map_err(Error::<Never>::from))?;
                }
                Ok(session)
            })
            .await;
            match found {
                Ok(session) => session,
                Err(problem) => return problem.into_response(),
            }
        }
    };
    let who = session.as_ref().map_or(Who::Public, |s| s.who.clone());
    if let Some(s) = session.as_ref().filter(|s| !s.needs_second_factor && !s.needs_new_password) {
        visit.sign_in(
            s.key.clone(),
            Visitor {
                name: s.name_shown.clone(),
                acting_for: s.acting_for_name.clone(),
                office: s.agency_name.clone(),
                desk_nav: if s.kind == AccountKind::Staff { desk_nav(&s.who) } else { Vec::new() },
            },
        );
    }
    let cx = office.cx(who, visit.tr.lang());
    request.extensions_mut().insert(Acting { cx, session });
    next.run(request).await
}

/// The administrators' own pages and everybody's account.
const OWN_NAV: &[NavItem] = &[
    NavItem { id: "desk-staff", label: "identity-nav-staff", href: "/desk/staff" },
    NavItem { id: "desk-ledger", label: "identity-nav-ledger", href: "/desk/ledger" },
    NavItem { id: "desk-account", label: "identity-nav-account", href: "/desk/account" },
];

/// The desk pages that these posts open.
fn desk_nav(who: &Who) -> Vec<NavItem> {
    let holds = |role| who.holds_anywhere(role);
    DESK_NAV
        .iter()
        .chain(OWN_NAV)
        .copied()
        .filter(|item| match item.id {
            "desk-items" => holds(Role::ItemEditor),
            "desk-licences" => holds(Role::LicenceMaking) || holds(Role::Decision) || holds(Role::Supervision),
            "desk-publications" => {
                holds(Role::PublicationDrafting)
                    || holds(Role::PublicationReview)
                    || holds(Role::SecrecyReview)
                    || holds(Role::PublicationSignOff)
            }
            "desk-search" => holds(Role::DutyKeeper) || holds(Role::PlatformAdmin),
            "desk-push" => holds(Role::PublicationDrafting) || holds(Role::PublicationSignOff),
            "desk-rules" => holds(Role::RegisterKeeper),
            // Those who keep the register come to it from their desk.
            "desk-rule-policies" => holds(Role::PlatformAdmin) && !holds(Role::RegisterKeeper),
            "desk-duties" => holds(Role::DutyKeeper),
            "desk-flags" => {
                holds(Role::RegisterKeeper)
                    || holds(Role::ItemEditor)
                    || holds(Role::PublicationDrafting)
                    || holds(Role::DutyKeeper)
            }
            "desk-sites" => holds(Role::SiteAdmin) || holds(Role::PlatformAdmin),
            "desk-monitor" => {
                holds(Role::SiteAdmin)
                    || holds(Role::PlatformAdmin)
                    || holds(Role::DutyKeeper)
                    || holds(Role::Supervision)
            }
            "desk-requests" | "desk-reports" => {
                holds(Role::DisclosureDesk)
                    || holds(Role::DisclosureReview)
                    || holds(Role::DisclosureHead)
                    || holds(Role::DisclosureSign)
                    || holds(Role::DisclosureAuthority)
                    || (item.id == "desk-requests" && holds(Role::SecrecyReview))
            }
            "desk-ratings" => holds(Role::RatingHandler) || holds(Role::Supervision),
            "desk-staff" => holds(Role::SystemAdmin),
            "desk-ledger" => holds(Role::AuditAdmin),
            _ => true,
        })
        .collect()
}
