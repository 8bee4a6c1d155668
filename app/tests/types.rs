//! The page's types are written from the Rust types, never by hand: this test fails when
//! `ui/src/types` is not what Rust says. `cargo xtask types` renews it.

use std::collections::BTreeMap;
use std::path::Path;

use ts_rs::{Config, TS};
use wufei_app::calls::{CallAnswers, CallArguments};
use wufei_app::failure::Failure;

/// Writes everything that crosses between page and program: what each call takes and answers, and
/// whatever these are made of.
fn export(to: &Path) {
    let config = Config::new()
        .with_out_dir(to)
        // serde writes integers as plain JSON numbers, and figures never cross as integers.
        .with_large_int("number");
    CallArguments::export_all(&config).unwrap();
    CallAnswers::export_all(&config).unwrap();
    Failure::export_all(&config).unwrap();
}

fn contents(folder: &Path) -> BTreeMap<String, String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return BTreeMap::new();
    };
    entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[test]
fn the_types_of_the_page_are_current() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/types");
    if std::env::var_os("RENEW").is_some() {
        let _ = std::fs::remove_dir_all(&kept);
        export(&kept);
        return;
    }
    let fresh = tempfile::tempdir().unwrap();
    export(fresh.path());
    let (kept, fresh) = (contents(&kept), contents(fresh.path()));
    let stale: Vec<_> = kept
        .keys()
        .chain(fresh.keys())
        .filter(|name| kept.get(*name) != fresh.get(*name))
        .collect();
    assert!(
        stale.is_empty(),
        "ui/src/types is not current ({stale:?}): run `cargo xtask types`"
    );
}
