//! Edits: every change of a draft is one, and every one can be taken back.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use ts_rs::TS;

use super::attachment::Attachment;
use super::block::Block;
use super::row::{self, Row};
use super::value::{self, AnswerError};
use super::{Answer, Draft};
use crate::form::{AnswerShape, Field, FieldKind, Path, Place, Quote, RowId, RowKey, Scope};

/// A change somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Sets the answer at a path (a field, one of its years, a column of a row), or clears it.
    Set { path: Path, value: Option<Answer> },
    /// Puts a row before the one that stands at `at`, counted from 0; at the end where there are fewer.
    InsertRow { field: String, at: usize, row: Row },
    /// Takes a row away.
    RemoveRow { field: String, row: RowId },
    /// Moves a row to position `to`, counted from 0.
    MoveRow {
        field: String,
        row: RowId,
        to: usize,
    },
    /// Notes rows as gone and still quoted, by field; those that are there are left out.
    Remember { rows: BTreeMap<String, Vec<Row>> },
    /// Adds or replaces (by id) an attachment whose bytes are already stored.
    PutAttachment { attachment: Attachment },
    /// Takes an attachment out of the list.
    RemoveAttachment { id: String },
    /// Changes kind or title of an attachment.
    DescribeAttachment {
        id: String,
        kind: String,
        title: String,
    },
    /// Moves an attachment to position `to`.
    MoveAttachment { id: String, to: usize },
    /// Replaces the whole list of attachments, whose bytes are already stored.
    SetAttachments { attachments: Vec<Attachment> },
    /// Several edits as one.
    All(Vec<Edit>),
}

/// An edit as the page sends it; values are read against the form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "edit", rename_all = "kebab-case", deny_unknown_fields)]
#[ts(rename = "EditRequest")]
pub enum Request {
    Set {
        path: String,
        #[ts(type = "unknown")]
        value: serde_json::Value,
    },
    InsertRow {
        field: String,
        at: usize,
        #[ts(type = "Record<string, unknown>")]
        row: serde_json::Value,
    },
    RemoveRow {
        field: String,
        /// Its id.
        row: String,
    },
    MoveRow {
        field: String,
        /// Its id.
        row: String,
        to: usize,
    },
    RemoveAttachment {
        id: String,
    },
    DescribeAttachment {
        id: String,
        kind: String,
        title: String,
    },
    MoveAttachment {
        id: String,
        to: usize,
    },
    All {
        edits: Vec<Request>,
    },
}

/// Why an edit is refused; the draft is then as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// A value that does not fit its place.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// The form has no such place.
    #[error("表单中没有 {0} 这一项，没有改动任何内容。请更新程序后再试。")]
    UnknownPlace(String),
    /// A row that is not there.
    #[error("{field} 没有{row}，没有改动任何内容。请刷新页面后再试。")]
    NoSuchRow { field: String, row: String },
    /// An attachment that is not there.
    #[error("没有附件 {0}，没有改动任何内容。请刷新页面后再试。")]
    NoSuchAttachment(String),
    /// A list that is full.
    #[error("{0} 的行数太多，没有改动任何内容。请先删去不用的行。")]
    TooManyRows(String),
}

impl EditError {
    /// A code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            EditError::Answer(e) => e.code(),
            EditError::UnknownPlace(_) => "edit-unknown-place",
            EditError::NoSuchRow { .. } => "edit-no-such-row",
            EditError::NoSuchAttachment(_) => "edit-no-such-attachment",
            EditError::TooManyRows(_) => "edit-too-many-rows",
        }
    }
}

/// Rows a list holds at most; far above what a form prints.
const MOST_ROWS: usize = 5_000;

impl Request {
    /// Reads the request's values against the form, and its places against the draft that it changes.
    ///
    /// # Errors
    /// [`EditError`] where a place is unknown or a value of the wrong kind.
    pub fn read(&self, scope: &Scope, draft: &Draft) -> Result<Edit, EditError> {
        let row = |field: &String, row: &String| {
            RowId::parse(row).ok_or_else(|| EditError::NoSuchRow {
                field: field.clone(),
                row: format!("编号为“{row}”的行"),
            })
        };
        Ok(match self {
            Request::Set { path, value } => {
                let parsed = Path::parse(path)
                    .filter(|p| scope.resolve(p).is_some())
                    .map(|p| draft.settled(p))
                    .ok_or_else(|| EditError::UnknownPlace(path.clone()))?;
                let value = value::value_at(scope, &parsed, &raw(value)?)?;
                Edit::Set {
                    path: parsed,
                    value,
                }
            }
            Request::InsertRow { field, at, row } => {
                let asked = rows_field(scope, field)?;
                let row = value::row_of(scope, asked, &raw(row)?, &format!("{field}[{at}]"))?;
                Edit::InsertRow {
                    field: field.clone(),
                    at: *at,
                    row,
                }
            }
            Request::RemoveRow { field, row: id } => Edit::RemoveRow {
                field: field.clone(),
                row: row(field, id)?,
            },
            Request::MoveRow { field, row: id, to } => Edit::MoveRow {
                field: field.clone(),
                row: row(field, id)?,
                to: *to,
            },
            Request::RemoveAttachment { id } => Edit::RemoveAttachment { id: id.clone() },
            Request::DescribeAttachment { id, kind, title } => Edit::DescribeAttachment {
                id: id.clone(),
                kind: kind.clone(),
                title: title.clone(),
            },
            Request::MoveAttachment { id, to } => Edit::MoveAttachment {
                id: id.clone(),
                to: *to,
            },
            Request::All { edits } => Edit::All(
                edits
                    .iter()
                    .map(|edit| edit.read(scope, draft))
                    .collect::<Result<_, _>>()?,
            ),
        })
    }
}

fn raw(value: &serde_json::Value) -> Result<Box<RawValue>, EditError> {
    serde_json::value::to_raw_value(value).map_err(|e| {
        EditError::Answer(AnswerError {
            path: String::new(),
            reason: value::Reason::Syntax(e.to_string()),
        })
    })
}

/// What an edit did, so that it can be taken back and done again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Delta {
    /// Blocks of a narrative part replaced from `at` on.
    Splice {
        field: String,
        at: usize,
        cut: Vec<Block>,
        put: Vec<Block>,
    },
    /// A field's whole answer.
    Answer {
        field: String,
        before: Option<Answer>,
        after: Option<Answer>,
    },
    /// Rows that are gone and still quoted, by field.
    Removed {
        removed_before: BTreeMap<String, Vec<Row>>,
        removed_after: BTreeMap<String, Vec<Row>>,
    },
    /// The list of attachments.
    Attachments {
        attachments_before: Vec<Attachment>,
        attachments_after: Vec<Attachment>,
    },
}

impl Delta {
    /// The delta that takes this one back.
    pub fn reversed(self) -> Delta {
        match self {
            Delta::Splice {
                field,
                at,
                cut,
                put,
            } => Delta::Splice {
                field,
                at,
                cut: put,
                put: cut,
            },
            Delta::Answer {
                field,
                before,
                after,
            } => Delta::Answer {
                field,
                before: after,
                after: before,
            },
            Delta::Removed {
                removed_before,
                removed_after,
            } => Delta::Removed {
                removed_before: removed_after,
                removed_after: removed_before,
            },
            Delta::Attachments {
                attachments_before,
                attachments_after,
            } => Delta::Attachments {
                attachments_before: attachments_after,
                attachments_after: attachments_before,
            },
        }
    }

    /// The field it touches, `attachments`, or `removed`.
    pub fn field(&self) -> &str {
        match self {
            Delta::Splice { field, .. } | Delta::Answer { field, .. } => field,
            Delta::Attachments { .. } => "attachments",
            Delta::Removed { .. } => "removed",
        }
    }

    /// Reads a delta that was written as JSON, against the form.
    ///
    /// # Errors
    /// [`AnswerError`] where it does not fit the form; a damaged or foreign history.
    pub fn parse(scope: &Scope, json: &str) -> Result<Delta, AnswerError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct StoredDelta<'j> {
            #[serde(default)]
            field: Option<String>,
            #[serde(default)]
            at: Option<usize>,
            #[serde(borrow, default)]
            cut: Option<&'j RawValue>,
            #[serde(borrow, default)]
            put: Option<&'j RawValue>,
            #[serde(borrow, default)]
            before: Option<&'j RawValue>,
            #[serde(borrow, default)]
            after: Option<&'j RawValue>,
            #[serde(borrow, default)]
            removed_before: Option<&'j RawValue>,
            #[serde(borrow, default)]
            removed_after: Option<&'j RawValue>,
            #[serde(default)]
            attachments_before: Option<Vec<Attachment>>,
            #[serde(default)]
            attachments_after: Option<Vec<Attachment>>,
        }
        let syntax = |detail: String| AnswerError {
            path: String::new(),
            reason: value::Reason::Syntax(detail),
        };
        let written: StoredDelta<'_> =
            serde_json::from_str(json).map_err(|e| syntax(e.to_string()))?;
        if let (Some(attachments_before), Some(attachments_after)) =
            (written.attachments_before, written.attachments_after)
        {
            return Ok(Delta::Attachments {
                attachments_before,
                attachments_after,
            });
        }
        if let (Some(before), Some(after)) = (written.removed_before, written.removed_after) {
            return Ok(Delta::Removed {
                removed_before: value::removed(scope, before)?,
                removed_after: value::removed(scope, after)?,
            });
        }
        let name = written.field.unwrap_or_default();
        let field = scope.field(&name).ok_or_else(|| AnswerError {
            path: name.clone(),
            reason: value::Reason::UnknownKey,
        })?;
        let read = |raw: Option<&RawValue>| match raw {
            Some(raw) => value::answer(scope, field, raw, &name),
            None => Ok(None),
        };
        if let Some(at) = written.at {
            let blocks = |answer: Option<Answer>| match answer {
                Some(Answer::Blocks(blocks)) => blocks,
                _ => Vec::new(),
            };
            return Ok(Delta::Splice {
                at,
                cut: blocks(read(written.cut)?),
                put: blocks(read(written.put)?),
                field: name,
            });
        }
        Ok(Delta::Answer {
            before: read(written.before)?,
            after: read(written.after)?,
            field: name,
        })
    }
}

impl Draft {
    /// Applies an edit and says what it did; an edit that changes nothing has no deltas.
    ///
    /// # Errors
    /// [`EditError`]; the draft is then as it was.
    pub fn apply(&mut self, scope: &Scope, edit: &Edit) -> Result<Vec<Delta>, EditError> {
        let before = self.clone();
        match self.change(scope, edit) {
            Ok(()) => {
                self.remember_removed(&before);
                Ok(self.deltas_since(&before))
            }
            Err(error) => {
                *self = before;
                Err(error)
            }
        }
    }

    /// Plays deltas, as recorded or reversed. Places they speak of are overwritten.
    pub fn replay(&mut self, deltas: &[Delta]) {
        for delta in deltas {
            match delta {
                Delta::Splice {
                    field,
                    at,
                    cut,
                    put,
                } => {
                    let mut blocks = self.blocks(field).to_vec();
                    let at = (*at).min(blocks.len());
                    let end = (at + cut.len()).min(blocks.len());
                    blocks.splice(at..end, put.iter().cloned());
                    self.put(
                        field,
                        (!blocks.is_empty()).then_some(Answer::Blocks(blocks)),
                    );
                }
                Delta::Answer { field, after, .. } => {
                    if let Some(Answer::Rows(rows)) = after {
                        let given = rows.iter().map(|row| row.id.number()).max();
                        self.note_given(given.unwrap_or_default());
                    }
                    self.put(field, after.clone());
                }
                Delta::Removed { removed_after, .. } => self.removed.clone_from(removed_after),
                Delta::Attachments {
                    attachments_after, ..
                } => self.attachments.clone_from(attachments_after),
            }
        }
    }

    fn put(&mut self, field: &str, answer: Option<Answer>) {
        match answer {
            Some(answer) => self.answers.insert(field.to_owned(), answer),
            None => self.answers.remove(field),
        };
    }

    /// What was done since `before`, which must be of the same form and applicant.
    pub fn deltas_since(&self, before: &Draft) -> Vec<Delta> {
        let mut deltas = Vec::new();
        let fields: BTreeSet<&String> = self.answers.keys().chain(before.answers.keys()).collect();
        for field in fields {
            let (old, new) = (before.answers.get(field), self.answers.get(field));
            if old == new {
                continue;
            }
            let blocks = |answer: Option<&'_ Answer>| match answer {
                Some(Answer::Blocks(blocks)) => Some(blocks.clone()),
                None => Some(Vec::new()),
                Some(_) => None,
            };
            let is_blocks = matches!(old.or(new), Some(Answer::Blocks(_)));
            match (blocks(old), blocks(new)) {
                (Some(old), Some(new)) if is_blocks => {
                    let at = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
                    let same_end = old[at..]
                        .iter()
                        .rev()
                        .zip(new[at..].iter().rev())
                        .take_while(|(a, b)| a == b)
                        .count();
                    deltas.push(Delta::Splice {
                        field: field.clone(),
                        at,
                        cut: old[at..old.len() - same_end].to_vec(),
                        put: new[at..new.len() - same_end].to_vec(),
                    });
                }
                _ => deltas.push(Delta::Answer {
                    field: field.clone(),
                    before: old.cloned(),
                    after: new.cloned(),
                }),
            }
        }
        if self.removed != before.removed {
            deltas.push(Delta::Removed {
                removed_before: before.removed.clone(),
                removed_after: self.removed.clone(),
            });
        }
        if self.attachments != before.attachments {
            deltas.push(Delta::Attachments {
                attachments_before: before.attachments.clone(),
                attachments_after: self.attachments.clone(),
            });
        }
        deltas
    }

    fn change(&mut self, scope: &Scope, edit: &Edit) -> Result<(), EditError> {
        match edit {
            Edit::Set { path, value } => self.set(scope, path, value.clone())?,
            Edit::InsertRow { field, at, row } => {
                rows_field(scope, field)?;
                if self.rows(field).len() >= MOST_ROWS {
                    return Err(EditError::TooManyRows(field.clone()));
                }
                let id = self.id_for(field, row.id)?;
                let rows = self.rows_mut(field);
                let at = (*at).min(rows.len());
                rows.insert(at, row.clone().known_as(id));
            }
            Edit::RemoveRow { field, row } => {
                rows_field(scope, field)?;
                let at = self.expect_row(&Path::field(field).row(*row))?;
                self.rows_mut(field).remove(at);
                if self.rows(field).is_empty() {
                    self.put(field, None);
                }
            }
            Edit::MoveRow { field, row, to } => {
                rows_field(scope, field)?;
                let from = self.expect_row(&Path::field(field).row(*row))?;
                let rows = self.rows_mut(field);
                let row = rows.remove(from);
                let to = (*to).min(rows.len());
                rows.insert(to, row);
            }
            Edit::Remember { rows } => {
                for (field, rows) in rows {
                    rows_field(scope, field)?;
                    for row in rows {
                        self.note_given(row.id.number());
                        let gone = self.row(field, row.id).is_none();
                        if gone && !row.id.is_new() && self.removed(field, row.id).is_none() {
                            let known = self.removed.entry(field.clone()).or_default();
                            known.push(row.clone());
                        }
                    }
                }
            }
            Edit::PutAttachment { attachment } => {
                self.expect_kind(scope, &attachment.kind)?;
                match self.attachments.iter_mut().find(|a| a.id == attachment.id) {
                    Some(known) => known.clone_from(attachment),
                    None => self.attachments.push(attachment.clone()),
                }
            }
            Edit::RemoveAttachment { id } => {
                let at = self.position(id)?;
                self.attachments.remove(at);
            }
            Edit::DescribeAttachment { id, kind, title } => {
                self.expect_kind(scope, kind)?;
                let at = self.position(id)?;
                if let Some(known) = self.attachments.get_mut(at) {
                    known.kind.clone_from(kind);
                    known.title.clone_from(title);
                }
            }
            Edit::MoveAttachment { id, to } => {
                let at = self.position(id)?;
                let moved = self.attachments.remove(at);
                let to = (*to).min(self.attachments.len());
                self.attachments.insert(to, moved);
            }
            Edit::SetAttachments { attachments } => {
                for attachment in attachments {
                    self.expect_kind(scope, &attachment.kind)?;
                }
                self.attachments.clone_from(attachments);
            }
            Edit::All(edits) => {
                for edit in edits {
                    self.change(scope, edit)?;
                }
            }
        }
        Ok(())
    }

    fn set(&mut self, scope: &Scope, path: &Path, value: Option<Answer>) -> Result<(), EditError> {
        let unknown = || EditError::UnknownPlace(path.to_string());
        let fits = match scope.resolve(path).ok_or_else(unknown)? {
            Place::Field(field) | Place::Column(_, field) => {
                value.as_ref().is_none_or(|v| v.fits(field, path.year))
            }
            Place::Row(_) | Place::Derived(_) => false,
        };
        if !fits {
            return Err(unknown());
        }
        if path.row.is_none() {
            match path.year {
                None => {
                    let value = self.settled_answer(scope, &path.field, value)?;
                    self.put(&path.field, value);
                }
                Some(year) => {
                    let mut years = match self.answers.get(&path.field) {
                        Some(Answer::Yearly(years)) => years.clone(),
                        _ => Default::default(),
                    };
                    set_year(&mut years, year, value);
                    self.put(
                        &path.field,
                        (!years.is_empty()).then_some(Answer::Yearly(years)),
                    );
                }
            }
            return Ok(());
        }
        let row = self.expect_row(path)?;
        let yearly = scope
            .field(&path.field)
            .and_then(Field::yearly_column)
            .map(|c| c.path.clone());
        let column = match &path.column {
            Some(column) => column.clone(),
            None => yearly.ok_or_else(unknown)?,
        };
        let Some(cells) = self.rows_mut(&path.field).get_mut(row) else {
            return Ok(());
        };
        let value = match path.year {
            None => value,
            Some(year) => {
                let mut years = match cells.get(&column) {
                    Some(Answer::Yearly(years)) => years.clone(),
                    _ => Default::default(),
                };
                set_year(&mut years, year, value);
                (!years.is_empty()).then_some(Answer::Yearly(years))
            }
        };
        match value {
            Some(value) => cells.insert(column, value),
            None => cells.remove(&column),
        };
        Ok(())
    }

    /// A whole answer as the draft keeps it: rows with their ids, references by them.
    fn settled_answer(
        &mut self,
        scope: &Scope,
        field: &str,
        answer: Option<Answer>,
    ) -> Result<Option<Answer>, EditError> {
        match answer {
            Some(Answer::Rows(mut rows)) => {
                if rows.len() > MOST_ROWS {
                    return Err(EditError::TooManyRows(field.to_owned()));
                }
                row::recognise(rows_field(scope, field)?, self.rows(field), &mut rows);
                // What has an id keeps it, whatever is still to be given one.
                for row in &rows {
                    if !self.is_elsewhere(field, row.id) {
                        self.note_given(row.id.number());
                    }
                }
                for row in &mut rows {
                    if row.id.is_new() || self.is_elsewhere(field, row.id) {
                        row.id = self.next_id(field)?;
                    }
                }
                Ok(Some(Answer::Rows(rows)))
            }
            Some(Answer::Blocks(mut blocks)) => {
                self.settle(&mut blocks);
                Ok(Some(Answer::Blocks(blocks)))
            }
            other => Ok(other),
        }
    }

    /// The id that a row which is put in gets: its own, unless that was given to another.
    fn id_for(&mut self, field: &str, wished: RowId) -> Result<RowId, EditError> {
        if wished.is_new() || self.row(field, wished).is_some() || self.is_elsewhere(field, wished)
        {
            return self.next_id(field);
        }
        self.note_given(wished.number());
        Ok(wished)
    }

    fn next_id(&mut self, field: &str) -> Result<RowId, EditError> {
        let id = RowId::numbered(self.rows_given.saturating_add(1))
            .ok_or_else(|| EditError::TooManyRows(field.to_owned()))?;
        self.note_given(id.number());
        Ok(id)
    }

    /// Whether another field has a row of an id.
    fn is_elsewhere(&self, field: &str, id: RowId) -> bool {
        let other = |known: &String| known != field && self.row(known, id).is_some();
        !id.is_new() && self.answers.keys().any(other)
    }

    /// Keeps what rows said that are gone since `before` and still quoted, and forgets it of those that
    /// are back.
    fn remember_removed(&mut self, before: &Draft) {
        let mut gone: Vec<(&String, &Row)> = Vec::new();
        for (field, answer) in &before.answers {
            let Answer::Rows(rows) = answer else { continue };
            if self.answers.get(field) == Some(answer) {
                continue;
            }
            gone.extend(
                rows.iter()
                    .filter(|row| self.row(field, row.id).is_none())
                    .map(|row| (field, row)),
            );
        }
        if !gone.is_empty() {
            let quoted = self.quoted_rows();
            for (field, row) in gone {
                if quoted.contains(&(field.clone(), row.id)) {
                    let known = self.removed.entry(field.clone()).or_default();
                    known.retain(|old| old.id != row.id);
                    known.push(row.clone());
                }
            }
        }
        let Draft {
            removed, answers, ..
        } = self;
        removed.retain(|field, rows| {
            if let Some(Answer::Rows(here)) = answers.get(field) {
                rows.retain(|row| row::position(here, row.id).is_none());
            }
            !rows.is_empty()
        });
    }

    /// The rows that texts and charts quote, each with its field.
    fn quoted_rows(&self) -> BTreeSet<(String, RowId)> {
        let mut quoted = BTreeSet::new();
        for answer in self.answers.values() {
            let Answer::Blocks(blocks) = answer else {
                continue;
            };
            for block in blocks {
                for path in block.quotes().iter().filter_map(Quote::path) {
                    quoted.extend(path.row_id().map(|id| (path.field.clone(), id)));
                }
            }
        }
        quoted
    }

    pub(super) fn rows_mut(&mut self, field: &str) -> &mut Vec<Row> {
        let answer = self
            .answers
            .entry(field.to_owned())
            .or_insert_with(|| Answer::Rows(Vec::new()));
        if !matches!(answer, Answer::Rows(_)) {
            *answer = Answer::Rows(Vec::new());
        }
        match answer {
            Answer::Rows(rows) => rows,
            _ => unreachable!("just made rows"),
        }
    }

    /// Where the row of a path stands.
    fn expect_row(&self, path: &Path) -> Result<usize, EditError> {
        self.row_position(path).ok_or_else(|| EditError::NoSuchRow {
            field: path.field.clone(),
            row: match path.row {
                Some(RowKey::At(at)) => format!("第 {} 行", at + 1),
                Some(RowKey::Id(id)) => format!("编号为 {id} 的行"),
                None => "这一行".to_owned(),
            },
        })
    }

    fn expect_kind(&self, scope: &Scope, kind: &str) -> Result<(), EditError> {
        if scope.form.attachment_kinds.iter().any(|k| k.id == kind) {
            Ok(())
        } else {
            Err(EditError::UnknownPlace(format!("attachments.{kind}")))
        }
    }

    fn position(&self, id: &str) -> Result<usize, EditError> {
        self.attachments
            .iter()
            .position(|a| a.id == id)
            .ok_or_else(|| EditError::NoSuchAttachment(id.to_owned()))
    }
}

fn rows_field<'f>(scope: &'f Scope, field: &str) -> Result<&'f Field, EditError> {
    scope
        .field(field)
        .filter(|f| f.kind == FieldKind::Rows)
        .ok_or_else(|| EditError::UnknownPlace(field.to_owned()))
}

fn set_year(years: &mut BTreeMap<i32, String>, year: i32, value: Option<Answer>) {
    match value {
        Some(Answer::Text(text)) => {
            years.insert(year, text);
        }
        _ => {
            years.remove(&year);
        }
    }
}

impl Answer {
    fn fits(&self, field: &Field, year: Option<i32>) -> bool {
        let shape = field.kind.shape();
        match (shape, self) {
            _ if year.is_some() => shape == AnswerShape::Years && matches!(self, Answer::Text(_)),
            (AnswerShape::Text | AnswerShape::Figure, Answer::Text(_))
            | (AnswerShape::Yes, Answer::Yes(_))
            | (AnswerShape::Codes, Answer::Codes(_))
            | (AnswerShape::Years, Answer::Yearly(_))
            | (AnswerShape::Rows, Answer::Rows(_))
            | (AnswerShape::Blocks, Answer::Blocks(_)) => true,
            (
                _,
                Answer::Text(_)
                | Answer::Yes(_)
                | Answer::Codes(_)
                | Answer::Yearly(_)
                | Answer::Rows(_)
                | Answer::Blocks(_),
            ) => false,
        }
    }
}
