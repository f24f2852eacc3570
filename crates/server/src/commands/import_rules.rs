//! `mingting import laws DIR` and `mingting import policies FILE`: texts into the register, then into the search index.

use crate::{finding::Finding, setup, setup::Place};
use indicatif::ProgressBar;
use kernel::{Clockwork, Fault, Lang, Office, journal};
use register::import::{ImportReport, Progress, import_laws, import_policies};
use std::{path::Path, process::ExitCode, time::Instant};
use web::{Sentence, Tr};

/// How much of the report is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// The first of each kind.
    Short,
    /// Everything.
    Whole,
}

const SHORT: usize = 12;

/// Takes over a folder of laws; repeating it changes nothing.
///
/// # Errors
/// A folder that cannot be read, a fault of the database.
pub fn laws(place: &Place, dir: &Path, listing: Listing) -> Result<ExitCode, Fault> {
    run(place, listing, |office, tell| import_laws(&office.db, &office.system_cx("import"), dir, tell))
}

/// Takes over a file of policy documents, one JSON object a line; repeating it changes nothing.
///
/// # Errors
/// A file that cannot be read, a fault of the database.
pub fn policies(place: &Place, file: &Path, listing: Listing) -> Result<ExitCode, Fault> {
    run(place, listing, |office, tell| import_policies(&office.db, &office.system_cx("import"), file, tell))
}

type Import<'a> = dyn FnMut(Progress) + 'a;

fn run(
    place: &Place,
    listing: Listing,
    import: impl FnOnce(&Office, &mut Import<'_>) -> Result<ImportReport, Fault>,
) -> Result<ExitCode, Fault> {
    let office = setup::open(place, place.key_file()?, String::new(), Clockwork::Machine, |_, _| Ok(()))?;
    let began = Instant::now();
    let bar = ProgressBar::new(0);
    let report = import(&office, &mut |p: Progress| {
        bar.set_length(p.total);
        bar.set_position(p.done);
    });
    bar.finish_and_clear();
    let report = report?;
    let imported = began.elapsed();
    print(&report, listing);
    // The index is made anew here, beside the one of a hall that serves on the same folder.
    while journal::seal(&office.db, office.clock.now())?.is_some() {}
    let finding = Finding::open(Some(&place.index()), search::Synonyms::standard())?;
    let entries = finding.rebuild(&office)?;
    println!(
        "register in {:.1} s; search index of {entries} entries in {:.1} s",
        imported.as_secs_f64(),
        (began.elapsed() - imported).as_secs_f64()
    );
    Ok(ExitCode::SUCCESS)
}

fn some<T>(all: &[T], listing: Listing, line: impl Fn(&T) -> String) {
    let shown = if listing == Listing::Whole { all.len() } else { all.len().min(SHORT) };
    for one in &all[..shown] {
        println!("  {}", line(one));
    }
    if shown < all.len() {
        println!("  … and {} more (--all shows them)", all.len() - shown);
    }
}

fn print(r: &ImportReport, listing: Listing) {
    let tr = Tr::new(Lang::En);
    println!(
        "{} read; works: {} added, {} changed, {} as they were; versions: {} added, {} changed, {} as they were",
        r.read, r.works.added, r.works.changed, r.works.same, r.versions.added, r.versions.changed, r.versions.same
    );
    println!("{} articles, {} other parts, {} links", r.articles, r.other_parts, r.links);
    for (basis, n) in &r.effective {
        println!("effective date, {basis}: {n}");
    }
    println!("textual events whose text is not held: {}", r.known_not_held);
    println!("left out: {}", r.skipped.len());
    some(&r.skipped, listing, |s| {
        let said =
            s.why.args().into_iter().fold(Sentence::new(s.why.message()), |said, (name, value)| said.arg(name, value));
        format!("{}: {}", s.what, said.said(tr))
    });
    println!("rules ended by what was read: {}", r.repeals.len());
    some(&r.repeals, listing, |(title, by)| format!("{title} by {by}"));
    println!("references to articles that the text held does not have: {}", r.missing_articles.len());
    some(&r.missing_articles, listing, |m| format!("{m:?}"));
    let not_held: Vec<_> = r.not_held.iter().collect();
    println!("titles referred to and not held: {}", not_held.len());
    some(&not_held, listing, |(title, n)| format!("{title} ({n})"));
    println!("documents whose text contradicts their metadata: {}", r.contradictions.len());
    some(&r.contradictions, listing, |(title, c)| format!("{title}: {c:?}"));
}
