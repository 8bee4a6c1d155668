//! The Word file of whole drafts: written, read back, and judged by Microsoft's Open XML SDK.

mod common;
#[path = "fixture/made.rs"]
mod made;
#[path = "fixture/tools.rs"]
mod tools;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use common::{APPLICANTS, form, sample};
use wufei::compose::{Composition, Options, compose};
use wufei::draft::Draft;
use wufei::export::docx;
use wufei::layout::{self, FontBook, Pages};
use wufei::length::{Emu, Pt};

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
        changed: None,
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
    let docx = made::word(&composition, &pages, fonts(), bytes);
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
        let (_, pages, docx) = written(applicant, &draft, &bytes);
        validate(applicant, &docx);
        let reading = docx::read(Cursor::new(&docx)).expect("text");
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
        let (_, _, docx) = written(applicant, &draft, &BTreeMap::new());
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

/// A JPEG of these pixels whose EXIF data say how it is to be turned.
fn jpeg(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 90]))
        .write_with_encoder(image::codecs::jpeg::JpegEncoder::new(&mut bytes))
        .expect("a JPEG");
    made::lying(&bytes, orientation)
}

/// Sizes of the drawings in EMU.
fn extents(docx: &[u8]) -> Vec<(u64, u64)> {
    let xml = part(docx, "word/document.xml");
    let xml = String::from_utf8(xml).expect("UTF-8");
    let extent =
        regex::Regex::new("<wp:extent cx=\"([0-9]+)\" cy=\"([0-9]+)\"").expect("a pattern");
    extent
        .captures_iter(&xml)
        .map(|c| (c[1].parse().expect("EMU"), c[2].parse().expect("EMU")))
        .collect()
}

fn part(docx: &[u8], name: &str) -> Vec<u8> {
    use std::io::Read;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).expect("a package");
    let mut bytes = Vec::new();
    let mut part = archive.by_name(name).expect("the part");
    part.read_to_end(&mut bytes).expect("its bytes");
    bytes
}

/// An empty draft with pictures, in `case.plan` one after the other.
fn with_pictures(pictures: &[Vec<u8>]) -> (Draft, BTreeMap<String, Vec<u8>>) {
    use wufei::draft::{Attachment, Edit, Incoming};
    let scope = form().scope("park").expect("scope");
    let mut draft = Draft::new(&form().id, "park");
    let mut bytes = BTreeMap::new();
    for (n, content) in pictures.iter().enumerate() {
        let id = format!("p{n}");
        let file = format!("{id}.jpg");
        let attachment = Attachment::of(&id, "photo", "现场照片", &file, content);
        draft
            .apply(&scope, &Edit::PutAttachment { attachment })
            .expect("a picture");
        bytes.insert(id, content.clone());
    }
    let blocks: Vec<_> = bytes
        .keys()
        .map(|id| serde_json::json!({"type": "figure", "attachment": id, "caption": "现场"}))
        .collect();
    let answers = serde_json::json!({ "case": { "plan": blocks } }).to_string();
    let incoming = Incoming::parse(&scope, &answers).expect("figures");
    draft
        .apply(&scope, &Edit::All(incoming.edits))
        .expect("figures");
    (draft, bytes)
}

/// A photo taken with the telephone on its side stands upright in Word.
#[test]
fn a_turned_photo_stands_upright() {
    for (orientation, upright) in [(1, false), (3, false), (6, true), (8, true)] {
        let (draft, bytes) = with_pictures(&[jpeg(600, 400, orientation)]);
        let (_, _, docx) = written("park", &draft, &bytes);
        validate(&format!("turned-{orientation}"), &docx);
        let [(wide, high)] = extents(&docx)[..] else {
            panic!("one picture");
        };
        assert_eq!(high > wide, upright, "{orientation}: {wide} × {high}");
        let ratio = wide as f64 / high as f64;
        let wanted = if upright { 400.0 / 600.0 } else { 1.5 };
        assert!((ratio - wanted).abs() < 0.01, "{orientation}: {ratio}");
        let media = part(&docx, "word/media/image1.jpeg");
        let media = image::load_from_memory(&media).expect("a picture");
        assert_eq!(media.height() > media.width(), upright, "{orientation}");
    }
}

/// Two upright pictures share the column; a wide one has it to itself.
#[test]
fn pictures_fit_the_column() {
    const COLUMN: u64 = 156 * 36_000;
    // A tenth of a pt.
    const HAIR: u64 = 1_270;
    let (draft, bytes) =
        with_pictures(&[jpeg(3000, 1000, 1), jpeg(400, 600, 1), jpeg(400, 600, 1)]);
    let (_, _, docx) = written("park", &draft, &bytes);
    validate("pictures", &docx);
    let [wide, first, second] = extents(&docx)[..] else {
        panic!("three pictures");
    };
    assert_eq!(first, second);
    assert!(
        first.0 + second.0 < COLUMN && first.0 > COLUMN / 4,
        "{first:?}"
    );
    assert!(
        wide.0 <= COLUMN + HAIR && wide.0 > COLUMN * 95 / 100,
        "{wide:?}"
    );
    let captions: Vec<String> = docx::read(Cursor::new(&docx))
        .expect("text")
        .content
        .into_iter()
        .flat_map(|content| match content {
            docx::Content::Paragraph(text) => vec![text],
            docx::Content::Table(rows) => rows.into_iter().flatten().collect(),
        })
        // “图片” also heads a group of the attachments.
        .filter(|text| text.starts_with('图') && text.contains('\u{3000}'))
        .collect();
    assert_eq!(captions, ["图1　现场", "图2　现场", "图3　现场"]);
}

/// Pictures and charts that shrink to stay on their page are as small in Word as in the PDF.
#[test]
fn pictures_are_as_large_as_on_the_laid_out_page() {
    for applicant in APPLICANTS {
        let (draft, bytes) = sample(applicant);
        let (_, pages, docx) = written(applicant, &draft, &bytes);
        let emu = |length: Pt| u64::from(length.emu(Emu(u32::MAX)).0);
        let laid: Vec<(u64, u64)> = pages
            .sizes
            .iter()
            .map(|(width, height)| (emu(*width), emu(*height)))
            .collect();
        assert_eq!(extents(&docx), laid);
        assert!(laid.len() >= 5);
    }
}

/// Charts are pictures of at least 200 dots to the inch at the size they are printed in.
#[test]
fn charts_are_sharp() {
    let (draft, bytes) = sample("park");
    let (composition, _, docx) = written("park", &draft, &bytes);
    let count = composition
        .paper
        .iter()
        .flat_map(|part| &part.blocks)
        .filter(|block| matches!(block, wufei::compose::Block::Chart(_)))
        .count();
    assert!(count > 0);
    let mut sharp = 0;
    for (n, (wide, _)) in extents(&docx).iter().enumerate() {
        let name = format!("word/media/image{}.png", n + 1);
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&docx[..])).expect("a package");
        if archive.by_name(&name).is_err() {
            continue;
        }
        let picture = image::load_from_memory(&part(&docx, &name)).expect("a picture");
        let inches = *wide as f64 / 914_400.0;
        if f64::from(picture.width()) / inches >= 200.0 {
            sharp += 1;
        }
    }
    assert!(sharp >= count, "{sharp} of {count}");
}
