//! Pages of officials: the worklist, a case with everything an official needs to act on it, and the acts.
//!
//! Called by the server's routes. Whose turn it is and what may be done says the table of moves; the pages offer what it
//! allows and nothing else. Opening a case writes its ledger entry before anything of it is sent.

mod act_forms;
mod acts;
mod case_page;
mod correction_form;
mod facts;
mod loaded;
mod meanwhile;
mod open_case;
mod samples;
mod worklist;

pub use acts::{
    accept, ask_for_correction, claim, deliver, deny, disclose, end_special, examine, extend, grant, make_licence,
    refuse_acceptance, release, send_back, start_special, terminate,
};
pub use case_page::CasePage;
pub use meanwhile::MeanwhilePage;
pub use open_case::{case_file, case_notice, show_case};
pub use worklist::{WorklistPage, worklist};

use crate::Verb;
use web::BodyForm;

/// The last part of the address at which a verb is done: verbs are nouns in addresses. `None`: not done at the desk.
pub fn noun(verb: Verb) -> Option<&'static str> {
    Some(match verb {
        Verb::Accept => "acceptance",
        Verb::AskForCorrection => "correction",
        Verb::RefuseAcceptance => "non-acceptance",
        Verb::Examine => "examination",
        Verb::StartSpecial => "special-procedure",
        Verb::EndSpecial => "special-procedure-end",
        Verb::Extend => "extension",
        Verb::SendBack => "return",
        Verb::Grant => "grant",
        Verb::Deny => "denial",
        Verb::MakeLicence => "licence",
        Verb::Deliver => "delivery",
        Verb::Terminate => "termination",
        Verb::Submit | Verb::DeemAccepted | Verb::Supplement | Verb::Withdraw | Verb::Archive => return None,
    })
}

/// An act that was sent back: what was typed, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attempt {
    /// The act; `None` when nothing was tried, or something without a form.
    pub verb: Option<Verb>,
    /// What was typed.
    pub form: BodyForm,
    /// Control (empty: the whole form) and sentence.
    pub errors: Vec<(String, String)>,
}

/// The name of a control: each act's controls are apart, since several forms stand on one page.
pub(crate) fn control(verb: Verb, field: &str) -> String {
    format!("{}.{field}", noun(verb).unwrap_or_default())
}

impl Attempt {
    /// What stands in a control: what was typed there when this act was sent back, else `otherwise`.
    pub(crate) fn value(&self, verb: Verb, field: &str, otherwise: impl Into<String>) -> String {
        if self.verb == Some(verb) {
            return self.form.get(&control(verb, field)).unwrap_or_default().to_owned();
        }
        otherwise.into()
    }

    /// What is wrong with a control.
    pub(crate) fn error(&self, verb: Verb, field: &str) -> Option<String> {
        let name = control(verb, field);
        self.errors.iter().find(|(n, _)| *n == name).map(|(_, text)| text.clone())
    }

    /// Whether this act was the one that was sent back.
    pub(crate) fn is(&self, verb: Verb) -> bool {
        self.verb == Some(verb)
    }
}
