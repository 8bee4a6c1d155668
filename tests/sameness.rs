//! One draft, three documents: every answer and every derived figure in Word, Excel and PDF is the
//! draft's, to the last digit, and the foot ties the three together.

mod common;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use common::{APPLICANTS, drafts, form};
use rust_decimal::Decimal;
use wufei::check::{self, Review};
use wufei::compose::Options;
use wufei::derive::{Figures, long_date};
use wufei::draft::{Block, Draft};
use wufei::export::{self, Document, docx, pdf, xlsx};
use wufei::form::{Field, FieldKind, Path, Scope};
use wufei::text::clean;

/// What an answer must say in a document.
#[derive(Debug, Clone)]
enum Said {
    /// This text, blanks aside.
    Text(String),
    /// This figure, with just these digits.
    Figure(String),
    /// A text that begins with this code.
    Code(String),
}

/// What a draft says by its own account, by path: typed answers, and derived figures from the check.
/// The flag is whether the paper prints it.
fn expected(scope: &Scope, draft: &Draft, review: &Review) -> BTreeMap<String, (Said, bool)> {
    let figures = Figures::new(scope, draft);
    let mut all = BTreeMap::new();
    let mut say = |path: String, said: Option<Said>, printed: bool| {
        if let Some(said) = said {
            all.insert(path, (said, printed));
        }
    };
    for (section, field) in scope.fields() {
        let paper = section.printed && field.printed;
        let in_paper = paper && section.id != "summary";
        match field.kind {
            FieldKind::Rows => {
                for row in draft.rows(&field.path).iter().map(|row| row.id) {
                    for column in &field.columns {
                        let at = Path::field(&field.path).row(row);
                        match column.kind {
                            FieldKind::Yearly => {
                                for year in &scope.form.years.collected {
                                    let at = at.clone().year(*year);
                                    say(at.to_string(), figure(draft, &at), in_paper);
                                }
                            }
                            // Its name stands in the label, its unit too.
                            _ if field.yearly_column().is_some() => {}
                            _ => {
                                let at = at.column(&column.path);
                                say(at.to_string(), said(draft, column, &at), in_paper);
                            }
                        }
                    }
                }
            }
            FieldKind::Yearly => {
                for year in &scope.form.years.collected {
                    let at = Path::field(&field.path).year(*year);
                    say(at.to_string(), figure(draft, &at), in_paper);
                }
            }
            FieldKind::Blocks => {
                for (n, block) in draft.blocks(&field.path).iter().enumerate() {
                    if let Block::Heading { text, .. } | Block::Paragraph { text } = block {
                        let text = figures.resolved(text);
                        say(format!("{}[{n}]", field.path), Some(Said::Text(text)), true);
                    }
                }
            }
            // What a unit or a carried name is printed in has a path of its own.
            _ if scope
                .fields()
                .any(|(_, f)| f.unit_from.as_ref() == Some(&field.path)) => {}
            _ if section.id == "pledge" || section.id == "eligibility" => {}
            _ => {
                let at = Path::field(&field.path);
                say(field.path.clone(), said(draft, field, &at), in_paper);
            }
        }
    }
    for (path, years) in &review.derived {
        // Falls and rises are told in the check and in the text, not in the tables.
        let asked = scope.field(path).is_some_and(|field| field.printed);
        let tabled = asked || ["waste.per_unit"].contains(&path.as_str());
        for (year, digits) in years.iter().filter(|_| tabled) {
            let said = Said::Figure(digits.clone());
            say(format!("{path}.{year}"), Some(said), asked);
        }
    }
    all
}

fn figure(draft: &Draft, at: &Path) -> Option<Said> {
    let typed = draft.typed(at)?.trim();
    let plain = typed.replace(',', "");
    plain
        .parse::<Decimal>()
        .ok()
        .map(|_| Said::Figure(plain.clone()))
}

fn said(draft: &Draft, field: &Field, at: &Path) -> Option<Said> {
    let typed = draft.typed(at)?;
    match field.kind {
        FieldKind::Figure | FieldKind::Count => figure(draft, at),
        FieldKind::Date => Some(Said::Text(long_date(typed)?)),
        FieldKind::Industry => Some(Said::Code(typed.to_owned())),
        FieldKind::YesNo | FieldKind::Industries => None,
        _ => Some(Said::Text(typed.to_owned())),
    }
}

/// A text without what documents may set differently: blanks and line ends.
fn bare(text: &str) -> String {
    clean::prose(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect()
}

fn agrees(said: &Said, text: &str) -> bool {
    match said {
        Said::Text(wanted) => bare(wanted) == bare(text),
        Said::Figure(digits) => digits == &text.replace(',', ""),
        Said::Code(code) => bare(text).starts_with(&bare(code)),
    }
}

fn part(package: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(package)).expect("a package");
    let mut text = String::new();
    let mut part = archive.by_name(name).expect("the part");
    part.read_to_string(&mut text).expect("UTF-8");
    text
}

#[test]
fn three_documents_say_what_the_draft_says() {
    for applicant in APPLICANTS {
        let scope = form().scope(applicant).expect("a kind of applicant");
        for (name, draft, bytes) in drafts(applicant) {
            let what = format!("{applicant} {name}");
            let review = check::review(&scope, &draft);
            let options = Options {
                draft_number: "2026-0001".into(),
                unfinished: !review.ready,
                notice_years: false,
                changed: None,
            };
            let made = export::make(&scope, &draft, &bytes, &options, &Document::ALL);
            let files: BTreeMap<String, Vec<u8>> = made.expect("documents").into_iter().collect();
            let (word, list) = (&files["申报书.docx"], &files["汇总表.docx"]);
            let (book, paper) = (&files["附表与汇总表.xlsx"], &files["申报书.pdf"]);

            let in_word = docx::read(Cursor::new(word)).expect("Word reads").anchors;
            let in_list = docx::read(Cursor::new(list))
                .expect("the list reads")
                .anchors;
            let mut in_book: BTreeMap<String, Vec<xlsx::NamedCell>> = BTreeMap::new();
            for answer in xlsx::read(book).expect("Excel reads") {
                in_book
                    .entry(answer.anchor.clone())
                    .or_default()
                    .push(answer);
            }
            let pages = pdf::read_text(paper).expect("PDF reads").pages;

            let all = expected(&scope, &draft, &review);
            let (mut words, mut cells) = (0, 0);
            for (path, (said, printed)) in &all {
                let found = in_word.get(path).into_iter().chain(in_list.get(path));
                let found: Vec<&String> = found.flatten().collect();
                for text in &found {
                    assert!(
                        agrees(said, text),
                        "{what}: {path} in Word: {text} ≠ {said:?}"
                    );
                }
                words += found.len();
                if *printed {
                    assert!(!found.is_empty(), "{what}: {path} is missing in Word");
                }
                let answers = in_book.get(path).map_or(&[][..], Vec::as_slice);
                for answer in answers {
                    let same = match (said, answer.number) {
                        (Said::Figure(digits), Some(number)) => digits.parse() == Ok(number),
                        _ => agrees(said, &answer.text),
                    };
                    assert!(same, "{what}: {path} in Excel: {answer:?} ≠ {said:?}");
                }
                cells += answers.len();
                if matches!(said, Said::Figure(_)) && !path.starts_with("eligibility") {
                    assert!(!answers.is_empty(), "{what}: {path} is missing in Excel");
                }
            }
            // Nothing that the draft does not say: an empty anchor for what is not answered.
            for (path, texts) in &in_word {
                let figure = Path::parse(path).is_some_and(|p| p.year.is_some());
                if figure && !all.contains_key(path) && name != "hostile" {
                    assert!(
                        texts.iter().all(String::is_empty),
                        "{what}: {path} {texts:?}"
                    );
                }
            }
            if name == "sample" || name == "brimful" {
                assert!(words > 60 && cells > 60, "{what}: {words} {cells}");
            }

            // The PDF says row by row what Word says row by row, and every paragraph of it.
            let foot = bare(foot_of(&pages));
            let shown: String = pages.iter().map(|page| body(page, &foot)).collect();
            let mut compared = 0;
            for content in docx::read(Cursor::new(word)).expect("Word reads").content {
                let texts: Vec<String> = match content {
                    docx::Content::Paragraph(text) if text.contains('\t') => continue,
                    docx::Content::Paragraph(text) => vec![text],
                    // A row in one piece, figures after their label; one that may go over the page
                    // paragraph by paragraph.
                    docx::Content::Table(rows) => rows
                        .into_iter()
                        .flat_map(|cells| match cells.concat().chars().count() {
                            0..200 => vec![cells.concat()],
                            _ => cells.join("\n").lines().map(str::to_owned).collect(),
                        })
                        .collect(),
                };
                for text in texts
                    .iter()
                    .map(|text| bare(text))
                    .filter(|t| !t.is_empty())
                {
                    if name == "hostile" {
                        continue;
                    }
                    assert!(shown.contains(&text), "{what}: not in the PDF: {text}");
                    compared += 1;
                }
            }
            assert!(compared > 40 || name == "hostile", "{what}: {compared}");

            // One foot for all.
            let word_of = |text: &str| {
                let (_, rest) = text.split_once("校验").expect("a check word");
                let word: String = rest.trim_start().chars().take(6).collect();
                word
            };
            let check = word_of(&foot);
            let feet = [
                part(word, "word/footer1.xml"),
                part(word, "word/footer2.xml"),
                part(word, "word/footer3.xml"),
                part(list, "word/footer3.xml"),
                part(book, "xl/worksheets/sheet1.xml"),
                part(book, "xl/worksheets/sheet2.xml"),
                part(book, "xl/worksheets/sheet4.xml"),
            ];
            for text in feet
                .iter()
                .map(|xml| bare(xml))
                .chain(pages.iter().map(|p| bare(p)))
            {
                assert!(text.contains(&format!("校验{check}")), "{what}: {check}");
                assert!(text.contains("编号2026-0001"), "{what}");
                assert_eq!(
                    text.contains("草稿miit-2025-539"),
                    !review.ready,
                    "{what}: 草稿 only while errors remain"
                );
            }
        }
    }
}

/// The foot line of a PDF: the text from the draft's mark or the form's name to the check word, the
/// last thing on a page.
fn foot_of(pages: &[String]) -> &str {
    let first = pages.first().expect("a page");
    let at = first.rfind("miit-2025-539").expect("a foot");
    let at = first[..at].rfind("草稿").unwrap_or(at);
    &first[at..]
}

/// A page's text without blanks, foot and page number.
fn body(page: &str, foot: &str) -> String {
    let text = bare(page).replace(foot, "");
    let number = regex::Regex::new("—[0-9]+—$").expect("a pattern");
    number.replace(&text, "").into_owned()
}

/// The check word changes with any answer and is the same for the same draft.
#[test]
fn another_draft_has_another_word() {
    let scope = form().scope("park").expect("a kind of applicant");
    let foot = |draft: &Draft| wufei::compose::compose(&scope, draft, &Options::default()).foot;
    let (one, _) = common::sample("park");
    let (other, _) = common::changed("park", |answers| {
        answers["waste"]["generated"]["2025"] = "90.01".into();
    });
    assert_eq!(foot(&one), foot(&common::sample("park").0));
    assert_ne!(foot(&one).word, foot(&other).word);
}
