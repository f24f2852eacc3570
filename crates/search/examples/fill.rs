//! Measures search on the folder of laws: `fill [ENTRIES] [POSTGRES]`, or `fill ask DIR` for the memory of a process that
//! only asks an index made before (`fill keep DIR [ENTRIES]`), or `fill say DIR QUERY…` to look at answers.

use search::bench::{Beside, Plan, ask, corpus, memory, run};
use search::{Index, Query, Synonyms};
use std::path::{Path, PathBuf};
use std::time::Instant;

fn times_of(index: &Index, questions: &[String]) -> Result<Vec<std::time::Duration>, Box<dyn std::error::Error>> {
    Ok(ask(index, questions).map_err(|f| format!("{f:?}"))?.0)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let data = std::env::var("MINGTING_DATA").unwrap_or_else(|_| "../shared/data".to_owned());
    let words: Vec<String> = std::env::args().skip(1).collect();
    let laws = || corpus::laws(&Path::new(&data).join("laws"));
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["keep", folder, rest @ ..] => {
            let count = rest.first().and_then(|n| n.parse().ok()).unwrap_or(200_000);
            let entries = laws()?;
            let index = Index::open(Path::new(folder), Synonyms::standard()).map_err(|f| format!("{f:?}"))?;
            let started = Instant::now();
            index.rebuild_from(corpus::fill(&entries, count), (1, 1)).map_err(|f| format!("{f:?}"))?;
            println!("filled in {:?}, memory {:?} KiB (anonymous, resident)", started.elapsed(), memory());
            std::fs::write(Path::new(folder).join("questions"), corpus::questions(&entries, 1_000).join("\n"))?;
        }
        ["ask", folder] => {
            let questions: Vec<String> =
                std::fs::read_to_string(Path::new(folder).join("questions"))?.lines().map(str::to_owned).collect();
            let started = Instant::now();
            let index = Index::open(Path::new(folder), Synonyms::standard()).map_err(|f| format!("{f:?}"))?;
            println!("opened in {:?}: {:?}", started.elapsed(), index.figures());
            let (mut times, answered) = ask(&index, &questions).map_err(|f| format!("{f:?}"))?;
            times.sort();
            let at = |n: usize| times[times.len() * n / 1_000];
            println!(
                "median {:?}, p90 {:?}, p99 {:?}, most {:?}; {answered} answered",
                at(500),
                at(900),
                at(990),
                at(999)
            );
            // On a busy machine the best of several rounds says what the work itself takes.
            let mut best = times_of(&index, &questions)?;
            for _ in 0..3 {
                for (kept, again) in best.iter_mut().zip(times_of(&index, &questions)?) {
                    *kept = again.min(*kept);
                }
            }
            best.sort();
            let of = |n: usize| best[best.len() * n / 1_000];
            println!("best of rounds: median {:?}, p90 {:?}, p99 {:?}, most {:?}", of(500), of(900), of(990), of(999));
            let mut suggesting: Vec<_> =
                ["行政", "xzxk", "dao", "d", "中", "道路yun", "xingzhengxuke", "上海市", "条例"]
                    .iter()
                    .map(|typed| {
                        let started = Instant::now();
                        let found = index.suggest(typed, 8).map_or(0, |found| found.len());
                        (started.elapsed(), *typed, found)
                    })
                    .collect();
            suggesting.sort();
            println!("suggestions: {suggesting:?}");
            println!("memory {:?} KiB (anonymous, resident)", memory());
        }
        ["say", folder, texts @ ..] => {
            let index = Index::open(Path::new(folder), Synonyms::standard()).map_err(|f| format!("{f:?}"))?;
            for text in texts {
                let hits = index.search(&Query::of(text)).map_err(|f| format!("{f:?}"))?;
                println!(
                    "== {text}: {} of {}, {:?}, {:?}, {:?}",
                    hits.total, hits.entries, hits.took, hits.corrected, hits.notes
                );
                println!("   related {:?}", hits.related);
                for hit in hits.hits.iter().take(5) {
                    let shown: String = hit
                        .snippet
                        .iter()
                        .map(|span| if span.is_hit { format!("[{}]", span.text) } else { span.text.clone() })
                        .collect();
                    println!(
                        "   {:.1} {} {} (+{})\n        {shown}",
                        hit.score, hit.entry.title, hit.entry.heading, hit.more_in_group
                    );
                }
            }
        }
        other => {
            let count = other.first().and_then(|n| n.parse().ok()).unwrap_or(200_000);
            let entries = laws()?;
            let questions = corpus::questions(&entries, 1_000);
            let folder: PathBuf = std::env::temp_dir().join(format!("search-bench-{}", std::process::id()));
            std::fs::create_dir_all(&folder)?;
            let plan = Plan { folder: &folder, sqlite: Beside::Measured, postgres: other.get(1).copied() };
            let report = run(|| corpus::fill(&entries, count), &questions, &plan).map_err(|f| format!("{f:?}"))?;
            println!("{report:#?}");
            std::fs::remove_dir_all(&folder)?;
        }
    }
    Ok(())
}
