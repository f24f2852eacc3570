//! An answer, understood: read by the kind of its field, with everything that is wrong with it. Also the way back, from a
//! value to the one way of writing it.

use codes::{PersonalDocument, PersonalDocumentKind, Uscc};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use crate::answers::Answer;
use crate::decimal::{Decimal, narrow};
use crate::definition::{FILE_KINDS, Kind, TextFormat, TextRules, UploadRules};
use crate::evaluation::Context;
use crate::fault::Fault;
use crate::formats::{read_date, written_as};
use crate::region;

/// Characters of a name, a telephone number, an address line.
const NAME_LENGTH: usize = 100;
const ADDRESS_LENGTH: usize = 200;

/// An answer as its kind understands it.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Nothing, hidden, or not readable.
    #[default]
    Empty,
    /// A text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// Fen.
    Money(i64),
    /// A day.
    Date(Date),
    /// One option.
    Code(String),
    /// Several options, in the order of the definition.
    Codes(Vec<String>),
    /// A region and a line of text.
    Address {
        /// Region code.
        region: String,
        /// Street and number.
        detail: String,
    },
    /// A person. Parts that are not asked for are empty.
    Person {
        /// Name.
        name: String,
        /// Name of a `codes::PersonalDocumentKind`.
        id_kind: String,
        /// Number of the identity document.
        id_number: String,
        /// Telephone.
        phone: String,
        /// Where the number tells it.
        birth_date: Option<Date>,
    },
    /// An organisation. Parts that are not asked for are empty.
    Organisation {
        /// Name.
        name: String,
        /// Unified social credit code.
        uscc: String,
        /// Legal representative.
        legal_representative: String,
    },
    /// Files and licences.
    Files(Vec<FileAnswer>),
    /// Number of rows of a group.
    Rows(usize),
    /// A declaration that was ticked.
    Ticked,
}

/// One file, or an issued licence in its place. Put into answers by the server only, never read from a posted form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileAnswer {
    /// Id or digest in the object store; empty for a licence.
    pub file: String,
    /// Identifier of the licence; empty for a file.
    pub licence: String,
    /// What the person sees.
    pub name: String,
    /// Media type found by content.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
}

impl FileAnswer {
    /// As it stands in the answers.
    pub fn to_answer(&self) -> Answer {
        if self.licence.is_empty() {
            let size = self.size.to_string();
            Answer::parts([("file", &self.file), ("name", &self.name), ("type", &self.media_type), ("size", &size)])
        } else {
            Answer::parts([("licence", &self.licence), ("name", &self.name)])
        }
    }

    /// From the answers.
    pub fn of_answer(answer: &Answer) -> Option<FileAnswer> {
        let file = FileAnswer {
            file: answer.part_text("file").to_owned(),
            licence: answer.part_text("licence").to_owned(),
            name: answer.part_text("name").to_owned(),
            media_type: answer.part_text("type").to_owned(),
            size: answer.part_text("size").parse().unwrap_or(0),
        };
        (file.file.is_empty() != file.licence.is_empty()).then_some(file)
    }
}

impl Value {
    /// True where there is nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self, Value::Empty)
    }

    /// The one way of writing the value in the answers. `None` for nothing and for rows, which are written field by field.
    pub fn to_answer(&self) -> Option<Answer> {
        let filled = |parts: &[(&str, &str)]| {
            let parts = parts.iter().filter(|(_, text)| !text.is_empty());
            Answer::Parts(parts.map(|(key, text)| ((*key).to_owned(), Answer::text(*text))).collect())
        };
        Some(match self {
            Value::Empty | Value::Rows(_) => return None,
            Value::Text(text) | Value::Code(text) => Answer::text(text),
            Value::Number(number) => Answer::text(number.to_string()),
            Value::Money(fen) => Answer::text(Decimal::from_fen(*fen).with_places(2)),
            Value::Date(day) => Answer::text(day.to_string()),
            Value::Codes(codes) => Answer::List(codes.iter().map(Answer::text).collect()),
            Value::Address { region, detail } => filled(&[("region", region), ("detail", detail)]),
            Value::Person { name, id_kind, id_number, phone, .. } => {
                filled(&[("name", name), ("id_kind", id_kind), ("id_number", id_number), ("phone", phone)])
            }
            Value::Organisation { name, uscc, legal_representative } => {
                filled(&[("name", name), ("uscc", uscc), ("legal_representative", legal_representative)])
            }
            Value::Files(files) => Answer::List(files.iter().map(FileAnswer::to_answer).collect()),
            Value::Ticked => Answer::text("yes"),
        })
    }

    /// The value for machines: numbers as exact text, money as integer fen.
    pub fn to_json(&self) -> Json {
        match self {
            Value::Empty | Value::Rows(_) => Json::Null,
            Value::Money(fen) => json!(fen),
            Value::Ticked => json!(true),
            other => other.to_answer().and_then(|answer| serde_json::to_value(answer).ok()).unwrap_or_default(),
        }
    }
}

/// The parts of a composite kind that are asked for, in their order.
pub(crate) fn parts_of(kind: &Kind) -> Vec<&'static str> {
    let mut parts = Vec::new();
    let mut add = |asked: bool, names: &[&'static str]| {
        if asked {
            parts.extend_from_slice(names);
        }
    };
    match kind {
        Kind::Person { name, id, phone, .. } => {
            add(*name, &["name"]);
            add(*id, &["id_kind", "id_number"]);
            add(*phone, &["phone"]);
        }
        Kind::Organisation { name, uscc, legal_representative } => {
            add(*name, &["name"]);
            add(*uscc, &["uscc"]);
            add(*legal_representative, &["legal_representative"]);
        }
        Kind::Address { detail, .. } => {
            add(true, &["region"]);
            add(*detail, &["detail"]);
        }
        _ => {}
    }
    parts
}

/// A fault with the part it is about; an empty part is the whole field.
pub(crate) type PartFault = (&'static str, Fault);

/// Reads an answer. The value is given even where something is wrong with it, as long as it can be understood.
pub(crate) fn read(kind: &Kind, answer: &Answer, context: &Context, faults: &mut Vec<PartFault>) -> Value {
    if answer.is_blank() {
        return Value::Empty;
    }
    match (kind, answer) {
        (Kind::Text(rules), Answer::Text(text)) => read_text(rules, text, faults),
        (Kind::Number { decimals, .. }, Answer::Text(text)) => match Decimal::parse(text) {
            None => wrong(faults, Fault::NotNumber),
            Some(number) => {
                if number.places() > *decimals {
                    faults.push(("", if *decimals == 0 { Fault::NotWhole } else { Fault::TooManyPlaces(*decimals) }));
                }
                Value::Number(number)
            }
        },
        (Kind::Money, Answer::Text(text)) => {
            let text = narrow(text.trim());
            let bare = text.trim_start_matches(['¥', '￥']).trim_end_matches('元').trim();
            match Decimal::parse(bare).filter(|yuan| yuan.places() <= 2).and_then(Decimal::to_fen) {
                Some(fen) => Value::Money(fen),
                None => wrong(faults, Fault::NotMoney),
            }
        }
        (Kind::Date, Answer::Text(text)) => read_date(text).map_or_else(|| wrong(faults, Fault::NotDate), Value::Date),
        (Kind::Choice { options, multiple: false, .. }, Answer::Text(text)) => {
            let code = text.trim();
            if options.iter().any(|option| option.code == code) {
                return Value::Code(code.to_owned());
            }
            wrong(faults, Fault::UnknownOption(shortened(code)))
        }
        (Kind::Choice { options, multiple: true, most, .. }, _) => {
            let typed: Vec<&str> = match answer {
                Answer::Text(text) => vec![text.trim()],
                Answer::List(list) => list.iter().filter_map(Answer::as_text).map(str::trim).collect(),
                Answer::Parts(_) => return wrong(faults, Fault::WrongShape),
            };
            if let Some(unknown) =
                typed.iter().find(|code| !code.is_empty() && !options.iter().any(|option| option.code == **code))
            {
                faults.push(("", Fault::UnknownOption(shortened(unknown))));
            }
            let known = options.iter().filter(|option| typed.contains(&option.code.as_str()));
            let codes: Vec<String> = known.map(|option| option.code.clone()).collect();
            if codes.len() > *most {
                faults.push(("", Fault::TooManyChosen(*most)));
            }
            if codes.is_empty() { Value::Empty } else { Value::Codes(codes) }
        }
        (Kind::Address { depth, within, detail }, Answer::Parts(_)) => {
            read_address(*depth, within.as_deref(), *detail, answer, context, faults)
        }
        (Kind::Person { name, id, phone, id_kinds }, Answer::Parts(_)) => {
            let text = |asked: bool, part: &'static str, faults: &mut Vec<PartFault>| {
                if asked { line(answer, part, NAME_LENGTH, faults) } else { String::new() }
            };
            let name = text(*name, "name", faults);
            let phone = text(*phone, "phone", faults);
            let phone = if phone.is_empty() { phone } else { read_phone(&phone, faults) };
            let id_kind = text(*id, "id_kind", faults);
            let id_number = text(*id, "id_number", faults);
            let (id_kind, id_number, birth_date) = read_document(*id, id_kinds, id_kind, id_number, context, faults);
            if name.is_empty() && phone.is_empty() && id_number.is_empty() {
                return Value::Empty;
            }
            Value::Person { name, id_kind, id_number, phone, birth_date }
        }
        (Kind::Organisation { name, uscc, legal_representative }, Answer::Parts(_)) => {
            let text = |asked: bool, part: &'static str, faults: &mut Vec<PartFault>| {
                if asked { line(answer, part, NAME_LENGTH, faults) } else { String::new() }
            };
            let name = text(*name, "name", faults);
            let legal_representative = text(*legal_representative, "legal_representative", faults);
            let mut uscc = text(*uscc, "uscc", faults);
            if !uscc.is_empty() {
                match Uscc::parse(&uscc) {
                    Ok(code) => uscc = code.to_string(),
                    Err(error) => faults.push(("uscc", Fault::Code(error))),
                }
            }
            Value::Organisation { name, uscc, legal_representative }
        }
        (Kind::Upload(rules), Answer::List(list)) => read_files(rules, list, faults),
        (Kind::Declaration { .. }, Answer::Text(text)) => {
            if matches!(text.trim(), "yes" | "on" | "true" | "1") {
                Value::Ticked
            } else {
                Value::Empty
            }
        }
        (Kind::Computed { .. } | Kind::Information { .. } | Kind::Group { .. }, _) => Value::Empty,
        _ => wrong(faults, Fault::WrongShape),
    }
}

fn wrong(faults: &mut Vec<PartFault>, fault: Fault) -> Value {
    faults.push(("", fault));
    Value::Empty
}

/// What was typed comes back in the sentence, but never all of something long.
fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Control characters and those that turn the direction of the text around them have no business in an official document.
fn has_invisible(text: &str) -> bool {
    text.chars().any(|letter| {
        (letter.is_control() && letter != '\n' && letter != '\t')
            || matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    })
}

fn read_text(rules: &TextRules, text: &str, faults: &mut Vec<PartFault>) -> Value {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if has_invisible(text) || (rules.lines <= 1 && text.contains('\n')) {
        faults.push(("", Fault::InvisibleCharacter));
    }
    let typed = text.chars().count();
    if typed > rules.most {
        faults.push(("", Fault::TooLong { most: rules.most, typed }));
    } else if typed < rules.least {
        faults.push(("", Fault::TooShort(rules.least)));
    }
    let mut text = text.to_owned();
    if let Some(format) = rules.format {
        match written_as(format, &text) {
            Ok(written) => text = written,
            Err(fault) => faults.push(("", fault)),
        }
    }
    if let Some((pattern, message)) = &rules.pattern
        && !pattern.is_match(&text)
    {
        faults.push(("", Fault::Pattern(message.clone())));
    }
    Value::Text(text)
}

/// One line of a composite answer, trimmed and checked.
fn line(answer: &Answer, part: &'static str, most: usize, faults: &mut Vec<PartFault>) -> String {
    let text = match answer.part(part) {
        None => return String::new(),
        Some(Answer::Text(text)) => text.trim(),
        Some(_) => {
            faults.push((part, Fault::WrongShape));
            return String::new();
        }
    };
    if has_invisible(text) || text.contains('\n') {
        faults.push((part, Fault::InvisibleCharacter));
    }
    let typed = text.chars().count();
    if typed > most {
        faults.push((part, Fault::TooLong { most, typed }));
    }
    text.to_owned()
}

fn read_phone(typed: &str, faults: &mut Vec<PartFault>) -> String {
    match written_as(TextFormat::Telephone, typed) {
        Ok(written) => written,
        Err(fault) => {
            faults.push(("phone", fault));
            typed.to_owned()
        }
    }
}

fn read_document(
    asked: bool,
    id_kinds: &[PersonalDocumentKind],
    id_kind: String,
    id_number: String,
    context: &Context,
    faults: &mut Vec<PartFault>,
) -> (String, String, Option<Date>) {
    let kind = match id_kind.as_str() {
        _ if !asked => return (String::new(), String::new(), None),
        "" => id_kinds.first().copied(),
        name => PersonalDocumentKind::find(name).filter(|kind| id_kinds.contains(kind)),
    };
    let Some(kind) = kind else {
        faults.push(("id_kind", Fault::DocumentNotTaken));
        return (id_kind, id_number, None);
    };
    let id_kind = kind.name().to_owned();
    if id_number.is_empty() {
        return (id_kind, id_number, None);
    }
    let read = PersonalDocument::parse(kind, &id_number).and_then(|document| {
        document.born_by(context.today)?;
        Ok(document)
    });
    match read {
        Ok(document) => (id_kind, document.number().to_owned(), document.birth_date()),
        Err(error) => {
            faults.push(("id_number", Fault::Code(error)));
            (id_kind, id_number, None)
        }
    }
}

fn read_address(
    depth: usize,
    within: Option<&str>,
    detail: bool,
    answer: &Answer,
    context: &Context,
    faults: &mut Vec<PartFault>,
) -> Value {
    let region = line(answer, "region", 12, faults);
    let detail = if detail { line(answer, "detail", ADDRESS_LENGTH, faults) } else { String::new() };
    if region.is_empty() && detail.is_empty() {
        return Value::Empty;
    }
    if !region.is_empty() {
        let known = context.regions.full_name(&region).is_some();
        if !known {
            faults.push(("region", Fault::UnknownRegion(shortened(&region))));
        } else if within.is_some_and(|within| !region::covers(within, &region)) {
            faults.push(("region", Fault::RegionOutside));
        } else if !is_deep_enough(&region, depth, context) {
            faults.push(("region", Fault::RegionIncomplete));
        }
    }
    Value::Address { region, detail }
}

/// Some prefectures have no counties and some townships no villages in the data: there the tree ends earlier.
pub(crate) fn is_deep_enough(region: &str, depth: usize, context: &Context) -> bool {
    let reached = if depth == 6 { region::significant(region).len() } else { region.len() };
    reached >= depth || !context.regions.below(Some(region)).iter().any(|below| below.code.len() <= depth)
}

fn read_files(rules: &UploadRules, list: &[Answer], faults: &mut Vec<PartFault>) -> Value {
    let mut files = Vec::new();
    for answer in list.iter().filter(|answer| !answer.is_blank()) {
        let Some(file) = FileAnswer::of_answer(answer) else {
            faults.push(("", Fault::WrongShape));
            continue;
        };
        if file.licence.is_empty() {
            let fits = FILE_KINDS
                .iter()
                .any(|(name, media_type)| *media_type == file.media_type && rules.accept.contains(name));
            if !fits {
                let accept = rules.accept.join(", ");
                faults.push(("", Fault::FileKind { name: shortened(&file.name), accept }));
            }
            if file.size > u64::from(rules.megabytes) * 1024 * 1024 {
                faults.push(("", Fault::FileTooLarge { name: shortened(&file.name), most: rules.megabytes }));
            }
        }
        files.push(file);
    }
    if files.len() > rules.most {
        faults.push(("", Fault::TooManyFiles(rules.most)));
    }
    if files.is_empty() { Value::Empty } else { Value::Files(files) }
}
