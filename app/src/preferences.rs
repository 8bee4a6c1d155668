//! How a person likes the window: zoom and theme, kept as JSON in the program's own configuration
//! folder. They only make the window more comfortable, so a file that cannot be read is none.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The smallest and the largest zoom, in percent.
const ZOOM: (u16, u16) = (100, 200);

/// How the window looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Preferences {
    /// Size of everything, in percent: 100 to 200.
    pub zoom: u16,
    /// Light, dark, or as the system.
    pub look: Look,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Look {
    /// As the system.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Default for Preferences {
    fn default() -> Self {
        Preferences {
            zoom: ZOOM.0,
            look: Look::System,
        }
    }
}

impl Preferences {
    /// Within what the window can do.
    fn sound(self) -> Preferences {
        Preferences {
            zoom: self.zoom.clamp(ZOOM.0, ZOOM.1),
            ..self
        }
    }
}

/// Where the preferences are kept: the file `preferences.json` of a folder.
#[derive(Debug)]
pub struct KeptPreferences {
    file: PathBuf,
    /// One writer at a time, with what was written last.
    now: Mutex<Preferences>,
}

impl KeptPreferences {
    /// The preferences kept in a folder; the usual ones where there are none, or none that can be
    /// understood.
    pub fn inside(folder: &Path) -> KeptPreferences {
        let file = folder.join("preferences.json");
        let now = std::fs::read(&file)
            .ok()
            .and_then(|json| serde_json::from_slice::<Preferences>(&json).ok())
            .unwrap_or_default()
            .sound();
        KeptPreferences {
            file,
            now: Mutex::new(now),
        }
    }

    /// The preferences now.
    pub fn now(&self) -> Preferences {
        *self.lock()
    }

    /// Keeps preferences, within what the window can do; answers those and the ones before. They
    /// hold for this window even where they cannot be written.
    pub fn keep(&self, wanted: Preferences) -> (Preferences, Preferences) {
        let mut now = self.lock();
        let before = *now;
        *now = wanted.sound();
        if *now != before
            && let Err(error) = self.write(*now)
        {
            eprintln!("窗口的偏好没有记下：{error}");
        }
        (*now, before)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Preferences> {
        self.now.lock().unwrap_or_else(|broken| broken.into_inner())
    }

    fn write(&self, preferences: Preferences) -> std::io::Result<()> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        wufei::disk::write(&self.file, &serde_json::to_vec_pretty(&preferences)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_there_at_the_next_start() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("config");
        let kept = KeptPreferences::inside(&folder);
        assert_eq!(kept.now(), Preferences::default());
        let wanted = Preferences {
            zoom: 150,
            look: Look::Dark,
        };
        assert_eq!(kept.keep(wanted), (wanted, Preferences::default()));
        assert_eq!(KeptPreferences::inside(&folder).now(), wanted);
    }

    #[test]
    fn zoom_stays_within_what_can_be_read() {
        let place = tempfile::tempdir().unwrap();
        let kept = KeptPreferences::inside(place.path());
        let zoom = |zoom| Preferences {
            zoom,
            look: Look::Light,
        };
        assert_eq!(kept.keep(zoom(10)).0.zoom, 100);
        assert_eq!(kept.keep(zoom(900)).0.zoom, 200);
    }

    #[test]
    fn a_broken_or_unknown_file_is_none() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("preferences.json");
        for json in ["{", "[]", r#"{"zoom":"big"}"#, r#"{"look":"sepia"}"#] {
            std::fs::write(&file, json).unwrap();
            assert_eq!(
                KeptPreferences::inside(place.path()).now(),
                Preferences::default()
            );
        }
        // What is not there is as usual; what is unknown is left alone.
        std::fs::write(&file, r#"{"zoom":125,"later":1}"#).unwrap();
        let now = KeptPreferences::inside(place.path()).now();
        assert_eq!((now.zoom, now.look), (125, Look::System));
        std::fs::write(&file, r#"{"zoom":5}"#).unwrap();
        assert_eq!(KeptPreferences::inside(place.path()).now().zoom, 100);
    }
}
