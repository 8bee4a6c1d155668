//! Blocks → lines → pages.
//!
//! [`lay_out`] turns a composition's paper into [`Pages`] that any engine can draw. Text becomes
//! lines in [`line`], lines and tables become pages in `paginate`, and the contents page is made last,
//! when every heading has its page.

pub mod breaks;
pub mod chart;
#[cfg(test)]
pub(crate) mod fixture;
mod flow;
mod flow_items;
pub mod fonts;
pub mod line;
pub mod page;
mod paginate;
mod table;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::compose::block::{Block, Composition, Part, Run};
use crate::compose::page::{FOOT_BASELINE, NUMBER_INSET};
use crate::compose::style::{Align, Typeface};
use crate::disk;
use crate::length::Pt;
use flow::{Flow, LaidPart};
use flow_items::FlowBuilder;
pub use flow_items::PICTURE_GAP;
pub use fonts::{FontBook, FontId};
use line::{Setting, Typesetter};
use page::{Colour, Item, NodeKind, OutlineEntry, PAGE, PlacedItem, Structure};
pub use page::{
    ContentsLine, Page, Pages, Spot, TEXT_HEIGHT, TEXT_WIDTH, TextLine, Unprintable, heading_mark,
};
use paginate::paginate;

/// A paper beyond this many pages is a slip (a whole book pasted into a field), not a paper.
const MOST_PAGES: usize = 3000;

/// Why a paper could not be laid out.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// The fonts' directory does not exist.
    #[error("找不到字体文件夹“{}”，请重新安装本程序，或用环境变量 WUFEI_FONTS 指明字体所在的文件夹。", dir.display())]
    FontsMissing {
        /// Where it should be.
        dir: PathBuf,
    },
    /// A font cannot be read.
    #[error("字体文件“{}”读不出来（{}），请重新安装本程序。", path.display(), disk::in_words(source))]
    FontUnreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A font is damaged.
    #[error("字体文件“{}”已损坏，请重新安装本程序。", path.display())]
    FontDamaged {
        /// The file.
        path: PathBuf,
    },
    /// The paper is endless.
    #[error("排出来超过 {pages} 页，无法生成文件，请检查是否误贴了大段文字。")]
    TooManyPages {
        /// Pages after which layout stopped.
        pages: usize,
    },
}

impl LayoutError {
    /// Stable code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            LayoutError::FontsMissing { .. } => "fonts-missing",
            LayoutError::FontUnreadable { .. } => "font-unreadable",
            LayoutError::FontDamaged { .. } => "font-damaged",
            LayoutError::TooManyPages { .. } => "too-many-pages",
        }
    }
}

/// Lays out a composition's paper.
///
/// Each part starts on a new page. Pages of numbered parts are numbered from 1, pages of other
/// parts are not counted. Headings of parts that are not numbered appear in the outline but not in
/// the contents.
///
/// # Errors
/// When the paper would have thousands of pages.
pub fn lay_out(composition: &Composition, fonts: &FontBook) -> Result<Pages, LayoutError> {
    let typesetter = Typesetter::new(fonts);
    let mut structure = Structure::default();
    let part_nodes: Vec<usize> = composition
        .paper
        .iter()
        .map(|_| structure.add(NodeKind::Part, None, None))
        .collect();
    // Numbers of headings before each part.
    let mut headings = 0;
    let mut firsts = Vec::new();
    for part in &composition.paper {
        firsts.push(headings);
        headings += outlined(part).count();
    }
    let lay = |at: usize, contents: &[ContentsLine], structure: &mut Structure| {
        let part = &composition.paper[at];
        let mut number = firsts[at];
        let mut builder = FlowBuilder {
            typesetter: &typesetter,
            structure,
            contents,
            headings: &mut number,
            part: part_nodes[at],
            done: Vec::new(),
        };
        for (index, block) in part.blocks.iter().enumerate() {
            let here = part.places.iter().filter(|(at, _)| *at == index);
            builder.block(block, here.map(|(_, path)| path));
        }
        let flow = Flow::new(PAGE.left, PAGE.top, PAGE.height - PAGE.bottom);
        paginate(builder.done, flow)
    };

    let mut laid: Vec<Option<LaidPart>> = Vec::new();
    let mut pages = 0;
    for (at, part) in composition.paper.iter().enumerate() {
        let done = (!has_contents(part)).then(|| lay(at, &[], &mut structure));
        pages += done.as_ref().map_or(0, |done| done.pages.len());
        if pages > MOST_PAGES {
            return Err(LayoutError::TooManyPages { pages: MOST_PAGES });
        }
        laid.push(done);
    }
    // A contents page is made twice: once to see how many pages it takes, once with the numbers
    // that follow from that.
    let drafted = contents_lines(composition, &laid);
    for (at, slot) in laid.iter_mut().enumerate() {
        if slot.is_none() {
            *slot = Some(lay(at, &drafted, &mut structure.clone()));
        }
    }
    let contents = contents_lines(composition, &laid);
    for (at, part) in composition.paper.iter().enumerate() {
        if has_contents(part)
            && let Some(slot) = laid.get_mut(at)
        {
            *slot = Some(lay(at, &contents, &mut structure));
        }
    }
    Ok(assemble(
        composition,
        laid,
        contents,
        structure,
        &typesetter,
    ))
}

fn has_contents(part: &Part) -> bool {
    part.blocks
        .iter()
        .any(|block| matches!(block, Block::Contents))
}

/// A part's headings: level and words.
fn outlined(part: &Part) -> impl Iterator<Item = (u8, String)> {
    part.blocks.iter().filter_map(|block| match block {
        Block::Heading(paragraph) | Block::Paragraph(paragraph) => {
            let level = paragraph.style.outline_level()?;
            let words = paragraph.runs.iter().map(|run| run.text.as_str()).collect();
            Some((level, words))
        }
        _ => None,
    })
}

/// Lines of the contents page from the parts laid out so far.
fn contents_lines(composition: &Composition, laid: &[Option<LaidPart>]) -> Vec<ContentsLine> {
    let mut lines = Vec::new();
    let mut heading = 0;
    let mut number = 0;
    for (part, laid) in composition.paper.iter().zip(laid) {
        for (level, text) in outlined(part) {
            heading += 1;
            let mark = heading_mark(heading);
            let inside = laid.as_ref().and_then(|laid| laid.marks.get(&mark));
            if part.numbered && !has_contents(part) && !text.trim().is_empty() {
                lines.push(ContentsLine {
                    level,
                    text,
                    page: number + inside.map_or(0, |place| place.0) + 1,
                    mark,
                });
            }
        }
        if part.numbered {
            number += laid.as_ref().map_or(0, |laid| laid.pages.len());
        }
    }
    lines
}

/// Puts the parts together: numbers, feet, outline, and what could not be printed.
fn assemble(
    composition: &Composition,
    laid: Vec<Option<LaidPart>>,
    contents: Vec<ContentsLine>,
    structure: Structure,
    typesetter: &Typesetter<'_>,
) -> Pages {
    let mut pages = Pages {
        contents,
        structure: structure.nodes,
        ..Pages::default()
    };
    let mut heading = 0;
    let mut number = 0;
    for (part, laid) in composition.paper.iter().zip(laid) {
        let Some(laid) = laid else { continue };
        for (level, text) in outlined(part) {
            heading += 1;
            // A title that is not written yet has nothing to be found by.
            if !text.trim().is_empty() {
                pages.outline.push(OutlineEntry {
                    level,
                    text,
                    mark: heading_mark(heading),
                });
            }
        }
        pages.sizes.extend(laid.sizes);
        let first = pages.pages.len();
        for spot in laid.spots {
            pages.spots.push(Spot {
                page: first + spot.page,
                ..spot
            });
        }
        for (mark, (page, y)) in laid.marks {
            pages.marks.insert(mark, (first + page, y));
        }
        for items in laid.pages {
            let printed = part.numbered.then(|| {
                number += 1;
                number
            });
            let mut page = Page {
                width: PAGE.width,
                height: PAGE.height,
                number: printed,
                items,
            };
            foot(&mut page, &composition.foot.text, typesetter);
            pages.pages.push(page);
        }
    }
    pages.unprintable = unprintable(&pages.pages);
    pages
}

/// The page number as GB/T 9704—2012 (7.5) has it: 4号 figures between dashes, 7 mm below the text
/// area, one character in from the outer edge; and the foot line below it in small type.
fn foot(page: &mut Page, text: &str, typesetter: &Typesetter<'_>) {
    let bottom = PAGE.height - PAGE.bottom;
    let song = |size: Pt| Setting {
        typeface: Typeface::Song,
        size,
        tracking: Pt::ZERO,
        bold: false,
        align: Align::Left,
        indent: Pt::ZERO,
    };
    let mut items = Vec::new();
    if let Some(number) = page.number {
        let line = typesetter.line(&[Run::plain(format!("— {number} —"))], song(Pt(14.0)));
        let x = if number % 2 == 1 {
            PAGE.width - PAGE.right - NUMBER_INSET - line.right
        } else {
            PAGE.left + NUMBER_INSET
        };
        items.extend(line.items(x, bottom + Pt(19.84) + Pt(10.0), Colour::BLACK));
    }
    if !text.is_empty() {
        let mut size = Pt(9.0);
        let natural = typesetter.line(&[Run::plain(text)], song(size)).right;
        if natural > TEXT_WIDTH {
            size *= TEXT_WIDTH / natural;
        }
        let line = typesetter.line(&[Run::plain(text)], song(size));
        let x = PAGE.left + (TEXT_WIDTH - line.right) / 2.0;
        items.extend(line.items(x, PAGE.height - FOOT_BASELINE, Colour(0x40, 0x40, 0x40)));
    }
    page.items.extend(
        items
            .into_iter()
            .map(|item| PlacedItem { node: None, item }),
    );
}

/// Characters printed as 〓.
fn unprintable(pages: &[Page]) -> Vec<Unprintable> {
    let mut found: BTreeMap<char, Unprintable> = BTreeMap::new();
    for (page, on) in pages.iter().enumerate() {
        for placed in &on.items {
            let Item::Glyphs(run) = &placed.item else {
                continue;
            };
            for glyph in run.glyphs.iter().filter(|glyph| glyph.missing) {
                found
                    .entry(glyph.char)
                    .or_insert(Unprintable {
                        char: glyph.char,
                        times: 0,
                        page,
                    })
                    .times += 1;
            }
        }
    }
    found.into_values().collect()
}
