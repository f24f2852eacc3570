//! What an applicant may do on the page of a request, as forms: the table of moves says which are open.

use super::{intake_form::ACCEPT, reply_shown::signed, request_page::Loaded};
use crate::{
    Verb,
    outcome::{self, Gives},
    request::Request,
};
use kernel::Cx;
use web::{Field, Submit, Tr};

/// What was typed in a form that was sent back, and why it was.
#[derive(Clone, Debug, Default)]
pub(crate) struct SentBack {
    /// The act.
    pub act: String,
    /// What was typed.
    pub text: String,
    /// The field at fault; empty is the whole form.
    pub field: &'static str,
    /// Why.
    pub why: String,
}

/// One thing the applicant can do here.
pub(crate) struct Act {
    pub id: &'static str,
    pub title: String,
    pub said: Vec<String>,
    pub list: Vec<String>,
    pub action: String,
    pub fields: Vec<Field>,
    pub send: Submit,
    pub is_multipart: bool,
    pub is_folded: bool,
}

/// Builds the forms of what may be done.
pub(crate) struct ActForms<'a> {
    pub tr: Tr,
    pub base: &'a str,
    pub back: Option<&'a SentBack>,
}

impl ActForms<'_> {
    fn typed(&self, act: &str) -> String {
        self.back.filter(|b| b.act == act).map(|b| b.text.clone()).unwrap_or_default()
    }

    fn error(&self, act: &str, field: &str) -> Option<String> {
        self.back.filter(|b| b.act == act && b.field == field).map(|b| b.why.clone())
    }

    pub(crate) fn act(&self, id: &'static str, fields: Vec<Field>, send: Submit) -> Act {
        Act {
            id,
            title: self.tr.s(&format!("disclosure-act-{id}")).into_owned(),
            said: vec![self.tr.s(&format!("disclosure-act-{id}-text")).into_owned()],
            list: Vec::new(),
            action: format!("{}/{id}", self.base),
            fields,
            send,
            is_multipart: false,
            is_folded: false,
        }
    }

    pub(crate) fn area(&self, act: &'static str, name: &'static str) -> Field {
        Field::area(self.tr, name, self.tr.s(&format!("disclosure-act-{act}-label")))
            .required()
            .value(self.typed(act))
            .error(self.error(act, name))
    }

    pub(crate) fn primary(&self, id: &str) -> Submit {
        Submit::primary(self.tr.s(&format!("disclosure-act-{id}-send")))
    }

    /// What waits for the applicant now.
    pub(crate) fn now(&self, request: &Request, l: &Loaded, cx: &Cx) -> Vec<Act> {
        let tr = self.tr;
        let mut out = Vec::new();
        let by = |d: jiff::civil::Date| {
            tr.f2("disclosure-answer-by", "date", tr.date(d), "relative", tr.relative(d, cx.today()))
        };
        if l.verbs.contains(&Verb::Confirm) {
            let mut act = self.act("confirmation", Vec::new(), self.primary("confirmation"));
            act.said.push(tr.s(request.channel.rule()).into_owned());
            out.push(act);
        }
        if l.verbs.contains(&Verb::Correct)
            && let Some(c) = &l.correction
        {
            let fields = vec![
                self.area("correction", "correction"),
                Field::files(tr, "files", tr.s("disclosure-field-files"), ACCEPT)
                    .hint(tr.f1("disclosure-field-files-hint", "megabytes", crate::MEGABYTES))
                    .error(self.error("correction", "files")),
            ];
            let mut act = self.act("correction", fields, self.primary("correction"));
            act.list = c.points.clone();
            act.said.push(by(c.answer_by));
            act.is_multipart = true;
            out.push(act);
        }
        if l.verbs.contains(&Verb::StateReason)
            && let Some(r) = &l.reason
        {
            let mut act = self.act("reason", vec![self.area("reason", "reason")], self.primary("reason"));
            act.said.push(r.why.clone());
            act.said.push(by(r.answer_by));
            out.push(act);
        }
        out
    }

    /// What may be done beside.
    pub(crate) fn later(&self, request: &Request, l: &Loaded) -> Vec<Act> {
        let tr = self.tr;
        let mut out = Vec::new();
        let given = request.outcome.as_deref().and_then(outcome::find).is_some_and(|o| o.gives != Gives::None);
        if given && signed(&l.replies).is_some() {
            let send = Submit::secondary(tr.s("disclosure-act-suggestion-send"));
            out.push(Act { is_folded: true, ..self.act("suggestion", Vec::new(), send) });
        }
        if l.verbs.contains(&Verb::Withdraw) {
            let send = Submit::secondary(tr.s("disclosure-act-withdrawal-send"));
            let open = self.back.is_some_and(|b| b.act == "withdrawal");
            let act = self.act("withdrawal", vec![self.area("withdrawal", "withdrawal")], send);
            out.push(Act { is_folded: !open, ..act });
        }
        out
    }
}
