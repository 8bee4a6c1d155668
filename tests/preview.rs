//! The paper beside the form: what is said on its pages, and a map of where everything stands.

mod common;

use common::{APPLICANTS, form, sample};
use wufei::compose::{Options, compose};
use wufei::derive::Figures;
use wufei::draft::{Answer, Draft};
use wufei::form::{FieldKind, Path, Scope, SectionKind};
use wufei::layout::page::Item;
use wufei::layout::{FontBook, Pages, Spot, lay_out};
use wufei::length::Pt;

fn options() -> Options {
    Options {
        draft_number: "26W-PREVIEW".into(),
        unfinished: true,
        notice_years: false,
        changed: None,
    }
}

fn laid_out(scope: &Scope, draft: &Draft, fonts: &FontBook) -> Pages {
    lay_out(&compose(scope, draft, &options()), fonts).expect("lays out")
}

#[test]
fn the_lines_of_a_page_say_what_is_printed_where_it_is() {
    let fonts = FontBook::find().expect("fonts");
    for applicant in APPLICANTS {
        let scope = form().scope(applicant).expect("a kind of applicant");
        for page in laid_out(&scope, &sample(applicant).0, &fonts).pages {
            let lines = page.text_lines(&fonts);
            let said: String = lines.iter().map(|line| line.text.as_str()).collect();
            let runs = page.items.iter().filter_map(|placed| match &placed.item {
                Item::Glyphs(run) => Some(run),
                _ => None,
            });
            let printed: String = runs
                .clone()
                .flat_map(|run| run.glyphs.iter().map(|glyph| glyph.char))
                .collect();
            assert_eq!(said, printed);
            assert_eq!(lines.len(), runs.filter(|run| !run.continues).count());
            for line in lines {
                assert!(
                    line.x > Pt::ZERO
                        && line.y > line.size
                        && line.width > Pt::ZERO
                        && line.x + line.width < page.width
                        && line.y < page.height,
                    "{line:?}"
                );
            }
        }
    }
}

/// Paths that the paper has a place for: every field that is printed, year by year, row by row.
fn printed(scope: &Scope, draft: &Draft) -> Vec<String> {
    let years = &scope.form.years.collected;
    let mut paths = Vec::new();
    for section in scope.sections().filter(|section| section.printed) {
        if matches!(
            section.kind,
            SectionKind::Summary | SectionKind::Requirements
        ) {
            continue;
        }
        paths.push(section.id.clone());
        for field in section.fields.iter().filter(|field| field.printed) {
            // Units of yearly figures are printed in those figures' labels.
            if section.kind == SectionKind::Yearly
                && !matches!(field.kind, FieldKind::Yearly | FieldKind::Rows)
            {
                continue;
            }
            let whole = Path::field(&field.path);
            match field.kind {
                FieldKind::Yearly => {
                    paths.extend(years.iter().map(|y| whole.clone().year(*y).to_string()));
                    paths.push(whole.to_string());
                }
                FieldKind::Rows => {
                    let rows = draft.rows(&field.path);
                    let shown = field.rows.as_ref().map_or(0, |rows| rows.printed);
                    // A line that is still blank leads to the field.
                    if rows.len() < shown {
                        paths.push(whole.to_string());
                    }
                    for row in rows {
                        let row_path = whole.clone().row(row.id);
                        paths.push(row_path.to_string());
                        for column in field.columns.iter().filter(|c| c.printed) {
                            if column.kind == FieldKind::Yearly {
                                let at = |y: &i32| row_path.clone().year(*y).to_string();
                                paths.extend(years.iter().map(at));
                            } else if section.kind != SectionKind::Yearly
                                || field
                                    .name_column()
                                    .is_some_and(|name| name.path == column.path)
                            {
                                paths.push(row_path.clone().column(&column.path).to_string());
                            }
                        }
                    }
                }
                FieldKind::Blocks => {
                    paths.push(whole.to_string());
                    let blocks = 0..draft.blocks(&field.path).len();
                    paths.extend(blocks.map(|block| whole.clone().at(block).to_string()));
                }
                _ => paths.push(whole.to_string()),
            }
        }
    }
    let files = 0..draft.attachments().len();
    paths.extend(files.map(|at| format!("attachments[{at}]")));
    paths
}

fn spots_of<'p>(pages: &'p Pages, path: &str) -> Vec<&'p Spot> {
    pages
        .spots
        .iter()
        .filter(|spot| spot.path == path)
        .collect()
}

/// What is printed inside a place's areas.
fn words_in(pages: &Pages, path: &str) -> String {
    let mut words = String::new();
    for spot in spots_of(pages, path) {
        for placed in &pages.pages[spot.page].items {
            let Item::Glyphs(run) = &placed.item else {
                continue;
            };
            if run.y < spot.y || run.y > spot.y + spot.height {
                continue;
            }
            let inside = run.glyphs.iter().filter(|glyph| {
                let x = run.x + glyph.x;
                x >= spot.x - Pt(0.1) && x <= spot.x + spot.width
            });
            words.extend(
                inside
                    .map(|glyph| glyph.char)
                    .filter(|c| !c.is_whitespace()),
            );
        }
    }
    words
}

#[test]
fn every_place_that_is_printed_is_found_on_a_page() {
    let fonts = FontBook::find().expect("fonts");
    for applicant in APPLICANTS {
        let scope = form().scope(applicant).expect("a kind of applicant");
        let empty = Draft::new(&scope.form.id, applicant);
        for draft in [empty, sample(applicant).0] {
            let pages = laid_out(&scope, &draft, &fonts);
            let lost: Vec<String> = printed(&scope, &draft)
                .into_iter()
                .filter(|path| spots_of(&pages, path).is_empty())
                .collect();
            assert!(lost.is_empty(), "{applicant}: {lost:?}");
            for spot in &pages.spots {
                let page = pages.pages.get(spot.page).expect("a page that is there");
                assert!(
                    spot.x >= Pt::ZERO
                        && spot.y >= Pt::ZERO
                        && spot.width > Pt::ZERO
                        && spot.height > Pt::ZERO
                        && spot.x + spot.width <= page.width
                        && spot.y + spot.height <= page.height,
                    "{spot:?}"
                );
            }
        }
    }
}

#[test]
fn an_answer_stands_where_its_place_is_said_to_be() {
    let fonts = FontBook::find().expect("fonts");
    let bare = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    for applicant in APPLICANTS {
        let scope = form().scope(applicant).expect("a kind of applicant");
        let (draft, _) = sample(applicant);
        let pages = laid_out(&scope, &draft, &fonts);
        let figures = Figures::new(&scope, &draft);
        let mut found = 0;
        for path in printed(&scope, &draft) {
            let Some(at) = Path::parse(&path) else {
                continue;
            };
            // A pledge prints its statement, affirmed or not.
            if draft.yes(&path).is_some() {
                continue;
            }
            let Some(value) = figures.printed(&at) else {
                continue;
            };
            let words = words_in(&pages, &path);
            assert!(
                words.contains(&bare(&value)),
                "{path}: {value} is not in {words}"
            );
            found += 1;
        }
        // The narrative: the beginning of every paragraph.
        for (field, answer) in draft.answers() {
            let Answer::Blocks(blocks) = answer else {
                continue;
            };
            for (i, block) in blocks.iter().enumerate() {
                let wufei::draft::Block::Paragraph { text } = block else {
                    continue;
                };
                let Some(wufei::draft::Inline::Run { text, .. }) = text.0.first() else {
                    continue;
                };
                let start: String = bare(text).chars().take(12).collect();
                let words = words_in(&pages, &format!("{field}[{i}]"));
                assert!(
                    words.starts_with(&start),
                    "{field}[{i}]: {start} does not begin {words}"
                );
                found += 1;
            }
        }
        assert!(
            found > 80,
            "{applicant}: only {found} places were looked at"
        );
    }
}
