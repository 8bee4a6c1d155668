//! The values of the answers JSON (docs/format.md §2): each read against its field, written back without
//! loss.
//!
//! Reading is directed by the form: an unknown key or a value of the wrong kind is refused with its
//! path and the reason, and nothing is taken over then. Figures keep the digits they were written
//! with; they never pass through a binary float. `null` clears an answer.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;
use serde_json::value::RawValue;

use super::block::{Block, Inline, Mark, Text};
use super::row;
use super::{Answer, Row};
use crate::form::{AnswerShape, Field, FieldKind, Path, Place, Quote, RowId, Scope};

/// Longest single text, in characters: far above every limit of a form, low enough to stay quick.
const LONGEST_TEXT: usize = 200_000;
/// Longest list of rows, blocks, items or codes.
const LONGEST_LIST: usize = 5_000;

/// Why answers are refused: where, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{reason}。没有改动任何内容，请改正后再试。", place(.path))]
pub struct AnswerError {
    /// Where in the JSON; empty for the whole.
    pub path: String,
    /// What is wrong.
    pub reason: Reason,
}

fn place(path: &str) -> String {
    if path.is_empty() {
        String::new()
    } else {
        format!("{path}：")
    }
}

/// What is wrong with an incoming value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Not JSON.
    Syntax(String),
    /// The form has no such place for this kind of applicant.
    UnknownKey,
    /// A value of the wrong kind; what was expected.
    WrongKind(&'static str),
    /// A text or list too long to be meant.
    TooLarge,
    /// For another form.
    OtherForm(String),
    /// For the other kind of applicant.
    OtherApplicant(String),
    /// Two rows say that they are the same.
    SameRow(RowId),
    /// An attachment's file name leads out of its folder, or two attachments share an id.
    BadAttachment(&'static str),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Syntax(detail) => write!(f, "不是有效的 JSON（{detail}）"),
            Reason::UnknownKey => f.write_str("表单中没有这一项"),
            Reason::WrongKind(expected) => write!(f, "类型不对，应为{expected}"),
            Reason::TooLarge => f.write_str("内容过长"),
            Reason::OtherForm(id) => write!(f, "这是另一份表单（{id}）的内容"),
            Reason::OtherApplicant(id) => write!(f, "申报单位类型（{id}）与草稿不同"),
            Reason::SameRow(id) => write!(f, "行的 id {id} 出现了两次，新加的行不写 id"),
            Reason::BadAttachment(reason) => f.write_str(reason),
        }
    }
}

impl AnswerError {
    /// A code for machines.
    pub fn code(&self) -> &'static str {
        match self.reason {
            Reason::Syntax(_) => "answers-syntax",
            Reason::UnknownKey => "answers-unknown-key",
            Reason::WrongKind(_) => "answers-wrong-kind",
            Reason::TooLarge => "answers-too-large",
            Reason::OtherForm(_) => "answers-other-form",
            Reason::OtherApplicant(_) => "answers-other-applicant",
            Reason::SameRow(_) => "answers-same-row",
            Reason::BadAttachment(_) => "answers-attachment",
        }
    }
}

/// The key of the rows that are gone and still quoted.
pub(super) const REMOVED: &str = "removed";

pub(super) type Result<T> = std::result::Result<T, AnswerError>;

pub(super) fn refuse<T>(path: &str, reason: Reason) -> Result<T> {
    Err(AnswerError {
        path: path.to_owned(),
        reason,
    })
}

/// Reads rows that are gone and still quoted, by their field.
pub(super) fn removed(scope: &Scope, raw: &RawValue) -> Result<BTreeMap<String, Vec<Row>>> {
    let mut rows = BTreeMap::new();
    if !is_null(raw) {
        for (path, value) in object(raw, REMOVED)? {
            let at = format!("{REMOVED}.{path}");
            let known = scope.field(&path).filter(|f| f.kind == FieldKind::Rows);
            let Some(field) = known else {
                return refuse(&at, Reason::UnknownKey);
            };
            rows.insert(path, rows_of(scope, field, value, &at)?);
        }
    }
    Ok(rows)
}

/// Reads the value at a path (a field, a year, a row, a column) from JSON; `None` clears it.
///
/// # Errors
/// [`AnswerError`] where the form has no such place or the value is of the wrong kind.
pub(super) fn value_at(scope: &Scope, path: &Path, raw: &RawValue) -> Result<Option<Answer>> {
    let at = path.to_string();
    match scope.resolve(path) {
        Some(Place::Field(_) | Place::Column(..)) if path.year.is_some() => {
            Ok(figure_text(raw, &at)?.map(Answer::Text))
        }
        Some(Place::Field(field) | Place::Column(_, field)) => answer(scope, field, raw, &at),
        Some(Place::Row(_) | Place::Derived(_)) | None => refuse(&at, Reason::UnknownKey),
    }
}

/// Reads one row of a rows field from JSON; without an id it is still to be given one.
pub(super) fn row_of(scope: &Scope, field: &Field, raw: &RawValue, at: &str) -> Result<Row> {
    let mut row = Row::default();
    for (key, value) in object(raw, at)? {
        let inside = format!("{at}.{key}");
        if key == row::ID {
            if !is_null(value) {
                row.id = RowId::parse(&string(value, &inside)?).ok_or_else(|| AnswerError {
                    path: inside.clone(),
                    reason: Reason::WrongKind("r 和数字，如 r3；新加的行不写 id"),
                })?;
            }
            continue;
        }
        let Some(column) = field.columns.iter().find(|c| c.path == key) else {
            return refuse(&inside, Reason::UnknownKey);
        };
        if let Some(answer) = answer(scope, column, value, &inside)? {
            row.insert(key, answer);
        }
    }
    Ok(row)
}

fn rows_of(scope: &Scope, field: &Field, raw: &RawValue, at: &str) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (i, item) in array(raw, at)?.into_iter().enumerate() {
        let at = format!("{at}[{i}]");
        let row = row_of(scope, field, item, &at)?;
        if !row.id.is_new() && !seen.insert(row.id) {
            return refuse(&format!("{at}.id"), Reason::SameRow(row.id));
        }
        rows.push(row);
    }
    Ok(rows)
}

/// Reads the answer to a whole field from JSON; `None` where it says nothing.
pub(super) fn answer(
    scope: &Scope,
    field: &Field,
    raw: &RawValue,
    at: &str,
) -> Result<Option<Answer>> {
    if is_null(raw) {
        return Ok(None);
    }
    Ok(match field.kind.shape() {
        AnswerShape::Text => {
            let text = string(raw, at)?;
            (!text.trim().is_empty()).then_some(Answer::Text(text))
        }
        AnswerShape::Figure => figure_text(raw, at)?.map(Answer::Text),
        AnswerShape::Yes => Some(Answer::Yes(boolean(raw, at)?)),
        AnswerShape::Codes => {
            let mut codes = Vec::new();
            for (i, item) in array(raw, at)?.into_iter().enumerate() {
                codes.push(string(item, &format!("{at}[{i}]"))?);
            }
            codes.retain(|code| !code.trim().is_empty());
            (!codes.is_empty()).then_some(Answer::Codes(codes))
        }
        AnswerShape::Years => {
            let mut years = BTreeMap::new();
            for (key, value) in object(raw, at)? {
                let inside = format!("{at}.{key}");
                let year = collected_year(scope, &key, &inside)?;
                if let Some(text) = figure_text(value, &inside)? {
                    years.insert(year, text);
                }
            }
            (!years.is_empty()).then_some(Answer::Yearly(years))
        }
        AnswerShape::Rows => {
            let rows = rows_of(scope, field, raw, at)?;
            (!rows.is_empty()).then_some(Answer::Rows(rows))
        }
        AnswerShape::Blocks => {
            let mut blocks = Vec::new();
            for (i, item) in array(raw, at)?.into_iter().enumerate() {
                blocks.push(block(item, &format!("{at}[{i}]"))?);
            }
            (!blocks.is_empty()).then_some(Answer::Blocks(blocks))
        }
    })
}

/// Reads the answer to the field at a path from JSON text.
pub(super) fn parse(scope: &Scope, path: &str, json: &str) -> Result<Option<Answer>> {
    let Some(field) = scope.field(path) else {
        return refuse(path, Reason::UnknownKey);
    };
    match serde_json::from_str::<&RawValue>(json) {
        Ok(raw) => answer(scope, field, raw, path),
        Err(e) => refuse(path, Reason::Syntax(e.to_string())),
    }
}

pub(super) fn collected_year(scope: &Scope, key: &str, at: &str) -> Result<i32> {
    match key.parse::<i32>() {
        Ok(year) if scope.form.years.collected.contains(&year) && key.len() == 4 => Ok(year),
        _ => refuse(at, Reason::UnknownKey),
    }
}

fn block(raw: &RawValue, at: &str) -> Result<Block> {
    let mut parts: BTreeMap<String, &RawValue> = object(raw, at)?.into_iter().collect();
    let Some(kind) = parts.remove("type") else {
        return refuse(&format!("{at}.type"), Reason::WrongKind("文字（段落类型）"));
    };
    let kind = string(kind, &format!("{at}.type"))?;
    let mut take = |key: &str| parts.remove(key);
    let text_of = |raw: Option<&RawValue>, key: &str| match raw {
        Some(raw) => text(raw, &format!("{at}.{key}")),
        None => Ok(Text::default()),
    };
    let string_of = |raw: Option<&RawValue>, key: &str| match raw {
        Some(raw) => string(raw, &format!("{at}.{key}")),
        None => Ok(String::new()),
    };
    let block = match kind.as_str() {
        "heading" => {
            let inside = format!("{at}.level");
            let level = match take("level").map(RawValue::get) {
                None | Some("2") => 2,
                Some("1") => 1,
                Some("3") => 3,
                Some("4") => 4,
                Some(_) => return refuse(&inside, Reason::WrongKind("1 到 4 的整数")),
            };
            Block::Heading {
                level,
                text: text_of(take("text"), "text")?,
            }
        }
        "paragraph" => Block::Paragraph {
            text: text_of(take("text"), "text")?,
        },
        "list" => Block::List {
            ordered: match take("ordered") {
                Some(raw) => boolean(raw, &format!("{at}.ordered"))?,
                None => false,
            },
            items: match take("items") {
                Some(raw) => texts(raw, &format!("{at}.items"))?,
                None => Vec::new(),
            },
        },
        "table" => {
            let mut rows = Vec::new();
            if let Some(raw) = take("rows") {
                for (i, row) in array(raw, &format!("{at}.rows"))?.into_iter().enumerate() {
                    rows.push(texts(row, &format!("{at}.rows[{i}]"))?);
                }
            }
            Block::Table {
                caption: string_of(take("caption"), "caption")?,
                rows,
            }
        }
        "figure" => Block::Figure {
            attachment: string_of(take("attachment"), "attachment")?,
            caption: string_of(take("caption"), "caption")?,
        },
        "chart" => Block::Chart {
            of: Quote::read(&string_of(take("of"), "of")?),
            caption: string_of(take("caption"), "caption")?,
        },
        _ => {
            return refuse(
                &format!("{at}.type"),
                Reason::WrongKind("heading、paragraph、list、table、figure 或 chart"),
            );
        }
    };
    match parts.keys().next() {
        Some(key) => refuse(&format!("{at}.{key}"), Reason::UnknownKey),
        None => Ok(block),
    }
}

fn texts(raw: &RawValue, at: &str) -> Result<Vec<Text>> {
    array(raw, at)?
        .into_iter()
        .enumerate()
        .map(|(i, item)| text(item, &format!("{at}[{i}]")))
        .collect()
}

fn text(raw: &RawValue, at: &str) -> Result<Text> {
    if raw.get().starts_with('"') {
        return Ok(Text::plain(&string(raw, at)?));
    }
    if !raw.get().starts_with('[') {
        return refuse(at, Reason::WrongKind("文字，或由文字段组成的数组"));
    }
    let mut pieces = Vec::new();
    for (i, item) in array(raw, at)?.into_iter().enumerate() {
        let at = format!("{at}[{i}]");
        if item.get().starts_with('"') {
            pieces.extend(Text::plain(&string(item, &at)?).0);
            continue;
        }
        let mut words = None;
        let mut reference = None;
        let mut marks = Vec::new();
        for (key, value) in object(item, &at)? {
            let inside = format!("{at}.{key}");
            match key.as_str() {
                "text" => words = Some(string(value, &inside)?),
                "ref" => reference = Some(string(value, &inside)?),
                "marks" => {
                    for (j, mark) in array(value, &inside)?.into_iter().enumerate() {
                        let inside = format!("{inside}[{j}]");
                        marks.push(match string(mark, &inside)?.as_str() {
                            "bold" => Mark::Bold,
                            "sub" => Mark::Sub,
                            "sup" => Mark::Sup,
                            _ => {
                                return refuse(&inside, Reason::WrongKind("bold、sub 或 sup"));
                            }
                        });
                    }
                }
                _ => return refuse(&inside, Reason::UnknownKey),
            }
        }
        marks.sort_unstable();
        marks.dedup();
        pieces.push(match (words, reference) {
            (Some(text), None) => Inline::Run { text, marks },
            (None, Some(text)) => Inline::Ref(Quote::read(&text)),
            _ => return refuse(&at, Reason::WrongKind("带 text 或 ref 之一的对象")),
        });
    }
    Ok(Text::joined(pieces))
}

pub(super) fn is_null(raw: &RawValue) -> bool {
    raw.get() == "null"
}

pub(super) fn object<'j>(raw: &'j RawValue, at: &str) -> Result<Vec<(String, &'j RawValue)>> {
    struct Entries<'j>(Vec<(String, &'j RawValue)>);
    impl<'de> serde::Deserialize<'de> for Entries<'de> {
        fn deserialize<D: serde::Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
            struct Visitor;
            impl<'de> serde::de::Visitor<'de> for Visitor {
                type Value = Entries<'de>;
                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(
                    self,
                    mut map: A,
                ) -> std::result::Result<Self::Value, A::Error> {
                    let mut entries = Vec::new();
                    while let Some(entry) = map.next_entry()? {
                        entries.push(entry);
                    }
                    Ok(Entries(entries))
                }
            }
            d.deserialize_map(Visitor)
        }
    }
    if !raw.get().starts_with('{') {
        return refuse(at, Reason::WrongKind("对象 { }"));
    }
    match serde_json::from_str::<Entries<'j>>(raw.get()) {
        Ok(Entries(entries)) => {
            let mut seen = std::collections::BTreeSet::new();
            if entries.iter().any(|(key, _)| !seen.insert(key.as_str())) {
                return refuse(at, Reason::Syntax("同一个键出现了两次".into()));
            }
            Ok(entries)
        }
        Err(e) => refuse(at, Reason::Syntax(e.to_string())),
    }
}

pub(super) fn array<'j>(raw: &'j RawValue, at: &str) -> Result<Vec<&'j RawValue>> {
    if !raw.get().starts_with('[') {
        return refuse(at, Reason::WrongKind("数组 [ ]"));
    }
    match serde_json::from_str::<Vec<&'j RawValue>>(raw.get()) {
        Ok(items) if items.len() > LONGEST_LIST => refuse(at, Reason::TooLarge),
        Ok(items) => Ok(items),
        Err(e) => refuse(at, Reason::Syntax(e.to_string())),
    }
}

pub(super) fn string(raw: &RawValue, at: &str) -> Result<String> {
    if !raw.get().starts_with('"') {
        return refuse(at, Reason::WrongKind("文字"));
    }
    match serde_json::from_str::<String>(raw.get()) {
        Ok(text) if text.chars().count() > LONGEST_TEXT => refuse(at, Reason::TooLarge),
        Ok(text) => Ok(text),
        Err(e) => refuse(at, Reason::Syntax(e.to_string())),
    }
}

fn boolean(raw: &RawValue, at: &str) -> Result<bool> {
    match raw.get() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => refuse(at, Reason::WrongKind("true 或 false")),
    }
}

/// A figure as written: a string, or the digits of a JSON number. `None` for an empty string or null.
pub(super) fn figure_text(raw: &RawValue, at: &str) -> Result<Option<String>> {
    let json = raw.get();
    if is_null(raw) {
        return Ok(None);
    }
    let text = if json.starts_with('"') {
        string(raw, at)?
    } else if json.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
        json.to_owned()
    } else {
        return refuse(at, Reason::WrongKind("数字，或写成文字的数字"));
    };
    if text.chars().count() > 200 {
        return refuse(at, Reason::TooLarge);
    }
    Ok((!text.trim().is_empty()).then_some(text))
}

impl Answer {
    /// The answer as the answers JSON writes it.
    pub fn to_json(&self) -> Value {
        // Maps with integer keys and strings only: serialising cannot fail.
        serde_json::to_value(self).unwrap_or(Value::Null)
    }
}
