//! The pages of push.

pub mod desk;
pub mod mine;
pub mod subscribe;
pub mod unsubscribe;

use crate::{Frequency, Refused};
use kernel::Error;
use web::{Choice, Problem, Tr};

/// A refusal is for the page to say; what broke is a problem.
fn split<T>(result: Result<T, Error<Refused>>) -> Result<Result<T, Refused>, Problem> {
    match result {
        Ok(done) => Ok(Ok(done)),
        Err(Error::Refused(refused)) => Ok(Err(refused)),
        Err(Error::Broken(fault)) => Err(fault.into()),
    }
}

fn frequency_label(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::AtOnce => "push-frequency-at-once",
        Frequency::Daily => "push-frequency-daily",
        Frequency::Weekly => "push-frequency-weekly",
    }
}

fn frequencies(tr: Tr) -> Vec<Choice> {
    Frequency::ALL.iter().map(|f| Choice::new(f.as_str(), tr.s(frequency_label(*f)))).collect()
}

/// What a form says of how often; daily when it says nothing.
fn frequency_of(text: Option<&str>) -> Result<Frequency, Refused> {
    text.map_or(Ok(Frequency::Daily), |t| Frequency::parse(t).ok_or(Refused::NoFrequency))
}
