//! The official words of the form are the notice's: labels, heads, notes, footnotes and requirements,
//! word for word. White space, the width of brackets and marks, and what the recognition of the
//! printed page did to ≥ aside.

mod common;

use std::collections::BTreeSet;

use common::{APPLICANTS, form};
use wufei::compose::{Block, CellRole, Options, compose};
use wufei::draft::Draft;
use wufei::form::{FieldKind, SectionKind};
use wufei::text::clean;

/// A text as it is compared.
fn plain(text: &str) -> String {
    clean::narrow(text)
        .replace("\\geq", "≥")
        .replace("\\%", "%")
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '$' | '\t' | '|'))
        .collect()
}

/// The forms (附件2 and 附件3) or the whole notice, each kind of applicant's reading of “园区/企业” added.
fn notice(from: &str) -> String {
    let text = include_str!("../assets/notice/miit-2025-539.txt");
    let start = text.rfind(from).expect(from);
    let text = plain(&text[start..]);
    let both = "“无废园区”/“无废企业”";
    format!(
        "{text}\n{}\n{}",
        text.replace(both, "“无废园区”"),
        text.replace(both, "“无废企业”")
    )
}

fn expect(notice: &str, words: &str, of: &str) {
    let wanted = plain(words);
    assert!(
        notice.contains(&wanted),
        "{of}: “{words}” is not in the notice"
    );
}

#[test]
fn headings_notes_and_labels() {
    let forms = notice("\n附件 2\n");
    for section in &form().sections {
        let of = format!("{} {:?}", section.id, section.applicant);
        for line in section.heading.iter().flat_map(|heading| heading.lines()) {
            expect(&forms, line, &of);
        }
        for note in &section.footnotes {
            expect(&forms, note, &of);
        }
        if section.kind == SectionKind::Narrative {
            // Put together from two sentences of the notice.
            for sentence in section
                .note
                .iter()
                .flat_map(|note| note.split_inclusive('。'))
            {
                for part in sentence.trim_end_matches('。').split('，') {
                    expect(&forms, part, &of);
                }
            }
        } else {
            for part in section.note.iter().flat_map(|note| note.split("：（")) {
                expect(&forms, part.trim_end_matches('）'), &of);
            }
        }
        for line in &section.signature {
            expect(&forms, line.split('{').next().unwrap_or_default(), &of);
        }
        for column in &section.columns {
            expect(&forms, &column.label, &of);
        }
        if section.kind == SectionKind::Requirements {
            continue;
        }
        for field in &section.fields {
            let hidden = !field.printed
                || field.path.ends_with("_unit")
                || section.kind == SectionKind::Narrative && field.kind != FieldKind::Blocks;
            if !hidden {
                expect(&forms, field.label.trim_end_matches('。'), &field.path);
            }
            if let Some(note) = &field.note {
                expect(&forms, note, &field.path);
            }
            for heading in &field.outline {
                let words = heading
                    .text
                    .trim_start_matches(|c| "一二三四（）、".contains(c));
                let words = words
                    .strip_prefix("“无废企业”")
                    .or(words.strip_prefix("“无废园区”"))
                    .unwrap_or(words);
                expect(&forms, words, &field.path);
            }
            for column in &field.columns {
                if field.kind == FieldKind::Rows && section.kind == SectionKind::Roster {
                    expect(&forms, &column.label, &column.path);
                    if let Some(note) = &column.note {
                        expect(&forms, note, &column.path);
                    }
                }
            }
        }
    }
    for kind in form().attachment_kinds.iter().filter(|k| k.required) {
        for applicant in &form().applicants {
            let label = kind.label.replace("{applicant}", &applicant.label);
            expect(&forms, &label, &kind.id);
        }
    }
    for table in &form().tables {
        expect(&forms, &table.number, &table.id);
        expect(&forms, &table.title.replace("{name}", "XXX"), &table.id);
    }
}

#[test]
fn requirements() {
    let whole = notice("一、征集对象");
    for requirement in &form().requirements {
        for part in requirement.text.split('；') {
            expect(&whole, part.trim_end_matches('。'), &requirement.id);
        }
    }
}

/// What an empty form prints in labels, heads and bands is what the notice prints there, and the
/// years are the notice's.
#[test]
fn the_printed_tables() {
    let forms = notice("\n附件 2\n");
    for applicant in APPLICANTS {
        let scope = form().scope(applicant).expect("scope");
        let options = Options {
            notice_years: true,
            ..Options::default()
        };
        let composition = compose(&scope, &Draft::new(&form().id, applicant), &options);
        let mut seen = 0;
        let mut heads: Vec<Vec<String>> = Vec::new();
        let data = &form().documents.data_sheet;
        let sheets = composition
            .workbook
            .iter()
            .filter(|sheet| &sheet.name != data);
        for block in sheets.flat_map(|sheet| &sheet.blocks) {
            let Block::Table(table) = block else { continue };
            for row in &table.rows {
                let years: Vec<String> = row
                    .cells
                    .iter()
                    .map(|cell| text(&cell.lines))
                    .filter(|text| text.ends_with('年'))
                    .collect();
                if !years.is_empty() {
                    heads.push(years);
                }
                for cell in &row.cells {
                    if matches!(cell.role, CellRole::Label | CellRole::Head | CellRole::Band) {
                        for line in &cell.lines {
                            let line: String = line.iter().map(|run| run.text.as_str()).collect();
                            expect(&forms, &line, applicant);
                            seen += 1;
                        }
                    }
                }
            }
        }
        assert!(seen > 40, "{seen}");
        assert_eq!(
            heads,
            [
                vec!["2022年", "2023年", "2024年"],
                vec!["2022年", "2023年", "2024年", "2025年"]
            ]
        );
    }
    fn text(lines: &[Vec<wufei::compose::Run>]) -> String {
        lines
            .iter()
            .flatten()
            .map(|run| run.text.as_str())
            .collect()
    }
}

/// The words by which the text is searched for a figure are the figure's own, each once.
#[test]
fn words_of_figures_are_not_shared() {
    for applicant in APPLICANTS {
        let scope = form().scope(applicant).expect("scope");
        let mut seen = BTreeSet::new();
        let single = scope
            .fields()
            .filter(|(_, field)| field.kind == FieldKind::Yearly)
            .flat_map(|(_, field)| &field.words)
            .chain(scope.derived().flat_map(|derived| &derived.words));
        for word in single {
            assert!(
                seen.insert(word),
                "{applicant}: {word} is said of two figures"
            );
        }
    }
}
