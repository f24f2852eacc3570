//! How an agency's disclosure office works: what its guide says, its policies, where its replies are contested.
//!
//! Law: 政府信息公开条例 第十二条

use crate::{
    clocks,
    remedy::Forums,
    words::{plain, say},
};

/// The disclosure office of an agency (政府信息公开工作机构).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisclosureOffice {
    /// Whether a request by web counts as confirmed by both sides when it is submitted.
    pub auto_confirm: bool,
    /// Working days given for a correction.
    pub correction_days: u32,
    /// Working days given to state reasons.
    pub reason_days: u32,
    /// Where replies are contested.
    pub forums: Forums,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Its postcode.
    pub postcode: String,
    /// Its telephone.
    pub phone: String,
    /// Its fax.
    pub fax: String,
    /// Its mailbox.
    pub email: String,
    /// When it is open.
    pub hours: String,
    /// How a fee is paid.
    pub payment: String,
    /// Version, for a change by the one who read it.
    pub version: i64,
}

impl DisclosureOffice {
    /// What holds until an agency has said otherwise: its own address and telephone, the government of its region for
    /// reconsideration.
    pub fn of_agency(agency: &identity::Agency, region: &str) -> DisclosureOffice {
        DisclosureOffice {
            auto_confirm: true,
            correction_days: clocks::CORRECTION_WORKING_DAYS,
            reason_days: clocks::REASON_WORKING_DAYS,
            forums: Forums {
                organ: say("office-organ", &[("region", region)]),
                address: String::new(),
                url: String::new(),
                court: plain("office-court"),
                authority: say("office-authority", &[("region", region)]),
            },
            name: say("office-name", &[("agency", &agency.name)]),
            address: agency.address.clone(),
            postcode: String::new(),
            phone: agency.phone.clone(),
            fax: String::new(),
            email: String::new(),
            hours: agency.hours.clone(),
            payment: String::new(),
            version: 0,
        }
    }
}
