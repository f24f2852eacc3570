//! From a decision to a signed file, in three steps: [`prepare`] reads what the licence will say, [`produce`] typesets,
//! seals and keeps the file outside of any transaction, and [`crate::record`] enters it in the transaction of the case.
//!
//! Law: 国务院关于在线政务服务的若干规定 第九条, 第十条; GB/T 36903 (metadata), GB/T 36904 (identifier)

use crate::{
    Refused, Trust,
    licence_types::{NumberParts, licence_type, number},
    moves::State,
    store,
};
use codes::{CaseNumber, Issuer, LicenceId, LicenceTypeCode, RegionCode, Uscc};
use items::catalogue_file::{HolderKind, LicenceTypeEntry as LicenceType};
use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Error, Fault, Id, Lang, Office, Tx, matter::MatterRefused};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// What a granted case asks to be issued.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    /// Key of the licence type.
    pub licence_type: &'a str,
    /// The issuing agency.
    pub agency: Id,
    /// The number of the case, from which serial and number are made.
    pub case_number: &'a str,
    /// The applicant.
    pub person: Id,
    /// The organisation the applicant acts for.
    pub organisation: Option<Id>,
    /// Label and value of what was granted.
    pub contents: &'a [(String, String)],
    /// First day of validity; the day of issue when absent.
    pub valid_from: Option<Date>,
    /// Last day of validity; `None` = without end.
    pub valid_to: Option<Date>,
    /// Identifier of the licence it replaces.
    pub replaces: Option<&'a str>,
}

/// A licence that existed before this hall.
#[derive(Clone, Debug)]
pub struct Existing<'a> {
    /// Key of the licence type.
    pub licence_type: &'a str,
    /// The issuing agency.
    pub agency: Id,
    /// 证照编号 on the original; the holder's code when absent.
    pub number: Option<&'a str>,
    /// The holder, when no organisation holds it.
    pub person: Id,
    /// The organisation that holds it.
    pub organisation: Option<Id>,
    /// Label and value of what it says.
    pub contents: &'a [(String, String)],
    /// 颁发日期
    pub issued_on: Date,
    /// Last day of validity; `None` = without end.
    pub valid_to: Option<Date>,
}

/// 持证主体, in full.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    /// The person, when a person holds it.
    pub person: Option<Id>,
    /// The organisation, when one holds it.
    pub organisation: Option<Id>,
    /// Full name.
    pub name: String,
    /// The name as lists show it.
    pub shown: String,
    /// 持证主体代码类型, such as 统一社会信用代码.
    pub code_kind: String,
    /// 持证主体代码类型代码, such as `111`, where it is known.
    pub code_type: Option<String>,
    /// 持证主体代码
    pub code: String,
    /// 法定代表人
    pub representative: Option<String>,
    /// 住所
    pub address: Option<String>,
}

impl std::fmt::Debug for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never in a log.
        write!(f, "Holder({})", self.shown)
    }
}

impl Holder {
    /// The code, when it is an organisation's: a person's document number never becomes part of a number or identifier.
    fn public_code(&self) -> Option<&str> {
        // By its kind, never by its look: one resident number in thirty passes as a credit code.
        (self.code_kind == official("codes-kind-uscc")).then_some(self.code.as_str())
    }
}

/// Everything a licence will say: plain data, read in one transaction, used outside of it.
#[derive(Clone, Debug)]
pub struct Preparation {
    /// Its type.
    pub licence_type: &'static LicenceType,
    /// The issuing agency.
    pub issuer: identity::Agency,
    /// The holder.
    pub holder: Holder,
    /// 电子证照标识
    pub identifier: LicenceId,
    /// 证照编号
    pub number: String,
    /// The number of the case.
    pub case_number: Option<String>,
    /// Key, label and value of what it says; the key is empty for what the type does not name.
    pub attributes: Vec<(String, String, String)>,
    /// 颁发日期
    pub issued_on: Date,
    /// 有效期起
    pub valid_from: Date,
    /// 有效期止
    pub valid_to: Option<Date>,
    /// The licence it replaces.
    pub replaces: Option<Id>,
    /// 可信等级
    pub trust: Trust,
    /// When it is made.
    pub at: Timestamp,
}

/// A licence whose file is made and kept, not yet recorded.
#[derive(Clone, Debug)]
pub struct Issued {
    /// 电子证照标识, with its root.
    pub identifier: String,
    /// 证照编号
    pub number: String,
    /// Key of its type.
    pub type_key: String,
    /// 证照类型代码
    pub type_code: String,
    /// 证照名称
    pub type_name: String,
    /// Digest of the signed file.
    pub file: String,
    /// The metadata of GB/T 36903; `KZ_…` are the type's own attributes.
    pub metadata: BTreeMap<String, String>,
    /// The template's data, from which use-limited copies are made.
    pub face: Json,
    /// The issuing agency.
    pub issuer: Id,
    /// Its region.
    pub region: String,
    /// The holder.
    pub holder: Holder,
    /// 颁发日期
    pub issued_on: Date,
    /// 有效期起
    pub valid_from: Date,
    /// 有效期止
    pub valid_to: Option<Date>,
    /// The licence it replaces.
    pub replaces: Option<Id>,
    /// 可信等级
    pub trust: Trust,
}

/// The official term of a message: what stands on paper is written in the language of the law.
pub(crate) fn official(message: &str) -> String {
    web::Tr::new(Lang::ZhCn).s(message).into_owned()
}

/// Reads what a granted case's licence will say.
///
/// # Errors
/// An unknown type, or a licence to be replaced that is not the same holder's of the same type and organ.
pub fn prepare(tx: &mut Tx, cx: &Cx, order: &Order<'_>) -> Result<Preparation, Error<Refused>> {
    let (kind, issuer) = type_and_issuer(tx, order.licence_type, order.agency)?;
    let holder = holder(tx, cx, kind, order.person, order.organisation, order.contents)?;
    let case =
        CaseNumber::parse(order.case_number).map_err(|e| Fault::new(format!("a case number that is none: {e:?}")))?;
    let (identifier, number, replaces) = match order.replaces {
        Some(former) => {
            let former = LicenceId::parse(former).map_err(Refused::Identifier)?.to_string();
            let old = store::find_by_identifier(tx, &former)?.ok_or(Refused::NotReplaceable)?;
            let same = old.type_key == kind.key
                && old.matter.agency == issuer.id
                && old.holder_person == holder.person
                && old.holder_organisation == holder.organisation
                && matches!(old.state(), Some(State::Valid | State::Expired));
            if !same {
                return Err(Refused::NotReplaceable.into());
            }
            let next = LicenceId::parse(&old.identifier).and_then(|id| id.next_version());
            (next.map_err(Refused::Identifier)?, old.number.clone(), Some(old.id()))
        }
        None => {
            let serial: String = order.case_number.chars().filter(char::is_ascii_digit).collect();
            let day_serial = format!("{:04}", case.serial());
            let parts = NumberParts {
                mark: &issuer.mark,
                region: case.region(),
                day: case.filed_on(),
                serial: &day_serial,
                holder: holder.public_code(),
            };
            (identifier(kind, &issuer, &serial)?, number(&kind.key, &parts), None)
        }
    };
    Ok(Preparation {
        licence_type: kind,
        attributes: attributes(kind, &holder, order.contents),
        issuer,
        holder,
        identifier,
        number,
        case_number: Some(order.case_number.to_owned()),
        issued_on: cx.today(),
        valid_from: order.valid_from.unwrap_or_else(|| cx.today()),
        valid_to: order.valid_to,
        replaces,
        trust: Trust::A,
        at: cx.at,
    })
}

/// Reads what the electronic licence of an existing original will say.
///
/// # Errors
/// An unknown type, or a number without a letter or digit.
pub fn prepare_existing(tx: &mut Tx, cx: &Cx, existing: &Existing<'_>) -> Result<Preparation, Error<Refused>> {
    let (kind, issuer) = type_and_issuer(tx, existing.licence_type, existing.agency)?;
    let holder = holder(tx, cx, kind, existing.person, existing.organisation, existing.contents)?;
    let number = existing
        .number
        .map(str::trim)
        .filter(|n| !n.is_empty())
        .or_else(|| holder.public_code())
        .ok_or(Refused::NoNumber)?
        .to_owned();
    let mut serial: String =
        number.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    serial.truncate(32);
    if serial.is_empty() {
        return Err(Refused::NoNumber.into());
    }
    Ok(Preparation {
        licence_type: kind,
        attributes: attributes(kind, &holder, existing.contents),
        identifier: identifier(kind, &issuer, &serial)?,
        issuer,
        holder,
        number,
        case_number: None,
        issued_on: existing.issued_on,
        valid_from: existing.issued_on,
        valid_to: existing.valid_to,
        replaces: None,
        trust: Trust::B,
        at: cx.at,
    })
}

fn type_and_issuer(
    tx: &mut Tx,
    key: &str,
    agency: Id,
) -> Result<(&'static LicenceType, identity::Agency), Error<Refused>> {
    let kind = licence_type(key).ok_or_else(|| Refused::UnknownType(key.to_owned()))?;
    let issuer = identity::find_agency(tx, agency)?.ok_or(Refused::Matter(MatterRefused::NotThere))?;
    Ok((kind, issuer))
}

fn identifier(kind: &LicenceType, issuer: &identity::Agency, serial: &str) -> Result<LicenceId, Error<Refused>> {
    let broken = |e: codes::CodeError| Fault::new(format!("making a licence identifier: {e:?}"));
    let type_code = LicenceTypeCode::parse(&kind.code).map_err(broken)?;
    let organ = match &issuer.uscc {
        Some(code) => Issuer::Organisation(Uscc::parse(code).map_err(broken)?),
        // An organ without a credit code is named by its division, as in older identifiers.
        None => Issuer::Region(RegionCode::parse(&issuer.region).map_err(broken)?),
    };
    Ok(LicenceId::make(&type_code, &organ, serial, 1).map_err(Refused::Identifier)?)
}

/// Keys under which licence types put the holder's own data.
const NAME_KEYS: &[&str] = &["name", "holder", "operator", "owner", "school_name"];
const ADDRESS_KEYS: &[&str] = &["address", "premises"];

fn holder(
    tx: &mut Tx,
    cx: &Cx,
    kind: &LicenceType,
    person: Id,
    organisation: Option<Id>,
    contents: &[(String, String)],
) -> Result<Holder, Error<Refused>> {
    if let Some(id) = organisation {
        let o = identity::find_organisation(tx, cx, id)?.ok_or(Refused::Matter(MatterRefused::NotThere))?;
        return Ok(Holder {
            person: None,
            organisation: Some(id),
            shown: o.name.clone(),
            name: o.name,
            code_kind: official("codes-kind-uscc"),
            code_type: None,
            code: o.uscc,
            representative: o.legal_representative,
            address: Some(o.address).filter(|a| !a.is_empty()),
        });
    }
    let details = identity::details_of(tx, cx, person)?.ok_or(Refused::Matter(MatterRefused::NotThere))?;
    let mut holder = Holder {
        person: Some(person),
        organisation: None,
        shown: codes::mask_name(&details.name),
        name: details.name,
        code_kind: official(&format!("codes-kind-{}", details.document_kind)),
        code_type: codes::PersonalDocumentKind::find(&details.document_kind)
            .and_then(codes::PersonalDocumentKind::type_code)
            .map(str::to_owned),
        code: details.document,
        representative: None,
        address: None,
    };
    // A person who founds an organisation applies in their own name; the licence names what was founded.
    if kind.holder == HolderKind::Organisation {
        let granted = |keys: &[&str]| value_of(kind, keys, contents);
        if let Some(name) = granted(NAME_KEYS) {
            holder.representative = granted(&["legal_representative"]).or(Some(holder.name));
            holder.shown = name.clone();
            holder.name = name;
        }
        if let Some(code) = granted(&["uscc"]) {
            holder.code_kind = official("codes-kind-uscc");
            holder.code_type = None;
            holder.code = code;
        }
    }
    Ok(holder)
}

/// What was granted under the label of one of the type's attributes with these keys.
fn value_of(kind: &LicenceType, keys: &[&str], contents: &[(String, String)]) -> Option<String> {
    let labels: Vec<&str> =
        kind.attributes.iter().filter(|a| keys.contains(&a.key.as_str())).map(|a| a.label.as_str()).collect();
    contents
        .iter()
        .find(|(label, value)| labels.contains(&label.as_str()) && !value.trim().is_empty())
        .map(|(_, value)| value.trim().to_owned())
}

/// The type's attributes in its order, then what else was granted.
fn attributes(kind: &LicenceType, holder: &Holder, contents: &[(String, String)]) -> Vec<(String, String, String)> {
    let mut out = Vec::new();
    for a in &kind.attributes {
        let granted = value_of(kind, &[&a.key], contents);
        let known = || match a.key.as_str() {
            k if NAME_KEYS.contains(&k) => Some(holder.name.clone()),
            k if ADDRESS_KEYS.contains(&k) => holder.address.clone(),
            "uscc" if holder.organisation.is_some() => Some(holder.code.clone()),
            "legal_representative" => holder.representative.clone(),
            _ => None,
        };
        if let Some(value) = granted.or_else(known) {
            out.push((a.key.clone(), a.label.clone(), value));
        }
    }
    for (label, value) in contents {
        if !value.trim().is_empty() && !kind.attributes.iter().any(|a| a.label == *label) {
            out.push((String::new(), label.clone(), value.trim().to_owned()));
        }
    }
    out
}

impl Preparation {
    /// The metadata by the short names of the standard.
    fn metadata(&self) -> BTreeMap<String, String> {
        let mut m = BTreeMap::new();
        let mut put = |name: &str, value: String| {
            m.insert(name.to_owned(), value);
        };
        put("ZZMC", self.licence_type.name.clone());
        put("ZZLXDM", self.licence_type.code.clone());
        put("ZZBH", self.number.clone());
        put("ZZBS", self.identifier.to_string());
        put("ZZBFJG", self.issuer.name.clone());
        put("ZZBFJGDM", self.identifier.issuer_code().to_owned());
        put("ZZBFRQ", self.issued_on.to_string());
        put("ZZYXQQSRQ", self.valid_from.to_string());
        if let Some(last) = self.valid_to {
            put("ZZYXQJZRQ", last.to_string());
        }
        put("CZZT", self.holder.name.clone());
        put("CZZTDM", self.holder.code.clone());
        put("CZZTDMLX", self.holder.code_kind.clone());
        if let Some(code) = &self.holder.code_type {
            put("CZZTDMLXDM", code.clone());
        }
        for (n, (key, label, value)) in self.attributes.iter().enumerate() {
            if key.is_empty() {
                put(&format!("KZ_{}", n + 1), format!("{label}：{value}"));
            } else {
                put(&format!("KZ_{key}"), value.clone());
            }
        }
        m
    }

    /// The template's data. What the holder's own lines say is not said twice.
    fn face(&self, public_url: &str, metadata: &BTreeMap<String, String>) -> Json {
        let h = &self.holder;
        let told = |key: &str, value: &str| {
            (NAME_KEYS.contains(&key) && value == h.name)
                || (key == "uscc" && value == h.code)
                || (key == "legal_representative" && h.representative.as_deref() == Some(value))
        };
        let rows: Vec<Json> = self
            .attributes
            .iter()
            .filter(|(key, _, value)| !told(key, value))
            .map(|(_, label, value)| json!({ "label": label, "value": value }))
            .collect();
        let has_address = self.attributes.iter().any(|(key, ..)| ADDRESS_KEYS.contains(&key.as_str()));
        json!({
            "head": {
                "agency": self.issuer.name,
                "date": self.issued_on.to_string(),
                "issued_at": self.at.to_string(),
                "case_number": self.case_number,
                "seal": { "name": self.issuer.name, "purpose": official("licence-seal-purpose") },
                "qr_text": format!("{public_url}/verify/{}", self.identifier),
                "watermark": official("licence-demonstration-mark"),
            },
            "title": self.licence_type.name,
            "number": self.number,
            "identifier": self.identifier.to_string(),
            "holder": {
                "name": h.name, "code_kind": h.code_kind, "code": h.code, "representative": h.representative,
                "address": if has_address { None } else { h.address.as_ref() },
            },
            "attributes": rows,
            "valid_from": self.valid_from.to_string(),
            "valid_to": self.valid_to.map(|d| d.to_string()),
            "metadata": metadata,
        })
    }
}

/// Typesets the licence, presses the agency's electronic seal on it and keeps the file. Outside of any transaction; a
/// file whose licence is never recorded is a file nobody can ask for.
///
/// # Errors
/// A fault of the engine, the key or the store.
pub fn produce(office: &Office, p: &Preparation) -> Result<Issued, Fault> {
    let metadata = p.metadata();
    let face = p.face(&office.public_url, &metadata);
    let pdf = office.typesetter.typeset("licence", &face)?;
    let signed = office.seal_press.press(&pdf, &p.issuer.name, &p.licence_type.name, p.at)?;
    let file = office.objects.put(&signed)?;
    Ok(Issued {
        identifier: p.identifier.to_string(),
        number: p.number.clone(),
        type_key: p.licence_type.key.clone(),
        type_code: p.licence_type.code.clone(),
        type_name: p.licence_type.name.clone(),
        file,
        metadata,
        face,
        issuer: p.issuer.id,
        region: p.issuer.region.clone(),
        holder: p.holder.clone(),
        issued_on: p.issued_on,
        valid_from: p.valid_from,
        valid_to: p.valid_to,
        replaces: p.replaces,
        trust: p.trust,
    })
}
