//! The first password and the second factor of a staff member, shown once to whoever hands them over.

use crate::{totp_base32, totp_uri};
use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::Id;
use web::{Cell, DataList, Page, Sample, Shell, Tr, Visit, qr_svg};

/// 初始密码和验证器, shown once.
#[derive(Template)]
#[template(path = "identity/staff-credentials.html")]
pub(super) struct CredentialsPage {
    shell: Shell,
    tr: Tr,
    id: Id,
    data: DataList,
    /// Drawn by us from our own text: safe to write out as it is.
    qr: Option<String>,
}

impl CredentialsPage {
    pub(super) fn new(
        visit: &Visit,
        id: Id,
        name: &str,
        account: &str,
        password: &str,
        secret: &[u8],
    ) -> CredentialsPage {
        let tr = visit.tr;
        let code = totp_base32(secret);
        let groups: Vec<&str> = (0..code.len()).step_by(4).map(|at| &code[at..(at + 4).min(code.len())]).collect();
        let uri = totp_uri(secret, account, "Mingting");
        CredentialsPage {
            shell: visit
                .desk(tr.s("identity-credentials-title"))
                .at("desk-staff")
                .crumb(tr.s("identity-staff-title"), "/desk/staff"),
            tr,
            id,
            data: DataList::new()
                .row(tr.s("identity-name"), name)
                .cell(tr.s("identity-credentials-password"), Cell::code(password))
                .cell(tr.s("identity-credentials-secret"), Cell::code(groups.join(" "))),
            qr: qr_svg(&uri, &tr.s("identity-credentials-qr")),
        }
    }

    /// The page as an answer that nothing keeps.
    pub(super) fn answer(self) -> Response {
        let mut response = Page(self).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

impl Sample for CredentialsPage {
    fn samples(lang: kernel::Lang) -> Vec<CredentialsPage> {
        vec![CredentialsPage::new(
            &Visit::sample(lang),
            Id::new(),
            "<b>",
            "S001",
            "ABCD-EFGH-JKLM-NPQR",
            b"12345678901234567890",
        )]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(CredentialsPage::lint_samples(), Vec::<String>::new());
    }
}
