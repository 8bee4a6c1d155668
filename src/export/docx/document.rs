//! Blocks → Word.

use std::io::{Seek, Write};

use docx_rs as word;

use super::super::ExportError;
use super::super::chart::paint_chart;
use super::bookmark::Bookmarks;
use super::elements::{
    BodyElement, Bookmark, caption_paragraph, cell, fixed, marked, separator, text_run, with_runs,
    without_rules,
};
use super::manifest::Manifest;
use super::ooxml_fixups::Additions;
use super::opc::PackageMedia;
use super::package::{WriterOutput, package};
use super::page::{landscape_section, section};
use super::writer::Writer;
use super::{parts, picture, styles, xml};
use crate::compose::block::{Block, Chart, Composition, Paragraph, Part, Picture, Run};
use crate::compose::page::PageSetup;
use crate::compose::style::Style;
use crate::draft::AttachmentBytes;
use crate::layout::line::Setting;
use crate::layout::line::Typesetter;
use crate::layout::page::{CONTENTS_DEPTH, heading_mark};
use crate::layout::{self, ContentsLine, FontBook, PICTURE_GAP, Pages, TEXT_WIDTH};

/// Name of the bookmark around what the contents page lists.
const CONTENTS_RANGE: &str = "contents_range";
/// A run of letters and digits without a gap, this long or longer, spoils the lines around it when
/// they are justified: an address on the net.
const LONG_WORD: usize = 30;

/// Writes the authority's list as a Word file of one landscape page into `out`, and says what was put
/// into it, for [`verify`](super::verify). Equal input gives equal bytes.
///
/// # Errors
/// Where the writer fails or `out` refuses.
pub fn write_summary(
    composition: &Composition,
    fonts: &FontBook,
    bytes: &dyn AttachmentBytes,
    out: impl Write + Seek,
) -> Result<Manifest, ExportError> {
    set(composition, &Pages::default(), fonts, bytes, true, out)
}

/// Writes the paper as a Word file into `out`, and says what was put into it, for
/// [`verify`](super::verify). The contents page's lines with their page numbers and the sizes of
/// pictures and charts are those of `pages`, the same paper laid out. Equal input gives equal bytes.
///
/// # Errors
/// Where a picture cannot be read, `pages` are those of another paper, the writer fails or `out`
/// refuses.
pub fn write(
    composition: &Composition,
    pages: &Pages,
    fonts: &FontBook,
    bytes: &dyn AttachmentBytes,
    out: impl Write + Seek,
) -> Result<Manifest, ExportError> {
    set(composition, pages, fonts, bytes, false, out)
}

fn set(
    composition: &Composition,
    pages: &Pages,
    fonts: &FontBook,
    bytes: &dyn AttachmentBytes,
    landscape: bool,
    out: impl Write + Seek,
) -> Result<Manifest, ExportError> {
    let typesetter = Typesetter::new(fonts);
    let mut writer = Writer {
        contents: &pages.contents,
        sizes: &pages.sizes,
        typesetter: &typesetter,
        bookmarks: Bookmarks::default(),
        marks: 0,
        headings: 0,
        lists: Vec::new(),
        additions: Additions::default(),
        media: Vec::new(),
        drawings: 0,
        room: if landscape {
            PageSetup::LANDSCAPE.text_width().twips()
        } else {
            PageSetup::PORTRAIT.text_width().twips()
        },
    };
    let mut body: Vec<word::DocumentChild> = Vec::new();
    let mut last_section = word::SectionProperty::new();
    let mut counted = false;
    let mut ranged = None;
    for (n, part) in composition.paper.iter().enumerate() {
        let first_heading = writer.headings + 1;
        let mut elements = writer.part(part)?;
        let before = n.checked_sub(1).and_then(|n| composition.paper.get(n));
        // What the contents page lists, should Word make it anew.
        if part.numbered && ranged.is_none() {
            let mark = writer.mark(CONTENTS_RANGE.to_owned());
            body.push(word::DocumentChild::BookmarkStart(
                word::BookmarkStart::new(mark.id, mark.name),
            ));
            ranged = Some(mark.id);
        }
        let start = if part.numbered && !before.is_some_and(|before| before.numbered) {
            if counted {
                page_of(&pages.contents, first_heading)
            } else {
                counted = true;
                Some(1)
            }
        } else {
            None
        };
        let section = if landscape {
            landscape_section()
        } else {
            section(part.numbered, start)
        };
        if n + 1 == composition.paper.len() {
            last_section = section;
        } else {
            close_section(&mut elements, section);
        }
        body.extend(elements.into_iter().map(|element| match element {
            BodyElement::Paragraph(p) => word::DocumentChild::Paragraph(p),
            BodyElement::Table(t) => word::DocumentChild::Table(t),
        }));
    }
    if let Some(id) = ranged {
        body.push(word::DocumentChild::BookmarkEnd(word::BookmarkEnd::new(id)));
    }
    let mut docx = word::Docx::new();
    docx.document.children = body;
    docx.document.section_property = last_section;
    let built = docx.build();
    let written = WriterOutput {
        additions: writer.additions,
        lists: writer.lists,
        spelled: writer.bookmarks.spelled,
        media: writer.media,
    };
    package(composition, built, written, bytes, out)
}

/// The page number on which a heading stands.
fn page_of(contents: &[ContentsLine], heading: usize) -> Option<u32> {
    let mark = heading_mark(heading);
    contents
        .iter()
        .find(|line| line.mark == mark)
        .and_then(|line| u32::try_from(line.page).ok())
}

/// Ends a part: its section's properties stand in its last paragraph.
fn close_section(elements: &mut Vec<BodyElement>, section: word::SectionProperty) {
    if !matches!(elements.last(), Some(BodyElement::Paragraph(_))) {
        elements.push(separator(false));
    }
    if let Some(BodyElement::Paragraph(last)) = elements.last_mut() {
        last.property.section_property = Some(section);
    }
}

impl Writer<'_> {
    fn part(&mut self, part: &Part) -> Result<Vec<BodyElement>, ExportError> {
        let mut elements: Vec<BodyElement> = Vec::new();
        for (n, block) in part.blocks.iter().enumerate() {
            let before = n.checked_sub(1).and_then(|n| part.blocks.get(n));
            match block {
                Block::Heading(p) | Block::Paragraph(p) => {
                    let mut written = self.paragraph(p);
                    // A heading is followed by two lines of its text, not one.
                    if let Some(Block::Heading(before)) = before
                        && before.style.look().with_next
                    {
                        written = written.widow_control(true);
                    }
                    elements.push(written.into());
                }
                Block::List {
                    ordered,
                    items,
                    anchor,
                } => self.list(*ordered, items, anchor.as_deref(), &mut elements),
                Block::Entries(entries) => self.entries(entries, &mut elements),
                Block::Table(table) => self.table(table, part.blocks.get(n + 1), &mut elements),
                Block::Pictures(pictures) => self.pictures(pictures, &mut elements)?,
                Block::Chart(chart) => self.chart(chart, &mut elements)?,
                Block::Contents => self.contents(&mut elements),
                Block::Space(lines) => {
                    elements.extend((0..*lines).map(|_| word::Paragraph::new().into()));
                }
            }
        }
        if !matches!(elements.last(), Some(BodyElement::Paragraph(_))) {
            elements.push(separator(false));
        }
        Ok(elements)
    }

    fn paragraph(&mut self, paragraph: &Paragraph) -> word::Paragraph {
        let heading = paragraph.style.outline_level().is_some().then(|| {
            self.headings += 1;
            self.mark(heading_mark(self.headings))
        });
        let answer = self.anchor(paragraph.anchor.as_deref());
        let marks: Vec<Bookmark> = heading.into_iter().chain(answer).collect();
        let mut open = word::Paragraph::new().style(styles::style_id(paragraph.style));
        if has_long_word(&paragraph.runs) && paragraph.style == Style::Body {
            open = open.align(word::AlignmentType::Left);
        }
        let runs = self.title_lines(paragraph);
        marked(open, &marks, |mut p| {
            for (n, line) in runs.iter().enumerate() {
                if n > 0 {
                    p = p.add_run(word::Run::new().add_break(word::BreakType::TextWrapping));
                }
                p = with_runs(p, line);
            }
            p
        })
    }

    /// A paragraph's runs, a title's line by line as the layout breaks it.
    fn title_lines(&self, paragraph: &Paragraph) -> Vec<Vec<Run>> {
        let whole = vec![paragraph.runs.clone()];
        let [run] = paragraph.runs.as_slice() else {
            return whole;
        };
        if !styles::BROKEN.contains(&styles::style_id(paragraph.style)) {
            return whole;
        }
        let set = Setting::of(paragraph.style.look());
        let lines: Vec<Vec<Run>> = self
            .typesetter
            .lines(&paragraph.runs, set, TEXT_WIDTH)
            .iter()
            .map(|line| {
                vec![Run {
                    text: line.text(),
                    ..run.clone()
                }]
            })
            .collect();
        let joined: String = lines
            .iter()
            .flatten()
            .map(|run| run.text.as_str())
            .collect();
        // Spaces at a line's end stand on no line: such a title is left to Word.
        if joined == xml::clean(&run.text) {
            lines
        } else {
            whole
        }
    }

    fn list(
        &mut self,
        ordered: bool,
        items: &[Vec<Run>],
        anchor: Option<&str>,
        elements: &mut Vec<BodyElement>,
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
            if has_long_word(item) {
                paragraph = paragraph.align(word::AlignmentType::Left);
            }
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
            elements.push(paragraph.into());
        }
    }

    /// Pictures, at most two side by side and then of one height.
    fn pictures(
        &mut self,
        pictures: &[Picture],
        elements: &mut Vec<BodyElement>,
    ) -> Result<(), ExportError> {
        for row in pictures.chunks(2) {
            let gaps = PICTURE_GAP * (row.len() - 1) as f32;
            let mut columns = Vec::new();
            let mut above = Vec::new();
            let mut below = Vec::new();
            for picture in row {
                let (width, height) = self.size(&picture.caption)?;
                let alt = if picture.alt.is_empty() {
                    &picture.caption.text
                } else {
                    &picture.alt
                };
                let media = PackageMedia::Attachment(picture.clone());
                let place = self.place_in_package(picture::ending(picture.media), media);
                let run = self.drawing(place, (width, height), &picture.caption.label, alt);
                columns.push((width + gaps / 2.0).twips());
                above.push(word::Paragraph::new().style(styles::PICTURE).add_run(run));
                below.push(caption_paragraph(&picture.caption));
            }
            if columns.len() == 1 {
                elements.extend(above.into_iter().chain(below).map(BodyElement::from));
                continue;
            }
            let rows = [
                (above, word::VAlignType::Bottom),
                (below, word::VAlignType::Top),
            ]
            .into_iter()
            .map(|(paragraphs, align)| {
                let cells = columns.iter().zip(paragraphs).map(|(width, paragraph)| {
                    cell(*width).vertical_align(align).add_paragraph(paragraph)
                });
                word::TableRow::new(cells.collect()).cant_split()
            })
            .collect();
            let table = without_rules(fixed(rows, &columns))
                .margins(word::TableCellMargins::new().margin(0, 0, 0, 0));
            self.place(table, 0, elements);
        }
        Ok(())
    }

    fn chart(&mut self, chart: &Chart, elements: &mut Vec<BodyElement>) -> Result<(), ExportError> {
        let fonts = self.typesetter.fonts();
        let size = self.size(&chart.caption)?;
        let png = paint_chart(chart, size, fonts)?;
        let words = layout::chart::in_words(chart);
        let place = self.place_in_package("png", PackageMedia::Made(png));
        let run = self.drawing(place, size, &chart.caption.label, &words);
        let picture = word::Paragraph::new().style(styles::PICTURE).add_run(run);
        elements.push(picture.into());
        elements.push(caption_paragraph(&chart.caption).into());
        Ok(())
    }

    /// The lines of the contents page, each leading to its heading: a field that shows the
    /// layout's page numbers, and that Word makes anew when it is asked to (ISO/IEC 29500-1,
    /// 17.16.5.68 and 17.16.5.45).
    fn contents(&mut self, elements: &mut Vec<BodyElement>) {
        let lines: Vec<&ContentsLine> = self
            .contents
            .iter()
            .filter(|line| line.level <= CONTENTS_DEPTH)
            .collect();
        let last = lines.len().saturating_sub(1);
        for (n, line) in lines.into_iter().enumerate() {
            let mark = xml::clean(&line.mark);
            let mut words = word::Hyperlink::new(&mark, word::HyperlinkType::Anchor)
                .add_run(text_run(&line.text))
                .add_run(word::Run::new().add_tab());
            for run in field(
                &format!(" PAGEREF {mark} \\h "),
                Some(&line.page.to_string()),
            ) {
                words = words.add_run(run);
            }
            let mut paragraph =
                word::Paragraph::new().style(&styles::contents_style_id(line.level));
            if n == 0 {
                let what =
                    format!(" TOC \\o \"1-{CONTENTS_DEPTH}\" \\h \\z \\u \\b {CONTENTS_RANGE} ");
                for run in field(&what, None) {
                    paragraph = paragraph.add_run(run);
                }
            }
            paragraph = paragraph.add_hyperlink(words);
            if n == last {
                paragraph = paragraph.add_run(field_end());
            }
            elements.push(paragraph.into());
        }
    }
}

/// The runs of a field (ISO/IEC 29500-1, 17.16.18): up to its result where that follows in runs of
/// their own, else the whole of it.
fn field(what: &str, result: Option<&str>) -> Vec<word::Run> {
    let instruction = word::InstrText::Unsupported(what.to_owned());
    let mut runs = vec![
        word::Run::new().add_field_char(word::FieldCharType::Begin, false),
        word::Run::new().add_instr_text(instruction),
        word::Run::new().add_field_char(word::FieldCharType::Separate, false),
    ];
    if let Some(result) = result {
        runs.push(text_run(result));
        runs.push(field_end());
    }
    runs
}

fn field_end() -> word::Run {
    word::Run::new().add_field_char(word::FieldCharType::End, false)
}

/// Whether a text holds an address or another long run of letters.
fn has_long_word(runs: &[Run]) -> bool {
    let text: String = runs.iter().map(|run| run.text.as_str()).collect();
    text.split(|c: char| !c.is_ascii_graphic())
        .any(|word| word.len() >= LONG_WORD)
}
