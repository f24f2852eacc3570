//! Whole lives of requests, counted by hand, on both engines: see `life_stories.txt`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use disclosure::{
    Ruling, State,
    channel::{Channel, ConfirmMethod},
    consultation::{Answer, ConsultationKind, Silence, Weighed},
    dispute::{DisputeKind, DisputeResult},
    fee::Scheme,
    outcome::{self, Gives, Need, Remedy},
    reply::Decision,
    testing::{Desk, desk, done, drafted, file, filing, now, reviewed_and_signed},
};
use jiff::civil::Date;
use kernel::{Error, Never, Refusal, Who};
use testkit::{TestOffice, on_both};

struct Story {
    name: String,
    lines: Vec<String>,
}

fn stories() -> Vec<Story> {
    let mut out: Vec<Story> = Vec::new();
    for line in include_str!("life_stories.txt").lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match line.strip_prefix("== ") {
            Some(name) => out.push(Story { name: name.to_owned(), lines: Vec::new() }),
            None => out.last_mut().expect("a story begins with its name").lines.push(line.to_owned()),
        }
    }
    out
}

fn day(text: &str) -> Date {
    format!("2026-{text}").parse().expect("a day of 2026")
}

type Done = Result<(), Error<disclosure::Refused>>;

/// One request and whoever handles it.
struct Life<'a> {
    t: &'a TestOffice,
    desk: &'a Desk,
    number: String,
}

impl Life<'_> {
    fn v(&self) -> i64 {
        now(self.t, &self.number).matter.version
    }

    fn act(&self, who: &Who, verb: impl Fn(&mut kernel::Tx, &kernel::Cx, &str, i64) -> Done) -> Done {
        let (cx, v) = (self.t.cx(who), self.v());
        self.t.office.db.write(|tx| verb(tx, &cx, &self.number, v))
    }

    /// The applicant, by the follow key's right.
    fn applicant(&self) -> Who {
        let request = now(self.t, &self.number);
        disclosure::follower(&self.t.cx(&Who::Public), &request).who
    }

    fn letters(&self) -> Vec<disclosure::consultation::Consultation> {
        let request = now(self.t, &self.number).id();
        let cx = self.t.cx(&self.desk.clerk);
        done(self.t.office.db.read(|tx| disclosure::consultations_of(tx, &cx, request).map_err(Error::<Never>::from)))
    }

    fn step(&self, words: &[&str]) -> Done {
        let d = self.desk;
        let today = self.t.system().today();
        let clerk = &d.clerk;
        match *words {
            ["confirm", how, ref rest @ ..] => {
                let on = rest.get(1).map_or(today, |d| day(d));
                let method = ConfirmMethod::parse(how).expect("a way to confirm");
                let who = if how == "page" { self.applicant() } else { clerk.clone() };
                self.act(&who, |tx, cx, n, v| disclosure::confirm(tx, cx, n, v, on, method).map(|_| ()))
            }
            ["unclear", days] => {
                let days: u32 = days.parse().unwrap();
                let points = vec!["请写明所需信息的名称".to_owned()];
                self.act(clerk, |tx, cx, n, v| {
                    disclosure::ask_for_correction(tx, cx, n, v, &points, Some(days).filter(|d| *d > 0)).map(|_| ())
                })
            }
            ["corrected"] => self.act(&self.applicant(), |tx, cx, n, v| {
                disclosure::correct(tx, cx, n, v, today, "2020年度补助名册", &[]).map(|_| ())
            }),
            ["abandon"] => {
                self.act(clerk, |tx, cx, n, v| disclosure::abandon(tx, cx, n, v, "未说明正当理由").map(|_| ()))
            }
            ["consult", kind] => {
                let letter = disclosure::Letter {
                    kind: ConsultationKind::parse(kind).unwrap(),
                    addressee: "某公司".into(),
                    contact: "letter@example.org".into(),
                    asked: "拟公开检测报告".into(),
                };
                self.act(clerk, |tx, cx, n, v| disclosure::consult(tx, cx, n, v, &letter).map(|_| ()))
            }
            ["letter-received"] => {
                let c = self.letters().pop().unwrap();
                self.act(clerk, |tx, cx, _, _| {
                    disclosure::note_letter_received(tx, cx, c.request, c.id, today).map(|_| ())
                })
            }
            ["opinion", answer] => {
                let answer = Answer::parse(answer).unwrap();
                let all = self.letters();
                let c = all.iter().find(|c| c.is_open()).or(all.last()).unwrap();
                self.act(&Who::Public, |tx, cx, _, _| {
                    disclosure::answer_consultation(tx, cx, c.request, c.id, answer, "含有商业秘密", today).map(|_| ())
                })
            }
            ["silence-of", kind, "consents"] => {
                let kind = ConsultationKind::parse(kind).unwrap();
                assert_eq!(kind.silence(), Silence::Consents);
                assert!(self.letters().iter().any(|c| c.kind == kind && c.answer == Some(Answer::Silence)));
                Ok(())
            }
            ["turn-day"] => {
                disclosure::turn_day(&self.t.office.db, &self.t.system(), 50).map_err(Error::Broken).map(|_| ())
            }
            ["weigh", how] => {
                let how = Weighed::parse(how).unwrap();
                let c = self.letters().pop().unwrap();
                self.act(clerk, |tx, cx, n, v| disclosure::weigh(tx, cx, n, v, c.id, how, "经审查").map(|_| ()))
            }
            ["tell"] => {
                let c = self.letters().pop().unwrap();
                self.act(clerk, |tx, cx, n, v| disclosure::tell_third_party(tx, cx, n, v, c.id).map(|_| ()))
            }
            ["extend", days] => {
                let days: u32 = days.parse().unwrap();
                self.act(&d.head, |tx, cx, n, v| disclosure::extend(tx, cx, n, v, days, "需要检索大量档案").map(|_| ()))
            }
            ["ask-reason"] => self.act(clerk, |tx, cx, n, v| {
                disclosure::ask_reason(tx, cx, n, v, "一个月内提出申请四十件。").map(|_| ())
            }),
            ["state-reason"] => self.act(&self.applicant(), |tx, cx, n, v| {
                disclosure::state_reason(tx, cx, n, v, today, "研究需要").map(|_| ())
            }),
            ["reason-over"] => self.act(clerk, |tx, cx, n, v| disclosure::reason_over(tx, cx, n, v).map(|_| ())),
            ["judge", how] => self
                .act(clerk, |tx, cx, n, v| disclosure::judge_reason(tx, cx, n, v, how == "yes", "经审查").map(|_| ())),
            ["defer", until] => {
                let until = day(until);
                self.act(&d.head, |tx, cx, n, v| disclosure::defer(tx, cx, n, v, until, "信息量大").map(|_| ()))
            }
            ["fee", scheme, pages] => {
                let (scheme, pages) = (Scheme::parse(scheme).unwrap(), pages.parse().unwrap());
                self.act(clerk, |tx, cx, n, v| disclosure::ask_fee(tx, cx, n, v, scheme, pages).map(|_| ()))
            }
            ["paid"] => self.act(clerk, |tx, cx, n, v| disclosure::pay(tx, cx, n, v, today, "票据1号").map(|_| ())),
            ["fee-over"] => self.act(clerk, |tx, cx, n, v| disclosure::fee_over(tx, cx, n, v).map(|_| ())),
            ["withdraw"] => {
                self.act(&self.applicant(), |tx, cx, n, v| disclosure::withdraw(tx, cx, n, v, "不再需要").map(|_| ()))
            }
            ["reply", code] => self.reply(code, &drafted(code)),
            ["bare-reply", code] => {
                let bare = disclosure::reply::Drafted { outcome: code.to_owned(), ..Default::default() };
                self.reply(code, &bare)
            }
            ["served"] => self
                .act(clerk, |tx, cx, n, v| disclosure::serve(tx, cx, n, v, today, "web", "网页查阅记录").map(|_| ())),
            ["dispute", kind] => {
                let kind = DisputeKind::parse(kind).unwrap();
                self.act(clerk, |tx, cx, n, v| {
                    disclosure::file_dispute(tx, cx, n, v, kind, "某市人民政府", "复〔2026〕7号", today).map(|_| ())
                })
            }
            ["result", how, ref rest @ ..] => {
                let ruling = Ruling {
                    result: DisputeResult::parse(how).unwrap(),
                    note: "决定书主文".into(),
                    orders_redo: rest.first() == Some(&"redo"),
                    closed_on: today,
                };
                let request = now(self.t, &self.number).id();
                let open = done(
                    self.t.office.db.read(|tx| disclosure::disputes_of(tx, request).map_err(Error::<Never>::from)),
                )
                .into_iter()
                .find(|d| d.result.is_none())
                .unwrap();
                self.act(clerk, |tx, cx, n, v| disclosure::settle_dispute(tx, cx, n, v, open.id, &ruling).map(|_| ()))
            }
            _ => panic!("a story says {words:?}, which nobody understands"),
        }
    }

    /// A record that is withheld, or given out in part: what the outcome needs.
    fn record(&self, decision: Decision) -> Done {
        let f = file(self.t, "检测报告.txt", "甲项合格\n乙项配方");
        self.act(&self.desk.clerk, |tx, cx, n, v| disclosure::add_record(tx, cx, n, v, None, &f).map(|_| ()))?;
        let decided = disclosure::RecordDecision {
            decision,
            marks: serde_json::json!([{ "line": 2 }]),
            ground: Some("D-4".into()),
            reason: "商业秘密".into(),
            reevaluate_on: Some(day("12-01")),
        };
        self.act(&self.desk.clerk, |tx, cx, n, v| disclosure::decide_record(tx, cx, n, v, 1, &decided).map(|_| ()))?;
        if decision == Decision::Part {
            let request = now(self.t, &self.number).id();
            let cx = self.t.cx(&self.desk.clerk);
            let record = done(
                self.t.office.db.read(|tx| disclosure::find_record(tx, &cx, request, 1).map_err(Error::<Never>::from)),
            )
            .unwrap();
            let out = file(self.t, "检测报告.txt", "甲项合格\n■■■");
            let released = disclosure::reply::Released {
                digest: out.digest,
                name: out.name,
                media_type: out.media_type,
                size: out.size,
                alternative: "甲项合格".into(),
            };
            self.act(&self.desk.clerk, |tx, cx, n, v| {
                disclosure::keep_release(tx, cx, n, v, 1, &released, &record.plan()).map(|_| ())
            })?;
        }
        Ok(())
    }

    fn reply(&self, code: &str, draft: &disclosure::reply::Drafted) -> Done {
        let found = outcome::find(code).unwrap();
        let request = now(self.t, &self.number);
        let cx = self.t.cx(&self.desk.clerk);
        let records = done(
            self.t.office.db.read(|tx| disclosure::records_of(tx, &cx, request.id()).map_err(Error::<Never>::from)),
        );
        // A later reply that gives all takes out what the first one withheld.
        for r in records.iter().filter(|_| found.gives == Gives::Full) {
            self.act(&self.desk.clerk, |tx, cx, n, v| disclosure::remove_record(tx, cx, n, v, r.n).map(|_| ()))?;
        }
        if found.gives == Gives::Part {
            self.record(Decision::Part)?;
        } else if found.needs.contains(&Need::Reevaluation) {
            self.record(Decision::Withhold)?;
        }
        self.act(&self.desk.clerk, |tx, cx, n, v| disclosure::save_reply(tx, cx, n, v, draft).map(|_| ()))?;
        self.act(&self.desk.clerk, |tx, cx, n, v| disclosure::submit_reply(tx, cx, n, v).map(|_| ()))?;
        reviewed_and_signed(self.t, self.desk, &self.number);
        Ok(())
    }

    fn expect(&self, words: &[&str]) {
        let request = now(self.t, &self.number);
        for pair in words.chunks(2) {
            let [what, value] = pair else { panic!("{words:?}") };
            match *what {
                "due" => {
                    let due = request
                        .reply_clock
                        .as_ref()
                        .map(|c| c.due(&self.t.system().calendars.of("130100"), self.t.system().today()).unwrap().on);
                    let expected = (*value != "none").then(|| day(value));
                    assert_eq!(due, expected, "the due date");
                }
                "outcome" => assert_eq!(request.outcome.as_deref(), Some(*value)),
                "remedy" => {
                    let remedy = outcome::find(request.outcome.as_deref().unwrap()).unwrap().remedy;
                    let word = match remedy {
                        Remedy::BeforeCourt => "before-court",
                        Remedy::Choice => "choice",
                        Remedy::Complaint => "complaint",
                        Remedy::None => "none",
                    };
                    assert_eq!(word, *value);
                }
                "in-time" => assert_eq!(request.in_time, Some(*value == "yes"), "in time"),
                "state" => assert_eq!(request.state(), State::parse(value)),
                _ => panic!("a story expects {what}, which nobody understands"),
            }
        }
    }
}

/// Whether a line is an event of a day, such as `03-02 file web`; the others say what is expected.
fn day_of(line: &str) -> Option<&str> {
    let first = line.split_whitespace().next()?;
    let digits =
        first.len() == 5 && first.bytes().enumerate().all(|(n, b)| if n == 2 { b == b'-' } else { b.is_ascii_digit() });
    digits.then_some(first)
}

fn begin<'a>(t: &'a TestOffice, quick: &'a Desk, manual: &'a Desk, channel: &str, n: usize) -> Life<'a> {
    let (desk, channel) = match channel {
        "web-manual" => (manual, Channel::Web),
        other => (quick, Channel::parse(other).expect("a channel")),
    };
    let f = filing(t, channel, &format!("申请公开第{n}号检测报告"));
    let who = if channel == Channel::Web { Who::Public } else { desk.clerk.clone() };
    let s = done(t.office.db.write(|tx| disclosure::submit(tx, &t.cx(&who), desk.agency, &f)));
    Life { t, desk, number: s.request.number().to_owned() }
}

fn live(life: &Life<'_>, line: &str) {
    let words: Vec<&str> = line.split_whitespace().collect();
    if day_of(line).is_none() {
        return life.expect(&words);
    }
    match words[1].strip_prefix('!') {
        None => {
            if let Err(e) = life.step(&words[1..]) {
                panic!("{line}: {e:?}");
            }
        }
        Some(first) => {
            let at = words.iter().position(|w| *w == "=>").expect("a refusal says how");
            let mut step = vec![first];
            step.extend(&words[2..at]);
            match life.step(&step) {
                Err(Error::Refused(r)) => assert_eq!(r.message(), words[at + 1], "{line}"),
                other => panic!("{line}: not refused: {other:?}"),
            }
        }
    }
}

fn all_lives(t: &TestOffice) {
    let quick = desk(t, t.agency("quick"), "quick");
    let manual = desk(t, t.agency("manual"), "manual");
    // Two offices number their documents apart.
    let mark = |tx: &mut kernel::Tx| {
        tx.execute("UPDATE agencies SET mark = '手' WHERE key = $1", kernel::params!["manual"])
            .map_err(Error::<Never>::from)
    };
    done(t.office.db.write(mark));
    let organ =
        done(t.office.db.read(|tx| identity::find_agency(tx, manual.agency).map_err(Error::<Never>::from))).unwrap();
    let office = done(t.office.db.read(|tx| disclosure::office_of(tx, &organ).map_err(Error::<Never>::from)));
    let office = disclosure::DisclosureOffice { auto_confirm: false, ..office };
    done(t.office.db.write(|tx| disclosure::keep_office(tx, &t.cx(&manual.head), manual.agency, &office)));
    // The office's clock only moves forward: all stories are lived side by side, day by day.
    let stories = stories();
    let mut events: Vec<(String, usize, &str)> = Vec::new();
    for (n, story) in stories.iter().enumerate() {
        let mut date = String::new();
        for line in &story.lines {
            if let Some(d) = day_of(line) {
                date = d.to_owned();
            }
            events.push((date.clone(), n, line));
        }
    }
    events.sort_by(|a, b| a.0.cmp(&b.0));
    let mut lives: std::collections::BTreeMap<usize, Life<'_>> = std::collections::BTreeMap::new();
    for (minute, (date, n, line)) in events.iter().enumerate() {
        t.turn_to(&format!("2026-{date}T{:02}:{:02}:00", 8 + minute / 60 % 10, minute % 60));
        if let Some((_, channel)) = line.split_once(" file ") {
            lives.insert(*n, begin(t, &quick, &manual, channel, *n));
            continue;
        }
        let life = &lives[n];
        let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| live(life, line)));
        if let Err(cause) = told {
            let text = cause.downcast_ref::<String>().map_or("", String::as_str);
            panic!("{} on {}: {line}: {text}", stories[*n].name, t.engine());
        }
    }
    assert_eq!(lives.len(), stories.len());
    t.ledger_is_good();
}

#[test]
fn the_stories_are_as_many_as_they_must_be() {
    assert!(stories().len() >= 40);
}

#[test]
fn every_life_ends_as_counted_by_hand() {
    on_both(all_lives);
}
