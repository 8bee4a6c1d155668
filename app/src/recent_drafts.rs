//! The drafts worked on last: a short list in the program's own data folder. It only spares people
//! looking for their files, so a list that cannot be read is an empty one.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::api_types::Recent;

/// Entries kept.
const MOST: usize = 10;

/// The list, in the file `recent.json` of a folder.
#[derive(Debug)]
pub struct RecentDrafts {
    file: PathBuf,
    /// One writer at a time.
    turn: Mutex<()>,
}

impl RecentDrafts {
    /// The list kept in a folder.
    pub fn inside(folder: &Path) -> RecentDrafts {
        RecentDrafts {
            file: folder.join("recent.json"),
            turn: Mutex::new(()),
        }
    }

    /// The entries whose files are still there, newest first.
    pub fn list(&self) -> Vec<Recent> {
        let mut all = self.all();
        all.retain(|recent| Path::new(&recent.path).is_file());
        all
    }

    /// Puts an entry first, in place of an earlier one of the same path.
    pub fn note(&self, recent: Recent) {
        let _turn = self
            .turn
            .lock()
            .unwrap_or_else(|broken| broken.into_inner());
        let mut all = self.all();
        all.retain(|known| known.path != recent.path);
        all.insert(0, recent);
        all.truncate(MOST);
        if let Err(error) = self.write(&all) {
            eprintln!("最近打开的草稿没有记下：{error}");
        }
    }

    /// All entries, newest first, whether their files are there or not.
    pub fn all(&self) -> Vec<Recent> {
        std::fs::read(&self.file)
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok())
            .unwrap_or_default()
    }

    fn write(&self, all: &[Recent]) -> std::io::Result<()> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        wufei::disk::write(&self.file, &serde_json::to_vec(all)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &Path, errors: usize) -> Recent {
        Recent {
            path: path.display().to_string(),
            name: "甲".into(),
            applicant: "企业".into(),
            errors,
            when: "2026-03-18 14:03".into(),
            number: "20260318-7KQM".into(),
        }
    }

    #[test]
    fn the_newest_stands_first_and_gone_files_are_left_out() {
        let place = tempfile::tempdir().unwrap();
        let recent_drafts = RecentDrafts::inside(&place.path().join("data"));
        assert!(recent_drafts.list().is_empty());
        let (a, b) = (place.path().join("a.wufei"), place.path().join("b.wufei"));
        std::fs::write(&a, "").unwrap();
        std::fs::write(&b, "").unwrap();
        recent_drafts.note(entry(&a, 1));
        recent_drafts.note(entry(&b, 2));
        recent_drafts.note(entry(&a, 3));
        assert_eq!(recent_drafts.list(), [entry(&a, 3), entry(&b, 2)]);
        std::fs::remove_file(&a).unwrap();
        assert_eq!(recent_drafts.list(), [entry(&b, 2)]);
    }

    #[test]
    fn a_broken_list_is_an_empty_one() {
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join("recent.json"), "{").unwrap();
        let recent_drafts = RecentDrafts::inside(place.path());
        assert!(recent_drafts.list().is_empty());
        let a = place.path().join("a.wufei");
        std::fs::write(&a, "").unwrap();
        recent_drafts.note(entry(&a, 0));
        assert_eq!(recent_drafts.list().len(), 1);
    }
}
