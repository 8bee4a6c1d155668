//! What an edit is called when it is offered to be taken back: 修改 产值, 选择 行业 炼钢, 删除 固废“钢渣”.

use super::{Answer, Draft, Edit, Row};
use crate::catalog::Catalog;
use crate::form::{Field, FieldKind, Path, Place, Quote, Scope, Span, What};

impl Edit {
    /// The edit in a few Chinese words, in the form's own terms. `draft` is the draft before it.
    pub fn label(&self, scope: &Scope, draft: &Draft) -> String {
        match self {
            Edit::Set { path, value: None } => format!("清空 {}", words_of(scope, draft, path)),
            Edit::Set {
                path,
                value: Some(value),
            } => chosen(scope, draft, path, value)
                .unwrap_or_else(|| format!("修改 {}", words_of(scope, draft, path))),
            Edit::InsertRow { field, row, .. } => match new_name(scope, field, row) {
                Some(name) => format!("添加 {}“{name}”", noun(scope, field)),
                None => format!("添加 {}", noun(scope, field)),
            },
            Edit::RemoveRow { field, row } => {
                let path = Path::field(field).row(*row);
                format!("删除 {}", row_words(scope, draft, &path))
            }
            Edit::MoveRow { field, .. } => format!("移动 {}", noun(scope, field)),
            Edit::Remember { .. } => "保留引用过的内容".to_owned(),
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

    /// The one place that the edit sets, if it does only that: edits of the same place that follow
    /// one another closely are one to whoever takes them back.
    pub fn place(&self) -> Option<String> {
        match self {
            Edit::Set { path, .. } => Some(path.to_string()),
            Edit::DescribeAttachment { id, .. } => Some(format!("attachment:{id}")),
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

fn noun(scope: &Scope, field: &str) -> String {
    match scope.field(field) {
        Some(field) => match &field.rows {
            Some(rows) => rows.noun.clone(),
            None => field.short.clone(),
        },
        None => field.to_owned(),
    }
}

/// What is said where something of a catalogue was chosen, by its name; `None` for other answers.
fn chosen(scope: &Scope, draft: &Draft, path: &Path, value: &Answer) -> Option<String> {
    let (rows, field) = match scope.resolve(path)? {
        Place::Field(field) => (None, field),
        Place::Column(rows, column) => (Some(rows), column),
        Place::Row(_) | Place::Derived(_) => return None,
    };
    let what = match rows {
        // A row named by what is chosen has the new name, not the one it is about to lose.
        Some(rows) if rows.name_column() == Some(field) => noun(scope, &rows.path),
        _ => words_of(scope, draft, path),
    };
    match (field.kind, value) {
        (FieldKind::Industry, Answer::Text(code)) => {
            let industry = Catalog::load().industry(code.trim())?;
            Some(format!("选择 {what} {}", industry.name))
        }
        (FieldKind::Division, Answer::Text(name)) if !name.trim().is_empty() => {
            Some(format!("选择 {what} {}", shown(field, name)))
        }
        (FieldKind::Industries, Answer::Codes(codes)) => {
            let before = draft.codes(&path.field);
            let names = |codes: &mut dyn Iterator<Item = &str>| -> Vec<String> {
                codes.map(industry).collect()
            };
            let came = names(
                &mut codes
                    .iter()
                    .map(String::as_str)
                    .filter(|c| !before.contains(c)),
            );
            let went = names(
                &mut before
                    .iter()
                    .copied()
                    .filter(|c| !codes.iter().any(|k| k == c)),
            );
            match (came.is_empty(), went.is_empty()) {
                (false, _) => Some(format!("选择 {what} {}", came.join("、"))),
                (true, false) => Some(format!("去掉 {what} {}", went.join("、"))),
                (true, true) => None,
            }
        }
        _ => None,
    }
}

/// The name of an industry, its code where the catalogue does not know it.
fn industry(code: &str) -> String {
    match Catalog::load().industry(code.trim()) {
        Some(industry) => industry.name.clone(),
        None => code.to_owned(),
    }
}

/// A short answer as people say it: an industry by its name.
fn shown(field: &Field, text: &str) -> String {
    let words = match field.kind {
        FieldKind::Industry => industry(text),
        _ => text.trim().to_owned(),
    };
    words.chars().take(20).collect()
}

/// The name of a row that is put in, where it has one already.
fn new_name(scope: &Scope, field: &str, row: &Row) -> Option<String> {
    let column = scope.field(field)?.name_column()?;
    match row.get(&column.path)? {
        Answer::Text(name) if !name.trim().is_empty() => Some(shown(column, name)),
        _ => None,
    }
}

fn row_name(scope: &Scope, draft: &Draft, path: &Path) -> Option<String> {
    let name = draft.row_name(scope, &path.field, draft.settled(path.clone()).row_id()?)?;
    let column = scope.field(&path.field)?.name_column()?;
    Some(shown(column, name))
}

/// A row as people call it: 固废“钢渣”, while it has no name 第 2 行固废.
fn row_words(scope: &Scope, draft: &Draft, path: &Path) -> String {
    let noun = noun(scope, &path.field);
    match (row_name(scope, draft, path), draft.row_position(path)) {
        (Some(name), _) => format!("{noun}“{name}”"),
        (None, Some(at)) => format!("第 {} 行{noun}", at + 1),
        (None, None) => noun,
    }
}

/// What a quote is, in the form's own words: 2025 年单位产品工业固废产生量比 2022 年下降. A row that is gone is
/// called as it was last.
pub fn words_of_quote(scope: &Scope, draft: &Draft, quote: &Quote) -> String {
    let of = |path: &Path| match path.row_id() {
        Some(id) if draft.removed(&path.field, id).is_some() => {
            words_of(scope, &draft.with_removed(), path)
        }
        _ => words_of(scope, draft, path),
    };
    // Of rows it is their yearly column that is spoken of.
    let series = |path: &Path| {
        let column = scope.field(&path.field).and_then(Field::yearly_column);
        match (path.row, column) {
            (Some(_), Some(column)) => of(&path.clone().column(&column.path)),
            _ => of(path),
        }
    };
    let over = |span: &Span, words: &str| {
        format!("{}—{} 年{}{words}", span.from, span.to, series(&span.of))
    };
    let words = match &quote.what {
        What::Figure(path) => of(path),
        What::Share(path) => format!("{}占比", of(path)),
        What::Sum(span) => over(span, "合计"),
        What::Mean(span) => over(span, "平均"),
        What::Change { way, span } => {
            let verb = way.word(is_rate(scope, &span.of));
            format!(
                "{} 年{}比 {} 年{verb}",
                span.to,
                series(&span.of),
                span.from
            )
        }
        What::Unknown(text) => text.clone(),
    };
    match &quote.unit {
        Some(unit) => format!("{words}（{unit}）"),
        None => words,
    }
}

/// Whether the figures at a path are rates, which change by points and not in percent.
pub fn is_rate(scope: &Scope, path: &Path) -> bool {
    let unit = match scope.resolve(path) {
        Some(Place::Derived(derived)) => Some(&derived.unit),
        Some(Place::Field(field) | Place::Column(_, field)) => field.unit.as_ref(),
        Some(Place::Row(field)) => field
            .yearly_column()
            .and_then(|column| column.unit.as_ref()),
        None => None,
    };
    unit.is_some_and(|unit| matches!(unit.as_str(), "%" | "％"))
}

/// A place in the form's own words: 2025 年工业固废产生量, 固废“钢渣”的名称. `draft` gives the rows
/// their names.
pub fn words_of(scope: &Scope, draft: &Draft, path: &Path) -> String {
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
        None => words.push_str(&field.short),
        Some(_) => {
            words.push_str(&row_words(scope, draft, path));
            let column = match &path.column {
                Some(id) => field.columns.iter().find(|c| &c.path == id),
                None => path.year.and(field.yearly_column()),
            };
            if let Some(column) = column {
                words.push_str(&format!("的{}", &column.short));
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::draft::Request;
    use crate::form::built_ins;

    /// What the last of some edits, applied in turn, is called.
    fn called(applicant: &str, edits: &[serde_json::Value]) -> String {
        let scope = built_ins()[0]
            .scope(applicant)
            .expect("a kind of applicant");
        let mut draft = Draft::new(scope.form.id.clone(), scope.applicant.id.clone());
        let mut label = String::new();
        for edit in edits {
            let request: Request = serde_json::from_value(edit.clone()).expect("an edit");
            let edit = request.read(&scope, &draft).expect("an edit of the form");
            label = edit.label(&scope, &draft);
            draft.apply(&scope, &edit).expect("applied");
        }
        label
    }

    fn set(path: &str, value: serde_json::Value) -> serde_json::Value {
        json!({ "edit": "set", "path": path, "value": value })
    }

    fn insert(field: &str, row: serde_json::Value) -> serde_json::Value {
        json!({ "edit": "insert-row", "field": field, "at": 9, "row": row })
    }

    #[test]
    fn what_is_chosen_from_a_catalogue_is_called_by_its_name() {
        let scope = built_ins()[0].scope("park").expect("a park");
        let of = |path: &str| {
            words_of(
                &scope,
                &Draft::new(scope.form.id.clone(), scope.applicant.id.clone()),
                &Path::field(path),
            )
        };
        let (leading, province) = (of("basics.industries"), of("summary.province"));
        for (applicant, edits, label) in [
            (
                "enterprise",
                vec![set("basics.industry", json!("312"))],
                "选择 从事行业 炼钢".to_owned(),
            ),
            // What is no code yet is typing.
            (
                "enterprise",
                vec![set("basics.industry", json!("31"))],
                "修改 从事行业".to_owned(),
            ),
            (
                "enterprise",
                vec![
                    set("basics.industry", json!("312")),
                    set("basics.industry", json!(null)),
                ],
                "清空 从事行业".to_owned(),
            ),
            (
                "park",
                vec![set("summary.province", json!("广东"))],
                format!("选择 {province} 广东"),
            ),
            (
                "park",
                vec![set("basics.industries", json!(["312", "313"]))],
                format!("选择 {leading} 炼钢、钢压延加工"),
            ),
            (
                "park",
                vec![
                    set("basics.industries", json!(["312", "313"])),
                    set("basics.industries", json!(["313"])),
                ],
                format!("去掉 {leading} 炼钢"),
            ),
            (
                "park",
                vec![insert(
                    "production.by_industry",
                    json!({ "industry": "312" }),
                )],
                "添加 产业“炼钢”".to_owned(),
            ),
            (
                "park",
                vec![
                    insert("production.by_industry", json!({})),
                    set("production.by_industry[0].industry", json!("312")),
                ],
                "选择 产业 炼钢".to_owned(),
            ),
            (
                "park",
                vec![
                    insert("production.by_industry", json!({ "industry": "312" })),
                    set("production.by_industry[0].2023", json!("5")),
                ],
                "修改 2023 年产业“炼钢”的产值".to_owned(),
            ),
            (
                "park",
                vec![
                    insert("production.by_industry", json!({ "industry": "312" })),
                    json!({ "edit": "remove-row", "field": "production.by_industry", "row": "r1" }),
                ],
                "删除 产业“炼钢”".to_owned(),
            ),
            (
                "park",
                vec![
                    insert("top_enterprises", json!({ "name": "甲厂" })),
                    set("top_enterprises[0].industry", json!("313")),
                ],
                "选择 主要企业“甲厂”的行业 钢压延加工".to_owned(),
            ),
            (
                "enterprise",
                vec![insert("waste.generated_by", json!({ "name": "钢渣" }))],
                "添加 固废“钢渣”".to_owned(),
            ),
            (
                "enterprise",
                vec![insert("waste.generated_by", json!({}))],
                "添加 固废".to_owned(),
            ),
        ] {
            assert_eq!(called(applicant, &edits), label);
        }
    }
}
