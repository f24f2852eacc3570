//! Every way the office of duties can say no.

use kernel::{Refusal, RefusalKind};

/// Why something about duties was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such row, obligation or agency, or it is not yours.
    NotThere,
    /// It takes the post of duty keeper at this agency.
    NotYourPost,
    /// It takes the post of duty keeper at the office that leads openness.
    LeadOnly,
    /// Somebody changed the row while you were reading.
    Stale,
    /// The day is missing or cannot be read.
    NoDay,
    /// The day lies ahead.
    DayAhead,
    /// The day lies before the duty began.
    DayBefore {
        /// The first possible day.
        since: String,
    },
    /// What came about is to be said.
    NoTitle,
    /// The same information was reported for that day.
    AlreadyReported,
    /// Nothing is open that could be fulfilled elsewhere.
    NothingOpen,
    /// A reason is needed.
    NoReason,
    /// A text is too long.
    TooLong {
        /// Most characters.
        most: usize,
    },
    /// The channel is to be chosen.
    NoChannel,
    /// The row lacks what every row has.
    RowLacks {
        /// The message that names the column.
        column: &'static str,
    },
    /// There is no field of this number.
    NoSuchField,
    /// The file is missing.
    NoFile,
    /// The file is no workbook we can read.
    NotAWorkbook,
    /// The workbook is too large.
    TooLarge {
        /// Most rows or megabytes, as the sentence says.
        most: usize,
    },
    /// The workbook holds no row of a catalogue.
    NoRows,
    /// The row was withdrawn.
    Withdrawn,
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::NotThere => "refused-not-there",
            Refused::NotYourPost => "duty-refused-post",
            Refused::LeadOnly => "duty-refused-lead",
            Refused::Stale => "refused-stale",
            Refused::NoDay => "duty-refused-no-day",
            Refused::DayAhead => "duty-refused-day-ahead",
            Refused::DayBefore { .. } => "duty-refused-day-before",
            Refused::NoTitle => "duty-refused-no-title",
            Refused::AlreadyReported => "duty-refused-reported",
            Refused::NothingOpen => "duty-refused-nothing-open",
            Refused::NoReason => "duty-refused-no-reason",
            Refused::TooLong { .. } => "duty-refused-too-long",
            Refused::NoChannel => "duty-refused-no-channel",
            Refused::RowLacks { .. } => "duty-refused-row-lacks",
            Refused::NoSuchField => "duty-refused-no-field",
            Refused::NoFile => "duty-refused-no-file",
            Refused::NotAWorkbook => "duty-refused-not-a-workbook",
            Refused::TooLarge { .. } => "duty-refused-too-large",
            Refused::NoRows => "duty-refused-no-rows",
            Refused::Withdrawn => "duty-refused-withdrawn",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Refused::DayBefore { since } => vec![("since", since.clone())],
            Refused::TooLong { most } | Refused::TooLarge { most } => vec![("most", most.to_string())],
            Refused::RowLacks { column } => vec![("column", kernel::message_arg(column))],
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refused::NotThere => RefusalKind::NotThere,
            Refused::NotYourPost | Refused::LeadOnly => RefusalKind::Forbidden,
            Refused::Stale => RefusalKind::Stale,
            _ => RefusalKind::Invalid,
        }
    }
}

impl Refused {
    /// Every refusal once, for the test that each is said.
    pub fn samples() -> Vec<Refused> {
        vec![
            Refused::NotThere,
            Refused::NotYourPost,
            Refused::LeadOnly,
            Refused::Stale,
            Refused::NoDay,
            Refused::DayAhead,
            Refused::DayBefore { since: "2026-01-01".into() },
            Refused::NoTitle,
            Refused::AlreadyReported,
            Refused::NothingOpen,
            Refused::NoReason,
            Refused::TooLong { most: 300 },
            Refused::NoChannel,
            Refused::RowLacks { column: "duty-column-matter" },
            Refused::NoSuchField,
            Refused::NoFile,
            Refused::NotAWorkbook,
            Refused::TooLarge { most: 20 },
            Refused::NoRows,
            Refused::Withdrawn,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;

    #[test]
    fn every_refusal_is_said_with_its_particulars() {
        for lang in [Lang::ZhCn, Lang::En] {
            let tr = web::Tr::new(lang);
            for refused in Refused::samples() {
                let said = tr.refusal(&refused);
                assert!(tr.has(refused.message()) && !said.contains('{'), "{lang}: {said}");
            }
        }
    }
}
