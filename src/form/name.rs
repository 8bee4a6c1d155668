//! Names that a form gives to files and sheets: they come from anywhere and must lead nowhere.

use crate::text::clean;

/// Characters of a file's name, so that a number before it and an ending still fit.
const FILE: usize = 60;

/// Characters that Excel takes in a sheet's name.
const SHEET: usize = 31;

/// Names that Windows keeps for devices.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Whether a text can be the name of a file or folder on every system, and of nothing else.
pub(super) fn is_file_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let stem = lower.split('.').next().unwrap_or_default();
    let numbered = |device: &str| {
        stem.strip_prefix(device)
            .is_some_and(|rest| rest.chars().count() == 1 && rest.starts_with(char::is_numeric))
    };
    !name.is_empty()
        && name.chars().count() <= FILE
        && !name.starts_with(['.', ' ', '~'])
        && !name.ends_with(['.', ' '])
        && name.chars().all(clean::is_plain)
        && !name.contains(|c| "/\\:*?\"<>|".contains(c))
        && !DEVICES.contains(&stem)
        && !numbered("com")
        && !numbered("lpt")
}

/// Whether Excel takes a text as the name of a sheet.
pub(super) fn is_sheet_name(name: &str) -> bool {
    !name.trim().is_empty()
        && name.encode_utf16().count() <= SHEET
        && !name.starts_with('\'')
        && !name.ends_with('\'')
        && !name.contains(|c: char| c.is_control() || "[]:*?/\\".contains(c))
        && name.to_lowercase() != "history"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere() {
        for name in ["申报书", "附表与汇总表", "a b", "表 1.1"] {
            assert!(is_file_name(name), "{name}");
        }
        for name in [
            "", "..", ".", "../x", "a/b", "a\\b", "C:", "con", "COM1", "nul.x", " a", "a.", "a\n",
            "~a",
        ] {
            assert!(!is_file_name(name), "{name}");
        }
        assert!(!is_file_name(&"长".repeat(61)));
        assert!(is_sheet_name("附表1") && !is_sheet_name("a/b") && !is_sheet_name("History"));
        assert!(!is_sheet_name(&"长".repeat(32)));
    }
}
