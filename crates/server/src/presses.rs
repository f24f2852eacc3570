//! The electronic seals of the agencies, from the key ring.

use jiff::Timestamp;
use kernel::{Fault, SealPress};
use seal::{KeyRing, SignatureInfo, sign_pdf};
use std::{collections::HashMap, sync::Arc};

/// Signs documents for the agency named on them.
pub struct Presses {
    keys: Arc<KeyRing>,
    codes: HashMap<String, String>,
}

impl Presses {
    /// The presses of these agencies (name, code).
    pub fn new(keys: Arc<KeyRing>, agencies: Vec<(String, String)>) -> Presses {
        Presses { keys, codes: agencies.into_iter().collect() }
    }
}

impl SealPress for Presses {
    fn press(&self, pdf: &[u8], agency: &str, reason: &str, at: Timestamp) -> Result<Vec<u8>, Fault> {
        let code = self.codes.get(agency).ok_or_else(|| Fault::new("an agency without a seal"))?;
        let signer = self
            .keys
            .agency_signer(self.keys.suite(), code)
            .map_err(|e| Fault::from_error("finding a seal", e))?
            .ok_or_else(|| Fault::new("an agency without a certificate"))?;
        let info =
            SignatureInfo { name: agency, reason: Some(reason), location: None, at, field_name: "Seal", seal: None };
        sign_pdf(pdf, &signer, &info).map_err(|e| Fault::from_error("signing a document", e))
    }
}
