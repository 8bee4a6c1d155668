//! What was answered: values, blocks, edits; the answers JSON.
//!
//! A [`Draft`] holds every answer of one applicant, as typed. It changes only through
//! [`Draft::apply`], which also says how to take the change back.

mod answers;
pub mod attachment;
pub mod block;
mod edit;
pub mod jpeg;
mod label;
mod media;
pub mod picture;
pub mod refusal;
mod reuse;
pub mod row;
mod value;

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use crate::form::{FieldKind, Path, RowId, RowKey, Scope};

pub use answers::{AttachmentEntry, Incoming, is_inside};
pub use attachment::{Attachment, AttachmentBytes, fingerprint};
pub use block::{Block, Inline, Mark, Text};
pub use edit::{Delta, Edit, EditError, Request};
pub use label::{is_rate, words_of, words_of_quote};
pub use media::{Media, Trouble};
pub use reuse::Reused;
pub use row::Row;
pub use value::{AnswerError, Reason};

/// All answers of one applicant. Two drafts are equal where they say the same; how many rows one has
/// had in the past is not part of that.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Id of the form.
    pub form: String,
    /// Kind of applicant: `enterprise`, `park`.
    pub applicant: String,
    answers: BTreeMap<String, Answer>,
    attachments: Vec<Attachment>,
    /// Rows that are gone while a text still quotes them, as they were last, by field path.
    removed: BTreeMap<String, Vec<Row>>,
    /// The highest number that an id of a row was given.
    rows_given: u32,
}

impl PartialEq for Draft {
    fn eq(&self, other: &Self) -> bool {
        self.form == other.form
            && self.applicant == other.applicant
            && self.answers == other.answers
            && self.attachments == other.attachments
            && self.removed == other.removed
    }
}

impl Eq for Draft {}

/// One answer. Figures, dates and codes are kept as typed; reading them is for
/// `derive::Figures` and the checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(untagged)]
pub enum Answer {
    /// Text, a figure, a date or a code, as typed; never empty.
    Text(String),
    /// Yes or no.
    Yes(bool),
    /// Codes of several industries.
    Codes(Vec<String>),
    /// Figures by year, as typed; no entry is empty.
    Yearly(BTreeMap<i32, String>),
    /// Repeatable rows.
    Rows(Vec<Row>),
    /// Blocks of the narrative.
    Blocks(Vec<Block>),
}

impl Answer {
    /// Reads the answer to a field from the JSON that [`Answer::to_json`] writes; `None` where it
    /// says nothing.
    ///
    /// # Errors
    /// [`AnswerError`] where the form has no such field or the value is of the wrong kind.
    pub fn parse(scope: &Scope, field: &str, json: &str) -> Result<Option<Answer>, AnswerError> {
        value::parse(scope, field, json)
    }
}

impl Draft {
    /// An empty draft.
    pub fn new(form: impl Into<String>, applicant: impl Into<String>) -> Self {
        Draft {
            form: form.into(),
            applicant: applicant.into(),
            ..Draft::default()
        }
    }

    /// The answer to a field, by field path; `None` when not answered.
    pub fn answer(&self, field: &str) -> Option<&Answer> {
        self.answers.get(field)
    }

    /// All answers by field path.
    pub fn answers(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.answers.iter().map(|(path, a)| (path.as_str(), a))
    }

    /// The attachments in order.
    pub fn attachments(&self) -> &[Attachment] {
        &self.attachments
    }

    /// The attachment of an id.
    pub fn attachment(&self, id: &str) -> Option<&Attachment> {
        self.attachments.iter().find(|a| a.id == id)
    }

    /// The rows of a field; none when not answered.
    pub fn rows(&self, field: &str) -> &[Row] {
        match self.answers.get(field) {
            Some(Answer::Rows(rows)) => rows,
            _ => &[],
        }
    }

    /// The row of an id.
    pub fn row(&self, field: &str, id: RowId) -> Option<&Row> {
        let rows = self.rows(field);
        rows.get(row::position(rows, id)?)
    }

    /// Where the row that a path names stands, counted from 0.
    pub fn row_position(&self, path: &Path) -> Option<usize> {
        let rows = self.rows(&path.field);
        match path.row? {
            RowKey::Id(id) => row::position(rows, id),
            RowKey::At(at) => (at < rows.len()).then_some(at),
        }
    }

    /// A path that names its row by position, with the id of the row that stands there now; as it is
    /// where nothing stands there.
    pub fn settled(&self, mut path: Path) -> Path {
        if let Some(RowKey::At(at)) = path.row
            && let Some(row) = self.rows(&path.field).get(at)
        {
            path.row = Some(RowKey::Id(row.id));
        }
        path
    }

    /// Names what texts and charts quote by position by the rows that stand there now.
    pub fn settle(&self, blocks: &mut [Block]) {
        for block in blocks {
            block.each_quote(&mut |quote| {
                if let Some(path) = quote.path_mut() {
                    *path = self.settled(path.clone());
                }
            });
        }
    }

    /// A row that is gone while a text still quotes it, as it was last.
    pub fn removed(&self, field: &str, id: RowId) -> Option<&Row> {
        self.removed.get(field)?.iter().find(|row| row.id == id)
    }

    /// All rows that are gone while a text still quotes them, by field path.
    pub fn all_removed(&self) -> &BTreeMap<String, Vec<Row>> {
        &self.removed
    }

    /// The draft as if rows that are gone while a text still quotes them were there.
    pub fn with_removed(&self) -> Draft {
        let mut draft = self.clone();
        for (field, rows) in std::mem::take(&mut draft.removed) {
            draft.rows_mut(&field).extend(rows);
        }
        draft
    }

    /// The highest number that an id of a row was given; the next row gets a higher one.
    pub fn rows_given(&self) -> u32 {
        self.rows_given
    }

    /// Notes that ids up to a number were given.
    pub fn note_given(&mut self, number: u32) {
        self.rows_given = self.rows_given.max(number);
    }

    /// The blocks of a field; none when not answered.
    pub fn blocks(&self, field: &str) -> &[Block] {
        match self.answers.get(field) {
            Some(Answer::Blocks(blocks)) => blocks,
            _ => &[],
        }
    }

    /// Yes or no, as answered.
    pub fn yes(&self, field: &str) -> Option<bool> {
        match self.answers.get(field) {
            Some(Answer::Yes(yes)) => Some(*yes),
            _ => None,
        }
    }

    /// The text typed at a path: a text answer, one year of a yearly one, a column of a row or one
    /// year of it. Nothing is carried over.
    pub fn typed(&self, path: &Path) -> Option<&str> {
        let mut answer = self.answers.get(&path.field)?;
        if path.row.is_some() {
            let Answer::Rows(rows) = answer else {
                return None;
            };
            let row = rows.get(self.row_position(path)?)?;
            answer = match &path.column {
                Some(column) => row.get(column)?,
                None => row.values().find(|a| matches!(a, Answer::Yearly(_)))?,
            };
        }
        match (answer, path.year) {
            (Answer::Text(text), None) => Some(text),
            (Answer::Yearly(years), Some(year)) => years.get(&year).map(String::as_str),
            _ => None,
        }
    }

    /// The text of a field, carried over from the field's `carry` where nothing was typed.
    pub fn text<'d>(&'d self, scope: &Scope, path: &str) -> Option<&'d str> {
        let typed = self.typed(&Path::field(path));
        typed.or_else(|| {
            let carry = scope.field(path)?.carry.as_ref()?;
            self.typed(&Path::field(carry))
        })
    }

    /// The codes answered at a field of kind industry or industries.
    pub fn codes(&self, field: &str) -> Vec<&str> {
        match self.answers.get(field) {
            Some(Answer::Text(code)) => vec![code],
            Some(Answer::Codes(codes)) => codes.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// The industry written in a row, for rows named by an industry instead of a name.
    pub fn row_name<'d>(&'d self, scope: &Scope, field: &str, row: RowId) -> Option<&'d str> {
        let column = scope.field(field)?.name_column()?;
        debug_assert!(column.kind != FieldKind::Yearly);
        self.typed(&Path::field(field).row(row).column(&column.path))
    }
}
