//! The calls of the page, by name and JSON as they cross, in a shell without a window.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;
use wufei_app::calls::{Calls, NAMES};
use wufei_app::desk::Desk;
use wufei_app::failure::Failure;
use wufei_app::preferences::Preferences;
use wufei_app::shell::{Question, Shell};
use wufei_app::wire::{Answer as _, Packed, Parcel, Sent};

/// A person who chooses what was written down before, and a window that notes what became of it.
#[derive(Default)]
struct Rehearsal {
    choices: RefCell<Vec<PathBuf>>,
    asked: RefCell<Vec<Question>>,
    done: RefCell<Vec<String>>,
}

impl Rehearsal {
    fn note(&self, done: impl Into<String>) {
        self.done.borrow_mut().push(done.into());
    }
}

impl Shell for Rehearsal {
    fn ask(&self, question: &Question) -> Vec<PathBuf> {
        self.asked.borrow_mut().push(question.clone());
        std::mem::take(&mut *self.choices.borrow_mut())
    }

    fn open_external(&self, path: &Path) -> std::io::Result<()> {
        self.note(path.file_name().unwrap_or_default().to_string_lossy());
        Ok(())
    }

    fn show(&self, now: Preferences, before: Preferences) {
        self.note(format!("{} → {} %", before.zoom, now.zoom));
    }

    fn give_back_memory(&self) {}

    fn stay(&self) {
        self.note("stays");
    }

    fn close(&self) {
        self.note("closed");
    }
}

struct Program {
    place: TempDir,
    desk: Desk,
    shell: Rehearsal,
}

impl Program {
    fn new() -> Program {
        let place = tempfile::tempdir().unwrap();
        Program {
            desk: Desk::new(
                None,
                &place.path().join("data"),
                &place.path().join("config"),
            ),
            shell: Rehearsal::default(),
            place,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn choose(&self, name: &str) {
        self.shell.choices.borrow_mut().push(self.path(name));
    }

    fn packed(&self, name: &str, arguments: Value) -> Result<Packed, Failure> {
        Calls::new(&self.desk, &self.shell).answer(name, &Sent::json(&arguments))
    }

    fn call(&self, name: &str, arguments: Value) -> Result<Value, Failure> {
        match self.packed(name, arguments)? {
            Packed::Json(json) => Ok(serde_json::from_str(&json).unwrap()),
            Packed::Bytes(_) => panic!("{name} answers bytes"),
        }
    }

    /// A sample on the desk.
    fn with_sample() -> Program {
        let program = Program::new();
        program.choose("示例");
        let opened = program.call(
            "sample",
            json!({"form": own_form(&program), "applicant": "park"}),
        );
        assert!(
            opened.unwrap()["path"]
                .as_str()
                .unwrap()
                .ends_with("示例.wufei")
        );
        program
    }
}

fn own_form(program: &Program) -> Value {
    program.call("start", json!({})).unwrap()["forms"][0]["id"].take()
}

#[test]
fn a_draft_is_made_where_a_person_says_and_changed_and_left() {
    let program = Program::new();
    let form = own_form(&program);
    let wanted = json!({"form": form, "applicant": "enterprise"});
    // Cancelled.
    assert_eq!(program.call("create", wanted.clone()).unwrap(), Value::Null);
    program.choose("甲");
    let opened = program.call("create", wanted).unwrap();
    assert_eq!(opened["applicant"]["id"], "enterprise");
    assert!(program.path("甲.wufei").is_file());
    let suggested = Question::NewDraft {
        suggested: "申报书-企业.wufei".into(),
    };
    assert_eq!(
        *program.shell.asked.borrow(),
        [suggested.clone(), suggested]
    );

    let edit = json!({"edit": "set", "path": "cover.name", "value": "甲公司"});
    let change = program.call("apply", json!({"edit": edit})).unwrap();
    assert_eq!(change["answers"]["cover.name"], "甲公司");
    let again = program.call("start", json!({})).unwrap();
    assert_eq!(again["opened"]["answers"]["cover.name"], "甲公司");

    assert_eq!(program.call("leave", json!({})).unwrap(), Value::Null);
    let refused = program.call("undo", json!({})).unwrap_err();
    assert_eq!(refused.code, "no-draft");
    let start = program.call("start", json!({})).unwrap();
    assert_eq!(start["opened"], Value::Null);
    assert!(
        start["recent"][0]["path"]
            .as_str()
            .unwrap()
            .ends_with("甲.wufei")
    );
    let backups = program.call("backups", json!({})).unwrap();
    assert_eq!(backups[0]["draft"], "甲");

    program.choose("找回");
    let copy = &backups[0]["copies"][0]["path"];
    let restored = program
        .call("restore_backup", json!({"path": copy}))
        .unwrap();
    assert_eq!(restored["answers"]["cover.name"], "甲公司");
    assert!(program.path("找回.wufei").is_file());
}

#[test]
fn files_that_the_page_was_given_are_attached_together() {
    let program = Program::with_sample();
    let opened = program.call("start", json!({})).unwrap();
    let kind = &opened["opened"]["form"]["attachment"][0]["id"];
    let give = |name: &str, bytes: &[u8]| {
        let sent = Parcel {
            head: json!({"kind": kind, "name": name}),
            bytes: bytes.to_vec(),
        };
        let Packed::Bytes(sent) = sent.pack().unwrap() else {
            panic!("no bytes")
        };
        let sent = Sent::packed(&sent).unwrap();
        Calls::new(&program.desk, &program.shell).answer("ready_bytes", &sent)
    };
    give("证书.pdf", b"%PDF-1.7\n%%EOF\n").unwrap();
    assert!(give("空.pdf", b"").unwrap_err().message.contains("空.pdf"));
    let change = program.call("attach_ready", json!({})).unwrap();
    let attachments = change["attachments"].as_array().unwrap();
    let last = attachments.last().unwrap();
    assert_eq!(
        (&last["title"], &last["file"]),
        (&json!("证书"), &json!("files/证书.pdf"))
    );
    assert_eq!(
        program.call("attach_ready", json!({})).unwrap(),
        Value::Null
    );

    program.choose("副本.pdf");
    let saved = program.call("save_attachment", json!({"id": last["id"]}));
    assert!(saved.unwrap().as_str().unwrap().ends_with("副本.pdf"));
    let copy = std::fs::read(program.path("副本.pdf")).unwrap();
    assert_eq!(copy, b"%PDF-1.7\n%%EOF\n");
}

#[test]
fn the_paper_and_its_pages_cross_as_bytes_with_their_lines() {
    let program = Program::with_sample();
    let paper = program.call("preview", json!({})).unwrap();
    let page = |paper: &Value| {
        let page = json!({"paper": paper, "index": 0, "scale": 0.5});
        match program.packed("page", page).unwrap() {
            Packed::Bytes(bytes) => bytes,
            Packed::Json(json) => panic!("{json}"),
        }
    };
    let painted = page(&paper["number"]);
    let length = u32::from_le_bytes(*painted.first_chunk().unwrap()) as usize;
    let lines: Value = serde_json::from_slice(&painted[4..4 + length]).unwrap();
    assert!(!lines[0]["text"].as_str().unwrap().is_empty());
    assert!(painted[4 + length..].starts_with(b"\x89PNG"));
    assert_eq!(page(&json!(99)), b"\x04\0\0\0null");
}

#[test]
fn documents_are_handed_to_the_system_only_where_they_were_written() {
    let program = Program::with_sample();
    let request = json!({"last": false, "only": ["docx"], "notice_years": false});
    let written = program
        .call("export_beside", json!({"request": request}))
        .unwrap();
    let (folder, name) = (&written["folder"], &written["files"][0]["name"]);
    program
        .call("reveal", json!({"folder": folder, "name": name}))
        .unwrap();
    assert_eq!(*program.shell.done.borrow(), [name.as_str().unwrap()]);
    let elsewhere = json!({"folder": program.place.path(), "name": "示例.wufei"});
    let refused = program.call("reveal", elsewhere).unwrap_err();
    assert_eq!(refused.code, "reveal");
    assert_eq!(program.shell.done.borrow().len(), 1);
}

#[test]
fn the_window_is_shown_kept_and_closed_as_the_page_asks() {
    let program = Program::with_sample();
    let wanted = json!({"preferences": {"zoom": 900, "look": "dark"}});
    let now = program.call("prefer", wanted).unwrap();
    assert_eq!(now, json!({"zoom": 200, "look": "dark"}));
    program.call("stay", json!({})).unwrap();
    program.call("close", json!({})).unwrap();
    assert_eq!(
        *program.shell.done.borrow(),
        ["100 → 200 %", "stays", "closed"]
    );
    assert_eq!(
        program.call("start", json!({})).unwrap()["opened"],
        Value::Null
    );
}

#[test]
fn what_is_no_call_is_refused_and_changes_nothing() {
    let program = Program::with_sample();
    for (name, arguments) in [
        ("aply", json!({})),
        ("apply", json!({})),
        ("apply", json!({"edit": "all"})),
        ("history", json!({"before": "yesterday"})),
        ("search", json!({"catalogue": "people", "query": "a"})),
        ("open", json!({"path": 7})),
    ] {
        let refused = program.call(name, arguments).unwrap_err();
        assert_eq!(refused.code, "call", "{name}");
    }
    assert!(
        program.shell.asked.borrow().len() == 1,
        "only for the sample"
    );
}

#[test]
fn there_is_no_call_that_the_page_does_not_make() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/backend/shell.ts");
    let page = std::fs::read_to_string(page).unwrap();
    let made = |name: &str| page.contains(&format!("\"{name}\""));
    let left: Vec<_> = NAMES.iter().filter(|name| !made(name)).collect();
    assert!(left.is_empty(), "{left:?}");
}
