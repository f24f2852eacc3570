//! `mingting code`: checks one identifier and prints its parts. Called by `main`; opens no database. What it prints is
//! for operators, in English; the sentences for citizens are in `lang/*/codes.ftl`.

use std::process::ExitCode;

/// Arguments of `mingting code`.
#[derive(Debug, clap::Args)]
pub struct CodeArgs {
    #[command(subcommand)]
    action: CodeAction,
}

/// What to do with codes.
#[derive(Debug, clap::Subcommand)]
enum CodeAction {
    /// Check one code and print its parts.
    Check {
        /// Kind of code; `mingting code list` prints them all.
        #[arg(value_name = "KIND", value_parser = find_kind)]
        kind: codes::CodeKind,
        /// The code.
        #[arg(value_name = "VALUE", allow_hyphen_values = true)]
        value: String,
    },
    /// List the kinds of codes.
    List,
}

/// Runs `mingting code`: success, or 1 where the code is wrong.
pub fn run(args: &CodeArgs) -> ExitCode {
    match &args.action {
        CodeAction::Check { kind, value } => match check(*kind, value) {
            Ok(lines) => {
                println!("{lines}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("{error}");
                ExitCode::from(1)
            }
        },
        CodeAction::List => {
            for kind in codes::CodeKind::ALL {
                println!("{:<20} {}", kind.name(), kind.english());
            }
            ExitCode::SUCCESS
        }
    }
}

fn find_kind(name: &str) -> Result<codes::CodeKind, String> {
    codes::CodeKind::find(name).ok_or_else(|| {
        let names: Vec<&str> = codes::CodeKind::ALL.iter().map(|kind| kind.name()).collect();
        format!("no such kind; known are {}", names.join(", "))
    })
}

/// The lines that `check` prints: the canonical code, one line per part, one per remark.
fn check(kind: codes::CodeKind, value: &str) -> Result<String, codes::CodeError> {
    let reading = codes::read(kind, value)?;
    let mut lines = vec![format!("{}: {}", reading.kind, reading.text)];
    lines.extend(reading.parts.iter().map(|row| format!("  {}: {}", row.part, row.value)));
    lines.extend(reading.notes.iter().map(|note| format!("  note: {note}")));
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_number_prints_region_birth_date_and_sex() {
        let lines = check(codes::CodeKind::ResidentId, "11010519491231002x").expect("vector of the standard");
        assert!(lines.contains("region: 110105"), "{lines}");
        assert!(lines.contains("date of birth: 1949-12-31"), "{lines}");
        assert!(lines.contains("sex: female"), "{lines}");
    }

    #[test]
    fn a_wrong_number_names_the_position() {
        let error = check(codes::CodeKind::ResidentId, "110105194912310021").expect_err("wrong check character");
        assert!(error.to_string().contains("position 18"), "{error}");
    }
}
