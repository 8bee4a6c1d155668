//! Versions: the states a draft went through, found by time or by name, and the way back to one.
//!
//! A state is told by the number of the revision that led to it; 0 is the empty beginning.

use jiff::Timestamp;
use rusqlite::OptionalExtension as _;

use super::history::{self, Revision, Sitting, Version};
use super::{DraftFile, FileError, write_answers};
use crate::draft::{Delta, Draft};

/// Minutes without a change after which work counts as taken up anew.
const REST: i64 = 30;

/// Characters of a version's name at most.
const LONGEST_NAME: usize = 60;

/// Words that tell what was done in a sitting, at most.
const TOLD: usize = 4;

impl DraftFile {
    /// The last revision; none where nothing was ever changed.
    ///
    /// # Errors
    /// [`FileError`] where the file cannot be read.
    pub fn last_revision(&self) -> Result<Option<Revision>, FileError> {
        Ok(self.steps(1, i64::MAX, 1)?.pop())
    }

    /// Revisions from `first` to `last`, the latest first and not more than `most`.
    ///
    /// # Errors
    /// [`FileError`] where the file cannot be read.
    pub fn steps(&self, first: i64, last: i64, most: usize) -> Result<Vec<Revision>, FileError> {
        history::between(&self.db, first, last, most).map_err(|error| self.failed(&error))
    }

    /// Sittings that ended before revision `before`, the latest first and not more than `most`.
    ///
    /// # Errors
    /// [`FileError`] where the file cannot be read.
    pub fn sittings(&self, before: i64, most: usize) -> Result<Vec<Sitting>, FileError> {
        history::sittings(&self.db, before, most, REST, TOLD).map_err(|error| self.failed(&error))
    }

    /// The states that have a name, the latest first.
    ///
    /// # Errors
    /// [`FileError`] where the file cannot be read.
    pub fn versions(&self) -> Result<Vec<Version>, FileError> {
        history::named(&self.db).map_err(|error| self.failed(&error))
    }

    /// Gives the state after a revision a name, in place of an earlier one; an empty name takes it
    /// away.
    ///
    /// # Errors
    /// [`FileError`]; names are then as they were.
    pub fn name_version(&mut self, number: i64, name: &str) -> Result<(), FileError> {
        if self.steps(number, number, 1)?.is_empty() {
            return Err(FileError::NoSuchRevision { number });
        }
        let name: String = name.trim().chars().take(LONGEST_NAME).collect();
        let failed = |error| self.failed(&error);
        let transaction = self.begin()?;
        history::name(&transaction, number, &name).map_err(failed)?;
        transaction.commit().map_err(failed)
    }

    /// The draft as it was after a revision; empty after none (0).
    ///
    /// # Errors
    /// [`FileError`] where there is no such revision or the history is damaged.
    pub fn draft_after(&self, number: i64) -> Result<Draft, FileError> {
        let failed = |error| self.failed(&error);
        let (last, later): (Option<i64>, i64) = self
            .db
            .query_row(
                "SELECT (SELECT number FROM revision WHERE number = ?1),
                        (SELECT count(*) FROM revision WHERE number > ?1)",
                [number],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .map_err(failed)?;
        if number == 0 {
            return Ok(Draft::new(&self.scope.form.id, &self.scope.applicant.id));
        }
        if last.is_none() {
            return Err(FileError::NoSuchRevision { number });
        }
        // From whichever end is nearer: back from now, or on from the beginning.
        if later < number {
            let log = history::deltas_after(&self.db, number).map_err(failed)?;
            let mut draft = self.draft.clone();
            for text in log {
                let deltas =
                    history::parse(&self.scope, &text).map_err(|error| self.damaged(error))?;
                draft.replay(&history::reversed(deltas));
            }
            return Ok(draft);
        }
        let log = history::all_deltas(&self.db, number).map_err(failed)?;
        history::replayed(&self.scope, &log).map_err(|error| self.damaged(error))
    }

    /// Makes the draft what it was after a revision, as one change that can be taken back. `label`
    /// is what the change is called.
    ///
    /// # Errors
    /// [`FileError`]; the draft and its file are then as they were.
    pub fn return_to(
        &mut self,
        number: i64,
        label: &str,
        at: Timestamp,
    ) -> Result<Vec<Delta>, FileError> {
        let mut after = self.draft_after(number)?;
        // An id that was given since is not given again.
        after.note_given(self.draft.rows_given());
        let deltas = after.deltas_since(&self.draft);
        if deltas.is_empty() {
            return Ok(deltas);
        }
        let failed = |error| FileError::sqlite(&self.path, &error);
        let transaction = self.begin()?;
        write_answers(&transaction, &after, &deltas).map_err(failed)?;
        let unconfirmed = self
            .unconfirmed_after(&transaction, &deltas)
            .map_err(failed)?;
        let entry = history::NewRevision {
            kind: history::RevisionKind::Edit,
            of: None,
            place: None,
            label,
            at,
            deltas: &deltas,
        };
        let number = history::append(&transaction, &entry).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        self.stacks.undo.push(history::UndoStep {
            number,
            label: label.to_owned(),
        });
        self.stacks.redo.clear();
        (self.draft, self.unconfirmed) = (after, unconfirmed);
        Ok(deltas)
    }

    /// Whether the state after a revision has a name.
    pub(super) fn is_named(&self, number: i64) -> Result<bool, FileError> {
        let found = self
            .db
            .query_row(
                "SELECT 1 FROM about WHERE key = ?1",
                [history::name_key(number)],
                |_| Ok(()),
            )
            .optional();
        Ok(found.map_err(|error| self.failed(&error))?.is_some())
    }

    fn failed(&self, error: &rusqlite::Error) -> FileError {
        FileError::sqlite(&self.path, error)
    }
}
