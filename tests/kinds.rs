//! Where kinds of field and section are told apart: the list in docs/adding-a-form.md is the sources'.

#[path = "fixture/sources.rs"]
mod sources;

use std::collections::BTreeSet;
use std::path::PathBuf;

use regex::Regex;

fn root() -> PathBuf {
    sources::source().join("..")
}

/// The files that the table under “A new kind” names.
fn listed() -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("docs/adding-a-form.md")).expect("the document");
    let (_, part) = text.split_once("## A new kind").expect("its part");
    let part = part.split("\n## ").next().expect("its part");
    let named = Regex::new(r"`([^`]+/[^`]+\.(?:rs|ts|svelte))`").expect("a pattern");
    let rows = part.lines().filter(|line| line.starts_with("| `"));
    rows.flat_map(|row| {
        let files = row.split('|').nth(1).unwrap_or_default();
        named
            .captures_iter(files)
            .map(|found| found[1].to_owned())
            .collect::<Vec<_>>()
    })
    .collect()
}

/// The files of a folder in which a pattern occurs, as paths from the top.
fn telling(folder: &str, pattern: &str, except: &[&str]) -> BTreeSet<String> {
    let pattern = Regex::new(pattern).expect("a pattern");
    sources::code(&root().join(folder))
        .into_iter()
        .filter(|(_, code)| pattern.is_match(code))
        .map(|(file, _)| {
            let file = file.strip_prefix(root()).expect("within the project");
            file.to_string_lossy().replace('\\', "/")
        })
        .filter(|file| !except.contains(&file.as_str()))
        .collect()
}

#[test]
fn the_places_where_kinds_are_told_apart_are_listed() {
    let mut found = BTreeSet::new();
    for folder in ["src", "app/src", "src-tauri/src"] {
        let kinds = r"\b(?:FieldKind|SectionKind|AnswerShape)::[A-Z]";
        found.extend(telling(
            folder,
            kinds,
            &["src/form/kind.rs", "src/form/mod.rs"],
        ));
    }
    let kinds = r#"\b(?:field|column|section|f|c|s)\??\.kind (?:===|!==) ""#;
    found.extend(telling("ui/src", kinds, &[]));
    assert!(found.len() > 20);
    assert_eq!(found, listed());
}
