//! The printed paper: what stands where on its pages, and what other programs say of the PDF.

mod common;
#[path = "fixture/made.rs"]
mod made;
#[path = "fixture/tools.rs"]
mod tools;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use common::{APPLICANTS, draft, form, sample, sample_json, samples};
use proptest::prelude::*;
use serde_json::{Value, json};
use wufei::compose::{Composition, Options, compose};
use wufei::draft::Draft;
use wufei::export::{self, Document, pdf};
use wufei::layout::page::{GlyphRun, Item};
use wufei::layout::{self, FontBook, Page, Pages};
use wufei::length::Pt;

/// The margins left and right of GB/T 9704, with a hair for rounding.
const LEFT: Pt = Pt(28.0 * 72.0 / 25.4 - 0.3);
const RIGHT: Pt = Pt((210.0 - 26.0) * 72.0 / 25.4 + 0.3);

/// Marks that no line may begin with, and those that none may end with.
const CLOSING: &str = "，。、；：？！）〕】》〉”’…—·％,.;:?!)]}%";
const OPENING: &str = "（〔【《〈“‘([{";

fn fonts() -> &'static FontBook {
    static FONTS: std::sync::OnceLock<FontBook> = std::sync::OnceLock::new();
    FONTS.get_or_init(|| {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fonts");
        FontBook::load(&dir).expect("the fonts")
    })
}

fn laid_out(applicant: &str, draft: &Draft) -> (Composition, Pages) {
    let scope = form().scope(applicant).expect("scope");
    let options = Options {
        draft_number: "2026-0001".into(),
        ..Options::default()
    };
    let composition = compose(&scope, draft, &options);
    let pages = layout::lay_out(&composition, fonts()).expect("pages");
    (composition, pages)
}

/// A sample with some of its answers replaced.
fn changed(applicant: &str, change: impl FnOnce(&mut Value)) -> Draft {
    let mut answers: Value = serde_json::from_str(&sample_json(applicant)).expect("a sample");
    change(&mut answers);
    let scope = form().scope(applicant).expect("scope");
    draft(&scope, &answers.to_string(), &samples()).0
}

/// Full to the brim: forty wastes with long names, a statement and names as long as they get.
fn brimful(applicant: &str) -> Draft {
    changed(applicant, |answers| {
        let years =
            json!({"2022": "123456.789", "2023": "1234567.89", "2024": "1", "2025": "0.001"});
        let many: Vec<Value> = (1..=40)
            .map(|i| json!({"name": format!("含铁、锌、铅尘泥（第{i}类，转炉二次除尘）"), "values": years}))
            .collect();
        answers["waste"]["generated_by"] = json!(many);
        answers["waste"]["utilised_by"] = json!(many);
        answers["statement"] = json!("公司“先进”，（获奖）……《荣誉》：".repeat(60));
        answers["cover"]["name"] = json!(
            "某某市某某区（县）某某工业集团股份有限公司第二炼钢厂及其控股的资源循环利用有限责任公司"
        );
        answers["basics"]["email"] =
            json!("a.very.long.address.of.somebody@subdomain.of.some.company.example.com");
        answers["basics"]["website"] = json!(format!("https://example.com/{}", "long/".repeat(40)));
        if applicant == "park" {
            let firms: Vec<Value> = (0..10)
                .map(|i| json!({"name": format!("第{i}有色金属冶炼及压延加工股份有限公司"), "industry": "321",
                    "products": "电解锰12.5万吨、四氧化三锰3.2万吨、高纯硫酸锰6.8万吨、锰锌铁氧体1.1万吨",
                    "output_value": "1234567.89", "generated": "12.345", "utilised": "11.111"}))
                .collect();
            answers["top_enterprises"] = json!(firms);
        }
    })
}

/// Where a run ends: the last glyph's place and its own width.
fn right_end(run: &GlyphRun) -> Pt {
    let font = fonts().font(run.font);
    let Some(last) = run.glyphs.last().filter(|glyph| !glyph.missing) else {
        return run.x;
    };
    let advance = font.glyph(last.char).map_or(0, |(_, advance)| advance);
    run.x + last.x + f32::from(advance) / f32::from(font.units_per_em()) * run.size
}

/// Everything between the margins, and on the page.
fn stays_inside(page: &Page) {
    for placed in &page.items {
        let (left, right, top, bottom) = match &placed.item {
            Item::Glyphs(run) => {
                // A closing mark at the end is set half its width: its right half is empty.
                let last = run.glyphs.last().map_or(' ', |glyph| glyph.char);
                let empty = if CLOSING.contains(last) {
                    run.size / 2.0
                } else {
                    Pt::ZERO
                };
                (run.x, right_end(run) - empty, run.y - run.size, run.y)
            }
            Item::Rule(rule) => (
                rule.from.0.min(rule.to.0),
                rule.from.0.max(rule.to.0),
                rule.from.1.min(rule.to.1),
                rule.from.1.max(rule.to.1),
            ),
            Item::Picture(picture) => (
                picture.x,
                picture.x + picture.width,
                picture.y,
                picture.y + picture.height,
            ),
            Item::Shape(_) | Item::Link(_) => continue,
        };
        let place = format!("{:?}", placed.item);
        let place: String = place.chars().take(400).collect();
        assert!(
            left >= LEFT && right <= RIGHT,
            "{left:?}–{right:?}: {place}"
        );
        assert!(
            top >= Pt::ZERO && bottom <= page.height,
            "{top:?}–{bottom:?}: {place}"
        );
    }
}

/// A line of a page: the piece of the structure it belongs to, its baseline, what it says.
struct Line {
    node: Option<usize>,
    y: Pt,
    text: String,
}

/// The lines of a page: what stands on one baseline of one piece of the structure.
fn lines(page: &Page) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for placed in &page.items {
        let Item::Glyphs(run) = &placed.item else {
            continue;
        };
        let text: String = run.glyphs.iter().map(|glyph| glyph.char).collect();
        match lines.last_mut() {
            // Raised and lowered figures belong to the line they stand in.
            Some(line) if line.node == placed.node && (line.y - run.y).abs() < run.size * 0.6 => {
                line.text.push_str(&text);
            }
            _ => lines.push(Line {
                node: placed.node,
                y: run.y,
                text,
            }),
        }
    }
    lines
}

fn breaks_well(pages: &Pages) {
    for page in &pages.pages {
        for pair in lines(page).windows(2) {
            let (before, line) = (&pair[0], &pair[1]);
            if before.node.is_none() || before.node != line.node {
                continue;
            }
            let first = line.text.trim().chars().next().unwrap_or(' ');
            let last = before.text.trim().chars().last().unwrap_or(' ');
            let said = format!("“{}” / “{}”", before.text, line.text);
            assert!(!CLOSING.contains(first), "{said}");
            assert!(!OPENING.contains(last), "{said}");
        }
    }
}

#[test]
fn nothing_leaves_the_page_and_no_line_begins_or_ends_wrongly() {
    for applicant in APPLICANTS {
        let drafts = [
            sample(applicant).0,
            Draft::new(&form().id, applicant),
            brimful(applicant),
        ];
        for draft in drafts {
            let (_, pages) = laid_out(applicant, &draft);
            pages.pages.iter().for_each(stays_inside);
            breaks_well(&pages);
        }
    }
}

#[test]
fn heads_repeat_where_a_table_goes_on() {
    for applicant in APPLICANTS {
        let (_, pages) = laid_out(applicant, &brimful(applicant));
        let mut pages_of_wastes = 0;
        for page in &pages.pages {
            let lines = lines(page);
            let top = |words: &str| {
                let of = lines.iter().filter(|line| line.text.contains(words));
                of.map(|line| line.y).fold(Pt::INFINITY, Pt::min)
            };
            if top("二次除尘").is_finite() {
                pages_of_wastes += 1;
                let head = top("2022").min(top("2022 年"));
                assert!(
                    head < top("二次除尘"),
                    "{applicant}, page {:?}",
                    page.number
                );
            }
        }
        assert!(pages_of_wastes > 2, "{applicant}: {pages_of_wastes} pages");
    }
}

/// Runs a program over a file and gives what it says; it must be content.
fn judged(program: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(program)
        .args(arguments)
        .arg(file)
        .output()
        .unwrap_or_else(|error| panic!("{program} is not installed: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{program}: {said}{error}");
    said
}

#[test]
fn qpdf_and_poppler_find_a_sound_file_with_every_font_inside() {
    let folder = tempfile::tempdir().expect("a folder");
    for applicant in APPLICANTS {
        let (full, bytes) = sample(applicant);
        let none = BTreeMap::new();
        let drafts = [
            ("sample", full, &bytes),
            ("empty", Draft::new(&form().id, applicant), &none),
            ("brimful", brimful(applicant), &bytes),
        ];
        for (name, draft, bytes) in drafts {
            let (composition, pages) = laid_out(applicant, &draft);
            let written = made::paper(&pages, &composition, fonts(), bytes);
            let file = folder.path().join(format!("{applicant}-{name}.pdf"));
            std::fs::write(&file, &written).expect("a file to judge");
            judged("qpdf", &["--check"], &file);
            let info = judged("pdfinfo", &[], &file);
            let count = format!("{}", pages.pages.len());
            let said = info
                .lines()
                .find_map(|line| line.strip_prefix("Pages:"))
                .map(str::trim);
            assert_eq!(said, Some(count.as_str()), "{info}");
            assert!(info.contains("Tagged:          yes"), "{info}");
            assert!(info.contains("(A4)"), "{info}");
            let fonts = judged("pdffonts", &[], &file);
            for font in fonts.lines().skip(2) {
                let marks: Vec<&str> = font.split_whitespace().collect();
                let inside = marks.windows(3).any(|marks| marks == ["yes", "yes", "yes"]);
                assert!(inside, "embedded, subset, mapped: {font}");
            }
            // What is copied out of the file is what was laid out.
            let bare = |text: &str| -> String {
                let mut chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
                chars.sort_unstable();
                chars.into_iter().collect()
            };
            let meant: String = pages
                .pages
                .iter()
                .flat_map(lines)
                .map(|line| line.text)
                .collect();
            let text = Command::new("pdftotext")
                .arg(&file)
                .arg("-")
                .output()
                .expect("pdftotext is installed");
            let copied = String::from_utf8(text.stdout).expect("UTF-8");
            assert_eq!(bare(&copied), bare(&meant), "{applicant} {name}");
        }
    }
}

/// Where the jars of Debian's packages are.
const JARS: [&str; 7] = [
    "preflight",
    "pdfbox2",
    "fontbox2",
    "xmpbox",
    "commons-logging",
    "javax.activation",
    "jaxb-api",
];

/// What PDFBox, which knows PDF/A-1b only, may say of a PDF/A-2u: 2u asks for its own part and
/// level in the metadata (ISO 19005-2, 6.6.4), no longer for a CIDSet (6.2.11.4.2), and allows
/// transparency (6.2.10).
const ALLOWED_IN_2U: [&str; 5] = [
    "7.11.2 : Error on MetaData, part must be 1",
    "7.11.1 : Error on MetaData, conformance level must be A or B",
    "3.1.11 : Invalid Font definition, ",
    "2.2.2 : Invalid graphics transparency",
    "2.2.1 : Invalid graphics transparency",
];

#[test]
fn preflight_finds_only_what_a_later_part_allows() {
    let folder = tempfile::tempdir().expect("a folder");
    let jars: Vec<String> = JARS
        .iter()
        .map(|jar| format!("/usr/share/java/{jar}.jar"))
        .collect();
    for jar in &jars {
        assert!(
            Path::new(jar).exists(),
            "{jar} is missing: run `cargo xtask test` once"
        );
    }
    for applicant in APPLICANTS {
        let (full, bytes) = sample(applicant);
        for (name, draft) in [("full", full), ("empty", Draft::new(&form().id, applicant))] {
            let (composition, pages) = laid_out(applicant, &draft);
            let written = made::paper(&pages, &composition, fonts(), &bytes);
            let file = folder.path().join(format!("{applicant}-{name}.pdf"));
            std::fs::write(&file, &written).expect("a file to judge");
            let answer = Command::new("java")
                .args(["-cp", &jars.join(":")])
                .arg("org.apache.pdfbox.preflight.Validator_A1b")
                .arg(&file)
                .output()
                .expect("java is installed");
            let said = String::from_utf8_lossy(&answer.stdout).into_owned();
            // It must have looked: the part alone is always wrong to it.
            assert!(said.contains(ALLOWED_IN_2U[0]), "{said}");
            for line in said.lines().skip(1).filter(|line| !line.is_empty()) {
                let allowed = ALLOWED_IN_2U
                    .iter()
                    .any(|allowed| line.starts_with(allowed))
                    && (!line.starts_with("3.1.11") || line.contains("CIDSet entry is missing"));
                assert!(allowed, "{applicant} {name}: {line}");
            }
        }
    }
}

/// Marked contents below an element of the structure tree, in order: page, number, whether inside
/// a table.
fn marked(
    file: &lopdf::Document,
    element: &lopdf::Object,
    in_table: bool,
    found: &mut Vec<(lopdf::ObjectId, i64, bool)>,
) {
    let element = match element {
        lopdf::Object::Reference(id) => file.get_object(*id).expect("an element"),
        direct => direct,
    };
    if let Ok(kids) = element.as_array() {
        kids.iter()
            .for_each(|kid| marked(file, kid, in_table, found));
        return;
    }
    let dict = element.as_dict().expect("a dictionary");
    if let Ok(number) = dict.get(b"MCID").and_then(lopdf::Object::as_i64) {
        let page = dict.get(b"Pg").and_then(lopdf::Object::as_reference);
        found.push((page.expect("its page"), number, in_table));
        return;
    }
    let kind = dict.get(b"S").and_then(lopdf::Object::as_name).ok();
    if let Ok(kids) = dict.get(b"K") {
        marked(file, kids, in_table || kind == Some(b"Table"), found);
    }
}

#[test]
fn the_tag_tree_reads_as_the_pages_do() {
    for applicant in APPLICANTS {
        let (full, bytes) = sample(applicant);
        let (composition, pages) = laid_out(applicant, &full);
        let written = made::paper(&pages, &composition, fonts(), &bytes);
        let file = lopdf::Document::load_mem(&written).expect("a PDF");
        let root = file
            .catalog()
            .and_then(|catalogue| catalogue.get(b"StructTreeRoot"))
            .expect("a structure");
        let mut found = Vec::new();
        marked(&file, root, false, &mut found);
        let order: BTreeMap<lopdf::ObjectId, u32> = file
            .get_pages()
            .into_iter()
            .map(|(n, id)| (id, n))
            .collect();
        // Each content belongs to one element, and none is left out.
        let mut all: Vec<(u32, i64)> = found.iter().map(|(page, n, _)| (order[page], *n)).collect();
        let read = all.clone();
        all.sort_unstable();
        let mut next: BTreeMap<u32, i64> = BTreeMap::new();
        for (page, number) in &all {
            let expected = next.entry(*page).or_insert(0);
            assert_eq!(number, expected, "{applicant}, page {page}");
            *expected += 1;
        }
        assert_eq!(next.len(), pages.pages.len(), "every page speaks");
        // A cell that goes over the page is read to its end before the next; nothing else goes back.
        for (pair, places) in read.windows(2).zip(found.windows(2)) {
            assert!(
                pair[0] < pair[1] || (places[0].2 && places[1].2),
                "{applicant}: {pair:?}"
            );
        }
    }
}

#[test]
fn copying_and_searching_find_the_characters_that_were_typed() {
    let draft = changed("enterprise", |answers| {
        // Ideographs whose glyphs radicals of other blocks share, and rare ones in names.
        answers["cover"]["name"] = json!("金龙水大车食见长风竹厂广门公司");
        answers["cover"]["contact"] = json!("旻昉䶮𠮷");
    });
    let (composition, pages) = laid_out("enterprise", &draft);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.pdf");
    let written = made::paper(&pages, &composition, fonts(), &sample("enterprise").1);
    std::fs::write(&file, &written).expect("a file");
    let text = tools::pdf_text(&file, 1);
    assert!(text.contains("金龙水大车食见长风竹厂广门公司"), "{text}");
    assert!(text.contains("旻昉䶮"), "{text}");
    let whole = judged("pdftotext", &["-q"], &file);
    assert!(whole.is_empty());
    let text = std::fs::read_to_string(file.with_extension("txt")).expect("text");
    let radical = text
        .chars()
        .find(|char| matches!(char, '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' | '\u{e000}'..='\u{f8ff}'));
    assert_eq!(radical, None);
    // What no font has is told by name.
    for found in &pages.unprintable {
        assert!(text.contains(found.char), "{found:?}");
    }
}

#[test]
fn cover_and_pledge_alone_are_the_pages_for_the_seal() {
    let (draft, bytes) = sample("enterprise");
    let scope = form().scope("enterprise").expect("scope");
    let options = Options::default();
    let made = export::make(&scope, &draft, &bytes, &options, &[Document::Seal]).expect("pages");
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].0, "盖章页.pdf");
    let read = pdf::read_text(&made[0].1).expect("text");
    assert_eq!(read.pages.len(), 2);
    assert!(read.pages[1].contains("承诺声明"));
}

/// A page as poppler draws it, with so many pixels to the inch.
fn picture_of(file: &Path, page: usize, dpi: usize) -> image::DynamicImage {
    let [page, dpi] = [page, dpi].map(|number| number.to_string());
    let stem = file.with_extension("");
    let drawn = Command::new("pdftoppm")
        .args(["-r", &dpi, "-png", "-singlefile", "-f", &page, "-l", &page])
        .arg(file)
        .arg(&stem)
        .status()
        .expect("pdftoppm is installed");
    assert!(drawn.success());
    image::open(stem.with_extension("png")).expect("a picture")
}

/// The mean difference of two pictures in the worst of twenty bands across the page, of 255. Other
/// versions of poppler draw edges a little differently; a line that moves is another matter.
fn difference(a: &image::GrayImage, b: &image::GrayImage) -> f32 {
    if a.dimensions() != b.dimensions() {
        return 255.0;
    }
    let (a, b) = (image::imageops::blur(a, 1.0), image::imageops::blur(b, 1.0));
    let band = a.height().div_ceil(20).max(1);
    let mut worst: f32 = 0.0;
    for top in (0..a.height()).step_by(band as usize) {
        let (mut sum, mut count) = (0_u64, 0_u64);
        for y in top..(top + band).min(a.height()) {
            for x in 0..a.width() {
                sum += u64::from(a.get_pixel(x, y)[0].abs_diff(b.get_pixel(x, y)[0]));
                count += 1;
            }
        }
        worst = worst.max(sum as f32 / count.max(1) as f32);
    }
    worst
}

/// A difference that no other page and no moved line stays under.
const TOLERANCE: f32 = 4.0;

/// Dots per inch at which pages are compared; they are smoothed to a third.
const COMPARED: usize = 144;

/// A page as the preview shows it.
fn previewed(page: &Page, bytes: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let scale = COMPARED as f32 / 72.0;
    export::page_picture(page, scale, bytes, &str::to_owned, fonts()).expect("painted")
}

/// A page as the preview paints it and as poppler draws its file: how far apart they are in each
/// colour, and how far if one of them were moved by half a millimetre.
fn apart(painted: &[u8], drawn: image::DynamicImage) -> ([f32; 3], f32) {
    let painted = image::load_from_memory(painted).expect("a PNG");
    let [painted, drawn] = [painted, drawn].map(|picture| {
        let (width, height) = (picture.width() / 3, picture.height() / 3);
        image::imageops::thumbnail(&picture.into_rgb8(), width, height)
    });
    let only = |of: &image::RgbImage, colour: usize, down: i64| {
        let (width, height) = of.dimensions();
        let part = |x, y| image::Luma([of.get_pixel(x, y)[colour]]);
        let part = image::GrayImage::from_fn(width, height, part);
        let mut moved = image::GrayImage::from_pixel(width, height, image::Luma([255]));
        image::imageops::replace(&mut moved, &part, 0, down);
        moved
    };
    let from = |colour, down| difference(&only(&painted, colour, down), &only(&drawn, colour, 0));
    (
        [0, 1, 2].map(|colour| from(colour, 0)),
        from(0, -1).min(from(0, 1)),
    )
}

/// The preview draws a page from a PDF of its own: each page of both samples is as poppler draws it in
/// the whole paper but for the edges of the letters.
#[test]
fn a_page_of_the_preview_is_as_its_pdf_is_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    for applicant in APPLICANTS {
        let (draft, bytes) = sample(applicant);
        let (composition, pages) = laid_out(applicant, &draft);
        let written = made::paper(&pages, &composition, fonts(), &bytes);
        let file = folder.path().join("paper.pdf");
        std::fs::write(&file, &written).expect("a file");
        for (at, page) in pages.pages.iter().enumerate() {
            let painted = previewed(page, &bytes);
            let (found, moved) = apart(&painted, picture_of(&file, at + 1, COMPARED));
            assert!(
                found.iter().all(|found| *found < TOLERANCE) && found[0] < 0.75 * moved,
                "{applicant} {}: {found:?}, and {moved} where it is moved",
                at + 1
            );
        }
    }
}

/// One that shows which way up it is: its corners are of four colours, with soft passages between.
fn four_corners(width: u32, height: u32) -> image::RgbaImage {
    image::RgbaImage::from_fn(width, height, |x, y| {
        let share = |at: u32, of: u32| (at * 255 / of.max(1)) as u8;
        let (across, down) = (share(x, width), share(y, height));
        image::Rgba([across, down, 255 - across / 2, 255 - down / 2])
    })
}

/// Pictures of every kind that a draft may hold, also those of drafts that did not take them in
/// themselves, are in the preview what they are in print.
#[test]
fn pictures_of_every_kind_are_in_the_preview_as_in_print() {
    let folder = tempfile::tempdir().expect("a folder");
    let (draft, mut bytes) = sample("enterprise");
    let (composition, pages) = laid_out("enterprise", &draft);
    let (at, attachment) = (pages.pages.iter().enumerate())
        .find_map(|(at, page)| {
            page.items.iter().find_map(|placed| match &placed.item {
                Item::Picture(picture) => Some((at, &picture.attachment)),
                _ => None,
            })
        })
        .expect("a picture");
    let four = image::DynamicImage::ImageRgba8(four_corners(900, 600));
    let encoded = |picture: image::DynamicImage, format| {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).expect("a picture");
        out.into_inner()
    };
    let jpeg = |picture| encoded(picture, image::ImageFormat::Jpeg);
    let png = |picture| encoded(picture, image::ImageFormat::Png);
    let upright = jpeg(four.to_rgb8().into());
    let on_its_side = jpeg(four.rotate270().to_rgb8().into());
    let kinds = [
        ("JPEG", upright.clone()),
        ("JPEG, turned round", made::lying(&upright, 3)),
        ("JPEG, on its side", made::lying(&on_its_side, 6)),
        ("JPEG, mirrored", made::lying(&on_its_side, 5)),
        ("JPEG, grey", jpeg(four.to_luma8().into())),
        ("PNG", png(four.to_rgb8().into())),
        ("PNG, transparent", png(four.clone())),
        ("PNG, 16 bits", png(four.to_rgb16().into())),
        ("PNG, grey", png(four.to_luma8().into())),
        ("PNG, grey, transparent", png(four.to_luma_alpha8().into())),
    ];
    for (kind, content) in kinds {
        bytes.insert(attachment.clone(), content);
        let file = folder.path().join("paper.pdf");
        let written = made::paper(&pages, &composition, fonts(), &bytes);
        std::fs::write(&file, &written).expect("a file");
        let painted = previewed(&pages.pages[at], &bytes);
        if let Some(kept) = std::env::var_os("WUFEI_KEEP") {
            std::fs::write(Path::new(&kept).join(format!("{kind}.png")), &painted).expect("kept");
        }
        let (found, _) = apart(&painted, picture_of(&file, at + 1, COMPARED));
        let alike = found.iter().all(|found| *found < TOLERANCE);
        assert!(alike, "{kind}: {found:?}");
    }
}

/// Reference pages in `tests/gallery`. `RENEW=1` draws them anew; then look at them.
#[test]
fn pages_look_as_in_the_gallery() {
    let gallery = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gallery");
    let folder = tempfile::tempdir().expect("a folder");
    let renew = std::env::var_os("RENEW").is_some();
    for applicant in APPLICANTS {
        let (full, bytes) = sample(applicant);
        let none = BTreeMap::new();
        let drafts = [
            ("full", full, &bytes, vec![1, 2, 3, 4, 8, 17, 22]),
            (
                "empty",
                Draft::new(&form().id, applicant),
                &none,
                vec![1, 5, 6],
            ),
        ];
        for (name, draft, bytes, shown) in drafts {
            let (composition, pages) = laid_out(applicant, &draft);
            let written = made::paper(&pages, &composition, fonts(), bytes);
            let file = folder.path().join(format!("{applicant}-{name}.pdf"));
            std::fs::write(&file, &written).expect("a file");
            let mut last: Option<image::GrayImage> = None;
            for page in shown {
                let drawn = picture_of(&file, page, 48).into_luma8();
                let reference = gallery.join(format!("{applicant}-{name}-{page:02}.png"));
                if renew {
                    drawn.save(&reference).expect("the gallery is written");
                }
                let expected = image::open(&reference)
                    .unwrap_or_else(|error| {
                        panic!("{}: {error}; RENEW=1 draws it", reference.display())
                    })
                    .into_luma8();
                let found = difference(&drawn, &expected);
                assert!(
                    found < TOLERANCE,
                    "{} differs by {found}; if that is meant, draw it anew with RENEW=1",
                    reference.display()
                );
                // What the tolerance must not let through: another page, or this one moved by 1.6 mm.
                let mut moved = image::GrayImage::from_pixel(
                    expected.width(),
                    expected.height(),
                    image::Luma([255]),
                );
                image::imageops::replace(&mut moved, &expected, 0, 3);
                for other in last.iter().chain([&moved]) {
                    let found = difference(other, &expected);
                    assert!(found > TOLERANCE, "{}: {found}", reference.display());
                }
                last = Some(drawn);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Any text, in a paragraph, a cell of a table and the statement: nothing past the margins, no
    /// forbidden start or end.
    #[test]
    fn any_text_stays_inside_and_breaks_well(
        text in prop::collection::vec(
            prop_oneof![
                4 => "[\u{4e00}-\u{4e80}]{1,9}",
                3 => "(，|。”|（|）|“|……|——|《|》、)",
                3 => "([0-9]{1,9}(\\.[0-9]{1,3})?|万吨|%)",
                1 => "([A-Za-z]{1,30}| |https://example\\.com/a/b\\?c=d)",
            ],
            1..120,
        )
    ) {
        let text = text.concat();
        let draft = changed("enterprise", |answers| {
            answers["case"] = json!({
                "title": "甲",
                "plan": [
                    {"type": "paragraph", "text": text},
                    {"type": "table", "caption": "甲", "rows": [["甲", "乙"], [text, text]]},
                    {"type": "list", "ordered": true, "items": [text]},
                ],
            });
            answers["statement"] = json!(text);
        });
        let (_, pages) = laid_out("enterprise", &draft);
        pages.pages.iter().for_each(stays_inside);
        // An opening mark with nothing after it, or a closing one with nothing before it, has no
        // other place; the text between plain characters has.
        let plain = format!("甲{text}甲");
        let lonely = plain.chars().zip(plain.chars().skip(1)).any(|(a, b)| {
            (OPENING.contains(a) && CLOSING.contains(b)) || (OPENING.contains(a) && b == ' ') || (a == ' ' && CLOSING.contains(b))
        });
        if !lonely && !OPENING.contains(text.chars().last().unwrap()) && !CLOSING.contains(text.chars().next().unwrap()) {
            breaks_well(&pages);
        }
    }
}
