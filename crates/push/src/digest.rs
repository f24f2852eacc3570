//! Digests: one mail per reader with everything that is due, as text and as HTML.

use crate::{Arrival, Frequency, Reader, Subscription, links::end_link, store};
use jiff::Timestamp;
use kernel::{
    Cx, Db, Error, Fault, Id, Never, Tx,
    cx::{BEIJING, legal_date},
    journal,
};
use std::collections::HashMap;
use web::Tr;

/// From which hour on, Beijing time, daily and weekly digests go.
const MORNING: i8 = 8;
/// Most arrivals in one mail; the rest goes with the next.
const MOST: i64 = 200;

/// Whether mail for a subscription may go now. `last`: when its last digest went, or since when it is there.
fn is_due(frequency: Frequency, last: Timestamp, now: Timestamp) -> bool {
    let days = (legal_date(now) - legal_date(last)).get_days();
    let is_morning = BEIJING.to_datetime(now).hour() >= MORNING;
    match frequency {
        Frequency::AtOnce => true,
        Frequency::Daily => is_morning && days >= 1,
        Frequency::Weekly => is_morning && days >= 7,
    }
}

/// Asks for the digests that are due; for the clock loop, as often as it likes. Gives how many mails were asked for.
/// `public_url` is the hall's address without a slash at the end.
///
/// # Errors
/// A fault of the database or the keys.
pub fn digests_due(db: &Db, cx: &Cx, public_url: &str) -> Result<usize, Fault> {
    let readers = db.read(|tx| store::list_waiting_readers(tx).map_err(Error::<Never>::from)).map_err(Fault::from)?;
    let mut asked = 0;
    for reader in readers {
        let went =
            db.write(|tx| digest(tx, cx, public_url, reader).map_err(Error::<Never>::from)).map_err(Fault::from)?;
        asked += usize::from(went);
    }
    Ok(asked)
}

fn digest(tx: &mut Tx, cx: &Cx, public_url: &str, reader: Id) -> Result<bool, Fault> {
    let Some(reader) = store::find_reader(tx, cx, reader)? else { return Ok(false) };
    let (Some(address), Some(_)) = (reader.address.clone(), reader.confirmed_at) else { return Ok(false) };
    let subscriptions: HashMap<Id, Subscription> =
        store::list_subscriptions(tx, reader.id)?.into_iter().map(|s| (s.id, s)).collect();
    let mut due: Vec<Arrival> = Vec::new();
    for arrival in store::list_undigested(tx, reader.id, MOST)? {
        match subscriptions.get(&arrival.subscription) {
            Some(s) if is_due(s.frequency, s.digested_at.unwrap_or(s.made_at), cx.at) => due.push(arrival),
            Some(_) => {}
            // Its subscription was ended meanwhile.
            None => store::settle(tx, cx, arrival.id)?,
        }
    }
    let Some(newest) = due.last() else { return Ok(false) };
    let key = format!("push-digest:{}", newest.id);
    let unsubscribe = end_link(cx, public_url, reader.id);
    let words = write(Tr::new(reader.lang), &reader, public_url, &unsubscribe, &due);
    let list_id = format!("<push.{}>", host(public_url));
    let mail = post::Mail {
        key: &key,
        site: &reader.site,
        to: &address,
        subject: &words.subject,
        body_text: &words.text,
        body_html: &words.html,
        headers: &[("List-Id", &list_id)],
        unsubscribe: &unsubscribe,
        ..post::Mail::default()
    };
    let went = match post::enqueue(tx, cx, mail) {
        Ok(post::Enqueued::Waiting(_)) => true,
        // A suspended address is sent nothing, and nothing is saved up for it.
        Ok(post::Enqueued::Before | post::Enqueued::Suspended) => false,
        Err(Error::Refused(refused)) => {
            tracing::warn!(?refused, reader = %reader.id, "a digest that no mail can carry");
            false
        }
        Err(Error::Broken(fault)) => return Err(fault),
    };
    for arrival in &due {
        store::settle(tx, cx, arrival.id)?;
    }
    let mut of: Vec<Id> = due.iter().map(|a| a.subscription).collect();
    of.sort();
    of.dedup();
    for id in of {
        store::set_digested(tx, cx, id)?;
    }
    if went {
        let body = serde_json::json!({ "arrivals": due.len() });
        journal::note(tx, cx, "push-digest", Some(&reader.id.to_string()), &body)?;
    }
    Ok(went)
}

/// The host of an address, for `List-Id`.
fn host(public_url: &str) -> &str {
    let rest = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or(rest)
}

struct Words {
    subject: String,
    text: String,
    html: String,
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// An address of ours as mail needs it, or one elsewhere as it is.
fn whole(public_url: &str, href: &str) -> String {
    if href.starts_with('/') { format!("{public_url}{href}") } else { href.to_owned() }
}

/// The sentence that says why.
pub(crate) fn said(tr: Tr, arrival: &Arrival) -> String {
    tr.told(&arrival.why.key, arrival.why.args.iter().map(|(n, v)| (n.as_str(), v.as_str())))
}

fn write(tr: Tr, reader: &Reader, public_url: &str, unsubscribe: &str, arrivals: &[Arrival]) -> Words {
    let count = arrivals.len();
    let subject = match arrivals {
        [one] => tr.f1("push-mail-subject-one", "title", one.title.chars().take(80).collect::<String>()),
        _ => tr.f1("push-mail-subject", "count", count),
    };
    let intro = tr.f1("push-mail-intro", "count", count);
    let mut text = format!("{intro}\n");
    let mut html = format!(
        "<!doctype html><html lang=\"{}\" dir=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head><body><p>{}</p>",
        tr.tag(),
        tr.dir(),
        escaped(&subject),
        escaped(&intro)
    );
    for a in arrivals {
        let why = said(tr, a);
        let href = whole(public_url, &a.href);
        let on = tr.date(legal_date(a.at));
        text.push_str(&format!("\n{}\n{on}\n{why}\n{href}\n", a.title));
        html.push_str(&format!(
            "<h2><a href=\"{}\">{}</a></h2><p>{}</p><p>{}</p>",
            escaped(&href),
            escaped(&a.title),
            escaped(&on),
            escaped(&why)
        ));
        if let Some((label, clause)) = &a.why.clause {
            let clause = whole(public_url, clause);
            text.push_str(&format!("{} {clause}\n", tr.f1("push-mail-clause", "clause", label)));
            html.push_str(&format!(
                "<p><a href=\"{}\">{}</a></p>",
                escaped(&clause),
                escaped(&tr.f1("push-mail-clause", "clause", label))
            ));
        }
    }
    let foot = tr.s(if reader.account.is_some() { "push-mail-foot-account" } else { "push-mail-foot-address" });
    text.push_str(&format!("\n--\n{foot}\n{} {unsubscribe}\n", tr.s("push-mail-unsubscribe")));
    html.push_str(&format!(
        "<hr><p>{}</p><p><a href=\"{}\">{}</a></p></body></html>",
        escaped(&foot),
        escaped(unsubscribe),
        escaped(&tr.s("push-mail-unsubscribe"))
    ));
    Words { subject, text, html }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_go_in_the_morning_and_not_too_often() {
        let at = |text: &str| BEIJING.to_timestamp(text.parse().unwrap()).unwrap();
        let last = at("2026-03-02T09:00:00");
        for (frequency, now, due) in [
            (Frequency::AtOnce, "2026-03-02T09:00:00", true),
            (Frequency::Daily, "2026-03-02T23:59:00", false),
            (Frequency::Daily, "2026-03-03T07:59:00", false),
            (Frequency::Daily, "2026-03-03T08:00:00", true),
            (Frequency::Weekly, "2026-03-08T20:00:00", false),
            (Frequency::Weekly, "2026-03-09T07:00:00", false),
            (Frequency::Weekly, "2026-03-09T08:00:00", true),
        ] {
            assert_eq!(is_due(frequency, last, at(now)), due, "{frequency} {now}");
        }
    }
}
