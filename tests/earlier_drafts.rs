//! Drafts of earlier versions of the file keep opening, for ever: `tests/drafts/` holds one of each kind,
//! written by the program of its time, with what that program said of every state of its history. They
//! are never made anew.

mod common;

use std::fs;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;
use wufei::derive::Figures;
use wufei::draft::{Draft, Inline};
use wufei::file::{DraftFile, DraftIdentity};
use wufei::form::{Form, Scope};

/// Drafts of the first version, in which rows were known by their place.
const FIRST: [&str; 3] = ["first-enterprise", "first-park", "first-empty"];

fn forms() -> &'static [Arc<Form>] {
    wufei::form::built_ins()
}

fn kept(name: &str) -> PathBuf {
    FilePath::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/drafts")
        .join(name)
}

fn told(name: &str) -> Value {
    let text = fs::read_to_string(kept(&format!("{name}.json"))).expect("what was said");
    serde_json::from_str(&text).expect("JSON")
}

/// A copy to work on.
fn copied(name: &str, folder: &FilePath) -> PathBuf {
    let path = folder.join("草稿.wufei");
    fs::copy(kept(&format!("{name}.wufei")), &path).expect("a copy");
    path
}

/// Every text of a draft as printed; what leads nowhere as the first version printed it.
fn texts(scope: &Scope, draft: &Draft) -> Vec<String> {
    let figures = Figures::new(scope, draft);
    let blocks = draft.answers().flat_map(|(path, _)| draft.blocks(path));
    blocks
        .flat_map(|block| block.texts())
        .map(|text| {
            let said = |piece: &Inline| match piece {
                Inline::Run { text, .. } => text.clone(),
                Inline::Ref(quote) => figures.quoted(quote).text,
            };
            text.0.iter().map(said).collect()
        })
        .collect()
}

/// Answers without what the first version did not have.
fn without_ids(scope: &Scope, draft: &Draft) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.remove("id");
                map.values_mut().for_each(strip);
            }
            Value::Array(list) => list.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut answers = draft.to_json(scope);
    strip(&mut answers);
    if let Some(case) = answers.get_mut("case").and_then(Value::as_object_mut) {
        case.retain(|key, _| key == "title");
    }
    answers
}

/// What both versions print the same; the first printed the path of a figure that was not there.
fn comparable(texts: &Value, now: &[String]) -> bool {
    let before = texts.as_array().expect("texts");
    before.len() == now.len()
        && before.iter().zip(now).all(|(before, now)| {
            let before = before.as_str().expect("a text");
            match before.split_once("{{") {
                Some((begin, _)) => now.starts_with(begin) && now.contains(['〔', '{']),
                None => before == now,
            }
        })
}

#[test]
fn every_state_of_an_earlier_draft_says_what_it_said() {
    for name in FIRST {
        let folder = tempfile::tempdir().expect("a folder");
        let path = copied(name, folder.path());
        let file = DraftFile::open(&path, forms()).expect("it opens");
        let said = told(name);
        let history: Vec<Value> = file
            .history()
            .expect("a history")
            .into_iter()
            .map(|one| serde_json::json!([one.number, one.label]))
            .collect();
        assert_eq!(Value::Array(history), said["history"], "{name}");
        let versions: Vec<Value> = file
            .versions()
            .expect("versions")
            .into_iter()
            .map(|one| serde_json::json!([one.number, one.name]))
            .collect();
        assert_eq!(Value::Array(versions), said["versions"], "{name}");
        assert_eq!(file.undoable(), said["undo"].as_str(), "{name}");
        assert_eq!(file.redoable(), said["redo"].as_str(), "{name}");
        for state in said["states"].as_array().expect("states") {
            let number = state["revision"].as_i64().expect("a number");
            let draft = file.draft_after(number).expect("a state");
            assert_eq!(
                without_ids(file.scope(), &draft),
                state["answers"],
                "{name} {number}"
            );
            let now = texts(file.scope(), &draft);
            assert!(
                comparable(&state["texts"], &now),
                "{name} {number}: {now:?}, not {}",
                state["texts"]
            );
        }
        file.inspect().expect("a sound file");
    }
}

#[test]
fn an_earlier_draft_is_undone_to_its_beginning_and_done_again() {
    for name in FIRST {
        let folder = tempfile::tempdir().expect("a folder");
        let path = copied(name, folder.path());
        let mut file = DraftFile::open(&path, forms()).expect("it opens");
        let now = file.draft().clone();
        let mut steps = 0;
        let mut at = Timestamp::from_second(1_900_000_000).expect("a time");
        let mut tick = || {
            at += jiff::SignedDuration::from_secs(1);
            at
        };
        while file.undoable().is_some() {
            file.undo(tick()).expect("undone");
            steps += 1;
        }
        assert_eq!(file.draft().answers().count(), 0, "{name}");
        for _ in 0..steps {
            file.redo(tick()).expect("done again");
        }
        assert_eq!(*file.draft(), now, "{name}");
        file.inspect().expect("a sound file");
    }
}

#[test]
fn rows_of_an_earlier_draft_move_without_their_references() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = copied("first-enterprise", folder.path());
    let mut file = DraftFile::open(&path, forms()).expect("it opens");
    let before = texts(file.scope(), file.draft());
    let first = file.draft().rows("waste.generated_by")[0].id;
    let edit = wufei::draft::Edit::MoveRow {
        field: "waste.generated_by".into(),
        row: first,
        to: 2,
    };
    let at = Timestamp::from_second(1_900_000_000).expect("a time");
    file.apply(&edit, &[], at).expect("moved");
    assert_eq!(texts(file.scope(), file.draft()), before);
}

#[test]
fn a_copy_of_an_earlier_draft_is_kept_before_it_is_brought_over() {
    let version = |path: &FilePath| {
        let bytes = fs::read(path).expect("a file");
        u32::from_be_bytes(bytes[60..64].try_into().expect("a header"))
    };
    for name in FIRST {
        let folder = tempfile::tempdir().expect("a folder");
        let copies = tempfile::tempdir().expect("a folder");
        let path = copied(name, folder.path());
        assert_eq!(version(&path), 1);
        drop(DraftFile::open_keeping(&path, forms(), Some(copies.path())).expect("it opens"));
        assert_eq!(version(&path), 2);
        let all = wufei::file::backups(copies.path()).expect("copies");
        assert_eq!(all.len(), 1, "{name}");
        assert_eq!(version(&all[0].path), 1);
        // It is one of the copies that a draft can be restored from.
        let again = folder.path().join("恢复.wufei");
        all[0].restore(&again, forms()).expect("restored");
        let restored = DraftFile::open(&again, forms()).expect("it opens");
        let brought = DraftFile::open(&path, forms()).expect("it opens");
        assert_eq!(restored.draft(), brought.draft());
        // Opened once more, it is of this version: nothing is copied again.
        drop(brought);
        drop(DraftFile::open_keeping(&path, forms(), Some(copies.path())).expect("it opens"));
        assert_eq!(
            wufei::file::backups(copies.path()).expect("copies").len(),
            1
        );
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
    }
    // Without a folder for copies it lies beside the draft.
    let folder = tempfile::tempdir().expect("a folder");
    let path = copied("first-park", folder.path());
    drop(DraftFile::open(&path, forms()).expect("it opens"));
    assert_eq!(version(&folder.path().join("草稿-旧版.wufei")), 1);
    // Where no copy can be made, the draft stays as it is.
    let folder = tempfile::tempdir().expect("a folder");
    let path = copied("first-park", folder.path());
    let blocked = folder.path().join("copies");
    fs::write(&blocked, "a file").expect("written");
    drop(DraftFile::open_keeping(&path, forms(), Some(&blocked)).expect("it opens"));
    assert_eq!(version(&folder.path().join("草稿-旧版.wufei")), 1);
}

#[test]
fn an_earlier_draft_that_is_only_read_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = copied("first-enterprise", folder.path());
    let before = fs::read(&path).expect("a file");
    let at = Timestamp::from_second(1_900_000_000).expect("a time");
    let identity = DraftIdentity {
        at: at.to_zoned(jiff::tz::TimeZone::UTC),
        seed: 1,
        sample: false,
    };
    let to = folder.path().join("今年.wufei");
    let made = DraftFile::create_based_on(&to, None, &identity, &path, forms(), at);
    let made = made.expect("a successor").file;
    assert_eq!(fs::read(&path).expect("a file"), before);
    let old = DraftFile::open(&path, forms()).expect("it opens");
    let ids = |file: &DraftFile| -> Vec<_> {
        let rows = file.draft().rows("waste.generated_by").iter();
        rows.map(|row| row.id).collect()
    };
    assert_eq!(ids(&made), ids(&old));
}

#[test]
fn a_history_that_cannot_be_followed_keeps_nobody_from_the_answers() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = copied("first-enterprise", folder.path());
    let db = rusqlite::Connection::open(&path).expect("a database");
    db.execute(
        "UPDATE revision SET deltas = '[{\"field\":\"gone.away\",\"after\":\"x\"}]' WHERE number = 3",
        [],
    )
    .expect("spoilt");
    drop(db);
    let mut file = DraftFile::open(&path, forms()).expect("it opens");
    let states = told("first-enterprise");
    let last = states["states"]
        .as_array()
        .expect("states")
        .last()
        .expect("one");
    assert_eq!(without_ids(file.scope(), file.draft()), last["answers"]);
    assert_eq!(file.history().expect("a history").len(), 1);
    file.inspect().expect("a sound file");
    file.undo(Timestamp::from_second(1_900_000_000).expect("a time"))
        .expect("undone");
    assert_eq!(file.draft().answers().count(), 0);
}
