//! What a person chooses for a call: a file, a folder, a place for a draft.

use std::path::{Path, PathBuf};

use super::Calls;
use crate::shell::Question;

impl Calls<'_> {
    /// The one file or folder that a person chooses.
    pub(super) fn chosen(self, question: &Question) -> Option<PathBuf> {
        self.shell.ask(question).into_iter().next()
    }

    /// Asks where a draft goes; its name gets the ending of a draft.
    pub(super) fn draft_place(self, question: &Question) -> Option<PathBuf> {
        let mut path = self.chosen(question)?;
        if path.extension().is_none_or(|ending| ending != "wufei") {
            path.as_mut_os_string().push(".wufei");
        }
        Some(path)
    }
}

/// A file's name without its ending.
pub(super) fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}
