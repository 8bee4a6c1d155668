//! What lies in the folder afterwards: drafts and documents, opened without the window.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use wufei::draft::{Answer, Block, Draft};
use wufei::file::{DraftFile, DraftIdentity};
use wufei::form::built_ins;

/// The first form of the program: the one that new drafts are made of.
fn form() -> &'static Arc<wufei::form::Form> {
    built_ins().first().expect("a form")
}

/// Makes the filled sample.
pub fn sample(path: &Path, applicant: &str) {
    let at: jiff::Zoned = "2026-03-18T09:00[Asia/Shanghai]".parse().expect("a time");
    let identity = DraftIdentity {
        at: at.clone(),
        seed: 1,
        sample: true,
    };
    let samples = wufei::sample::built_in(&form().id);
    wufei::sample::create(path, form(), &samples, applicant, &identity, at.timestamp())
        .expect("a sample");
}

/// A file that the sample attaches, by the name it has there.
pub fn sample_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../assets/samples")
        .join(name)
}

/// What a draft file holds.
pub fn draft(path: &Path) -> Draft {
    let file = DraftFile::open(path, built_ins()).expect("the draft opens");
    file.draft().clone()
}

/// What a draft says, by field and attachment: ids of attachments, which are the file's own, and the
/// folders that they came from left out.
pub fn said(draft: &Draft) -> BTreeMap<String, Answer> {
    let title = |id: &str| {
        let attachment = draft.attachment(id).expect("a picture is attached");
        attachment.title.clone()
    };
    let mut said: BTreeMap<String, Answer> = draft
        .answers()
        .map(|(field, answer)| {
            let mut answer = answer.clone();
            if let Answer::Blocks(blocks) = &mut answer {
                for block in blocks {
                    if let Block::Figure { attachment, .. } = block {
                        *attachment = title(attachment);
                    }
                }
            }
            (field.to_owned(), answer)
        })
        .collect();
    for (number, one) in draft.attachments().iter().enumerate() {
        let words = format!("{} {} {}", one.kind, one.title, one.sha256);
        said.insert(format!("attachments[{number}]"), Answer::Text(words));
    }
    said
}

/// The answers in a draft file, by field.
pub fn answers(path: &Path) -> BTreeMap<String, Value> {
    let file = DraftFile::open(path, built_ins()).expect("the draft opens");
    file.draft()
        .answers()
        .map(|(field, answer)| {
            let answer = serde_json::to_value(answer).expect("an answer as JSON");
            (field.to_owned(), answer)
        })
        .collect()
}

/// Reads a whole draft file and what it holds; it must be sound.
pub fn sound(path: &Path) {
    let file = DraftFile::open(path, built_ins()).expect("the draft opens");
    file.inspect().expect("the draft is sound");
}

/// How many finished files a folder holds.
pub fn written(folder: &Path) -> usize {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .count()
}

/// The words of an XML part, without its tags.
pub fn words(xml: &str) -> String {
    xml.split('<')
        .filter_map(|piece| Some(piece.split_once('>')?.1))
        .collect()
}

/// A document as its format opens it.
#[derive(PartialEq)]
pub enum Opened {
    /// A PDF from its first bytes to its last.
    Pdf,
    /// The XML parts of an Office file.
    Parts(BTreeMap<String, String>),
}

/// Opens a document.
pub fn opened(path: &Path) -> Opened {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if bytes.starts_with(b"%PDF-") {
        let end = String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(16)..]).into_owned();
        assert!(end.contains("%%EOF"), "{} ends: {end}", path.display());
        return Opened::Pdf;
    }
    let mut archive = zip::ZipArchive::new(File::open(path).expect("the document"))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let name = part.name().expect("a part's name").into_owned();
        if name.ends_with(".xml") {
            let mut text = String::new();
            part.read_to_string(&mut text).expect("a part is text");
            parts.insert(name, text);
        }
    }
    Opened::Parts(parts)
}
