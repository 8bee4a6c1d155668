//! Kinds of field and of section, and what belongs to each. A new kind is a variant here; where else the
//! kinds are told apart is listed in `docs/adding-a-form.md`, “A new kind”, which a test holds.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a section is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum SectionKind {
    /// 封面: a title and one line per field.
    Cover,
    /// 承诺声明: sentences to affirm, then a signature.
    Pledge,
    /// 申报材料: a title and parts made of blocks.
    Narrative,
    /// Label and value, side by side in a table.
    Facts,
    /// One column a year.
    Yearly,
    /// One row a firm, one column a field.
    Roster,
    /// One long text.
    Statement,
    /// 随附材料.
    Files,
    /// Questions behind the requirements; not printed.
    Requirements,
    /// The applicant's row of the recommending authority's list (附件3).
    Summary,
}

/// What kind of answer a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// One line of text.
    Text,
    /// Several lines of text.
    LongText,
    /// A telephone number, landline or mobile.
    Phone,
    /// A mobile number.
    Mobile,
    /// An e-mail address.
    Email,
    /// A web address.
    Web,
    /// A decimal, never negative.
    Figure,
    /// A whole number, never negative.
    Count,
    /// A calendar day, `2026-03-18`.
    Date,
    /// Yes or no.
    YesNo,
    /// The code of one 中类.
    Industry,
    /// Codes of several 中类.
    Industries,
    /// A province-level division, in its short form (广东).
    Division,
    /// One decimal a year.
    Yearly,
    /// Repeatable rows.
    Rows,
    /// Blocks of the narrative.
    Blocks,
}

/// What an answer to a field is kept as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerShape {
    /// One text as typed.
    Text,
    /// One text as typed that is read as a number.
    Figure,
    /// Yes or no.
    Yes,
    /// Codes of a catalogue.
    Codes,
    /// One number a year, as typed.
    Years,
    /// Rows with an answer for each column.
    Rows,
    /// Blocks of the narrative.
    Blocks,
}

impl SectionKind {
    /// The keys of a section that only some kinds have, as the form's file writes them.
    pub(super) fn keys(self) -> &'static [&'static str] {
        match self {
            SectionKind::Cover | SectionKind::Narrative | SectionKind::Files => &["stamped"],
            SectionKind::Pledge => &["signature", "stamped"],
            SectionKind::Facts | SectionKind::Roster | SectionKind::Statement => {
                &["table", "footnotes", "stamped"]
            }
            SectionKind::Yearly => &["table", "footnotes", "notice_years", "stamped"],
            SectionKind::Requirements => &[],
            SectionKind::Summary => &["number", "sheet", "lines", "column", "signature"],
        }
    }

    /// Whether it can ask a field of a kind.
    pub(super) fn asks(self, field: FieldKind) -> bool {
        match self {
            SectionKind::Roster => field == FieldKind::Rows,
            SectionKind::Statement => field == FieldKind::LongText,
            SectionKind::Pledge => field == FieldKind::YesNo,
            SectionKind::Narrative => field == FieldKind::Blocks || field.is_words(),
            SectionKind::Yearly => {
                matches!(field, FieldKind::Yearly | FieldKind::Rows) || field.fits_cell()
            }
            SectionKind::Cover
            | SectionKind::Facts
            | SectionKind::Requirements
            | SectionKind::Summary => field.fits_cell(),
            SectionKind::Files => false,
        }
    }

    /// Whether it asks one field and no more.
    pub(super) fn asks_one(self) -> bool {
        matches!(self, SectionKind::Roster | SectionKind::Statement)
    }
}

impl FieldKind {
    /// The keys of a field that only some kinds have, as the form's file writes them.
    pub(super) fn keys(self) -> &'static [&'static str] {
        match self {
            FieldKind::Text
            | FieldKind::LongText
            | FieldKind::Phone
            | FieldKind::Mobile
            | FieldKind::Email
            | FieldKind::Web
            | FieldKind::Date => &["carry"],
            FieldKind::Figure | FieldKind::Count | FieldKind::Yearly => {
                &["unit", "unit_from", "unit_as", "words"]
            }
            FieldKind::YesNo => &["affirm"],
            FieldKind::Industry | FieldKind::Industries | FieldKind::Division => &[],
            FieldKind::Rows => &["unit", "words", "column", "rows"],
            FieldKind::Blocks => &["reuse"],
        }
    }

    /// What its answers are kept as.
    pub fn shape(self) -> AnswerShape {
        match self {
            FieldKind::Text
            | FieldKind::LongText
            | FieldKind::Phone
            | FieldKind::Mobile
            | FieldKind::Email
            | FieldKind::Web
            | FieldKind::Date
            | FieldKind::Industry
            | FieldKind::Division => AnswerShape::Text,
            FieldKind::Figure | FieldKind::Count => AnswerShape::Figure,
            FieldKind::YesNo => AnswerShape::Yes,
            FieldKind::Industries => AnswerShape::Codes,
            FieldKind::Yearly => AnswerShape::Years,
            FieldKind::Rows => AnswerShape::Rows,
            FieldKind::Blocks => AnswerShape::Blocks,
        }
    }

    /// Whether its answers are numbers, one or one a year.
    pub fn is_figure(self) -> bool {
        matches!(self.shape(), AnswerShape::Figure | AnswerShape::Years)
    }

    /// Whether its answers are words of the applicant's own.
    pub fn is_words(self) -> bool {
        match self {
            FieldKind::Text
            | FieldKind::LongText
            | FieldKind::Phone
            | FieldKind::Mobile
            | FieldKind::Email
            | FieldKind::Web => true,
            FieldKind::Figure
            | FieldKind::Count
            | FieldKind::Date
            | FieldKind::YesNo
            | FieldKind::Industry
            | FieldKind::Industries
            | FieldKind::Division
            | FieldKind::Yearly
            | FieldKind::Rows
            | FieldKind::Blocks => false,
        }
    }

    /// Whether an answer stands in one cell.
    pub(super) fn fits_cell(self) -> bool {
        !matches!(
            self.shape(),
            AnswerShape::Rows | AnswerShape::Blocks | AnswerShape::Years
        )
    }

    /// Whether it can be a column of rows.
    pub(super) fn fits_column(self) -> bool {
        match self.shape() {
            AnswerShape::Text | AnswerShape::Figure | AnswerShape::Years => true,
            AnswerShape::Yes | AnswerShape::Codes | AnswerShape::Rows | AnswerShape::Blocks => {
                false
            }
        }
    }

    /// Whether it can name a row.
    pub(super) fn fits_name(self) -> bool {
        self.is_words() || matches!(self, FieldKind::Industry | FieldKind::Division)
    }
}
