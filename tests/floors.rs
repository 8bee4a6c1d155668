//! The house: nobody imports upwards, no two rooms import each other, nor two files of a room, and
//! the core asks no clock and no dice.

#[path = "fixture/sources.rs"]
mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sources::{code, source};

/// The rooms from the ground up, with the floors that each may stand on.
const ROOMS: &[(&str, &[&str])] = &[
    ("disk", &[]),
    ("length", &[]),
    ("text", &[]),
    ("catalog", &["text"]),
    ("form", &["text"]),
    ("draft", &["form", "catalog", "text"]),
    ("compare", &["draft", "form", "catalog"]),
    ("derive", &["draft", "form", "catalog", "text"]),
    ("import", &["derive", "draft", "form", "catalog", "text"]),
    ("check", &["derive", "draft", "form", "catalog", "text"]),
    (
        "compose",
        &["derive", "draft", "form", "catalog", "text", "length"],
    ),
    ("layout", &["compose", "text", "length", "disk"]),
    (
        "export",
        &[
            "layout", "compose", "draft", "form", "text", "length", "disk",
        ],
    ),
    ("file", &["draft", "form", "text", "disk"]),
    ("sample", &["file", "draft", "form"]),
];

/// Folders whose files import each other in one direction only.
const NO_CIRCLES: &[&str] = &["compose", "layout", "export", "export/docx", "export/xlsx"];

/// What the core may only be given, never fetch: time, chance, and files where none belong.
const GIVEN: &[(&str, &[&str])] = &[
    ("SystemTime::now", &[]),
    ("Instant::now", &[]),
    ("Zoned::now", &[]),
    ("Timestamp::now", &[]),
    ("rand::", &[]),
    ("getrandom", &[]),
    ("RandomState", &[]),
    ("fs::write", &["disk"]),
    ("fs::File", &["disk", "file", "export"]),
    ("fs::remove", &["disk"]),
    ("fs::rename", &["disk"]),
    ("TcpStream", &[]),
    ("Command::new", &[]),
    // Where the fonts lie.
    ("std::env", &["layout"]),
];

/// The rooms a text imports: after `crate::`, one name or several in braces.
fn imports(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (at, found) in code.match_indices("crate::") {
        let rest = &code[at + found.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut name = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        rooms.insert(std::mem::take(&mut name));
                    }
                    c if depth == 0 => name.push(c),
                    _ => {}
                }
            }
            rooms.insert(name);
        } else {
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            rooms.insert(rest[..end].to_owned());
        }
    }
    rooms
        .into_iter()
        .map(|name| {
            name.trim()
                .split("::")
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn imports_are_read_in_every_form() {
    let code = "use crate::text::clean; use crate::{form::{Field, Path}, draft, derive::Figures};\n\
        fn f() { crate::catalog::Catalog::load(); }";
    let rooms: Vec<String> = imports(code).into_iter().collect();
    assert_eq!(rooms, ["catalog", "derive", "draft", "form", "text"]);
}

#[test]
fn every_room_of_the_house_has_its_floor() {
    let here: BTreeSet<String> = std::fs::read_dir(source())
        .expect("src")
        .filter_map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name()?.to_str()?.to_owned();
            path.is_dir().then_some(name)
        })
        .collect();
    let known: BTreeSet<String> = ROOMS.iter().map(|(room, _)| (*room).to_owned()).collect();
    assert_eq!(here, known);
    // Rooms stand only on rooms below them: no two can import each other.
    for (i, (room, below)) in ROOMS.iter().enumerate() {
        for floor in *below {
            assert!(
                ROOMS[..i].iter().any(|(r, _)| r == floor),
                "{room} on {floor}"
            );
        }
    }
}

#[test]
fn nobody_imports_upwards() {
    let rooms: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    for (room, below) in ROOMS {
        for (file, code) in code(&source().join(room)) {
            for import in imports(&code) {
                let allowed = import == *room
                    || below.contains(&import.as_str())
                    || !rooms.contains_key(import.as_str());
                assert!(allowed, "{} imports {import}", file.display());
            }
        }
    }
}

/// The files of a folder beside a file that it imports: after `super::`, one name or several in
/// braces. What stands in the folder's own `mod.rs` is no file beside it.
fn beside(code: &str, files: &BTreeSet<String>) -> BTreeSet<String> {
    let rooms = imports(
        &code
            .replace("super::super::", "")
            .replace("super::", "crate::"),
    );
    rooms.intersection(files).cloned().collect()
}

#[test]
fn no_files_of_a_folder_import_each_other_in_a_circle() {
    for folder in NO_CIRCLES {
        let mut left: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let folder = source().join(folder);
        let files: Vec<(String, String)> = code(&folder)
            .into_iter()
            .filter(|(file, _)| file.parent() == Some(folder.as_path()))
            .filter_map(|(file, code)| Some((file.file_stem()?.to_str()?.to_owned(), code)))
            .filter(|(name, _)| name != "mod")
            .collect();
        let names: BTreeSet<String> = files.iter().map(|(name, _)| name.clone()).collect();
        for (name, code) in files {
            let mut imported = beside(&code, &names);
            imported.remove(&name);
            left.insert(name, imported);
        }
        // Whoever imports nobody that is left stands on the ground.
        loop {
            let names: BTreeSet<String> = left.keys().cloned().collect();
            let before = left.len();
            left.retain(|_, imported| imported.iter().any(|name| names.contains(name)));
            if left.len() == before {
                break;
            }
        }
        assert!(left.is_empty(), "in {}: {left:?}", folder.display());
    }
}

#[test]
fn time_chance_and_the_disk_are_given() {
    for (room, _) in ROOMS {
        for (file, code) in code(&source().join(room)) {
            for (name, allowed) in GIVEN {
                assert!(
                    allowed.contains(room) || !code.contains(name),
                    "{name} in {}",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn the_core_knows_no_window_and_no_network() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let manifest = std::fs::read_to_string(manifest).expect("Cargo.toml");
    let core = manifest
        .split("\n[dependencies]\n")
        .nth(1)
        .and_then(|rest| rest.split("\n[").next())
        .expect("the core's dependencies");
    for foreign in ["tauri", "reqwest", "hyper", "ureq", "tokio", "wry", "rand"] {
        assert!(
            !core.lines().any(|line| line.starts_with(foreign)),
            "{foreign} in the core"
        );
    }
}
