//! Automatic copies of a draft, kept elsewhere for the day its own file cannot be opened.

use std::path::{Path, PathBuf};

use rusqlite::backup::Progress;

use super::{DraftFile, FileError};
use crate::disk;
use crate::draft::attachment::fingerprint;

/// Copies of one draft that are kept.
const KEPT: usize = 8;

/// The folder of a draft's copies, inside the folder of all of them.
pub fn backups_of(draft: &Path, inside: &Path) -> PathBuf {
    let whole = draft.canonicalize().unwrap_or_else(|_| draft.to_owned());
    let mark = fingerprint(whole.as_os_str().as_encoded_bytes());
    inside.join(&mark[..16])
}

impl DraftFile<'_> {
    /// Copies the draft with its whole history into its folder inside `inside`, unless it is there
    /// as it is now; of older copies only the newest few stay. Answers where the copy is.
    ///
    /// # Errors
    /// [`FileError`]; earlier copies are then as they were.
    pub fn back_up(&self, inside: &Path) -> Result<PathBuf, FileError> {
        let folder = backups_of(&self.path, inside);
        let last = self.last_revision()?;
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
        // When it was last changed tells one state of a file from another that was put in its place.
        let mark = last.map_or("0".to_owned(), |revision| {
            format!("{}-{}", revision.at.as_second(), revision.number)
        });
        let copy = folder.join(format!("{stem}-{mark}.wufei"));
        if copy.is_file() {
            return Ok(copy);
        }
        std::fs::create_dir_all(&folder).map_err(|error| FileError::io(&folder, &error))?;
        let beside = super::beside(&copy)?;
        self.db
            .backup("main", &beside, None::<fn(Progress)>)
            .map_err(|error| FileError::sqlite(&copy, &error))?;
        // A copy that does not open is none.
        DraftFile::open_to_read(&beside, std::slice::from_ref(self.scope.form))?;
        super::put_in_place(beside, &copy)?;
        disk::keep_newest(&folder, "wufei", KEPT)
            .map_err(|error| FileError::io(&folder, &error))?;
        Ok(copy)
    }
}
