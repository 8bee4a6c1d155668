//! Anchors as defined names and back.

/// What every name of ours begins with, so that it is never a cell reference nor somebody else's.
const PREFIX: &str = "f_";

/// Characters Excel takes in a defined name.
const MOST: usize = 255;

/// The defined name of an anchor, or `None` for an anchor that cannot be one: a path is made of
/// ASCII letters, digits, `_`, `.` and the ids of rows in brackets, which become `._r3`.
pub(super) fn of_anchor(anchor: &str) -> Option<String> {
    let mut name = String::with_capacity(anchor.len() + PREFIX.len() + 2);
    name.push_str(PREFIX);
    let mut rest = anchor;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..)?;
        match c {
            '[' => {
                let (row, after) = rest.split_once(']')?;
                if !is_row(row) || !(after.is_empty() || after.starts_with('.')) {
                    return None;
                }
                name.push_str("._");
                name.push_str(row);
                rest = after;
            }
            // A segment that begins with `_` would read as a row.
            '.' if rest.starts_with('_') => return None,
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '.' => name.push(c),
            _ => return None,
        }
    }
    (name.len() > PREFIX.len() && name.len() <= MOST).then_some(name)
}

/// Whether a text names a row: by its id or, as workbooks of the first version did, by its place.
fn is_row(text: &str) -> bool {
    let digits = text.strip_prefix('r').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The anchor behind a defined name, or `None` where it is none of ours.
pub(super) fn to_anchor(name: &str) -> Option<String> {
    let segments = name.strip_prefix(PREFIX)?;
    let mut anchor = String::with_capacity(segments.len());
    for (index, segment) in segments.split('.').enumerate() {
        match segment.strip_prefix('_') {
            Some(row) if index > 0 && is_row(row) => {
                anchor.push('[');
                anchor.push_str(row);
                anchor.push(']');
            }
            _ => {
                if index > 0 {
                    anchor.push('.');
                }
                anchor.push_str(segment);
            }
        }
    }
    (!anchor.is_empty()).then_some(anchor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_path_is_readable_in_its_name() {
        let name = of_anchor("waste.generated_by[r3].2023");
        assert_eq!(name.as_deref(), Some("f_waste.generated_by._r3.2023"));
        assert_eq!(
            to_anchor("f_waste.generated_by._0.2023").as_deref(),
            Some("waste.generated_by[0].2023")
        );
        assert_eq!(of_anchor("statement").as_deref(), Some("f_statement"));
        assert_eq!(of_anchor("固废"), None);
        assert_eq!(of_anchor("a[x]"), None);
        assert_eq!(of_anchor("a[1"), None);
        assert_eq!(of_anchor(""), None);
        assert_eq!(to_anchor("Print_Area"), None);
        assert_eq!(to_anchor("f_"), None);
    }

    proptest! {
        #[test]
        fn every_path_comes_back(
            path in "[a-z][a-z_]{0,12}(\\.[a-z][a-z_0-9]{0,8}){0,2}(\\[r?[0-9]{1,3}\\])?(\\.[a-z_]{0}[a-z]{1,9})?(\\.20[0-9]{2})?",
        ) {
            let name = of_anchor(&path).expect("a path has a name");
            prop_assert!(rust_xlsxwriter::utility::check_name(&name).is_ok());
            prop_assert_eq!(to_anchor(&name), Some(path));
        }

        #[test]
        fn any_text_is_a_name_or_none(text in ".{0,40}") {
            if let Some(name) = of_anchor(&text) {
                prop_assert_eq!(to_anchor(&name), Some(text));
            }
        }
    }
}
