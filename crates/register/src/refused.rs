//! Every way the register can say no.

use kernel::{Refusal, RefusalKind, message_arg};

/// Why something was not registered or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such rule, version or batch, or it is not yours.
    NotThere,
    /// Somebody changed it while you were reading.
    Stale,
    /// It takes the post of register keeper at this agency.
    NotYourPost,
    /// A title is needed.
    NoTitle,
    /// The text is empty.
    NoText,
    /// A rule of this title by this issuer is in the register.
    TitleTaken {
        /// Its address.
        slug: String,
    },
    /// The index number belongs to another work.
    IndexNumberTaken {
        /// The number.
        number: String,
        /// The other work's title.
        title: String,
        /// The other work's address.
        slug: String,
    },
    /// The document number belongs to another work of the same issuer.
    DocumentNumberTaken {
        /// The number.
        number: String,
        /// The other work's title.
        title: String,
        /// The other work's address.
        slug: String,
    },
    /// The document number is missing or not well formed.
    DocumentNumber {
        /// What was written.
        found: String,
    },
    /// The document number is not written as it must be (brackets, full width).
    DocumentNumberWriting {
        /// How it is written.
        canonical: String,
    },
    /// From the day its agency set, a document drafted here needs its interpretation first.
    NoInterpretation {
        /// Since when; empty: always.
        since: String,
    },
    /// The text contradicts its metadata.
    Contradiction {
        /// Which attribute: key `register-attribute-…`.
        attribute: &'static str,
        /// What the metadata say.
        stated: String,
        /// What the text says.
        found: String,
    },
    /// It is registered already.
    AlreadyRegistered,
    /// It is not registered yet.
    NotRegistered,
    /// What came from above is changed by importing it, not by hand.
    Imported,
    /// It is repealed or lapsed.
    Over,
    /// A date is missing.
    NoDate,
    /// The dates contradict each other.
    DateOrder {
        /// The date that must not be earlier: key of its name.
        later: &'static str,
        /// … than this one.
        earlier: &'static str,
    },
    /// A reason is needed.
    NoReason,
    /// The new text is the same as the present one.
    SameText,
    /// The metadata are what they were.
    SameMetadata,
    /// It is not suspended.
    NotSuspended,
    /// It is suspended already.
    AlreadySuspended,
    /// The batch has no documents.
    NothingToCleanUp,
    /// Not every document of the batch is decided.
    Undecided {
        /// How many are not.
        count: usize,
    },
    /// The result was published; it does not change any more.
    AlreadyPublished,
    /// The template of index numbers lacks what makes them unique.
    IndexTemplate {
        /// What is wrong: a place that is missing or unknown.
        what: String,
    },
    /// The agency has no social credit code, which its template of index numbers needs.
    NoUscc,
    /// A number of years or months is out of bounds.
    PolicyBounds,
    /// A policy that does not say where it is written.
    NoPolicySource,
    /// A text too long to be a document.
    TooLong {
        /// Most characters.
        most: usize,
    },
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::NotThere => "refused-not-there",
            Refused::Stale => "refused-stale",
            Refused::NotYourPost => "register-refused-post",
            Refused::NoTitle => "register-refused-no-title",
            Refused::NoText => "register-refused-no-text",
            Refused::TitleTaken { .. } => "register-refused-title-taken",
            Refused::IndexNumberTaken { .. } => "register-refused-index-taken",
            Refused::DocumentNumberTaken { .. } => "register-refused-number-taken",
            Refused::DocumentNumber { found } if found.is_empty() => "register-refused-number-missing",
            Refused::DocumentNumber { .. } => "register-refused-number",
            Refused::DocumentNumberWriting { .. } => "register-refused-number-writing",
            // An agency that set no day asks for it always: there is no day to name.
            Refused::NoInterpretation { since } if since.is_empty() => "register-refused-no-interpretation-always",
            Refused::NoInterpretation { .. } => "register-refused-no-interpretation",
            Refused::Contradiction { .. } => "register-refused-contradiction",
            Refused::AlreadyRegistered => "register-refused-registered",
            Refused::NotRegistered => "register-refused-not-registered",
            Refused::Imported => "register-refused-imported",
            Refused::Over => "register-refused-over",
            Refused::NoDate => "register-refused-no-date",
            Refused::DateOrder { .. } => "register-refused-date-order",
            Refused::NoReason => "register-refused-no-reason",
            Refused::SameText => "register-refused-same-text",
            Refused::SameMetadata => "register-refused-same-metadata",
            Refused::NotSuspended => "register-refused-not-suspended",
            Refused::AlreadySuspended => "register-refused-suspended",
            Refused::NothingToCleanUp => "register-refused-cleanup-empty",
            Refused::Undecided { .. } => "register-refused-undecided",
            Refused::AlreadyPublished => "register-refused-cleanup-published",
            Refused::IndexTemplate { .. } => "register-refused-template",
            Refused::NoUscc => "register-refused-no-uscc",
            Refused::PolicyBounds => "register-refused-policy-bounds",
            Refused::NoPolicySource => "register-refused-policy-source",
            Refused::TooLong { .. } => "register-refused-too-long",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Refused::TitleTaken { slug } => vec![("slug", slug.clone())],
            Refused::IndexNumberTaken { number, title, slug }
            | Refused::DocumentNumberTaken { number, title, slug } => {
                vec![("number", number.clone()), ("title", title.clone()), ("slug", slug.clone())]
            }
            Refused::DocumentNumber { found } => vec![("found", found.clone())],
            Refused::DocumentNumberWriting { canonical } => vec![("canonical", canonical.clone())],
            Refused::NoInterpretation { since } => vec![("since", since.clone())],
            Refused::Contradiction { attribute, stated, found } => {
                vec![("attribute", message_arg(attribute)), ("stated", stated.clone()), ("found", found.clone())]
            }
            Refused::DateOrder { later, earlier } => {
                vec![("later", message_arg(later)), ("earlier", message_arg(earlier))]
            }
            Refused::Undecided { count } => vec![("count", count.to_string())],
            Refused::IndexTemplate { what } => vec![("what", what.clone())],
            Refused::TooLong { most } => vec![("most", most.to_string())],
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refused::NotThere => RefusalKind::NotThere,
            Refused::NotYourPost => RefusalKind::Forbidden,
            Refused::Stale | Refused::AlreadyRegistered | Refused::AlreadyPublished => RefusalKind::Stale,
            _ => RefusalKind::Invalid,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;

    #[test]
    fn every_refusal_is_said_with_its_particulars() {
        let (number, title, slug) = ("某发〔2026〕1号".to_owned(), "某通知".to_owned(), "r-000001".to_owned());
        let all = [
            Refused::NotThere,
            Refused::Stale,
            Refused::NotYourPost,
            Refused::NoTitle,
            Refused::NoText,
            Refused::TitleTaken { slug: slug.clone() },
            Refused::IndexNumberTaken { number: number.clone(), title: title.clone(), slug: slug.clone() },
            Refused::DocumentNumberTaken { number, title, slug },
            Refused::DocumentNumber { found: String::new() },
            Refused::DocumentNumber { found: "一号文".into() },
            Refused::DocumentNumberWriting { canonical: "某发〔2026〕1号".into() },
            Refused::NoInterpretation { since: "2026-01-01".into() },
            Refused::Contradiction { attribute: "register-attribute-title", stated: "甲".into(), found: "乙".into() },
            Refused::AlreadyRegistered,
            Refused::NotRegistered,
            Refused::Imported,
            Refused::Over,
            Refused::NoDate,
            Refused::DateOrder { later: "register-attribute-effective-on", earlier: "register-attribute-signed-on" },
            Refused::NoReason,
            Refused::SameText,
            Refused::SameMetadata,
            Refused::NoPolicySource,
            Refused::NotSuspended,
            Refused::AlreadySuspended,
            Refused::NothingToCleanUp,
            Refused::Undecided { count: 3 },
            Refused::AlreadyPublished,
            Refused::IndexTemplate { what: "seq".into() },
            Refused::NoUscc,
            Refused::PolicyBounds,
            Refused::TooLong { most: 10 },
        ];
        for lang in [Lang::ZhCn, Lang::En] {
            let tr = web::Tr::new(lang);
            for refused in &all {
                let said = tr.refusal(refused);
                let template = matches!(refused, Refused::IndexTemplate { .. });
                assert!(tr.has(refused.message()) && (template || !said.contains('{')), "{lang}: {said}");
            }
        }
    }
}
