//! Numbers as a workbook holds and prints them.

use rust_decimal::Decimal;

use crate::compose::{Formula, Number};
use crate::text::figure::grouped;

/// A number in a cell.
#[derive(Debug, Clone)]
pub(super) struct CellNumber {
    pub value: Decimal,
    /// The value as Excel holds it; reading its shortest digits gives `value` again.
    pub double: f64,
    /// Number format that prints it as the composition does.
    pub format: String,
    pub formula: Option<Formula>,
}

/// A number as Excel can hold and print it, or `None` where it can not: then the cell holds the
/// printed text instead. A double holds 15 digits; more would come back changed.
pub(super) fn cell_number(number: &Number, text: &str) -> Option<CellNumber> {
    let value = number.value;
    let double: f64 = value.to_string().parse().ok()?;
    let held: Decimal = double.to_string().parse().ok()?;
    if held != value {
        return None;
    }
    Some(CellNumber {
        value,
        double,
        format: number_format(text, value)?,
        formula: number.formula.clone(),
    })
}

/// The number format under which Excel prints `value` as `text`, or `None` where none does.
fn number_format(text: &str, value: Decimal) -> Option<String> {
    let with_marks = grouped(&value);
    let without = value.to_string();
    let text = text.trim();
    if text.is_empty() || text == with_marks {
        return Some(figure_format(value.scale(), true));
    }
    if text == without {
        return Some(figure_format(value.scale(), false));
    }
    [(&with_marks, true), (&without, false)]
        .into_iter()
        .find_map(|(printed, marks)| {
            let (before, after) = text.split_once(printed.as_str())?;
            let words = format!("{before}{after}");
            // These beside it would make it another number; a quote would end the literal.
            let other = |c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | ',' | '"');
            let plain = !words.contains(|c: char| other(c) || c.is_control());
            (plain && words.encode_utf16().count() <= 100).then(|| {
                let literal = |words: &str| match words {
                    "" => String::new(),
                    words => format!("\"{words}\""),
                };
                let figure = figure_format(value.scale(), marks);
                format!("{}{figure}{}", literal(before), literal(after))
            })
        })
}

/// `#,##0.00` for two places; without thousands marks `0.00`.
pub(super) fn figure_format(places: u32, marks: bool) -> String {
    let whole = if marks { "#,##0" } else { "0" };
    match places {
        0 => whole.to_owned(),
        places => format!("{whole}.{}", "0".repeat(places as usize)),
    }
}
