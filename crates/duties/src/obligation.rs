//! Obligations: a row of the catalogue times an agency that answers for it, and each time the information came about. Pure.

use crate::{BodyKind, DutyRow, Level, LimitRule, Mode, Source, Standing, fields::offices_in};
use jiff::{Timestamp, civil::Date};
use kernel::Id;

/// An agency as the catalogue knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The agency.
    pub agency: Id,
    /// Its stable word, also in addresses.
    pub key: String,
    /// Its full name.
    pub name: String,
    /// Its short name.
    pub short_name: String,
    /// Its region: the calendar that counts.
    pub region: String,
    /// What it is.
    pub kind: BodyKind,
    /// The offices it holds, as words.
    pub offices: Vec<String>,
    /// Since when it answers for duties.
    pub since_on: Date,
    /// Made up for the demonstration.
    pub is_demonstration: bool,
}

/// The agencies that answer for a row: those it names, and those that hold an office named beside them, each at its level.
pub fn answering<'b>(row: &DutyRow, bodies: &'b [Body]) -> Vec<&'b Body> {
    if row.mode == Mode::OnRequest {
        // Asked for, not owed: the clock of a request is another desk's.
        return Vec::new();
    }
    let at_level = bodies.iter().filter(|b| row.is_at(b.kind.level()));
    let is_named = |b: &Body| {
        row.responsible.contains(&b.name)
            || (b.short_name.chars().count() >= 3 && row.responsible.contains(&b.short_name))
    };
    let named: Vec<&Body> = at_level.clone().filter(|b| is_named(b)).collect();
    // A name holds words of its own (街道, 人民政府) that must not call everybody.
    let mut rest = row.responsible.clone();
    for b in &named {
        rest = rest.replace(&b.name, " ").replace(&b.short_name, " ");
    }
    let offices = offices_in(&rest);
    let holds = |b: &Body| match b.kind.level() {
        Level::County => offices.contains(&"every") || b.offices.iter().any(|o| offices.contains(&o.as_str())),
        Level::Township => offices.contains(&"township"),
    };
    at_level.filter(|b| is_named(b) || holds(b)).collect()
}

/// One obligation.
#[derive(Clone, Debug, PartialEq)]
pub struct Obligation {
    /// The row's code.
    pub code: String,
    /// Who answers for it.
    pub agency: Id,
    /// The row's field.
    pub field: i64,
    /// How it stands, as of the last turn of a day.
    pub standing: Standing,
    /// Since when it is owed.
    pub since_on: Date,
    /// When its standing changes by itself.
    pub turns_on: Option<Date>,
    /// When a period ends next.
    pub period_on: Option<Date>,
    /// The earliest last day of what is open.
    pub open_due: Option<Date>,
    /// From when that is due soon.
    pub open_soon: Option<Date>,
    /// How many occurrences are open.
    pub open_count: i64,
    /// How many were published.
    pub published_count: i64,
    /// How many of those were late.
    pub late_count: i64,
    /// The newest day of publication.
    pub last_published_on: Option<Date>,
    /// Why the agency has nothing of this kind; empty when it has.
    pub set_aside_reason: String,
    /// Since when.
    pub set_aside_on: Option<Date>,
}

impl Obligation {
    /// How it stands on this day, and the day on which that changes by itself.
    pub fn on(&self, today: Date) -> (Standing, Option<Date>) {
        if self.standing == Standing::Ended {
            return (Standing::Ended, None);
        }
        if self.set_aside_on.is_some() {
            return (Standing::NotApplicable, None);
        }
        match (self.open_due, self.open_soon) {
            (Some(due), _) if today > due => (Standing::Late, None),
            (Some(due), Some(soon)) if today < soon => (Standing::Current, Some(soon.min(due))),
            (Some(due), _) => (Standing::DueSoon, due.tomorrow().ok()),
            (None, _) if self.published_count > 0 => (Standing::Complete, None),
            (None, _) => (Standing::Unreported, None),
        }
    }
}

/// One time that the information came about, or came to be owed.
#[derive(Clone, Debug, PartialEq)]
pub struct Occurrence {
    /// Its id.
    pub id: Id,
    /// The row's code.
    pub code: String,
    /// Who answers for it.
    pub agency: Id,
    /// How it is known.
    pub source: Source,
    /// The period, or what was reported.
    pub what: String,
    /// When the information was formed or changed, when that is known.
    pub formed_on: Option<Date>,
    /// Until when it must be out; none for what was published without a report.
    pub due_on: Option<Date>,
    /// From when it is due soon.
    pub soon_on: Option<Date>,
    /// When the hall learned of it.
    pub noted_at: Timestamp,
    /// What fulfilled it.
    pub fulfilment: Option<Fulfilment>,
}

/// What fulfilled an occurrence.
#[derive(Clone, Debug, PartialEq)]
pub struct Fulfilment {
    /// The day it was out.
    pub on: Date,
    /// Number of the publication, when it is one of ours.
    pub publication: Option<String>,
    /// The channel, when it was another than the web site.
    pub channel: Option<crate::Channel>,
    /// What was published.
    pub title: String,
}

impl Occurrence {
    /// Whether it was or is out after its last day.
    pub fn is_late(&self, today: Date) -> bool {
        self.due_on.is_some_and(|due| self.fulfilment.as_ref().map_or(today, |f| f.on) > due)
    }
}

/// An obligation with what lists show of its row and agency.
#[derive(Clone, Debug)]
pub struct Owed {
    /// The obligation.
    pub obligation: Obligation,
    /// The row's matters.
    pub matter: String,
    /// See [`DutyRow::sub_matter`].
    pub sub_matter: String,
    /// The limit as it is written.
    pub limit_text: String,
    /// The agency's key.
    pub agency_key: String,
    /// The agency's name.
    pub agency_name: String,
}

impl Owed {
    /// What the row is called.
    pub fn title(&self) -> &str {
        if self.sub_matter.is_empty() { &self.matter } else { &self.sub_matter }
    }
}

/// Whether the rule makes an occurrence from the first day on.
pub(crate) fn begins_open(rule: &LimitRule) -> bool {
    rule.trigger == crate::Trigger::Permanent
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn body(name: &str, kind: BodyKind) -> Body {
        Body {
            agency: Id::new(),
            key: name.into(),
            name: name.into(),
            short_name: name.chars().skip(1).collect(),
            region: "650200".into(),
            kind,
            offices: offices_in(name).into_iter().map(str::to_owned).collect(),
            since_on: date(2026, 1, 1),
            is_demonstration: true,
        }
    }

    #[test]
    fn a_row_finds_who_answers_for_it() {
        let bodies = [
            body("市财政局", BodyKind::Department),
            body("市教育局", BodyKind::Department),
            body("市人民政府办公室", BodyKind::Lead),
            body("胜利路街道办事处", BodyKind::SubDistrict),
            body("小拐乡人民政府", BodyKind::Town),
        ];
        let found = |responsible: &str, levels: &[Level]| {
            let row = DutyRow { responsible: responsible.into(), levels: levels.to_vec(), ..DutyRow::blank(1) };
            answering(&row, &bodies).iter().map(|b| b.name.clone()).collect::<Vec<_>>()
        };
        let both = [Level::County, Level::Township];
        assert_eq!(found("县级财政部门", &both), ["市财政局"]);
        assert_eq!(found("各部门", &[Level::County]).len(), 3);
        assert_eq!(
            found("教育部门、乡镇人民政府（街道办事处）", &both),
            ["市教育局", "胜利路街道办事处", "小拐乡人民政府"]
        );
        assert_eq!(found("乡镇人民政府", &[Level::County]), Vec::<String>::new(), "the level rules");
        assert_eq!(found("小拐乡人民政府", &both), ["小拐乡人民政府"]);
        assert_eq!(found("胜利路街道办事处", &both), ["胜利路街道办事处"], "a name does not call every street");
        assert_eq!(found("市财政局、教育部门", &both), ["市财政局", "市教育局"]);
        assert_eq!(found("县级人民政府", &both), ["市人民政府办公室"]);
        assert_eq!(found("某协会", &both), Vec::<String>::new());
    }

    #[test]
    fn a_standing_follows_the_days() {
        let mut o = Obligation {
            code: "08-001".into(),
            agency: Id::new(),
            field: 8,
            standing: Standing::Unreported,
            since_on: date(2026, 1, 1),
            turns_on: None,
            period_on: None,
            open_due: None,
            open_soon: None,
            open_count: 0,
            published_count: 0,
            late_count: 0,
            last_published_on: None,
            set_aside_reason: String::new(),
            set_aside_on: None,
        };
        let day = date(2026, 3, 5);
        assert_eq!(o.on(day), (Standing::Unreported, None));
        o.published_count = 1;
        assert_eq!(o.on(day), (Standing::Complete, None));
        o.open_due = Some(date(2026, 3, 16));
        o.open_soon = Some(date(2026, 3, 9));
        assert_eq!(o.on(day), (Standing::Current, Some(date(2026, 3, 9))));
        assert_eq!(o.on(date(2026, 3, 9)), (Standing::DueSoon, Some(date(2026, 3, 17))));
        assert_eq!(o.on(date(2026, 3, 16)), (Standing::DueSoon, Some(date(2026, 3, 17))));
        assert_eq!(o.on(date(2026, 3, 17)), (Standing::Late, None));
        o.set_aside_on = Some(day);
        assert_eq!(o.on(date(2026, 3, 17)), (Standing::NotApplicable, None));
    }
}
