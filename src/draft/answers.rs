//! The answers JSON (docs/format.md §2): all answers of a draft as one text, read into edits and written
//! back without loss. What single values say is for [`value`](super::value).

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::edit::Edit;
use super::value::{
    AnswerError, REMOVED, Reason, Result, answer, array, collected_year, figure_text, is_null,
    object, refuse, removed, string,
};
use super::{Answer, Draft};
use crate::form::{FieldKind, Path, Scope};

/// Answers read from JSON, to be merged into a draft.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Incoming {
    /// Edits in the order of the JSON, texts with references last.
    pub edits: Vec<Edit>,
    /// The whole new list of attachments, when the JSON gives one.
    pub attachments: Option<Vec<AttachmentEntry>>,
}

/// An attachment as the answers JSON names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentEntry {
    pub id: String,
    pub kind: String,
    pub title: String,
    /// Relative to the folder of attachments; never leads out of it.
    pub file: String,
}

impl Incoming {
    /// Reads the answers JSON for a draft of `scope`'s form and kind of applicant.
    ///
    /// # Errors
    /// [`AnswerError`] with the path and the reason; nothing of the JSON is then to be used.
    pub fn parse(scope: &Scope, json: &str) -> Result<Incoming> {
        let json = json.strip_prefix('\u{feff}').unwrap_or(json);
        let raw: &RawValue = serde_json::from_str(json).map_err(|e| AnswerError {
            path: String::new(),
            reason: Reason::Syntax(e.to_string()),
        })?;
        let mut incoming = Incoming::default();
        for (key, value) in object(raw, "")? {
            match key.as_str() {
                "form" => {
                    let id = string(value, "form")?;
                    if id != scope.form.id {
                        return refuse("form", Reason::OtherForm(id));
                    }
                }
                "applicant" => {
                    let id = string(value, "applicant")?;
                    if id != scope.applicant.id {
                        return refuse("applicant", Reason::OtherApplicant(id));
                    }
                }
                "attachments" => incoming.attachments = Some(attachments(scope, value)?),
                REMOVED => incoming.edits.push(Edit::Remember {
                    rows: removed(scope, value)?,
                }),
                _ => walk(scope, key, value, &mut incoming.edits)?,
            }
        }
        // What a text quotes by position is looked up among the rows that come along with it.
        let text = |edit: &Edit| match edit {
            Edit::Set { path, .. } => scope
                .field(&path.field)
                .is_some_and(|field| field.kind == FieldKind::Blocks),
            _ => false,
        };
        incoming.edits.sort_by_key(text);
        Ok(incoming)
    }

    /// The kind of applicant and form a JSON says it is for, before it is read in full.
    pub fn addressee(json: &str) -> (Option<String>, Option<String>) {
        #[derive(serde::Deserialize)]
        struct Head {
            form: Option<String>,
            applicant: Option<String>,
        }
        match serde_json::from_str::<Head>(json.strip_prefix('\u{feff}').unwrap_or(json)) {
            Ok(head) => (head.form, head.applicant),
            Err(_) => (None, None),
        }
    }
}

fn walk(scope: &Scope, path: String, raw: &RawValue, edits: &mut Vec<Edit>) -> Result<()> {
    if let Some(field) = scope.field(&path) {
        let whole = Path::field(&path);
        if field.kind == FieldKind::Yearly && !is_null(raw) {
            for (key, value) in object(raw, &path)? {
                let at = format!("{path}.{key}");
                let year = collected_year(scope, &key, &at)?;
                edits.push(Edit::Set {
                    path: whole.clone().year(year),
                    value: figure_text(value, &at)?.map(Answer::Text),
                });
            }
        } else {
            edits.push(Edit::Set {
                path: whole,
                value: answer(scope, field, raw, &path)?,
            });
        }
        return Ok(());
    }
    // What only another kind of applicant is asked may stand there empty, as in a filled-in pattern.
    let mut others = scope.form.sections.iter().flat_map(|s| &s.fields);
    if says_nothing(raw) && others.any(|f| f.path == path) {
        return Ok(());
    }
    let inside = format!("{path}.");
    if !scope.fields().any(|(_, f)| f.path.starts_with(&inside)) {
        return refuse(&path, Reason::UnknownKey);
    }
    for (key, value) in object(raw, &path)? {
        walk(scope, format!("{path}.{key}"), value, edits)?;
    }
    Ok(())
}

fn attachments(scope: &Scope, raw: &RawValue) -> Result<Vec<AttachmentEntry>> {
    let mut entries: Vec<AttachmentEntry> = Vec::new();
    if is_null(raw) {
        return Ok(entries);
    }
    for (i, item) in array(raw, "attachments")?.into_iter().enumerate() {
        let at = format!("attachments[{i}]");
        let mut entry = AttachmentEntry {
            id: String::new(),
            kind: String::new(),
            title: String::new(),
            file: String::new(),
        };
        for (key, value) in object(item, &at)? {
            let inside = format!("{at}.{key}");
            let slot = match key.as_str() {
                "id" => &mut entry.id,
                "kind" => &mut entry.kind,
                "title" => &mut entry.title,
                "file" => &mut entry.file,
                _ => return refuse(&inside, Reason::UnknownKey),
            };
            *slot = string(value, &inside)?;
        }
        let bad = |what| {
            Err(AnswerError {
                path: at.clone(),
                reason: Reason::BadAttachment(what),
            })
        };
        if entry.id.trim().is_empty() {
            return bad("附件缺少 id");
        }
        if entries.iter().any(|e| e.id == entry.id) {
            return bad("有两个附件用了同一个 id");
        }
        if !scope
            .form
            .attachment_kinds
            .iter()
            .any(|k| k.id == entry.kind)
        {
            return bad("附件的 kind 不是表单中的类别");
        }
        if !is_inside(&entry.file) {
            return bad("附件的 file 应是相对路径，且不能指向文件夹之外");
        }
        entries.push(entry);
    }
    Ok(entries)
}

/// Whether a relative file name stays inside its folder, on Windows and elsewhere.
pub fn is_inside(file: &str) -> bool {
    !file.is_empty()
        && !file.contains(['\0', ':'])
        && !file.starts_with(['/', '\\'])
        && file
            .split(['/', '\\'])
            .all(|part| !part.is_empty() && part != "." && part != "..")
}

fn says_nothing(raw: &RawValue) -> bool {
    let mut json = raw.get().to_owned();
    json.retain(|c| !c.is_ascii_whitespace());
    matches!(json.as_str(), "null" | "\"\"" | "{}" | "[]")
}

impl Draft {
    /// The answers JSON of this draft, in the form's order. Attachments are named, not contained.
    pub fn to_json(&self, scope: &Scope) -> Value {
        let mut root = Map::new();
        root.insert("form".into(), Value::String(self.form.clone()));
        root.insert("applicant".into(), Value::String(self.applicant.clone()));
        for (_, field) in scope.fields() {
            if let Some(answer) = self.answer(&field.path) {
                let mut map = &mut root;
                let mut keys = field.path.split('.').peekable();
                while let Some(key) = keys.next() {
                    if keys.peek().is_none() {
                        map.insert(key.to_owned(), answer.to_json());
                        break;
                    }
                    let inner = map.entry(key).or_insert_with(|| Value::Object(Map::new()));
                    match inner {
                        Value::Object(inner) => map = inner,
                        _ => break,
                    }
                }
            }
        }
        if !self.removed.is_empty() {
            let rows = serde_json::to_value(&self.removed).unwrap_or_default();
            root.insert(REMOVED.into(), rows);
        }
        if !self.attachments().is_empty() {
            let list = self.attachments().iter().map(|a| {
                serde_json::json!({ "id": a.id, "kind": a.kind, "title": a.title, "file": a.file })
            });
            root.insert("attachments".into(), Value::Array(list.collect()));
        }
        Value::Object(root)
    }
}
