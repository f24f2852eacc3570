//! Organisations and the powers of persons to act for them.

use super::{open_field, seal_field};
use crate::organisations::{Agent, NewOrganisation, Organisation, Power};
use jiff::civil::Date;
use kernel::{Cx, Fault, Id, Row, Tx, params};

pub fn insert_organisation(
    tx: &mut Tx,
    cx: &Cx,
    id: Id,
    uscc: &str,
    new: &NewOrganisation<'_>,
    by: Id,
) -> Result<bool, Fault> {
    let representative =
        seal_field(&cx.keys, "organisations", "legal_representative", id, new.legal_representative.trim())?;
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
    let row = tx.row(
        "SELECT id, uscc, name, kind, legal_representative, address, region FROM organisations WHERE id = $1",
        params![id],
    )?;
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
