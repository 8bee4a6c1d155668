//! The narrative: the applicant's blocks under the official outline.

use std::collections::BTreeSet;

use super::{
    Block, Caption, Cell, CellRole, Chart, Composer, Paragraph, Picture, PictureMedia, Places, Run,
    Series, Shift, Style, Table, TableKind, TableRow, heading_of, part_title, plain, tables,
};
use crate::draft::{self, Inline, Mark, Media, Text};
use crate::form::{FieldKind, Path, Place, Section};
use crate::length::{Pt, Twips};
use crate::text::{clean, figure};

/// Numbers given to captions so far.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    figures: usize,
    tables: usize,
    placed: BTreeSet<String>,
}

impl Composer<'_> {
    pub(super) fn narrative(
        &self,
        section: &Section,
        numbering: &mut Numbering,
        places: &mut Places,
    ) -> Vec<Block> {
        let mut blocks = vec![part_title(heading_of(section))];
        let mut level = 0;
        for field in section.fields.iter().filter(|f| f.printed) {
            if !field.outline.is_empty() {
                places.push((blocks.len(), field.path.clone()));
            }
            for heading in &field.outline {
                level = heading.level;
                blocks.push(Block::Heading(Paragraph {
                    style: heading_style(level),
                    runs: vec![Run::plain(&heading.text)],
                    anchor: None,
                }));
            }
            match field.kind {
                FieldKind::Blocks => {
                    for (i, block) in self.draft.blocks(&field.path).iter().enumerate() {
                        let anchor = format!("{}[{i}]", field.path);
                        if let Some(block) = self.block(block, level, anchor.clone(), numbering) {
                            places.push((push(&mut blocks, block), anchor));
                        }
                    }
                }
                _ => blocks.push(Block::Heading(Paragraph {
                    style: Style::CaseTitle,
                    runs: vec![Run::plain(self.printed(&field.path).unwrap_or_default())],
                    anchor: Some(field.path.clone()),
                })),
            }
        }
        blocks
    }

    /// Pictures among the attachments that the narrative does not show.
    ///
    /// `first` is the index that the first of them has in its part.
    pub(super) fn loose_pictures(
        &self,
        numbering: &mut Numbering,
        first: usize,
        places: &mut Places,
    ) -> Vec<Block> {
        let form = &self.scope.form;
        let shown = |kind: &str| {
            form.attachment_kinds
                .iter()
                .any(|k| k.id == kind && k.picture)
        };
        let loose: Vec<_> = self
            .draft
            .attachments()
            .iter()
            .enumerate()
            .filter(|(_, a)| shown(&a.kind) && a.media.picture().is_some())
            .filter(|(_, a)| !numbering.placed.contains(&a.id))
            .collect();
        let mut blocks = Vec::new();
        for (at, attachment) in loose {
            if let Some(block) = self.picture(&attachment.id, &attachment.title, numbering) {
                let index = first + push(&mut blocks, block);
                places.push((index, format!("attachments[{at}]")));
            }
        }
        blocks
    }

    fn block(
        &self,
        block: &draft::Block,
        level: u8,
        anchor: String,
        numbering: &mut Numbering,
    ) -> Option<Block> {
        let paragraph = |style, runs| Paragraph {
            style,
            runs,
            anchor: Some(anchor.clone()),
        };
        Some(match block {
            draft::Block::Heading { level: own, text } => Block::Heading(paragraph(
                heading_style(level + own.saturating_sub(1).max(1)),
                self.runs(text),
            )),
            draft::Block::Paragraph { text } => {
                Block::Paragraph(paragraph(Style::Body, self.runs(text)))
            }
            draft::Block::List { ordered, items } => Block::List {
                ordered: *ordered,
                items: items.iter().map(|item| self.runs(item)).collect(),
                anchor: Some(anchor),
            },
            draft::Block::Table { caption, rows } => {
                numbering.tables += 1;
                let caption = Caption {
                    label: format!("{}{}", self.scope.form.documents.table, numbering.tables),
                    text: self.line(caption),
                };
                self.own_table(caption, rows)?
            }
            draft::Block::Figure {
                attachment,
                caption,
            } => self
                .picture(attachment, caption, numbering)
                .unwrap_or_else(|| {
                    let caption = self.line(caption);
                    plain(Style::Caption, &format!("（图片没有附上：{caption}）"))
                }),
            draft::Block::Chart { of, caption } => {
                let text = self.line(caption);
                let Some(mut chart) = of.series().and_then(|of| self.chart(of)) else {
                    let words = format!("（数据还没有填，图表空缺：{text}）");
                    return Some(plain(Style::Caption, &words));
                };
                numbering.figures += 1;
                chart.caption = Caption {
                    label: self.figure_label(numbering),
                    text,
                };
                Block::Chart(chart)
            }
        })
    }

    fn figure_label(&self, numbering: &Numbering) -> String {
        format!("{}{}", self.scope.form.documents.figure, numbering.figures)
    }

    fn picture(&self, id: &str, caption: &str, numbering: &mut Numbering) -> Option<Block> {
        let attachment = self.draft.attachment(id)?;
        let (media, width, height) = match attachment.media {
            Media::Jpeg { width, height } => (PictureMedia::Jpeg, width, height),
            Media::Png { width, height } => (PictureMedia::Png, width, height),
            Media::Pdf | Media::Other => return None,
        };
        numbering.figures += 1;
        numbering.placed.insert(id.to_owned());
        let text = self.line(caption);
        Some(Block::Pictures(vec![Picture {
            attachment: id.to_owned(),
            sha256: attachment.sha256.clone(),
            media,
            width,
            height,
            alt: if text.is_empty() {
                clean::line(&attachment.title)
            } else {
                text.clone()
            },
            caption: Caption {
                label: self.figure_label(numbering),
                text,
            },
        }]))
    }

    /// The chart of a series of figures, without a caption; `None` while there are no figures.
    pub(super) fn chart(&self, of: &Path) -> Option<Chart> {
        let series = self.series(of);
        (!series.is_empty()).then(|| Chart {
            caption: Caption {
                label: String::new(),
                text: String::new(),
            },
            series,
            unit: self.chart_unit(of),
        })
    }

    /// Series of a chart: one for a yearly figure or a row, one a row for a group of rows.
    pub(super) fn series(&self, of: &Path) -> Vec<Series> {
        let one = |path: Path, name: String| Series {
            name,
            points: self.figures.series(&path).into_iter().collect(),
            path: path.to_string(),
        };
        let series = match self.scope.resolve(of) {
            Some(Place::Derived(derived)) => vec![one(of.clone(), derived.label.clone())],
            Some(Place::Field(field)) if field.kind == FieldKind::Yearly => {
                vec![one(of.clone(), field.short.clone())]
            }
            Some(Place::Field(field)) if field.kind == FieldKind::Rows => {
                (self.draft.rows(&field.path).iter())
                    .map(|row| row.id)
                    .map(|row| {
                        let name = self.figures.row_name(field, row).unwrap_or_default();
                        one(Path::field(&field.path).row(row), clean::line(&name))
                    })
                    .collect()
            }
            Some(Place::Row(field)) => {
                let name = of
                    .row_id()
                    .and_then(|row| self.figures.row_name(field, row))
                    .unwrap_or_default();
                vec![one(of.clone(), clean::line(&name))]
            }
            _ => Vec::new(),
        };
        series
            .into_iter()
            .filter(|s| !s.points.is_empty())
            .collect()
    }

    pub(super) fn chart_unit(&self, of: &Path) -> String {
        let year = self.scope.form.years.last();
        let at = match self.scope.resolve(of) {
            Some(Place::Field(field)) if field.kind == FieldKind::Rows => {
                of.clone().at(0).year(year)
            }
            _ => of.clone().year(year),
        };
        self.figures
            .unit(&at)
            .map(|unit| clean::line(&unit))
            .unwrap_or_default()
    }

    fn own_table(&self, caption: Caption, rows: &[Vec<Text>]) -> Option<Block> {
        let count = rows.iter().map(Vec::len).max().filter(|n| *n > 0)?;
        let texts: Vec<Vec<Vec<Run>>> = rows
            .iter()
            .map(|row| row.iter().map(|text| self.runs(text)).collect())
            .collect();
        let length = |runs: &Vec<Run>| -> usize {
            runs.iter()
                .flat_map(|run| run.text.chars())
                .map(|c| if c.is_ascii() { 1 } else { 2 })
                .sum()
        };
        let longest: Vec<usize> = (0..count)
            .map(|i| {
                let cells = texts.iter().filter_map(|row| row.get(i));
                cells.map(length).max().unwrap_or(0)
            })
            .collect();
        let columns = shared(&longest, super::TEXT_WIDTH);
        // A column that holds one long text is a column of texts from the left.
        let prose: Vec<bool> = (0..count)
            .map(|i| {
                let mut cells = texts.iter().skip(1).filter_map(|row| row.get(i));
                cells.any(|runs| length(runs) > 24)
            })
            .collect();
        let rows = texts
            .into_iter()
            .enumerate()
            .map(|(i, row)| TableRow {
                at_least: Pt(20.0),
                place: None,
                cells: (0..count)
                    .map(|column| {
                        let runs = row.get(column).cloned().unwrap_or_default();
                        let words: String = runs.iter().map(|run| run.text.as_str()).collect();
                        let role = if i == 0 {
                            CellRole::Head
                        } else if figure::parse(&words).is_ok() {
                            CellRole::Figure
                        } else if prose.get(column) == Some(&true) {
                            CellRole::Prose
                        } else {
                            CellRole::Text
                        };
                        Cell {
                            lines: vec![runs],
                            ..tables::cell(role, "")
                        }
                    })
                    .collect(),
            })
            .collect();
        Some(Block::Table(Table {
            kind: TableKind::Narrative,
            caption: Some(caption),
            columns,
            head: 1,
            rows,
        }))
    }

    /// A text that carries no marks, references resolved.
    fn line(&self, text: &str) -> String {
        clean::line(&self.figures.resolved(&Text::plain(text)))
    }

    fn runs(&self, text: &Text) -> Vec<Run> {
        text.0
            .iter()
            .map(|piece| match piece {
                Inline::Run { text, marks } => Run {
                    text: clean_run(text),
                    bold: marks.contains(&Mark::Bold),
                    shift: if marks.contains(&Mark::Sub) {
                        Shift::Sub
                    } else if marks.contains(&Mark::Sup) {
                        Shift::Sup
                    } else {
                        Shift::None
                    },
                    reference: None,
                },
                Inline::Ref(quote) => Run {
                    text: clean_run(&self.figures.said(quote)),
                    reference: Some(quote.to_string()),
                    ..Run::default()
                },
            })
            .collect()
    }
}

/// Widths of columns whose longest texts have these lengths, in half-width characters. Columns of
/// short texts are as wide as those; what is left is shared by the others.
fn shared(longest: &[usize], width: Twips) -> Vec<Twips> {
    const HALF: Twips = Twips(105);
    const SIDES: Twips = Twips(190);
    let natural: Vec<Twips> = longest
        .iter()
        .map(|length| HALF * i32::try_from((*length).clamp(4, 400)).unwrap_or(400) + SIDES)
        .collect();
    let mut columns = vec![Twips(0); natural.len()];
    let mut open: Vec<usize> = (0..natural.len()).collect();
    let mut left = width;
    while let Ok(count @ 1..) = i32::try_from(open.len()) {
        let fair = left / count;
        let (short, long): (Vec<usize>, Vec<usize>) =
            open.iter().partition(|i| natural[**i] <= fair);
        if short.is_empty() || long.is_empty() {
            // All of one sort: by length, within reason.
            let weight = |i: usize| u64::from(natural[i].min(3 * fair).unsigned());
            let all: u64 = open.iter().map(|i| weight(*i)).sum();
            let share = |i: usize| left.share(weight(i), all);
            // Where all are too long, none has less than half of what is fair.
            let squeezed = |i: usize| short.is_empty() && share(i) < fair / 2;
            let (narrow, wide): (Vec<usize>, Vec<usize>) = open.iter().partition(|i| squeezed(**i));
            if narrow.is_empty() {
                for i in wide {
                    columns[i] = share(i);
                }
                break;
            }
            left -= fair / 2 * narrow.len() as i32;
            for i in narrow {
                columns[i] = fair / 2;
            }
            open = wide;
            continue;
        }
        for i in short {
            columns[i] = natural[i];
            left -= natural[i];
        }
        open = long;
    }
    tables::fill(&mut columns, width);
    columns
}

/// A picture at most this many pixels wide is a small one: at half the column it still has 160 dots
/// to the inch.
const SMALL: u32 = 480;

/// Adds a block. Two narrow pictures that follow one another, upright or small ones, stand side by
/// side. Answers the index of the block that shows it.
fn push(blocks: &mut Vec<Block>, block: Block) -> usize {
    let narrow = |picture: &Picture| picture.width <= picture.height.max(SMALL);
    if let Block::Pictures(new) = &block
        && let [second] = new.as_slice()
        && narrow(second)
        && let Some(Block::Pictures(row)) = blocks.last_mut()
        && let [first] = row.as_slice()
        && narrow(first)
    {
        row.push(second.clone());
    } else {
        blocks.push(block);
    }
    blocks.len() - 1
}

/// A run's text on one line; unlike [`clean::line`], blanks at its ends stay, since a neighbour may
/// need them.
fn clean_run(text: &str) -> String {
    clean::prose(text)
        .chars()
        .map(|c| if c == '\n' || c == '\t' { ' ' } else { c })
        .collect()
}

fn heading_style(level: u8) -> Style {
    match level {
        0 | 1 => Style::Heading1,
        2 => Style::Heading2,
        3 => Style::Heading3,
        _ => Style::Heading4,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn picture(width: u32, height: u32) -> Block {
        Block::Pictures(vec![Picture {
            attachment: "a1".into(),
            sha256: String::new(),
            media: PictureMedia::Jpeg,
            width,
            height,
            caption: Caption {
                label: "图1".into(),
                text: String::new(),
            },
            alt: String::new(),
        }])
    }

    fn rows(sizes: &[(u32, u32)]) -> Vec<usize> {
        let mut blocks = Vec::new();
        for (width, height) in sizes {
            push(&mut blocks, picture(*width, *height));
        }
        blocks
            .iter()
            .map(|block| match block {
                Block::Pictures(row) => row.len(),
                _ => 0,
            })
            .collect()
    }

    #[test]
    fn narrow_neighbours_stand_side_by_side() {
        let (upright, wide, small) = ((2000, 3000), (3000, 2000), (400, 300));
        assert_eq!(rows(&[upright, upright]), [2]);
        assert_eq!(rows(&[small, upright]), [2]);
        assert_eq!(rows(&[upright, wide]), [1, 1]);
        assert_eq!(rows(&[wide, wide]), [1, 1]);
        assert_eq!(rows(&[upright; 5]), [2, 2, 1]);
        let mut blocks = Vec::new();
        push(&mut blocks, picture(2000, 3000));
        push(&mut blocks, plain(Style::Body, "其间有文字。"));
        push(&mut blocks, picture(2000, 3000));
        assert_eq!(blocks.len(), 3);
    }

    #[test]
    fn a_column_of_short_texts_keeps_them_on_one_line() {
        // 15～18个月 beside two columns of prose.
        let columns = shared(&[9, 60, 60], Twips(8844));
        assert!(columns[0] >= Twips(9 * 105 + 170), "{columns:?}");
        assert!(columns[1].apart(columns[2]) < Twips(10), "{columns:?}");
    }

    #[test]
    fn a_column_hardly_shorter_than_others_is_not_squeezed() {
        // Its text takes a little more than what is fair.
        let columns = shared(&[19, 19, 22, 22, 22, 22, 22, 22, 22, 22, 6], Twips(8844));
        assert!(columns[10] > Twips(400), "{columns:?}");
    }

    proptest! {
        #[test]
        fn columns_fill_the_width(longest in proptest::collection::vec(0usize..5000, 1..12)) {
            let columns = shared(&longest, Twips(8844));
            prop_assert_eq!(columns.len(), longest.len());
            prop_assert_eq!(columns.iter().copied().sum::<Twips>(), Twips(8844));
            prop_assert!(columns.iter().all(|width| *width > Twips(300)), "{:?}", columns);
        }
    }
}
