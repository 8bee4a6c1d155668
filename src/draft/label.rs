//! What an edit is called when it is offered to be taken back: 修改 产值, 删除 固废“钢渣”.

use super::{Draft, Edit};
use crate::form::{Field, Path, Scope};

impl Edit {
    /// The edit in a few Chinese words, in the form's own terms. `draft` is the draft before it.
    pub fn label(&self, scope: &Scope<'_>, draft: &Draft) -> String {
        match self {
            Edit::Set { path, value } => {
                let verb = if value.is_some() { "修改" } else { "清空" };
                format!("{verb} {}", words_of(scope, draft, path))
            }
            Edit::InsertRow { field, .. } => format!("添加 {}", noun(scope, field)),
            Edit::RemoveRow { field, at } => {
                let path = Path::field(field).row(*at);
                match row_name(scope, draft, &path) {
                    Some(name) => format!("删除 {}“{name}”", noun(scope, field)),
                    None => format!("删除 第 {} 行{}", at + 1, noun(scope, field)),
                }
            }
            Edit::MoveRow { field, .. } => format!("移动 {}", noun(scope, field)),
            Edit::PutAttachment { attachment } => format!("添加附件 {}", title(attachment)),
            Edit::RemoveAttachment { id } => match draft.attachment(id) {
                Some(attachment) => format!("删除附件 {}", title(attachment)),
                None => "删除附件".to_owned(),
            },
            Edit::DescribeAttachment { .. } => "修改附件说明".to_owned(),
            Edit::MoveAttachment { .. } => "移动附件".to_owned(),
            Edit::SetAttachments { .. } => "更换附件".to_owned(),
            Edit::All(edits) => match edits.as_slice() {
                [only] => only.label(scope, draft),
                _ if edits.iter().all(clears) => format!("清空 {} 处", edits.len()),
                _ => format!("修改 {} 处", edits.len()),
            },
        }
    }

    /// The one place whose value the edit sets, if it does only that: edits of the same place that
    /// follow one another closely are one to whoever takes them back.
    pub fn place(&self) -> Option<&Path> {
        match self {
            Edit::Set { path, .. } => Some(path),
            Edit::All(edits) => match edits.as_slice() {
                [only] => only.place(),
                _ => None,
            },
            _ => None,
        }
    }
}

fn clears(edit: &Edit) -> bool {
    matches!(edit, Edit::Set { value: None, .. })
}

fn title(attachment: &super::Attachment) -> &str {
    match attachment.title.as_str() {
        "" => &attachment.file,
        title => title,
    }
}

fn plain(field: &Field) -> &str {
    field.label.trim_end_matches(['*', '：', ':'])
}

fn noun(scope: &Scope<'_>, field: &str) -> String {
    match scope.field(field) {
        Some(field) => match &field.rows {
            Some(rows) => rows.noun.clone(),
            None => plain(field).to_owned(),
        },
        None => field.to_owned(),
    }
}

fn row_name(scope: &Scope<'_>, draft: &Draft, path: &Path) -> Option<String> {
    let name = draft.row_name(scope, &path.field, path.row?)?;
    Some(name.chars().take(20).collect())
}

/// A place in the form's own words: 2025 年工业固废产生量, 固废“钢渣”的名称. `draft` gives the rows
/// their names.
pub fn words_of(scope: &Scope<'_>, draft: &Draft, path: &Path) -> String {
    let Some(field) = scope.field(&path.field) else {
        let year = path
            .year
            .map(|year| format!("{year} 年"))
            .unwrap_or_default();
        return match scope.derived_at(&path.field) {
            Some(derived) => format!("{year}{}", derived.label),
            None => path.to_string(),
        };
    };
    let mut words = String::new();
    if let Some(year) = path.year {
        words.push_str(&format!("{year} 年"));
    }
    match path.row {
        None => words.push_str(plain(field)),
        Some(row) => {
            match row_name(scope, draft, path) {
                Some(name) => words.push_str(&format!("{}“{name}”", noun(scope, &path.field))),
                None => words.push_str(&format!("第 {} 行{}", row + 1, noun(scope, &path.field))),
            }
            let column = path.column.as_deref();
            if let Some(column) = column.and_then(|id| field.columns.iter().find(|c| c.path == id))
            {
                words.push_str(&format!("的{}", plain(column)));
            }
        }
    }
    words
}
