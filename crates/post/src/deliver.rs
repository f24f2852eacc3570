//! Delivery: take a mail under a lease, hand it to the mail server outside of any transaction, record the answer.

use crate::{
    SmtpConfig, State,
    incoming::reply_address,
    letter::{Letter, MOST_ENCLOSED, message, scrubbed},
    store::{self, Piece},
};
use jiff::SignedDuration;
use kernel::{Error, Fault, Id, Never, Office};
use lettre::{SmtpTransport, Transport, transport::smtp};

/// Longer than the talk with a mail server can take, so that nobody else sends what this node is sending.
const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// After so many attempts a mail is given up; they spread over about three days.
pub(crate) const ATTEMPTS: i64 = 12;
/// So many mails in one run; the next run goes on.
const AT_ONCE: usize = 500;
/// So many failures to reach the server in a row end the run: it is down, and every try would wait for it.
const UNREACHABLE: usize = 3;

/// What one run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeliveryReport {
    /// Taken by the mail server.
    pub sent: usize,
    /// To be tried again later.
    pub later: usize,
    /// Came back for good; their addresses are suspended.
    pub bounced: usize,
    /// Given up.
    pub failed: usize,
    /// Why the run ended early: the server could not be reached, or does not know us.
    pub stopped: Option<String>,
}

enum Answer {
    Taken,
    /// Try again later.
    Later(String),
    /// Nobody could be asked: the server is away or hangs up.
    Away(String),
    /// The address takes no mail.
    NoSuchAddress(String),
    /// This mail will never be taken, whoever it is for.
    Never(String),
    /// The server does not accept us: nothing about this mail is known.
    NotUs(String),
}

/// Sends what is due. Any number of nodes may do so at once; each mail is sent by one.
///
/// # Errors
/// A fault of the database. What the mail server says is no fault: it stands in the report and with the mail.
pub fn deliver_due(office: &Office, config: &SmtpConfig) -> Result<DeliveryReport, Fault> {
    let mut report = DeliveryReport::default();
    let transport = match config.transport() {
        Ok(transport) => transport,
        Err(why) => {
            report.stopped = Some(scrubbed(&why));
            return Ok(report);
        }
    };
    let mut away = 0;
    for _ in 0..AT_ONCE {
        let lease = Id::new();
        let cx = office.system_cx("post");
        let taken = office.db.write(|tx| store::take(tx, &cx, lease, LEASE).map_err(Error::<Never>::from));
        let Some(piece) = taken.map_err(Fault::from)? else { break };
        let answer = if piece.is_suspended {
            Answer::NoSuchAddress("suspended".into())
        } else {
            send(&transport, config, &piece, office)
        };
        away = if matches!(answer, Answer::Away(_)) { away + 1 } else { 0 };
        let stops = match &answer {
            Answer::NotUs(why) => Some(why.clone()),
            Answer::Away(why) if away >= UNREACHABLE => Some(why.clone()),
            _ => None,
        };
        record(office, &piece, lease, answer, &mut report)?;
        if let Some(why) = stops {
            tracing::warn!(reason = %why, "mail is not delivered");
            report.stopped = Some(why);
            break;
        }
    }
    Ok(report)
}

fn send(transport: &SmtpTransport, config: &SmtpConfig, piece: &Piece, office: &Office) -> Answer {
    let files = match enclosed(&piece.letter, office) {
        Ok(files) => files,
        Err(answer) => return answer,
    };
    let answers = match (&piece.letter.thread, config.answers()) {
        (Some((purpose, id)), Some(a)) if a.takes_subaddresses => {
            reply_address(&office.keys, &a.mailbox, purpose, *id).or_else(|| Some(a.mailbox.clone()))
        }
        (Some(_), Some(a)) => Some(a.mailbox.clone()),
        _ => None,
    };
    match message(&piece.letter, piece.id, config.sender(&piece.site), answers, files, office.clock.now()) {
        Err(why) => Answer::Never(why),
        Ok(message) => match transport.send(&message) {
            Ok(_) => Answer::Taken,
            Err(error) => understood(&error),
        },
    }
}

/// The bytes of what goes with a letter.
fn enclosed(letter: &Letter, office: &Office) -> Result<Vec<Vec<u8>>, Answer> {
    let mut files = Vec::new();
    let mut size = 0;
    for file in &letter.enclosures {
        match office.objects.get(&file.digest) {
            Ok(Some(bytes)) => {
                size += bytes.len() as u64;
                files.push(bytes);
            }
            // A store that is away comes back; until then the mail is not sent without its files.
            Ok(None) => return Err(Answer::Later("a file that goes with it is not there".into())),
            Err(fault) => {
                tracing::error!(%fault, "a file that goes with a mail cannot be read");
                return Err(Answer::Later("a file that goes with it cannot be read".into()));
            }
        }
    }
    if size > MOST_ENCLOSED {
        return Err(Answer::Never("its files are too large together".into()));
    }
    Ok(files)
}

/// What a mail server's no means. See RFC 5321 §4.2 and RFC 3463.
fn understood(error: &smtp::Error) -> Answer {
    let mut said = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        said = format!("{said}: {inner}");
        cause = inner.source();
    }
    let why = scrubbed(&said);
    let Some(code) = error.status() else {
        return if error.is_client() { Answer::NotUs(why) } else { Answer::Away(why) };
    };
    let code = u16::from(code);
    match code {
        // Access denied, authentication needed or refused.
        454 | 530 | 534 | 535 | 538 => Answer::NotUs(why),
        421 => Answer::Away(why),
        550 | 551 | 553 | 556 => Answer::NoSuchAddress(why),
        // Too large, or a command it does not know.
        552 => Answer::Later(why),
        500..=504 | 555 => Answer::Never(why),
        // 554 also greets whom the server never talks to: not the address's fault unless it says so.
        _ if code >= 500 && said.contains("5.1.") => Answer::NoSuchAddress(why),
        _ => Answer::Later(why),
    }
}

fn record(office: &Office, piece: &Piece, lease: Id, answer: Answer, report: &mut DeliveryReport) -> Result<(), Fault> {
    let cx = office.system_cx("post");
    let tries = piece.attempts + 1;
    let (state, why) = match answer {
        Answer::Taken => (State::Sent, String::new()),
        Answer::NoSuchAddress(why) => (State::Bounced, why),
        Answer::Never(why) => (State::Failed, why),
        Answer::Later(why) | Answer::Away(why) if tries >= ATTEMPTS => (State::Failed, why),
        Answer::Later(why) | Answer::Away(why) => (State::Waiting, why),
        Answer::NotUs(why) => {
            report.later += 1;
            let done = office.db.write(|tx| store::put_back(tx, piece.id, lease, &why).map_err(Error::<Never>::from));
            return done.map_err(Fault::from);
        }
    };
    match state {
        State::Sent => report.sent += 1,
        State::Bounced => report.bounced += 1,
        State::Failed => report.failed += 1,
        State::Waiting => report.later += 1,
    }
    let next = cx.at + wait_before(tries);
    let done = office.db.write(|tx| {
        let is_ours = store::settle(tx, &cx, piece.id, lease, state, next, &why)?;
        if is_ours && state == State::Bounced && !piece.is_suspended {
            crate::record_bounce(tx, &cx, &piece.letter.to, &why)?;
        }
        Ok::<_, Error<Never>>(())
    });
    done.map_err(Fault::from)
}

/// One minute, then twice as long each time, at most twelve hours.
pub(crate) fn wait_before(tries: i64) -> SignedDuration {
    let doublings = u32::try_from((tries - 1).clamp(0, 20)).unwrap_or(20);
    SignedDuration::from_mins(1_i64.saturating_mul(1 << doublings).min(12 * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_are_bounded() {
        let minutes: Vec<i64> = (1..=12).map(|n| wait_before(n).as_mins()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 720, 720]);
        assert_eq!(wait_before(i64::MAX).as_mins(), 720);
    }
}
