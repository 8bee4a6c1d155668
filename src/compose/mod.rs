//! Form + draft → the documents as blocks.
//!
//! Composed once, written three times: see [`block`] for what the writers get and [`style`] for
//! how it looks. [`compose`] goes through the form's sections in order; `tables` makes the bands of
//! the official tables, `narrative` the applicant's own blocks, `workbook` the sheets.

pub mod block;
pub mod grid;
mod narrative;
pub mod page;
pub mod style;
mod tables;
mod workbook;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::derive::Figures;
use crate::draft::{Attachment, Draft};
use crate::form::{AttachmentKind, FieldKind, Form, Path, Quote, Scope, Section, SectionKind};
use crate::length::{Pt, Twips};
use crate::text::clean;

pub use block::{
    Block, Caption, Cell, Chart, Composition, Entry, Foot, Formula, Number, Paragraph, Part,
    Picture, PictureMedia, Run, Series, Shift, Table, TableKind, TableRow, WorkSheet,
};
pub use page::PageSetup;
pub use style::{CellRole, Style};

/// What a composition depends on besides form and draft.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Number of the draft, printed in the foot.
    pub draft_number: String,
    /// Whether errors remain, so that the foot says 草稿.
    pub unfinished: bool,
    /// Whether yearly tables print only the years of the notice's own forms.
    pub notice_years: bool,
    /// When the draft was changed last, where it ever was; the workbook's date.
    pub changed: Option<Timestamp>,
}

/// Composes the documents of a draft. Works for empty, half-filled and full drafts alike: what is
/// not answered stays blank.
pub fn compose(scope: &Scope, draft: &Draft, options: &Options) -> Composition {
    let composer = Composer {
        figures: Figures::new(scope, draft),
        scope,
        draft,
        options,
    };
    let name = composer.name().unwrap_or_default();
    let title = draft
        .text(scope, &scope.form.documents.case_title)
        .map(clean::line)
        .unwrap_or_else(|| scope.form.title.clone());
    let paper = composer.paper();
    Composition {
        title,
        author: name,
        subject: scope.form.title.clone(),
        paper_name: scope.form.documents.paper.clone(),
        workbook_name: scope.form.documents.workbook.clone(),
        changed: options.changed,
        foot: composer.foot(),
        workbook: composer.workbook(&paper),
        paper,
    }
}

/// Composes the recommending authority's list with the applicant's row as a paper of its own, one
/// landscape page; `None` for a form that has no such list.
pub fn compose_summary(scope: &Scope, draft: &Draft, options: &Options) -> Option<Composition> {
    let composer = Composer {
        figures: Figures::new(scope, draft),
        scope,
        draft,
        options,
    };
    let section = scope.sections().find(|s| s.kind == SectionKind::Summary)?;
    Some(Composition {
        title: heading_of(section).to_owned(),
        author: composer.name().unwrap_or_default(),
        subject: scope.form.title.clone(),
        paper_name: section.name.clone(),
        workbook_name: scope.form.documents.workbook.clone(),
        changed: options.changed,
        foot: composer.foot(),
        paper: vec![Part {
            id: section.id.clone(),
            name: section.name.clone(),
            numbered: false,
            stamped: section.stamped,
            blocks: composer.summary(section),
            places: vec![(0, section.id.clone())],
        }],
        workbook: Vec::new(),
    })
}

/// The lines of 随附材料 in printed order: kind by kind, each attachment with its index in the draft;
/// a required kind that has none takes a line too. The first line has the number 1.
pub fn listed<'f, 'd>(
    form: &'f Form,
    draft: &'d Draft,
) -> Vec<(&'f AttachmentKind, Option<(usize, &'d Attachment)>)> {
    let mut lines = Vec::new();
    for kind in &form.attachment_kinds {
        let before = lines.len();
        let all = draft.attachments().iter().enumerate();
        lines.extend(
            all.filter(|(_, attachment)| attachment.kind == kind.id)
                .map(|found| (kind, Some(found))),
        );
        if lines.len() == before && kind.required {
            lines.push((kind, None));
        }
    }
    lines
}

/// The chart that a block of the narrative draws of the figures that it quotes, without its caption;
/// `None` while there are none.
pub fn compose_chart(scope: &Scope, draft: &Draft, of: &Quote) -> Option<Chart> {
    let composer = Composer {
        figures: Figures::new(scope, draft),
        scope,
        draft,
        options: &Options::default(),
    };
    composer.chart(of.series()?)
}

/// Places of the form by the index of the block they begin with; see [`Part::places`].
type Places = Vec<(usize, String)>;

struct Composer<'a> {
    figures: Figures<'a>,
    scope: &'a Scope,
    draft: &'a Draft,
    options: &'a Options,
}

impl Composer<'_> {
    fn name(&self) -> Option<String> {
        self.printed(&self.scope.form.documents.name)
    }

    fn printed(&self, field: &str) -> Option<String> {
        let text = self.figures.printed(&Path::field(field))?;
        Some(clean::line(&text))
    }

    /// The date under cover and pledge; blanks to fill in by hand while unanswered.
    fn date(&self) -> String {
        self.printed(&self.scope.form.documents.date)
            .unwrap_or_else(|| "　　　　年　　月　　日".into())
    }

    fn foot(&self) -> Foot {
        // The answers as the contract writes them, and the attachments' content: two papers with
        // the same word were made from the same draft.
        let mut hash = Sha256::new();
        hash.update(self.draft.to_json(self.scope).to_string());
        for attachment in self.draft.attachments() {
            hash.update(&attachment.sha256);
        }
        // Letters that are not mistaken for one another when read out over the telephone.
        const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let word: String = hash
            .finalize()
            .iter()
            .take(6)
            .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
            .collect();
        let mut text = String::new();
        if self.options.unfinished {
            text.push_str("草稿　");
        }
        text.push_str(&self.scope.form.id);
        if !self.options.draft_number.is_empty() {
            text.push_str(&format!(
                "　编号 {}",
                clean::line(&self.options.draft_number)
            ));
        }
        text.push_str(&format!("　校验 {word}"));
        Foot {
            text,
            word,
            unfinished: self.options.unfinished,
        }
    }

    fn paper(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let mut numbering = narrative::Numbering::default();
        let mut tables_done: Vec<&str> = Vec::new();
        let mut contents_done = false;
        for section in self.scope.sections().filter(|s| s.printed) {
            let numbered = !matches!(section.kind, SectionKind::Cover | SectionKind::Pledge);
            if numbered && !contents_done {
                contents_done = true;
                parts.push(self.contents());
            }
            let mut places = vec![(0, section.id.clone())];
            let blocks = match (section.kind, &section.table) {
                (_, Some(table)) => {
                    if tables_done.contains(&table.as_str()) {
                        continue;
                    }
                    tables_done.push(table);
                    let Some(table) = self.scope.tables().find(|t| &t.id == table) else {
                        continue;
                    };
                    self.form_table(table, TEXT_WIDTH, &mut places)
                }
                (SectionKind::Cover, None) => self.cover(section),
                (SectionKind::Pledge, None) => self.pledge(section, &mut places),
                (SectionKind::Narrative, None) => {
                    self.narrative(section, &mut numbering, &mut places)
                }
                (SectionKind::Files, None) => self.files(section, &mut numbering, &mut places),
                (SectionKind::Facts, None) => {
                    let mut blocks = vec![part_title(heading_of(section))];
                    blocks.extend(self.band(section, TEXT_WIDTH));
                    blocks
                }
                (SectionKind::Yearly | SectionKind::Roster | SectionKind::Statement, None) => {
                    let mut blocks = vec![part_title(heading_of(section))];
                    blocks.extend(self.band(section, TEXT_WIDTH));
                    blocks
                }
                // The authority's list is no part of the paper; the requirements are not printed.
                (SectionKind::Summary | SectionKind::Requirements, None) => continue,
            };
            parts.push(Part {
                id: section.id.clone(),
                name: section.name.clone(),
                numbered,
                stamped: section.stamped,
                blocks,
                places,
            });
        }
        parts
    }

    fn contents(&self) -> Part {
        let title = &self.scope.form.documents.contents;
        Part {
            id: "contents".into(),
            name: title.clone(),
            numbered: false,
            stamped: false,
            blocks: vec![
                Block::Paragraph(Paragraph {
                    style: Style::PartTitle,
                    runs: vec![Run::plain(title)],
                    anchor: None,
                }),
                Block::Contents,
            ],
            places: Vec::new(),
        }
    }

    fn cover(&self, section: &Section) -> Vec<Block> {
        let mut blocks: Vec<Block> = heading_of(section)
            .lines()
            .enumerate()
            .map(|(i, line)| {
                let style = if i == 0 {
                    Style::CoverTitle
                } else {
                    Style::CoverNote
                };
                plain(style, line)
            })
            .collect();
        let entries = section
            .fields
            .iter()
            .filter(|f| f.printed)
            .map(|field| Entry {
                label: field.label.clone(),
                value: match field.kind {
                    FieldKind::Date => self
                        .printed(&field.path)
                        .unwrap_or_else(|| "　　　　年　　月　　日".into()),
                    _ => self.printed(&field.path).unwrap_or_default(),
                },
                note: field.note.clone(),
                anchor: Some(field.path.clone()),
            })
            .collect();
        blocks.push(Block::Entries(entries));
        blocks
    }

    fn pledge(&self, section: &Section, places: &mut Places) -> Vec<Block> {
        let mut blocks = vec![part_title(heading_of(section)), Block::Space(1)];
        for field in &section.fields {
            places.push((blocks.len(), field.path.clone()));
            blocks.push(plain(Style::Body, &field.label));
        }
        blocks.push(Block::Space(3));
        let name = self.name().unwrap_or_else(|| "　".repeat(12));
        for line in &section.signature {
            // In one pass: what the name says is no template.
            let line = line
                .split("{name}")
                .map(|piece| piece.replace("{date}", &self.date()))
                .collect::<Vec<_>>()
                .join(&name);
            blocks.push(plain(Style::Signature, &line));
        }
        blocks
    }

    fn files(
        &self,
        section: &Section,
        numbering: &mut narrative::Numbering,
        places: &mut Places,
    ) -> Vec<Block> {
        let mut blocks = vec![part_title(heading_of(section))];
        let head = ["序号", "材料", "名称", "文件"];
        let mut rows = vec![TableRow {
            cells: head
                .iter()
                .map(|text| tables::cell(CellRole::Head, text))
                .collect(),
            at_least: Pt(20.0),
            place: None,
        }];
        for (number, (kind, listed)) in (1..).zip(listed(&self.scope.form, self.draft)) {
            let label = kind
                .label
                .replace("{applicant}", &self.scope.applicant.label);
            let (title, file, place) = match listed {
                Some((at, attachment)) => (
                    clean::line(&attachment.title),
                    clean::line(attachment.name()),
                    format!("attachments[{at}]"),
                ),
                None => (
                    String::new(),
                    String::new(),
                    format!("attachments.{}", kind.id),
                ),
            };
            rows.push(TableRow {
                cells: vec![
                    tables::cell(CellRole::Text, &number.to_string()),
                    tables::cell(CellRole::Text, &label),
                    tables::cell(CellRole::Prose, &title),
                    tables::cell(CellRole::Prose, &file),
                ],
                at_least: Pt(20.0),
                place: Some(place),
            });
        }
        blocks.push(Block::Table(Table {
            kind: TableKind::List,
            caption: None,
            columns: [700, 2744, 2900, 2500].map(Twips).to_vec(),
            head: 1,
            rows,
        }));
        blocks.extend(self.loose_pictures(numbering, blocks.len(), places));
        blocks
    }
}

/// Width of the paper's text area, the width every table of the paper has.
const TEXT_WIDTH: Twips = PageSetup::PORTRAIT.text_width().twips();

fn heading_of(section: &Section) -> &str {
    section.heading.as_deref().unwrap_or(&section.name)
}

fn part_title(text: &str) -> Block {
    Block::Heading(Paragraph {
        style: Style::PartTitle,
        runs: vec![Run::plain(text)],
        anchor: None,
    })
}

fn plain(style: Style, text: &str) -> Block {
    Block::Paragraph(Paragraph {
        style,
        runs: vec![Run::plain(text)],
        anchor: None,
    })
}
