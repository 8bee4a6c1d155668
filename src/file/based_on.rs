//! A new draft on the basis of an earlier one: what stays is taken over, to be looked over; what has
//! to be answered anew is left. The earlier file is only read.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::Connection;

use super::{DraftFile, DraftIdentity, FileError};
use crate::draft::{AttachmentBytes as _, Delta, Edit};
use crate::form::{Form, Path as Place};

/// What the earlier file's name is kept under.
const BASIS: &str = "based-on";

/// What the list of answers still to be looked over is kept under.
const UNCONFIRMED: &str = "carried";

/// A new draft and what it did not take over.
#[derive(Debug)]
pub struct Successor {
    /// The new draft, open.
    pub file: DraftFile,
    /// Field paths (and `attachments`) of the earlier draft of which something was left.
    pub left: Vec<String>,
}

impl DraftFile {
    /// Makes a new draft of `form` on the basis of the draft at `earlier`, which stays as it is. Where no
    /// form is named, it is the current edition of the earlier draft's form, among `forms`, and where
    /// they have none, the very form of the earlier draft.
    ///
    /// # Errors
    /// [`FileError`]; there is no new file then.
    pub fn create_based_on(
        path: &Path,
        form: Option<&Arc<Form>>,
        identity: &DraftIdentity,
        earlier: &Path,
        forms: &[Arc<Form>],
        at: Timestamp,
    ) -> Result<Successor, FileError> {
        let basis = DraftFile::open_to_read(earlier, forms)?;
        let edition = || forms.iter().find(|form| form.id == basis.scope.form.id);
        let form = form.or_else(edition).unwrap_or(&basis.scope.form);
        let applicant = basis.scope.applicant.id.clone();
        // What is fictional stays marked as that.
        let identity = DraftIdentity {
            sample: identity.sample || basis.sample,
            ..identity.clone()
        };
        let mut left = Vec::new();
        let file = DraftFile::create(path, form, &applicant, &identity, |file| {
            let reused = basis.draft.reused(&basis.scope, &file.scope);
            let name = earlier.file_name().unwrap_or_default().to_string_lossy();
            let mut contents = Vec::new();
            for attachment in &reused.attachments {
                let content = basis.read(&attachment.id);
                let content = content.map_err(|error| FileError::Attachment {
                    file: attachment.file.clone(),
                    reason: error.to_string(),
                })?;
                contents.push(content.into_owned());
            }
            let mut unconfirmed: BTreeSet<String> = reused.answers.keys().cloned().collect();
            let mut edits: Vec<Edit> = reused
                .answers
                .into_iter()
                .map(|(field, answer)| Edit::Set {
                    path: Place::field(field),
                    value: Some(answer),
                })
                .collect();
            if !reused.attachments.is_empty() {
                unconfirmed.insert("attachments".to_owned());
                edits.push(Edit::SetAttachments {
                    attachments: reused.attachments,
                });
            }
            left = reused.left;
            let label = format!("沿用“{name}”的内容");
            file.record(&Edit::All(edits), &contents, label, None, at)?;
            let failed = |error| FileError::sqlite(path, &error);
            // A text that quotes a row which is gone there must not come to quote another here.
            super::keep_given(&file.db, basis.draft.rows_given()).map_err(failed)?;
            set_about(&file.db, BASIS, &name).map_err(failed)?;
            keep(&file.db, &unconfirmed).map_err(failed)
        })?;
        Ok(Successor { file, left })
    }

    /// Name of the file this draft was based on.
    pub fn based_on(&self) -> Option<&str> {
        self.basis.as_deref()
    }

    /// Field paths (and `attachments`) of what was taken over from there and neither changed nor
    /// confirmed since.
    pub fn unconfirmed(&self) -> &BTreeSet<String> {
        &self.unconfirmed
    }

    /// Notes that what was taken over is right.
    ///
    /// # Errors
    /// [`FileError`] where the file cannot be written.
    pub fn confirm(&mut self, fields: &[String]) -> Result<(), FileError> {
        let mut still = self.unconfirmed.clone();
        still.retain(|field| !fields.contains(field));
        let failed = |error| FileError::sqlite(&self.path, &error);
        let transaction = self.begin()?;
        keep(&transaction, &still).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        self.unconfirmed = still;
        Ok(())
    }

    /// What is still to be looked over once `deltas` are done; written where it is less.
    pub(super) fn unconfirmed_after(
        &self,
        db: &Connection,
        deltas: &[Delta],
    ) -> rusqlite::Result<BTreeSet<String>> {
        let mut still = self.unconfirmed.clone();
        still.retain(|field| deltas.iter().all(|delta| delta.field() != field));
        if still.len() < self.unconfirmed.len() {
            keep(db, &still)?;
        }
        Ok(still)
    }
}

/// Reads what was noted of the basis. A list that cannot be read is an empty one: it only asks
/// people to look.
pub(super) fn noted(db: &Connection) -> rusqlite::Result<(Option<String>, BTreeSet<String>)> {
    let mut about = db.prepare("SELECT key, value FROM about WHERE key IN (?1, ?2)")?;
    let mut rows = about.query([BASIS, UNCONFIRMED])?;
    let (mut basis, mut unconfirmed) = (None, BTreeSet::new());
    while let Some(row) = rows.next()? {
        let (key, value): (String, String) = (row.get(0)?, row.get(1)?);
        match key == BASIS {
            true => basis = Some(value),
            false => unconfirmed = serde_json::from_str(&value).unwrap_or_default(),
        }
    }
    Ok((basis, unconfirmed))
}

fn keep(db: &Connection, unconfirmed: &BTreeSet<String>) -> rusqlite::Result<()> {
    match unconfirmed.is_empty() {
        true => db
            .execute("DELETE FROM about WHERE key = ?1", [UNCONFIRMED])
            .map(|_| ()),
        // Strings only: serialising cannot fail.
        false => set_about(
            db,
            UNCONFIRMED,
            &serde_json::to_string(unconfirmed).unwrap_or_default(),
        ),
    }
}

fn set_about(db: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    db.execute("INSERT OR REPLACE INTO about VALUES (?1, ?2)", [key, value])
        .map(|_| ())
}
