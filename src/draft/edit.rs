//! Edits: every change of a draft is one, and every one can be taken back.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use ts_rs::TS;

use super::answers::{self, AnswerError};
use super::attachment::Attachment;
use super::block::Block;
use super::{Answer, Draft, Row};
use crate::form::{Field, FieldKind, Path, Place, Scope};

/// A change somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Sets the answer at a path (a field, one of its years, a column of a row), or clears it.
    Set { path: Path, value: Option<Answer> },
    /// Puts a row before row `at`; at the end where there are fewer.
    InsertRow { field: String, at: usize, row: Row },
    /// Takes a row away.
    RemoveRow { field: String, at: usize },
    /// Moves a row to where row `to` stands.
    MoveRow {
        field: String,
        from: usize,
        to: usize,
    },
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
        at: usize,
    },
    MoveRow {
        field: String,
        from: usize,
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
    #[error("{field} 没有第 {row} 行，没有改动任何内容。请刷新页面后再试。")]
    NoSuchRow { field: String, row: usize },
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
    /// Reads the request's values against the form.
    ///
    /// # Errors
    /// [`EditError`] where a place is unknown or a value of the wrong kind.
    pub fn read(&self, scope: &Scope<'_>) -> Result<Edit, EditError> {
        Ok(match self {
            Request::Set { path, value } => {
                let parsed = Path::parse(path)
                    .filter(|p| scope.resolve(p).is_some())
                    .ok_or_else(|| EditError::UnknownPlace(path.clone()))?;
                let value = answers::value_at(scope, &parsed, &raw(value)?)?;
                Edit::Set {
                    path: parsed,
                    value,
                }
            }
            Request::InsertRow { field, at, row } => {
                let asked = rows_field(scope, field)?;
                let row = answers::row_of(scope, asked, &raw(row)?, &format!("{field}[{at}]"))?;
                Edit::InsertRow {
                    field: field.clone(),
                    at: *at,
                    row,
                }
            }
            Request::RemoveRow { field, at } => Edit::RemoveRow {
                field: field.clone(),
                at: *at,
            },
            Request::MoveRow { field, from, to } => Edit::MoveRow {
                field: field.clone(),
                from: *from,
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
                    .map(|edit| edit.read(scope))
                    .collect::<Result<_, _>>()?,
            ),
        })
    }
}

fn raw(value: &serde_json::Value) -> Result<Box<RawValue>, EditError> {
    serde_json::value::to_raw_value(value).map_err(|e| {
        EditError::Answer(AnswerError {
            path: String::new(),
            reason: answers::Reason::Syntax(e.to_string()),
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
            Delta::Attachments {
                attachments_before,
                attachments_after,
            } => Delta::Attachments {
                attachments_before: attachments_after,
                attachments_after: attachments_before,
            },
        }
    }

    /// The field it touches, or `attachments`.
    pub fn field(&self) -> &str {
        match self {
            Delta::Splice { field, .. } | Delta::Answer { field, .. } => field,
            Delta::Attachments { .. } => "attachments",
        }
    }

    /// Reads a delta that was written as JSON, against the form.
    ///
    /// # Errors
    /// [`AnswerError`] where it does not fit the form; a damaged or foreign history.
    pub fn parse(scope: &Scope<'_>, json: &str) -> Result<Delta, AnswerError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Written<'j> {
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
            #[serde(default)]
            attachments_before: Option<Vec<Attachment>>,
            #[serde(default)]
            attachments_after: Option<Vec<Attachment>>,
        }
        let syntax = |detail: String| AnswerError {
            path: String::new(),
            reason: answers::Reason::Syntax(detail),
        };
        let written: Written<'_> = serde_json::from_str(json).map_err(|e| syntax(e.to_string()))?;
        if let (Some(attachments_before), Some(attachments_after)) =
            (written.attachments_before, written.attachments_after)
        {
            return Ok(Delta::Attachments {
                attachments_before,
                attachments_after,
            });
        }
        let name = written.field.unwrap_or_default();
        let field = scope.field(&name).ok_or_else(|| AnswerError {
            path: name.clone(),
            reason: answers::Reason::UnknownKey,
        })?;
        let read = |raw: Option<&RawValue>| match raw {
            Some(raw) => answers::answer(scope, field, raw, &name),
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
    pub fn apply(&mut self, scope: &Scope<'_>, edit: &Edit) -> Result<Vec<Delta>, EditError> {
        let before = self.clone();
        match self.change(scope, edit) {
            Ok(()) => Ok(self.deltas_since(&before)),
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
                Delta::Answer { field, after, .. } => self.put(field, after.clone()),
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
        let fields: std::collections::BTreeSet<&String> =
            self.answers.keys().chain(before.answers.keys()).collect();
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
        if self.attachments != before.attachments {
            deltas.push(Delta::Attachments {
                attachments_before: before.attachments.clone(),
                attachments_after: self.attachments.clone(),
            });
        }
        deltas
    }

    fn change(&mut self, scope: &Scope<'_>, edit: &Edit) -> Result<(), EditError> {
        match edit {
            Edit::Set { path, value } => self.set(scope, path, value.clone())?,
            Edit::InsertRow { field, at, row } => {
                rows_field(scope, field)?;
                let rows = self.rows_mut(field);
                if rows.len() >= MOST_ROWS {
                    return Err(EditError::TooManyRows(field.clone()));
                }
                let at = (*at).min(rows.len());
                rows.insert(at, row.clone());
            }
            Edit::RemoveRow { field, at } => {
                rows_field(scope, field)?;
                self.expect_row(field, *at)?;
                self.rows_mut(field).remove(*at);
                if self.rows(field).is_empty() {
                    self.put(field, None);
                }
            }
            Edit::MoveRow { field, from, to } => {
                rows_field(scope, field)?;
                self.expect_row(field, *from)?;
                let rows = self.rows_mut(field);
                let row = rows.remove(*from);
                let to = (*to).min(rows.len());
                rows.insert(to, row);
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

    fn set(
        &mut self,
        scope: &Scope<'_>,
        path: &Path,
        value: Option<Answer>,
    ) -> Result<(), EditError> {
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
        let Some(row) = path.row else {
            match path.year {
                None => self.put(&path.field, value),
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
        };
        self.expect_row(&path.field, row)?;
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

    fn rows_mut(&mut self, field: &str) -> &mut Vec<Row> {
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

    fn expect_row(&self, field: &str, row: usize) -> Result<(), EditError> {
        if row < self.rows(field).len() {
            Ok(())
        } else {
            Err(EditError::NoSuchRow {
                field: field.to_owned(),
                row: row + 1,
            })
        }
    }

    fn expect_kind(&self, scope: &Scope<'_>, kind: &str) -> Result<(), EditError> {
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

fn rows_field<'f>(scope: &Scope<'f>, field: &str) -> Result<&'f Field, EditError> {
    scope
        .field(field)
        .filter(|f| f.kind == FieldKind::Rows)
        .ok_or_else(|| EditError::UnknownPlace(field.to_owned()))
}

fn set_year(years: &mut std::collections::BTreeMap<i32, String>, year: i32, value: Option<Answer>) {
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
        match (field.kind, year) {
            (FieldKind::Yearly, Some(_)) => matches!(self, Answer::Text(_)),
            (_, Some(_)) => false,
            (FieldKind::Yearly, None) => matches!(self, Answer::Yearly(_)),
            (FieldKind::YesNo, None) => matches!(self, Answer::Yes(_)),
            (FieldKind::Industries, None) => matches!(self, Answer::Codes(_)),
            (FieldKind::Rows, None) => matches!(self, Answer::Rows(_)),
            (FieldKind::Blocks, None) => matches!(self, Answer::Blocks(_)),
            (_, None) => matches!(self, Answer::Text(_)),
        }
    }
}
