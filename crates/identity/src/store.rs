//! The tables of identity: accounts, sessions, persons, messages here, the others beside. The only place of this
//! crate with SQL.

mod offices;
mod organisations;
mod regions;
mod rotation;

pub use offices::*;
pub use organisations::*;
pub use regions::*;
pub use rotation::*;

use crate::{
    messages::Message,
    people::{Person, PersonDetails},
    sessions::{Account, AccountKind, OpenSession},
};
use jiff::Timestamp;
use kernel::{Cx, Fault, Id, Lang, Row, Tx, db::list::List, params};
use seal::{FieldRef, KeyRing};
use zeroize::Zeroizing;

/// Purposes of keyed hashes; a hash for one purpose is worth nothing for another.
const NAME: &str = "account-name";
const DOCUMENT: &str = "person-document";
const PHONE: &str = "person-phone";

fn seal_bytes(keys: &KeyRing, table: &str, column: &str, row: Id, clear: &[u8]) -> Result<Vec<u8>, Fault> {
    let row = row.to_string();
    keys.encrypt(FieldRef { table, column, row: &row }, clear)
        .map_err(|e| Fault::from_error(format!("encrypting {table}.{column}"), e))
}

fn open_bytes(keys: &KeyRing, table: &str, column: &str, row: Id, stored: &[u8]) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let row = row.to_string();
    keys.decrypt(FieldRef { table, column, row: &row }, stored)
        .map_err(|e| Fault::from_error(format!("decrypting {table}.{column}"), e))
}

fn seal_field(keys: &KeyRing, table: &str, column: &str, row: Id, text: &str) -> Result<Vec<u8>, Fault> {
    seal_bytes(keys, table, column, row, text.as_bytes())
}

fn open_field(keys: &KeyRing, table: &str, column: &str, row: Id, stored: &[u8]) -> Result<String, Fault> {
    let clear = open_bytes(keys, table, column, row, stored)?;
    String::from_utf8(clear.to_vec()).map_err(|_| Fault::new(format!("{table}.{column} does not hold text")))
}

fn normal_name(name: &str) -> String {
    name.trim().to_uppercase()
}

// Accounts ----------------------------------------------------------------------------------------

pub fn insert_account(tx: &mut Tx, cx: &Cx, id: Id, kind: &str, password: &str) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO accounts (id, kind, password, password_set_at, created_at, lang) VALUES ($1, $2, $3, $4, $4, $5)",
        params![id, kind, password, cx.at, cx.lang],
    )?;
    Ok(())
}

/// False when somebody has the name already.
pub fn insert_account_name(tx: &mut Tx, cx: &Cx, account: Id, name: &str) -> Result<bool, Fault> {
    let hash = cx.keys.lookup_hash(NAME, &normal_name(name));
    Ok(tx.execute(
        "INSERT INTO account_names (name_hash, account) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        params![hash, account],
    )? == 1)
}

pub fn set_totp(tx: &mut Tx, cx: &Cx, account: Id, secret: &[u8]) -> Result<(), Fault> {
    let stored = seal_bytes(&cx.keys, "accounts", "totp_secret", account, secret)?;
    tx.execute("UPDATE accounts SET totp_secret = $2, totp_last_step = 0 WHERE id = $1", params![account, stored])?;
    Ok(())
}

const ACCOUNT: &str = "SELECT a.id, a.kind, a.password, a.failed, a.locked_until, a.disabled_at, a.totp_last_step, a.totp_secret, a.lang FROM accounts a WHERE a.id = $1";

fn read_account(r: &Row) -> Result<Account, Fault> {
    Ok(Account {
        id: r.get("id")?,
        kind: r.get("kind")?,
        password: r.get("password")?,
        lang: r.get("lang")?,
        failed: r.get("failed")?,
        locked_until: r.get("locked_until")?,
        disabled: r.get::<Option<String>>("disabled_at")?.is_some(),
        totp_last_step: r.get("totp_last_step")?,
    })
}

/// The account with this sign-in name, in its normal spelling.
pub fn find_account(tx: &mut Tx, cx: &Cx, name: &str) -> Result<Option<Account>, Fault> {
    for hash in cx.keys.lookup_hashes(NAME, &normal_name(name)) {
        if let Some(row) = tx.row("SELECT account FROM account_names WHERE name_hash = $1", params![hash])? {
            return find_account_by_id(tx, row.only()?);
        }
    }
    Ok(None)
}

pub fn find_account_by_id(tx: &mut Tx, id: Id) -> Result<Option<Account>, Fault> {
    tx.row(ACCOUNT, params![id])?.map(|r| read_account(&r)).transpose()
}

/// The account as it is now, its row held until the transaction ends: attempts at once are counted one after another.
pub fn lock_account(tx: &mut Tx, id: Id) -> Result<Option<Account>, Fault> {
    tx.execute("UPDATE accounts SET failed = failed WHERE id = $1", params![id])?;
    find_account_by_id(tx, id)
}

pub fn totp_secret(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Option<Vec<u8>>, Fault> {
    let Some(row) = tx.row(ACCOUNT, params![id])? else { return Ok(None) };
    let stored: Option<Vec<u8>> = row.get("totp_secret")?;
    stored.map(|s| Ok(open_bytes(&cx.keys, "accounts", "totp_secret", id, &s)?.to_vec())).transpose()
}

pub fn set_failures(tx: &mut Tx, account: Id, failed: i64, locked_until: Option<Timestamp>) -> Result<(), Fault> {
    tx.execute(
        "UPDATE accounts SET failed = $2, locked_until = $3 WHERE id = $1",
        params![account, failed, locked_until],
    )?;
    Ok(())
}

/// Counts a failure under a name that nobody has, and gives the count and the end of its lock.
pub fn count_unknown_name(
    tx: &mut Tx,
    cx: &Cx,
    name: &str,
    forget_before: Timestamp,
) -> Result<(i64, Option<Timestamp>), Fault> {
    let hash = cx.keys.lookup_hash(NAME, &normal_name(name));
    tx.execute("DELETE FROM unknown_names WHERE at < $1", params![forget_before])?;
    tx.execute(
        "INSERT INTO unknown_names (name_hash, failed, at) VALUES ($1, 1, $2) ON CONFLICT (name_hash) DO UPDATE SET failed = unknown_names.failed + 1, at = excluded.at",
        params![hash, cx.at],
    )?;
    let row = tx.row("SELECT failed, locked_until FROM unknown_names WHERE name_hash = $1", params![hash])?;
    row.map_or(Ok((1, None)), |r| Ok((r.get("failed")?, r.get("locked_until")?)))
}

pub fn lock_unknown_name(tx: &mut Tx, cx: &Cx, name: &str, failed: i64, until: Option<Timestamp>) -> Result<(), Fault> {
    let hash = cx.keys.lookup_hash(NAME, &normal_name(name));
    tx.execute(
        "UPDATE unknown_names SET failed = $2, locked_until = $3 WHERE name_hash = $1",
        params![hash, failed, until],
    )?;
    Ok(())
}

pub fn remove_account_name(tx: &mut Tx, cx: &Cx, account: Id, name: &str) -> Result<(), Fault> {
    for hash in cx.keys.lookup_hashes(NAME, &normal_name(name)) {
        tx.execute("DELETE FROM account_names WHERE name_hash = $1 AND account = $2", params![hash, account])?;
    }
    Ok(())
}

pub fn set_password(tx: &mut Tx, cx: &Cx, account: Id, password: &str) -> Result<(), Fault> {
    tx.execute(
        "UPDATE accounts SET password = $2, password_set_at = $3, must_change = FALSE WHERE id = $1",
        params![account, password, cx.at],
    )?;
    Ok(())
}

pub fn require_new_password(tx: &mut Tx, account: Id) -> Result<(), Fault> {
    tx.execute("UPDATE accounts SET must_change = TRUE WHERE id = $1", params![account])?;
    Ok(())
}

pub fn set_lang(tx: &mut Tx, account: Id, lang: Lang) -> Result<(), Fault> {
    tx.execute("UPDATE accounts SET lang = $2 WHERE id = $1", params![account, lang])?;
    Ok(())
}

/// Closes the account, or opens it again (`None`).
pub fn set_disabled(tx: &mut Tx, account: Id, at: Option<Timestamp>) -> Result<(), Fault> {
    tx.execute("UPDATE accounts SET disabled_at = $2 WHERE id = $1", params![account, at])?;
    Ok(())
}

// Sessions ----------------------------------------------------------------------------------------

pub struct SessionRow {
    pub account: Id,
    pub kind: AccountKind,
    pub person: Option<Id>,
    pub staff: Option<Id>,
    pub acting_for: Option<Id>,
    pub acting_for_name: Option<String>,
    pub agency_name: Option<String>,
    pub name_shown: String,
    pub lang: Lang,
    pub expires_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub second_factor: bool,
    pub must_change: bool,
}

pub fn insert_session(
    tx: &mut Tx,
    cx: &Cx,
    key: &str,
    account: Id,
    expires_at: Timestamp,
    second_factor_at: Option<Timestamp>,
) -> Result<(), Fault> {
    tx.execute("DELETE FROM sessions WHERE expires_at < $1", params![cx.at])?;
    tx.execute(
        "INSERT INTO sessions (token_hash, account, created_at, last_seen_at, expires_at, second_factor_at) VALUES ($1, $2, $3, $3, $4, $5)",
        params![key, account, cx.at, expires_at, second_factor_at],
    )?;
    Ok(())
}

pub fn find_session(tx: &mut Tx, key: &str, at: Timestamp) -> Result<Option<SessionRow>, Fault> {
    // An authorisation that ended also ends the acting, without a sign-out.
    let row = tx.row(
        "SELECT s.account, a.kind, a.lang, a.must_change, s.last_seen_at, s.expires_at, s.second_factor_at, p.id AS person, p.name_shown, st.id AS staff, st.name AS staff_name, ag.short_name AS agency_name, o.id AS acting_for, o.name AS acting_for_name \
         FROM sessions s JOIN accounts a ON a.id = s.account LEFT JOIN persons p ON p.account = a.id LEFT JOIN staff st ON st.account = a.id LEFT JOIN agencies ag ON ag.id = st.agency \
         LEFT JOIN organisations o ON o.id = s.acting_for AND EXISTS (SELECT 1 FROM agents g WHERE g.organisation = o.id AND g.person = p.id AND g.revoked_at IS NULL AND (g.valid_to IS NULL OR g.valid_to >= $2)) \
         WHERE s.token_hash = $1 AND a.disabled_at IS NULL",
        params![key, kernel::cx::legal_date(at)],
    )?;
    let Some(r) = row else { return Ok(None) };
    let shown: Option<String> = r.get("name_shown")?;
    let staff_name: Option<String> = r.get("staff_name")?;
    Ok(Some(SessionRow {
        account: r.get("account")?,
        kind: r.get("kind")?,
        person: r.get("person")?,
        staff: r.get("staff")?,
        acting_for: r.get("acting_for")?,
        acting_for_name: r.get("acting_for_name")?,
        agency_name: r.get("agency_name")?,
        name_shown: shown.or(staff_name).unwrap_or_default(),
        lang: r.get("lang")?,
        expires_at: r.get("expires_at")?,
        last_seen_at: r.get("last_seen_at")?,
        second_factor: r.get::<Option<String>>("second_factor_at")?.is_some(),
        must_change: r.get("must_change")?,
    }))
}

/// False when a code of this step or a later one was used already.
pub fn use_totp_step(tx: &mut Tx, account: Id, step: i64) -> Result<bool, Fault> {
    let n = tx.execute(
        "UPDATE accounts SET totp_last_step = $2 WHERE id = $1 AND totp_last_step < $2",
        params![account, step],
    )?;
    Ok(n == 1)
}

pub fn complete_session(tx: &mut Tx, cx: &Cx, key: &str, expires_at: Timestamp) -> Result<(), Fault> {
    tx.execute(
        "UPDATE sessions SET second_factor_at = $2, expires_at = $3 WHERE token_hash = $1",
        params![key, cx.at, expires_at],
    )?;
    Ok(())
}

pub fn touch_session(tx: &mut Tx, key: &str, at: Timestamp) -> Result<(), Fault> {
    tx.execute("UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1", params![key, at])?;
    Ok(())
}

pub fn delete_session(tx: &mut Tx, key: &str) -> Result<(), Fault> {
    tx.execute("DELETE FROM sessions WHERE token_hash = $1", params![key])?;
    Ok(())
}

pub fn delete_sessions_of(tx: &mut Tx, account: Id) -> Result<u64, Fault> {
    tx.execute("DELETE FROM sessions WHERE account = $1", params![account])
}

pub fn set_acting_for(tx: &mut Tx, key: &str, organisation: Option<Id>) -> Result<(), Fault> {
    tx.execute("UPDATE sessions SET acting_for = $2 WHERE token_hash = $1", params![key, organisation])?;
    Ok(())
}

pub fn list_sessions(tx: &mut Tx, account: Id, at: Timestamp) -> Result<Vec<OpenSession>, Fault> {
    tx.rows(
        "SELECT token_hash, created_at, last_seen_at FROM sessions WHERE account = $1 AND expires_at > $2 ORDER BY last_seen_at DESC, token_hash",
        params![account, at],
    )?
    .iter()
    .map(|r| Ok(OpenSession { key: r.get("token_hash")?, began_at: r.get("created_at")?, last_seen_at: r.get("last_seen_at")? }))
    .collect()
}

// Persons -----------------------------------------------------------------------------------------

pub struct PersonRow<'a> {
    pub id: Id,
    pub account: Option<Id>,
    pub name: &'a str,
    pub name_shown: &'a str,
    pub document_kind: &'a str,
    pub document: &'a str,
    pub phone: &'a str,
    pub address: Option<&'a str>,
    pub region: Option<&'a str>,
}

/// False when a person with this document is there already.
pub fn insert_person(tx: &mut Tx, cx: &Cx, p: &PersonRow<'_>) -> Result<bool, Fault> {
    let keys = &cx.keys;
    let seal = |column: &str, text: &str| seal_field(keys, "persons", column, p.id, text);
    let address = p.address.map(|a| seal("address", a)).transpose()?;
    let n = tx.execute(
        "INSERT INTO persons (id, account, name, name_shown, document_kind, document, document_hash, phone, phone_hash, address, region, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
        params![
            p.id, p.account, seal("name", p.name)?, p.name_shown, p.document_kind, seal("document", p.document)?,
            keys.lookup_hash(DOCUMENT, p.document), seal("phone", p.phone)?, keys.lookup_hash(PHONE, p.phone), address, p.region, cx.at
        ],
    )?;
    Ok(n == 1)
}

pub fn find_person(tx: &mut Tx, id: Id) -> Result<Option<Person>, Fault> {
    let row = tx.row("SELECT id, account, name_shown FROM persons WHERE id = $1", params![id])?;
    row.map(|r| Ok(Person { id: r.get("id")?, account: r.get("account")?, name_shown: r.get("name_shown")? }))
        .transpose()
}

pub fn find_person_by_document(tx: &mut Tx, cx: &Cx, document: &str) -> Result<Option<Id>, Fault> {
    for hash in cx.keys.lookup_hashes(DOCUMENT, document) {
        if let Some(row) = tx.row("SELECT id FROM persons WHERE document_hash = $1", params![hash])? {
            return row.only().map(Some);
        }
    }
    Ok(None)
}

pub fn person_details(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Option<PersonDetails>, Fault> {
    let row =
        tx.row("SELECT name, document_kind, document, phone, address, region FROM persons WHERE id = $1", params![id])?;
    let Some(r) = row else { return Ok(None) };
    let open = |column: &str, stored: Vec<u8>| open_field(&cx.keys, "persons", column, id, &stored);
    Ok(Some(PersonDetails {
        id,
        name: open("name", r.get("name")?)?,
        document_kind: r.get("document_kind")?,
        document: open("document", r.get("document")?)?,
        phone: open("phone", r.get("phone")?)?,
        address: r.get::<Option<Vec<u8>>>("address")?.map(|a| open("address", a)).transpose()?,
        region: r.get("region")?,
    }))
}

pub fn update_contact(
    tx: &mut Tx,
    cx: &Cx,
    person: Id,
    phone: &str,
    address: Option<&str>,
    region: Option<&str>,
) -> Result<(), Fault> {
    let keys = &cx.keys;
    let address = address.map(|a| seal_field(keys, "persons", "address", person, a)).transpose()?;
    tx.execute(
        "UPDATE persons SET phone = $2, phone_hash = $3, address = $4, region = $5 WHERE id = $1",
        params![
            person,
            seal_field(keys, "persons", "phone", person, phone)?,
            keys.lookup_hash(PHONE, phone),
            address,
            region
        ],
    )?;
    Ok(())
}

// Messages ----------------------------------------------------------------------------------------

pub fn insert_message(
    tx: &mut Tx,
    cx: &Cx,
    account: Id,
    matter: Option<Id>,
    message: &str,
    args: &[(&str, String)],
    link: Option<&str>,
) -> Result<(), Fault> {
    let args = serde_json::to_string(args).map_err(|e| Fault::from_error("storing a message", e))?;
    tx.execute(
        "INSERT INTO messages (id, account, matter, message, args, link, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![Id::new(), account, matter, message, args, link, cx.at],
    )?;
    Ok(())
}

pub fn list_messages(tx: &mut Tx, account: Id, before: Option<Id>, limit: i64) -> Result<Vec<Message>, Fault> {
    let (sql, values) = List::new("SELECT id, matter, message, args, link, at, read_at FROM messages")
        .and("account = ?", params![account])
        .and_some("id < ?", before)
        .order("id DESC")
        .page(limit);
    tx.rows(&sql, &values)?
        .iter()
        .map(|r| {
            let args: String = r.get("args")?;
            Ok(Message {
                id: r.get("id")?,
                matter: r.get("matter")?,
                message: r.get("message")?,
                args: serde_json::from_str(&args).map_err(|e| Fault::from_error("reading a message", e))?,
                link: r.get("link")?,
                at: r.get("at")?,
                read_at: r.get("read_at")?,
            })
        })
        .collect()
}

pub fn unread_messages(tx: &mut Tx, account: Id) -> Result<i64, Fault> {
    let row = tx.row(
        "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM messages WHERE account = $1 AND read_at IS NULL",
        params![account],
    )?;
    row.map_or(Ok(0), |r| r.only())
}

pub fn mark_messages_read(tx: &mut Tx, cx: &Cx, account: Id) -> Result<(), Fault> {
    tx.execute("UPDATE messages SET read_at = $2 WHERE account = $1 AND read_at IS NULL", params![account, cx.at])?;
    Ok(())
}
