//! The desktop as the program's shell: its calls reach it here and find dialogs, the system's own
//! programs and the window.

use std::path::{Path, PathBuf};

use tauri::ipc::{Invoke, InvokeBody, InvokeResponseBody};
use tauri::{Manager as _, Webview};
use wufei_app::calls::Calls;
use wufei_app::desk::Desk;
use wufei_app::preferences::Preferences;
use wufei_app::shell::{Question, Shell};
use wufei_app::wire::{Packed, Sent};

use crate::lifecycle::{self, Closing};
use crate::{appearance, dialogs, memory, open_external};

/// The page that a call came from, with its window.
struct Desktop(Webview);

impl Shell for Desktop {
    fn ask(&self, question: &Question) -> Vec<PathBuf> {
        dialogs::ask(&self.0.window(), question)
    }

    fn open_external(&self, path: &Path) -> std::io::Result<()> {
        open_external::open(path)
    }

    fn show(&self, now: Preferences, before: Preferences) {
        appearance::show(&self.0, now, before);
    }

    fn give_back_memory(&self) {
        memory::give_back();
    }

    fn stay(&self) {
        self.0.state::<Closing>().not_now();
    }

    fn close(&self) {
        lifecycle::close(&self.0.window());
    }
}

/// Answers a call of the page, off the main thread, which has to draw and is where dialogs appear. Only
/// calls that the window's capability grants come here.
pub fn answer(invoke: Invoke) -> bool {
    let Invoke {
        message, resolver, ..
    } = invoke;
    resolver.respond_async(async move {
        let desktop = Desktop(message.webview());
        let desk = desktop.0.state::<Desk>();
        let answer = match message.payload() {
            InvokeBody::Json(arguments) => Ok(Sent::json(arguments)),
            InvokeBody::Raw(bytes) => Sent::packed(bytes),
        }
        .and_then(|sent| Calls::new(&desk, &desktop).answer(message.command(), &sent))?;
        Ok(match answer {
            Packed::Json(json) => InvokeResponseBody::Json(json),
            Packed::Bytes(bytes) => InvokeResponseBody::Raw(bytes),
        })
    });
    true
}
