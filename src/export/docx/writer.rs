//! Blocks → Word.

use docx_rs as word;
use word::BuildXML;

use super::super::ExportError;
use super::bookmark::Bookmarks;
use super::conform::{self, Additions, Part};
use super::grid::{Grid, Slot};
use super::styles::{self, twips};
use super::xml::{self, Element};
use super::{chart, parts, picture};
use crate::compose::block::{
    Block, Caption, Cell, Chart, Composition, Entry, Paragraph, Part as PaperPart, Picture, Run,
    Shift, Table, TableKind,
};
use crate::compose::style::{self, CELL_PADDING, Style, TEXT_TWIPS};
use crate::draft::AttachmentBytes;
use crate::layout::page::heading_mark;
use crate::layout::{self, ContentsLine, FontBook};

/// English Metric Units in a pt.
const EMU: f32 = 12_700.0;
/// Widest and highest a single picture is printed, in pt.
const PICTURE: (f32, f32) = (400.0, 270.0);
/// Widest and highest one of two pictures side by side is printed, in pt.
const HALF_PICTURE: (f32, f32) = (206.0, 160.0);
/// Rows lower than this, in pt, are kept on one page: a third of the text area.
const SHORT_ROW: f32 = (style::PAGE_HEIGHT - style::MARGIN_TOP - style::MARGIN_BOTTOM) / 3.0;
/// Largest measure that Word accepts, in twips (22 inches).
const LARGEST: u32 = 31_680;

/// Writes the paper as a Word file; `contents` are the contents page's lines with the layout's page
/// numbers. Equal input gives equal bytes.
///
/// # Errors
/// Where a picture cannot be read, or the writer fails.
pub fn write(
    composition: &Composition,
    contents: &[ContentsLine],
    fonts: &FontBook,
    bytes: &dyn AttachmentBytes,
) -> Result<Vec<u8>, ExportError> {
    let failed = |reason: String| ExportError::Writer {
        document: format!("{}.docx", composition.paper_name),
        reason,
    };
    let mut writer = Writer {
        contents,
        fonts,
        bytes,
        bookmarks: Bookmarks::default(),
        marks: 0,
        headings: 0,
        lists: Vec::new(),
        additions: Additions::default(),
        pictures: 0,
    };
    let mut body: Vec<word::DocumentChild> = Vec::new();
    let mut last_section = word::SectionProperty::new();
    let mut counted = false;
    for (n, part) in composition.paper.iter().enumerate() {
        let first_heading = writer.headings + 1;
        let mut pieces = writer.part(part)?;
        let before = n.checked_sub(1).and_then(|n| composition.paper.get(n));
        let start = if part.numbered && !before.is_some_and(|before| before.numbered) {
            if counted {
                page_of(contents, first_heading)
            } else {
                counted = true;
                Some(1)
            }
        } else {
            None
        };
        let section = section(part.numbered, n == 0, start);
        if n + 1 == composition.paper.len() {
            last_section = section;
        } else {
            close_section(&mut pieces, section);
        }
        body.extend(pieces.into_iter().map(|piece| match piece {
            Piece::Paragraph(p) => word::DocumentChild::Paragraph(p),
            Piece::Table(t) => word::DocumentChild::Table(t),
        }));
    }
    let mut docx = word::Docx::new();
    docx.document.children = body;
    docx.document.section_property = last_section;
    let built = docx.build();
    package(composition, built, writer).map_err(failed)
}

/// The page number on which a heading stands.
fn page_of(contents: &[ContentsLine], heading: usize) -> Option<u32> {
    let mark = heading_mark(heading);
    contents
        .iter()
        .find(|line| line.mark == mark)
        .and_then(|line| u32::try_from(line.page).ok())
}

/// Relationship ids of the footers: with page number, without.
const NUMBERED_FOOTER: &str = "rIdFooter1";
const PLAIN_FOOTER: &str = "rIdFooter2";

/// Page geometry and footer of a part.
fn section(numbered: bool, cover: bool, start: Option<u32>) -> word::SectionProperty {
    let measure = |pt: f32| twips(pt) as i32;
    // GB/T 9704—2012, 7.5: the number stands 7 mm below the text.
    let footer = style::MARGIN_BOTTOM - 19.84 - 20.0 - 12.0;
    let mut section = word::SectionProperty::new()
        .page_size(word::PageSize::new().size(
            twips(style::PAGE_WIDTH) as u32,
            twips(style::PAGE_HEIGHT) as u32,
        ))
        .page_margin(word::PageMargin {
            top: measure(style::MARGIN_TOP),
            bottom: measure(style::MARGIN_BOTTOM),
            left: measure(style::MARGIN_LEFT),
            right: measure(style::MARGIN_RIGHT),
            header: measure(42.5),
            footer: measure(footer),
            gutter: 0,
        })
        .doc_grid(
            word::DocGrid::with_empty()
                .grid_type(word::DocGridType::Lines)
                .line_pitch(twips(Style::Body.look().pitch) as usize),
        );
    if !cover || numbered {
        let footer = if numbered {
            NUMBERED_FOOTER
        } else {
            PLAIN_FOOTER
        };
        section.footer_reference = Some(word::FooterReference::new("default", footer));
    }
    if let Some(start) = start {
        section = section.page_num_type(word::PageNumType::new().start(start));
    }
    section
}

/// Ends a part: its section's properties stand in its last paragraph.
fn close_section(pieces: &mut Vec<Piece>, section: word::SectionProperty) {
    if !matches!(pieces.last(), Some(Piece::Paragraph(_))) {
        pieces.push(separator(false));
    }
    if let Some(Piece::Paragraph(last)) = pieces.last_mut() {
        last.property.section_property = Some(section);
    }
}

/// A child of the body.
enum Piece {
    Paragraph(Box<word::Paragraph>),
    Table(Box<word::Table>),
}

impl From<word::Paragraph> for Piece {
    fn from(paragraph: word::Paragraph) -> Self {
        Piece::Paragraph(Box::new(paragraph))
    }
}

/// The hair-thin paragraph that keeps two tables apart; `joined` draws the tables' sides through it.
fn separator(joined: bool) -> Piece {
    let mut paragraph = word::Paragraph::new().style(styles::SEPARATOR);
    if joined {
        for side in [
            word::ParagraphBorderPosition::Left,
            word::ParagraphBorderPosition::Right,
        ] {
            paragraph.property = paragraph.property.set_border(
                word::ParagraphBorder::new(side)
                    .size(BORDER)
                    .space(0)
                    .color("000000"),
            );
        }
    }
    paragraph.into()
}

/// Thickness of table rules in eighths of a pt.
const BORDER: usize = 4;

struct Writer<'a> {
    contents: &'a [ContentsLine],
    fonts: &'a FontBook,
    bytes: &'a dyn AttachmentBytes,
    bookmarks: Bookmarks,
    /// Bookmarks written so far.
    marks: usize,
    /// Headings written so far.
    headings: usize,
    /// Kinds of the lists written so far: ordered or not.
    lists: Vec<bool>,
    additions: Additions,
    /// Pictures written so far.
    pictures: usize,
}

/// A bookmark that is to stand around something.
struct Mark {
    id: usize,
    name: String,
}

impl Writer<'_> {
    fn part(&mut self, part: &PaperPart) -> Result<Vec<Piece>, ExportError> {
        let mut pieces: Vec<Piece> = Vec::new();
        for (n, block) in part.blocks.iter().enumerate() {
            let next = part.blocks.get(n + 1);
            match block {
                Block::Heading(p) | Block::Paragraph(p) => pieces.push(self.paragraph(p).into()),
                Block::List {
                    ordered,
                    items,
                    anchor,
                } => self.list(*ordered, items, anchor.as_deref(), &mut pieces),
                Block::Entries(entries) => self.entries(entries, &mut pieces),
                Block::Table(table) => {
                    let joined = table.kind == TableKind::Form
                        && matches!(next, Some(Block::Table(next))
                            if next.kind == TableKind::Form && next.caption.is_none());
                    self.table(table, joined, &mut pieces);
                    if joined {
                        pieces.push(separator(true));
                    }
                }
                Block::Pictures(pictures) => self.pictures(pictures, &mut pieces)?,
                Block::Chart(chart) => self.chart(chart, &mut pieces)?,
                Block::Contents => self.contents(&mut pieces),
                Block::Space(lines) => {
                    pieces.extend((0..*lines).map(|_| word::Paragraph::new().into()));
                }
            }
        }
        if !matches!(pieces.last(), Some(Piece::Paragraph(_))) {
            pieces.push(separator(false));
        }
        Ok(pieces)
    }

    fn mark(&mut self, name: String) -> Mark {
        self.marks += 1;
        Mark {
            id: self.marks,
            name,
        }
    }

    fn anchor(&mut self, anchor: Option<&str>) -> Option<Mark> {
        let name = self.bookmarks.name(anchor?);
        Some(self.mark(name))
    }

    fn paragraph(&mut self, paragraph: &Paragraph) -> word::Paragraph {
        let heading = paragraph.style.outline_level().is_some().then(|| {
            self.headings += 1;
            self.mark(heading_mark(self.headings))
        });
        let answer = self.anchor(paragraph.anchor.as_deref());
        let marks: Vec<Mark> = heading.into_iter().chain(answer).collect();
        let open = word::Paragraph::new().style(styles::style_id(paragraph.style));
        marked(open, &marks, |p| with_runs(p, &paragraph.runs))
    }

    fn list(
        &mut self,
        ordered: bool,
        items: &[Vec<Run>],
        anchor: Option<&str>,
        pieces: &mut Vec<Piece>,
    ) {
        if items.is_empty() {
            return;
        }
        let id = parts::list_id(self.lists.len());
        self.lists.push(ordered);
        let mark = self.anchor(anchor);
        for (n, item) in items.iter().enumerate() {
            let mut paragraph = word::Paragraph::new()
                .style(styles::LIST)
                .numbering(word::NumberingId::new(id), word::IndentLevel::new(0));
            if let Some(mark) = &mark
                && n == 0
            {
                paragraph = paragraph.add_bookmark_start(mark.id, &mark.name);
            }
            paragraph = with_runs(paragraph, item);
            if let Some(mark) = &mark
                && n + 1 == items.len()
            {
                paragraph = paragraph.add_bookmark_end(mark.id);
            }
            pieces.push(paragraph.into());
        }
    }

    /// A table without rules: label, colon, value on a line, note.
    fn entries(&mut self, entries: &[Entry], pieces: &mut Vec<Piece>) {
        if entries.is_empty() {
            return;
        }
        self.apart(pieces);
        let noted = entries.iter().any(|entry| entry.note.is_some());
        let grid: &[u32] = if noted {
            &[1500, 400, 5000, 1944]
        } else {
            &[1500, 400, 6000]
        };
        let mut rows = Vec::new();
        for entry in entries {
            let label = text_cell(grid[0], styles::ENTRY_LABEL, &entry.label);
            let colon = text_cell(grid[1], styles::ENTRY_VALUE, "：");
            let mark: Vec<Mark> = self.anchor(entry.anchor.as_deref()).into_iter().collect();
            let value = marked(
                word::Paragraph::new().style(styles::ENTRY_VALUE),
                &mark,
                |p| with_runs(p, &[Run::plain(entry.value.clone())]),
            );
            let mut line = word::TableCellBorders::with_empty();
            line = line.set(
                word::TableCellBorder::new(word::TableCellBorderPosition::Bottom)
                    .size(BORDER)
                    .color("000000"),
            );
            let value = cell(grid[2]).set_borders(line).add_paragraph(value);
            let mut cells = vec![label, colon, value];
            if noted {
                let note = entry.note.as_deref().unwrap_or_default();
                cells.push(text_cell(grid[3], styles::ENTRY_NOTE, note));
            }
            rows.push(
                word::TableRow::new(cells)
                    .row_height(twips(38.0) as f32)
                    .height_rule(word::HeightRule::AtLeast)
                    .cant_split(),
            );
        }
        let table = without_rules(fixed(rows, grid))
            .margins(word::TableCellMargins::new().margin(0, 40, 0, 40));
        self.additions.heads.push(0);
        pieces.push(Piece::Table(Box::new(table)));
    }

    /// Keeps a table from running into the one before it.
    fn apart(&self, pieces: &mut Vec<Piece>) {
        if matches!(pieces.last(), Some(Piece::Table(_))) {
            pieces.push(
                word::Paragraph::new()
                    .style(styles::SEPARATOR)
                    .line_spacing(
                        word::LineSpacing::new()
                            .line_rule(word::LineSpacingType::Exact)
                            .line(twips(6.0) as i32),
                    )
                    .into(),
            );
        }
    }

    fn table(&mut self, table: &Table, joined: bool, pieces: &mut Vec<Piece>) {
        if let Some(caption) = &table.caption {
            pieces.push(caption_paragraph(caption).keep_next(true).into());
        }
        if table.rows.is_empty() {
            return;
        }
        self.apart(pieces);
        let grid = Grid::place(table);
        let head = if table.head < table.rows.len() {
            table.head
        } else {
            0
        };
        let mut rows = Vec::new();
        for (n, (row, slots)) in table.rows.iter().zip(&grid.rows).enumerate() {
            // A head stays with the rows below it, and the last row of a band with the next band:
            // no page ends between them.
            let with_next = n < head || (joined && n + 1 == table.rows.len());
            let mut height = row.at_least;
            let mut cells = Vec::new();
            for slot in slots {
                cells.push(match *slot {
                    Slot::Cell {
                        index,
                        at,
                        span,
                        goes_on,
                    } => {
                        let width = grid.width(at, span);
                        let Some(content) = row.cells.get(index) else {
                            continue;
                        };
                        if !goes_on {
                            height = height.max(cell_height(content, width));
                        }
                        let written = spanning(self.cell(content, width, with_next), span);
                        if goes_on {
                            written.vertical_merge(word::VMergeType::Restart)
                        } else {
                            written
                        }
                    }
                    Slot::Covered { at, span } => spanning(empty_cell(grid.width(at, span)), span)
                        .vertical_merge(word::VMergeType::Continue),
                    Slot::Empty { at, span } => spanning(empty_cell(grid.width(at, span)), span),
                });
            }
            let mut written = word::TableRow::new(cells);
            let at_least = twips(row.at_least).clamp(0, i64::from(LARGEST));
            if at_least > 0 {
                written = written
                    .row_height(at_least as f32)
                    .height_rule(word::HeightRule::AtLeast);
            }
            if height < SHORT_ROW {
                written = written.cant_split();
            }
            rows.push(written);
        }
        let sides = [
            word::TableBorderPosition::Top,
            word::TableBorderPosition::Left,
            word::TableBorderPosition::Bottom,
            word::TableBorderPosition::Right,
            word::TableBorderPosition::InsideH,
            word::TableBorderPosition::InsideV,
        ];
        let padding = |pt: f32| twips(pt).unsigned_abs() as usize;
        let mut written = fixed(rows, &grid.columns).margins(word::TableCellMargins::new().margin(
            padding(CELL_PADDING.1),
            padding(CELL_PADDING.0),
            padding(CELL_PADDING.1),
            padding(CELL_PADDING.0),
        ));
        for side in sides {
            written = written.set_border(word::TableBorder::new(side).size(BORDER).color("000000"));
        }
        if joined {
            written = written.clear_border(word::TableBorderPosition::Bottom);
        }
        self.additions.heads.push(head);
        pieces.push(Piece::Table(Box::new(written)));
    }

    fn cell(&mut self, content: &Cell, width: u32, with_next: bool) -> word::TableCell {
        let mark = self.anchor(content.anchor.as_deref());
        let mut written = cell(width);
        let lines = content.lines.len().max(1);
        for n in 0..lines {
            let mut paragraph = word::Paragraph::new().style(styles::cell_style_id(content.role));
            if with_next {
                paragraph = paragraph.keep_next(true);
            }
            if let Some(mark) = &mark
                && n == 0
            {
                paragraph = paragraph.add_bookmark_start(mark.id, &mark.name);
            }
            if let Some(runs) = content.lines.get(n) {
                paragraph = with_runs(paragraph, runs);
            }
            if let Some(mark) = &mark
                && n + 1 == lines
            {
                paragraph = paragraph.add_bookmark_end(mark.id);
            }
            written = written.add_paragraph(paragraph);
        }
        written
    }

    fn pictures(
        &mut self,
        pictures: &[Picture],
        pieces: &mut Vec<Piece>,
    ) -> Result<(), ExportError> {
        for pair in pictures.chunks(2) {
            match pair {
                [one] => {
                    let picture = self.picture(one, PICTURE)?;
                    pieces.push(
                        word::Paragraph::new()
                            .style(styles::PICTURE)
                            .add_run(picture)
                            .into(),
                    );
                    pieces.push(caption_paragraph(&one.caption).into());
                }
                pair => {
                    self.apart(pieces);
                    let half = TEXT_TWIPS / 2;
                    let mut above = Vec::new();
                    let mut below = Vec::new();
                    for one in pair {
                        let picture = word::Paragraph::new()
                            .style(styles::PICTURE)
                            .add_run(self.picture(one, HALF_PICTURE)?);
                        above.push(
                            cell(half)
                                .vertical_align(word::VAlignType::Bottom)
                                .add_paragraph(picture),
                        );
                        below.push(
                            cell(half)
                                .vertical_align(word::VAlignType::Top)
                                .add_paragraph(caption_paragraph(&one.caption)),
                        );
                    }
                    let rows = [above, below]
                        .into_iter()
                        .map(|cells| word::TableRow::new(cells).cant_split())
                        .collect();
                    let table = without_rules(fixed(rows, &[half, half]))
                        .margins(word::TableCellMargins::new().margin(0, 60, 0, 60));
                    self.additions.heads.push(0);
                    pieces.push(Piece::Table(Box::new(table)));
                }
            }
        }
        Ok(())
    }

    fn picture(&mut self, of: &Picture, largest: (f32, f32)) -> Result<word::Run, ExportError> {
        let unreadable = |reason: String| ExportError::Picture {
            picture: match of.caption.text.as_str() {
                "" => of.attachment.clone(),
                caption => caption.to_owned(),
            },
            reason,
        };
        let bytes = self
            .bytes
            .read(&of.attachment)
            .map_err(|e| unreadable(e.to_string()))?;
        let ready = picture::ready(bytes).map_err(unreadable)?;
        let (width, height) = (ready.pixels.0.max(1) as f32, ready.pixels.1.max(1) as f32);
        // Never larger than 96 pixels to the inch: small pictures are not blown up.
        let scale = (largest.0 / width).min(largest.1 / height).min(0.75);
        Ok(self.drawing(
            ready.bytes,
            (width * scale, height * scale),
            &of.caption.label,
            &of.alt,
        ))
    }

    fn chart(&mut self, chart: &Chart, pieces: &mut Vec<Piece>) -> Result<(), ExportError> {
        let width = f32::from(TEXT_TWIPS as u16) / 20.0;
        let drawing = layout::chart::draw(chart, width, self.fonts);
        let png = chart::png(&drawing, self.fonts).map_err(|reason| ExportError::Picture {
            picture: chart.caption.text.clone(),
            reason,
        })?;
        let run = self.drawing(
            png,
            (drawing.width, drawing.height),
            &chart.caption.label,
            &chart_words(chart),
        );
        pieces.push(
            word::Paragraph::new()
                .style(styles::PICTURE)
                .add_run(run)
                .into(),
        );
        pieces.push(caption_paragraph(&chart.caption).into());
        Ok(())
    }

    fn drawing(&mut self, bytes: Vec<u8>, size: (f32, f32), name: &str, alt: &str) -> word::Run {
        self.pictures += 1;
        self.additions
            .drawings
            .push((name.to_owned(), alt.to_owned()));
        let emu = |pt: f32| (pt * EMU).round().clamp(1.0, 20_000_000.0) as u32;
        word::Run::new().add_image(
            word::Pic::new_with_dimensions(bytes, 1, 1)
                .id(format!("rIdImage{}", self.pictures))
                .size(emu(size.0), emu(size.1)),
        )
    }

    /// The lines of the contents page, each leading to its heading.
    fn contents(&mut self, pieces: &mut Vec<Piece>) {
        for line in self.contents {
            let words = word::Hyperlink::new(xml::clean(&line.mark), word::HyperlinkType::Anchor)
                .add_run(text_run(&line.text))
                .add_run(word::Run::new().add_tab())
                .add_run(text_run(&line.page.to_string()));
            pieces.push(
                word::Paragraph::new()
                    .style(&styles::contents_style_id(line.level))
                    .add_hyperlink(words)
                    .into(),
            );
        }
    }
}

/// What a chart says, for those who cannot see it.
fn chart_words(chart: &Chart) -> String {
    let series: Vec<String> = chart
        .series
        .iter()
        .map(|series| {
            let points: Vec<String> = series
                .points
                .iter()
                .map(|(year, value)| format!("{year}年{value}{}", chart.unit))
                .collect();
            format!("{}：{}", series.name, points.join("，"))
        })
        .collect();
    format!("{}。{}", chart.caption.text, series.join("；"))
}

fn caption_paragraph(caption: &Caption) -> word::Paragraph {
    let text = if caption.text.is_empty() {
        caption.label.clone()
    } else {
        format!("{}　{}", caption.label, caption.text)
    };
    word::Paragraph::new()
        .style(styles::style_id(Style::Caption))
        .add_run(text_run(&text))
}

/// A paragraph with bookmarks around what `fill` puts into it.
fn marked(
    mut paragraph: word::Paragraph,
    marks: &[Mark],
    fill: impl FnOnce(word::Paragraph) -> word::Paragraph,
) -> word::Paragraph {
    for mark in marks {
        paragraph = paragraph.add_bookmark_start(mark.id, &mark.name);
    }
    paragraph = fill(paragraph);
    for mark in marks.iter().rev() {
        paragraph = paragraph.add_bookmark_end(mark.id);
    }
    paragraph
}

fn with_runs(mut paragraph: word::Paragraph, runs: &[Run]) -> word::Paragraph {
    for run in runs {
        let text = xml::clean(&run.text);
        if text.is_empty() {
            continue;
        }
        let mut written = text_run(&text);
        if run.bold {
            written = written.bold();
        }
        let shift = match run.shift {
            Shift::None => None,
            Shift::Sub => Some(word::VertAlignType::SubScript),
            Shift::Sup => Some(word::VertAlignType::SuperScript),
        };
        if let Some(shift) = shift {
            written.run_property = written.run_property.vert_align(shift);
        }
        paragraph = paragraph.add_run(written);
    }
    paragraph
}

/// A run of text. Quotes, dashes and other marks that Chinese and Latin share take the Chinese font
/// (ISO/IEC 29500-1, 17.3.2.26, `hint`).
fn text_run(text: &str) -> word::Run {
    let text = xml::clean(text);
    let shared = text
        .chars()
        .any(|c| matches!(c, '\u{A1}'..='\u{2E7F}' | '\u{FE00}'..='\u{FE0F}'));
    let run = word::Run::new().add_text(text);
    if shared {
        run.fonts(word::RunFonts::new().hint("eastAsia"))
    } else {
        run
    }
}

fn cell(width: u32) -> word::TableCell {
    word::TableCell::new()
        .width(width as usize, word::WidthType::Dxa)
        .vertical_align(word::VAlignType::Center)
}

fn spanning(cell: word::TableCell, span: usize) -> word::TableCell {
    if span > 1 { cell.grid_span(span) } else { cell }
}

fn empty_cell(width: u32) -> word::TableCell {
    cell(width).add_paragraph(
        word::Paragraph::new().style(styles::cell_style_id(crate::compose::block::Role::Text)),
    )
}

fn text_cell(width: u32, style: &str, text: &str) -> word::TableCell {
    cell(width).add_paragraph(with_runs(
        word::Paragraph::new().style(style),
        &[Run::plain(text)],
    ))
}

/// A table whose columns are exactly these.
fn fixed(rows: Vec<word::TableRow>, columns: &[u32]) -> word::Table {
    let all: u64 = columns.iter().map(|width| u64::from(*width)).sum();
    word::Table::new(rows)
        .set_grid(columns.iter().map(|width| *width as usize).collect())
        .width(all.min(u64::from(u32::MAX)) as usize, word::WidthType::Dxa)
        .layout(word::TableLayoutType::Fixed)
        .align(word::TableAlignmentType::Center)
}

fn without_rules(mut table: word::Table) -> word::Table {
    table.property = table.property.set_borders(word::TableBorders::with_empty());
    table
}

/// Height in pt that a cell's text will take, roughly: it decides only whether a row may split.
fn cell_height(content: &Cell, width: u32) -> f32 {
    let look = content.role.look();
    let room = (width as f32 / 20.0 - 2.0 * CELL_PADDING.0).max(look.size);
    let lines: f32 = content
        .lines
        .iter()
        .map(|runs| {
            let ems: f32 = runs
                .iter()
                .flat_map(|run| run.text.chars())
                .map(|c| if c.is_ascii() { 0.5 } else { 1.0 })
                .sum();
            (ems * look.size / room).ceil().max(1.0)
        })
        .sum();
    lines * look.pitch + 2.0 * CELL_PADDING.1
}

/// Everything but the text: styles, settings, lists, footers, pictures, properties.
fn package(
    composition: &Composition,
    built: word::XMLDocx,
    writer: Writer,
) -> Result<Vec<u8>, String> {
    let mut document = conform::part(&built.document)?;
    conform::add(&mut document, &writer.additions);
    let mut xml: Vec<(String, Element)> = vec![
        ("word/document.xml".to_owned(), document),
        ("word/styles.xml".to_owned(), styles::styles()),
        ("word/settings.xml".to_owned(), parts::settings()),
        ("word/fontTable.xml".to_owned(), styles::font_table()),
        (
            "word/numbering.xml".to_owned(),
            parts::numbering(&writer.lists),
        ),
    ];
    let mut relations = vec![
        ("rIdStyles".to_owned(), "styles", "styles.xml".to_owned()),
        (
            "rIdSettings".to_owned(),
            "settings",
            "settings.xml".to_owned(),
        ),
        (
            "rIdFonts".to_owned(),
            "fontTable",
            "fontTable.xml".to_owned(),
        ),
        (
            "rIdLists".to_owned(),
            "numbering",
            "numbering.xml".to_owned(),
        ),
    ];
    for (id, numbered) in [(NUMBERED_FOOTER, true), (PLAIN_FOOTER, false)] {
        let name = format!("footer{}.xml", if numbered { 1 } else { 2 });
        let footer = conform::part(&footer(&composition.foot.text, numbered).build())?;
        xml.push((format!("word/{name}"), footer));
        relations.push((id.to_owned(), "footer", name));
    }
    let mut media = Vec::new();
    let pictures = conform::part(&built.document_rels)?;
    for (name, bytes) in built.media {
        let old = format!("media/{name}.png");
        let ending = picture::ending(&bytes).unwrap_or("png");
        let new = format!("media/image{}.{ending}", media.len() + 1);
        for relation in pictures
            .elements()
            .filter(|relation| relation.attribute("Target") == Some(&old))
        {
            let id = relation.attribute("Id").unwrap_or_default();
            relations.push((id.to_owned(), "image", new.clone()));
        }
        media.push(Part::Media(format!("word/{new}"), bytes));
    }
    let mut custom = Vec::new();
    if !writer.bookmarks.spelled.is_empty() {
        relations.push((
            "rIdAnchors".to_owned(),
            "customXml",
            "../customXml/item1.xml".to_owned(),
        ));
        custom.push((
            "customXml/item1.xml".to_owned(),
            parts::anchors(&writer.bookmarks.spelled),
        ));
    }
    let properties = [
        (
            "docProps/core.xml".to_owned(),
            parts::core(
                &composition.title,
                &composition.author,
                &composition.subject,
            ),
        ),
        ("docProps/app.xml".to_owned(), parts::app()),
    ];
    let root = [
        (
            "rId1".to_owned(),
            "officeDocument",
            "word/document.xml".to_owned(),
        ),
        (
            "rId2".to_owned(),
            "core-properties",
            "docProps/core.xml".to_owned(),
        ),
        (
            "rId3".to_owned(),
            "extended-properties",
            "docProps/app.xml".to_owned(),
        ),
    ];
    xml.extend(properties);
    let types = parts::content_types(xml.iter().map(|(name, _)| name.as_str()));
    let mut all = vec![
        Part::Xml("[Content_Types].xml".to_owned(), types),
        Part::Xml("_rels/.rels".to_owned(), parts::relationships(&root)),
        Part::Xml(
            "word/_rels/document.xml.rels".to_owned(),
            parts::relationships(&relations),
        ),
    ];
    all.extend(
        xml.into_iter()
            .chain(custom)
            .map(|(name, root)| Part::Xml(name, root)),
    );
    all.extend(media);
    conform::pack(all)
}

/// The foot of a page: its number where it has one, and the line that ties paper and file together.
fn footer(line: &str, numbered: bool) -> word::Footer {
    let mut footer = word::Footer::new();
    if numbered {
        footer = footer.add_paragraph(
            word::Paragraph::new()
                .style(styles::FOOTER)
                .add_run(text_run("— "))
                .add_page_num(word::PageNum::new())
                .add_run(text_run(" —")),
        );
    }
    footer.add_paragraph(
        word::Paragraph::new()
            .style(styles::FOOT_LINE)
            .add_run(text_run(line)),
    )
}
