use std::path::Path as FilePath;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, Zoned};
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::draft::{Block, Incoming, Text};
use crate::form::{Path, RowId, built_in};

fn form() -> &'static Arc<Form> {
    built_in("miit-2025-539").expect("the form of the notice")
}

fn forms() -> &'static [Arc<Form>] {
    crate::form::built_ins()
}

fn identity() -> DraftIdentity {
    DraftIdentity {
        at: "2026-03-18T14:03:00+08:00[+08:00]"
            .parse::<Zoned>()
            .unwrap(),
        seed: 7,
        sample: false,
    }
}

fn time(seconds: i64) -> Timestamp {
    identity().at.timestamp() + SignedDuration::from_secs(seconds)
}

fn empty(path: &FilePath) -> DraftFile {
    DraftFile::create(path, form(), "enterprise", &identity(), |_| {
        Ok::<(), FileError>(())
    })
    .unwrap()
}

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("甲 公司.wufei");
    (folder, path)
}

fn set(path: &str, value: &str) -> Edit {
    Edit::Set {
        path: Path::parse(path).unwrap(),
        value: (!value.is_empty()).then(|| Answer::Text(value.to_owned())),
    }
}

fn attach(id: &str, bytes: &[u8]) -> Edit {
    Edit::PutAttachment {
        attachment: Attachment::of(id, "proof", "证明", "files/a.txt", bytes),
    }
}

#[test]
fn what_was_saved_is_there_after_opening_again() {
    let (_folder, path) = place();
    let mut file = empty(&path);
    assert_eq!(file.number(), "20260318-9222");
    file.apply(&set("cover.name", "甲钢铁"), &[], time(0))
        .unwrap();
    file.apply(&set("waste.generated.2025", "228.50"), &[], time(60))
        .unwrap();
    let bytes = vec![b"proof".to_vec()];
    file.apply(&attach("a1", &bytes[0]), &bytes, time(120))
        .unwrap();
    let before = file.draft().clone();
    drop(file);

    let file = DraftFile::open(&path, forms()).unwrap();
    assert_eq!(file.draft(), &before);
    assert_eq!(file.read("a1").unwrap(), &b"proof"[..]);
    assert_eq!(file.undoable(), Some("添加附件 证明"));
    let whole = file.inspect().unwrap();
    assert_eq!(
        (whole.answers, whole.attachments, whole.revisions),
        (2, 1, 3)
    );
}

#[test]
fn undo_and_redo_survive_closing() {
    let (_folder, path) = place();
    let mut file = empty(&path);
    file.apply(&set("cover.name", "甲"), &[], time(0)).unwrap();
    file.apply(&set("cover.name", "乙"), &[], time(100))
        .unwrap();
    file.undo(time(200)).unwrap();
    drop(file);

    let mut file = DraftFile::open(&path, forms()).unwrap();
    let name = |file: &DraftFile| {
        file.draft()
            .typed(&Path::field("cover.name"))
            .map(str::to_owned)
    };
    assert_eq!(name(&file).as_deref(), Some("甲"));
    assert_eq!(file.redoable(), Some("修改 单位名称"));
    file.redo(time(201)).unwrap();
    assert_eq!(name(&file).as_deref(), Some("乙"));
    file.undo(time(202)).unwrap();
    file.undo(time(203)).unwrap();
    assert_eq!(name(&file), None);
    assert!(file.undo(time(204)).unwrap().is_empty());
    // Something new after an undo: what was taken back cannot be done again, but is not lost.
    file.apply(&set("cover.name", "丙"), &[], time(300))
        .unwrap();
    assert_eq!(file.redoable(), None);
    let labels: Vec<String> = file
        .history()
        .unwrap()
        .into_iter()
        .map(|r| r.label)
        .collect();
    assert_eq!(labels.len(), 7);
    assert_eq!(labels[2], "撤销 修改 单位名称");
    let to = path.with_file_name("旧.wufei");
    file.restore(2, &to).unwrap();
    assert_eq!(
        name(&DraftFile::open(&to, forms()).unwrap()).as_deref(),
        Some("乙")
    );
    file.inspect().unwrap();
}

#[test]
fn typing_in_one_place_is_one_step_until_a_pause() {
    let (_folder, path) = place();
    let mut file = empty(&path);
    for (at, text) in [(0, "甲"), (5, "甲钢"), (12, "甲钢铁"), (30, "甲钢铁公司")] {
        file.apply(&set("cover.name", text), &[], time(at)).unwrap();
    }
    assert_eq!(file.history().unwrap().len(), 2);
    // Another place, though it follows at once.
    file.apply(&set("cover.address", "一"), &[], time(31))
        .unwrap();
    file.apply(&set("waste.generated.2024", "1"), &[], time(32))
        .unwrap();
    file.apply(&set("waste.generated.2025", "1"), &[], time(33))
        .unwrap();
    assert_eq!(file.history().unwrap().len(), 5);
    // Typed and deleted again: nothing to take back.
    file.apply(&set("cover.phone", "1"), &[], time(40)).unwrap();
    file.apply(&set("cover.phone", ""), &[], time(41)).unwrap();
    assert_eq!(file.history().unwrap().len(), 5);
    assert_eq!(file.undoable(), Some("修改 2025 年工业固废产生量"));
    // A clock that was set back does not join what is apart.
    file.apply(&set("cover.email", "a"), &[], time(50)).unwrap();
    file.apply(&set("cover.email", "b"), &[], time(-50))
        .unwrap();
    assert_eq!(file.history().unwrap().len(), 7);
    file.inspect().unwrap();
}

#[test]
fn typing_that_is_saved_all_the_time_is_one_step_a_minute() {
    let (_folder, path) = place();
    let mut file = empty(&path);
    let bytes = vec![b"proof".to_vec()];
    file.apply(&attach("a1", &bytes[0]), &bytes, time(0))
        .unwrap();
    let title = |words: &str| Edit::DescribeAttachment {
        id: "a1".into(),
        kind: "proof".into(),
        title: words.to_owned(),
    };
    let text = |words: &str| Edit::Set {
        path: Path::field("case.plan"),
        value: Some(Answer::Blocks(vec![Block::Paragraph {
            text: Text::plain(words),
        }])),
    };
    let name = |words: &str| set("cover.name", words);
    /// From which second on something is typed, and what.
    type Typed<'a> = (i64, &'a dyn Fn(&str) -> Edit);
    let places: [Typed<'_>; 3] = [(100, &name), (300, &text), (500, &title)];
    for (begin, edit) in places {
        let before = file.history().unwrap().len();
        for second in 0..=120 {
            let words = "字".repeat(usize::try_from(second).unwrap() + 1);
            file.apply(&edit(&words), &[], time(begin + second))
                .unwrap();
        }
        assert_eq!(file.history().unwrap().len(), before + 2, "from {begin}");
    }
    // What is taken back is the last minute, and not the last second.
    file.undo(time(700)).unwrap();
    let title = &file.draft().attachment("a1").unwrap().title;
    assert_eq!(title.chars().count(), 61);
    file.inspect().unwrap();
}

#[test]
fn a_refused_edit_changes_nothing() {
    let (_folder, path) = place();
    let mut file = empty(&path);
    let error = file
        .apply(
            &Edit::All(vec![
                set("cover.name", "甲"),
                Edit::RemoveRow {
                    field: "waste.generated_by".into(),
                    row: RowId::numbered(3).unwrap(),
                },
            ]),
            &[],
            time(0),
        )
        .unwrap_err();
    assert_eq!(error.code(), "edit-no-such-row");
    assert_eq!(file.draft().answers().count(), 0);
    assert!(file.history().unwrap().is_empty());
}

#[test]
fn a_draft_never_takes_the_place_of_another_file() {
    let (folder, path) = place();
    std::fs::write(&path, "mine").unwrap();
    let made = DraftFile::create(&path, form(), "park", &identity(), |_| {
        Ok::<(), FileError>(())
    });
    assert_eq!(made.unwrap_err().code(), "file-exists");
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");

    let other = folder.path().join("b.wufei");
    let made = DraftFile::create(&other, form(), "school", &identity(), |_| {
        Ok::<(), FileError>(())
    });
    assert_eq!(made.unwrap_err().code(), "file-unknown-applicant");
    // What is refused while it is filled leaves nothing behind.
    let made = DraftFile::create(&other, form(), "park", &identity(), |file| {
        file.apply(&set("basics.staff", "1"), &[], time(0))
            .map(|_| ())
    });
    assert_eq!(made.unwrap_err().code(), "edit-unknown-place");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let nowhere = folder.path().join("no/c.wufei");
    let made = DraftFile::create(&nowhere, form(), "park", &identity(), |_| {
        Ok::<(), FileError>(())
    });
    assert_eq!(made.unwrap_err().code(), "file-folder-closed");
}

#[test]
fn a_draft_is_open_once() {
    let (_folder, path) = place();
    let file = empty(&path);
    assert_eq!(
        DraftFile::open(&path, forms()).unwrap_err().code(),
        "file-busy"
    );
    drop(file);
    DraftFile::open(&path, forms()).unwrap();
}

#[test]
fn other_files_are_told_apart() {
    let (folder, path) = place();
    drop(empty(&path));
    let good = std::fs::read(&path).unwrap();
    let code = |bytes: &[u8]| {
        let path = folder.path().join("other.wufei");
        std::fs::write(&path, bytes).unwrap();
        let code = DraftFile::open(&path, forms()).unwrap_err().code();
        // Nothing is done to a file that is refused.
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
        code
    };
    assert_eq!(code(b""), "file-not-a-draft");
    assert_eq!(code(b"hello"), "file-not-a-draft");
    assert_eq!(code(&[b'x'; 500]), "file-not-a-draft");
    let mut foreign = good.clone();
    foreign[68..72].fill(0);
    assert_eq!(code(&foreign), "file-not-a-draft");
    let mut newer = good.clone();
    newer[60..64].copy_from_slice(&9u32.to_be_bytes());
    assert_eq!(code(&newer), "file-newer");
    assert_eq!(code(&good[..good.len() - 4096]), "file-damaged");
    let mut broken = good.clone();
    broken[4096..8192].fill(0xAA);
    assert_eq!(code(&broken), "file-damaged");
    let missing = folder.path().join("none.wufei");
    assert_eq!(
        DraftFile::open(&missing, forms()).unwrap_err().code(),
        "file-missing"
    );
    assert_eq!(
        DraftFile::open(folder.path(), forms()).unwrap_err().code(),
        "file-not-a-draft"
    );
}

/// Changes an open database behind the program's back.
fn tampered(path: &FilePath, sql: &str) -> Result<Inspection, FileError> {
    let db = Connection::open(path).unwrap();
    db.execute_batch(sql).unwrap();
    drop(db);
    DraftFile::open(path, forms())?.inspect()
}

#[test]
fn damage_is_found_and_named() {
    let (folder, path) = place();
    let mut file = empty(&path);
    file.apply(&set("cover.name", "甲"), &[], time(0)).unwrap();
    let bytes = vec![b"proof".to_vec()];
    file.apply(&attach("a1", &bytes[0]), &bytes, time(9))
        .unwrap();
    drop(file);
    let damage = |sql: &str| {
        let copy = folder.path().join("copy.wufei");
        std::fs::copy(&path, &copy).unwrap();
        let error = tampered(&copy, sql).unwrap_err();
        assert_eq!(error.code(), "file-damaged", "{sql}");
        error.to_string()
    };
    assert!(damage("UPDATE answer SET value = '\"乙\"'").contains("历史"));
    assert!(damage("UPDATE content SET bytes = x'00'").contains("改动过"));
    assert!(damage("DELETE FROM content").contains("不见了"));
    damage("UPDATE answer SET value = '{'");
    damage("UPDATE answer SET field = 'cover.nothing'");
    damage("UPDATE revision SET deltas = '[{}]'");
    damage("UPDATE attachment SET entry = '1'");
    damage("DELETE FROM about WHERE key = 'number'");
    damage("CREATE TRIGGER t AFTER INSERT ON answer BEGIN DELETE FROM answer; END");
    damage("DROP TABLE content");
}

#[test]
fn a_draft_that_lost_a_form_that_is_not_built_in_is_said_to_have() {
    let (_folder, path) = place();
    drop(empty(&path));
    let db = Connection::open(&path).unwrap();
    db.execute("DELETE FROM form", []).unwrap();
    drop(db);
    assert_eq!(
        DraftFile::open(&path, &[]).unwrap_err().code(),
        "file-unknown-form"
    );
}

#[cfg(unix)]
#[test]
fn an_interrupted_write_is_taken_back_on_opening() {
    let (folder, path) = place();
    let mut file = empty(&path);
    file.apply(&set("cover.name", "甲"), &[], time(0)).unwrap();
    drop(file);
    // A writer that is gone in the middle of a transaction leaves its journal and pages half
    // written: that state, copied while it stands.
    let copy = folder.path().join("cut.wufei");
    let db = Connection::open(&path).unwrap();
    db.execute_batch("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN;")
        .unwrap();
    for i in 0..200 {
        db.execute(
            "INSERT INTO content VALUES (?1, ?2)",
            params![i.to_string(), vec![1u8; 5000]],
        )
        .unwrap();
    }
    db.execute("UPDATE answer SET value = '\"乙\"'", [])
        .unwrap();
    std::fs::copy(&path, &copy).unwrap();
    std::fs::copy(
        format!("{}-journal", path.display()),
        format!("{}-journal", copy.display()),
    )
    .unwrap();
    let file = DraftFile::open(&copy, forms()).unwrap();
    assert_eq!(file.draft().typed(&Path::field("cover.name")), Some("甲"));
    file.inspect().unwrap();
}

/// The file and its journal in the middle of a change that makes the file longer, and the file before.
fn growing(path: &FilePath) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let before = std::fs::read(path).unwrap();
    let db = Connection::open(path).unwrap();
    db.execute_batch("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN;")
        .unwrap();
    for i in 0..40 {
        let content = params![i.to_string(), vec![1u8; 5000]];
        db.execute("INSERT INTO content VALUES (?1, ?2)", content)
            .unwrap();
    }
    db.execute("UPDATE answer SET value = '\"乙\"'", [])
        .unwrap();
    let half = std::fs::read(path).unwrap();
    let journal = std::fs::read(journal_of(path)).unwrap();
    assert!(half.len() > before.len());
    (before, half, journal)
}

#[test]
fn every_name_that_a_draft_can_be_made_under_can_be_used() {
    let (folder, _) = place();
    let inside = folder.path().join("backups");
    let named = |bytes: usize| {
        let ending = ".wufei";
        let stem = "甲".repeat((bytes - ending.len()) / 3);
        let rest = "a".repeat(bytes - ending.len() - stem.len());
        folder.path().join(format!("{rest}{stem}{ending}"))
    };
    let make = |path: &FilePath| {
        DraftFile::create(path, form(), "enterprise", &identity(), |_| {
            Ok::<_, FileError>(())
        })
    };
    for bytes in [200, 240, 246, 247] {
        let path = named(bytes);
        let mut file = make(&path).unwrap();
        file.apply(&set("cover.name", "甲"), &[], time(0)).unwrap();
        let copy = file.back_up(&inside).unwrap();
        let kept = backups(&inside).unwrap();
        assert!(kept.iter().any(|one| one.path == copy), "{bytes}");
        file.restore(1, &folder.path().join(format!("{bytes}.wufei")))
            .unwrap();
    }
    for bytes in [248, 252, 255] {
        let path = named(bytes);
        assert_eq!(make(&path).unwrap_err().code(), "file-name-too-long");
        assert!(!path.exists());
        // One that was given such a name by hand.
        std::fs::copy(folder.path().join("200.wufei"), &path).unwrap();
        let error = DraftFile::open(&path, forms()).unwrap_err();
        assert_eq!(error.code(), "file-name-too-long");
    }
}

#[test]
fn a_draft_of_a_later_version_is_told_and_left_as_it_is() {
    let (_folder, path) = place();
    drop(empty(&path));
    let db = Connection::open(&path).unwrap();
    // A later program may keep its journal in another way.
    db.execute_batch("PRAGMA user_version = 99; PRAGMA journal_mode = WAL;")
        .unwrap();
    drop(db);
    let before = std::fs::read(&path).unwrap();
    let error = DraftFile::open(&path, forms()).unwrap_err();
    assert_eq!(error.code(), "file-newer");
    assert!(std::fs::read(&path).unwrap() == before);
}

fn journal_of(path: &FilePath) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-journal");
    name.into()
}

#[test]
fn a_draft_that_was_cut_off_while_it_grew_opens_as_it_was() {
    let (folder, path) = place();
    let mut file = empty(&path);
    file.apply(&set("cover.name", "甲"), &[], time(0)).unwrap();
    drop(file);
    let (before, half, journal) = growing(&path);
    let page = 4096;
    // The first page says already how long the file is to be, its own pages are there or not.
    let counted = u32::try_from(half.len() / page + 50).unwrap();
    let mut first = before[..page].to_vec();
    first[28..32].copy_from_slice(&counted.to_be_bytes());
    let counter: [u8; 4] = first[24..28].try_into().unwrap();
    let next = (u32::from_be_bytes(counter) + 1).to_be_bytes();
    first[24..28].copy_from_slice(&next);
    first[92..96].copy_from_slice(&next);
    let lengths = [
        before.len(),
        before.len() + 512,
        half.len() - page,
        half.len(),
    ];
    for (n, length) in lengths.into_iter().enumerate() {
        for (kind, pages) in [("old", &before), ("new", &half)] {
            let mut image = pages.clone();
            image[..page].copy_from_slice(&first);
            image.resize(length, 0);
            let cut = folder.path().join(format!("{kind}{n}.wufei"));
            std::fs::write(&cut, &image).unwrap();
            std::fs::write(journal_of(&cut), &journal).unwrap();
            let file = DraftFile::open(&cut, forms()).unwrap();
            assert_eq!(file.draft().typed(&Path::field("cover.name")), Some("甲"));
            file.inspect().unwrap();
            drop(file);
            assert_eq!(std::fs::read(&cut).unwrap(), before, "{kind} {length}");
        }
    }
    // Without its journal, one that is too short says so.
    let short = folder.path().join("short.wufei");
    std::fs::write(&short, &before[..before.len() - page]).unwrap();
    let error = DraftFile::open(&short, forms()).unwrap_err().to_string();
    assert!(error.contains("没有拷贝完"), "{error}");
}

#[test]
fn what_was_undone_can_be_redone_after_typing_that_came_to_nothing() {
    let (_folder, path) = place();
    let mut file = empty(&path);
    file.apply(&set("cover.name", "甲"), &[], time(1)).unwrap();
    file.undo(time(2)).unwrap();
    let redoable = file.redoable().map(str::to_owned);
    assert!(redoable.is_some());
    file.apply(&set("case.title", "乙"), &[], time(3)).unwrap();
    assert_eq!(file.redoable(), None);
    file.apply(&set("case.title", ""), &[], time(4)).unwrap();
    assert_eq!(file.redoable(), redoable.as_deref());
    assert_eq!(file.undoable(), None);
    drop(file);
    let mut file = DraftFile::open(&path, forms()).unwrap();
    assert_eq!(file.redoable(), redoable.as_deref());
    file.redo(time(5)).unwrap();
    assert_eq!(file.draft().typed(&Path::field("cover.name")), Some("甲"));
    file.inspect().unwrap();
}

#[derive(Debug, Clone)]
enum Act {
    Set(usize, String),
    Row(usize),
    Drop(usize),
    Attach(u8),
    Undo,
    Redo,
    Wait(i64),
    Reopen,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..4usize, "[a-z0-9甲乙{}<&]{0,4}").prop_map(|(at, text)| Act::Set(at, text)),
        2 => (0..3usize).prop_map(Act::Row),
        1 => (0..3usize).prop_map(Act::Drop),
        1 => any::<u8>().prop_map(Act::Attach),
        3 => Just(Act::Undo),
        2 => Just(Act::Redo),
        1 => (0..100i64).prop_map(Act::Wait),
        1 => Just(Act::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is done in whatever order: the file opens to the same draft, the history leads to
    /// it, and every revision can be restored.
    #[test]
    fn any_history_leads_to_its_draft(acts in prop::collection::vec(act(), 1..25)) {
        let (folder, path) = place();
        let mut file = empty(&path);
        let mut now = 0;
        for act in acts {
            now += 1;
            match act {
                Act::Set(at, text) => {
                    let place = ["cover.name", "waste.generated.2025", "statement", "case.title"][at];
                    file.apply(&set(place, &text), &[], time(now)).unwrap();
                }
                Act::Row(at) => {
                    let row = [("name".to_owned(), Answer::Text("渣".into()))].into();
                    let field = "waste.generated_by".into();
                    file.apply(&Edit::InsertRow { field, at, row }, &[], time(now)).unwrap();
                }
                Act::Drop(at) => {
                    let field = "waste.generated_by".to_owned();
                    let row = file.draft().rows(&field).get(at).map_or(RowId::NEW, |row| row.id);
                    let _ = file.apply(&Edit::RemoveRow { field, row }, &[], time(now));
                }
                Act::Attach(byte) => {
                    let bytes = vec![vec![byte]];
                    file.apply(&attach("a1", &bytes[0]), &bytes, time(now)).unwrap();
                }
                Act::Undo => { file.undo(time(now)).unwrap(); }
                Act::Redo => { file.redo(time(now)).unwrap(); }
                Act::Wait(seconds) => now += seconds,
                Act::Reopen => {
                    let (draft, stacks) = (file.draft.clone(), file.stacks.clone());
                    drop(file);
                    file = DraftFile::open(&path, forms()).unwrap();
                    prop_assert_eq!(&file.draft, &draft);
                    prop_assert_eq!(&file.stacks, &stacks);
                }
            }
        }
        file.inspect().unwrap();
        for revision in file.history().unwrap() {
            let to = folder.path().join(format!("{}.wufei", revision.number));
            file.restore(revision.number, &to).unwrap();
            let copy = DraftFile::open(&to, forms()).unwrap();
            copy.inspect().unwrap();
            // Whichever way it is reached, a version is the same state.
            prop_assert_eq!(copy.draft(), &file.draft_after(revision.number).unwrap());
        }
        // Undone to the beginning and done again, it is the same.
        let draft = file.draft.clone();
        let mut steps = 0;
        while file.undoable().is_some() { file.undo(time(now)).unwrap(); steps += 1; }
        prop_assert_eq!(file.draft().answers().count(), 0);
        for _ in 0..steps { file.redo(time(now)).unwrap(); }
        prop_assert_eq!(&file.draft, &draft);
    }
}

#[test]
fn a_sample_read_from_json_is_the_same_draft_again() {
    let (_folder, path) = place();
    let json = include_str!("../../assets/samples/enterprise.json");
    let mut file = empty(&path);
    let incoming = Incoming::parse(file.scope(), json).unwrap();
    file.apply(&Edit::All(incoming.edits), &[], time(0))
        .unwrap();
    let draft = file.draft().clone();
    drop(file);
    let file = DraftFile::open(&path, forms()).unwrap();
    assert_eq!(file.draft(), &draft);
    file.inspect().unwrap();
}

#[test]
fn sittings_are_parted_by_a_rest_and_say_what_was_done() {
    let (_folder, path) = place();
    let mut file = empty(&path);
    assert_eq!(file.sittings(i64::MAX, 10).unwrap(), []);
    assert_eq!(file.last_revision().unwrap(), None);
    let minute = |n: i64| time(n * 60);
    for (at, place) in [
        (0, "cover.name"),
        (5, "cover.address"),
        (30, "cover.phone"),
        (61, "cover.email"),
        (62, "cover.email"),
        (63, "statement"),
    ] {
        file.apply(&set(place, &format!("第 {at}")), &[], minute(at))
            .unwrap();
    }
    let sittings = file.sittings(i64::MAX, 10).unwrap();
    assert_eq!(sittings.len(), 2);
    assert_eq!((sittings[0].first, sittings[0].last), (4, 6));
    assert_eq!(sittings[0].count, 3);
    assert_eq!(sittings[0].labels, ["修改 企业自述", "修改 邮箱"]);
    assert_eq!(sittings[0].more, 0);
    assert_eq!(
        (sittings[1].began, sittings[1].ended),
        (minute(0), minute(30))
    );
    // A page at a time.
    assert_eq!(file.sittings(i64::MAX, 1).unwrap(), sittings[..1]);
    assert_eq!(file.sittings(4, 10).unwrap(), sittings[1..]);
    let numbers = |steps: Vec<Revision>| steps.iter().map(|s| s.number).collect::<Vec<_>>();
    assert_eq!(numbers(file.steps(1, 3, 10).unwrap()), [3, 2, 1]);
    assert_eq!(numbers(file.steps(1, 3, 2).unwrap()), [3, 2]);
    assert_eq!(file.last_revision().unwrap().unwrap().number, 6);
}

#[test]
fn a_version_keeps_its_name_and_its_state() {
    let (_folder, path) = place();
    let mut file = empty(&path);
    assert_eq!(
        file.name_version(1, "空").unwrap_err().code(),
        "file-no-such-revision"
    );
    file.apply(&set("cover.name", "甲"), &[], time(0)).unwrap();
    file.name_version(1, "  交领导审核前 ").unwrap();
    // Typing goes on at once, but not into the version that was named.
    file.apply(&set("cover.name", "甲乙"), &[], time(2))
        .unwrap();
    drop(file);
    let mut file = DraftFile::open(&path, forms()).unwrap();
    let versions = file.versions().unwrap();
    assert_eq!(
        versions,
        [Version {
            number: 1,
            at: time(0),
            name: "交领导审核前".into()
        }]
    );
    let name = |draft: &Draft| draft.typed(&Path::field("cover.name")).map(str::to_owned);
    assert_eq!(name(&file.draft_after(1).unwrap()).as_deref(), Some("甲"));
    assert_eq!(name(&file.draft_after(0).unwrap()), None);
    assert_eq!(
        file.draft_after(9).unwrap_err().code(),
        "file-no-such-revision"
    );
    file.name_version(2, "后来").unwrap();
    // A copy of an earlier state knows nothing of later names.
    let to = path.with_file_name("旧.wufei");
    file.restore(1, &to).unwrap();
    let copy = DraftFile::open(&to, forms()).unwrap();
    assert_eq!(copy.versions().unwrap(), versions);
    copy.inspect().unwrap();
    file.name_version(2, "").unwrap();
    assert_eq!(file.versions().unwrap(), versions);
    file.inspect().unwrap();
}

#[test]
fn going_back_to_a_version_is_one_change_that_can_be_taken_back() {
    let (_folder, path) = place();
    let mut file = empty(&path);
    let bytes = vec![b"one".to_vec()];
    file.apply(&set("cover.name", "甲"), &[], time(0)).unwrap();
    file.apply(&attach("a1", &bytes[0]), &bytes, time(60))
        .unwrap();
    let then = file.draft().clone();
    file.apply(&set("cover.name", "乙"), &[], time(120))
        .unwrap();
    let gone = Edit::RemoveAttachment { id: "a1".into() };
    file.apply(&gone, &[], time(180)).unwrap();
    let now = file.draft().clone();

    file.return_to(2, "恢复到旧版", time(240)).unwrap();
    assert_eq!(file.draft(), &then);
    assert_eq!(file.read("a1").unwrap(), &b"one"[..]);
    assert_eq!(file.undoable(), Some("恢复到旧版"));
    // What is there already is no change.
    assert!(file.return_to(2, "再次", time(250)).unwrap().is_empty());
    drop(file);
    let mut file = DraftFile::open(&path, forms()).unwrap();
    assert_eq!(file.draft(), &then);
    file.undo(time(300)).unwrap();
    assert_eq!(file.draft(), &now);
    file.redo(time(360)).unwrap();
    assert_eq!(file.draft(), &then);
    assert_eq!(
        file.return_to(99, "", time(400)).unwrap_err().code(),
        "file-no-such-revision"
    );
    file.inspect().unwrap();
}

#[test]
fn what_is_no_draft_is_called_by_its_name_alone() {
    let (folder, _) = place();
    let letter = folder.path().join("信.wufei");
    std::fs::write(&letter, "x").unwrap();
    let error = DraftFile::open(&letter, forms()).unwrap_err().to_string();
    assert!(error.starts_with("“信.wufei”"), "{error}");
}

fn based_on(path: &FilePath, earlier: &FilePath) -> Result<Successor, FileError> {
    DraftFile::create_based_on(path, Some(form()), &identity(), earlier, forms(), time(0))
}

/// Every file of a folder with its bytes.
fn contents(folder: &FilePath) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let all = std::fs::read_dir(folder).unwrap();
    all.map(|entry| {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        (path, bytes)
    })
    .collect()
}

#[test]
fn a_new_draft_takes_over_what_stays_and_leaves_the_earlier_one_as_it_is() {
    let (folder, path) = place();
    let mut file = empty(&path);
    let json = r#"{
        "cover": {"name": "甲", "date": "2025-03-18"}, "pledge": {"truthful": true},
        "case": {"plan": [{"type": "heading", "text": "组织"}, {"type": "paragraph", "text": "去年。"}],
                 "results": [{"type": "paragraph", "text": "去年。"}]},
        "waste": {"generated": {"2024": "1.50"},
                  "generated_by": [{"name": "钢渣", "values": {"2024": "1.50"}}]},
        "eligibility": {"founded": "2005-06-01", "no_penalty": true}}"#;
    let incoming = Incoming::parse(file.scope(), json).unwrap();
    file.apply(&Edit::All(incoming.edits), &[], time(0))
        .unwrap();
    let bytes = vec![b"plan".to_vec(), b"proof".to_vec()];
    let plan = Edit::PutAttachment {
        attachment: Attachment::of("a1", "plan", "方案", "files/plan.pdf", &bytes[0]),
    };
    let proof = attach("a2", &bytes[1]);
    file.apply(&Edit::All(vec![plan, proof]), &bytes, time(60))
        .unwrap();
    drop(file);
    let before = contents(folder.path());

    let new = folder.path().join("新.wufei");
    let Successor { file, left } = based_on(&new, &path).unwrap();
    let mut after = contents(folder.path());
    after.remove(&new);
    assert_eq!(after, before);
    let json = file.draft().to_json(file.scope());
    assert_eq!(json["cover"].to_string(), r#"{"name":"甲"}"#);
    assert_eq!(json.get("pledge"), None);
    assert_eq!(
        json["case"].to_string(),
        r#"{"plan":[{"type":"heading","level":2,"text":"组织"}]}"#
    );
    assert_eq!(json["waste"]["generated"].to_string(), r#"{"2024":"1.50"}"#);
    assert_eq!(
        json["eligibility"].to_string(),
        r#"{"founded":"2005-06-01"}"#
    );
    assert_eq!(file.read("a1").unwrap(), &b"plan"[..]);
    assert!(file.draft().attachment("a2").is_none());
    assert_eq!(
        left,
        [
            "case.plan",
            "case.results",
            "cover.date",
            "eligibility.no_penalty",
            "pledge.truthful",
            "attachments"
        ]
    );
    assert_eq!(file.based_on(), Some("甲 公司.wufei"));
    assert_eq!(file.undoable(), Some("沿用“甲 公司.wufei”的内容"));
    file.inspect().unwrap();
}

#[test]
fn what_was_taken_over_is_marked_until_it_is_changed_or_confirmed() {
    let (folder, path) = place();
    let mut file = empty(&path);
    for (at, place) in ["cover.name", "cover.address", "cover.phone"]
        .iter()
        .enumerate()
    {
        file.apply(&set(place, "一"), &[], time(at as i64 * 60))
            .unwrap();
    }
    drop(file);
    let new = folder.path().join("新.wufei");
    let mut file = based_on(&new, &path).unwrap().file;
    let marked = |file: &DraftFile| file.unconfirmed().iter().cloned().collect::<Vec<_>>();
    assert_eq!(
        marked(&file),
        ["cover.address", "cover.name", "cover.phone"]
    );
    file.apply(&set("cover.phone", "二"), &[], time(600))
        .unwrap();
    file.confirm(&["cover.name".to_owned()]).unwrap();
    assert_eq!(marked(&file), ["cover.address"]);
    drop(file);
    let mut file = DraftFile::open(&new, forms()).unwrap();
    assert_eq!(marked(&file), ["cover.address"]);
    file.undo(time(700)).unwrap();
    file.undo(time(701)).unwrap();
    assert!(marked(&file).is_empty());
    assert_eq!(file.draft().answers().count(), 0);
    file.inspect().unwrap();
}

#[test]
fn a_basis_that_cannot_be_read_makes_no_new_draft() {
    let (folder, path) = place();
    let new = folder.path().join("新.wufei");
    assert_eq!(based_on(&new, &path).unwrap_err().code(), "file-missing");
    let open = empty(&path);
    assert_eq!(based_on(&new, &path).unwrap_err().code(), "file-busy");
    drop(open);
    std::fs::write(&path, "x").unwrap();
    assert_eq!(
        based_on(&new, &path).unwrap_err().code(),
        "file-not-a-draft"
    );
    assert!(!new.exists());
}

#[cfg(unix)]
#[test]
fn a_basis_that_was_cut_off_in_the_middle_is_left_as_it_is() {
    let (folder, path) = place();
    drop(empty(&path));
    let copy = folder.path().join("cut.wufei");
    let db = Connection::open(&path).unwrap();
    db.execute_batch("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN;")
        .unwrap();
    for i in 0..200 {
        db.execute(
            "INSERT INTO content VALUES (?1, ?2)",
            params![i.to_string(), vec![1u8; 5000]],
        )
        .unwrap();
    }
    let journal = |path: &FilePath| PathBuf::from(format!("{}-journal", path.display()));
    std::fs::copy(&path, &copy).unwrap();
    std::fs::copy(journal(&path), journal(&copy)).unwrap();
    let before = std::fs::read(&copy).unwrap();
    let error = based_on(&folder.path().join("新.wufei"), &copy).unwrap_err();
    assert_eq!(error.code(), "file-interrupted");
    assert_eq!(std::fs::read(&copy).unwrap(), before);
    assert!(journal(&copy).exists());
}

#[cfg(unix)]
#[test]
fn nothing_is_called_saved_in_a_file_that_is_gone_from_its_place() {
    let (folder, path) = place();
    let mut file = empty(&path);
    let name = |name: &str| set("cover.name", name);
    file.apply(&name("甲"), &[], time(0)).unwrap();
    let away = folder.path().join("改了名.wufei");
    std::fs::rename(&path, &away).unwrap();
    for replaced in [false, true] {
        if replaced {
            std::fs::copy(&away, &path).unwrap();
        }
        let refused = [
            file.apply(&name("乙"), &[], time(60)).unwrap_err(),
            file.undo(time(60)).unwrap_err(),
            file.return_to(0, "恢复", time(60)).unwrap_err(),
            file.name_version(1, "甲").unwrap_err(),
        ];
        for error in refused {
            assert_eq!(error.code(), "file-moved");
        }
    }
    // What there was can still be had, and goes on where the file is put back.
    file.restore(1, &folder.path().join("另存.wufei")).unwrap();
    std::fs::rename(&away, &path).unwrap();
    file.apply(&name("乙"), &[], time(60)).unwrap();
    drop(file);
    let again = DraftFile::open(&path, forms()).unwrap();
    assert_eq!(again.draft().text(again.scope(), "cover.name"), Some("乙"));
}

#[test]
fn a_new_draft_says_which_folder_takes_none() {
    let (folder, _) = place();
    let nowhere = folder.path().join("没有/甲.wufei");
    let filled = |_: &mut _| Ok::<(), FileError>(());
    let error = DraftFile::create(&nowhere, form(), "park", &identity(), filled).unwrap_err();
    assert_eq!(error.code(), "file-folder-closed");
    let says = format!(
        "文件夹“{}”里不能新建文件",
        folder.path().join("没有").display()
    );
    assert!(error.to_string().contains(&says), "{error}");
}

#[test]
fn copies_are_made_once_a_state_and_only_the_newest_stay() {
    let (folder, path) = place();
    let inside = folder.path().join("backups");
    let mut file = empty(&path);
    let first = file.back_up(&inside).unwrap();
    assert_eq!(file.back_up(&inside).unwrap(), first);
    let mut last = first.clone();
    for i in 0..12 {
        file.apply(&set("cover.name", &i.to_string()), &[], time(i * 60))
            .unwrap();
        last = file.back_up(&inside).unwrap();
        // Which is the newest is told by the disk's clock.
        std::thread::sleep(std::time::Duration::from_millis(15));
    }
    let kept = std::fs::read_dir(last.parent().unwrap()).unwrap().count();
    assert_eq!(kept, 8);
    assert!(!first.exists());
    assert_eq!(folder_of(&last), backups_of(&path, &inside));
    let copy = DraftFile::open(&last, forms()).unwrap();
    assert_eq!(copy.draft(), file.draft());
    copy.inspect().unwrap();
}

/// The folder that holds the copies of all drafts of one place.
fn folder_of(copy: &FilePath) -> &FilePath {
    copy.parent().and_then(FilePath::parent).unwrap()
}

#[test]
fn a_new_draft_in_the_place_of_another_takes_no_copies_of_that_away() {
    let (folder, path) = place();
    let inside = folder.path().join("backups");
    let first = empty(&path).back_up(&inside).unwrap();
    std::fs::remove_file(&path).unwrap();
    let identity = DraftIdentity {
        seed: 8,
        ..identity()
    };
    let filled = |_: &mut _| Ok::<(), FileError>(());
    let mut second = DraftFile::create(&path, form(), "enterprise", &identity, filled).unwrap();
    for i in 0..9 {
        second
            .apply(&set("cover.name", &i.to_string()), &[], time(i * 60))
            .unwrap();
        second.back_up(&inside).unwrap();
    }
    assert!(first.exists());
    let found = backups(&inside).unwrap();
    let of_second = |one: &&Backup| one.number == second.number();
    assert_eq!(found.iter().filter(of_second).count(), 8);
    assert_eq!(found.len(), 9);
}

#[cfg(unix)]
#[test]
fn copies_of_a_draft_are_known_by_its_place_after_it_is_gone() {
    let (folder, _) = place();
    let inside = folder.path().join("backups");
    let real = folder.path().join("real");
    std::fs::create_dir(&real).unwrap();
    let linked = folder.path().join("linked");
    std::os::unix::fs::symlink(&real, &linked).unwrap();
    let path = linked.join("甲.wufei");
    let copy = empty(&path).back_up(&inside).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(folder_of(&copy), backups_of(&path, &inside));
}

#[test]
fn copies_are_told_by_draft_and_time_and_one_becomes_a_draft_again() {
    let (folder, path) = place();
    let inside = folder.path().join("backups");
    assert_eq!(backups(&inside).unwrap(), []);
    let mut file = empty(&path);
    file.back_up(&inside).unwrap();
    let mut expected = Vec::new();
    for i in 1..3 {
        file.apply(&set("cover.name", &i.to_string()), &[], time(i * 3600))
            .unwrap();
        expected.insert(0, (file.back_up(&inside).unwrap(), time(i * 3600)));
    }
    // Whatever a draft is called, and what somebody else put there is no copy.
    let other = folder.path().join("报告-2025.wufei");
    empty(&other).back_up(&inside).unwrap();
    std::fs::write(inside.join("notes.txt"), "").unwrap();
    let beside = backups_of(&path, &inside).join(file.number());
    std::fs::write(beside.join("甲.wufei"), "").unwrap();
    let mut found = backups(&inside).unwrap();
    let of_other = found.iter().position(|one| one.draft == "报告-2025");
    found.remove(of_other.unwrap());
    assert!(found.iter().all(|one| one.draft == "甲 公司"));
    // The first, never changed, is told by when it was copied, which is now.
    let changed = found[1..].iter();
    assert_eq!(
        changed
            .map(|one| (one.path.clone(), one.at))
            .collect::<Vec<_>>(),
        expected
    );
    assert_eq!(found.len(), 3);

    let text_of = |file: &DraftFile| {
        let text = file.draft().text(file.scope(), "cover.name");
        text.unwrap_or_default().to_owned()
    };
    let before = std::fs::read(&found[2].path).unwrap();
    let back = folder.path().join("找回.wufei");
    found[2].restore(&back, forms()).unwrap();
    let restored = DraftFile::open(&back, forms()).unwrap();
    restored.inspect().unwrap();
    assert_eq!(text_of(&restored), "1");
    let refused = found[1].restore(&path, forms()).unwrap_err();
    assert_eq!(refused.code(), "file-exists");
    assert_eq!(text_of(&file), "2");
    assert_eq!(std::fs::read(&found[2].path).unwrap(), before);
    std::fs::write(&found[1].path, "torn").unwrap();
    let nowhere = folder.path().join("坏的.wufei");
    assert_eq!(
        found[1].restore(&nowhere, forms()).unwrap_err().code(),
        "file-not-a-draft"
    );
    assert!(!nowhere.exists());
}
