//! Procedures are tables. A concept lists its moves once; buttons, refusals, the permission matrix,
//! the diagram in the documentation and the page "how this is handled" all read that list.
//! Nothing else changes a state.

use crate::{Cx, Refusal, Role, Who, error::RefusalKind, matter::Matter};

/// A closed set of words made by [`crate::words!`].
pub trait Word: Copy + Eq + std::fmt::Debug + Send + Sync + 'static {
    /// The one text.
    fn text(self) -> &'static str;
    /// The word with this text.
    fn read(text: &str) -> Option<Self>;
    /// All words.
    fn all() -> &'static [Self];
}

/// Who makes a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The person whose matter it is (or their agent).
    Applicant,
    /// Somebody with this post at the agency that handles the matter.
    Post(Role),
    /// Somebody with one of these posts there.
    AnyPost(&'static [Role]),
    /// The hall itself, when a day passes or a reaction fires.
    System,
    /// Whoever one of these lets: an office registers for an applicant what came by letter, the hall does what falls due.
    Either(&'static [By]),
}

impl By {
    /// Whether somebody with this post at the agency may make the move.
    pub fn is_post(&self, role: Role) -> bool {
        match self {
            By::Post(one) => *one == role,
            By::AnyPost(roles) => roles.contains(&role),
            By::Either(some) => some.iter().any(|by| by.is_post(role)),
            By::Applicant | By::System => false,
        }
    }

    /// Whether the person whose matter it is may make the move.
    pub fn is_applicant(&self) -> bool {
        match self {
            By::Applicant => true,
            By::Either(some) => some.iter().any(By::is_applicant),
            _ => false,
        }
    }

    /// Whether the hall makes the move by itself.
    pub fn is_system(&self) -> bool {
        match self {
            By::System => true,
            By::Either(some) => some.iter().any(By::is_system),
            _ => false,
        }
    }
}

/// What a move does to the statutory clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockEffect {
    /// Nothing.
    Unmoved,
    /// The clock begins.
    Starts,
    /// It stands still, on a recorded legal basis.
    Pauses,
    /// It goes on.
    Resumes,
    /// The limit is extended, once.
    Extends,
    /// It begins anew.
    Restarts,
    /// It has done its work.
    Ends,
}

/// One line of a procedure.
#[derive(Debug)]
pub struct Move<S: 'static, V: 'static> {
    /// What is done.
    pub verb: V,
    /// In which states it can be done.
    pub from: &'static [S],
    /// The state after it.
    pub to: S,
    /// Who does it.
    pub by: By,
    /// What it does to the clock.
    pub clock: ClockEffect,
    /// The official document it makes, by kind.
    pub notice: Option<&'static str>,
    /// Whoever made one of these moves in this matter may not make this one.
    pub apart_from: &'static [V],
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// An office, by role.
    Office(Role),
    /// The applicant.
    Applicant,
    /// The hall itself (a job will go on with it).
    Hall,
    /// Nobody: it is done.
    Nobody,
}

impl Holder {
    /// The text kept with the matter.
    pub fn text(self) -> &'static str {
        match self {
            Holder::Office(role) => role.as_str(),
            Holder::Applicant => "applicant",
            Holder::Hall => "hall",
            Holder::Nobody => "nobody",
        }
    }
}

/// A procedure: the kind of matter it handles and its table.
pub trait Procedure: 'static {
    /// Its states.
    type State: Word;
    /// Its verbs.
    type Verb: Word;
    /// The kind of matter, the first word of its ledger entries.
    const KIND: &'static str;
    /// The table.
    const MOVES: &'static [Move<Self::State, Self::Verb>];

    /// Whose turn it is in `state`.
    fn holder(state: Self::State) -> Holder;

    /// The kind of the ledger entry for `verb`.
    fn entry_kind(verb: Self::Verb) -> String {
        format!("{}-{}", Self::KIND, verb.text())
    }
}

/// Why a move is not allowed here and now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepRefused {
    /// The matter is in a state in which this is not done.
    WrongState {
        /// Where it is.
        state: String,
        /// What was tried.
        verb: &'static str,
    },
    /// It takes a post that the actor does not hold.
    WrongRole {
        /// The post (the first of them).
        needed: &'static str,
    },
    /// The actor took an earlier step that must be another person's.
    SamePerson {
        /// The earlier step.
        earlier: &'static str,
    },
}

impl Refusal for StepRefused {
    fn message(&self) -> &'static str {
        match self {
            StepRefused::WrongState { .. } => "refused-wrong-state",
            StepRefused::WrongRole { .. } => "refused-wrong-role",
            StepRefused::SamePerson { .. } => "refused-same-person",
        }
    }
    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            StepRefused::WrongState { state, verb } => vec![("state", state.clone()), ("verb", (*verb).to_owned())],
            StepRefused::WrongRole { needed } => vec![("role", (*needed).to_owned())],
            StepRefused::SamePerson { earlier } => vec![("verb", (*earlier).to_owned())],
        }
    }
    fn kind(&self) -> RefusalKind {
        match self {
            StepRefused::WrongState { .. } => RefusalKind::Invalid,
            _ => RefusalKind::Forbidden,
        }
    }
}

/// The move that `verb` names, if the rules allow it to this actor here and now.
///
/// `past` is the matter's trace as `(entry kind, actor)`; it decides the four-eyes rule.
///
/// # Errors
/// The first rule that says no.
///
/// # Panics
/// Never.
pub fn step<P: Procedure>(
    matter: &Matter,
    verb: P::Verb,
    cx: &Cx,
    past: &[(String, String)],
) -> Result<&'static Move<P::State, P::Verb>, StepRefused> {
    let wrong_state = || StepRefused::WrongState { state: matter.state.clone(), verb: verb.text() };
    let state = P::State::read(&matter.state).ok_or_else(wrong_state)?;
    let step = P::MOVES.iter().find(|m| m.verb == verb && m.from.contains(&state)).ok_or_else(wrong_state)?;
    allowed(&step.by, matter, cx)?;
    let me = cx.who.ledger_name();
    for earlier in step.apart_from {
        let kind = P::entry_kind(*earlier);
        if past.iter().any(|(k, a)| *k == kind && *a == me) {
            return Err(StepRefused::SamePerson { earlier: earlier.text() });
        }
    }
    Ok(step)
}

fn allowed(by: &By, matter: &Matter, cx: &Cx) -> Result<(), StepRefused> {
    let holds = |role: Role| cx.who.holds(matter.agency, role);
    match by {
        By::Applicant if matches!(cx.who, Who::Person { .. }) => Ok(()),
        By::Applicant => Err(StepRefused::WrongRole { needed: "applicant" }),
        By::System if matches!(cx.who, Who::System(_)) => Ok(()),
        By::System => Err(StepRefused::WrongRole { needed: "hall" }),
        By::Post(role) if holds(*role) => Ok(()),
        By::Post(role) => Err(StepRefused::WrongRole { needed: role.as_str() }),
        By::AnyPost(roles) if roles.iter().any(|r| holds(*r)) => Ok(()),
        By::AnyPost(roles) => Err(StepRefused::WrongRole { needed: roles.first().map_or("nobody", |r| r.as_str()) }),
        By::Either(some) => {
            let mut refused = StepRefused::WrongRole { needed: "nobody" };
            for (n, by) in some.iter().enumerate() {
                match allowed(by, matter, cx) {
                    Ok(()) => return Ok(()),
                    // The first is the one who does it as a rule: its name is the one to tell.
                    Err(e) if n == 0 => refused = e,
                    Err(_) => {}
                }
            }
            Err(refused)
        }
    }
}

/// The verbs this actor may use on the matter now: the buttons of the page.
pub fn open_verbs<P: Procedure>(matter: &Matter, cx: &Cx, past: &[(String, String)]) -> Vec<P::Verb> {
    P::Verb::all().iter().copied().filter(|v| step::<P>(matter, *v, cx, past).is_ok()).collect()
}
