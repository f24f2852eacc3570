//! The form of a request: its fields, what was typed in them, and the files that were taken in already, which come back
//! with the page as signed tokens so that nobody has to choose them twice.

use crate::{
    Refused,
    channel::{ApplicantKind, Channel, Form, Help, RequestKind, Way},
    keep_file,
    request::{Applicant, DESCRIPTION_MOST, FilePurpose, Filing, SPLIT_MOST, StoredFile, Typed},
};
use antivirus::Scanner;
use jiff::{SignedDuration, civil::Date};
use kernel::{Cx, Error, Fault, ObjectStore};
use serde_json::json;
use web::{BodyForm, Choice, Field, FieldFile, Hidden, Tr};

/// Endings for the browser's dialogue; the content decides in the end.
pub(crate) const ACCEPT: &str = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.txt";
/// The purpose of the tokens of files.
const TOKEN: &str = "disclosure-upload";
/// How long a file that was taken in waits for the rest of its form.
const WAITS: SignedDuration = SignedDuration::from_hours(6);

/// A file that was taken in while the form is still open.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub purpose: FilePurpose,
    pub file: StoredFile,
}

impl Kept {
    /// The file as a value that travels with the form and that nobody else can make.
    fn token(&self, cx: &Cx) -> String {
        let f = &self.file;
        let payload = json!([self.purpose.as_str(), f.name, f.media_type, f.size, f.digest, f.scan]).to_string();
        cx.keys.sign_token(TOKEN, payload.as_bytes(), cx.at + WAITS)
    }

    fn open(cx: &Cx, token: &str) -> Option<Kept> {
        let payload = cx.keys.open_token(TOKEN, token, cx.at).ok()?;
        let (purpose, name, media_type, size, digest, scan): (String, String, String, i64, String, String) =
            serde_json::from_slice(&payload).ok()?;
        let file = StoredFile { name, media_type, size, digest, scan };
        Some(Kept { purpose: FilePurpose::parse(&purpose)?, file })
    }
}

/// What stands in the form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    pub agency: String,
    pub kind: String,
    pub applicant_kind: String,
    pub applicant: Applicant,
    pub subject: String,
    pub document_number: String,
    pub matters: Vec<String>,
    pub agreed: bool,
    pub form: String,
    pub way: String,
    pub help: String,
    pub idempotency: String,
    pub kept: Vec<Kept>,
}

impl Values {
    /// What was sent.
    pub(crate) fn of(cx: &Cx, form: &BodyForm) -> Values {
        let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
        Values {
            agency: text("agency"),
            kind: text("kind"),
            applicant_kind: text("applicant_kind"),
            applicant: Applicant {
                name: text("name"),
                document_kind: text("document_kind"),
                document: text("document"),
                representative: text("representative"),
                phone: text("phone"),
                email: text("email"),
                address: text("address"),
                postcode: text("postcode"),
            },
            subject: text("subject"),
            document_number: text("document_number"),
            matters: form.all("matter").map(str::to_owned).take(SPLIT_MOST + 1).collect(),
            agreed: form.all("agreed").any(|v| v == "yes"),
            form: text("form"),
            way: text("way"),
            help: text("help"),
            idempotency: form.idempotency().map_or_else(web::idempotency_key, str::to_owned),
            kept: form.all("kept").filter_map(|t| Kept::open(cx, t)).take(super::files::FILES).collect(),
        }
    }

    /// The matters that say something.
    pub(crate) fn said(&self) -> Vec<String> {
        self.matters.iter().map(|m| m.trim().to_owned()).filter(|m| !m.is_empty()).collect()
    }

    /// Takes in what was uploaded. What is wrong with a file stands beside its field; the others are kept.
    ///
    /// # Errors
    /// A fault of the object store.
    pub(crate) fn take_in(
        &mut self,
        objects: &dyn ObjectStore,
        scanner: &Scanner,
        form: &BodyForm,
    ) -> Result<Wrong, Fault> {
        let mut wrong = Vec::new();
        for upload in &form.uploads {
            let (field, purpose) = match upload.name.as_str() {
                "identity" => ("identity", FilePurpose::Identity),
                _ => ("files", FilePurpose::Request),
            };
            match keep_file(objects, scanner, &upload.filename, &upload.bytes) {
                Ok(file) => self.kept.push(Kept { purpose, file }),
                Err(Error::Refused(r)) => wrong.push((field.to_owned(), r)),
                Err(Error::Broken(fault)) => return Err(fault),
            }
        }
        Ok(wrong)
    }

    /// The checked request, or everything that is wrong with it.
    ///
    /// # Errors
    /// What is missing or wrong, with the names of the form's fields.
    pub(crate) fn filing(&self, arrived_on: Date) -> Result<Filing, Wrong> {
        let said = self.said();
        let typed = Typed {
            kind: RequestKind::parse(&self.kind),
            applicant_kind: ApplicantKind::parse(&self.applicant_kind),
            applicant: self.applicant.clone(),
            subject: self.subject.clone(),
            description: said.first().cloned().unwrap_or_default(),
            document_number: self.document_number.clone(),
            form: Form::parse(&self.form),
            way: Way::parse(&self.way),
            help: Help::parse(&self.help),
        };
        let mut wrong: Wrong = Vec::new();
        let made = Filing::from_typed(&typed, Channel::Web, arrived_on);
        if let Err(faults) = &made {
            wrong.extend(faults.iter().map(|(name, r)| {
                (if *name == "description" { "matter-0".to_owned() } else { (*name).to_owned() }, r.clone())
            }));
        }
        for (n, one) in self.matters.iter().enumerate().skip(1) {
            if one.trim().chars().count() > DESCRIPTION_MOST {
                wrong.push((format!("matter-{n}"), Refused::TooLong { most: DESCRIPTION_MOST }));
            }
        }
        if said.len() > 1 && !self.agreed {
            wrong.push(("agreed".to_owned(), Refused::NotSplit));
        }
        if said.len() > SPLIT_MOST {
            wrong.push(("matter-0".to_owned(), Refused::TooMany { most: SPLIT_MOST }));
        }
        match made {
            Ok(filing) if wrong.is_empty() => Ok(Filing {
                idempotency_key: Some(self.idempotency.clone()),
                files: self.kept.iter().map(|k| (k.purpose, k.file.clone())).collect(),
                ..filing
            }),
            _ => Err(wrong),
        }
    }
}

/// What is wrong: name of the field, refusal. An empty name is the whole form.
pub(crate) type Wrong = Vec<(String, Refused)>;

/// The fields in their parts.
pub(crate) struct Fields {
    pub agency: Field,
    pub matter: Vec<Field>,
    pub matters: Vec<Matter>,
    pub agreed: Option<Field>,
    pub applicant: Vec<Field>,
    pub reach: Vec<Field>,
    pub wanted: Vec<Field>,
    pub files: Vec<Field>,
    pub hidden: Vec<Hidden>,
}

/// One matter: a box of its own, all sent under one name.
pub(crate) struct Matter {
    pub id: String,
    pub label: String,
    pub value: String,
    pub error: Option<String>,
}

/// The answers of a closed set of words.
fn choices<T: AsRef<str>>(tr: Tr, of: &str, words: impl IntoIterator<Item = T>) -> Vec<Choice> {
    words.into_iter().map(|w| Choice::new(w.as_ref(), tr.s(&format!("disclosure-{of}-{}", w.as_ref())))).collect()
}

/// What was chosen, or what is chosen by itself.
fn or<'v>(value: &'v str, otherwise: &'v str) -> &'v str {
    if value.is_empty() { otherwise } else { value }
}

impl Fields {
    /// The form for `values`; `source` names where they were taken from, when they were.
    pub(crate) fn new(
        cx: &Cx,
        tr: Tr,
        values: &Values,
        agencies: &[(String, String)],
        wrong: &Wrong,
        source: Option<&str>,
    ) -> Fields {
        let error = |name: &str| wrong.iter().find(|(n, _)| n == name).map(|(_, r)| tr.refusal(r));
        let label = |key: &str| tr.s(&format!("disclosure-field-{key}")).into_owned();
        let hint = |key: &str| tr.s(&format!("disclosure-field-{key}-hint")).into_owned();
        let known = |field: Field, value: &str| match source {
            Some(source) if !value.is_empty() => field.prefilled(source),
            _ => field,
        };
        let a = &values.applicant;
        let agency = Field::select(tr, "agency", label("agency"))
            .required()
            .choices(agencies.iter().map(|(key, name)| Choice::new(key, name)))
            .value(&values.agency)
            .error(error("agency"));
        let boxes = values.matters.len().clamp(1, SPLIT_MOST);
        let matters = (0..boxes)
            .map(|n| Matter {
                id: format!("f-matter-{n}"),
                label: if boxes == 1 { label("matter") } else { tr.f1("disclosure-field-matter-n", "n", n + 1) },
                value: values.matters.get(n).cloned().unwrap_or_default(),
                error: error(&format!("matter-{n}")),
            })
            .collect();
        let agreed = (boxes > 1).then(|| {
            Field::checkboxes(tr, "agreed", label("agreed"))
                .required()
                .hint(hint("agreed"))
                .choices([Choice::new("yes", label("agreed-yes"))])
                .values(values.agreed.then_some("yes"))
                .error(error("agreed"))
        });
        let held = |purpose: FilePurpose| -> Vec<FieldFile> {
            values
                .kept
                .iter()
                .enumerate()
                .filter(|(_, k)| k.purpose == purpose)
                .map(|(n, k)| FieldFile {
                    filename: k.file.name.clone(),
                    note: tr.file_size(usize::try_from(k.file.size).unwrap_or_default()),
                    href: None,
                    remove: Some(format!("remove-{n}")),
                })
                .collect()
        };
        Fields {
            agency,
            matter: vec![
                Field::radio(tr, "kind", tr.s("disclosure-kind"))
                    .required()
                    .choices(choices(tr, "kind", RequestKind::ALL.iter().map(|w| w.as_str())))
                    .value(or(&values.kind, "access")),
                Field::text(tr, "subject", label("subject")).hint(hint("subject")).value(&values.subject),
                Field::text(tr, "document_number", label("document-number"))
                    .hint(hint("document-number"))
                    .value(&values.document_number),
            ],
            matters,
            agreed,
            applicant: vec![
                Field::radio(tr, "applicant_kind", tr.s("disclosure-applicant-kind"))
                    .required()
                    .choices(choices(tr, "applicant-kind", ApplicantKind::ALL.iter().map(|w| w.as_str())))
                    .value(or(&values.applicant_kind, "person")),
                known(Field::text(tr, "name", label("name")).required().autocomplete("name"), &a.name)
                    .hint(hint("name"))
                    .value(&a.name)
                    .error(error("name")),
                Field::select(tr, "document_kind", tr.s("disclosure-document"))
                    .choices(choices(tr, "document", ["id", "passport", "permit", "uscc"]))
                    .hint(hint("document-kind"))
                    .value(&a.document_kind)
                    .error(error("document_kind")),
                known(Field::code(tr, "document", label("document")).required(), &a.document)
                    .hint(hint("document"))
                    .value(&a.document)
                    .error(error("document")),
                Field::text(tr, "representative", label("representative"))
                    .hint(hint("representative"))
                    .value(&a.representative)
                    .error(error("representative")),
            ],
            reach: vec![
                known(Field::telephone(tr, "phone", label("phone")).autocomplete("tel"), &a.phone)
                    .value(&a.phone)
                    .error(error("phone")),
                Field::email(tr, "email", label("email")).autocomplete("email").value(&a.email).error(error("email")),
                known(Field::text(tr, "address", label("address")).autocomplete("street-address"), &a.address)
                    .value(&a.address)
                    .error(error("address")),
                Field::code(tr, "postcode", label("postcode")).autocomplete("postal-code").value(&a.postcode),
            ],
            wanted: vec![
                Field::radio(tr, "form", tr.s("disclosure-form"))
                    .required()
                    .choices(choices(tr, "form", Form::ALL.iter().map(|w| w.as_str())))
                    .value(or(&values.form, "electronic")),
                Field::radio(tr, "way", tr.s("disclosure-way"))
                    .required()
                    .choices(choices(tr, "way", Way::ALL.iter().map(|w| w.as_str())))
                    .value(or(&values.way, "web"))
                    .error(error("way")),
                Field::radio(tr, "help", tr.s("disclosure-help"))
                    .required()
                    .hint(hint("help"))
                    .choices(choices(tr, "help", Help::ALL.iter().map(|w| w.as_str())))
                    .value(or(&values.help, "none")),
            ],
            files: vec![
                Field::files(tr, "identity", label("identity"), ACCEPT)
                    .single()
                    .hint(tr.f1("disclosure-field-identity-hint", "megabytes", crate::MEGABYTES))
                    .holding(held(FilePurpose::Identity))
                    .error(error("identity")),
                Field::files(tr, "files", label("files"), ACCEPT)
                    .hint(tr.f1("disclosure-field-files-hint", "megabytes", crate::MEGABYTES))
                    .holding(held(FilePurpose::Request))
                    .error(error("files")),
            ],
            hidden: values
                .kept
                .iter()
                .map(|k| Hidden::new("kept", k.token(cx)))
                .chain([Hidden::new("idempotency", &*values.idempotency)])
                .collect(),
        }
    }

    /// Every control with an error, in the order of the page.
    pub(crate) fn errors(&self, tr: Tr, wrong: &Wrong) -> web::ErrorSummary {
        let whole: Vec<&Field> = [&self.agency].into_iter().chain(&self.matter).collect();
        let mut summary = web::ErrorSummary::of(tr, whole);
        for m in &self.matters {
            if let Some(error) = &m.error {
                summary.add_id(m.id.clone(), error.clone());
            }
        }
        let rest = self.agreed.iter().chain(&self.applicant).chain(&self.reach).chain(&self.wanted).chain(&self.files);
        for field in rest {
            if let Some(error) = field.error_text() {
                summary.add(field.name(), error);
            }
        }
        for (_, refused) in wrong.iter().filter(|(name, _)| name.is_empty()) {
            summary.add("", tr.refusal(refused));
        }
        summary
    }
}
