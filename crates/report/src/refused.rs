//! Every way the office says no to something about an annual report.

use kernel::{Refusal, RefusalKind, matter::MatterRefused, message_arg, procedure::StepRefused};

/// Why an act on a report was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The spine's no: not there, stale, taken.
    Matter(MatterRefused),
    /// The procedure's no: wrong state, wrong post, same person.
    Step(StepRefused),
    /// There was no uniform format yet, or the year lies ahead.
    NoFormat {
        /// The year.
        year: i64,
    },
    /// The report of that year was begun before.
    Begun,
    /// The year is not over.
    YearNotOver {
        /// Its first day after.
        from: String,
    },
    /// The numbers do not add up, or some are missing.
    DoesNotAddUp {
        /// How many rules do not hold.
        n: usize,
    },
    /// A part that is written by hand is empty.
    PartMissing {
        /// Message that names the part.
        part: &'static str,
    },
    /// A text is too long.
    TooLong {
        /// Most characters.
        most: usize,
    },
    /// A text holds what must not leave: a number of a person, an account.
    Leaks {
        /// How many findings.
        n: usize,
        /// What was found first, masked.
        what: String,
    },
    /// A number of table two is none.
    BadNumber {
        /// The row and column in the words of the format.
        place: String,
        /// What was typed.
        text: String,
    },
    /// A correction says what it corrects.
    NoNote,
    /// Sending back needs a reason.
    NoReason,
    /// The file is missing.
    NoFile,
    /// The file is no workbook we can read.
    NotAWorkbook,
    /// The file holds too much.
    TooLarge {
        /// Most megabytes.
        most: usize,
    },
    /// The workbook has none of the three tables.
    NoTables,
    /// The workbook has cells that are no numbers; they are listed.
    Unreadable {
        /// How many.
        n: usize,
    },
    /// The day of a deadline cannot be read.
    BadDay,
    /// A deadline may be earlier than the law's, never later.
    TooLate {
        /// The law's, `01-31`.
        last: String,
    },
    /// Only the authority in charge arranges this.
    AuthorityOnly,
    /// An agency cannot stand below itself.
    Circle,
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::Matter(m) => m.message(),
            Refused::Step(StepRefused::WrongState { .. }) => "report-refused-wrong-state",
            Refused::Step(StepRefused::WrongRole { .. }) => "report-refused-wrong-role",
            Refused::Step(StepRefused::SamePerson { .. }) => "report-refused-same-person",
            Refused::NoFormat { .. } => "report-refused-no-format",
            Refused::Begun => "report-refused-begun",
            Refused::YearNotOver { .. } => "report-refused-year-not-over",
            Refused::DoesNotAddUp { .. } => "report-refused-does-not-add-up",
            Refused::PartMissing { .. } => "report-refused-part-missing",
            Refused::TooLong { .. } => "report-refused-too-long",
            Refused::Leaks { .. } => "report-refused-leaks",
            Refused::BadNumber { .. } => "report-refused-bad-number",
            Refused::NoNote => "report-refused-no-note",
            Refused::NoReason => "report-refused-no-reason",
            Refused::NoFile => "report-refused-no-file",
            Refused::NotAWorkbook => "report-refused-not-a-workbook",
            Refused::TooLarge { .. } => "report-refused-too-large",
            Refused::NoTables => "report-refused-no-tables",
            Refused::Unreadable { .. } => "report-refused-unreadable",
            Refused::BadDay => "report-refused-bad-day",
            Refused::TooLate { .. } => "report-refused-too-late",
            Refused::AuthorityOnly => "report-refused-authority-only",
            Refused::Circle => "report-refused-circle",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Refused::Matter(m) => m.args(),
            Refused::Step(StepRefused::WrongState { state, verb }) => vec![
                ("state", message_arg(&format!("report-state-{state}"))),
                ("verb", message_arg(&format!("report-verb-{verb}"))),
            ],
            Refused::Step(StepRefused::WrongRole { needed }) => {
                vec![("role", message_arg(&format!("report-role-{needed}")))]
            }
            Refused::Step(StepRefused::SamePerson { earlier }) => {
                vec![("verb", message_arg(&format!("report-verb-{earlier}")))]
            }
            Refused::NoFormat { year } => vec![("year", year.to_string())],
            Refused::YearNotOver { from } => vec![("from", from.clone())],
            Refused::DoesNotAddUp { n } | Refused::Unreadable { n } => vec![("n", n.to_string())],
            Refused::PartMissing { part } => vec![("part", message_arg(part))],
            Refused::TooLong { most } | Refused::TooLarge { most } => vec![("most", most.to_string())],
            Refused::Leaks { n, what } => vec![("n", n.to_string()), ("what", what.clone())],
            Refused::BadNumber { place, text } => vec![("place", place.clone()), ("text", text.clone())],
            Refused::TooLate { last } => vec![("last", last.clone())],
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refused::Matter(m) => m.kind(),
            Refused::Step(s) => s.kind(),
            Refused::AuthorityOnly => RefusalKind::Forbidden,
            Refused::Begun => RefusalKind::Stale,
            _ => RefusalKind::Invalid,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moves::{MOVES, State, Verb};
    use kernel::{Lang, procedure::By};

    fn samples() -> Vec<Refused> {
        let mut all = vec![
            Refused::Matter(MatterRefused::NotThere),
            Refused::Matter(MatterRefused::Stale),
            Refused::Matter(MatterRefused::ClaimedByAnother),
            Refused::NoFormat { year: 2018 },
            Refused::Begun,
            Refused::YearNotOver { from: "2027-01-01".into() },
            Refused::DoesNotAddUp { n: 2 },
            Refused::PartMissing { part: "report-part-overview" },
            Refused::PartMissing { part: "report-part-problems" },
            Refused::PartMissing { part: "report-part-other" },
            Refused::TooLong { most: 3 },
            Refused::Leaks { n: 1, what: "1***".into() },
            Refused::BadNumber { place: "a".into(), text: "b".into() },
            Refused::NoNote,
            Refused::NoReason,
            Refused::NoFile,
            Refused::NotAWorkbook,
            Refused::TooLarge { most: 20 },
            Refused::NoTables,
            Refused::Unreadable { n: 3 },
            Refused::BadDay,
            Refused::TooLate { last: "01-31".into() },
            Refused::AuthorityOnly,
            Refused::Circle,
        ];
        for state in State::ALL {
            for verb in Verb::ALL {
                all.push(Refused::Step(StepRefused::WrongState { state: state.to_string(), verb: verb.as_str() }));
            }
        }
        for step in MOVES {
            let roles: &[kernel::Role] = match &step.by {
                By::Post(role) => std::slice::from_ref(role),
                By::AnyPost(roles) => roles,
                _ => &[],
            };
            all.extend(roles.iter().map(|r| Refused::Step(StepRefused::WrongRole { needed: r.as_str() })));
            let earlier = step.apart_from.iter();
            all.extend(earlier.map(|v| Refused::Step(StepRefused::SamePerson { earlier: v.as_str() })));
        }
        all
    }

    #[test]
    fn every_refusal_is_said_with_its_particulars() {
        for lang in [Lang::ZhCn, Lang::En] {
            let tr = web::Tr::new(lang);
            for refused in samples() {
                let said = tr.refusal(&refused);
                let keys =
                    refused.args().into_iter().filter_map(|(_, a)| kernel::message_of_arg(&a).map(str::to_owned));
                assert!(keys.into_iter().all(|k| tr.has(&k)), "{lang}: {refused:?}");
                assert!(tr.has(refused.message()) && !said.contains('{'), "{lang}: {said}");
            }
        }
    }
}
