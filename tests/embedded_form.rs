//! A draft carries its form: it opens anywhere, also where another edition is built in or none, and a form
//! that came with a foreign draft does no harm.

mod common;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use jiff::Zoned;
use rusqlite::{Connection, params};
use wufei::compose::{Block, Options, compose};
use wufei::draft::attachment::fingerprint;
use wufei::draft::{Answer, Edit};
use wufei::file::{DraftFile, DraftIdentity, FileError};
use wufei::form::{self, Form, Path as Place, built_ins};

fn text() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forms/water.toml");
    std::fs::read_to_string(file).expect("the form's file")
}

fn water() -> Arc<Form> {
    Form::parse(&text()).expect("a sound form")
}

/// The same form a year on: another year, another label.
fn later() -> Arc<Form> {
    let text = text()
        .replace("[2023, 2024, 2025, 2026]", "[2024, 2025, 2026, 2027]")
        .replace("[2023, 2025]", "[2024, 2025]")
        .replace("notice_years = [2023, 2024]", "notice_years = [2024]")
        .replace("label = \"总用水量\"", "label = \"用水合计\"");
    Form::parse(&text).expect("a sound form")
}

fn identity() -> DraftIdentity {
    let at: Zoned = "2027-03-01T08:00:00+08:00[Asia/Shanghai]"
        .parse()
        .expect("a time");
    DraftIdentity {
        at,
        seed: 7,
        sample: false,
    }
}

/// A draft of a form with a name in it.
fn draft(folder: &Path, form: &Arc<Form>) -> PathBuf {
    let path = folder.join("河东中学.wufei");
    let at = identity().at.timestamp();
    DraftFile::create(&path, form, "school", &identity(), |file| {
        let name = Edit::Set {
            path: Place::field("front.unit"),
            value: Some(Answer::Text("河东中学".into())),
        };
        file.apply(&name, &[], at).map(|_| ())
    })
    .expect("a draft");
    path
}

fn printed(file: &DraftFile) -> String {
    let composition = compose(file.scope(), file.draft(), &Options::default());
    let mut all = String::new();
    for block in composition.paper.iter().flat_map(|part| &part.blocks) {
        if let Block::Table(table) = block {
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            for run in cells.flat_map(|cell| cell.lines.iter().flatten()) {
                all.push_str(&run.text);
                all.push('\n');
            }
        }
    }
    all
}

#[test]
fn it_opens_where_no_form_is_built_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = draft(folder.path(), &water());
    let file = DraftFile::open(&path, &[]).expect("its own form");
    assert_eq!(file.scope().form, water());
    assert_eq!(
        file.draft().text(file.scope(), "front.unit"),
        Some("河东中学")
    );
    file.inspect().expect("whole");
}

#[test]
fn it_prints_its_own_edition_where_another_is_built_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = draft(folder.path(), &water());
    let file = DraftFile::open(&path, &[later()]).expect("its own form");
    let printed = printed(&file);
    assert!(
        printed.contains("总用水量") && printed.contains("2023年"),
        "{printed}"
    );
    assert!(!printed.contains("用水合计") && !printed.contains("2027年"));
    drop(file);

    // A new draft on its basis is of the current edition, or of the one that is named.
    let based_on = |name: &str, form: Option<&Arc<Form>>, forms: &[Arc<Form>]| {
        let to = folder.path().join(name);
        let at = identity().at.timestamp();
        let made = DraftFile::create_based_on(&to, form, &identity(), &path, forms, at);
        made.expect("a successor").file.scope().form.years.last()
    };
    assert_eq!(based_on("a.wufei", None, &[later()]), 2027);
    assert_eq!(based_on("b.wufei", None, built_ins()), 2026);
    assert_eq!(based_on("c.wufei", Some(&water()), &[later()]), 2026);
}

#[test]
fn a_built_in_form_of_the_same_content_is_shared() {
    let folder = tempfile::tempdir().expect("a folder");
    let form = &built_ins()[0];
    let path = folder.path().join("a.wufei");
    let none = |_: &mut DraftFile| Ok::<(), FileError>(());
    DraftFile::create(&path, form, "park", &identity(), none).expect("a draft");
    let file = DraftFile::open(&path, built_ins()).expect("opens");
    assert!(Arc::ptr_eq(&file.scope().form, form));
    assert!(file.scope().form.guide.is_some());
    drop(file);
    let alone = DraftFile::open(&path, &[]).expect("opens");
    assert_eq!(&alone.scope().form, form);
    // Small beside an empty draft: packed.
    let size = std::fs::metadata(&path).expect("a file").len();
    assert!(size < 100_000, "{size} bytes");
}

fn put(path: &Path, sha256: &str, packed: &[u8]) {
    let db = Connection::open(path).expect("a database");
    db.execute(
        "UPDATE form SET sha256 = ?1, packed = ?2",
        params![sha256, packed],
    )
    .expect("changed");
}

fn packed(content: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    packer.write_all(content).expect("packed");
    packer.finish().expect("packed")
}

#[test]
fn a_carried_form_that_cannot_be_used_gives_way_or_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = draft(folder.path(), &water());
    let content = String::from_utf8(water().content()).expect("text");
    let zeros = vec![0; 32 << 20];
    let changed = |from: &str, to: &str| {
        assert!(content.contains(from), "{from}");
        content.replace(from, to).into_bytes()
    };
    let deep = "[".repeat(1 << 20).into_bytes();
    let hostile = [
        changed("\"places\":1", "\"places\":4000000000"),
        changed("\"paper\":\"申请书\"", "\"paper\":\"../../x\""),
        changed("\"id\":\"water-2027\"", "\"id\":\"another\""),
        changed("{\"applicants\"", "{\"surprise\":1,\"applicants\""),
        zeros,
        deep,
        Vec::new(),
    ];
    for content in hostile {
        put(&path, &fingerprint(&content), &packed(&content));
        let error = DraftFile::open(&path, built_ins()).expect_err("not to be used");
        assert_eq!(error.code(), "file-unusable-form");
        assert!(error.to_string().ends_with('。'));
        let file = DraftFile::open(&path, &[water()]).expect("the built-in one instead");
        assert_eq!(
            file.draft().text(file.scope(), "front.unit"),
            Some("河东中学")
        );
    }
    // Not what its fingerprint says, torn, no packed text at all.
    let whole = packed(content.as_bytes());
    for (sha256, packed) in [
        (fingerprint(b"other"), &whole[..]),
        (fingerprint(content.as_bytes()), &whole[..whole.len() / 2]),
        (fingerprint(content.as_bytes()), b"no zlib"),
    ] {
        put(&path, &sha256, packed);
        let error = DraftFile::open(&path, &[]).expect_err("damaged");
        assert_eq!(error.code(), "file-unusable-form");
        let file = DraftFile::open(&path, &[later()]);
        // What the other edition does not ask is no reason to say nothing.
        assert!(file.is_ok());
    }
    put(&path, &fingerprint(b"other"), &whole);
    let file = DraftFile::open(&path, &[water()]).expect("opens");
    assert_eq!(file.inspect().expect_err("found").code(), "file-damaged");
    drop(file);
    let db = Connection::open(&path).expect("a database");
    db.execute("DELETE FROM form", []).expect("taken away");
    drop(db);
    let error = DraftFile::open(&path, &[]).expect_err("no form");
    assert_eq!(error.code(), "file-unknown-form");
}

#[test]
fn a_draft_of_the_first_version_carries_its_form_once_it_is_brought_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drafts/first-park.wufei");
    let path = folder.path().join("a.wufei");
    std::fs::copy(first, &path).expect("a copy");
    assert!(DraftFile::open(&path, &[]).is_err());
    let form = form::built_in("miit-2025-539").expect("the form");
    drop(DraftFile::open(&path, built_ins()).expect("brought over"));
    let file = DraftFile::open(&path, &[]).expect("its own form");
    assert_eq!(&file.scope().form, form);
    file.inspect().expect("whole");
}
