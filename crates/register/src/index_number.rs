//! Index numbers (索引号) by a template of the agency; a sequence per organ and year, no number twice.
//!
//! Law: 政府信息公开条例 第十二条

use crate::policy::find_settings;
use crate::refused::Refused;
use crate::store;
use identity::Agency;
use jiff::civil::Date;
use kernel::{Error, Tx, numbering};

/// Checks that a template can make unique numbers: it names the year and the serial, and knows every place it names.
///
/// # Errors
/// [`Refused::IndexTemplate`].
pub(crate) fn check_template(template: &str) -> Result<(), Refused> {
    let wrong = |what: &str| Err(Refused::IndexTemplate { what: what.to_owned() });
    if template.chars().count() > 60 {
        return wrong(template);
    }
    let probe = fill(template, "0".repeat(18).as_str(), "x", 2026, 1)?;
    if !template.contains("{yyyy") {
        return wrong("{yyyy}");
    }
    if !template.contains("{seq") {
        return wrong("{seq:05}");
    }
    if probe.contains(['{', '}']) {
        return wrong(&probe);
    }
    Ok(())
}

/// Fills a template: `{USCC18}`, `{ORG9}`, `{MARK}`, `{yyyy}`, `{seq}` or `{seq:05}`.
fn fill(template: &str, uscc: &str, mark: &str, year: i16, serial: i64) -> Result<String, Refused> {
    let mut out = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('}') else {
            return Err(Refused::IndexTemplate { what: rest[open..].to_owned() });
        };
        let place = &rest[open + 1..open + close];
        match place {
            "USCC18" => out.push_str(uscc),
            // The organisation code is the ninth to the seventeenth character of the social credit code.
            "ORG9" => out.push_str(uscc.get(8..17).unwrap_or_default()),
            "MARK" => out.push_str(mark),
            "yyyy" => out.push_str(&format!("{year:04}")),
            "seq" => out.push_str(&serial.to_string()),
            _ => {
                let width = place.strip_prefix("seq:0").and_then(|w| w.parse::<usize>().ok()).filter(|w| *w <= 9);
                let Some(width) = width else { return Err(Refused::IndexTemplate { what: format!("{{{place}}}") }) };
                out.push_str(&format!("{serial:0width$}"));
            }
        }
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

/// How the first number of this year looks.
///
/// # Errors
/// [`Refused::NoUscc`] when the template needs the social credit code and the agency has none; a template that cannot
/// be filled.
pub(crate) fn example(agency: &Agency, template: &str, on: Date) -> Result<String, Refused> {
    fill(template, uscc(agency, template)?, &agency.mark, on.year(), 1)
}

/// The social credit code, which a template may do without.
fn uscc<'a>(agency: &'a Agency, template: &str) -> Result<&'a str, Refused> {
    let uscc = agency.uscc.as_deref().unwrap_or_default();
    match uscc.is_empty() && (template.contains("{USCC18}") || template.contains("{ORG9}")) {
        true => Err(Refused::NoUscc),
        false => Ok(uscc),
    }
}

/// Takes the next index number of an agency in the year of `on`. A number that an import brought already is passed over.
///
/// # Errors
/// [`Refused::NoUscc`] when the template needs the social credit code and the agency has none.
pub(crate) fn next(tx: &mut Tx, agency: &Agency, on: Date) -> Result<String, Error<Refused>> {
    let template = find_settings(tx, agency.id)?.index_template;
    let uscc = uscc(agency, &template)?;
    loop {
        let serial = numbering::next(tx, &format!("index-number/{}/{}", agency.id, on.year()))?;
        let number = fill(&template, uscc, &agency.mark, on.year(), serial)?;
        if store::find_rule_by_index_number(tx, &number)?.is_none() {
            return Ok(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates() {
        let uscc = "11441700007280420Y";
        assert_eq!(fill("{USCC18}/{yyyy}-{seq:05}", uscc, "阳府", 2021, 50).unwrap(), "11441700007280420Y/2021-00050");
        assert_eq!(fill("{ORG9}/{yyyy}-{seq:05}", uscc, "阳府", 2021, 112).unwrap(), "007280420/2021-00112");
        assert_eq!(fill("{MARK}{yyyy}-{seq}", uscc, "HFGS-", 2022, 7).unwrap(), "HFGS-2022-7");
        for wrong in ["{USCC18}/{seq:05}", "{USCC18}/{yyyy}", "{yyyy}{seq}{place}", "{yyyy}{seq", "{yyyy}}{seq}"] {
            assert!(check_template(wrong).is_err(), "{wrong}");
        }
        assert!(check_template(crate::policy::INDEX_TEMPLATE).is_ok());
    }
}
