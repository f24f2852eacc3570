//! Checks definition files: `cargo run -p forms --example check -- FILE…` prints every problem with its place.

use std::process::ExitCode;

use forms::Definition;

fn main() -> ExitCode {
    let mut wrong = 0;
    for file in std::env::args().skip(1) {
        let read = std::fs::read_to_string(&file).map_err(|error| error.to_string());
        let problems = match read.and_then(|text| Definition::parse(&text).map_err(|error| error.to_string())) {
            Ok(definition) => definition.check().iter().map(ToString::to_string).collect(),
            Err(error) => vec![error],
        };
        wrong += problems.len();
        if problems.is_empty() {
            println!("{file}: sound");
        }
        for problem in problems {
            println!("{file}: {problem}");
        }
    }
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
