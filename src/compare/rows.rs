//! Repeatable rows before and after, each known again by its id.

use super::{Pair, shown, values, years};
use crate::draft::row::{Row, position};
use crate::draft::{Answer, Draft};
use crate::form::{Field, FieldKind, Path};

/// Tells what is different between the rows of a field.
pub(super) fn differences(
    field: &Field,
    before: &Draft,
    after: &Draft,
    add: &mut impl FnMut(String, String, Vec<Pair>),
) {
    let (old, new) = (before.rows(&field.path), after.rows(&field.path));
    let whole = Path::field(&field.path);
    let earlier: Vec<Option<usize>> = new.iter().map(|row| position(old, row.id)).collect();
    let noun = field.rows.as_ref().map_or("", |rows| rows.noun.as_str());
    for (i, row) in old.iter().enumerate() {
        if !earlier.contains(&Some(i)) {
            let label = format!("删去的{noun}{}", quoted(field, row));
            let beside = new.get(i).or(new.last());
            let at = beside.map_or(whole.clone(), |row| whole.clone().row(row.id));
            add(
                at.to_string(),
                label,
                vec![values(Some(told(field, row)), None)],
            );
        }
    }
    for (row, was) in new.iter().zip(&earlier) {
        let at = whole.clone().row(row.id);
        let Some(was) = was.and_then(|was| old.get(was)) else {
            let label = format!("新增的{noun}{}", quoted(field, row));
            add(
                at.to_string(),
                label,
                vec![values(None, Some(told(field, row)))],
            );
            continue;
        };
        for column in &field.columns {
            let (was, is) = (was.get(&column.path), row.get(&column.path));
            if was == is {
                continue;
            }
            let label = format!("{noun}{}的{}", quoted(field, row), column.short);
            if column.kind == FieldKind::Yearly {
                for (year, pair) in years(was, is) {
                    let at = at.clone().year(year);
                    add(at.to_string(), format!("{year} 年{label}"), vec![pair]);
                }
            } else {
                let at = at.clone().column(&column.path);
                let pair = values(shown(column, was), shown(column, is));
                add(at.to_string(), label, vec![pair]);
            }
        }
    }
    let places: Vec<usize> = earlier.iter().copied().flatten().collect();
    if !places.is_sorted() {
        let names = |rows: &[Row]| {
            let all = rows.iter().map(|row| name(field, row).unwrap_or_default());
            Some(all.collect::<Vec<_>>().join("、"))
        };
        let label = format!("{noun}的顺序");
        add(
            field.path.clone(),
            label,
            vec![values(names(old), names(new))],
        );
    }
}

fn name(field: &Field, row: &Row) -> Option<String> {
    let column = field.name_column()?;
    shown(column, row.get(&column.path))
}

fn quoted(field: &Field, row: &Row) -> String {
    name(field, row).map_or("（未命名）".to_owned(), |name| format!("“{name}”"))
}

/// A whole row in one line.
fn told(field: &Field, row: &Row) -> String {
    let cells: Vec<String> = field
        .columns
        .iter()
        .filter_map(|column| {
            let answer = row.get(&column.path)?;
            let text = shown(column, Some(answer))?;
            Some(match answer {
                Answer::Yearly(_) => text,
                _ => format!("{}：{text}", column.short),
            })
        })
        .collect();
    match cells.is_empty() {
        true => "（空行）".to_owned(),
        false => cells.join("；"),
    }
}
