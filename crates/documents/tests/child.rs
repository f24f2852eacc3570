//! The engine in a child process. This test is its own child: without a harness it can answer the hidden subcommand.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use documents::{Press, WORKER, typeset};
use kernel::Typesetter;
use serde_json::json;

fn main() -> std::process::ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some(arg) if arg == WORKER => documents::worker_main(),
        Some("--list") => std::process::ExitCode::SUCCESS,
        _ => {
            a_child_gives_the_same_bytes();
            a_refusal_leaves_the_child_alive();
            a_dead_child_is_replaced();
            a_child_that_never_answers_is_given_up();
            println!("child: 4 passed");
            std::process::ExitCode::SUCCESS
        }
    }
}

fn paper() -> serde_json::Value {
    json!({
        "head": {"agency": "河畔县行政审批服务局", "date": "2026-12-02", "item": "公共场所卫生许可", "case_number": "HP-2"},
        "ending": "withdrawn", "applied_on": "2026-11-20", "ended_on": "2026-12-01"
    })
}

fn a_child_gives_the_same_bytes() {
    let press = Press::of_this_binary().unwrap();
    assert!(press.typeset("termination", &paper()).unwrap() == typeset("termination", &paper()).unwrap().bytes);
    let both = std::thread::scope(|s| {
        let jobs: Vec<_> = (0..3).map(|_| s.spawn(|| press.typeset("termination", &paper()).unwrap())).collect();
        jobs.into_iter().map(|j| j.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(both.iter().all(|pdf| *pdf == both[0]));
}

fn a_refusal_leaves_the_child_alive() {
    let press = Press::of_this_binary().unwrap();
    let fault = press.print("termination", &json!({})).unwrap_err();
    assert!(fault.to_string().contains("does not fit"), "{fault}");
    assert!(press.print("termination", &paper()).is_ok());
}

fn a_dead_child_is_replaced() {
    // `true` ends at once: both tries are lost, and the fault says so instead of hanging.
    let press = Press::of_binary("/bin/true".into());
    assert!(press.print("termination", &paper()).is_err());
}

fn a_child_that_never_answers_is_given_up() {
    // `sleep typeset-worker` fails at once; a shell that reads for ever does not answer.
    let folder = tempfile::tempdir().unwrap();
    let mute = folder.path().join("mute");
    std::fs::write(&mute, "#!/bin/sh\nexec /bin/sleep 600\n").unwrap();
    std::fs::set_permissions(&mute, <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755))
        .unwrap();
    let press = Press::of_binary(mute).with_patience(Duration::from_millis(300));
    let fault = press.print("termination", &paper()).unwrap_err();
    assert!(fault.to_string().contains("took more than"), "{fault}");
}
