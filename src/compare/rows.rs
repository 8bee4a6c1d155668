//! Repeatable rows before and after. Rows have no numbers of their own: one is known again by its
//! name, or, where it was renamed, by its place.

use super::{Pair, shown, values, years};
use crate::draft::{Answer, Draft, Row};
use crate::form::{Field, FieldKind, Path};

/// Tells what is different between the rows of a field.
pub(super) fn differences(
    field: &Field,
    before: &Draft,
    after: &Draft,
    add: &mut impl FnMut(String, String, Vec<Pair>),
) {
    let (old, new) = (before.rows(&field.path), after.rows(&field.path));
    let earlier = known_again(field, old, new);
    let noun = field.rows.as_ref().map_or("", |rows| rows.noun.as_str());
    for (i, row) in old.iter().enumerate() {
        if !earlier.contains(&Some(i)) {
            let label = format!("删去的{noun}{}", quoted(field, row));
            let at = Path::field(&field.path).row(i.min(new.len().saturating_sub(1)));
            add(
                at.to_string(),
                label,
                vec![values(Some(told(field, row)), None)],
            );
        }
    }
    for (i, row) in new.iter().enumerate() {
        let at = Path::field(&field.path).row(i);
        let Some(was) = earlier[i].and_then(|was| old.get(was)) else {
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
            let label = format!("{noun}{}的{}", quoted(field, row), plain(&column.label));
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

/// For each of the new rows, which of the old it was.
fn known_again(field: &Field, old: &[Row], new: &[Row]) -> Vec<Option<usize>> {
    let mut taken = vec![false; old.len()];
    let mut take = |found: Option<usize>| {
        if let Some(i) = found {
            taken[i] = true;
        }
        found
    };
    let mut earlier: Vec<Option<usize>> = Vec::with_capacity(new.len());
    // The same row in the same place first, so that rows of one name are not taken for each other.
    for (i, row) in new.iter().enumerate() {
        earlier.push(take((old.get(i) == Some(row)).then_some(i)));
    }
    for (i, row) in new.iter().enumerate() {
        if earlier[i].is_none()
            && let Some(name) = name(field, row)
        {
            let free =
                |j: &usize| !taken[*j] && self::name(field, &old[*j]).as_ref() == Some(&name);
            let found = (0..old.len()).find(free);
            if let Some(j) = found {
                taken[j] = true;
            }
            earlier[i] = found;
        }
    }
    for (i, slot) in earlier.iter_mut().enumerate() {
        if slot.is_none() && i < old.len() && !taken[i] {
            taken[i] = true;
            *slot = Some(i);
        }
    }
    earlier
}

fn name(field: &Field, row: &Row) -> Option<String> {
    let column = field.name_column()?;
    shown(column, row.get(&column.path))
}

/// A label without the mark that points to a footnote.
fn plain(label: &str) -> &str {
    label.trim_end_matches(['*', '：', ':'])
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
                _ => format!("{}：{text}", plain(&column.label)),
            })
        })
        .collect();
    match cells.is_empty() {
        true => "（空行）".to_owned(),
        false => cells.join("；"),
    }
}
