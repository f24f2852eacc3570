//! The kinds of code this crate can read, as the command line and the error sentences name them.

terms! {
    /// A kind of code. `name()` is the KIND of `mingting code check`.
    CodeKind, "kind", {
        Uscc = "uscc", "unified social credit code";
        Organisation = "org", "organisation code";
        ResidentId = "id", "citizen identity number";
        ResidencePermit = "residence-permit", "residence permit for Hong Kong, Macao and Taiwan residents";
        HkMacaoPermit = "travel-hk-macao", "mainland travel permit for Hong Kong and Macao residents";
        TaiwanPermit = "travel-taiwan", "mainland travel permit for Taiwan residents";
        Passport = "passport", "Chinese passport";
        ForeignPassport = "foreign-passport", "foreign passport";
        PermanentResidence = "permanent-residence", "foreign permanent resident identity card";
        BasicItem = "item-basic", "basic item code";
        ImplementingItem = "item-implementing", "implementing item code";
        HandlingItem = "item-handling", "handling item code";
        LocalItem = "item-local", "local composite item code";
        Case = "case", "case number";
        NationalCase = "case-national", "national case number";
        Licence = "licence", "electronic licence identifier";
        LicenceType = "licence-type", "licence type code";
        Region = "region", "administrative division code";
        Site = "site", "government website identification code";
        DocumentNumber = "document-number", "document number";
        Phone = "phone", "telephone number";
    }
}

impl CodeKind {
    /// Finds the kind by the name used on the command line.
    pub fn find(name: &str) -> Option<CodeKind> {
        CodeKind::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}
