//! The `.wufei` file: one applicant's whole application in one SQLite database.
//!
//! A [`DraftFile`] is always saved: each change is one transaction that also records how to take it
//! back. A file that is made (new, sample, restored) is made beside and put in its place only when
//! whole. `docs/format.md` §1 describes the tables.

mod backup;
mod based_on;
mod damage;
mod embedded_form;
mod error;
mod history;
mod merge;
mod schema;
#[cfg(test)]
mod tests;
mod upgrade;
mod version;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, Zoned};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::disk;
use crate::draft::attachment::fingerprint;
use crate::draft::{Answer, Attachment, AttachmentBytes, Delta, Draft, Edit};
use crate::form::{Form, Scope};

pub use backup::{Backup, backups, backups_of};
pub use based_on::Successor;
pub use damage::{Damage, FormDamage};
pub use error::FileError;
pub use history::{Revision, Sitting, Version};
pub use merge::decode;

/// Typing in one place is one step to take back while the pauses are shorter than this…
const PAUSE: SignedDuration = SignedDuration::from_secs(10);
/// …and the whole is not longer than this.
const STRETCH: SignedDuration = SignedDuration::from_secs(60);

/// Largest attachment in bytes. SQLite could hold more, but no recipient takes it.
pub const LARGEST: u64 = 200 << 20;

/// What the highest number that an id of a row was given is kept under.
const ROWS: &str = "rows";

/// How a new draft is told from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftIdentity {
    /// When it was made, local time.
    pub at: Zoned,
    /// By chance.
    pub seed: u64,
    /// Whether it is a sample: fictional.
    pub sample: bool,
}

impl DraftIdentity {
    /// The number printed in the foot of every page: `20260318-7KQM`, for a sample `示例-7KQM`.
    fn number(&self) -> String {
        // Letters that are not mistaken for one another when read out over the telephone.
        const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let word: String = (0..4)
            .map(|i| char::from(LETTERS[(self.seed >> (5 * i)) as usize % LETTERS.len()]))
            .collect();
        match self.sample {
            true => format!("示例-{word}"),
            false => format!("{}-{word}", self.at.strftime("%Y%m%d")),
        }
    }
}

/// What a whole file was found to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Answers.
    pub answers: usize,
    /// Attachments.
    pub attachments: usize,
    /// Bytes of the attachments.
    pub bytes: u64,
    /// Revisions.
    pub revisions: usize,
}

/// An open draft file. While it is open nobody else can write it.
#[derive(Debug)]
pub struct DraftFile {
    db: Connection,
    path: PathBuf,
    scope: Scope,
    draft: Draft,
    number: String,
    sample: bool,
    /// Name of the file it was based on.
    basis: Option<String>,
    /// What was taken over from there and not looked at since.
    unconfirmed: BTreeSet<String>,
    stacks: history::Stacks,
    /// Which file of the disk it is; `None` while it is made.
    identity: Option<u64>,
}

impl DraftFile {
    /// Makes a new draft. `fill` may put the first answers in; the file appears at `path` only when
    /// that is done, and never over another file.
    ///
    /// # Errors
    /// [`FileError`], or what `fill` says; there is no file then.
    pub fn create<E: From<FileError>>(
        path: &Path,
        form: &Arc<Form>,
        applicant: &str,
        identity: &DraftIdentity,
        fill: impl FnOnce(&mut DraftFile) -> Result<(), E>,
    ) -> Result<DraftFile, E> {
        let scope = form
            .scope(applicant)
            .ok_or_else(|| FileError::UnknownApplicant {
                applicant: applicant.to_owned(),
                known: known_applicants(form),
            })?;
        let beside = beside(path)?;
        let failed = |error| FileError::sqlite(path, &error);
        let db = Connection::open(&beside).map_err(failed)?;
        schema::build(&db).map_err(failed)?;
        let number = identity.number();
        let about = [
            ("form", form.id.as_str()),
            ("applicant", applicant),
            ("number", &number),
            ("sample", if identity.sample { "yes" } else { "no" }),
            ("made", &identity.at.timestamp().to_string()),
        ];
        for (key, value) in about {
            db.execute("INSERT INTO about VALUES (?1, ?2)", [key, value])
                .map_err(failed)?;
        }
        let mut file = DraftFile {
            db,
            path: path.to_owned(),
            draft: Draft::new(&form.id, applicant),
            scope,
            number,
            sample: identity.sample,
            basis: None,
            unconfirmed: BTreeSet::new(),
            stacks: history::Stacks::default(),
            identity: None,
        };
        embedded_form::put(&file.db, form).map_err(failed)?;
        fill(&mut file)?;
        drop(file);
        put_in_place(beside, path)?;
        Ok(DraftFile::open(path, std::slice::from_ref(form))?)
    }

    /// Opens a draft with the form that it carries; where `forms` have the same, it is shared. A draft of an
    /// earlier version carries none: it is of one of `forms`, and brought over after a copy beside it.
    ///
    /// # Errors
    /// [`FileError`] that says whether it is missing, something else, newer, damaged or busy.
    pub fn open(path: &Path, forms: &[Arc<Form>]) -> Result<DraftFile, FileError> {
        DraftFile::open_keeping(path, forms, None)
    }

    /// As [`open`](Self::open); the copy of an earlier version goes into its folder inside `copies`, or
    /// beside the draft where that takes none.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_keeping(
        path: &Path,
        forms: &[Arc<Form>],
        copies: Option<&Path>,
    ) -> Result<DraftFile, FileError> {
        let db = schema::open(path, schema::Access::Write)?;
        let failed = |error| FileError::sqlite(path, &error);
        if schema::is_first(&db).map_err(failed)? && !db.is_readonly("main").map_err(failed)? {
            let (scope, number) = DraftFile::asked(&db, path, forms)?;
            backup::copy_before(&db, path, &number, copies)?;
            upgrade::bring_over(&db, path, &scope)?;
        }
        DraftFile::of(db, path, forms)
    }

    /// Opens a draft that is only looked at: its file stays as it is, whatever is done here.
    fn open_to_read(path: &Path, forms: &[Arc<Form>]) -> Result<DraftFile, FileError> {
        DraftFile::of(schema::open(path, schema::Access::Read)?, path, forms)
    }

    /// The form that a draft answers, as its applicant sees it, and its number.
    fn asked(
        db: &Connection,
        path: &Path,
        forms: &[Arc<Form>],
    ) -> Result<(Scope, String), FileError> {
        let damaged = |what: Damage| FileError::Damaged {
            path: path.to_owned(),
            what,
        };
        let about = |key: &str| {
            let found = about(db, key).map_err(|error| FileError::sqlite(path, &error))?;
            found.ok_or_else(|| damaged(Damage::Lacks(key.to_owned())))
        };
        let id = about("form")?;
        let form = embedded_form::form(db, path, &id, forms)?;
        let applicant = about("applicant")?;
        let scope = form
            .scope(&applicant)
            .ok_or_else(|| damaged(Damage::Applicant(applicant.clone())))?;
        Ok((scope, about("number")?))
    }

    fn of(db: Connection, path: &Path, forms: &[Arc<Form>]) -> Result<DraftFile, FileError> {
        let failed = |error| FileError::sqlite(path, &error);
        let damaged = |what: Damage| FileError::Damaged {
            path: path.to_owned(),
            what,
        };
        let (scope, number) = DraftFile::asked(&db, path, forms)?;
        // One of an earlier version that may not be written is brought over where nobody sees it.
        let db = match schema::is_first(&db).map_err(failed)? {
            true => upgrade::in_memory(&db, path, &scope)?,
            false => db,
        };
        let sample = about(&db, "sample").map_err(failed)?.as_deref() == Some("yes");
        let mut draft = read_draft(&db, &scope).map_err(failed)?.map_err(damaged)?;
        let given = about(&db, ROWS).map_err(failed)?;
        draft.note_given(given.and_then(|text| text.parse().ok()).unwrap_or_default());
        let stacks = history::Stacks::read(&db).map_err(failed)?;
        let (basis, unconfirmed) = based_on::noted(&db).map_err(failed)?;
        Ok(DraftFile {
            path: path.to_owned(),
            identity: disk::identity(path),
            db,
            scope,
            draft,
            number,
            sample,
            basis,
            unconfirmed,
            stacks,
        })
    }

    /// The draft as it is now.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The form as this draft's applicant sees it.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The draft's number, printed in the foot of every page.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// Whether it is a sample: fictional.
    pub fn is_sample(&self) -> bool {
        self.sample
    }

    /// What [`DraftFile::undo`] would take back.
    pub fn undoable(&self) -> Option<&str> {
        self.stacks.undo.last().map(|step| step.label.as_str())
    }

    /// What [`DraftFile::redo`] would do again.
    pub fn redoable(&self) -> Option<&str> {
        self.stacks.redo.last().map(|step| step.label.as_str())
    }

    /// Applies an edit and saves it. `contents` are the bytes of attachments that the edit speaks
    /// of. Answers what changed; an edit that changes nothing leaves no revision.
    ///
    /// # Errors
    /// [`FileError`]; the draft and its file are then as they were.
    pub fn apply(
        &mut self,
        edit: &Edit,
        contents: &[Vec<u8>],
        at: Timestamp,
    ) -> Result<Vec<Delta>, FileError> {
        let label = edit.label(&self.scope, &self.draft);
        self.record(edit, contents, label, edit.place(), at)
    }

    /// Applies an edit under a name of its own; one with a `place` may go on with the last.
    fn record(
        &mut self,
        edit: &Edit,
        contents: &[Vec<u8>],
        label: String,
        place: Option<String>,
        at: Timestamp,
    ) -> Result<Vec<Delta>, FileError> {
        let mut after = self.draft.clone();
        let deltas = after.apply(&self.scope, edit)?;
        if deltas.is_empty() {
            return Ok(deltas);
        }
        let going_on = self.going_on(place.as_deref(), at)?;
        let failed = |error| FileError::sqlite(&self.path, &error);
        let transaction = self.begin()?;
        for bytes in contents {
            transaction
                .execute(
                    "INSERT OR IGNORE INTO content VALUES (?1, ?2)",
                    params![fingerprint(bytes), bytes],
                )
                .map_err(failed)?;
        }
        write_answers(&transaction, &after, &deltas).map_err(failed)?;
        let unconfirmed = self
            .unconfirmed_after(&transaction, &deltas)
            .map_err(failed)?;
        let entry = |deltas| history::NewRevision {
            kind: history::RevisionKind::Edit,
            of: None,
            place: place.as_deref(),
            label: &label,
            at,
            deltas,
        };
        let mut stacks = self.stacks.clone();
        match going_on {
            Some((number, begin)) => {
                let whole = after.deltas_since(&begin);
                if whole.is_empty() {
                    history::strike(&transaction, number).map_err(failed)?;
                    // Nothing has happened: what could be redone before can be redone again.
                    stacks = history::Stacks::read(&transaction).map_err(failed)?;
                } else {
                    history::amend(&transaction, number, &entry(&whole)).map_err(failed)?;
                    stacks.undo.pop();
                    stacks.undo.push(history::UndoStep { number, label });
                }
            }
            None => {
                let number = history::append(&transaction, &entry(&deltas)).map_err(failed)?;
                stacks.undo.push(history::UndoStep { number, label });
                stacks.redo.clear();
            }
        }
        transaction.commit().map_err(failed)?;
        (self.draft, self.stacks, self.unconfirmed) = (after, stacks, unconfirmed);
        Ok(deltas)
    }

    /// Begins a change of the file, where that still is what its path leads to: what is written into a
    /// file that was deleted or moved away would be gone, or be where nobody looks. SQLite itself asks
    /// only as it makes its journal, which an open draft keeps.
    fn begin(&self) -> Result<rusqlite::Transaction<'_>, FileError> {
        if self.identity.is_some() && disk::identity(&self.path) != self.identity {
            return Err(FileError::Moved {
                path: self.path.clone(),
            });
        }
        self.db
            .unchecked_transaction()
            .map_err(|error| FileError::sqlite(&self.path, &error))
    }

    /// The last revision and the draft before it, when an edit of `place` at `at` goes on with it.
    fn going_on(
        &self,
        place: Option<&str>,
        at: Timestamp,
    ) -> Result<Option<(i64, Draft)>, FileError> {
        let (Some(place), true) = (place, self.stacks.redo.is_empty()) else {
            return Ok(None);
        };
        let failed = |error| FileError::sqlite(&self.path, &error);
        let Some((number, last, began, ended)) = history::last_place(&self.db).map_err(failed)?
        else {
            return Ok(None);
        };
        let since = |time: Timestamp| at.duration_since(time);
        let on = last == place
            && since(ended) <= PAUSE
            && since(began) <= STRETCH
            && !since(ended).is_negative();
        if !on || self.is_named(number)? {
            return Ok(None);
        }
        let mut begin = self.draft.clone();
        begin.replay(&history::reversed(self.deltas_of(number)?));
        Ok(Some((number, begin)))
    }

    /// Takes back the last edit that was not taken back yet; nothing where there is none.
    ///
    /// # Errors
    /// [`FileError`]; the draft and its file are then as they were.
    pub fn undo(&mut self, at: Timestamp) -> Result<Vec<Delta>, FileError> {
        let Some(step) = self.stacks.undo.last().cloned() else {
            return Ok(Vec::new());
        };
        let deltas = history::reversed(self.deltas_of(step.number)?);
        self.move_along(history::RevisionKind::Undo, &step, deltas, at)
    }

    /// Does again what was taken back last; nothing where there is none.
    ///
    /// # Errors
    /// [`FileError`]; the draft and its file are then as they were.
    pub fn redo(&mut self, at: Timestamp) -> Result<Vec<Delta>, FileError> {
        let Some(step) = self.stacks.redo.last().cloned() else {
            return Ok(Vec::new());
        };
        let deltas = self.deltas_of(step.number)?;
        self.move_along(history::RevisionKind::Redo, &step, deltas, at)
    }

    fn move_along(
        &mut self,
        kind: history::RevisionKind,
        step: &history::UndoStep,
        deltas: Vec<Delta>,
        at: Timestamp,
    ) -> Result<Vec<Delta>, FileError> {
        let mut after = self.draft.clone();
        after.replay(&deltas);
        let mut stacks = self.stacks.clone();
        let verb = match kind {
            history::RevisionKind::Undo => {
                stacks.redo.extend(stacks.undo.pop());
                "撤销"
            }
            history::RevisionKind::Redo | history::RevisionKind::Edit => {
                stacks.undo.extend(stacks.redo.pop());
                "重做"
            }
        };
        let failed = |error| FileError::sqlite(&self.path, &error);
        let transaction = self.begin()?;
        write_answers(&transaction, &after, &deltas).map_err(failed)?;
        let unconfirmed = self
            .unconfirmed_after(&transaction, &deltas)
            .map_err(failed)?;
        let entry = history::NewRevision {
            kind,
            of: Some(step.number),
            place: None,
            label: &format!("{verb} {}", step.label),
            at,
            deltas: &deltas,
        };
        history::append(&transaction, &entry).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        (self.draft, self.stacks, self.unconfirmed) = (after, stacks, unconfirmed);
        Ok(deltas)
    }

    fn deltas_of(&self, number: i64) -> Result<Vec<Delta>, FileError> {
        let text = history::deltas_of(&self.db, number)
            .map_err(|error| FileError::sqlite(&self.path, &error))?
            .ok_or(FileError::NoSuchRevision { number })?;
        history::parse(&self.scope, &text).map_err(|error| self.damaged(error))
    }

    fn damaged(&self, what: impl Into<Damage>) -> FileError {
        FileError::Damaged {
            path: self.path.clone(),
            what: what.into(),
        }
    }

    /// The revisions, oldest first.
    ///
    /// # Errors
    /// [`FileError`] where the file cannot be read.
    pub fn history(&self) -> Result<Vec<Revision>, FileError> {
        history::list(&self.db).map_err(|error| FileError::sqlite(&self.path, &error))
    }

    /// Makes a new file with the draft as it was after a revision, and the history up to there.
    ///
    /// # Errors
    /// [`FileError`]; there is no new file then, and this one is not touched.
    pub fn restore(&self, number: i64, to: &Path) -> Result<(), FileError> {
        if self.steps(number, number, 1)?.is_empty() {
            return Err(FileError::NoSuchRevision { number });
        }
        let log = history::all_deltas(&self.db, number)
            .map_err(|error| FileError::sqlite(&self.path, &error))?;
        let draft = history::replayed(&self.scope, &log).map_err(|error| self.damaged(error))?;
        let beside = beside(to)?;
        let failed = |error| FileError::sqlite(to, &error);
        self.db
            .backup("main", &beside, None::<fn(rusqlite::backup::Progress)>)
            .map_err(failed)?;
        let copy = Connection::open(&beside).map_err(failed)?;
        let transaction = copy.unchecked_transaction().map_err(failed)?;
        transaction
            .execute("DELETE FROM revision WHERE number > ?1", [number])
            .map_err(failed)?;
        history::forget_names_after(&transaction, number).map_err(failed)?;
        let deltas = draft.deltas_since(&self.draft);
        write_answers(&transaction, &draft, &deltas).map_err(failed)?;
        // Bytes that only later revisions speak of are not carried along.
        let log = log.concat();
        let kept: Vec<String> = transaction
            .prepare("SELECT sha256 FROM content")
            .and_then(|mut all| all.query_map([], |row| row.get(0))?.collect())
            .map_err(failed)?;
        for sha256 in kept.iter().filter(|sha256| !log.contains(*sha256)) {
            transaction
                .execute("DELETE FROM content WHERE sha256 = ?1", [sha256])
                .map_err(failed)?;
        }
        transaction.commit().map_err(failed)?;
        copy.execute_batch("VACUUM").map_err(failed)?;
        drop(copy);
        put_in_place(beside, to)
    }

    /// Reads the whole file: the database's own structure, every attachment against its
    /// fingerprint, and the history against the draft it should lead to.
    ///
    /// # Errors
    /// [`FileError::Damaged`] with what was found first.
    pub fn inspect(&self) -> Result<Inspection, FileError> {
        let failed = |error| FileError::sqlite(&self.path, &error);
        let sound: String = self
            .db
            .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
            .map_err(failed)?;
        if sound != "ok" {
            return Err(self.damaged(Damage::Torn));
        }
        let mut contents = BTreeSet::new();
        let mut stored = self
            .db
            .prepare("SELECT sha256, bytes FROM content")
            .map_err(failed)?;
        let mut rows = stored.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let sha256: String = row.get(0).map_err(failed)?;
            let bytes = row.get_ref(1).and_then(|value| Ok(value.as_blob()?));
            if fingerprint(bytes.map_err(failed)?) != sha256 {
                return Err(self.damaged(Damage::Content));
            }
            contents.insert(sha256);
        }
        for attachment in self.draft.attachments() {
            if !contents.contains(&attachment.sha256) {
                return Err(self.damaged(Damage::NoContent(attachment.file.clone())));
            }
        }
        embedded_form::inspect(&self.db)
            .map_err(failed)?
            .map_err(|what| self.damaged(what))?;
        let log = history::all_deltas(&self.db, i64::MAX).map_err(failed)?;
        let draft = history::replayed(&self.scope, &log).map_err(|error| self.damaged(error))?;
        if draft != self.draft {
            return Err(self.damaged(Damage::History));
        }
        Ok(Inspection {
            answers: self.draft.answers().count(),
            attachments: self.draft.attachments().len(),
            bytes: self.draft.attachments().iter().map(|a| a.size).sum(),
            revisions: log.len(),
        })
    }
}

impl AttachmentBytes for DraftFile {
    fn read(&self, id: &str) -> io::Result<Cow<'_, [u8]>> {
        let missing = || io::Error::new(io::ErrorKind::NotFound, format!("没有附件 {id}"));
        let attachment = self.draft.attachment(id).ok_or_else(missing)?;
        let row: i64 = self
            .db
            .query_row(
                "SELECT rowid FROM content WHERE sha256 = ?1",
                [&attachment.sha256],
                |row| row.get(0),
            )
            .optional()
            .map_err(io::Error::other)?
            .ok_or_else(missing)?;
        // Straight into place: a column of a row would be in memory twice.
        let mut blob = self
            .db
            .blob_open("main", "content", "bytes", row, true)
            .map_err(io::Error::other)?;
        let mut bytes = vec![0; blob.len()];
        blob.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// Refuses a file that is too large to be attached.
///
/// # Errors
/// [`FileError::TooLarge`].
pub fn check_size(file: &str, size: u64) -> Result<(), FileError> {
    match size {
        0..=LARGEST => Ok(()),
        _ => Err(FileError::TooLarge {
            file: file.to_owned(),
            megabytes: size.div_ceil(1 << 20),
            most: LARGEST >> 20,
        }),
    }
}

fn known_applicants(form: &Form) -> String {
    let all: Vec<String> = form
        .applicants
        .iter()
        .map(|a| format!("{}（{}）", a.id, a.label))
        .collect();
    all.join("、")
}

/// What is noted about a draft under a key.
fn about(db: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    db.query_row("SELECT value FROM about WHERE key = ?1", [key], |row| {
        row.get(0)
    })
    .optional()
}

/// The draft that stands in the tables, or what is wrong with them.
fn read_draft(db: &Connection, scope: &Scope) -> rusqlite::Result<Result<Draft, Damage>> {
    let mut deltas = Vec::new();
    let mut answers = db.prepare("SELECT field, value FROM answer")?;
    let mut rows = answers.query([])?;
    while let Some(row) = rows.next()? {
        let (field, json): (String, String) = (row.get(0)?, row.get(1)?);
        match Answer::parse(scope, &field, &json) {
            Ok(after) => deltas.push(Delta::Answer {
                field,
                before: None,
                after,
            }),
            Err(error) => return Ok(Err(error.into())),
        }
    }
    let mut attachments: Vec<Attachment> = Vec::new();
    let mut list = db.prepare("SELECT entry FROM attachment ORDER BY position")?;
    let mut rows = list.query([])?;
    while let Some(row) = rows.next()? {
        let json: String = row.get(0)?;
        match serde_json::from_str(&json) {
            Ok(attachment) => attachments.push(attachment),
            Err(error) => return Ok(Err(Damage::Attachments(error))),
        }
    }
    deltas.push(Delta::Attachments {
        attachments_before: Vec::new(),
        attachments_after: attachments,
    });
    if !schema::is_first(db)? {
        let mut removed = std::collections::BTreeMap::new();
        let mut list = db.prepare("SELECT field, value FROM removed")?;
        let mut rows = list.query([])?;
        while let Some(row) = rows.next()? {
            let (field, json): (String, String) = (row.get(0)?, row.get(1)?);
            match Answer::parse(scope, &field, &json) {
                Ok(Some(Answer::Rows(rows))) => removed.insert(field, rows),
                Ok(_) => return Ok(Err(Damage::Removed(field))),
                Err(error) => return Ok(Err(error.into())),
            };
        }
        deltas.push(Delta::Removed {
            removed_before: std::collections::BTreeMap::new(),
            removed_after: removed,
        });
    }
    let mut draft = Draft::new(&scope.form.id, &scope.applicant.id);
    draft.replay(&deltas);
    Ok(Ok(draft))
}

/// Notes the highest number that an id of a row was given, where that is more than is noted.
fn keep_given(db: &Connection, given: u32) -> rusqlite::Result<()> {
    if given > 0 {
        db.execute(
            "INSERT INTO about VALUES (?1, ?2)
             ON CONFLICT(key) DO UPDATE SET value = ?2 WHERE CAST(value AS INTEGER) < ?3",
            params![ROWS, given.to_string(), given],
        )?;
    }
    Ok(())
}

/// Writes what `deltas` touched, as it stands in `draft`.
fn write_answers(db: &Connection, draft: &Draft, deltas: &[Delta]) -> rusqlite::Result<()> {
    keep_given(db, draft.rows_given())?;
    for delta in deltas {
        if let Delta::Removed { .. } = delta {
            db.execute("DELETE FROM removed", [])?;
            for (field, rows) in draft.all_removed() {
                let rows = serde_json::to_string(rows).unwrap_or_default();
                db.execute("INSERT INTO removed VALUES (?1, ?2)", [field, &rows])?;
            }
            continue;
        }
        if let Delta::Attachments { .. } = delta {
            db.execute("DELETE FROM attachment", [])?;
            for (position, attachment) in draft.attachments().iter().enumerate() {
                let entry = serde_json::to_string(attachment).unwrap_or_default();
                db.execute(
                    "INSERT INTO attachment VALUES (?1, ?2)",
                    params![position as i64, entry],
                )?;
            }
            continue;
        }
        let field = delta.field();
        match draft.answer(field) {
            Some(answer) => db.execute(
                "INSERT OR REPLACE INTO answer VALUES (?1, ?2)",
                params![field, answer.to_json().to_string()],
            )?,
            None => db.execute("DELETE FROM answer WHERE field = ?1", [field])?,
        };
    }
    Ok(())
}

/// Refuses a name that a draft cannot be changed under: SQLite's journal lies beside it.
fn fits_journal(path: &Path) -> Result<(), FileError> {
    const JOURNAL: &str = "-journal";
    let most = disk::LONGEST_NAME - JOURNAL.len();
    let name = path.file_name().unwrap_or_default();
    match name.len() <= most {
        true => Ok(()),
        false => Err(FileError::LongName {
            path: path.to_owned(),
            most,
        }),
    }
}

/// An empty file in the folder of `path`, which must not exist yet.
fn beside(path: &Path) -> Result<tempfile::TempPath, FileError> {
    fits_journal(path)?;
    if path.symlink_metadata().is_ok() {
        return Err(FileError::Exists {
            path: path.to_owned(),
        });
    }
    let folder = || path.parent().unwrap_or(path).to_owned();
    disk::beside(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => FileError::Closed {
            folder: folder(),
            reason: "没有这个文件夹".into(),
        },
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => FileError::Closed {
            folder: folder(),
            reason: disk::in_words(&error),
        },
        _ => FileError::io(path, &error),
    })
}

/// Gives a file made beside its name, never over another file.
fn put_in_place(beside: tempfile::TempPath, path: &Path) -> Result<(), FileError> {
    disk::put_new(beside, path).map_err(|error| FileError::io(path, &error))
}
