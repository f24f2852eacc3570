//! Lists the language files and the assets for the crate.
//!
//! A release binary carries them inside. A development build reads them from the checkout instead, so that
//! a changed sentence or style needs no compilation of the crates that stand on this one.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| io::Error::other("no manifest folder"))?);
    let root = here.join("../..").canonicalize()?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("no output folder"))?);
    let from_disk = env::var("PROFILE").as_deref() != Ok("release");

    let mut code = format!("pub(crate) const FROM_DISK: bool = {from_disk};\n");
    code += "pub(crate) static LANG_FILES: &[(&str, &str, &str)] = &[\n";
    if !from_disk {
        for lang in ["zh-CN", "en", "ug"] {
            let dir = root.join("lang").join(lang);
            println!("cargo::rerun-if-changed={}", dir.display());
            for file in files(&dir, Some("ftl"))? {
                println!("cargo::rerun-if-changed={}", file.display());
                code +=
                    &format!("    ({lang:?}, {:?}, include_str!({:?})),\n", name(&file), file.display().to_string());
            }
        }
    }
    code += "];\npub(crate) static ASSET_FILES: &[(&str, &[u8])] = &[\n";
    if !from_disk {
        let dir = root.join("assets/web");
        println!("cargo::rerun-if-changed={}", dir.display());
        for file in files(&dir, None)? {
            println!("cargo::rerun-if-changed={}", file.display());
            code += &format!("    ({:?}, include_bytes!({:?})),\n", name(&file), file.display().to_string());
        }
    }
    code += "];\n";
    fs::write(out.join("embedded.rs"), code)
}

fn name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

fn files(dir: &Path, extension: Option<&str>) -> io::Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = fs::read_dir(dir)?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|p| p.is_file() && extension.is_none_or(|want| p.extension().is_some_and(|e| e == want)))
        .collect();
    found.sort();
    Ok(found)
}
