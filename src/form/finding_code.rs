//! The codes of findings (docs/format.md §4): said once, for the forms that name some of them, the checks
//! that find them and the page that tells them apart.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What kind of thing is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum FindingCode {
    /// A required answer is absent.
    Missing,
    /// More than a limit allows.
    OverLimit,
    /// From 95 % of a limit.
    NearLimit,
    /// Not what its kind of answer looks like.
    Format,
    /// Not a 中类 of GB/T 4754—2017.
    UnknownIndustry,
    /// Parts and their total.
    SumMismatch,
    /// An overriding rate.
    RateMismatch,
    /// An overriding intensity.
    IntensityMismatch,
    /// More utilised than generated.
    #[serde(rename = "rate-over-100")]
    RateOver100,
    /// A basic requirement is not met.
    Ineligible,
    /// Met from one base year and not from another.
    EligibilityUnclear,
    /// A power of ten away from what it should resemble.
    Magnitude,
    /// One fact with two values.
    Inconsistent,
    /// Leftovers of the template, references that lead nowhere.
    Placeholder,
    /// A quoted row that was removed.
    LostReference,
    /// The title does not name the unit or ends otherwise.
    TitlePattern,
    /// A statement of the 承诺声明 not affirmed.
    Declaration,
    /// A required kind of file is not attached.
    AttachmentMissing,
    /// A file that cannot be opened.
    AttachmentUnreadable,
    /// A file, or all of them, larger than is taken.
    AttachmentLarge,
    /// Rows not in descending order.
    Order,
}

impl FindingCode {
    /// All of them, in the order of the contract.
    pub const ALL: [FindingCode; 21] = [
        FindingCode::Missing,
        FindingCode::OverLimit,
        FindingCode::NearLimit,
        FindingCode::Format,
        FindingCode::UnknownIndustry,
        FindingCode::SumMismatch,
        FindingCode::RateMismatch,
        FindingCode::IntensityMismatch,
        FindingCode::RateOver100,
        FindingCode::Ineligible,
        FindingCode::EligibilityUnclear,
        FindingCode::Magnitude,
        FindingCode::Inconsistent,
        FindingCode::Placeholder,
        FindingCode::LostReference,
        FindingCode::TitlePattern,
        FindingCode::Declaration,
        FindingCode::AttachmentMissing,
        FindingCode::AttachmentUnreadable,
        FindingCode::AttachmentLarge,
        FindingCode::Order,
    ];

    /// As the contract writes it: `rate-over-100`.
    pub fn word(self) -> &'static str {
        match self {
            FindingCode::Missing => "missing",
            FindingCode::OverLimit => "over-limit",
            FindingCode::NearLimit => "near-limit",
            FindingCode::Format => "format",
            FindingCode::UnknownIndustry => "unknown-industry",
            FindingCode::SumMismatch => "sum-mismatch",
            FindingCode::RateMismatch => "rate-mismatch",
            FindingCode::IntensityMismatch => "intensity-mismatch",
            FindingCode::RateOver100 => "rate-over-100",
            FindingCode::Ineligible => "ineligible",
            FindingCode::EligibilityUnclear => "eligibility-unclear",
            FindingCode::Magnitude => "magnitude",
            FindingCode::Inconsistent => "inconsistent",
            FindingCode::Placeholder => "placeholder",
            FindingCode::LostReference => "lost-reference",
            FindingCode::TitlePattern => "title-pattern",
            FindingCode::Declaration => "declaration",
            FindingCode::AttachmentMissing => "attachment-missing",
            FindingCode::AttachmentUnreadable => "attachment-unreadable",
            FindingCode::AttachmentLarge => "attachment-large",
            FindingCode::Order => "order",
        }
    }

    /// Whether it only says that something is still to come.
    pub fn is_to_come(self) -> bool {
        matches!(
            self,
            FindingCode::Missing | FindingCode::Declaration | FindingCode::AttachmentMissing
        )
    }
}

impl fmt::Display for FindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl PartialEq<&str> for FindingCode {
    fn eq(&self, other: &&str) -> bool {
        self.word() == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_written_as_the_contract_says() {
        let contract = include_str!("../../docs/format.md");
        let (_, table) = contract
            .split_once("| code | severity | when |")
            .expect("the table");
        let rows = table
            .lines()
            .skip(2)
            .take_while(|line| line.starts_with('|'));
        let written: std::collections::BTreeSet<&str> = rows
            .flat_map(|row| row.split('|').nth(1).unwrap_or_default().split(','))
            .map(|code| code.trim().trim_matches('`'))
            .collect();
        let ours = FindingCode::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(written, ours);
        for code in FindingCode::ALL {
            let json = serde_json::to_value(code).expect("a word");
            assert_eq!(json, code.word());
            assert_eq!(
                serde_json::from_value::<FindingCode>(json).expect("a code"),
                code
            );
        }
    }
}
