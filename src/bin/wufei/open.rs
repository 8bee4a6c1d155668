//! Opening the draft that a command names.

use std::path::{Path, PathBuf};

use wufei::file::{DraftFile, FileError};
use wufei::form::built_ins;

/// Opens a draft. The copy that is made before one of an earlier version is brought over goes where the
/// window keeps its copies.
pub fn opened(file: &Path) -> Result<DraftFile, FileError> {
    DraftFile::open_keeping(
        file,
        built_ins(),
        data_folder().map(|data| data.join("backups")).as_deref(),
    )
}

/// The window's folder for its own files, as Tauri places it.
fn data_folder() -> Option<PathBuf> {
    let set = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|folder| folder.is_absolute())
    };
    let local = match cfg!(windows) {
        true => set("LOCALAPPDATA"),
        false => set("XDG_DATA_HOME").or_else(|| Some(set("HOME")?.join(".local/share"))),
    };
    Some(local?.join("cn.wufei.desktop"))
}
