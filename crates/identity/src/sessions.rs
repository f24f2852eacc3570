//! Accounts, sign-in, sessions. A session is a row; the browser holds a random token whose hash is the key.
//!
//! Slow work (argon2) happens between [`find_account`] and [`attempt_sign_in`], outside any transaction.

use crate::{Refused, store, totp};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use codes::{Phone, ResidentId};
use jiff::{SignedDuration, Timestamp};
use kernel::{Cx, Error, Fault, Id, Lang, Never, Post, Tx, Who, cx::BEIJING, journal, words};
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
/// How long the second factor may take.
const HALF_WAY: SignedDuration = SignedDuration::from_mins(10);
/// The last request is written down at most this often.
const TOUCH: SignedDuration = SignedDuration::from_mins(2);
/// Failures under unknown names are forgotten after this.
const FORGET: SignedDuration = SignedDuration::from_hours(24);

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
    /// The language its holder chose.
    pub lang: Lang,
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
    /// Who acts; [`Who::Public`] while the second factor or a new password is missing.
    pub who: Who,
    /// Whether the second factor is still to be given.
    pub needs_second_factor: bool,
    /// Whether the first password, which somebody else made, must be replaced before anything else.
    pub needs_new_password: bool,
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

/// An open session as its holder sees it in the list of all.
#[derive(Clone, Debug)]
pub struct OpenSession {
    /// Hash of its token.
    pub key: String,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was last used, to within two minutes.
    pub last_seen_at: Timestamp,
}

pub(crate) fn token_key(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

/// What was typed as a name, in every spelling it may be kept under: a telephone with blanks or +86, an identity
/// number with a small x.
fn spellings(typed: &str) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(ResidentId::parse(typed).ok().map(|id| id.to_string()));
    found.extend(Phone::parse_mobile(typed).ok().map(|phone| phone.to_string()));
    let plain = typed.trim().to_owned();
    if !found.contains(&plain) {
        found.push(plain);
    }
    found
}

/// The account that signs in with this name (document number, telephone or staff name).
///
/// # Errors
/// A fault of the database.
pub fn find_account(tx: &mut Tx, cx: &Cx, name: &str) -> Result<Option<Account>, Fault> {
    for name in spellings(name) {
        if let Some(account) = store::find_account(tx, cx, &name)? {
            return Ok(Some(account));
        }
    }
    Ok(None)
}

/// The account with this id.
///
/// # Errors
/// A fault of the database.
pub fn find_account_by_id(tx: &mut Tx, id: Id) -> Result<Option<Account>, Fault> {
    store::find_account_by_id(tx, id)
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
) -> Result<Result<SessionStart, Refused>, Error<Never>> {
    // The account was read before the password was checked, which takes a while; what counts is how it is now.
    let Some(now) = store::lock_account(tx, account.id)? else { return Ok(Err(Refused::WrongNameOrPassword)) };
    let about = now.id.to_string();
    if let Some(until) = now.locked_until.filter(|u| *u > cx.at) {
        journal::note(tx, cx, "sign-in-locked", Some(&about), &json!({}))?;
        return Ok(Err(Refused::LockedUntil(clock_time(until))));
    }
    if attempt == Attempt::Wrong || now.password != account.password {
        let until = count_failure(tx, cx, &now)?;
        journal::note(tx, cx, "sign-in-failed", Some(&about), &json!({ "locked": until.is_some() }))?;
        return Ok(Err(refusal_after_failure(until, Refused::WrongNameOrPassword)));
    }
    if now.disabled {
        journal::note(tx, cx, "sign-in-disabled", Some(&about), &json!({}))?;
        return Ok(Err(Refused::Disabled));
    }
    let needs_second_factor = now.kind == AccountKind::Staff;
    let ends_at = if needs_second_factor {
        // The count stays until the second factor is given too: who knows the password must not win tries at the codes
        // by signing in again.
        cx.at + HALF_WAY
    } else {
        store::set_failures(tx, now.id, 0, None)?;
        cx.at + WHOLE
    };
    store::insert_session(tx, cx, &token_key(token), now.id, ends_at, (!needs_second_factor).then_some(cx.at))?;
    journal::note(tx, cx, "signed-in", Some(&about), &json!({ "second_factor": !needs_second_factor }))?;
    Ok(Ok(SessionStart { token: token.to_owned(), needs_second_factor }))
}

/// Records an attempt under a name that nobody has; it is counted and locked as an account would be, so that neither
/// the answer nor the lock tells who is registered.
///
/// # Errors
/// A fault of the database.
pub fn attempt_unknown_name(tx: &mut Tx, cx: &Cx, name: &str) -> Result<Refused, Error<Never>> {
    let name = spellings(name).into_iter().next().unwrap_or_default();
    let (failed, locked_until) = store::count_unknown_name(tx, cx, &name, cx.at - FORGET)?;
    if let Some(until) = locked_until.filter(|u| *u > cx.at) {
        return Ok(Refused::LockedUntil(clock_time(until)));
    }
    let until = (failed >= FAILURES).then(|| cx.at + LOCK);
    store::lock_unknown_name(tx, cx, &name, if until.is_some() { 0 } else { failed }, until)?;
    journal::note(tx, cx, "sign-in-failed", None, &json!({ "locked": until.is_some() }))?;
    Ok(refusal_after_failure(until, Refused::WrongNameOrPassword))
}

/// Records that the present password, asked again before a change, was wrong.
///
/// # Errors
/// A fault of the database.
pub fn wrong_password_again(tx: &mut Tx, cx: &Cx, account: Id) -> Result<Refused, Error<Never>> {
    let Some(now) = store::lock_account(tx, account)? else { return Ok(Refused::WrongPassword) };
    let until = match now.locked_until.filter(|u| *u > cx.at) {
        Some(until) => Some(until),
        None => count_failure(tx, cx, &now)?,
    };
    if until.is_some() {
        // Whoever sits at this open session does not know the password: it ends.
        store::delete_sessions_of(tx, account)?;
    }
    journal::note(tx, cx, "password-wrong", Some(&account.to_string()), &json!({ "locked": until.is_some() }))?;
    Ok(refusal_after_failure(until, Refused::WrongPassword))
}

/// Counts one more failure; the end of the lock when it was the last one allowed.
fn count_failure(tx: &mut Tx, cx: &Cx, now: &Account) -> Result<Option<Timestamp>, Fault> {
    let failed = now.failed + 1;
    let until = (failed >= FAILURES).then(|| cx.at + LOCK);
    store::set_failures(tx, now.id, if until.is_some() { 0 } else { failed }, until)?;
    Ok(until)
}

fn refusal_after_failure(until: Option<Timestamp>, otherwise: Refused) -> Refused {
    until.map_or(otherwise, |u| Refused::LockedUntil(clock_time(u)))
}

fn clock_time(at: Timestamp) -> String {
    BEIJING.to_datetime(at).strftime("%H:%M").to_string()
}

/// Begins the session of a person who registered in this same transaction.
///
/// # Errors
/// A fault of the database.
pub fn begin_first_session(tx: &mut Tx, cx: &Cx, account: Id, token: &str) -> Result<(), Fault> {
    store::insert_session(tx, cx, &token_key(token), account, cx.at + WHOLE, Some(cx.at))?;
    journal::note(tx, cx, "signed-in", Some(&account.to_string()), &json!({ "second_factor": true }))?;
    Ok(())
}

/// Completes a staff session with a one-time code. A wrong code counts as a failure of the account.
///
/// # Errors
/// A fault of the database.
pub fn second_factor(tx: &mut Tx, cx: &Cx, session: &Session, code: &str) -> Result<Result<(), Refused>, Error<Never>> {
    let Some(now) = store::lock_account(tx, session.account)? else { return Ok(Err(Refused::NotThere)) };
    let Some(secret) = store::totp_secret(tx, cx, session.account)? else { return Ok(Err(Refused::NotThere)) };
    if let Some(until) = now.locked_until.filter(|u| *u > cx.at) {
        return Ok(Err(Refused::LockedUntil(clock_time(until))));
    }
    let about = now.id.to_string();
    // A code that was seen over somebody's shoulder is worth nothing a second time.
    if let Some(step) = totp::matching_step(&secret, code, cx.at, now.totp_last_step)
        && store::use_totp_step(tx, now.id, step)?
    {
        store::set_failures(tx, now.id, 0, None)?;
        store::complete_session(tx, cx, &session.key, cx.at + WHOLE)?;
        journal::note(tx, cx, "second-factor-given", Some(&about), &json!({}))?;
        return Ok(Ok(()));
    }
    let until = count_failure(tx, cx, &now)?;
    journal::note(tx, cx, "second-factor-failed", Some(&about), &json!({ "locked": until.is_some() }))?;
    Ok(Err(refusal_after_failure(until, Refused::WrongCode)))
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
    let needs_new_password = row.must_change;
    let who = match (&row.person, &row.staff) {
        _ if needs_second_factor || needs_new_password => Who::Public,
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
        needs_new_password,
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
pub fn sign_out(tx: &mut Tx, cx: &Cx, session: &Session) -> Result<(), Error<Never>> {
    store::delete_session(tx, &session.key)?;
    journal::note(tx, cx, "signed-out", Some(&session.account.to_string()), &json!({}))?;
    Ok(())
}

/// Ends every session of the account; returns how many there were.
///
/// # Errors
/// A fault of the database.
pub fn sign_out_everywhere(tx: &mut Tx, cx: &Cx, account: Id) -> Result<u64, Error<Never>> {
    let ended = store::delete_sessions_of(tx, account)?;
    journal::note(tx, cx, "signed-out-everywhere", Some(&account.to_string()), &json!({ "sessions": ended }))?;
    Ok(ended)
}

/// The account's open sessions, the last used first.
///
/// # Errors
/// A fault of the database.
pub fn list_sessions(tx: &mut Tx, cx: &Cx, account: Id) -> Result<Vec<OpenSession>, Fault> {
    store::list_sessions(tx, account, cx.at)
}

/// Stores a new password (hashed by the caller) and ends every session of the account.
///
/// # Errors
/// A fault of the database.
pub fn change_password(tx: &mut Tx, cx: &Cx, account: Id, password_hash: &str) -> Result<(), Error<Never>> {
    store::set_password(tx, cx, account, password_hash)?;
    store::delete_sessions_of(tx, account)?;
    journal::note(tx, cx, "password-changed", Some(&account.to_string()), &json!({}))?;
    Ok(())
}

/// Makes the holder choose another password at the next sign-in: the present one was made by somebody else.
///
/// # Errors
/// A fault of the database.
pub fn require_new_password(tx: &mut Tx, account: Id) -> Result<(), Fault> {
    store::require_new_password(tx, account)
}

/// Remembers the language in which the holder of the account is addressed.
///
/// # Errors
/// A fault of the database.
pub fn choose_language(tx: &mut Tx, cx: &Cx, account: Id, lang: Lang) -> Result<(), Fault> {
    store::set_lang(tx, account, lang)?;
    journal::note(tx, cx, "language-chosen", Some(&account.to_string()), &json!({ "lang": lang.as_str() }))?;
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
