//! The kinds of fields: from the attributes of a `FieldSource` to a `Kind`, part of building a definition.

use codes::PersonalDocumentKind;
use regex::RegexBuilder;

use crate::answers::MOST_ROWS;
use crate::build::Builder;
use crate::definition::*;
use crate::problem::DefinitionFault;
use crate::source::{FieldSource, RequiredSource};
use crate::text::Text;

impl Builder {
    fn range(&mut self, at: &str, attribute: &'static str, least: usize, most: usize) {
        if least > most || most == 0 {
            self.problem(at, attribute, DefinitionFault::EmptyRange);
        }
    }

    pub(crate) fn kind(&mut self, source: &FieldSource, at: &str) -> Kind {
        let required = source.required != Some(RequiredSource::Constant(false));
        match source.kind.as_str() {
            "text" => self.text(source, at),
            "number" => Kind::Number { decimals: self.decimals(source, at, 0), unit: source.unit.clone() },
            "money" => Kind::Money,
            "date" => Kind::Date,
            "choice" => self.choice(source, at),
            "address" => {
                let depth = source.depth.unwrap_or(6) as usize;
                if ![6, 9, 12].contains(&depth) {
                    self.bad(at, "depth", depth);
                }
                if let Some(within) = &source.within
                    && codes::RegionCode::parse(within).is_err()
                {
                    self.bad(at, "within", within);
                }
                Kind::Address { depth, within: source.within.clone(), detail: source.detail.unwrap_or(true) }
            }
            "person" => {
                let [name, id, phone] = self.parts(source, at, ["name", "id", "phone"]);
                let mut id_kinds = Vec::new();
                for kind in source.id_kinds.iter().flatten() {
                    match PersonalDocumentKind::find(kind) {
                        Some(kind) => id_kinds.push(kind),
                        None => self.bad(at, "id_kinds", kind),
                    }
                }
                if id_kinds.is_empty() {
                    id_kinds = PersonalDocumentKind::ALL.to_vec();
                }
                Kind::Person { name, id, phone, id_kinds }
            }
            "organisation" => {
                let [name, uscc, legal_representative] =
                    self.parts(source, at, ["name", "uscc", "legal_representative"]);
                Kind::Organisation { name, uscc, legal_representative }
            }
            "upload" => self.upload(source, at),
            "group" => {
                let least = source.min_rows.map_or(usize::from(required), |rows| rows as usize);
                let most = source.max_rows.unwrap_or(20) as usize;
                self.range(at, "max_rows", least, most);
                if most > MOST_ROWS {
                    self.bad(at, "max_rows", most);
                }
                self.chinese(at, "row_label", source.row_label.as_ref());
                let row_label = source.row_label.clone().or_else(|| source.label.clone()).unwrap_or_default();
                let (least, most) = (least.min(MOST_ROWS), most.min(MOST_ROWS));
                Kind::Group { row_label, least, most, fields: Vec::new() }
            }
            "computed" => {
                let format = match source.format.as_deref() {
                    None | Some("number") => ComputedFormat::Number,
                    Some("money") => ComputedFormat::Money,
                    Some("text") => ComputedFormat::Text,
                    Some("date") => ComputedFormat::Date,
                    Some(other) => {
                        self.bad(at, "format", other);
                        ComputedFormat::Number
                    }
                };
                let decimals = self.decimals(source, at, 2);
                Kind::Computed { formula: None, format, decimals, unit: source.unit.clone() }
            }
            "information" => Kind::Information { text: self.words(source, at) },
            _ => Kind::Declaration { text: self.words(source, at) },
        }
    }

    fn words(&mut self, source: &FieldSource, at: &str) -> Text {
        if source.text.is_none() {
            self.missing(at, "text");
        }
        source.text.clone().unwrap_or_default()
    }

    fn decimals(&mut self, source: &FieldSource, at: &str, otherwise: u32) -> u32 {
        self.chinese(at, "unit", source.unit.as_ref());
        let decimals = source.decimals.unwrap_or(otherwise);
        if decimals > 6 {
            self.bad(at, "decimals", decimals);
        }
        decimals.min(6)
    }

    fn text(&mut self, source: &FieldSource, at: &str) -> Kind {
        let lines = source.lines.unwrap_or(1);
        let least = source.min_length.unwrap_or(0) as usize;
        let most = source.max_length.map_or(if lines > 1 { 2_000 } else { 200 }, |most| most as usize);
        self.range(at, "max_length", least, most);
        if lines == 0 || lines > 50 {
            self.bad(at, "lines", lines);
        }
        let format = match source.format.as_deref() {
            None => None,
            Some("mobile") => Some(TextFormat::Mobile),
            Some("telephone") => Some(TextFormat::Telephone),
            Some("email") => Some(TextFormat::Email),
            Some("postcode") => Some(TextFormat::Postcode),
            Some("plate") => Some(TextFormat::Plate),
            Some(other) => {
                self.bad(at, "format", other);
                None
            }
        };
        let mask = match source.mask.as_deref() {
            None => None,
            Some("identity") => Some(Mask::Identity),
            Some("phone") => Some(Mask::Phone),
            Some("account") => Some(Mask::Account),
            Some("name") => Some(Mask::Name),
            Some(other) => {
                self.bad(at, "mask", other);
                None
            }
        };
        let pattern = source.pattern.as_ref().and_then(|pattern| {
            let read = RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(1 << 20).build();
            match (read, &source.message) {
                (Ok(read), Some(message)) => Some((read, message.clone())),
                (Ok(_), None) => {
                    self.missing(at, "message");
                    None
                }
                (Err(error), _) => {
                    // The last line of the library's report is the reason; those before it draw the pattern.
                    let reason = error.to_string().lines().last().unwrap_or_default().to_owned();
                    self.problem(at, "pattern", DefinitionFault::BadPattern { reason });
                    None
                }
            }
        });
        self.chinese(at, "message", source.message.as_ref());
        Kind::Text(Box::new(TextRules { lines, least, most, format, pattern, mask }))
    }

    fn choice(&mut self, source: &FieldSource, at: &str) -> Kind {
        let mut options: Vec<ChoiceOption> = Vec::new();
        for option in source.options.iter().flatten() {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
            if option.code.is_empty() || option.code.len() > 60 || !option.code.bytes().all(plain) {
                self.problem(at, "options", DefinitionFault::BadKey { key: option.code.clone() });
            }
            if options.iter().any(|other| other.code == option.code) {
                self.problem(at, "options", DefinitionFault::DuplicateOption { code: option.code.clone() });
                continue;
            }
            self.chinese(at, "options", Some(&option.label));
            options.push(ChoiceOption {
                code: option.code.clone(),
                label: option.label.clone(),
                hint: option.hint.clone(),
            });
        }
        let multiple = source.multiple.unwrap_or(false);
        if options.len() < if multiple { 1 } else { 2 } {
            self.problem(at, "options", DefinitionFault::NoOptions);
        }
        let least = source.min_chosen.map_or(1, |least| least as usize);
        let most = source.max_chosen.map_or(options.len().max(1), |most| most as usize);
        self.range(at, "max_chosen", least, most);
        let display = match source.display.as_deref() {
            None if multiple || options.len() <= 7 => Display::Radio,
            None | Some("select") => Display::Select,
            Some("radio") => Display::Radio,
            Some(other) => {
                self.bad(at, "display", other);
                Display::Radio
            }
        };
        Kind::Choice { options, multiple, least, most, display }
    }

    fn upload(&mut self, source: &FieldSource, at: &str) -> Kind {
        if source.material.as_ref().is_none_or(|key| key.trim().is_empty()) {
            self.missing(at, "material");
        }
        let mut accept = Vec::new();
        for name in source.accept.iter().flatten() {
            match FILE_KINDS.iter().find(|(known, _)| known == name) {
                Some((known, _)) => accept.push(*known),
                None => self.bad(at, "accept", name),
            }
        }
        if accept.is_empty() {
            accept = vec!["pdf", "jpg", "png", "ofd"];
        }
        let least = source.min_files.unwrap_or(1) as usize;
        let most = source.max_files.unwrap_or(5) as usize;
        self.range(at, "max_files", least, most);
        let megabytes = source.max_size_mb.unwrap_or(20);
        if megabytes == 0 || megabytes > 1_000 {
            self.bad(at, "max_size_mb", megabytes);
        }
        let material = source.material.clone().unwrap_or_default();
        Kind::Upload(Box::new(UploadRules { material, accept, least, most: most.min(MOST_ROWS), megabytes }))
    }

    fn parts<const N: usize>(&mut self, source: &FieldSource, at: &str, known: [&str; N]) -> [bool; N] {
        let Some(parts) = &source.parts else { return [true; N] };
        for part in parts {
            if !known.contains(&part.as_str()) {
                self.bad(at, "parts", part);
            }
        }
        if parts.is_empty() {
            self.bad(at, "parts", "[]");
        }
        known.map(|name| parts.iter().any(|part| part == name))
    }
}
