//! What a call needs of the shell around the program: a person to ask, a window, the system's own
//! programs. A shell gives it; a test gives what it wants.

use std::path::{Path, PathBuf};

use crate::preferences::Preferences;

/// What a person is asked to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// A draft that exists.
    Draft,
    /// A draft that exists, to base a new one on.
    Basis,
    /// The file of a form.
    Form,
    /// Where a new draft goes; `suggested` is a file name without folder.
    NewDraft {
        /// The file name that stands in the field at first.
        suggested: String,
    },
    /// Where a copy of the draft goes; `suggested` is a file name without folder.
    DraftCopy {
        /// The file name that stands in the field at first.
        suggested: String,
    },
    /// Where a copy of an attachment goes; `suggested` is a file name without folder.
    Copy {
        /// The file name that stands in the field at first.
        suggested: String,
    },
    /// A folder to write documents to.
    Folder,
    /// One or more files of any kind.
    Files,
}

/// What stands around the program.
pub trait Shell {
    /// Asks and waits for the answer; empty where the person cancels.
    fn ask(&self, question: &Question) -> Vec<PathBuf>;

    /// Opens a file or a folder with the system's own program for it, and does not wait for that.
    ///
    /// # Errors
    /// Where the system has no program for it.
    fn open_external(&self, path: &Path) -> std::io::Result<()>;

    /// Shows the window as preferences say; `before` is how it was shown until now.
    fn show(&self, now: Preferences, before: Preferences);

    /// Gives the system back the memory that drawing has freed.
    fn give_back_memory(&self);

    /// Keeps the window that was about to close.
    fn stay(&self);

    /// Closes the window without asking anyone again.
    fn close(&self);
}
