//! Files and folders given to the system's own program for them, behind one function, so that a
//! test can see what would have been opened.

use std::io;
use std::path::Path;

/// Opens a file or a folder, and does not wait for the program that shows it.
///
/// In a debug build with `WUFEI_ANSWERS` set to a folder nothing is opened: the path becomes the
/// content of the file `opened` in it.
///
/// # Errors
/// Where the system has no program for it.
pub fn open(path: &Path) -> io::Result<()> {
    #[cfg(debug_assertions)]
    if let Some(folder) = std::env::var_os("WUFEI_ANSWERS") {
        let opened = Path::new(&folder).join("opened");
        return std::fs::write(opened, path.display().to_string());
    }
    open::that_detached(path)
}
