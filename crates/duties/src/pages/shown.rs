//! Words and pieces that several pages of duties share.

use crate::{
    Audience, BodyKind, Channel, Coverage, DutyRow, Field, Fulfilment, Level, LimitRule, Mode, Obligation, Occurrence,
    Owed, Standing, Trigger, channel_name, find_field, pieces,
};
use calendar::{DayLine, Limit, Why};
use jiff::civil::Date;
use kernel::{Cx, Fault, FaultKind, Lang};
use web::{CalendarStrip, Cell, Column, DayMark, Figure, Figures, Light, Row, Signal, StatusTag, StripDay, Tone, Tr};

/// The field's name in the reader's language.
pub(super) fn field_name(tr: Tr, field: &Field) -> String {
    match tr.lang() {
        Lang::En => field.english.clone(),
        Lang::ZhCn | Lang::Ug => field.name.clone(),
    }
}

/// The same by its number.
pub(super) fn field_of(tr: Tr, number: i64) -> String {
    find_field(number).map(|f| field_name(tr, f)).unwrap_or_default()
}

pub(super) fn level(tr: Tr, level: Level) -> String {
    tr.s(&format!("duty-level-{level}")).into_owned()
}

pub(super) fn levels(tr: Tr, row: &DutyRow) -> String {
    joined(tr, row.levels.iter().map(|l| level(tr, *l)))
}

pub(super) fn audience(tr: Tr, audience: Audience) -> String {
    tr.s(&format!("duty-audience-{audience}")).into_owned()
}

pub(super) fn mode(tr: Tr, mode: Mode) -> String {
    tr.s(&format!("duty-mode-{mode}")).into_owned()
}

/// A channel in the reader's language; the standard's word in Chinese.
pub(super) fn channel(tr: Tr, channel: Channel) -> String {
    match tr.lang() {
        Lang::En => tr.s(&format!("duty-channel-{channel}")).into_owned(),
        Lang::ZhCn | Lang::Ug => channel_name(channel).to_owned(),
    }
}

pub(super) fn channels(tr: Tr, row: &DutyRow) -> String {
    let names = row.channels.iter().map(|c| match (*c, row.channel_other.is_empty()) {
        (Channel::Other, false) => tr.f1("duty-channel-named", "name", &row.channel_other),
        (c, _) => channel(tr, c),
    });
    joined(tr, names)
}

pub(super) fn joined(tr: Tr, texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join(&tr.s("duty-list-comma"))
}

pub(super) fn body_kind(tr: Tr, kind: BodyKind) -> String {
    tr.s(&format!("duty-body-{kind}")).into_owned()
}

pub(super) fn standing(tr: Tr, standing: Standing) -> String {
    tr.s(&format!("duty-standing-{standing}")).into_owned()
}

/// The state of an obligation as a tag.
pub(super) fn tag(tr: Tr, s: Standing) -> StatusTag {
    let tone = match s {
        Standing::Complete => Tone::Good,
        Standing::Current => Tone::Neutral,
        Standing::DueSoon => Tone::Wait,
        Standing::Late => Tone::Bad,
        Standing::Unreported | Standing::NotApplicable | Standing::Ended => Tone::Neutral,
    };
    StatusTag::new(tone, standing(tr, s))
}

/// How near an open duty's last day is; a tag where nothing is open.
pub(super) fn near(tr: Tr, o: &Obligation, today: Date) -> Cell {
    match (o.standing, o.open_due) {
        (Standing::Late, Some(due)) => Cell::light(Light::new(tr, Signal::Late, tr.relative(due, today))),
        (Standing::DueSoon, Some(due)) => Cell::light(Light::new(tr, Signal::Soon, tr.relative(due, today))),
        (Standing::Current, Some(due)) => Cell::light(Light::new(tr, Signal::OnTime, tr.relative(due, today))),
        (s, _) => Cell::tag(tag(tr, s)),
    }
}

/// What the limit means, in a sentence.
pub(super) fn limit_sentence(tr: Tr, rule: &LimitRule) -> String {
    let within = match rule.limit.unwrap_or(crate::GENERAL_LIMIT) {
        Limit::WorkingDays(n) => tr.f1("duty-within-working-days", "n", n),
        Limit::CalendarDays(n) => tr.f1("duty-within-days", "n", n),
        Limit::Months(n) => tr.f1("duty-within-months", "n", n),
    };
    match (rule.trigger, rule.by) {
        (Trigger::Yearly, Some(by)) => {
            let day = Date::constant(2024, 1, 1).with().month(by.month).day(by.day).build();
            let month = day.as_ref().map(|d| tr.month(*d).into_owned()).unwrap_or_default();
            tr.f2("duty-limit-yearly-by", "month", month, "day", i32::from(by.day))
        }
        (trigger, _) => tr.f1(&format!("duty-limit-{trigger}"), "within", within),
    }
}

/// A sentence of the calendar, its dates as people write them.
fn said(tr: Tr, message: &calendar::Message) -> String {
    let shown = |v: &String| v.parse::<Date>().map_or_else(|_| v.clone(), |date| tr.date_short(date));
    let args: Vec<(&str, String)> = message.args.iter().map(|(k, v)| (*k, shown(v))).collect();
    tr.told(message.id, args.iter().map(|(k, v)| (*k, v.as_str())))
}

/// A last day with its derivation.
pub(super) struct Explained {
    pub strip: CalendarStrip,
    pub sentences: Vec<String>,
}

/// Why what was formed on this day is due when it is; in the calendar of `region`.
pub(super) fn explained(tr: Tr, cx: &Cx, rule: &LimitRule, formed_on: Date, region: &str) -> Result<Explained, Fault> {
    let missing = |e| Fault::from_error("explaining the last day of a duty", e).kind_is(FaultKind::CalendarMissing);
    let e = rule.clock(formed_on).explain(&cx.calendars.of(region), cx.today()).map_err(missing)?;
    let due = e.due.on;
    let mark = |line: &DayLine| {
        let n = u16::try_from(line.counted.unwrap_or_default()).unwrap_or(u16::MAX);
        match &line.why {
            Why::Start | Why::Restarted { .. } => DayMark::Start,
            Why::Counted { .. } | Why::CountedMakeUp { .. } if line.date == due => DayMark::Due(n),
            Why::Counted { .. } | Why::CountedMakeUp { .. } => DayMark::Counted(n),
            _ => DayMark::Rest,
        }
    };
    let why = |line: &DayLine| match line.why {
        Why::Start | Why::Counted { .. } | Why::Weekend => String::new(),
        _ => match line.caution() {
            Some(caution) => format!("{} {}", said(tr, &line.message()), said(tr, &caution)),
            None => said(tr, &line.message()),
        },
    };
    let days = e.lines.iter().map(|l| StripDay { date: l.date, mark: mark(l), why: why(l) }).collect();
    Ok(Explained {
        strip: CalendarStrip::new(tr, tr.f1("duty-calendar-caption", "date", tr.date(due)), days),
        sentences: e.notes.iter().map(|m| said(tr, m)).collect(),
    })
}

/// The figures of a coverage, as six numbers.
pub(super) fn figures(tr: Tr, c: &Coverage) -> Figures {
    let one =
        |s: Standing, n: i64| Figure::new(standing(tr, s), tr.number(n)).note(tr.s(&format!("duty-standing-{s}-hint")));
    Figures::new(vec![
        one(Standing::Complete, c.complete),
        one(Standing::Current, c.current),
        one(Standing::DueSoon, c.due_soon),
        one(Standing::Late, c.late),
        one(Standing::Unreported, c.unreported),
        one(Standing::NotApplicable, c.not_applicable),
    ])
}

/// The columns of a coverage table after its first.
pub(super) fn coverage_columns(tr: Tr, first: &str) -> Vec<Column> {
    let mut columns = vec![Column::new(tr.s(first)), Column::figures(tr.s("duty-all"))];
    columns.extend(
        [
            Standing::Complete,
            Standing::Current,
            Standing::DueSoon,
            Standing::Late,
            Standing::Unreported,
            Standing::NotApplicable,
        ]
        .map(|s| Column::figures(standing(tr, s))),
    );
    columns.push(Column::figures(tr.s("duty-share-complete")));
    columns
}

/// One line of a coverage table.
pub(super) fn coverage_row(tr: Tr, name: Cell, c: &Coverage) -> Row {
    let share = match c.complete_percent() {
        Some(n) => tr.f1("duty-percent", "n", n),
        None => tr.s("duty-no-share").into_owned(),
    };
    let mut cells = vec![name, Cell::text(tr.number(c.all()))];
    let numbers = [c.complete, c.current, c.due_soon, c.late, c.unreported, c.not_applicable];
    cells.extend(numbers.map(|n| Cell::text(tr.number(n))));
    cells.push(Cell::text(share));
    Row::new(cells)
}

/// What a sentence says of the whole: how many apply, how many of those are complete.
pub(super) fn whole(tr: Tr, c: &Coverage) -> String {
    match c.complete_percent() {
        Some(percent) => tr.f(
            "duty-whole",
            &[
                ("all", &tr.number(c.all())),
                ("applicable", &tr.number(c.applicable())),
                ("complete", &tr.number(c.complete)),
                ("percent", &percent),
            ],
        ),
        None => tr.s("duty-whole-none").into_owned(),
    }
}

/// `text` as one value of a query.
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A piece of a basis with its link, when it names a rule. The register finds a rule by its title.
pub(super) struct BasisPiece {
    pub text: String,
    pub href: Option<String>,
}

/// The lines of a basis, each in pieces.
pub(super) fn basis(row: &DutyRow) -> Vec<Vec<BasisPiece>> {
    row.basis
        .lines()
        .map(|line| {
            pieces(line)
                .into_iter()
                .map(|p| BasisPiece {
                    href: p.rule.map(|(title, article)| {
                        let article = article.map(|a| format!("&article={}", encoded(&a))).unwrap_or_default();
                        format!("/rules/by-title?title={}{article}", encoded(&title))
                    }),
                    text: p.text,
                })
                .collect()
        })
        .collect()
}

/// What fulfilled an occurrence, as a cell: a publication with its link, or the channel.
pub(super) fn fulfilment(tr: Tr, f: &Fulfilment) -> Cell {
    match (&f.publication, f.channel) {
        (Some(number), _) => Cell::link(format!("/publications/{number}"), &f.title),
        (None, Some(c)) => Cell::text(&f.title).below(tr.f1("duty-by-channel", "channel", channel(tr, c))),
        (None, None) => Cell::text(&f.title),
    }
}

/// `2026`, `2026-03` or `2026-Q1` in words.
fn period(tr: Tr, label: &str) -> String {
    match label.split_once('-') {
        None => tr.f1("duty-period-year", "year", label),
        Some((year, part)) => match part.strip_prefix('Q') {
            Some(quarter) => tr.f2("duty-period-quarter", "year", year, "quarter", quarter),
            None => {
                let month = part.parse().ok().and_then(|m| Date::new(2024, m, 1).ok());
                let month = month.map(|d| tr.month(d).into_owned()).unwrap_or_default();
                tr.f2("duty-period-month", "year", year, "month", month)
            }
        },
    }
}

/// What an occurrence is called: what was reported, its period, or how it began.
pub(super) fn occurrence(tr: Tr, o: &Occurrence) -> String {
    match (o.source, o.what.is_empty()) {
        (crate::Source::Period, _) => period(tr, &o.what),
        (crate::Source::Standing, _) => tr.s("duty-from-the-beginning").into_owned(),
        (crate::Source::Published, true) => tr.s("duty-not-reported").into_owned(),
        _ => o.what.clone(),
    }
}

/// In time, late, or by how much.
pub(super) fn punctual(tr: Tr, o: &Occurrence, today: Date) -> Cell {
    match (&o.fulfilment, o.due_on) {
        (Some(_), None) => Cell::text(tr.s("duty-no-limit-known")),
        (Some(_), Some(due)) => {
            let late = o.is_late(today);
            let key = if late { "duty-was-late" } else { "duty-was-in-time" };
            let tone = if late { Tone::Bad } else { Tone::Good };
            Cell::tag(StatusTag::new(tone, tr.s(key))).below(tr.f1("duty-by-day", "date", tr.date_short(due)))
        }
        (None, Some(due)) => {
            let signal = match () {
                () if today > due => Signal::Late,
                () if o.soon_on.is_some_and(|s| today >= s) => Signal::Soon,
                () => Signal::OnTime,
            };
            Cell::light(Light::new(tr, signal, tr.relative(due, today))).below(tr.date_short(due))
        }
        (None, None) => Cell::text(""),
    }
}

/// The occurrences of an obligation as a table; with the agency where several answer.
pub(super) fn occurrence_table(tr: Tr, list: &[Occurrence], today: Date, names: &[(kernel::Id, String)]) -> web::Table {
    let several = !names.is_empty();
    let mut columns = vec![Column::new(tr.s("duty-what")), Column::new(tr.s("duty-published-as"))];
    columns.extend([Column::whole(tr.s("duty-formed-on")), Column::whole(tr.s("duty-published-on"))]);
    columns.push(Column::whole(tr.s("duty-punctual")));
    if several {
        columns.push(Column::new(tr.s("duty-agency")));
    }
    let day = |d: Option<Date>| d.map(|d| tr.date_short(d)).unwrap_or_else(|| tr.s("duty-none").into_owned());
    let rows = list
        .iter()
        .map(|o| {
            let published = match &o.fulfilment {
                Some(f) => fulfilment(tr, f),
                None => Cell::text(tr.s("duty-still-open")),
            };
            let mut cells = vec![Cell::text(occurrence(tr, o)), published, Cell::text(day(o.formed_on))];
            cells.push(Cell::text(day(o.fulfilment.as_ref().map(|f| f.on))));
            cells.push(punctual(tr, o, today));
            if several {
                let name = names.iter().find(|(id, _)| *id == o.agency).map(|(_, n)| n.as_str());
                cells.push(Cell::text(name.unwrap_or_default()));
            }
            Row::new(cells)
        })
        .collect();
    web::Table::new(tr.s("duty-occurrences"), columns, rows)
        .when_empty(web::Empty::new(tr.s("duty-occurrences-empty"), tr.s("duty-occurrences-empty-text")))
}

/// The title of a duty, with its first-level matter and code below.
pub(super) fn duty_cell(href: String, owed: &Owed) -> Cell {
    let code = &owed.obligation.code;
    let below = if owed.sub_matter.is_empty() { code.clone() } else { format!("{code} · {}", owed.matter) };
    Cell::link(href, owed.title()).below(below)
}
