//! Accounts, sign-in, sessions. A session is a row; the browser holds a random token whose hash is the key.
//!
//! Slow work (argon2) happens between [`find_account`] and [`attempt_sign_in`], outside any transaction.

use crate::{Refused, store, totp};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use kernel::{Cx, Error, Fault, Id, Lang, Post, Tx, Who, cx::BEIJING, journal, words};
use serde_json::json;
use sha2::{Digest, Sha256};

/// Failures in a row that lock an account, and for how long.
const FAILURES: i64 = 5;
const LOCK: SignedDuration = SignedDuration::from_mins(15);
/// A session ends this long after the last request …
const IDLE_PERSON: SignedDuration = SignedDuration::from_hours(2);
const IDLE_STAFF: SignedDuration = SignedDuration::from_mins(30);
/// … and in any case this long after it began.
const WHOLE: SignedDuration = SignedDuration::from_hours(12);
/// The last request is written down at most this often.
const TOUCH: SignedDuration = SignedDuration::from_mins(2);

words! {
    /// Whose account it is.
    pub enum AccountKind {
        /// A person of the public.
        Person = "person",
        /// Somebody in office; needs a second factor.
        Staff = "staff",
    }
}

/// What sign-in needs of an account.
#[derive(Clone)]
pub struct Account {
    /// The id.
    pub id: Id,
    /// Whose it is.
    pub kind: AccountKind,
    /// The password's hash.
    pub password: String,
    pub(crate) failed: i64,
    pub(crate) locked_until: Option<Timestamp>,
    pub(crate) disabled: bool,
    pub(crate) totp_last_step: i64,
}

/// Whether the password that was typed is the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It is.
    Right,
    /// It is not.
    Wrong,
}

/// A session that was just begun.
pub struct SessionStart {
    /// The secret for the browser's cookie; it is stored nowhere here.
    pub token: String,
    /// Whether the second factor is still to be given.
    pub needs_second_factor: bool,
}

/// A living session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Hash of its token: what binds form tokens.
    pub key: String,
    /// The account.
    pub account: Id,
    /// Whose account it is.
    pub kind: AccountKind,
    /// Who acts; [`Who::Public`] while the second factor is missing.
    pub who: Who,
    /// Whether the second factor is still to be given.
    pub needs_second_factor: bool,
    /// Name for the page's head: masked for persons, full for staff.
    pub name_shown: String,
    /// Name of the organisation acted for.
    pub acting_for_name: Option<String>,
    /// Home agency's short name, for staff.
    pub agency_name: Option<String>,
    /// The account's language.
    pub lang: Lang,
    pub(crate) last_seen_at: Timestamp,
}

pub(crate) fn token_key(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

/// The account that signs in with this name (document number, telephone or staff name).
///
/// # Errors
/// A fault of the database.
pub fn find_account(tx: &mut Tx, cx: &Cx, name: &str) -> Result<Option<Account>, Fault> {
    store::find_account(tx, cx, name)
}

/// Records the outcome of a sign-in attempt and begins a session when it was right.
///
/// A wrong attempt is an outcome, not a refusal of the transaction: the count of failures must stay.
///
/// # Errors
/// A fault of the database.
pub fn attempt_sign_in(
    tx: &mut Tx,
    cx: &Cx,
    account: &Account,
    attempt: Attempt,
    token: &str,
) -> Result<Result<SessionStart, Refused>, Error<kernel::Never>> {
    let about = account.id.to_string();
    if account.disabled {
        return Ok(Err(Refused::Disabled));
    }
    if let Some(until) = account.locked_until.filter(|u| *u > cx.at) {
        journal::note(tx, cx, "sign-in-locked", Some(&about), &json!({}))?;
        return Ok(Err(Refused::LockedUntil(clock_time(until))));
    }
    if attempt == Attempt::Wrong {
        let failed = account.failed + 1;
        let until = (failed >= FAILURES).then(|| cx.at + LOCK);
        store::set_failures(tx, account.id, if until.is_some() { 0 } else { failed }, until)?;
        journal::note(tx, cx, "sign-in-failed", Some(&about), &json!({ "locked": until.is_some() }))?;
        return Ok(Err(until.map_or(Refused::WrongNameOrPassword, |u| Refused::LockedUntil(clock_time(u)))));
    }
    store::set_failures(tx, account.id, 0, None)?;
    let needs_second_factor = account.kind == AccountKind::Staff;
    store::insert_session(tx, cx, &token_key(token), account.id, cx.at + WHOLE, if needs_second_factor { None } else { Some(cx.at) })?;
    journal::note(tx, cx, "signed-in", Some(&about), &json!({ "second_factor": !needs_second_factor }))?;
    Ok(Ok(SessionStart { token: token.to_owned(), needs_second_factor }))
}

fn clock_time(at: Timestamp) -> String {
    BEIJING.to_datetime(at).strftime("%H:%M").to_string()
}

/// Completes a staff session with a one-time code. A wrong code counts as a failure of the account.
///
/// # Errors
/// A fault of the database.
pub fn second_factor(tx: &mut Tx, cx: &Cx, session: &Session, code: &str) -> Result<Result<(), Refused>, Error<kernel::Never>> {
    let Some((account, secret)) = store::account_with_secret(tx, cx, session.account)? else {
        return Ok(Err(Refused::NotThere));
    };
    if let Some(until) = account.locked_until.filter(|u| *u > cx.at) {
        return Ok(Err(Refused::LockedUntil(clock_time(until))));
    }
    // A code that was seen over somebody's shoulder is worth nothing a second time.
    match totp::matching_step(&secret, code, cx.at).filter(|s| *s > account.totp_last_step) {
        Some(step) => {
            store::set_failures(tx, account.id, 0, None)?;
            store::complete_session(tx, cx, &session.key, account.id, step)?;
            journal::note(tx, cx, "second-factor-given", Some(&account.id.to_string()), &json!({}))?;
            Ok(Ok(()))
        }
        None => {
            let failed = account.failed + 1;
            let until = (failed >= FAILURES).then(|| cx.at + LOCK);
            store::set_failures(tx, account.id, if until.is_some() { 0 } else { failed }, until)?;
            journal::note(tx, cx, "second-factor-failed", Some(&account.id.to_string()), &json!({ "locked": until.is_some() }))?;
            Ok(Err(until.map_or(Refused::WrongCode, |u| Refused::LockedUntil(clock_time(u)))))
        }
    }
}

/// The living session behind a token, with who acts in it. `None`: there is none, or it has ended.
///
/// # Errors
/// A fault of the database.
pub fn find_session(tx: &mut Tx, at: Timestamp, token: &str) -> Result<Option<Session>, Fault> {
    let key = token_key(token);
    let Some(row) = store::find_session(tx, &key, at)? else { return Ok(None) };
    let idle = if row.kind == AccountKind::Staff { IDLE_STAFF } else { IDLE_PERSON };
    if row.expires_at <= at || row.last_seen_at + idle <= at {
        return Ok(None);
    }
    let needs_second_factor = !row.second_factor;
    let who = match (&row.person, &row.staff) {
        _ if needs_second_factor => Who::Public,
        (Some(person), _) => Who::Person { account: row.account, person: *person, acting_for: row.acting_for },
        (_, Some(staff)) => {
            let posts: Vec<Post> = store::list_posts(tx, kernel::cx::legal_date(at), *staff)?;
            Who::Staff { account: row.account, staff: *staff, posts: posts.into() }
        }
        _ => Who::Public,
    };
    Ok(Some(Session {
        key,
        account: row.account,
        kind: row.kind,
        who,
        needs_second_factor,
        name_shown: row.name_shown,
        acting_for_name: row.acting_for_name,
        agency_name: row.agency_name,
        lang: row.lang,
        last_seen_at: row.last_seen_at,
    }))
}

/// Whether the session's last request should be written down again.
///
/// # Errors
/// A fault of the database.
pub fn touch_session(tx: &mut Tx, at: Timestamp, session: &Session) -> Result<bool, Fault> {
    if session.last_seen_at + TOUCH > at {
        return Ok(false);
    }
    store::touch_session(tx, &session.key, at)?;
    Ok(true)
}

impl Session {
    /// Whether [`touch_session`] would write: asked first, so that most requests write nothing.
    pub fn wants_touch(&self, at: Timestamp) -> bool {
        self.last_seen_at + TOUCH <= at
    }
}

/// Ends one session.
///
/// # Errors
/// A fault of the database.
pub fn sign_out(tx: &mut Tx, cx: &Cx, session: &Session) -> Result<(), Error<kernel::Never>> {
    store::delete_session(tx, &session.key)?;
    journal::note(tx, cx, "signed-out", Some(&session.account.to_string()), &json!({}))?;
    Ok(())
}

/// Ends every session of the account; returns how many there were.
///
/// # Errors
/// A fault of the database.
pub fn sign_out_everywhere(tx: &mut Tx, cx: &Cx, account: Id) -> Result<u64, Error<kernel::Never>> {
    let ended = store::delete_sessions_of(tx, account)?;
    journal::note(tx, cx, "signed-out-everywhere", Some(&account.to_string()), &json!({ "sessions": ended }))?;
    Ok(ended)
}

/// Stores a new password (hashed by the caller) and ends every session of the account.
///
/// # Errors
/// A fault of the database.
pub fn change_password(tx: &mut Tx, cx: &Cx, account: Id, password_hash: &str) -> Result<(), Error<kernel::Never>> {
    store::set_password(tx, cx, account, password_hash)?;
    store::delete_sessions_of(tx, account)?;
    journal::note(tx, cx, "password-changed", Some(&account.to_string()), &json!({}))?;
    Ok(())
}

/// Chooses for which organisation the person acts from now on in this session (`None`: for themselves).
///
/// # Errors
/// [`Refused::NotYours`] when the person holds no power for it today.
pub fn act_for(tx: &mut Tx, cx: &Cx, session: &Session, organisation: Option<Id>) -> Result<(), Error<Refused>> {
    let Who::Person { person, .. } = &session.who else { return Err(Refused::NotYours.into()) };
    if let Some(organisation) = organisation
        && store::power_of(tx, cx, *person, organisation)?.is_none()
    {
        return Err(Refused::NotYours.into());
    }
    store::set_acting_for(tx, &session.key, organisation)?;
    journal::note(tx, cx, "acting-for", Some(&person.to_string()), &json!({ "organisation": organisation }))?;
    Ok(())
}

/// A token that nobody can guess: 256 random bits.
///
/// # Errors
/// When the machine gives no random numbers.
pub fn new_token() -> Result<String, Fault> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| Fault::new(format!("no random numbers: {e}")))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
