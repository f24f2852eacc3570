//! Links inside the files of a publication, where the reader of files gives any.

use super::{Collected, One, Stands, links::Link};
use kernel::{Fault, Office};
use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, PoisonError},
};

/// What the files lead to, by the digest of the file: bytes of one digest never change, and reading them again every night
/// would keep a processor busy for nothing. Emptied when it has grown; any node makes it anew.
static READ: LazyLock<Mutex<HashMap<String, Vec<String>>>> = LazyLock::new(Mutex::default);
/// Files that are remembered.
const REMEMBERED: usize = 20_000;
/// Larger files are not opened by the monitor: they were looked into when they came.
const LARGEST: i64 = 32 << 20;

pub(super) fn look(office: &Office, one: &One, seen: &mut Collected) -> Result<(), Fault> {
    let p = &one.published;
    for file in p.attachments.iter().filter(|f| f.size <= LARGEST) {
        let stands = Stands {
            subject: format!("{} {}", p.number, file.n),
            title: format!("{} / {}", p.title, file.name),
            href: p.href(),
            agency: p.agency,
        };
        for address in links_of(office, &file.name, &file.digest)? {
            let address = address.split('#').next().unwrap_or_default().to_owned();
            seen.link(Link::Outside(address), &stands);
        }
    }
    Ok(())
}

fn links_of(office: &Office, name: &str, digest: &str) -> Result<Vec<String>, Fault> {
    if let Some(known) = READ.lock().unwrap_or_else(PoisonError::into_inner).get(digest) {
        return Ok(known.clone());
    }
    // A file that is gone from the store is a dead link of its own.
    let Some(bytes) = office.objects.get(digest)? else { return Ok(Vec::new()) };
    let links = screen::file::inspect(name, &bytes, &screen::Lists::built_in()).links;
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if read.len() >= REMEMBERED {
        read.clear();
    }
    read.insert(digest.to_owned(), links.clone());
    Ok(links)
}
