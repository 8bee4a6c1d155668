//! Automatic copies of a draft, kept elsewhere for the day its own file cannot be opened.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::backup::Progress;

use super::{DraftFile, FileError, Revision, history};
use crate::disk;
use crate::draft::attachment::fingerprint;
use crate::form::Form;

/// Copies of one draft that are kept.
const KEPT: usize = 8;

/// The folder for copies of the drafts of one place, inside the folder of all of them. In it each
/// draft has a folder of its number: one that was put in another's place takes nothing away from it.
pub fn backups_of(draft: &Path, inside: &Path) -> PathBuf {
    let whole = whole(draft).unwrap_or_else(|_| draft.to_owned());
    let mark = fingerprint(whole.as_os_str().as_encoded_bytes());
    inside.join(&mark[..16])
}

/// A draft's number as the name of a folder: a file that others made may say anything.
fn folder_named(number: &str) -> String {
    let plain = |char: char| match char.is_alphanumeric() || char == '-' {
        true => char,
        false => '_',
    };
    match number {
        "" => "_".to_owned(),
        _ => number.chars().map(plain).collect(),
    }
}

/// The path of a file without detours. A draft that is gone is looked for by its copies too: what
/// is left of its path is the folder.
fn whole(file: &Path) -> io::Result<PathBuf> {
    file.canonicalize().or_else(|error| {
        let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else {
            return Err(error);
        };
        Ok(folder.canonicalize()?.join(name))
    })
}

/// A copy that was made of a draft by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Where the copy is. Copies of one draft lie in one folder.
    pub path: PathBuf,
    /// The draft's number, printed in the foot of every page.
    pub number: String,
    /// Name of the draft's file when the copy was made, without its ending.
    pub draft: String,
    /// When what it holds was changed last; of a draft that was never changed, when it was copied.
    pub at: Timestamp,
}

impl Backup {
    fn at(path: PathBuf) -> Option<Backup> {
        if path.extension()? != "wufei" {
            return None;
        }
        let (draft, revision) = path.file_stem()?.to_str()?.rsplit_once('-')?;
        let (draft, at) = match revision {
            "0" => (
                draft,
                path.metadata().ok()?.modified().ok()?.try_into().ok()?,
            ),
            _ => {
                let (draft, second) = draft.rsplit_once('-')?;
                (draft, Timestamp::from_second(second.parse().ok()?).ok()?)
            }
        };
        let number = path.parent()?.file_name()?.to_str()?;
        Some(Backup {
            number: number.to_owned(),
            draft: draft.to_owned(),
            at,
            path,
        })
    }

    /// Makes a new draft file of the copy, never over another file; the copy stays as it is.
    ///
    /// # Errors
    /// [`FileError`]; there is no new file then.
    pub fn restore(&self, to: &Path, forms: &[Arc<Form>]) -> Result<(), FileError> {
        let copy = DraftFile::open_to_read(&self.path, forms)?;
        let beside = super::beside(to)?;
        copy.db
            .backup("main", &beside, None::<fn(Progress)>)
            .map_err(|error| FileError::sqlite(to, &error))?;
        super::put_in_place(beside, to)
    }
}

/// All copies inside a folder of copies, the newest first.
///
/// # Errors
/// [`FileError`] where a folder cannot be read; there being none is no error.
pub fn backups(inside: &Path) -> Result<Vec<Backup>, FileError> {
    let mut found = Vec::new();
    for place in folders(inside)? {
        for draft in folders(&place)? {
            found.extend(entries(&draft)?.into_iter().filter_map(Backup::at));
        }
    }
    found.sort_by(|a, b| (b.at, &b.path).cmp(&(a.at, &a.path)));
    Ok(found)
}

fn folders(inside: &Path) -> Result<Vec<PathBuf>, FileError> {
    let mut found = entries(inside)?;
    found.retain(|entry| entry.is_dir());
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let failed = |error| FileError::io(folder, &error);
    match std::fs::read_dir(folder) {
        Ok(entries) => entries
            .map(|entry| Ok(entry.map_err(failed)?.path()))
            .collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(failed(error)),
    }
}

/// Copies a draft as it is before it is brought over to another version: into its folder inside `copies`,
/// else beside it.
///
/// # Errors
/// [`FileError`] where no place takes the copy.
pub(super) fn copy_before(
    db: &Connection,
    path: &Path,
    number: &str,
    copies: Option<&Path>,
) -> Result<(), FileError> {
    if let Some(inside) = copies {
        let folder = backups_of(path, inside).join(folder_named(number));
        let last = history::between(db, 1, i64::MAX, 1);
        let last = last.map_err(|error| FileError::sqlite(path, &error))?.pop();
        let copy = folder.join(copy_name(path, last.as_ref()));
        if copy.is_file() {
            return Ok(());
        }
        let made = std::fs::create_dir_all(&folder)
            .map_err(|error| FileError::io(&folder, &error))
            .and_then(|()| copy_to(db, &copy));
        if made.is_ok() {
            return Ok(());
        }
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let copy = std::iter::once(format!("{stem}-旧版.wufei"))
        .chain((2..).map(|nth| format!("{stem}-旧版{nth}.wufei")))
        .map(|name| path.with_file_name(disk::fit_name(&name)))
        .find(|copy| copy.symlink_metadata().is_err());
    copy_to(db, &copy.unwrap_or_default())
}

/// The name of a copy. When a draft was last changed tells one state of a file from another that was put
/// in its place.
fn copy_name(path: &Path, last: Option<&Revision>) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mark = last.map_or("0".to_owned(), |revision| {
        format!("{}-{}", revision.at.as_second(), revision.number)
    });
    format!("{}-{mark}.wufei", stem_of_copy(&stem))
}

/// What a copy's name begins with: of a long name as much as leaves room for the rest.
fn stem_of_copy(stem: &str) -> &str {
    const MOST: usize = 200;
    let fits = stem.char_indices().map(|(at, char)| at + char.len_utf8());
    let end = fits.take_while(|end| *end <= MOST).last();
    &stem[..end.unwrap_or_default()]
}

fn copy_to(db: &Connection, copy: &Path) -> Result<(), FileError> {
    let beside = super::beside(copy)?;
    db.backup("main", &beside, None::<fn(Progress)>)
        .map_err(|error| FileError::sqlite(copy, &error))?;
    super::put_in_place(beside, copy)
}

impl DraftFile {
    /// Copies the draft with its whole history into its folder inside `inside`, unless it is there
    /// as it is now; of older copies only the newest few stay. Answers where the copy is.
    ///
    /// # Errors
    /// [`FileError`]; earlier copies are then as they were.
    pub fn back_up(&self, inside: &Path) -> Result<PathBuf, FileError> {
        let folder = backups_of(&self.path, inside).join(folder_named(&self.number));
        let last = self.last_revision()?;
        let copy = folder.join(copy_name(&self.path, last.as_ref()));
        if copy.is_file() {
            return Ok(copy);
        }
        std::fs::create_dir_all(&folder).map_err(|error| FileError::io(&folder, &error))?;
        let beside = super::beside(&copy)?;
        self.db
            .backup("main", &beside, None::<fn(Progress)>)
            .map_err(|error| FileError::sqlite(&copy, &error))?;
        // A copy that does not open is none.
        DraftFile::open_to_read(&beside, std::slice::from_ref(&self.scope.form))?;
        super::put_in_place(beside, &copy)?;
        disk::keep_newest(&folder, "wufei", KEPT)
            .map_err(|error| FileError::io(&folder, &error))?;
        Ok(copy)
    }
}
