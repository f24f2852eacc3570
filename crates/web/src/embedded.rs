//! What the build script listed: language files and assets (see `build.rs`).

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
