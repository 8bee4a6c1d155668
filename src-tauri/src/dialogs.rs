//! The system's own dialogs, behind one function, so that a test can answer in a person's place.

use std::path::PathBuf;

use tauri::{Manager as _, Window};
use tauri_plugin_dialog::{DialogExt as _, FilePath};
use wufei::form::package;
use wufei_app::shell::Question;

use crate::window_state::WindowState;

/// The file with its answer, where the answers are rehearsed.
#[cfg(debug_assertions)]
fn rehearsal(question: &Question) -> &'static str {
    match question {
        Question::Draft => "draft",
        Question::Basis => "basis",
        Question::Form => "form",
        Question::NewDraft { .. } => "new-draft",
        Question::DraftCopy { .. } => "draft-copy",
        Question::Copy { .. } => "copy",
        Question::Folder => "folder",
        Question::Files => "files",
    }
}

/// Whose folder it begins in: drafts are looked for where drafts were put.
fn shelf(question: &Question) -> &'static str {
    match question {
        Question::Draft
        | Question::Basis
        | Question::NewDraft { .. }
        | Question::DraftCopy { .. } => "drafts",
        Question::Copy { .. } => "copies",
        Question::Form => "forms",
        Question::Folder => "documents",
        Question::Files => "files",
    }
}

/// Asks and waits for the answer; empty when the person cancels. Must not be called on the main
/// thread, which has to draw the dialog.
///
/// In a debug build with `WUFEI_ANSWERS` set to a folder no dialog appears: the paths are the
/// lines of the file `draft`, `basis`, `form`, `new-draft`, `draft-copy`, `copy`, `folder` or `files` in it, and an absent file is a
/// cancelled dialog.
pub fn ask(window: &Window, question: &Question) -> Vec<PathBuf> {
    #[cfg(debug_assertions)]
    if let Some(folder) = std::env::var_os("WUFEI_ANSWERS") {
        return rehearsed(&PathBuf::from(folder), question);
    }

    let remembered = window.state::<WindowState>();
    let mut dialog = window.dialog().file().set_parent(window);
    if let Some(folder) = remembered.folder(shelf(question)) {
        dialog = dialog.set_directory(folder);
    }
    let drafts = ("无废申报草稿", &["wufei"]);
    let chosen: Vec<FilePath> = match question {
        Question::Draft => dialog
            .set_title("打开草稿")
            .add_filter(drafts.0, drafts.1)
            .blocking_pick_file()
            .into_iter()
            .collect(),
        Question::Basis => dialog
            .set_title("以哪份草稿为基础")
            .add_filter(drafts.0, drafts.1)
            .blocking_pick_file()
            .into_iter()
            .collect(),
        Question::Form => dialog
            .set_title("收到的表单")
            .add_filter("表单", &[package::ENDING, "toml"])
            .blocking_pick_file()
            .into_iter()
            .collect(),
        Question::NewDraft { suggested } => dialog
            .set_title("新草稿存放在")
            .set_file_name(suggested)
            .add_filter(drafts.0, drafts.1)
            .blocking_save_file()
            .into_iter()
            .collect(),
        Question::DraftCopy { suggested } => dialog
            .set_title("副本存放在")
            .set_file_name(suggested)
            .add_filter(drafts.0, drafts.1)
            .blocking_save_file()
            .into_iter()
            .collect(),
        Question::Copy { suggested } => dialog
            .set_title("另存附件")
            .set_file_name(suggested)
            .blocking_save_file()
            .into_iter()
            .collect(),
        Question::Folder => dialog
            .set_title("导出到文件夹")
            .blocking_pick_folder()
            .into_iter()
            .collect(),
        Question::Files => dialog
            .set_title("选择文件")
            .blocking_pick_files()
            .unwrap_or_default(),
    };
    let paths: Vec<PathBuf> = chosen
        .into_iter()
        .filter_map(|path| path.into_path().ok())
        .collect();
    let folder = paths.first().and_then(|path| match question {
        Question::Folder => Some(path.as_path()),
        _ => path.parent(),
    });
    if let Some(folder) = folder {
        remembered.note_folder(shelf(question), folder);
    }
    paths
}

#[cfg(debug_assertions)]
fn rehearsed(folder: &std::path::Path, question: &Question) -> Vec<PathBuf> {
    std::fs::read_to_string(folder.join(rehearsal(question)))
        .unwrap_or_default()
        .lines()
        .map(PathBuf::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rehearsed_answer_is_read_anew_each_time() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path();
        assert!(rehearsed(folder, &Question::Folder).is_empty());

        std::fs::write(folder.join("files"), "/a/一.pdf\n/b/二.jpg\n").unwrap();
        assert_eq!(
            rehearsed(folder, &Question::Files),
            [PathBuf::from("/a/一.pdf"), PathBuf::from("/b/二.jpg")]
        );
        assert!(rehearsed(folder, &Question::Draft).is_empty());
    }
}
