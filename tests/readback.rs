//! What was written is whole: pictures of every kind, in every order, are in PDF and Word what they
//! were, and a document of which one byte was changed is not taken for written.

mod common;
#[path = "fixture/made.rs"]
mod made;
#[path = "fixture/pictures.rs"]
mod pictures;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use common::{form, sample};
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, Stream};
use pictures::every_kind;
use proptest::prelude::*;
use wufei::compose::block::{Block, Caption, Composition, Part, Picture, PictureMedia};
use wufei::compose::{Options, compose};
use wufei::draft::{Draft, fingerprint, jpeg::JpegHead};
use wufei::export::{ExportError, docx, pdf, xlsx};
use wufei::layout::{self, FontBook, Pages};

fn fonts() -> &'static FontBook {
    static FONTS: std::sync::OnceLock<FontBook> = std::sync::OnceLock::new();
    FONTS.get_or_init(|| {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fonts");
        FontBook::load(&dir).expect("the fonts")
    })
}

/// A paper of nothing but these pictures, one after the other.
fn of_pictures(pictures: &[(&str, Vec<u8>)]) -> (Composition, Pages, BTreeMap<String, Vec<u8>>) {
    let scope = form().scope("park").expect("scope");
    let mut composition = compose(&scope, &Draft::new(&form().id, "park"), &Options::default());
    let mut bytes = BTreeMap::new();
    let mut blocks = Vec::new();
    for (n, (kind, content)) in pictures.iter().enumerate() {
        let attachment = format!("p{n:03}");
        let (media, (width, height)) = match JpegHead::read(content) {
            Some(head) => (PictureMedia::Jpeg, (head.width, head.height)),
            None => {
                let side = |at: usize| content[at..at + 4].try_into().map(u32::from_be_bytes);
                let size = (side(16).expect("four bytes"), side(20).expect("four bytes"));
                (PictureMedia::Png, size)
            }
        };
        blocks.push(Block::Pictures(vec![Picture {
            attachment: attachment.clone(),
            sha256: fingerprint(content),
            media,
            width,
            height,
            caption: Caption {
                label: format!("图{}", n + 1),
                text: (*kind).to_owned(),
            },
            alt: String::new(),
        }]));
        bytes.insert(attachment, content.clone());
    }
    composition.paper = vec![Part {
        id: "case".into(),
        name: "图片".into(),
        numbered: true,
        stamped: false,
        blocks,
        places: Vec::new(),
    }];
    let pages = layout::lay_out(&composition, fonts()).expect("pages");
    (composition, pages, bytes)
}

/// A number of a picture's dictionary.
fn number(dict: &Dictionary, key: &[u8]) -> usize {
    let number = dict.get(key).and_then(Object::as_i64).expect("a number");
    usize::try_from(number).expect("a size")
}

/// The samples of a picture as its file has them, of as many bits as that says, one after the other.
fn samples(picture: &Stream, channels: usize) -> Vec<u8> {
    let dict = &picture.dict;
    let (width, height) = (number(dict, b"Width"), number(dict, b"Height"));
    let bits = number(dict, b"BitsPerComponent");
    let row = (width * channels * bits).div_ceil(8);
    let mut content = Vec::new();
    match dict.get(b"Filter").and_then(Object::as_name) {
        Ok(filter) => {
            assert_eq!(filter, b"FlateDecode");
            flate2::read::ZlibDecoder::new(&picture.content[..])
                .read_to_end(&mut content)
                .expect("a whole stream");
        }
        Err(_) => content.clone_from(&picture.content),
    }
    if let Ok(parameters) = dict.get(b"DecodeParms").and_then(Object::as_dict) {
        assert!(number(parameters, b"Predictor") >= 10);
        let columns = number(parameters, b"Columns");
        let colours = number(parameters, b"Colors");
        let deep = number(parameters, b"BitsPerComponent");
        assert_eq!((columns, colours, deep), (width, channels, bits));
        content = unfiltered(&content, row, (channels * bits).div_ceil(8));
    }
    assert_eq!(content.len(), row * height);
    let mut samples = Vec::new();
    for row in content.chunks(row) {
        let of = (0..width * channels).map(|n| match bits {
            8 => row[n],
            _ => row[n * bits / 8] >> (8 - bits - n * bits % 8) & ((1 << bits) - 1),
        });
        samples.extend(of);
    }
    samples
}

/// Rows without the filters of PNG (ISO/IEC 15948, 9.2).
fn unfiltered(content: &[u8], row: usize, pixel: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    for (n, line) in content.chunks(1 + row).enumerate() {
        for at in 0..row {
            let here = |back: usize, up: usize| {
                let is_there = at >= back && n >= up;
                match is_there {
                    true => out[(n - up) * row + at - back],
                    false => 0,
                }
            };
            let (left, above, corner) = (here(pixel, 0), here(0, 1), here(pixel, 1));
            let guess = match line[0] {
                0 => 0,
                1 => left,
                2 => above,
                3 => ((u16::from(left) + u16::from(above)) / 2) as u8,
                _ => {
                    let [a, b, c] = [left, above, corner].map(i16::from);
                    let far = |one: i16| (a + b - c - one).abs();
                    match (far(a) <= far(b) && far(a) <= far(c), far(b) <= far(c)) {
                        (true, _) => left,
                        (false, true) => above,
                        (false, false) => corner,
                    }
                }
            };
            out.push(line[1 + at].wrapping_add(guess));
        }
    }
    out
}

/// A picture of the file as a viewer shows it.
fn shown(file: &Document, picture: &Stream) -> image::RgbaImage {
    let dict = &picture.dict;
    let (width, height) = (number(dict, b"Width"), number(dict, b"Height"));
    let largest = (1_usize << number(dict, b"BitsPerComponent")) - 1;
    let whole = |sample: u8| (usize::from(sample) * 255 / largest) as u8;
    let space = dict.get(b"ColorSpace").expect("a colour space");
    let colours: Vec<[u8; 3]> = match (space.as_name().ok(), space.as_array().ok()) {
        (Some(b"DeviceGray"), _) => {
            let samples = samples(picture, 1).into_iter();
            samples.map(|grey| [whole(grey); 3]).collect()
        }
        (Some(b"DeviceRGB"), _) => {
            let samples = samples(picture, 3);
            samples.chunks(3).map(|c| [c[0], c[1], c[2]]).collect()
        }
        (_, Some(indexed)) => {
            let palette = indexed[3].as_str().expect("a palette");
            let colour = |n: u8| {
                let at = 3 * usize::from(n);
                [palette[at], palette[at + 1], palette[at + 2]]
            };
            samples(picture, 1).into_iter().map(colour).collect()
        }
        other => panic!("{other:?}"),
    };
    let opaque = match dict.get(b"SMask").and_then(Object::as_reference) {
        Ok(mask) => {
            let mask = file.get_object(mask).and_then(Object::as_stream);
            samples(mask.expect("a mask"), 1)
        }
        Err(_) => vec![255; colours.len()],
    };
    let pixels = colours.iter().zip(opaque);
    let pixels = pixels.flat_map(|([r, g, b], alpha)| [*r, *g, *b, alpha]);
    image::RgbaImage::from_raw(width as u32, height as u32, pixels.collect()).expect("as many")
}

/// Holds the PDF to what other programs' decoders say of the pictures: lopdf finds them, flate2's
/// reader unpacks them, `image` decodes what was attached.
fn expect_in_pdf(paper: &[u8], pictures: &[(&str, Vec<u8>)]) {
    let file = Document::load_mem(paper).expect("a PDF");
    let mut found = Vec::new();
    for page in file.get_pages().into_values() {
        let page_dict = file.get_dictionary(page).expect("a page");
        let resources = page_dict
            .get(b"Resources")
            .and_then(|r| file.dereference(r));
        let resources = resources
            .expect("resources")
            .1
            .as_dict()
            .expect("a dictionary");
        let drawable = resources.get(b"XObject").and_then(|x| file.dereference(x));
        let drawable = drawable
            .expect("pictures")
            .1
            .as_dict()
            .expect("a dictionary");
        let content = Content::decode(&file.get_page_content(page)).expect("a page");
        for operation in content.operations {
            if operation.operator == "Do" {
                let name = operation.operands[0].as_name().expect("a name");
                let id = drawable.get(name).and_then(Object::as_reference);
                let picture = file.get_object(id.expect("a picture"));
                found.push(picture.and_then(Object::as_stream).expect("a picture"));
            }
        }
    }
    assert_eq!(found.len(), pictures.len());
    for (n, (picture, (kind, source))) in found.iter().zip(pictures).enumerate() {
        let filter = picture.dict.get(b"Filter").and_then(Object::as_name).ok();
        match filter == Some(b"DCTDecode") {
            true => assert!(picture.content == *source, "{n}: {kind}"),
            false => {
                let meant = image::load_from_memory(source)
                    .expect("a picture")
                    .to_rgba8();
                assert!(shown(&file, picture) == meant, "{n}: {kind}");
            }
        }
    }
    for object in file.objects.values() {
        if let Object::Stream(stream) = object
            && let Ok(b"FlateDecode") = stream.dict.get(b"Filter").and_then(Object::as_name)
        {
            let mut whole = flate2::read::ZlibDecoder::new(&stream.content[..]);
            std::io::copy(&mut whole, &mut std::io::sink()).expect("a whole stream");
        }
    }
}

/// Holds the Word file to the pictures that were attached, each once: zip's own sums, then the bytes.
fn expect_in_word(word: &[u8], pictures: &[(&str, Vec<u8>)]) {
    let mut package = zip::ZipArchive::new(Cursor::new(word)).expect("a package");
    let mut media: Vec<Vec<u8>> = Vec::new();
    for index in 0..package.len() {
        let mut part = package.by_index(index).expect("a part");
        let is_media = part.name().expect("a name").starts_with("word/media/");
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("a whole part");
        if is_media {
            media.push(content);
        }
    }
    let mut meant: Vec<&[u8]> = Vec::new();
    for (_, picture) in pictures {
        if !meant.contains(&picture.as_slice()) {
            meant.push(picture);
        }
    }
    assert_eq!(media.len(), meant.len());
    let same = media.iter().zip(meant).all(|(found, meant)| found == meant);
    assert!(same, "pictures in Word");
}

fn expect_whole(pictures: &[(&str, Vec<u8>)]) -> (Vec<u8>, Vec<u8>) {
    let (composition, pages, bytes) = of_pictures(pictures);
    let (paper, put) = made::paper_put(&pages, &composition, fonts(), &bytes);
    expect_in_pdf(&paper, pictures);
    pdf::verify(&paper, &put, &pages, &composition).expect("the PDF holds what was put in");
    let (word, put) = made::word_put(&composition, &pages, fonts(), &bytes);
    expect_in_word(&word, pictures);
    docx::verify(Cursor::new(&word), &put, &composition).expect("Word holds what was put in");
    (paper, word)
}

/// Numbers in an order in which each stands right before and right after every other, and itself.
fn each_beside_each(count: usize) -> Vec<usize> {
    let mut left = vec![vec![true; count]; count];
    let mut order = vec![0];
    // Each way is gone once; the largest number that is left first, so that the walk ends only when
    // all were gone.
    while let Some(next) = {
        let from = &left[*order.last().expect("not empty")];
        (0..count).rev().find(|to| from[*to])
    } {
        left[*order.last().expect("not empty")][next] = false;
        order.push(next);
    }
    assert_eq!(order.len(), count * count + 1);
    order
}

/// Every kind before, between and after every other.
#[test]
fn pictures_of_every_kind_are_whole_beside_every_other() {
    let kinds = every_kind(1);
    let order = each_beside_each(kinds.len());
    // Parts that share their ends, for memory's sake.
    for from in (0..order.len() - 1).step_by(100) {
        let part = order[from..].iter().take(101);
        let pictures: Vec<_> = part.map(|n| kinds[*n].clone()).collect();
        expect_whole(&pictures);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn pictures_in_any_order_are_whole(
        order in prop::collection::vec(any::<prop::sample::Index>(), 1..7),
        seed in any::<u64>(),
    ) {
        let kinds = every_kind(seed);
        let pictures: Vec<_> = order.iter().map(|n| n.get(&kinds).clone()).collect();
        expect_whole(&pictures);
    }
}

/// Runs a program, which must be content; what it said.
fn judged(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program} is not installed: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && error.is_empty(),
        "{program}: {said}{error}"
    );
    said
}

/// qpdf unpacks every stream, and poppler takes the pictures out as they were.
#[test]
fn qpdf_and_poppler_find_every_picture_whole() {
    let kinds = every_kind(2);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("paper.pdf");
    let (paper, _) = expect_whole(&kinds);
    std::fs::write(&file, paper).expect("a file");
    let file = file.to_str().expect("UTF-8");
    judged("qpdf", &["--check", file]);
    let stem = folder.path().join("out");
    judged("pdfimages", &["-all", file, stem.to_str().expect("UTF-8")]);
    let mut out: Vec<_> = std::fs::read_dir(folder.path())
        .expect("the folder")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("out"))
        })
        .collect();
    out.sort();
    let mut out = out.into_iter();
    for (kind, source) in &kinds {
        let taken = std::fs::read(out.next().expect("a picture")).expect("a picture");
        if kind.starts_with("JPEG") {
            assert!(taken == *source, "{kind}");
            continue;
        }
        let meant = image::load_from_memory(source).expect("a picture");
        // Two colours come out of pdfimages black and white.
        if *kind == "palette of two" {
            continue;
        }
        let taken = image::load_from_memory(&taken).expect("a picture");
        assert!(taken.to_rgb8() == meant.to_rgb8(), "{kind}");
        let alpha: Vec<u8> = meant.to_rgba8().pixels().map(|pixel| pixel[3]).collect();
        if alpha.iter().any(|alpha| *alpha < 255) {
            let mask = std::fs::read(out.next().expect("a mask")).expect("a mask");
            let mask = image::load_from_memory(&mask).expect("a mask").to_luma8();
            assert!(mask.into_raw() == alpha, "the mask of {kind}");
        }
    }
    assert_eq!(out.next(), None);
}

/// Where the bytes of every stream of a PDF are, and what it is.
fn streams(paper: &[u8]) -> Vec<(String, std::ops::Range<usize>)> {
    let file = Document::load_mem(paper).expect("a PDF");
    let mut streams = Vec::new();
    for ((number, _), object) in &file.objects {
        let Object::Stream(stream) = object else {
            continue;
        };
        let Some(lopdf::xref::XrefEntry::Normal { offset, .. }) = file.reference_table.get(*number)
        else {
            panic!("{number} has no place");
        };
        let offset = *offset as usize;
        let begin = paper[offset..]
            .windows(7)
            .position(|at| at == b"stream\n")
            .expect("its beginning");
        let begin = offset + begin + 7;
        let range = begin..begin + stream.content.len();
        assert!(paper[range.clone()] == stream.content[..]);
        streams.push((format!("{number}: {:?}", stream.dict), range));
    }
    streams
}

/// Where the bytes of every part of a package are, and its name.
fn parts(package: &[u8]) -> Vec<(String, std::ops::Range<usize>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(package)).expect("a package");
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let part = archive.by_index(index).expect("a part");
        let begin = usize::try_from(part.data_start().expect("a place")).expect("a place");
        let length = usize::try_from(part.compressed_size()).expect("a size");
        let name = part.name().expect("a name").into_owned();
        parts.push((name, begin..begin + length));
    }
    parts
}

/// Changes one byte in each of these places in turn, and sees that it is noticed.
fn expect_noticed(
    written: &[u8],
    places: &[(String, std::ops::Range<usize>)],
    shares: &[f64],
    verify: impl Fn(&[u8]) -> Result<(), ExportError>,
) {
    verify(written).expect("it is whole");
    let mut changed = written.to_vec();
    for (name, place) in places {
        for share in shares {
            let at = place.start + ((place.len() - 1) as f64 * share) as usize;
            changed[at] ^= 0xff;
            let error = verify(&changed).expect_err(name);
            let words = error.to_string();
            assert!(
                words.contains("没有写成") || words.contains("读不出来"),
                "{words}"
            );
            changed[at] ^= 0xff;
        }
    }
}

/// A paper with everything in it: the sample's words, tables, charts and pictures, and a few kinds more.
fn everything() -> (Composition, Pages, BTreeMap<String, Vec<u8>>) {
    let (draft, mut bytes) = sample("enterprise");
    let scope = form().scope("enterprise").expect("scope");
    let mut composition = compose(&scope, &draft, &Options::default());
    let kinds = every_kind(3);
    let some = [1, 2, 5, 13, 18, 24].map(|n: usize| kinds[n].clone());
    let (more, _, more_bytes) = of_pictures(&some);
    composition.paper.extend(more.paper);
    bytes.extend(more_bytes);
    let pages = layout::lay_out(&composition, fonts()).expect("pages");
    (composition, pages, bytes)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_byte_in_any_stream_of_a_pdf_is_noticed(share in 0.0..1.0_f64) {
        let (composition, pages, bytes) = everything();
        let (paper, put) = made::paper_put(&pages, &composition, fonts(), &bytes);
        let streams = streams(&paper);
        prop_assert!(streams.len() > 30, "{}", streams.len());
        let verify = |changed: &[u8]| pdf::verify(changed, &put, &pages, &composition);
        expect_noticed(&paper, &streams, &[share], verify);
    }

    #[test]
    fn a_changed_byte_in_any_part_of_word_and_excel_is_noticed(share in 0.0..1.0_f64) {
        let (composition, pages, bytes) = everything();
        let (word, put) = made::word_put(&composition, &pages, fonts(), &bytes);
        let found = parts(&word);
        prop_assert!(found.iter().filter(|(name, _)| name.starts_with("word/media")).count() > 8);
        let verify = |changed: &[u8]| docx::verify(Cursor::new(changed), &put, &composition);
        expect_noticed(&word, &found, &[0.0, share, 1.0], verify);
        let book = xlsx::write(&composition).expect("Excel");
        let verify = |changed: &[u8]| xlsx::verify(changed, &composition);
        expect_noticed(&book, &parts(&book), &[0.0, share, 1.0], verify);
    }
}

/// What is not in any stream, such as the width of a picture or where a link leads, is compared too.
#[test]
fn a_changed_entry_of_a_pdf_is_noticed() {
    let (composition, pages, bytes) = everything();
    let (paper, put) = made::paper_put(&pages, &composition, fonts(), &bytes);
    for (before, after) in [
        ("/Width 320", "/Width 321"),
        ("/Colors 1", "/Colors 3"),
        ("/S/TD", "/S/TH"),
        ("/MCID 1", "/MCID 2"),
        ("/XYZ null", "/FitH 00"),
        ("/SMask", "/Smask"),
    ] {
        let (before, after) = (before.as_bytes(), after.as_bytes());
        let Some(at) = paper.windows(before.len()).position(|at| at == before) else {
            panic!("no {}", String::from_utf8_lossy(before));
        };
        let mut changed = paper.clone();
        changed[at..at + after.len()].copy_from_slice(after);
        let error = pdf::verify(&changed, &put, &pages, &composition);
        error.expect_err(&String::from_utf8_lossy(before));
    }
}

/// A PNG whose chunks have the right sums, while the packed pixels of the last of them were changed.
fn broken(picture: &[u8], change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let begin = picture.windows(4).rposition(|at| at == b"IDAT");
    let begin = begin.expect("pixels");
    // The empty IEND is twelve bytes, a chunk's sum four.
    let end = picture.len() - 12;
    let mut pixels = picture[begin + 4..end - 4].to_vec();
    change(&mut pixels);
    let named = [b"IDAT", &pixels[..]].concat();
    let mut crc = flate2::Crc::new();
    crc.update(&named);
    let length = u32::try_from(pixels.len()).expect("short").to_be_bytes();
    let sum = crc.sum().to_be_bytes();
    [
        &picture[..begin - 4],
        &length,
        &named,
        &sum,
        &picture[end..],
    ]
    .concat()
}

/// Such as decoders take in spite of a wrong checksum is printed as they decode it; one that breaks off is
/// named, and not taken for a fault of the writer.
#[test]
fn a_picture_that_was_broken_before_is_printed_or_named() {
    let (kind, picture) = every_kind(4).swap_remove(0);
    let other_sum = broken(&picture, |pixels| {
        if let Some(last) = pixels.last_mut() {
            *last ^= 0xff;
        }
    });
    expect_whole(&[(kind, other_sum)]);
    let short = broken(&picture, |pixels| pixels.truncate(pixels.len() / 2));
    let (composition, pages, bytes) = of_pictures(&[(kind, short)]);
    let refused = pdf::write(&pages, &composition, fonts(), &bytes, Vec::new());
    let words = refused.expect_err("a broken picture").to_string();
    assert!(
        words.contains("图1 colour") && words.contains("文件已损坏"),
        "{words}"
    );
}
