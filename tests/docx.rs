//! The Word file of whole drafts: written, read back, and judged by Microsoft's Open XML SDK.

mod common;
#[path = "fixture/tools.rs"]
mod tools;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use common::{APPLICANTS, form, sample};
use wufei::compose::{Composition, Options, compose};
use wufei::draft::Draft;
use wufei::export::docx;
use wufei::layout::{self, FontBook, Pages};

fn fonts() -> &'static FontBook {
    static FONTS: std::sync::OnceLock<FontBook> = std::sync::OnceLock::new();
    FONTS.get_or_init(|| {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fonts");
        FontBook::load(&dir).expect("the fonts")
    })
}

fn options() -> Options {
    Options {
        draft_number: "2026-0001".into(),
        unfinished: false,
        notice_years: false,
    }
}

/// The composition of a draft, its pages and its Word file.
fn written(
    applicant: &str,
    draft: &Draft,
    bytes: &BTreeMap<String, Vec<u8>>,
) -> (Composition, Pages, Vec<u8>) {
    let scope = form().scope(applicant).expect("scope");
    let composition = compose(&scope, draft, &options());
    let pages = layout::lay_out(&composition, fonts()).expect("pages");
    let docx = docx::write(&composition, &pages.contents, fonts(), bytes).expect("a Word file");
    (composition, pages, docx)
}

/// A folder for the files of a test; `WUFEI_KEEP` names one that stays, to look at them.
fn folder() -> (PathBuf, Option<tempfile::TempDir>) {
    match std::env::var_os("WUFEI_KEEP") {
        Some(kept) => (kept.into(), None),
        None => {
            let folder = tempfile::tempdir().expect("a folder");
            (folder.path().to_owned(), Some(folder))
        }
    }
}

/// Lets the Open XML SDK judge a file.
fn validate(name: &str, docx: &[u8]) {
    let (folder, _guard) = folder();
    let file = folder.join(format!("{name}.docx"));
    std::fs::write(&file, docx).expect("a file to judge");
    assert_eq!(tools::open_xml_errors(&file), "", "{name}");
}

#[test]
fn the_samples_are_written_read_back_and_valid() {
    for applicant in APPLICANTS {
        let (draft, bytes) = sample(applicant);
        let (composition, pages, docx) = written(applicant, &draft, &bytes);
        docx::verify(&docx, &composition).expect("every answer as composed");
        validate(applicant, &docx);
        let reading = docx::read(&docx).expect("text");
        // The contents page names every heading of its depth with the layout's page number.
        let lines: Vec<String> = pages
            .contents
            .iter()
            .filter(|line| line.level <= layout::page::CONTENTS_DEPTH)
            .map(|line| format!("{}\t{}", line.text, line.page))
            .collect();
        let found: Vec<&String> = reading
            .content
            .iter()
            .filter_map(|content| match content {
                docx::Content::Paragraph(text) if text.contains('\t') => Some(text),
                _ => None,
            })
            .collect();
        assert_eq!(found, lines.iter().collect::<Vec<_>>());
    }
}

#[test]
fn an_empty_draft_gives_a_valid_form() {
    for applicant in APPLICANTS {
        let draft = Draft::new(&form().id, applicant);
        let (composition, _, docx) = written(applicant, &draft, &BTreeMap::new());
        docx::verify(&docx, &composition).expect("every answer as composed");
        validate(&format!("{applicant}-empty"), &docx);
    }
}

#[test]
fn libreoffice_shows_the_contents_with_their_pages() {
    for applicant in APPLICANTS {
        let (draft, bytes) = sample(applicant);
        let (_, pages, docx) = written(applicant, &draft, &bytes);
        let (folder, _guard) = folder();
        let file = folder.join(format!("{applicant}-office.docx"));
        std::fs::write(&file, docx).expect("a file to open");
        let pdf = tools::libreoffice(&file, "pdf", &folder);
        let shown = tools::pdf_text(&pdf, 3).replace(' ', "");
        for line in &pages.contents {
            if line.level <= layout::page::CONTENTS_DEPTH {
                let (text, number) = (line.text.replace(' ', ""), format!(".{}", line.page));
                let found = shown
                    .lines()
                    .any(|line| line.starts_with(&text) && line.ends_with(&number));
                assert!(found, "{applicant}: “{text}” on {number}:\n{shown}");
            }
        }
    }
}
