//! `mingting calendar`: due dates and the working-day calendar at the command line. Called by `main`; opens no database
//! and asks no clock. What it prints is for operators, in English; the sentences for citizens are in
//! `lang/*/calendar.ftl`.

use calendar::{Basis, Binding, Calendar, Clock, DayKind, Explanation, Holidays, Limit, Why, YearFile};
use jiff::civil::{Date, Weekday, date};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `mingting calendar`.
#[derive(Debug, clap::Args)]
pub struct CalendarArgs {
    #[command(subcommand)]
    action: CalendarAction,
}

/// What to do with the calendar.
#[derive(Debug, clap::Subcommand)]
enum CalendarAction {
    /// Print the last day of a time limit.
    Due(DueArgs),
    /// Print the days off, the make-up working days and the number of working days of a year.
    Show {
        /// The year.
        #[arg(value_name = "YEAR")]
        year: i16,
        #[command(flatten)]
        from: Source,
    },
}

/// Which calendar to use.
#[derive(Debug, clap::Args)]
struct Source {
    /// Use the calendar of this region, its own holidays included.
    #[arg(long, value_name = "CODE", value_parser = region)]
    region: Option<String>,
    /// Also use the year in this file (JSON, or CSV by its name); may be given several times.
    #[arg(long, value_name = "FILE")]
    import: Vec<PathBuf>,
}

/// Arguments of `mingting calendar due`.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("limit").required(true))]
struct DueArgs {
    /// The day of the start; not counted itself.
    #[arg(long, value_name = "DATE")]
    from: Date,
    /// A limit in working days.
    #[arg(long, value_name = "N", group = "limit")]
    working_days: Option<u32>,
    /// A limit in calendar days.
    #[arg(long, value_name = "N", group = "limit")]
    calendar_days: Option<u32>,
    /// A limit in months.
    #[arg(long, value_name = "N", group = "limit")]
    months: Option<u32>,
    /// Leave out the days after A up to and including B; may be given several times.
    #[arg(long, value_name = "A..B", value_parser = pause)]
    pause: Vec<(Date, Date)>,
    /// Whom the limit binds: one in calendar days or months that binds a person and ends on a rest day moves on.
    #[arg(long, value_enum, default_value_t = Binds::Person)]
    binds: Binds,
    /// Print every day, and why it is counted or not.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    source: Source,
}

/// Whom a limit binds.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Binds {
    Person,
    Organ,
    Minimum,
}

/// What a run prints.
#[derive(Debug, Default, PartialEq, Eq)]
struct Output {
    stdout: String,
    /// One line each, on the error stream: reasons not to trust the result yet.
    warnings: Vec<String>,
}

/// Runs `mingting calendar`: success, or 1 with the reason on the error stream.
pub fn run(args: &CalendarArgs) -> ExitCode {
    let result = match &args.action {
        CalendarAction::Due(due) => print_due(due),
        CalendarAction::Show { year, from } => show(*year, from),
    };
    match result {
        Ok(output) => {
            print!("{}", output.stdout);
            for warning in output.warnings {
                eprintln!("warning: {warning}");
            }
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::from(1)
        }
    }
}

fn region(text: &str) -> Result<String, String> {
    // Six digits, or longer codes of townships and villages.
    if (6..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("a region code has 6 to 12 digits, for example 650000".to_owned())
    }
}

fn pause(text: &str) -> Result<(Date, Date), String> {
    let (after, to) = text.split_once("..").ok_or("write two dates as 2026-03-06..2026-03-20")?;
    let read = |day: &str| day.parse::<Date>().map_err(|_| format!("`{day}` is not a date like 2026-03-06"));
    let (after, to) = (read(after)?, read(to)?);
    if to < after { Err(format!("{to} is earlier than {after}")) } else { Ok((after, to)) }
}

impl Source {
    fn calendar(&self, warnings: &mut Vec<String>) -> Result<Calendar, String> {
        let mut holidays = Holidays::built_in();
        for path in &self.import {
            let name = path.display();
            let text = std::fs::read_to_string(path).map_err(|e| format!("{name}: {e}"))?;
            let is_csv = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
            let file = if is_csv { YearFile::from_csv(&text) } else { YearFile::from_json(&text) };
            let file = file.map_err(|e| format!("{name}: {e}"))?;
            let findings = holidays.add(file).map_err(|e| format!("{name}: {e}"))?;
            warnings.extend(findings.iter().map(|finding| format!("{name}: {finding}")));
        }
        Ok(holidays.calendar(self.region.as_deref()))
    }
}

fn print_due(args: &DueArgs) -> Result<Output, String> {
    let mut output = Output::default();
    let calendar = args.source.calendar(&mut output.warnings)?;
    let limit = match (args.working_days, args.calendar_days, args.months) {
        (Some(n), ..) => Limit::WorkingDays(n),
        (_, Some(n), _) => Limit::CalendarDays(n),
        (_, _, Some(n)) => Limit::Months(n),
        (None, None, None) => return Err("give a limit: --working-days, --calendar-days or --months".to_owned()),
    };
    let binding = match args.binds {
        Binds::Person => Binding::Person,
        Binds::Organ => Binding::Organ,
        Binds::Minimum => Binding::MinimumPeriod,
    };
    let mut clock = Clock::new(args.from, limit, binding, "command line");
    let mut pauses = args.pause.clone();
    pauses.sort_unstable();
    let mut last = args.from;
    for (after, to) in pauses {
        let basis = Basis::new("command_line", format!("{after}..{to}"));
        clock.pause(after, basis, None, None).map_err(|e| format!("--pause {after}..{to}: {e}"))?;
        clock.resume(to).map_err(|e| format!("--pause {after}..{to}: {e}"))?;
        last = to;
    }
    let explanation = clock.explain(&calendar, last).map_err(|e| e.to_string())?;
    output.stdout = format!("{}\n", explanation.due.on);
    if args.explain {
        output.stdout.push_str(&derivation(&explanation));
    }
    output.warnings.extend(explanation.due.doubts.iter().map(ToString::to_string));
    Ok(output)
}

/// One line per day: date, weekday, running number, why.
fn derivation(explanation: &Explanation) -> String {
    let mut text = String::new();
    for line in &explanation.lines {
        let number = line.counted.map_or_else(|| "-".to_owned(), |n| n.to_string());
        let why = match &line.why {
            Why::Holiday { name, notice } | Why::RegionalHoliday { name, notice } => named(name, notice.as_deref()),
            Why::CountedMakeUp { name, notice, .. } => named(name, notice.as_deref()),
            Why::Paused { basis } | Why::Restarted { basis } | Why::Deferred { basis } => format!(" {}", basis.text),
            Why::MovedOver { name: Some(name) } => format!(" {name}"),
            _ => String::new(),
        };
        let note = if line.provisional { " [provisional]" } else { "" };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}  {}  {number:>4}  {}{why}{note}", line.date, weekday(line.date), line.why.as_str());
    }
    text
}

fn named(name: &str, notice: Option<&str>) -> String {
    format!(" {name} ({})", notice.unwrap_or("no notice number: unconfirmed"))
}

fn weekday(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}

fn show(year: i16, source: &Source) -> Result<Output, String> {
    let mut output = Output::default();
    let calendar = source.calendar(&mut output.warnings)?;
    let first = calendar.day(Date::new(year, 1, 1).map_err(|e| e.to_string())?).map_err(|e| e.to_string())?;
    let (mut working, mut rows) = (0_u32, String::new());
    for on in first.date.series(jiff::Span::new().days(1)).take_while(|d| d.year() == year) {
        let day = calendar.day(on).map_err(|e| e.to_string())?;
        working += u32::from(day.is_workday());
        let kind = match day.kind {
            DayKind::Workday | DayKind::Weekend => continue,
            DayKind::MakeUpWorkday => "work",
            DayKind::Holiday | DayKind::RegionalHoliday => "off ",
        };
        let what = named(day.name.unwrap_or_default(), day.notice.and_then(|n| n.number.as_deref()));
        let _ = writeln!(rows, "{on}  {}  {kind} {what}", weekday(on));
    }
    let state = if first.provisional { ", provisional" } else { "" };
    output.stdout = format!("{year}: {working} working days{state}\n{rows}");
    let december = date(year, 12, 31);
    // From the first day on; the day before may belong to a year that is not loaded.
    let doubts = calendar.doubts(first.date, december).map_err(|e| e.to_string())?;
    output.warnings.extend(doubts.iter().map(ToString::to_string));
    Ok(output)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        calendar: CalendarArgs,
    }

    fn mingting(line: &str) -> Result<Output, String> {
        let cli = Cli::try_parse_from(std::iter::once("calendar").chain(line.split_whitespace()))
            .map_err(|e| e.to_string())?;
        match &cli.calendar.action {
            CalendarAction::Due(due) => print_due(due),
            CalendarAction::Show { year, from } => show(*year, from),
        }
    }

    #[test]
    fn prints_the_date_and_nothing_else() {
        for (line, wanted) in [
            ("due --from 2026-02-10 --working-days 20", "2026-03-16\n"),
            ("due --from 2026-02-10 --working-days 20 --pause 2026-03-06..2026-03-20", "2026-03-30\n"),
            ("due --from 2026-03-02 --working-days 20 --pause 2026-03-06..2026-03-20", "2026-04-14\n"),
            ("due --from 2026-04-20 --calendar-days 12", "2026-05-06\n"),
            ("due --from 2026-04-20 --calendar-days 12 --binds organ", "2026-05-02\n"),
            ("due --from 2026-01-31 --months 1 --binds organ", "2026-02-28\n"),
        ] {
            let output = mingting(line).unwrap();
            assert_eq!((output.stdout.as_str(), output.warnings.as_slice()), (wanted, [].as_slice()), "{line}");
        }
    }

    #[test]
    fn a_provisional_or_unconfirmed_date_is_printed_with_a_warning() {
        let output = mingting("due --from 2026-11-20 --working-days 45").unwrap();
        assert_eq!(output.stdout, "2027-01-25\n");
        assert!(output.warnings.iter().any(|w| w.contains("2027")), "{:?}", output.warnings);
        let output = mingting("due --from 2026-05-20 --working-days 10 --region 650102").unwrap();
        assert_eq!(output.stdout, "2026-06-08\n");
        assert_eq!(output.warnings.len(), 3, "{:?}", output.warnings);
    }

    #[test]
    fn wrong_input_is_told_plainly() {
        for (line, part) in [
            ("due --from 2026-02-10", "required"),
            ("due --from 2026-02-10 --working-days 20 --months 1", "cannot be used with"),
            ("due --from 2026-02-30 --working-days 20", "invalid value"),
            ("due --from 2018-02-10 --working-days 20", "2018"),
            ("due --from 2026-02-10 --working-days 20 --pause 2026-03-06", "two dates"),
            ("due --from 2026-02-10 --working-days 20 --pause 2026-03-06..2026-03-01", "earlier"),
            ("due --from 2026-02-10 --working-days 20 --region 65", "6 to 12 digits"),
            ("show 2018", "2018"),
        ] {
            let error = mingting(line).unwrap_err();
            assert!(error.contains(part), "{line}: {error}");
        }
    }

    #[test]
    fn explains_each_day_and_shows_a_year() {
        let output = mingting("due --from 2026-02-10 --working-days 5 --explain").unwrap();
        let lines: Vec<&str> = output.stdout.lines().collect();
        assert_eq!(lines[0], "2026-02-24");
        assert_eq!(lines[1], "2026-02-10  Tue     -  start");
        assert_eq!(lines[5], "2026-02-14  Sat     4  counted-make-up 春节 (国办发明电〔2025〕7号)");
        assert_eq!(lines.len(), 16);
        let year = mingting("show 2026").unwrap().stdout;
        assert!(year.starts_with("2026: 248 working days\n"), "{year}");
    }
}
