//! The copies that were made of drafts by themselves, as the first page lists them.

use std::path::{Path, PathBuf};

use jiff::Zoned;
use wufei::file::{Backup, backups, backups_of};

use crate::api_types::{BackedUp, BackupCopy, Recent};
use crate::failure::Result;
use crate::local_time::each_of;

/// Every draft that there are copies of, the one changed last first. Where a draft lay is known of
/// those worked on `recent`ly.
///
/// # Errors
/// Where the folder of copies cannot be read.
pub fn list(inside: &Path, recent: &[Recent], now: &Zoned) -> Result<Vec<BackedUp>> {
    let known: Vec<(PathBuf, &Recent)> = recent
        .iter()
        .map(|recent| (backups_of(Path::new(&recent.path), inside), recent))
        .collect();
    let mut drafts: Vec<(PathBuf, Vec<Backup>)> = Vec::new();
    for copy in backups(inside)? {
        let folder = copy.path.parent().unwrap_or(inside).to_owned();
        match drafts.iter_mut().find(|(known, _)| *known == folder) {
            Some((_, copies)) => copies.push(copy),
            None => drafts.push((folder, vec![copy])),
        }
    }
    let told = drafts.into_iter().filter_map(|(folder, copies)| {
        let Backup { number, draft, .. } = copies.first()?.clone();
        let here = known
            .iter()
            .find(|(known, _)| folder.parent() == Some(known));
        let named = here.filter(|(_, recent)| recent.number == number);
        let whens = each_of(&copies, now, |copy| (copy.at, ""));
        Some(BackedUp {
            draft,
            number,
            name: named.map_or(String::new(), |(_, recent)| recent.name.clone()),
            place: here.map(|(_, recent)| recent.path.clone()),
            copies: copies
                .iter()
                .zip(whens)
                .map(|(copy, when)| BackupCopy {
                    path: copy.path.display().to_string(),
                    when,
                })
                .collect(),
        })
    });
    Ok(told.collect())
}

/// The copy at a path; only what lies among the copies is ever given.
///
/// # Errors
/// Where the folder of copies cannot be read.
pub fn find(inside: &Path, path: &Path) -> Result<Option<Backup>> {
    Ok(backups(inside)?.into_iter().find(|copy| copy.path == path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Session;

    #[test]
    fn copies_of_one_minute_are_told_by_the_second_and_drafts_of_one_place_by_number() {
        let place = tempfile::tempdir().unwrap();
        let inside = place.path().join("backups");
        let path = place.path().join("甲.wufei");
        let now: Zoned = "2026-03-18T14:03:07+08:00[Asia/Shanghai]".parse().unwrap();
        let first = Session::sample(&path, "park", &now, 1).unwrap();
        first.back_up(&inside);
        drop(first);
        std::fs::remove_file(&path).unwrap();
        let mut session = Session::sample(&path, "park", &now, 2).unwrap();
        for (at, name) in [("14:04:05", "乙"), ("14:04:50", "丙"), ("14:06:00", "丁")] {
            let at: Zoned = format!("2026-03-18T{at}+08:00[Asia/Shanghai]")
                .parse()
                .unwrap();
            let edit = serde_json::json!({"edit": "set", "path": "cover.name", "value": name});
            session
                .apply(&serde_json::from_value(edit).unwrap(), &at)
                .unwrap();
            session.back_up(&inside);
        }
        let recent = session.recent(&session.review());
        let listed = list(&inside, std::slice::from_ref(&recent), &now).unwrap();
        let whens: Vec<_> = listed[0].copies.iter().map(|copy| &copy.when).collect();
        assert_eq!(
            whens,
            [
                "2026-03-18 14:06",
                "2026-03-18 14:04:50",
                "2026-03-18 14:04:05"
            ]
        );
        assert_eq!(
            (listed[0].name.as_str(), &listed[0].number),
            ("丁", &recent.number)
        );
        assert_eq!(listed[1].name, "");
        assert_ne!(listed[1].number, recent.number);
        assert_eq!(listed[0].place, listed[1].place);
    }

    #[test]
    fn copies_stand_under_their_draft_and_nothing_else_is_found() {
        let place = tempfile::tempdir().unwrap();
        let inside = place.path().join("backups");
        let now: Zoned = "2026-03-18T14:03:00+08:00[Asia/Shanghai]".parse().unwrap();
        assert_eq!(list(&inside, &[], &now).unwrap(), []);
        let mut recent = Vec::new();
        for (name, seed) in [("甲", 1), ("乙", 2)] {
            let path = place.path().join(format!("{name}.wufei"));
            let session = Session::sample(&path, "park", &now, seed).unwrap();
            session.back_up(&inside);
            recent.push(session.recent(&session.review()));
        }
        let listed = list(&inside, &recent[..1], &now).unwrap();
        let mut told: Vec<_> = listed
            .iter()
            .map(|one| (one.draft.as_str(), one.place.clone(), one.name.as_str()))
            .collect();
        told.sort();
        let first = recent[0].path.clone();
        assert_eq!(told, [("乙", None, ""), ("甲", Some(first), "A经济开发区")]);
        let copy = &listed[0].copies[0];
        assert_eq!(copy.when, "2026-03-18 14:03");
        assert!(find(&inside, Path::new(&copy.path)).unwrap().is_some());
        let draft = Path::new(&recent[0].path);
        assert!(find(&inside, draft).unwrap().is_none());
    }
}
