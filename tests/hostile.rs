//! Whatever is typed comes out as text: no markup, no formula, no control character of an answer
//! works in a document, and nothing falls over.

mod common;
#[path = "fixture/made.rs"]
mod made;
#[path = "fixture/tools.rs"]
mod tools;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use common::{APPLICANTS, form, sample};
use serde_json::{Value, json};
use wufei::check;
use wufei::compose::{Options, compose};
use wufei::draft::{Draft, Edit, Incoming};
use wufei::export::{docx, xlsx};
use wufei::form::{FieldKind, Scope};
use wufei::layout::{self, FontBook};
use wufei::length::Pt;
use wufei::text::clean;

fn fonts() -> &'static FontBook {
    static FONTS: std::sync::OnceLock<FontBook> = std::sync::OnceLock::new();
    FONTS.get_or_init(|| {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fonts");
        FontBook::load(&dir).expect("the fonts")
    })
}

/// Texts that do something in some program.
fn hostile() -> Vec<String> {
    let mut all: Vec<String> = [
        "=1+1",
        "=HYPERLINK(\"http://example.com\",\"点这里\")",
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1:A9)",
        "\t=1+1",
        "{=1+1}",
        "</w:t></w:r></w:p><w:p/><script>alert(1)</script>",
        "]]> <![CDATA[ <!-- --> <?xml version=\"1.0\"?>",
        "&lt;b&gt; &amp; &#0; &#x1F; &nope; \"'",
        "_x0041_ _x000D_ _x0000_",
        "\u{0}\u{1}\u{7}\u{8}\u{b}\u{c}\u{1b}[31m甲\u{7f}\u{9b}",
        "甲\r乙\r\n丙\n\r丁\u{85}戊\u{2028}己\u{2029}庚",
        "\u{FFFE}\u{FFFF}\u{FDD0}\u{1FFFE}\u{10FFFF}甲",
        "\u{D7FF}\u{E000}\u{F8FF}甲",
        "\u{202E}倒\u{2066}写\u{2069}\u{200F}\u{200E}\u{FEFF}",
        "مرحبا שלום",
        "👨\u{200D}👩\u{200D}👧🏽🇨🇳🙂",
        "Z\u{0300}\u{0301}\u{0302}\u{0303}\u{0304}\u{0305}\u{0306}葛\u{E0100}",
        "𠮷𪚥𰻝",
        "，，，。。。；；；））））》》》——……",
        "（（（《《《“““",
        "{{cover.name}} {{x}} {{{{ }}",
        "{name} {date} {applicant} {0} %s %n $1 \\1",
        "%PDF-1.7 (\\) <</Type>> endobj",
        "C:\\Windows\\system32 ../../etc/passwd",
        "'; DROP TABLE answers; --",
        "007",
        "1e999",
        "TRUE",
        "2026-03-18",
        "   两端有空格   ",
        "\u{3000}\u{3000}全角\u{3000}",
    ]
    .map(str::to_owned)
    .to_vec();
    all.push("W".repeat(2000));
    all.push("9".repeat(2000));
    all.push("很长的词".repeat(500));
    all.push("a\u{300}".repeat(500));
    all.push("行\n".repeat(200));
    all
}

/// The answers of a draft of this kind, every text of them `text`.
fn answers(scope: &Scope, text: &str) -> Value {
    fn value(field: &wufei::form::Field, text: &str, years: &[i32]) -> Value {
        // A figure is refused beyond 200 characters.
        let short: String = text.chars().take(200).collect();
        match field.kind {
            FieldKind::YesNo => json!(true),
            FieldKind::Industries => json!([text, "384", text]),
            FieldKind::Figure | FieldKind::Count => json!(short),
            FieldKind::Yearly => {
                let years = years.iter().map(|y| (y.to_string(), json!(short)));
                Value::Object(years.collect())
            }
            FieldKind::Rows => {
                let row: serde_json::Map<String, Value> = field
                    .columns
                    .iter()
                    .map(|column| (column.path.clone(), value(column, text, years)))
                    .collect();
                json!([row, row])
            }
            FieldKind::Blocks => json!([
                { "type": "heading", "level": 2, "text": text },
                { "type": "heading", "level": 4, "text": text },
                { "type": "paragraph", "text": [
                    { "text": text, "marks": ["bold"] },
                    { "text": text, "marks": ["sup"] },
                    { "ref": "cover.name" }, { "ref": "waste.rate.2025" }, { "ref": "no.such" },
                ] },
                { "type": "list", "ordered": true, "items": [text, text] },
                { "type": "table", "caption": text, "rows": [[text, text], [text], []] },
                { "type": "figure", "attachment": "a5", "caption": text },
                { "type": "figure", "attachment": text, "caption": text },
                { "type": "chart", "of": "waste.generated", "caption": text },
                { "type": "chart", "of": text, "caption": text },
            ]),
            _ => json!(text),
        }
    }
    let years = &scope.form.years.collected;
    let mut root = json!({ "form": scope.form.id, "applicant": scope.applicant.id });
    for (_, field) in scope.fields() {
        let mut at = &mut root;
        for key in field.path.split('.') {
            at = &mut at[key];
        }
        *at = value(field, text, years);
    }
    root
}

/// A draft that says `text` wherever it can, with the sample's files.
fn draft(applicant: &str, text: &str) -> (Draft, BTreeMap<String, Vec<u8>>) {
    let scope = form().scope(applicant).expect("scope");
    let (known, bytes) = sample(applicant);
    let mut draft = Draft::new(&scope.form.id, applicant);
    let json = answers(&scope, text).to_string();
    let incoming = Incoming::parse(&scope, &json).expect("texts are texts");
    draft
        .apply(&scope, &Edit::All(incoming.edits))
        .expect("edits of the form");
    for attachment in known.attachments() {
        let mut attachment = attachment.clone();
        attachment.title = text.to_owned();
        attachment.file = text.to_owned();
        draft
            .apply(&scope, &Edit::PutAttachment { attachment })
            .expect("an attachment");
    }
    (draft, bytes)
}

/// Every XML part of a package, by name.
fn parts(package: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(package)).expect("a package");
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        if name.ends_with(".xml") || name.ends_with(".rels") {
            let mut text = String::new();
            part.read_to_string(&mut text).expect("UTF-8");
            parts.insert(name, text);
        }
    }
    parts
}

/// Reads XML to its end, and only such characters as XML 1.0 allows.
fn expect_well_formed(name: &str, xml: &str, typed: &str) {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => break,
            Ok(_) => {}
            Err(error) => panic!("{name} with {typed:?}: {error}"),
        }
    }
    let forbidden = |c: char| matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{FFFE}' | '\u{FFFF}');
    assert!(!xml.contains(forbidden), "{name} with {typed:?}");
    for number in ["&#0;", "&#x0;", "&#x1F;", "&#xFFFE;"] {
        assert!(!xml.contains(number), "{number} in {name} with {typed:?}");
    }
}

#[test]
fn every_answer_comes_out_as_text() {
    for (i, text) in hostile().iter().enumerate() {
        let applicant = APPLICANTS[i % 2];
        let scope = form().scope(applicant).expect("scope");
        let (draft, bytes) = draft(applicant, text);
        let review = check::review(&scope, &draft);
        assert!(!review.ready);
        for finding in &review.findings {
            assert!(finding.message.chars().count() < 400, "{finding:?}");
        }
        let composition = compose(&scope, &draft, &Options::default());
        let pages = layout::lay_out(&composition, fonts()).expect("pages");

        let word = made::word(&composition, &pages, fonts(), &bytes);
        for (name, xml) in parts(&word) {
            expect_well_formed(&name, &xml, text);
            assert!(!xml.contains("<script"), "{name} with {text:?}");
        }
        let reading = docx::read(Cursor::new(&word)).expect("Word reads");
        let line = clean::line(text);
        for anchor in ["cover.contact", "basics.head", "cover.name"] {
            let found = &reading.anchors.get(anchor).map_or(&[][..], Vec::as_slice);
            assert!(
                found.iter().any(|f| clean::line(f) == line),
                "{anchor} {text:?}: {found:?}"
            );
        }

        let book = xlsx::write(&composition).expect("Excel");
        xlsx::verify(&book, &composition).expect("Excel says what was composed");
        for answer in xlsx::read(&book).expect("Excel reads") {
            if answer.anchor == "basics.head" {
                assert_eq!(clean::line(&answer.text), line);
                assert_eq!(answer.number, None, "{text:?}");
            }
        }
        for (name, xml) in parts(&book) {
            expect_well_formed(&name, &xml, text);
            for formula in xml
                .split("<f")
                .skip(1)
                .filter(|f| f.starts_with(['>', ' ']))
            {
                let formula = formula.split("</f>").next().unwrap_or_default();
                for foreign in ["cmd", "HYPERLINK", "1+1", "-2+3", "A1:A9", "DROP"] {
                    assert!(!formula.contains(foreign), "{formula} in {name}");
                }
            }
            assert!(!xml.contains("<hyperlink"), "{name} with {text:?}");
        }

        made::paper(&pages, &composition, fonts(), &bytes);
        for page in &pages.pages {
            assert!(page.width > Pt::ZERO && page.height > Pt::ZERO);
        }
    }
}

/// Microsoft's own library reads what hostile answers make, and finds nothing wrong with it.
#[test]
fn the_open_xml_sdk_takes_hostile_answers() {
    // The longest texts say nothing new here.
    let all: String = hostile()
        .into_iter()
        .filter(|text| text.chars().count() < 200)
        .collect();
    let folder = tempfile::tempdir().expect("a folder");
    for applicant in APPLICANTS {
        let scope = form().scope(applicant).expect("scope");
        let (draft, bytes) = draft(applicant, &all);
        let composition = compose(&scope, &draft, &Options::default());
        let pages = layout::lay_out(&composition, fonts()).expect("pages");
        let word = made::word(&composition, &pages, fonts(), &bytes);
        let book = xlsx::write(&composition).expect("Excel");
        for (ending, content) in [("docx", word), ("xlsx", book)] {
            let file = folder.path().join(format!("{applicant}.{ending}"));
            std::fs::write(&file, content).expect("a file to judge");
            assert_eq!(tools::open_xml_errors(&file), "", "{}", file.display());
        }
    }
}

/// Templates of the form are filled in once: what is typed is no template.
#[test]
fn a_name_is_not_a_template() {
    let scope = form().scope("enterprise").expect("scope");
    let (mut draft, bytes) = sample("enterprise");
    let json = json!({ "cover": { "name": "甲{date}{applicant}有限公司" } });
    let incoming = Incoming::parse(&scope, &json.to_string()).expect("a name");
    draft
        .apply(&scope, &Edit::All(incoming.edits))
        .expect("a name");
    let composition = compose(&scope, &draft, &Options::default());
    let pages = layout::lay_out(&composition, fonts()).expect("pages");
    let word = made::word(&composition, &pages, fonts(), &bytes);
    let reading = docx::read(Cursor::new(&word)).expect("Word reads");
    let signed = reading.content.iter().any(|content| {
        matches!(content, docx::Content::Paragraph(text) if text == "单位名称：甲{date}{applicant}有限公司")
    });
    assert!(
        signed,
        "{:?}",
        &reading.content[..40.min(reading.content.len())]
    );
}
