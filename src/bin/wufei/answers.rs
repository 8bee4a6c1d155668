//! `set`, `show`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use wufei::disk;
use wufei::draft::AttachmentBytes as _;
use wufei::file::{self, DraftFile};

use super::failure::Failure;
use super::open::opened;

/// Largest answers JSON that is read, in bytes: far above a full draft's.
const LARGEST_JSON: u64 = 64 << 20;

/// Fills a draft with the answers of a JSON; attachments are read from `files`, or from the JSON's own
/// folder.
pub fn set(
    file: &Path,
    answers: &Path,
    files: Option<PathBuf>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut draft = opened(file)?;
    let json = file::decode(read_limited(answers)?)?;
    let folder = files.unwrap_or_else(|| match answers.parent() {
        Some(folder) => folder.to_owned(),
        None => PathBuf::new(),
    });
    let read = |name: &str| {
        let path = inside(&folder, name);
        let size = fs::metadata(&path)?.len();
        if size > file::LARGEST {
            return Err(io::Error::other(format!("超过 {} MB", file::LARGEST >> 20)));
        }
        fs::read(path)
    };
    draft.merge(&json, read, Timestamp::now())?;
    writeln!(out, "已填入“{}”。", file.display())?;
    Ok(())
}

/// Shows a draft as answers JSON; its attachments are written into `files`.
pub fn show(file: &Path, files: Option<&Path>, out: &mut dyn Write) -> Result<(), Failure> {
    let draft = opened(file)?;
    if let Some(folder) = files {
        write_attachments(&draft, folder)?;
    }
    let json = draft.draft().to_json(draft.scope());
    let text = serde_json::to_string_pretty(&json).map_err(io::Error::from)?;
    writeln!(out, "{text}")?;
    Ok(())
}

fn read_limited(path: &Path) -> Result<Vec<u8>, Failure> {
    let io = |source| Failure::Io {
        path: path.to_owned(),
        source,
    };
    if fs::metadata(path).map_err(io)?.len() > LARGEST_JSON {
        return Err(Failure::TooLarge {
            path: path.to_owned(),
        });
    }
    fs::read(path).map_err(io)
}

/// An attachment's relative file name, in whichever system's way it was written, inside a folder.
fn inside(folder: &Path, name: &str) -> PathBuf {
    name.split(['/', '\\'])
        .fold(folder.to_owned(), |path, part| path.join(part))
}

fn write_attachments(draft: &DraftFile, folder: &Path) -> Result<(), Failure> {
    for attachment in draft.draft().attachments() {
        let path = inside(folder, &attachment.file);
        let io = |source| Failure::Io {
            path: path.clone(),
            source,
        };
        let bytes = draft.read(&attachment.id).map_err(io)?;
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(io)?;
        disk::write(&path, &bytes).map_err(io)?;
    }
    Ok(())
}
