//! From the sums of the database to the numbers of the tables.

use crate::{
    tables::Counted,
    template::{KINDS, RESULTS},
};
use disclosure::annual::{
    APPLICANT_KINDS, DISPUTE_KINDS, DISPUTE_RESULTS, DisputeCount, RequestCount, count_disputes, count_requests,
};
use kernel::{Fault, Id, Tx};

/// The last of the four results.
const PENDING: usize = RESULTS - 1;

/// Puts sums into columns and rows. What has no place is kept as strange, never dropped.
pub(crate) fn counted(requests: &[RequestCount], disputes: &[DisputeCount]) -> Counted {
    let mut c = Counted::default();
    for r in requests {
        let Some(at) = APPLICANT_KINDS.iter().take(KINDS).position(|k| *k == r.applicant_kind) else {
            *c.strange.entry(r.applicant_kind.clone()).or_default() += r.new + r.carried_in + r.closed + r.carried_out;
            continue;
        };
        c.new[at] += r.new;
        c.carried_in[at] += r.carried_in;
        c.carried_out[at] += r.carried_out;
        match &r.outcome {
            _ if r.closed == 0 => {}
            Some(outcome) => c.results.entry(outcome.clone()).or_default()[at] += r.closed,
            None => *c.strange.entry("—".into()).or_default() += r.closed,
        }
    }
    for d in disputes {
        let Some(kind) = DISPUTE_KINDS.iter().find(|k| **k == d.kind) else {
            *c.strange.entry(d.kind.clone()).or_default() += d.closed + d.pending;
            continue;
        };
        let five = c.disputes.entry((*kind).to_owned()).or_default();
        five[PENDING] += d.pending;
        match d.result.as_deref().and_then(|r| DISPUTE_RESULTS.iter().position(|k| *k == r)) {
            Some(at) => five[at] += d.closed,
            None if d.closed > 0 => {
                *c.strange.entry(d.result.clone().unwrap_or_else(|| "—".into())).or_default() += d.closed
            }
            None => {}
        }
    }
    c
}

/// The requests and disputes of one agency against `year`.
pub(crate) fn count(tx: &mut Tx, agency: Id, year: i64) -> Result<Counted, Fault> {
    let requests = count_requests(tx, agency, year)?;
    let disputes = count_disputes(tx, agency, year)?;
    Ok(counted(&requests, &disputes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_place_is_kept() {
        let request = |kind: &str, outcome: Option<&str>, closed| RequestCount {
            outcome: outcome.map(str::to_owned),
            applicant_kind: kind.into(),
            new: 1,
            carried_in: 0,
            closed,
            carried_out: 1 - closed,
        };
        let dispute = |kind: &str, result: Option<&str>, closed, pending| DisputeCount {
            kind: kind.into(),
            result: result.map(str::to_owned),
            closed,
            pending,
        };
        let c = counted(
            &[
                request("person", Some("D-1"), 1),
                request("person", None, 0),
                request("legal", None, 1),
                request("martian", Some("G-1"), 1),
            ],
            &[
                dispute("reconsideration", Some("upheld"), 2, 0),
                dispute("reconsideration", None, 0, 3),
                dispute("reconsideration", None, 1, 0),
            ],
        );
        assert_eq!((c.new, c.carried_out), ([2, 0, 0, 0, 1, 0], [1, 0, 0, 0, 0, 0]));
        assert_eq!(c.results["D-1"], [1, 0, 0, 0, 0, 0]);
        assert_eq!(c.disputes["reconsideration"], [2, 0, 0, 3]);
        assert_eq!((c.strange["—"], c.strange["martian"]), (2, 2));
    }
}
