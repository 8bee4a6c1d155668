//! Files on their way into the draft: made ready one by one, so that the page can say how far it is
//! and stop, and attached together as one change.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use wufei::draft::refusal::Refusal;
use wufei::draft::{Attachment, picture};
use wufei::form::Form;

use crate::failure::{Failure, Result};

/// A file that may be attached.
#[derive(Debug)]
pub struct Ready {
    /// What is known of it; id and file name are given when it is attached.
    pub attachment: Attachment,
    /// Its bytes as the draft will keep them.
    pub bytes: Vec<u8>,
}

/// Makes a file ready to be attached as this kind: a picture is fitted to paper.
///
/// # Errors
/// Where it is too large or no use; the sentence names it and says what to do.
pub fn ready(form: &Form, kind: &str, name: &str, bytes: Vec<u8>) -> Result<Ready> {
    wufei::file::check_size(name, bytes.len() as u64)?;
    let kinds = &form.attachment_kinds;
    let shown = kinds.iter().any(|known| known.id == kind && known.picture);
    let bytes = match shown {
        true => picture::fitted(&bytes).unwrap_or(bytes),
        false => bytes,
    };
    let attachment = Attachment::of("", kind, title_of(name), name, &bytes);
    match Refusal::of(&attachment, &bytes, shown) {
        Some(refusal) => Err(Failure {
            code: refusal.code().to_owned(),
            message: refusal.sentence(name),
        }),
        None => Ok(Ready { attachment, bytes }),
    }
}

/// A file on the disk: its name and its bytes.
///
/// # Errors
/// Where it is too large or cannot be read.
pub fn read(path: &Path) -> Result<(String, Vec<u8>)> {
    let name = name_of(path);
    let unreadable = |error: std::io::Error| Failure {
        code: "file-attachment".into(),
        message: format!(
            "“{name}”读不出来（{}），没有添加。请检查文件后再试。",
            wufei::disk::in_words(&error)
        ),
    };
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    wufei::file::check_size(&name, size)?;
    let bytes = std::fs::read(path).map_err(unreadable)?;
    Ok((name, bytes))
}

/// A path's last part, as shown to people.
pub fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// A first title for a file: its name without ending.
fn title_of(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// Files that were chosen, and those that are ready. The page knows chosen files by their number
/// alone: it can name no path.
#[derive(Debug, Default)]
pub struct PendingAttachments(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    chosen: Vec<PathBuf>,
    ready: Vec<Ready>,
}

impl PendingAttachments {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(|broken| broken.into_inner())
    }

    /// Begins anew with these files of the disk; answers their names.
    pub fn begin(&self, chosen: Vec<PathBuf>) -> Vec<String> {
        let names = chosen.iter().map(|path| name_of(path)).collect();
        *self.held() = Held {
            chosen,
            ready: Vec::new(),
        };
        names
    }

    /// The path of a chosen file.
    pub fn chosen(&self, number: usize) -> Option<PathBuf> {
        self.held().chosen.get(number).cloned()
    }

    /// Keeps a file that is ready.
    pub fn keep(&self, ready: Ready) {
        self.held().ready.push(ready);
    }

    /// Gives everything that is ready, and forgets the rest.
    pub fn take(&self) -> Vec<Ready> {
        std::mem::take(&mut *self.held()).ready
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_file_does_not_keep_the_others_out() {
        let form = crate::session::current_form();
        let kind = &form.attachment_kinds[0].id;
        let pending = PendingAttachments::default();
        let files: [(&str, &[u8]); 3] = [
            ("甲.pdf", b"%PDF-1.7\n%%EOF\n"),
            ("乙.pdf", b""),
            ("丙.txt", b"words"),
        ];
        let mut refused = Vec::new();
        for (name, bytes) in files {
            match ready(form, kind, name, bytes.to_vec()) {
                Ok(file) => pending.keep(file),
                Err(failure) => refused.push(failure),
            }
        }
        let names: Vec<String> = pending
            .take()
            .into_iter()
            .map(|r| r.attachment.file)
            .collect();
        assert_eq!(names, ["甲.pdf", "丙.txt"]);
        assert_eq!(refused.len(), 1);
        assert!(
            refused[0].message.contains("乙.pdf"),
            "{}",
            refused[0].message
        );
        assert!(pending.take().is_empty());
    }
}
