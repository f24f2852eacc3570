//! The demonstration catalogue, compiled in, so that the `demo` command needs no folder beside the binary.
//!
//! Only lists the files of `demo/` at the root of the project; a test compares the lists with the folders.
//! Nothing but the demonstration and the tests may read this.

/// `demo/items/*.toml` as `(file name, text)`, for [`crate::catalogue_file::parse_folder`].
pub const CATALOGUE: &[(&str, &str)] = &[
    ("_fields.toml", include_str!("../../../demo/items/_fields.toml")),
    ("_licence-types.toml", include_str!("../../../demo/items/_licence-types.toml")),
    ("_office.toml", include_str!("../../../demo/items/_office.toml")),
    ("_shared.toml", include_str!("../../../demo/items/_shared.toml")),
    ("animal-epidemic.toml", include_str!("../../../demo/items/animal-epidemic.toml")),
    ("association.toml", include_str!("../../../demo/items/association.toml")),
    ("city-road.toml", include_str!("../../../demo/items/city-road.toml")),
    ("company-registration.toml", include_str!("../../../demo/items/company-registration.toml")),
    ("construction-permit.toml", include_str!("../../../demo/items/construction-permit.toml")),
    ("cooperative-registration.toml", include_str!("../../../demo/items/cooperative-registration.toml")),
    ("discharge.toml", include_str!("../../../demo/items/discharge.toml")),
    ("drainage.toml", include_str!("../../../demo/items/drainage.toml")),
    ("drug-retail.toml", include_str!("../../../demo/items/drug-retail.toml")),
    ("e-waste.toml", include_str!("../../../demo/items/e-waste.toml")),
    ("eia.toml", include_str!("../../../demo/items/eia.toml")),
    ("fireworks.toml", include_str!("../../../demo/items/fireworks.toml")),
    ("fishery.toml", include_str!("../../../demo/items/fishery.toml")),
    ("food-business.toml", include_str!("../../../demo/items/food-business.toml")),
    ("greening.toml", include_str!("../../../demo/items/greening.toml")),
    ("hazardous-waste.toml", include_str!("../../../demo/items/hazardous-waste.toml")),
    ("hazchem-business.toml", include_str!("../../../demo/items/hazchem-business.toml")),
    ("hazchem-use.toml", include_str!("../../../demo/items/hazchem-use.toml")),
    ("hr-service.toml", include_str!("../../../demo/items/hr-service.toml")),
    ("logging.toml", include_str!("../../../demo/items/logging.toml")),
    ("nurse.toml", include_str!("../../../demo/items/nurse.toml")),
    ("oversize-transport.toml", include_str!("../../../demo/items/oversize-transport.toml")),
    ("partnership-registration.toml", include_str!("../../../demo/items/partnership-registration.toml")),
    ("pesticide.toml", include_str!("../../../demo/items/pesticide.toml")),
    ("planning.toml", include_str!("../../../demo/items/planning.toml")),
    ("precursor.toml", include_str!("../../../demo/items/precursor.toml")),
    ("printing.toml", include_str!("../../../demo/items/printing.toml")),
    ("private-school.toml", include_str!("../../../demo/items/private-school.toml")),
    ("public-place-health.toml", include_str!("../../../demo/items/public-place-health.toml")),
    ("river.toml", include_str!("../../../demo/items/river.toml")),
    ("road-works.toml", include_str!("../../../demo/items/road-works.toml")),
    ("safety-knowledge.toml", include_str!("../../../demo/items/safety-knowledge.toml")),
    ("seed.toml", include_str!("../../../demo/items/seed.toml")),
    ("self-employed-registration.toml", include_str!("../../../demo/items/self-employed-registration.toml")),
    ("soil-conservation.toml", include_str!("../../../demo/items/soil-conservation.toml")),
    ("teacher-qualification.toml", include_str!("../../../demo/items/teacher-qualification.toml")),
    ("travel-agency.toml", include_str!("../../../demo/items/travel-agency.toml")),
    ("water-intake.toml", include_str!("../../../demo/items/water-intake.toml")),
];

/// `demo/forms/*.toml` as `(file name, text)`; one form definition each.
pub const FORMS: &[(&str, &str)] = &[
    ("association.toml", include_str!("../../../demo/forms/association.toml")),
    ("company-registration.toml", include_str!("../../../demo/forms/company-registration.toml")),
    ("construction-permit.toml", include_str!("../../../demo/forms/construction-permit.toml")),
    ("discharge.toml", include_str!("../../../demo/forms/discharge.toml")),
    ("eia.toml", include_str!("../../../demo/forms/eia.toml")),
    ("food-business.toml", include_str!("../../../demo/forms/food-business.toml")),
    ("general-application.toml", include_str!("../../../demo/forms/general-application.toml")),
    ("hazchem.toml", include_str!("../../../demo/forms/hazchem.toml")),
    ("household-registration.toml", include_str!("../../../demo/forms/household-registration.toml")),
    ("licence-change.toml", include_str!("../../../demo/forms/licence-change.toml")),
    ("oversize-transport.toml", include_str!("../../../demo/forms/oversize-transport.toml")),
    ("personal-qualification.toml", include_str!("../../../demo/forms/personal-qualification.toml")),
    ("private-school.toml", include_str!("../../../demo/forms/private-school.toml")),
    ("road-works.toml", include_str!("../../../demo/forms/road-works.toml")),
    ("water-intake.toml", include_str!("../../../demo/forms/water-intake.toml")),
];

/// `demo/agencies.toml`: regions and agencies.
pub const AGENCIES: &str = include_str!("../../../demo/agencies.toml");
