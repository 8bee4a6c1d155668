//! How the window ends: what was typed last is sent before it goes, and a panic leaves a note.

use std::io::Write as _;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tauri::{AppHandle, Emitter as _, Manager as _, Window, WindowEvent};
use wufei_app::desk::Desk;

/// How long a page that does not answer may keep its window open.
const PATIENCE: Duration = Duration::from_secs(3);

/// Whether the page was already asked to send what was typed last.
#[derive(Debug, Default)]
pub struct Closing {
    asked: AtomicBool,
    /// How often it was asked.
    times: AtomicUsize,
}

impl Closing {
    /// Notes a wish to close, and its number; `None` where the page has not answered the last one.
    fn wish(&self) -> Option<usize> {
        let waits = self.asked.swap(true, Ordering::SeqCst);
        (!waits).then(|| self.times.fetch_add(1, Ordering::SeqCst))
    }

    /// Whether the page still owes an answer to this wish.
    fn is_open(&self, wish: usize) -> bool {
        self.asked.load(Ordering::SeqCst) && self.times.load(Ordering::SeqCst) == wish + 1
    }

    /// The page wants the window to stay; the next wish is asked about again.
    pub fn not_now(&self) {
        self.asked.store(false, Ordering::SeqCst);
    }
}

/// A wish to close asks the page for what is not sent yet (event `closing`); the page answers with
/// the call `close`, or with `stay` where something could not be saved and is told first. A page
/// that hangs does not hold the window for ever, and a second wish meanwhile closes at once.
pub fn on_window_event(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else {
        return;
    };
    crate::frame::remember(window);
    let Some(wish) = window.state::<Closing>().wish() else {
        return;
    };
    if window.emit("closing", ()).is_ok() {
        api.prevent_close();
        let window = window.clone();
        std::thread::spawn(move || {
            std::thread::sleep(PATIENCE);
            if window.state::<Closing>().is_open(wish) {
                close(&window);
            }
        });
    }
}

/// A second start of the program: the window that is there comes forward, and the page is told
/// (event `asked`) when a draft waits to be opened. Must be quick: the second start waits for it.
pub fn asked_again(app: &AppHandle, arguments: Vec<String>, folder: String) {
    if let Some(draft) = arguments.get(1)
        && let Some(desk) = app.try_state::<Desk>()
    {
        desk.ask_to_open(Path::new(&folder).join(draft));
    }
    let Some(window) = app.get_webview_window("main") else {
        return;
    };
    // A window system that does not let a program come forward leaves it where it is.
    let _ = window.unminimize();
    let _ = window.show();
    let _ = window.set_focus();
    if let Err(error) = window.emit("asked", ()) {
        eprintln!("草稿没有打开：{error}");
    }
}

/// Ends the window without asking anyone again. A window that is gone already stays gone.
pub fn close(window: &Window) {
    if let Err(error) = window.destroy() {
        eprintln!("窗口没有关闭：{error}");
    }
}

/// From now on a panic is also written to `crash.txt` in the program's own data folder, so that
/// there is something to show to whoever is asked for help. Nothing is sent anywhere.
pub fn keep_panics(app: &AppHandle) {
    let Ok(folder) = app.path().app_local_data_dir() else {
        return;
    };
    let note = folder.join("crash.txt");
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        before(panic);
        // Nothing can be done about a note that cannot be written, least of all here.
        let _ = write_note(&note, panic);
    }));
}

fn write_note(note: &Path, panic: &PanicHookInfo<'_>) -> std::io::Result<PathBuf> {
    if let Some(folder) = note.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::File::create(note)?;
    writeln!(
        file,
        "wufei {} {}\n{panic}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS
    )?;
    file.sync_all()?;
    Ok(note.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_that_is_to_stay_is_asked_about_again() {
        let closing = Closing::default();
        let first = closing.wish().expect("the first");
        assert!(closing.is_open(first));
        assert_eq!(closing.wish(), None);
        closing.not_now();
        assert!(!closing.is_open(first));
        let second = closing.wish().expect("asked again");
        assert!(closing.is_open(second));
        assert!(!closing.is_open(first), "its time is over");
    }
}
