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
    // The command line, in `bin`, is no room: it stands on all of them and nobody on it.
    let known: BTreeSet<String> = ROOMS
        .iter()
        .map(|(room, _)| *room)
        .chain(["bin"])
        .map(str::to_owned)
        .collect();
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

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What follows a prefix of `use` in a text: `a::{b, c::d}` are `a::b` and `a::c::d`.
fn expanded(tree: &str) -> Vec<Vec<String>> {
    let mut whole: Vec<Vec<String>> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    let mut outer = Vec::new();
    let mut rest = tree;
    loop {
        rest = rest.trim_start();
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        if end > 0 {
            path.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        if let Some(more) = rest.strip_prefix("::") {
            rest = more;
            continue;
        }
        if let Some(more) = rest.strip_prefix('{') {
            outer.push(path.clone());
            rest = more;
            continue;
        }
        whole.push(path.clone());
        // Behind a name in braces come another one, the name it gets here, or the end.
        loop {
            match (rest.chars().next(), outer.last()) {
                (Some(','), Some(before)) => {
                    path.clone_from(before);
                    rest = &rest[1..];
                    break;
                }
                (Some('}'), Some(_)) => {
                    outer.pop();
                    rest = &rest[1..];
                }
                (Some(c), Some(_)) => rest = &rest[c.len_utf8()..],
                _ => return whole,
            }
        }
    }
}

#[test]
fn every_name_in_braces_is_read() {
    let read = |tree: &str| -> Vec<String> {
        let whole = expanded(tree).into_iter();
        whole
            .map(|path| path.join("::"))
            .filter(|path| !path.is_empty())
            .collect()
    };
    assert_eq!(read("answers::parse(scope)"), ["answers::parse"]);
    assert_eq!(
        read("{form::{Field, path::Path as Place}, draft, derive::Figures,\n};"),
        [
            "form::Field",
            "form::path::Path",
            "draft",
            "derive::Figures"
        ]
    );
}

/// The paths of what a module imports, from the crate's root.
fn imported(module: &[String], code: &str) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for (at, prefix) in code.match_indices("crate::") {
        all.extend(expanded(&code[at + prefix.len()..]));
    }
    for (at, prefix) in code.match_indices("super::") {
        let before = &code[..at];
        let ups = 1 + before
            .len()
            .saturating_sub(before.trim_end_matches("super::").len())
            / prefix.len();
        let Some(from) = module.len().checked_sub(ups) else {
            continue;
        };
        for path in expanded(&code[at + prefix.len()..]) {
            if path.first().is_none_or(|name| name != "super") {
                all.push([&module[..from], &path].concat());
            }
        }
    }
    all
}

/// What a module's file takes from its children to give it out as its own: name to child.
fn given_out(code: &str) -> BTreeMap<String, String> {
    code.match_indices("use ")
        .flat_map(|(at, found)| expanded(&code[at + found.len()..]))
        .filter_map(|path| match &path[..] {
            [child, .., name] => Some((name.clone(), child.clone())),
            _ => None,
        })
        .collect()
}

/// Who imports whom among the files and folders of each folder, by name.
fn neighbours(
    modules: &BTreeMap<Vec<String>, String>,
) -> BTreeMap<Vec<String>, BTreeMap<String, BTreeSet<String>>> {
    let is_module = |path: &[String]| modules.keys().any(|module| module.starts_with(path));
    let mut folders: BTreeMap<_, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for (module, code) in modules {
        for import in imported(module, code) {
            let pairs = module.iter().zip(&import);
            let shared = pairs.take_while(|(a, b)| a == b).count();
            let folder = &module[..shared];
            let (Some(from), Some(name)) = (module.get(shared), import.get(shared)) else {
                continue;
            };
            let to = match is_module(&import[..=shared]) {
                true => Some(name.clone()),
                false => modules
                    .get(folder)
                    .and_then(|door| given_out(door).remove(name))
                    .filter(|child| is_module(&[folder, std::slice::from_ref(child)].concat())),
            };
            let imports = folders.entry(folder.to_vec()).or_default();
            imports.entry(from.clone()).or_default().extend(to);
        }
    }
    folders
}

/// In no folder do two files, or a file and a folder, import each other, not even by way of others. A
/// folder's `mod.rs`, or the file beside it of its name, is none of its files here: it is the door, which
/// gives out what is in the others and may hold what they share.
#[test]
fn no_files_of_a_folder_import_each_other_in_a_circle() {
    for crate_source in ["src", "app/src", "src-tauri/src"] {
        let source = repository().join(crate_source);
        let modules: BTreeMap<Vec<String>, String> = code(&source)
            .into_iter()
            .map(|(file, code)| {
                let path = file.strip_prefix(&source).expect("a source");
                let path = path.with_extension("");
                let path = path.iter().map(|part| part.to_string_lossy().into_owned());
                (path.filter(|part| part != "mod").collect(), code)
            })
            .collect();
        assert!(modules.len() > 8, "{crate_source}");
        let circles: BTreeMap<String, _> = neighbours(&modules)
            .into_iter()
            .map(|(folder, imports)| (folder.join("/"), in_circles(imports)))
            .filter(|(_, circles)| !circles.is_empty())
            .collect();
        assert!(circles.is_empty(), "{crate_source}: {circles:#?}");
    }
}

#[test]
fn a_circle_is_seen_by_whatever_way_it_goes() {
    let circles = |files: [(&str, &str); 4]| -> Vec<String> {
        let modules = files.map(|(path, code)| {
            let path = path.split('/').map(str::to_owned).collect();
            (path, code.to_owned())
        });
        let found = neighbours(&BTreeMap::from(modules)).into_values();
        found
            .flat_map(|imports| in_circles(imports).into_keys())
            .collect()
    };
    let door = (
        "room",
        "mod a; mod b; pub use a::{One, Two}; pub use b::Three;",
    );
    let ground = ("room/inner/c", "use super::super::d::Four;");
    let straight = [
        door,
        ("room/a", "use super::Three;"),
        ("room/b", "use crate::text::clean;"),
        ground,
    ];
    assert_eq!(circles(straight), [""; 0]);
    let given = [
        door,
        ("room/a", "use super::Three;"),
        ("room/b", "fn f() { crate::room::Two::new() }"),
        ground,
    ];
    assert_eq!(circles(given), ["a", "b"]);
    let inner = [
        door,
        ("room/a", "use crate::{room::inner::c, text};"),
        ground,
        ("room/d", "use super::a::One;"),
    ];
    assert_eq!(circles(inner), ["a", "d", "inner"]);
}

/// Who stands in a circle of imports, or between two, and whom of those it imports.
fn in_circles(
    mut imports: BTreeMap<String, BTreeSet<String>>,
) -> BTreeMap<String, BTreeSet<String>> {
    loop {
        let before = imports.len();
        let names: BTreeSet<String> = imports.keys().cloned().collect();
        for (file, imported) in &mut imports {
            imported.retain(|name| name != file && names.contains(name));
        }
        let wanted: BTreeSet<String> = imports.values().flatten().cloned().collect();
        imports.retain(|name, imported| !imported.is_empty() && wanted.contains(name));
        if imports.len() == before {
            return imports;
        }
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

/// What a crate of the workspace depends on, by the folder of its manifest; on every system alike.
fn dependencies(folder: &str) -> BTreeSet<String> {
    let manifest = repository().join(folder).join("Cargo.toml");
    let manifest = std::fs::read_to_string(manifest).expect("a manifest");
    assert!(!manifest.contains("\n[target."), "{folder}");
    let names = manifest
        .split("\n[dependencies]\n")
        .nth(1)
        .and_then(|rest| rest.split("\n[").next())
        .expect("dependencies");
    names
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned()))
        .collect()
}

#[test]
fn the_core_knows_no_window_and_no_network() {
    let core = dependencies("");
    assert!(core.contains("serde"), "{core:?}");
    for foreign in ["tauri", "reqwest", "hyper", "ureq", "tokio", "wry", "rand"] {
        let found = core.iter().find(|name| name.starts_with(foreign));
        assert_eq!(found, None);
    }
}

#[test]
fn the_program_stands_on_the_core_and_knows_no_window() {
    let program: Vec<String> = dependencies("app").into_iter().collect();
    assert_eq!(program, ["jiff", "serde", "serde_json", "ts-rs", "wufei"]);
}
