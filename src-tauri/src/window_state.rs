//! What the window remembers between two starts: its own frame, and the folders that people chose
//! last. A small file in the program's data folder; one that cannot be read is an empty one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use serde::{Deserialize, Serialize};

/// Size and place of a window, in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width inside.
    pub width: f64,
    /// Height inside.
    pub height: f64,
    /// Whether it fills the screen; the rest is then what it shrinks to.
    pub maximised: bool,
}

/// A screen's area, in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// So much of a title bar has to be on a screen for a window to be taken by it.
const GRIP: (f64, f64) = (120.0, 24.0);

impl Frame {
    /// The frame as it fits the screens that are there now, not below a smallest size. `false` where
    /// its place is on none of them: it then belongs in the middle.
    pub fn fitted(self, screens: &[Area], smallest: (f64, f64)) -> (Frame, bool) {
        let sound = [self.x, self.y, self.width, self.height]
            .iter()
            .all(|value| value.is_finite());
        let here = screens.iter().find(|screen| {
            sound
                && self.x + self.width >= screen.x + GRIP.0
                && self.x <= screen.x + screen.width - GRIP.0
                && self.y >= screen.y - 1.0
                && self.y <= screen.y + screen.height - GRIP.1
        });
        let room = here.or(screens.first());
        let side = |value: f64, least: f64, most: Option<f64>| {
            let value = value.max(least);
            most.map_or(value, |most| value.min(most.max(least)))
        };
        let width = if sound { self.width } else { 0.0 };
        let height = if sound { self.height } else { 0.0 };
        let frame = Frame {
            width: side(width, smallest.0, room.map(|screen| screen.width)),
            height: side(height, smallest.1, room.map(|screen| screen.height)),
            ..self
        };
        (frame, here.is_some())
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Kept {
    #[serde(default)]
    frame: Option<Frame>,
    #[serde(default)]
    folders: BTreeMap<String, PathBuf>,
}

/// The file `window.json` of a folder.
#[derive(Debug)]
pub struct WindowState {
    file: PathBuf,
    kept: Mutex<Kept>,
}

impl WindowState {
    /// What is kept in a folder.
    pub fn inside(folder: &Path) -> WindowState {
        let file = folder.join("window.json");
        let kept = std::fs::read(&file)
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok())
            .unwrap_or_default();
        WindowState {
            file,
            kept: Mutex::new(kept),
        }
    }

    /// The window's frame when it was last closed.
    pub fn frame(&self) -> Option<Frame> {
        self.kept().frame
    }

    /// Notes the window's frame.
    pub fn note_frame(&self, frame: Frame) {
        self.change(|kept| kept.frame = Some(frame));
    }

    /// The folder that was chosen last for a sort of files, where it is still there.
    pub fn folder(&self, shelf: &str) -> Option<PathBuf> {
        let folder = self.kept().folders.get(shelf).cloned()?;
        folder.is_dir().then_some(folder)
    }

    /// Notes the folder chosen for a sort of files.
    pub fn note_folder(&self, shelf: &str, folder: &Path) {
        self.change(|kept| {
            kept.folders.insert(shelf.to_owned(), folder.to_owned());
        });
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
    }

    fn change(&self, change: impl FnOnce(&mut Kept)) {
        let mut kept = self.kept();
        let before = kept.clone();
        change(&mut kept);
        if *kept == before {
            return;
        }
        if let Err(error) = self.write(&kept) {
            eprintln!("窗口的大小和文件夹没有记下：{error}");
        }
    }

    fn write(&self, kept: &Kept) -> std::io::Result<()> {
        if let Some(folder) = self.file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        wufei::disk::write(&self.file, &serde_json::to_vec(kept)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Area = Area {
        x: 0.0,
        y: 0.0,
        width: 1920.0,
        height: 1080.0,
    };

    fn frame(x: f64, y: f64, width: f64, height: f64) -> Frame {
        Frame {
            x,
            y,
            width,
            height,
            maximised: false,
        }
    }

    #[test]
    fn a_frame_that_can_be_seen_stays_as_it_is() {
        let left = Area {
            x: -1280.0,
            width: 1280.0,
            ..SCREEN
        };
        for one in [
            frame(10.0, 20.0, 1280.0, 800.0),
            frame(-1200.0, 0.0, 1000.0, 700.0),
            frame(1700.0, 900.0, 1280.0, 800.0),
        ] {
            assert_eq!(one.fitted(&[SCREEN, left], (900.0, 600.0)), (one, true));
        }
    }

    #[test]
    fn a_frame_off_every_screen_or_absurd_comes_back_in_sight() {
        for one in [
            frame(5000.0, 10.0, 1280.0, 800.0),
            frame(10.0, -500.0, 1280.0, 800.0),
            frame(-1200.0, 0.0, 1000.0, 700.0),
            frame(f64::NAN, f64::INFINITY, f64::NAN, 1.0e300),
        ] {
            let (fitted, there) = one.fitted(&[SCREEN], (900.0, 600.0));
            assert!(!there, "{one:?}");
            assert!((900.0..=1920.0).contains(&fitted.width), "{fitted:?}");
            assert!((600.0..=1080.0).contains(&fitted.height), "{fitted:?}");
        }
        let (small, _) = frame(0.0, 0.0, 1.0, 1.0e9).fitted(&[SCREEN], (900.0, 600.0));
        assert_eq!((small.width, small.height), (900.0, 1080.0));
        // No screen is known: the size is at least usable.
        let (blind, there) = frame(0.0, 0.0, 1.0, 700.0).fitted(&[], (900.0, 600.0));
        assert!(!there && blind.width == 900.0 && blind.height == 700.0);
    }

    #[test]
    fn what_was_noted_is_there_at_the_next_start_and_a_folder_that_is_gone_is_not() {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("data");
        let remembered = WindowState::inside(&data);
        assert_eq!(remembered.frame(), None);
        let gone = place.path().join("gone");
        std::fs::create_dir(&gone).unwrap();
        remembered.note_frame(frame(1.0, 2.0, 1000.0, 700.0));
        remembered.note_folder("drafts", place.path());
        remembered.note_folder("files", &gone);
        std::fs::remove_dir(&gone).unwrap();
        let again = WindowState::inside(&data);
        assert_eq!(again.frame(), Some(frame(1.0, 2.0, 1000.0, 700.0)));
        assert_eq!(again.folder("drafts").as_deref(), Some(place.path()));
        assert_eq!(again.folder("files"), None);
        std::fs::write(data.join("window.json"), "{").unwrap();
        assert_eq!(WindowState::inside(&data).frame(), None);
    }
}
