//! What the page may ask. Each command is a few lines: take the session, call the core, answer.

use serde::Serialize;
use tauri::Window;
use ts_rs::TS;

use crate::lifecycle;

/// Which program this is.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Version {
    /// The product's name as people see it.
    pub name: String,
    /// The version, `major.minor.patch`.
    pub number: String,
}

/// Answers which program this is.
#[tauri::command]
pub fn version() -> Version {
    Version {
        name: crate::TITLE.to_owned(),
        number: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// Closes the window. The page calls it once it has sent everything that was typed.
#[tauri::command]
pub fn close(window: Window) {
    lifecycle::close(&window);
}
