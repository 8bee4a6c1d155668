//! Plain text and the figures in it: 字数, reading and printing of figures, formats of single lines,
//! cleaning of pasted text, and the finding of figures typed in running text. Knows nothing of forms.

pub mod clean;
pub mod count;
pub mod figure;
pub mod mentions;
pub mod pattern;
pub mod unit;

use thiserror::Error;

/// Why a typed figure could not be read. Every sentence says what to do instead.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TextError {
    /// Nothing but blanks.
    #[error("这里还没有数，请填写一个数。")]
    Empty,
    /// Something that is no decimal number.
    #[error("“{typed}”不是一个数，请只填数字，例如 1234.50。")]
    NotANumber {
        /// What was typed, shortened to a printable length.
        typed: String,
    },
    /// Thousands marks that do not stand between groups of three digits.
    #[error("“{typed}”里逗号的位置不对，请每三位数字加一个逗号，或者去掉逗号；小数点请用“.”。")]
    ThousandsMarks {
        /// What was typed, shortened to a printable length.
        typed: String,
    },
    /// More than one decimal point.
    #[error("“{typed}”里有不止一个小数点，请只保留一个。")]
    TwoPoints {
        /// What was typed, shortened to a printable length.
        typed: String,
    },
    /// Scientific notation.
    #[error("“{typed}”用了科学记数法，请写出完整的数，例如 12000。")]
    Exponent {
        /// What was typed, shortened to a printable length.
        typed: String,
    },
    /// More digits than a figure can hold exactly ([`figure::MOST_DIGITS`]).
    #[error("“{typed}”超过了 28 位数字，请核对后重新填写。")]
    TooManyDigits {
        /// What was typed, shortened to a printable length.
        typed: String,
    },
    /// A unit or word after the number which the caller does not know.
    #[error("数字后面的“{unit}”不是这里的单位，请换算成这里的单位，只填数字。")]
    UnknownUnit {
        /// The unknown text, shortened to a printable length.
        unit: String,
    },
}

impl TextError {
    /// A stable name of the kind of error, for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "figure-empty",
            Self::NotANumber { .. } => "figure-not-a-number",
            Self::ThousandsMarks { .. } => "figure-thousands-marks",
            Self::TwoPoints { .. } => "figure-two-points",
            Self::Exponent { .. } => "figure-exponent",
            Self::TooManyDigits { .. } => "figure-too-many-digits",
            Self::UnknownUnit { .. } => "figure-unknown-unit",
        }
    }
}
