//! Signs a PDF with a throw-away authority: `cargo run -p seal --example sign -- in.pdf out.pdf intl`.
//! For looking at the result with other readers; the hall itself signs through its key ring.

use seal::{Agency, KeyRing, SignatureInfo, Suite, sign_pdf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(input), Some(output), Some(suite)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("usage: sign IN.pdf OUT.pdf intl|sm".into());
    };
    let suite: Suite = suite.parse()?;
    let at = "2026-03-02T07:00:00Z".parse()?;
    let agency = Agency { name: "演示机关", code: "11130100000000000X" };
    let mut ring = KeyRing::in_memory(suite, at)?;
    ring.establish_authority(suite, "明厅演示认证机构", at)?;
    ring.enrol_agency(suite, agency, at)?;
    let signer = ring.agency_signer(suite, agency.code)?.ok_or("the agency was just enrolled")?;
    let info = SignatureInfo {
        name: agency.name,
        reason: Some("电子证照"),
        location: None,
        at,
        field_name: "signature",
        seal: None,
    };
    std::fs::write(&output, sign_pdf(&std::fs::read(&input)?, &signer, &info)?)?;
    Ok(())
}
