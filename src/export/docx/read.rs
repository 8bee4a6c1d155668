//! WordText a Word file back: its text, and what stands at each anchor.
//!
//! The file may be ours, one that Word, WPS or LibreOffice saved after an edit, or anything else;
//! nothing in it may bring the program down. Text typed at the very end of a bookmark falls outside
//! of it, so an anchor stands for its whole cell, or for the whole paragraphs it touches.

use std::collections::BTreeMap;
use std::io::{BufReader, Read, Seek};

use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use zip::ZipArchive;

use super::bookmark;
use super::manifest::Manifest;
use super::parts::ANCHORS;
use super::styles::{self, WORD};
use super::xml::{Element, clean, resolved};
use crate::compose::block::{Block, Composition, Run};
use crate::export::{Defect, DocumentPart, ExportError};

/// Namespace of WordprocessingML, strict (ISO/IEC 29500-1).
const WORD_STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";
/// Largest part that is read, in bytes; a paper's text has less than one hundredth of it.
const LARGEST_PART: u64 = 64 << 20;

/// Bytes that are read at a time.
const ROOM: usize = 64 << 10;

/// A Word file's text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WordText {
    /// Paragraphs and tables in order.
    pub content: Vec<Content>,
    /// What stands at each anchor, occurrence after occurrence in the order of the text. The lines
    /// of several paragraphs are parted by `\n`.
    pub anchors: BTreeMap<String, Vec<String>>,
}

/// A paragraph or table of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The text of a paragraph.
    Paragraph(String),
    /// The rows of a table, cell after cell; the paragraphs of a cell are parted by `\n`. Cells of a
    /// table inside a cell follow in a table of their own.
    Table(Vec<Vec<String>>),
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is no Word file.
    #[error(
        "这不是 Word 文件（.docx），或文件已损坏，请用 Word、WPS 或 LibreOffice 另存为 .docx 后再试。"
    )]
    NotWord,
    /// One of its parts is too large.
    #[error("这个 Word 文件过大，无法读取，请删去多余内容后再试。")]
    TooLarge,
}

impl ReadError {
    /// Stable code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            ReadError::NotWord => "not-word",
            ReadError::TooLarge => "word-too-large",
        }
    }
}

/// Reads a Word file.
///
/// # Errors
/// Where it is no Word file, or one too large.
pub fn read(file: impl Read + Seek) -> Result<WordText, ReadError> {
    reading(&mut opened(file)?)
}

fn opened<R: Read + Seek>(file: R) -> Result<ZipArchive<BufReader<R>>, ReadError> {
    ZipArchive::new(BufReader::with_capacity(ROOM, file)).map_err(|_| ReadError::NotWord)
}

fn reading(zip: &mut ZipArchive<impl Read + Seek>) -> Result<WordText, ReadError> {
    let main = main_part(zip)?;
    let text = part(zip, &main)?.ok_or(ReadError::NotWord)?;
    let spelled = spelled(zip)?;
    let mut scan = Scan::default();
    scan.run(&text).map_err(|_| ReadError::NotWord)?;
    Ok(scan.finish(&spelled))
}

/// Reads the text of a main part that stands alone.
#[cfg(test)]
pub(super) fn scan(text: &str) -> Option<WordText> {
    let mut scan = Scan::default();
    scan.run(text).ok()?;
    Some(scan.finish(&BTreeMap::new()))
}

/// The text of a part, `None` where there is none of this name.
fn part(zip: &mut ZipArchive<impl Read + Seek>, name: &str) -> Result<Option<String>, ReadError> {
    let file = match zip.by_name(name) {
        Ok(file) => file,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(_) => return Err(ReadError::NotWord),
    };
    let mut text = Vec::new();
    file.take(LARGEST_PART + 1)
        .read_to_end(&mut text)
        .map_err(|_| ReadError::NotWord)?;
    if text.len() as u64 > LARGEST_PART {
        return Err(ReadError::TooLarge);
    }
    let text = String::from_utf8(text).map_err(|_| ReadError::NotWord)?;
    Ok(Some(text))
}

/// Name of the part that holds the text (ISO/IEC 29500-1, 11.3.10).
fn main_part(zip: &mut ZipArchive<impl Read + Seek>) -> Result<String, ReadError> {
    let usual = "word/document.xml".to_owned();
    let Some(relations) = part(zip, "_rels/.rels")? else {
        return Ok(usual);
    };
    let Ok(relations) = Element::parse(&relations) else {
        return Ok(usual);
    };
    let target = relations
        .elements()
        .filter(|relation| {
            relation
                .attribute("Type")
                .is_some_and(|kind| kind.ends_with("/officeDocument"))
        })
        .find_map(|relation| relation.attribute("Target"));
    Ok(target.map_or(usual, |target| target.trim_start_matches('/').to_owned()))
}

/// Anchors that names of bookmarks cannot spell.
fn spelled(zip: &mut ZipArchive<impl Read + Seek>) -> Result<BTreeMap<String, String>, ReadError> {
    let names: Vec<String> = zip
        .file_names()
        .filter_map(|name| name.ok().map(|name| name.into_owned()))
        .filter(|name| name.starts_with("customXml/item") && name.ends_with(".xml"))
        .take(64)
        .collect();
    let mut spelled = BTreeMap::new();
    for name in names {
        let Some(text) = part(zip, &name)? else {
            continue;
        };
        let Ok(root) = Element::parse(&text) else {
            continue;
        };
        let ours = root
            .attributes
            .iter()
            .any(|(name, value)| name.starts_with("xmlns") && value == ANCHORS);
        if !ours {
            continue;
        }
        for anchor in root.elements() {
            if let Some(name) = anchor.attribute("bookmark") {
                spelled.insert(name.to_owned(), anchor.own_text());
            }
        }
    }
    Ok(spelled)
}

/// A paragraph seen in the text.
#[derive(Debug, Default)]
struct ReadParagraph {
    text: String,
    /// The cell it stands in.
    cell: Option<usize>,
    /// Whether the writer ends its lines: a title's, which are not part of its words.
    broken: bool,
}

/// A bookmark seen in the text, by paragraphs.
#[derive(Debug)]
struct BookmarkRange {
    name: String,
    first: usize,
    last: usize,
    /// Whether it ends before the first letter of its last paragraph.
    before_text: bool,
}

/// An open table.
#[derive(Debug)]
struct OpenTable {
    table: usize,
    cell: Option<usize>,
}

/// Walks the text once, without recursion.
#[derive(Debug, Default)]
struct Scan {
    paragraphs: Vec<ReadParagraph>,
    /// Tables as rows of cells.
    tables: Vec<Vec<Vec<usize>>>,
    cells: usize,
    /// Order of paragraphs outside of tables and of tables.
    order: Vec<BodyItem>,
    open: Vec<OpenTable>,
    /// The open paragraph.
    current: Option<usize>,
    /// OpenTable bookmarks by id.
    marks: BTreeMap<String, BookmarkRange>,
    spans: Vec<BookmarkRange>,
    /// Depth inside an element whose text is not the document's.
    skip: usize,
    /// Whether character data is text now.
    in_text: bool,
}

#[derive(Debug, Clone, Copy)]
enum BodyItem {
    Paragraph(usize),
    Table(usize),
}

impl Scan {
    fn run(&mut self, text: &str) -> Result<(), quick_xml::Error> {
        let mut reader = NsReader::from_str(text);
        loop {
            let (namespace, event) = reader.read_resolved_event()?;
            let word = matches!(&namespace, ResolveResult::Bound(n)
                if n.as_ref() == WORD || n.as_ref() == WORD_STRICT);
            match event {
                Event::Start(start) => {
                    if self.skip > 0 || is_skipped(word, start.local_name().as_ref()) {
                        self.skip += 1;
                    } else if word {
                        self.start(&start);
                    }
                }
                Event::Empty(start) if word && start.local_name().as_ref() == "pStyle" => {
                    let title = attribute(&start, "val")
                        .is_some_and(|style| styles::BROKEN.contains(&style.as_str()));
                    if let Some(paragraph) = self.current.and_then(|p| self.paragraphs.get_mut(p)) {
                        paragraph.broken = title;
                    }
                }
                Event::Empty(start) if self.skip == 0 && word => {
                    self.start(&start);
                    self.end(start.local_name().as_ref());
                }
                Event::End(end) => {
                    if self.skip > 0 {
                        self.skip -= 1;
                    } else if word {
                        self.end(end.local_name().as_ref());
                    }
                }
                Event::Text(text) if self.in_text => self.say(&text.xml10_content()),
                Event::CData(text) if self.in_text => self.say(&text.xml10_content()),
                Event::GeneralRef(entity) if self.in_text => {
                    if let Ok(text) = resolved(&entity) {
                        self.say(&text);
                    }
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn say(&mut self, text: &str) {
        if let Some(paragraph) = self.current.and_then(|p| self.paragraphs.get_mut(p)) {
            paragraph.text.push_str(text);
        }
    }

    fn start(&mut self, start: &BytesStart) {
        match start.local_name().as_ref() {
            "tbl" => {
                self.current = None;
                self.order.push(BodyItem::Table(self.tables.len()));
                self.open.push(OpenTable {
                    table: self.tables.len(),
                    cell: None,
                });
                self.tables.push(Vec::new());
            }
            "tr" => {
                if let Some(table) = self.open.last().and_then(|o| self.tables.get_mut(o.table)) {
                    table.push(Vec::new());
                }
            }
            "tc" => {
                let cell = self.cells;
                if let Some(open) = self.open.last_mut()
                    && let Some(row) = self.tables.get_mut(open.table).and_then(|t| t.last_mut())
                {
                    row.push(cell);
                    open.cell = Some(cell);
                    self.cells += 1;
                }
            }
            "p" => {
                let cell = self.open.last().and_then(|open| open.cell);
                if self.open.is_empty() {
                    self.order.push(BodyItem::Paragraph(self.paragraphs.len()));
                }
                self.current = Some(self.paragraphs.len());
                self.paragraphs.push(ReadParagraph {
                    text: String::new(),
                    cell,
                    broken: false,
                });
            }
            "t" => self.in_text = true,
            "tab" if self.current.is_some() => self.say("\t"),
            "br" | "cr" => {
                let broken = self.current.and_then(|p| self.paragraphs.get(p));
                if !broken.is_some_and(|paragraph| paragraph.broken) {
                    self.say("\n");
                }
            }
            "noBreakHyphen" => self.say("\u{2011}"),
            "sym" => {
                let symbol = attribute(start, "char")
                    .and_then(|code| u32::from_str_radix(&code, 16).ok())
                    .and_then(char::from_u32);
                if let Some(symbol) = symbol {
                    self.say(symbol.encode_utf8(&mut [0; 4]));
                }
            }
            "bookmarkStart" => {
                if let (Some(id), Some(name)) = (attribute(start, "id"), attribute(start, "name")) {
                    let first = self.current.unwrap_or(self.paragraphs.len());
                    let span = BookmarkRange {
                        name,
                        first,
                        last: first,
                        before_text: false,
                    };
                    self.marks.insert(id, span);
                }
            }
            "bookmarkEnd" => {
                if let Some(mut span) = attribute(start, "id").and_then(|id| self.marks.remove(&id))
                {
                    span.last = self
                        .current
                        .unwrap_or(self.paragraphs.len().saturating_sub(1))
                        .max(span.first);
                    span.before_text = self
                        .paragraphs
                        .get(span.last)
                        .is_some_and(|paragraph| paragraph.text.is_empty());
                    self.spans.push(span);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "tbl" => {
                self.open.pop();
            }
            "tc" => {
                if let Some(open) = self.open.last_mut() {
                    open.cell = None;
                }
            }
            "p" => self.current = None,
            "t" => self.in_text = false,
            _ => {}
        }
    }

    fn finish(mut self, spelled: &BTreeMap<String, String>) -> WordText {
        let mut cells: Vec<Vec<&str>> = vec![Vec::new(); self.cells];
        for paragraph in &self.paragraphs {
            if let Some(lines) = paragraph.cell.and_then(|cell| cells.get_mut(cell)) {
                lines.push(&paragraph.text);
            }
        }
        let cells: Vec<String> = cells.into_iter().map(|lines| lines.join("\n")).collect();
        let cell = |n: &usize| cells.get(*n).cloned().unwrap_or_default();
        let content = self
            .order
            .iter()
            .filter_map(|place| match place {
                BodyItem::Paragraph(p) => self
                    .paragraphs
                    .get(*p)
                    .map(|paragraph| Content::Paragraph(paragraph.text.clone())),
                BodyItem::Table(t) => self.tables.get(*t).map(|rows| {
                    Content::Table(
                        rows.iter()
                            .map(|row| row.iter().map(cell).collect())
                            .collect(),
                    )
                }),
            })
            .collect();
        self.spans.sort_by_key(|span| span.first);
        let mut anchors: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for span in &self.spans {
            let Some(anchor) = spelled
                .get(&span.name)
                .cloned()
                .or_else(|| bookmark::decode(&span.name))
            else {
                continue;
            };
            let Some(first) = self.paragraphs.get(span.first) else {
                continue;
            };
            let text = match first.cell {
                Some(n) => cell(&n),
                None => {
                    let mut last = span.last.min(self.paragraphs.len().saturating_sub(1));
                    // An end before the first letter of a paragraph belongs to the one before.
                    let untouched = span.before_text
                        && last > span.first
                        && self
                            .paragraphs
                            .get(last)
                            .is_some_and(|p| !p.text.is_empty());
                    last -= usize::from(untouched);
                    self.paragraphs
                        .get(span.first..=last)
                        .unwrap_or_default()
                        .iter()
                        .map(|paragraph| paragraph.text.as_str())
                        .collect::<Vec<_>>()
                        .join("\n")
                }
            };
            anchors.entry(anchor).or_default().push(text);
        }
        WordText { content, anchors }
    }
}

/// Whether an element and all inside it are passed over: what only describes, drawings with text of
/// their own, what was deleted or moved away while changes were tracked, field codes, and the second
/// of two alternatives. Other foreign elements around Word's own are looked into.
fn is_skipped(word: bool, name: &str) -> bool {
    if word {
        matches!(
            name,
            "pPr"
                | "rPr"
                | "tblPr"
                | "tblGrid"
                | "trPr"
                | "tcPr"
                | "sectPr"
                | "drawing"
                | "pict"
                | "object"
                | "del"
                | "moveFrom"
                | "delText"
                | "instrText"
        )
    } else {
        matches!(name, "Fallback" | "oMath" | "oMathPara")
    }
}

fn attribute(start: &BytesStart, name: &str) -> Option<String> {
    start
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .and_then(|attribute| attribute.normalized_value(XmlVersion::Implicit1_0).ok())
        .map(|value| value.into_owned())
}

/// Reads a written paper back and compares every part, unpacked whole, with what was put into it, and
/// every anchor with what was composed.
///
/// # Errors
/// Where the file cannot be read, a part is not what was put into it, or an anchor is missing or says
/// something else.
pub fn verify(
    file: impl Read + Seek,
    manifest: &Manifest,
    composition: &Composition,
) -> Result<(), ExportError> {
    let failed = |reason: Defect| ExportError::Writer {
        document: format!("{}.docx", composition.paper_name),
        reason,
    };
    let mut zip = opened(file).map_err(|error| failed(Defect::told(error)))?;
    manifest.compare(&mut zip).map_err(failed)?;
    let reading = reading(&mut zip).map_err(|error| failed(Defect::told(error)))?;
    let expected = expected(composition);
    for (anchor, texts) in &expected {
        let found = reading.anchors.get(anchor);
        if found != Some(texts) {
            return Err(failed(Defect::Departs(DocumentPart::Named(anchor.clone()))));
        }
    }
    match reading.anchors.keys().find(|a| !expected.contains_key(*a)) {
        Some(anchor) => Err(failed(Defect::Surplus(DocumentPart::Named(anchor.clone())))),
        None => Ok(()),
    }
}

/// What each anchor says in a composition, occurrence after occurrence.
fn expected(composition: &Composition) -> BTreeMap<String, Vec<String>> {
    let mut anchors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut say = |anchor: &Option<String>, text: String| {
        if let Some(anchor) = anchor {
            anchors.entry(clean(anchor)).or_default().push(text);
        }
    };
    for block in composition.paper.iter().flat_map(|part| &part.blocks) {
        match block {
            Block::Heading(paragraph) | Block::Paragraph(paragraph) => {
                say(&paragraph.anchor, said(&paragraph.runs));
            }
            Block::List { items, anchor, .. } => {
                if !items.is_empty() {
                    say(anchor, lines(items));
                }
            }
            Block::Entries(entries) => {
                for entry in entries {
                    say(&entry.anchor, clean(&entry.value));
                }
            }
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    say(&cell.anchor, lines(&cell.lines));
                }
            }
            Block::Pictures(_) | Block::Chart(_) | Block::Contents | Block::Space(_) => {}
        }
    }
    anchors
}

fn said(runs: &[Run]) -> String {
    runs.iter().map(|run| clean(&run.text)).collect()
}

fn lines(lines: &[Vec<Run>]) -> String {
    lines
        .iter()
        .map(|runs| said(runs))
        .collect::<Vec<_>>()
        .join("\n")
}
