//! The tables of identity. The only file of this crate with SQL.

use crate::{
    agencies::{Agency, NewAgency},
    messages::Message,
    organisations::{Agent, NewOrganisation, Organisation, Power},
    people::{Person, PersonDetails},
    regions::{NewRegion, Region},
    sessions::{Account, AccountKind},
    staff::{NewStaff, StaffMember},
};
use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Fault, Id, Lang, Post, Role, Row, Tx, Value, db::list::List, params};
use seal::{FieldRef, KeyRing};

/// Purposes of keyed hashes; a hash for one purpose is worth nothing for another.
const NAME: &str = "account-name";
const DOCUMENT: &str = "person-document";
const PHONE: &str = "person-phone";

fn seal_field(keys: &KeyRing, table: &str, column: &str, row: Id, text: &str) -> Result<Vec<u8>, Fault> {
    let row = row.to_string();
    keys.encrypt(FieldRef { table, column, row: &row }, text.as_bytes()).map_err(|e| Fault::from_error(format!("encrypting {table}.{column}"), e))
}

fn open_field(keys: &KeyRing, table: &str, column: &str, row: Id, stored: &[u8]) -> Result<String, Fault> {
    let row = row.to_string();
    let text = keys
        .decrypt_text(FieldRef { table, column, row: &row }, stored)
        .map_err(|e| Fault::from_error(format!("decrypting {table}.{column}"), e))?;
    Ok(text.to_string())
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
    Ok(tx.execute("INSERT INTO account_names (name_hash, account) VALUES ($1, $2) ON CONFLICT DO NOTHING", params![hash, account])? == 1)
}

pub fn set_totp(tx: &mut Tx, cx: &Cx, account: Id, secret: &[u8]) -> Result<(), Fault> {
    let row = account.to_string();
    let stored = cx
        .keys
        .encrypt(FieldRef { table: "accounts", column: "totp_secret", row: &row }, secret)
        .map_err(|e| Fault::from_error("encrypting a second factor", e))?;
    tx.execute("UPDATE accounts SET totp_secret = $2 WHERE id = $1", params![account, stored])?;
    Ok(())
}

fn read_account(r: &Row) -> Result<Account, Fault> {
    Ok(Account {
        id: r.get("id")?,
        kind: r.get("kind")?,
        password: r.get("password")?,
        failed: r.get("failed")?,
        locked_until: r.get("locked_until")?,
        disabled: r.get::<Option<String>>("disabled_at")?.is_some(),
        totp_last_step: r.get("totp_last_step")?,
    })
}

pub fn find_account(tx: &mut Tx, cx: &Cx, name: &str) -> Result<Option<Account>, Fault> {
    for hash in cx.keys.lookup_hashes(NAME, &normal_name(name)) {
        let row = tx.row(
            "SELECT a.id, a.kind, a.password, a.failed, a.locked_until, a.disabled_at, a.totp_last_step FROM account_names n JOIN accounts a ON a.id = n.account WHERE n.name_hash = $1",
            params![hash],
        )?;
        if let Some(row) = row {
            return read_account(&row).map(Some);
        }
    }
    Ok(None)
}

pub fn account_with_secret(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Option<(Account, Vec<u8>)>, Fault> {
    let row = tx.row(
        "SELECT a.id, a.kind, a.password, a.failed, a.locked_until, a.disabled_at, a.totp_last_step, a.totp_secret FROM accounts a WHERE a.id = $1",
        params![id],
    )?;
    let Some(row) = row else { return Ok(None) };
    let Some(stored) = row.get::<Option<Vec<u8>>>("totp_secret")? else { return Ok(None) };
    let place = id.to_string();
    let secret = cx
        .keys
        .decrypt(FieldRef { table: "accounts", column: "totp_secret", row: &place }, &stored)
        .map_err(|e| Fault::from_error("decrypting a second factor", e))?;
    Ok(Some((read_account(&row)?, secret.to_vec())))
}

pub fn set_failures(tx: &mut Tx, account: Id, failed: i64, locked_until: Option<Timestamp>) -> Result<(), Fault> {
    tx.execute("UPDATE accounts SET failed = $2, locked_until = $3 WHERE id = $1", params![account, failed, locked_until])?;
    Ok(())
}

pub fn set_password(tx: &mut Tx, cx: &Cx, account: Id, password: &str) -> Result<(), Fault> {
    tx.execute(
        "UPDATE accounts SET password = $2, password_set_at = $3, must_change = FALSE WHERE id = $1",
        params![account, password, cx.at],
    )?;
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
}

pub fn insert_session(tx: &mut Tx, cx: &Cx, key: &str, account: Id, expires_at: Timestamp, second_factor_at: Option<Timestamp>) -> Result<(), Fault> {
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
        "SELECT s.account, a.kind, a.lang, s.last_seen_at, s.expires_at, s.second_factor_at, p.id AS person, p.name_shown, st.id AS staff, st.name AS staff_name, ag.short_name AS agency_name, o.id AS acting_for, o.name AS acting_for_name \
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
    }))
}

pub fn complete_session(tx: &mut Tx, cx: &Cx, key: &str, account: Id, step: i64) -> Result<(), Fault> {
    tx.execute("UPDATE sessions SET second_factor_at = $2 WHERE token_hash = $1", params![key, cx.at])?;
    tx.execute("UPDATE accounts SET totp_last_step = $2 WHERE id = $1", params![account, step])?;
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
    row.map(|r| Ok(Person { id: r.get("id")?, account: r.get("account")?, name_shown: r.get("name_shown")? })).transpose()
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
    let row = tx.row("SELECT name, document_kind, document, phone, address, region FROM persons WHERE id = $1", params![id])?;
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

pub fn update_contact(tx: &mut Tx, cx: &Cx, person: Id, phone: &str, address: Option<&str>, region: Option<&str>) -> Result<(), Fault> {
    let keys = &cx.keys;
    let address = address.map(|a| seal_field(keys, "persons", "address", person, a)).transpose()?;
    tx.execute(
        "UPDATE persons SET phone = $2, phone_hash = $3, address = $4, region = $5 WHERE id = $1",
        params![person, seal_field(keys, "persons", "phone", person, phone)?, keys.lookup_hash(PHONE, phone), address, region],
    )?;
    Ok(())
}

// Organisations -----------------------------------------------------------------------------------

pub fn insert_organisation(tx: &mut Tx, cx: &Cx, id: Id, uscc: &str, new: &NewOrganisation<'_>, by: Id) -> Result<bool, Fault> {
    let representative = seal_field(&cx.keys, "organisations", "legal_representative", id, new.legal_representative.trim())?;
    let n = tx.execute(
        "INSERT INTO organisations (id, uscc, name, kind, legal_representative, address, region, registered_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        params![id, uscc, new.name.trim(), new.kind, representative, new.address.trim(), new.region, by, cx.at],
    )?;
    Ok(n == 1)
}

fn read_organisation(r: &Row, cx: &Cx) -> Result<Organisation, Fault> {
    let id: Id = r.get("id")?;
    let representative: Option<Vec<u8>> = r.get("legal_representative")?;
    Ok(Organisation {
        id,
        uscc: r.get("uscc")?,
        name: r.get("name")?,
        kind: r.get("kind")?,
        legal_representative: representative
            .map(|s| open_field(&cx.keys, "organisations", "legal_representative", id, &s))
            .transpose()?,
        address: r.get("address")?,
        region: r.get("region")?,
    })
}

pub fn find_organisation(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Option<Organisation>, Fault> {
    let row = tx.row("SELECT id, uscc, name, kind, legal_representative, address, region FROM organisations WHERE id = $1", params![id])?;
    row.map(|r| read_organisation(&r, cx)).transpose()
}

pub fn list_represented(tx: &mut Tx, cx: &Cx, person: Id) -> Result<Vec<(Organisation, Power)>, Fault> {
    tx.rows(
        "SELECT o.id, o.uscc, o.name, o.kind, o.legal_representative, o.address, o.region, g.power FROM agents g JOIN organisations o ON o.id = g.organisation WHERE g.person = $1 AND g.revoked_at IS NULL AND (g.valid_to IS NULL OR g.valid_to >= $2) ORDER BY o.name, g.granted_at",
        params![person, cx.today()],
    )?
    .iter()
    .map(|r| Ok((read_organisation(r, cx)?, r.get("power")?)))
    .collect()
}

#[allow(clippy::too_many_arguments)]
pub fn insert_agent(
    tx: &mut Tx,
    cx: &Cx,
    id: Id,
    organisation: Id,
    person: Id,
    power: Power,
    granted_by: Id,
    valid_to: Option<Date>,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO agents (id, organisation, person, power, granted_by, granted_at, valid_to) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![id, organisation, person, power, granted_by, cx.at, valid_to],
    )?;
    Ok(())
}

pub fn list_agents(tx: &mut Tx, organisation: Id) -> Result<Vec<Agent>, Fault> {
    tx.rows(
        "SELECT g.id, g.organisation, g.person, p.name_shown, g.power, g.granted_at, g.valid_to, g.revoked_at FROM agents g JOIN persons p ON p.id = g.person WHERE g.organisation = $1 ORDER BY g.granted_at, g.id",
        params![organisation],
    )?
    .iter()
    .map(|r| {
        Ok(Agent {
            id: r.get("id")?,
            organisation: r.get("organisation")?,
            person: r.get("person")?,
            person_shown: r.get("name_shown")?,
            power: r.get("power")?,
            granted_at: r.get("granted_at")?,
            valid_to: r.get("valid_to")?,
            revoked_at: r.get("revoked_at")?,
        })
    })
    .collect()
}

pub fn power_of(tx: &mut Tx, cx: &Cx, person: Id, organisation: Id) -> Result<Option<Power>, Fault> {
    // 'representative' sorts after 'agent': the stronger power counts.
    let row = tx.row(
        "SELECT power FROM agents WHERE person = $1 AND organisation = $2 AND revoked_at IS NULL AND (valid_to IS NULL OR valid_to >= $3) ORDER BY power DESC LIMIT 1",
        params![person, organisation, cx.today()],
    )?;
    row.map(|r| r.only()).transpose()
}

pub fn revoke_agent(tx: &mut Tx, cx: &Cx, organisation: Id, authorisation: Id) -> Result<bool, Fault> {
    let n = tx.execute(
        "UPDATE agents SET revoked_at = $3 WHERE id = $1 AND organisation = $2 AND power = 'agent' AND revoked_at IS NULL",
        params![authorisation, organisation, cx.at],
    )?;
    Ok(n == 1)
}

// Agencies and staff ------------------------------------------------------------------------------

pub fn insert_agency(tx: &mut Tx, cx: &Cx, id: Id, a: &NewAgency<'_>) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO agencies (id, key, name, short_name, mark, uscc, region, address, hours, phone, complaint_phone, sort_key, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![id, a.key, a.name, a.short_name, a.mark, a.uscc, a.region, a.address, a.hours, a.phone, a.complaint_phone, a.sort_key, cx.at],
    )?;
    Ok(())
}

fn read_agency(r: &Row) -> Result<Agency, Fault> {
    Ok(Agency {
        id: r.get("id")?,
        key: r.get("key")?,
        name: r.get("name")?,
        short_name: r.get("short_name")?,
        mark: r.get("mark")?,
        uscc: r.get("uscc")?,
        region: r.get("region")?,
        address: r.get("address")?,
        hours: r.get("hours")?,
        phone: r.get("phone")?,
        complaint_phone: r.get("complaint_phone")?,
    })
}

pub fn find_agency(tx: &mut Tx, id: Id) -> Result<Option<Agency>, Fault> {
    let row = tx.row(
        "SELECT id, key, name, short_name, mark, uscc, region, address, hours, phone, complaint_phone FROM agencies WHERE id = $1",
        params![id],
    )?;
    row.map(|r| read_agency(&r)).transpose()
}

pub fn find_agency_by_key(tx: &mut Tx, key: &str) -> Result<Option<Agency>, Fault> {
    let row = tx.row(
        "SELECT id, key, name, short_name, mark, uscc, region, address, hours, phone, complaint_phone FROM agencies WHERE key = $1",
        params![key],
    )?;
    row.map(|r| read_agency(&r)).transpose()
}

pub fn list_agencies(tx: &mut Tx) -> Result<Vec<Agency>, Fault> {
    tx.rows(
        "SELECT id, key, name, short_name, mark, uscc, region, address, hours, phone, complaint_phone FROM agencies ORDER BY sort_key, id",
        params![],
    )?
    .iter()
    .map(read_agency)
    .collect()
}

pub fn insert_staff(tx: &mut Tx, cx: &Cx, id: Id, account: Id, new: &NewStaff<'_>) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO staff (id, account, name, agency, work_number, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![id, account, new.name.trim(), new.agency, new.work_number, cx.at],
    )?;
    Ok(())
}

fn read_staff(r: &Row) -> Result<StaffMember, Fault> {
    Ok(StaffMember { id: r.get("id")?, account: r.get("account")?, name: r.get("name")?, agency: r.get("agency")?, work_number: r.get("work_number")? })
}

pub fn find_staff(tx: &mut Tx, id: Id) -> Result<Option<StaffMember>, Fault> {
    tx.row("SELECT id, account, name, agency, work_number FROM staff WHERE id = $1", params![id])?.map(|r| read_staff(&r)).transpose()
}

pub fn list_staff(tx: &mut Tx) -> Result<Vec<StaffMember>, Fault> {
    tx.rows("SELECT id, account, name, agency, work_number FROM staff ORDER BY work_number", params![])?.iter().map(read_staff).collect()
}

pub fn insert_post(tx: &mut Tx, cx: &Cx, staff: Id, agency: Id, role: Role) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO posts (id, staff, agency, role, valid_from) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (staff, agency, role) DO UPDATE SET valid_to = NULL",
        params![Id::new(), staff, agency, role, cx.today()],
    )?;
    Ok(())
}

pub fn end_post(tx: &mut Tx, cx: &Cx, staff: Id, agency: Id, role: Role) -> Result<bool, Fault> {
    let yesterday = cx.today().yesterday().map_err(|e| Fault::from_error("ending a post", e))?;
    let n = tx.execute(
        "UPDATE posts SET valid_to = $4 WHERE staff = $1 AND agency = $2 AND role = $3 AND valid_to IS NULL",
        params![staff, agency, role, yesterday],
    )?;
    Ok(n == 1)
}

pub fn list_posts(tx: &mut Tx, today: Date, staff: Id) -> Result<Vec<Post>, Fault> {
    tx.rows(
        "SELECT agency, role FROM posts WHERE staff = $1 AND valid_from <= $2 AND (valid_to IS NULL OR valid_to >= $2) ORDER BY agency, role",
        params![staff, today],
    )?
    .iter()
    .map(|r| Ok(Post { agency: r.get("agency")?, role: r.get("role")? }))
    .collect()
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
    let row = tx.row("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM messages WHERE account = $1 AND read_at IS NULL", params![account])?;
    row.map_or(Ok(0), |r| r.only())
}

pub fn mark_messages_read(tx: &mut Tx, cx: &Cx, account: Id) -> Result<(), Fault> {
    tx.execute("UPDATE messages SET read_at = $2 WHERE account = $1 AND read_at IS NULL", params![account, cx.at])?;
    Ok(())
}

// Regions -----------------------------------------------------------------------------------------

fn read_region(r: &Row) -> Result<Region, Fault> {
    Ok(Region {
        code: r.get("code")?,
        name: r.get("name")?,
        level: r.get("level")?,
        parent: r.get("parent")?,
        valid_from: r.get("valid_from")?,
        valid_to: r.get("valid_to")?,
        successor: r.get("successor")?,
    })
}

pub fn find_region(tx: &mut Tx, code: &str) -> Result<Option<Region>, Fault> {
    let row = tx.row("SELECT code, name, level, parent, valid_from, valid_to, successor FROM regions WHERE code = $1", params![code])?;
    row.map(|r| read_region(&r)).transpose()
}

pub fn children_of(tx: &mut Tx, parent: Option<&str>) -> Result<Vec<Region>, Fault> {
    let (sql, values): (&str, Vec<Value>) = match parent {
        Some(p) => (
            "SELECT code, name, level, parent, valid_from, valid_to, successor FROM regions WHERE parent = $1 AND valid_to IS NULL ORDER BY code",
            params![p].to_vec(),
        ),
        None => (
            "SELECT code, name, level, parent, valid_from, valid_to, successor FROM regions WHERE parent IS NULL AND valid_to IS NULL ORDER BY code",
            Vec::new(),
        ),
    };
    tx.rows(sql, &values)?.iter().map(read_region).collect()
}

pub fn region_count(tx: &mut Tx) -> Result<i64, Fault> {
    tx.row("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM regions", params![])?.map_or(Ok(0), |r| r.only())
}

/// Rows per statement; far below the engines' limits of parameters.
const ROWS: usize = 100;

/// Writes what is new or renamed; an abolished code stays abolished.
pub fn upsert_regions(tx: &mut Tx, rows: &[NewRegion], valid_from: &str) -> Result<u64, Fault> {
    const TAIL: &str = " ON CONFLICT (code) DO UPDATE SET name = excluded.name, parent = excluded.parent, sort_key = excluded.sort_key WHERE regions.valid_to IS NULL AND (regions.name <> excluded.name OR COALESCE(regions.parent, '') <> COALESCE(excluded.parent, ''))";
    let mut written = 0;
    for chunk in rows.chunks(ROWS) {
        let mut sql = String::from("INSERT INTO regions (code, name, level, parent, valid_from, sort_key) VALUES ");
        let mut values = Vec::with_capacity(chunk.len() * 6);
        for (i, r) in chunk.iter().enumerate() {
            let p = i * 6;
            if i > 0 {
                sql.push(',');
            }
            sql.push_str(&format!("(${}, ${}, ${}, ${}, ${}, ${})", p + 1, p + 2, p + 3, p + 4, p + 5, p + 6));
            values.extend_from_slice(params![r.code, r.name, r.level, r.parent, valid_from, r.code]);
        }
        sql.push_str(TAIL);
        written += tx.execute(&sql, &values)?;
    }
    Ok(written)
}

/// Marks abolished codes with their last day and successor, from our own file of changes.
pub fn abolish_region(tx: &mut Tx, code: &str, valid_to: &str, successor: Option<&str>) -> Result<bool, Fault> {
    let n = tx.execute("UPDATE regions SET valid_to = $2, successor = $3 WHERE code = $1", params![code, valid_to, successor])?;
    Ok(n == 1)
}

// Key rotation ------------------------------------------------------------------------------------

/// Re-encrypts one piece of the personal fields that stand under an older key, after the row `after`. Returns the
/// last row seen (`None` when the table is done) and how many rows were written again.
///
/// # Errors
/// A fault of the database or the keys.
pub fn rotate_fields(tx: &mut Tx, cx: &Cx, after: &str, limit: i64) -> Result<Option<(String, u64)>, Fault> {
    let rows = tx.rows("SELECT id, name, document, phone, address FROM persons WHERE id > $1 ORDER BY id LIMIT $2", params![after, limit])?;
    let (mut last, mut changed) = (None, 0);
    for r in &rows {
        let id: Id = r.get("id")?;
        last = Some(id.to_string());
        let stored: [(&str, Option<Vec<u8>>); 4] =
            [("name", r.get("name")?), ("document", r.get("document")?), ("phone", r.get("phone")?), ("address", r.get("address")?)];
        let old = stored.iter().any(|(_, v)| v.as_ref().is_some_and(|v| cx.keys.needs_rotation(v)));
        if !old {
            continue;
        }
        let mut fresh = Vec::new();
        for (column, value) in &stored {
            fresh.push(match value {
                Some(v) => Some(seal_field(&cx.keys, "persons", column, id, &open_field(&cx.keys, "persons", column, id, v)?)?),
                None => None,
            });
        }
        tx.execute(
            "UPDATE persons SET name = $2, document = $3, phone = $4, address = $5 WHERE id = $1",
            params![id, fresh[0], fresh[1], fresh[2], fresh[3]],
        )?;
        changed += 1;
    }
    Ok(last.map(|l| (l, changed)))
}
