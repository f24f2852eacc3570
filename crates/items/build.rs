//! Lists the demonstration catalogue, so that the binary carries it: agencies, items, forms.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| io::Error::other("no manifest folder"))?);
    let demo = here.join("../../demo").canonicalize()?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("no output folder"))?);
    let mut code = String::new();
    for (name, folder) in [("ITEM_FILES", demo.join("items")), ("FORM_FILES", demo.join("forms"))] {
        println!("cargo::rerun-if-changed={}", folder.display());
        code += &format!("pub(super) static {name}: &[(&str, &str)] = &[\n");
        for file in toml_files(&folder)? {
            println!("cargo::rerun-if-changed={}", file.display());
            let label = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            code += &format!("    ({label:?}, include_str!({:?})),\n", file.display().to_string());
        }
        code += "];\n";
    }
    let agencies = demo.join("agencies.toml");
    println!("cargo::rerun-if-changed={}", agencies.display());
    code += &format!("pub(super) static AGENCIES: &str = include_str!({:?});\n", agencies.display().to_string());
    fs::write(out.join("demo.rs"), code)
}

fn toml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.is_file() && path.extension().is_some_and(|e| e == "toml"))
        .collect();
    found.sort();
    Ok(found)
}
