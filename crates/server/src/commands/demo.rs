//! `mingting demo`: one command, a hall with everything in it, on loopback.

use crate::{
    demo,
    serving::{self, Serving},
    setup::Place,
};
use kernel::{Clockwork, Fault};
use serde_json::json;
use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::PathBuf,
    process::ExitCode,
};
use web::Site;

/// How to demonstrate.
#[derive(clap::Args)]
pub struct Args {
    /// Folder of the demonstration; kept between starts.
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    data: PathBuf,
    /// Port on loopback; 0 takes a free one.
    #[arg(long, default_value_t = 8200)]
    port: u16,
    /// Database: postgres://… instead of the embedded file.
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// Begins the demonstration in December 2019: 1,012 requests for disclosure go through the year 2020. Counts at the
    /// first start only.
    #[arg(long)]
    year_2020: bool,
    /// Writes the address and the accounts as JSON when the hall answers; for tests.
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When the hall cannot be made or served.
pub fn run(args: Args) -> Result<ExitCode, Fault> {
    let keys = args.data.join("keys.json");
    let place = Place { data: args.data, database_url: args.database_url, keys: Some(keys.clone()) };
    // The address stands in QR codes and documents, so it is known before the hall is made.
    let listen = free_address(args.port)?;
    let url = format!("http://{listen}");
    println!("Opening the demonstration hall …");
    let index = place.index();
    let since = if args.year_2020 { demo::Since::Year2020 } else { demo::Since::Lately };
    let office = demo::open(&place, &keys, &url, since)?;
    let ready_file = args.ready_file;
    let ready = Box::new(move |address: SocketAddr| {
        print_welcome(address);
        if let Some(file) = ready_file {
            let text =
                json!({ "address": format!("http://{address}"), "accounts": demo::accounts(Clockwork::machine_now()) })
                    .to_string();
            // Written beside and moved, so that a reader never sees half of it.
            let beside = file.with_extension("part");
            if let Err(e) = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, &file)) {
                tracing::error!(%e, "the ready file could not be written");
            }
        }
    });
    let extra = axum::Router::new().route("/demonstration", axum::routing::get(crate::pages::demonstration));
    serving::serve(Serving { office, site: Site::sample(), index, mirrors: None, listen, extra, ready })?;
    Ok(ExitCode::SUCCESS)
}

fn free_address(port: u16) -> Result<SocketAddr, Fault> {
    let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = TcpListener::bind(wanted).map_err(|e| {
        Fault::from_error(format!("port {port} on loopback cannot be used (another hall running? try --port 0)"), e)
    })?;
    listener.local_addr().map_err(|e| Fault::from_error("asking for the address", e))
}

fn print_welcome(address: SocketAddr) {
    println!(
        "\n  明厅 Mingting — demonstration\n\n  http://{address}/\n\n  Password of every account: {}\n",
        demo::PASSWORD
    );
    println!("  {:<18} {:<18} second factor now", "role", "sign in as");
    for a in demo::accounts(Clockwork::machine_now()) {
        match (a.code, a.totp_secret) {
            (Some(code), Some(secret)) => println!("  {:<18} {:<18} {code}   (secret {secret})", a.role, a.login),
            _ => println!("  {:<18} {:<18} —", a.role, a.login),
        }
    }
    println!("\n  The present codes also stand on http://{address}/demonstration. Ctrl-C ends the hall.\n");
}
