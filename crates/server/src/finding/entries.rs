//! From a record to what is searched: one entry per article of a rule, per publication, item, duty and section.
//!
//! Called when an entry of the ledger says that a record changed, and for everything when an index is made anew. It
//! reads what the public may read and nothing else.

use kernel::{Error, Fault, Id, Never, Office, Tx};
use search::{Entry, Kind};

/// Rules with more articles than this are cut in their entries' text, not in their number.
const LONGEST: usize = 4000;

fn clipped(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text[..end].to_owned(),
        None => text.to_owned(),
    }
}

/// The entries of one rule: its head and each of its articles, of the newest text the register holds.
///
/// # Errors
/// A fault of the database.
pub fn of_rule(tx: &mut Tx, rule: &register::Rule) -> Result<Vec<Entry>, Fault> {
    let Some(version) = register::list_versions(tx, rule.id)?.into_iter().max_by_key(|v| v.n) else {
        return Ok(Vec::new());
    };
    let group = format!("rule:{}", rule.slug);
    let blank = |key: String, href: String| Entry {
        group: group.clone(),
        agency: rule.issuer.clone(),
        field: rule.field.clone(),
        year: rule.dated_on.map_or(0, |d| i64::from(d.year())),
        validity: rule.validity.as_str().to_owned(),
        date: rule.dated_on.map_or_else(String::new, |d| d.to_string()),
        ..Entry::new(&key, Kind::Rule, &rule.title, "", &href)
    };
    let provisions = register::provisions(tx, version.id)?;
    let mut head = blank(group.clone(), rule.href());
    head.document_number = version.document_number.clone().unwrap_or_default();
    head.index_number = rule.index_number.clone().unwrap_or_default();
    head.labels = version.keywords.clone();
    head.body = version.summary.clone();
    if provisions.is_empty() {
        head.body = clipped(&format!("{} {}", version.summary, screen::html::to_text(&version.html)));
    }
    let mut entries = vec![head];
    for p in provisions.iter().filter(|p| !p.text.trim().is_empty()) {
        // Text before the first article has no label; its place in the text names it.
        let part = if p.label.is_empty() { p.ordinal.to_string() } else { p.label.clone() };
        let href = if p.label.is_empty() { rule.href() } else { rule.href_of(&p.label) };
        let mut entry = blank(format!("{group}#{part}"), href);
        entry.heading = p.label.clone();
        entry.body = clipped(&p.text);
        entries.push(entry);
    }
    Ok(entries)
}

/// Lines at the head of a text among which its own document number stands.
const HEAD: usize = 6;

/// The document number of a text itself, not one that it names: in brackets behind the title, or on a line of its own at
/// the head of the text.
fn own_document_number(title: &str, text: &str) -> Option<String> {
    let behind = title.trim_end().strip_suffix(['）', ')']).and_then(|rest| {
        let (_, inside) = rest.rsplit_once(['（', '('])?;
        Some(inside)
    });
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty()).take(HEAD);
    behind
        .into_iter()
        .chain(lines)
        .filter(|line| line.chars().count() <= 40)
        .find_map(|line| codes::DocumentNumber::parse(line).ok())
        .map(|number| number.to_string())
}

/// The entry of one publication.
pub fn of_publication(p: &publishing::Published) -> Entry {
    let kind = match p.kind {
        publishing::PublicationKind::Interpretation => Kind::Interpretation,
        publishing::PublicationKind::Answer => Kind::Answer,
        _ => Kind::Publication,
    };
    let mut sites: Vec<String> = p.placements.iter().map(|(site, _)| site.clone()).collect();
    sites.sort();
    sites.dedup();
    let on = kernel::cx::legal_date(p.published_at);
    Entry {
        sites,
        lang: p.lang.as_str().to_owned(),
        agency: p.agency_name.clone(),
        year: i64::from(on.year()),
        labels: p.topics.clone(),
        date: on.to_string(),
        document_number: own_document_number(&p.title, &p.text).unwrap_or_default(),
        // A publication is filed under its own number: what stands on its page is what is typed.
        index_number: p.number.clone(),
        heading: p.interprets_title.clone().unwrap_or_default(),
        ..Entry::new(
            &format!("publication:{}", p.number),
            kind,
            &p.title,
            &clipped(&format!("{}\n{}", p.summary, p.text)),
            &p.href(),
        )
    }
}

/// The entry of one published item.
///
/// # Errors
/// A fault of the database.
pub fn of_item(tx: &mut Tx, published: &items::Published) -> Result<Entry, Fault> {
    let (item, body) = (&published.item, &published.version.body);
    let agency = identity::find_agency(tx, item.agency)?.map_or_else(String::new, |a| a.name);
    let field =
        items::hall::hall().fields.iter().find(|f| f.key == body.field).map_or_else(String::new, |f| f.name.clone());
    let materials = body.materials.iter().map(|m| m.name.as_str());
    let asked = body.faq.iter().flat_map(|f| [f.question.as_str(), f.answer.as_str()]);
    let text: Vec<&str> = std::iter::once(body.summary.as_str())
        .chain(body.conditions.iter().map(String::as_str))
        .chain(materials)
        .chain(body.result.iter().map(|r| r.name.as_str()))
        .chain(asked)
        .collect();
    let codes = [&body.codes.basic, &body.codes.implementing, &body.codes.handling, &body.codes.local];
    let href = format!("/items/{}", item.slug);
    Ok(Entry {
        agency,
        field,
        labels: body.keywords.iter().cloned().chain(codes.into_iter().flatten().cloned()).collect(),
        apply_href: format!("{href}/path"),
        date: published.version.effective_on.map_or_else(String::new, |d| d.to_string()),
        heading: body.main.name.clone(),
        ..Entry::new(&format!("item:{}", item.slug), Kind::Item, &body.name, &clipped(&text.join("\n")), &href)
    })
}

/// The entry of one row of the catalogue of duties.
pub fn of_duty(row: &duties::CatalogueRow) -> Entry {
    let r = &row.row;
    let field = duties::find_field(r.field).map_or_else(String::new, |f| f.name.clone());
    let title = if r.sub_matter.is_empty() { r.matter.clone() } else { format!("{}：{}", r.matter, r.sub_matter) };
    Entry {
        field,
        ..Entry::new(
            &format!("duty:{}", r.code),
            Kind::Duty,
            &title,
            &clipped(&r.elements),
            &format!("/duties/{}", r.code),
        )
    }
}

/// The entry of one open section of a site.
pub fn of_section(section: &sites::Section) -> Entry {
    Entry {
        sites: vec![section.site.clone()],
        ..Entry::new(
            &format!("section:{}/{}", section.site, section.key),
            Kind::Section,
            &section.names.zh,
            &section.names.en,
            &format!("/sections/{}", section.key),
        )
    }
}

/// How many records are read at a time when everything is read.
const PIECE: i64 = 200;

/// Reads a piece: its entries, and the id of the last record, if there was one.
type Piece<'p> = &'p mut dyn FnMut(&mut Tx) -> Result<(Vec<Entry>, Option<Id>), Fault>;

/// Hands every entry of the hall to `take`, piece by piece.
///
/// # Errors
/// A fault of the database, or what `take` answers.
pub fn every(office: &Office, mut take: impl FnMut(Vec<Entry>) -> Result<(), Fault>) -> Result<(), Fault> {
    let read = |work: Piece<'_>| office.db.read(|tx| work(tx).map_err(Error::<Never>::from)).map_err(Fault::from);
    let mut after = None;
    loop {
        let (entries, last) = read(&mut |tx| {
            let rules = register::list_rules_after(tx, after, 20)?;
            let mut entries = Vec::new();
            for rule in &rules {
                entries.extend(of_rule(tx, rule)?);
            }
            Ok((entries, rules.last().map(|r| r.id)))
        })?;
        take(entries)?;
        if last.is_none() {
            break;
        }
        after = last;
    }
    let mut after = None;
    loop {
        let (entries, last) = read(&mut |tx| {
            let published = publishing::list_all_published(tx, after, PIECE)?;
            Ok((published.iter().map(of_publication).collect(), published.last().map(|p| p.id)))
        })?;
        take(entries)?;
        if last.is_none() {
            break;
        }
        after = last;
    }
    let (entries, _) = read(&mut |tx| {
        let mut entries = Vec::new();
        let found =
            items::list_published(tx, &items::search::Filter::default(), &items::search::Seek::default(), 100_000)?;
        for published in &found {
            entries.push(of_item(tx, published)?);
        }
        entries.extend(duties::every_row(tx)?.iter().map(of_duty));
        entries.extend(crate::disclosing::every_answer(tx)?);
        for site in sites::list(tx)?.iter().filter(|s| s.is_open) {
            entries.extend(sites::list_sections(tx, &site.key)?.iter().filter(|s| s.is_open).map(of_section));
        }
        Ok((entries, None))
    })?;
    take(entries)
}

#[cfg(test)]
mod tests {
    use super::own_document_number;

    #[test]
    fn a_text_has_its_own_number_and_names_others() {
        let of = |title: &str, text: &str| own_document_number(title, text);
        assert_eq!(of("通知", "石政发[2026]第12号\n各区人民政府：").as_deref(), Some("石政发〔2026〕12号"));
        assert_eq!(of("关于供暖的通知（石政办发〔2026〕3号）", "各区：").as_deref(), Some("石政办发〔2026〕3号"));
        assert_eq!(of("管理办法（试行）", "根据国办发〔2019〕54号，制定本办法。"), None);
        assert_eq!(of("通知", &format!("{}石政发〔2026〕12号", "一\n".repeat(9))), None);
        assert_eq!(of("", ""), None);
    }
}
