//! The licences of the demonstration: those made in its cases, and the business licences that its
//! organisations brought along.
//!
//! (An invented licence: Chinese terms as data.)

use kernel::{Cx, Error, Fault, Id, Never, Office};
use licences::Existing;
use std::sync::Arc;

/// 制证 of a demonstration case.
pub(super) fn make(office: &Arc<Office>, cx: &Cx, number: &str, seen: i64) -> Result<(), Fault> {
    cases::licensing::make(office, cx, number, seen).map(|_| ()).map_err(|e| match e {
        Error::Broken(f) => f,
        Error::Refused(r) => Fault::new(format!("the demonstration could not make a licence: {r:?}")),
    })
}

/// Enters the business licence that an organisation held before there was this hall.
pub(super) fn give_business_licence(office: &Arc<Office>, organisation: Id) -> Result<(), Fault> {
    let cx = office.system_cx("demonstration");
    let agency = super::people::hall_agency(office)?;
    let read = office
        .db
        .read(|tx| {
            let o = identity::find_organisation(tx, &cx, organisation)?
                .ok_or_else(|| Fault::new("a demonstration organisation is gone"))?;
            let registrar = identity::find_agency_by_key(tx, "market-regulation")?;
            let representative = identity::list_agents(tx, organisation)?
                .first()
                .map(|a| a.person)
                .ok_or_else(|| Fault::new("nobody represents it"))?;
            Ok::<_, Error<Never>>((o, registrar.map_or(agency, |a| a.id), representative))
        })
        .map_err(Fault::from)?;
    let (organisation_row, registrar, person) = read;
    let contents = vec![
        ("类型".to_owned(), "有限责任公司(自然人独资)".to_owned()),
        ("法定代表人（经营者）".to_owned(), organisation_row.legal_representative.clone().unwrap_or_default()),
        ("住所（经营场所）".to_owned(), organisation_row.address.clone()),
        ("经营范围".to_owned(), "餐饮管理；餐饮服务；食品销售。".to_owned()),
    ];
    let issued_on = cx.today().checked_sub(jiff::ToSpan::years(2)).map_err(|e| Fault::from_error("a date", e))?;
    let existing = Existing {
        licence_type: "business-licence",
        agency: registrar,
        number: Some(&organisation_row.uscc),
        person,
        organisation: Some(organisation),
        contents: &contents,
        issued_on,
        valid_to: None,
    };
    let refused = |e: Error<licences::Refused>| match e {
        Error::Broken(f) => f,
        Error::Refused(r) => Fault::new(format!("the demonstration could not enter a business licence: {r:?}")),
    };
    let preparation = office.db.read(|tx| licences::prepare_existing(tx, &cx, &existing)).map_err(refused)?;
    let issued = licences::produce(office, &preparation)?;
    office.db.write(|tx| licences::record_existing(tx, &cx, &issued)).map_err(refused)?;
    Ok(())
}
