//! Licence, delivery, archive. Part of [`super`].
//!
//! (The words of the proof of delivery: Chinese terms as data.)

#[allow(unused_imports)]
use super::*;

/// 制证: records the licence whose file was typeset and signed before this transaction; for an item whose result is a
/// document, confirms that document.
///
/// # Errors
/// Stale, wrong state, no licence where the item issues one.
pub fn make_licence(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    issued: Option<&Issued>,
) -> Result<Case, Error<Refused>> {
    let (case, step) = for_office(tx, cx, number, seen, Verb::MakeLicence)?;
    let version =
        items::find_version(tx, case.item_version)?.ok_or_else(|| Fault::new("a case without its item version"))?;
    let wants = version.body.result.as_ref().is_some_and(|r| r.licence_type.is_some());
    let body = match (wants, issued) {
        (true, None) => return Err(Refused::LicenceNotMade.into()),
        (_, Some(issued)) => {
            let licence = licences::record(tx, cx, issued, case.matter.id).map_err(|e| match e {
                Error::Broken(f) => Error::Broken(f),
                Error::Refused(_) => Error::Refused(Refused::LicenceNotMade),
            })?;
            json!({ "licence": licence, "identifier": issued.identifier, "file": issued.file })
        }
        (false, None) => json!({}),
    };
    advance(tx, cx, &case, step, case.matter.clock.clone(), &body)
}

/// 送达: by e-licence, pick-up or courier, with proof.
///
/// Law: 行政许可法 第四十四条; 国务院关于在线政务服务的若干规定 第十条
///
/// # Errors
/// Stale, wrong state, a parcel without company and number.
#[allow(clippy::too_many_arguments)]
pub fn deliver(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    way: Handing,
    courier: &str,
    waybill: &str,
    public_url: &str,
) -> Result<Case, Error<Refused>> {
    let (case, step) = for_office(tx, cx, number, seen, Verb::Deliver)?;
    let (courier, waybill) = (courier.trim(), waybill.trim());
    if way == Handing::Courier && (courier.is_empty() || waybill.is_empty()) {
        return Err(Refused::NoWaybill.into());
    }
    let p = parties(tx, cx, &case, public_url)?;
    let body = json!({ "way": way.as_str(), "courier": courier, "waybill": waybill });
    let case = advance(tx, cx, &case, step, None, &body)?;
    let staff = match &cx.who {
        Who::Staff { staff, .. } => identity::find_staff(tx, *staff)?,
        _ => None,
    };
    store::insert_delivery(tx, cx, case.matter.id, way, courier, waybill, staff.as_ref().map(|s| s.id))?;
    let mut handed: Vec<(String, Option<String>)> = Vec::new();
    for n in notices::list_of(tx, case.matter.id)? {
        if matches!(n.kind.as_str(), "grant" | "denial") {
            let name = papers::official(if n.kind == "grant" { "paper-name-grant" } else { "paper-name-denial" });
            handed.push((name, Some(n.number.clone())));
            notices::serve(tx, cx, &n)?;
        }
    }
    if let Some(l) = licences::find_of_case(tx, case.matter.id)? {
        handed.push((format!("{}（电子证照）", l.type_name), Some(l.number)));
    }
    let said = |key: &str, args: &[(&str, &dyn web::ToArg)]| web::Tr::new(kernel::Lang::ZhCn).f(key, args);
    let (place, proof) = match way {
        Handing::Electronic => {
            (said("paper-place-account", &[]), said("paper-proof-electronic", &[("n", &case.matter.version)]))
        }
        Handing::Pickup => (p.agency.address.clone(), said("paper-proof-pickup", &[])),
        Handing::Courier => (
            said("paper-place-address", &[]),
            said("paper-proof-courier", &[("courier", &courier), ("waybill", &waybill)]),
        ),
    };
    let mode = said(&format!("paper-mode-{way}"), &[]);
    let server = papers::server_name(staff.as_ref());
    let paper = papers::delivery(cx, &case, &p, &handed, &mode, &place, &proof, &server);
    notice(tx, cx, &case, &p, "delivery", "送", paper)?;
    Ok(case)
}

/// 归档: the file is closed for good.
///
/// # Errors
/// Stale or wrong state.
pub fn archive(tx: &mut Tx, cx: &Cx, case: &Case) -> Result<Case, Error<Refused>> {
    let (case, step) = check(tx, cx, case.clone(), case.matter.version, Verb::Archive)?;
    advance(tx, cx, &case, step, None, &json!({}))
}
