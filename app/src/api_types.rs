//! What crosses between page and program, beside the core's own types. `tests/types.rs` writes all of
//! it out as TypeScript.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use wufei::check::Review;
use wufei::derive::PartsSum;
use wufei::draft::{Answer, Attachment};
use wufei::form::guide::GuideItem;
use wufei::form::{Applicant, Form};
use wufei::layout::Spot;

use crate::failure::Failure;
use crate::preferences::Preferences;

/// Which program this is.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Version {
    /// The product's name as people see it.
    pub name: String,
    /// The version, `major.minor.patch`.
    pub number: String,
}

/// What the first page needs.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Start {
    /// Which program this is.
    pub version: Version,
    /// The forms that new drafts can be made of, the newest first.
    pub forms: Vec<Offered>,
    /// Drafts worked on last, newest first; those that are gone are left out.
    pub recent: Vec<Recent>,
    /// The draft the program was started with, or that was open when the page was loaded anew.
    pub opened: Option<Opened>,
    /// Why the draft the program was started with could not be opened.
    pub refused: Option<Failure>,
    /// How the window looks.
    pub preferences: Preferences,
}

/// A form that new drafts can be made of.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Offered {
    /// Its id.
    pub id: String,
    /// Its title: 典型案例申报书.
    pub title: String,
    /// What its paper is called: 申报书.
    pub paper: String,
    /// The notice it belongs to.
    pub notice: String,
    /// Kinds of applicant to choose from.
    pub applicants: Vec<Applicant>,
    /// Kinds of applicant for which it has a sample.
    pub samples: Vec<String>,
}

/// A draft worked on before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Recent {
    /// Where it is.
    pub path: String,
    /// Name of the applicant; empty while not answered.
    pub name: String,
    /// Kind of applicant as people call it: 企业.
    pub applicant: String,
    /// Errors left.
    pub errors: usize,
    /// When it was last changed, `2026-03-18 14:03` local time.
    pub when: String,
    /// The draft's number; empty where an earlier program noted it.
    #[serde(default)]
    pub number: String,
}

/// A draft of which there are copies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BackedUp {
    /// Name of its file, without ending.
    pub draft: String,
    /// Its number, printed in the foot of every page.
    pub number: String,
    /// Name of the applicant; empty where it is not known.
    pub name: String,
    /// Where the draft is or was, where that is known; another one may lie there now.
    pub place: Option<String>,
    /// Its copies, the newest first.
    pub copies: Vec<BackupCopy>,
}

/// A copy that was made of a draft by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BackupCopy {
    /// Where it is.
    pub path: String,
    /// When what it holds was changed last, `2026-03-18 14:03` local time; with the second where
    /// another copy of the draft is of that minute.
    pub when: String,
}

/// A draft as the page shows it first.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Opened {
    /// Where it is.
    pub path: String,
    /// Name of the earlier draft's file that this one was based on.
    pub basis: Option<String>,
    /// What is asked of this kind of applicant; what is for others is left out.
    pub form: Form,
    /// The kind of applicant.
    pub applicant: Applicant,
    /// The 建设指南's items for this kind of applicant.
    pub guide: Vec<GuideItem>,
    /// Names of all 中类 by code.
    pub industries: BTreeMap<String, String>,
    /// Short names of the province-level divisions.
    pub provinces: Vec<String>,
    /// Answers by field path.
    pub answers: BTreeMap<String, Answer>,
    /// Attachments in order.
    pub attachments: Vec<Attachment>,
    /// What can be told from them.
    pub state: State,
}

/// What an edit, an undo or a redo did.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Change {
    /// Answers that changed by field path, `null` where now unanswered.
    pub answers: BTreeMap<String, Option<Answer>>,
    /// The attachments, when they changed.
    pub attachments: Option<Vec<Attachment>>,
    /// Places that are not as they were, in the form's order, where nobody typed there: after an
    /// undo, a redo and a return to a version.
    pub places: Vec<String>,
    /// What can be told after it.
    pub state: State,
}

/// Everything that follows from the answers, told anew after each edit.
#[derive(Debug, Clone, Serialize, TS)]
pub struct State {
    /// Findings, counts, derived figures, eligibility.
    pub review: Review,
    /// The figures of the tables, which the narrative may quote, and all that it does quote, by the text
    /// of the reference: `waste.rate.2025` → `98.73`.
    pub figures: BTreeMap<String, Quotable>,
    /// Field paths (and `attachments`) of answers that came from an earlier draft and that nobody
    /// changed or confirmed since.
    pub carried: Vec<String>,
    /// Figures and days as they are printed, by path, where that differs from what was typed.
    pub printed: BTreeMap<String, String>,
    /// The unit of each place whose unit follows from answers elsewhere, by path: `waste.per_unit` → 吨/吨.
    pub units: BTreeMap<String, String>,
    /// What parts add up to, by the rows (or the column of rows) that are parts: `waste.generated_by`,
    /// `top_enterprises[].generated`.
    pub sums: BTreeMap<String, PartsSum>,
    /// How large the attachments are together.
    pub sizes: Sizes,
    /// What undo would take back: 修改 产值; `null` where there is nothing.
    pub undo: Option<String>,
    /// What redo would do again.
    pub redo: Option<String>,
    /// When the draft was last written, `14:03` local time.
    pub saved: String,
}

/// A page of a draft's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct History {
    /// Number of the last revision; `null` where nothing was ever changed.
    #[ts(type = "number | null")]
    pub last: Option<i64>,
    /// The states that have a name, the latest first.
    pub versions: Vec<Step>,
    /// Sittings, the latest first.
    pub sittings: Vec<Sitting>,
    /// Whether there are earlier ones.
    pub earlier: bool,
}

/// Changes that followed one another without a long rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Sitting {
    /// Number of its first revision.
    #[ts(type = "number")]
    pub first: i64,
    /// Number of its last revision.
    #[ts(type = "number")]
    pub last: i64,
    /// When it began, `2026-03-18 14:03` local time.
    pub began: String,
    /// When it ended.
    pub ended: String,
    /// Revisions in it.
    pub count: usize,
    /// What was done, the latest first; not all of it.
    pub labels: Vec<String>,
    /// How many further things were done.
    pub more: usize,
}

/// A revision: a state of the draft that can be looked at again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Step {
    /// Its number; 0 is the empty beginning.
    #[ts(type = "number")]
    pub number: i64,
    /// When, `2026-03-18 14:03` local time.
    pub when: String,
    /// What was done: 修改 产值.
    pub label: String,
    /// The name that somebody gave it.
    pub name: Option<String>,
}

/// How large the attachments are together, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Sizes {
    /// As files: 3.4 MB.
    pub files: String,
    /// In one e-mail: 4.6 MB.
    pub mail: String,
    /// Where the limit of one e-mail comes from; `null` where the form knows none.
    pub limit: Option<String>,
}

/// What the narrative quotes or may quote.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Quotable {
    /// What it is called: 2025 年工业固废综合利用率.
    pub label: String,
    /// As printed.
    pub value: String,
    /// In a word or two, where that is not as printed: 还没有填, 已删去 144.90.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub brief: Option<String>,
    /// Its unit, empty where it has none.
    pub unit: String,
    /// Words that lead to it where it is put into a text: 比2022年下降; empty where it needs none.
    pub lead: String,
    /// Whether there is a figure.
    pub state: wufei::derive::State,
    /// What it tells of figures, in a word: 变化, 合计; absent for a figure as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub kind: Option<&'static str>,
    /// The place of the form it is taken from, where the text of the reference is not that place.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub place: Option<String>,
    /// How it came about, where it tells something of several figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub origin: Option<String>,
}

/// Something that the narrative may quote beside the figures themselves.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Reckoned {
    /// The reference's text: `fall(waste.per_unit,2022,2025)`.
    pub quote: String,
    /// What it is.
    pub figure: Quotable,
}

/// A table of codes to search in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Catalogue {
    /// 中类 of GB/T 4754—2017, found by code, name, pinyin and words of their 小类.
    Industry,
    /// Province-level divisions.
    Division,
    /// Names of wastes.
    Waste,
}

/// One entry found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Hit {
    /// What is answered when it is chosen.
    pub value: String,
    /// What is shown: 312 炼钢.
    pub label: String,
    /// A second line: where it belongs.
    pub detail: String,
}

/// What to export.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExportRequest {
    /// 定稿: refused while errors remain; otherwise a draft with errors says 草稿 on each page.
    pub last: bool,
    /// Which documents.
    pub only: Vec<Kind>,
    /// Print only the years that the notice's own tables print.
    pub notice_years: bool,
}

/// A document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The paper as a Word file.
    Docx,
    /// The tables as a workbook.
    Xlsx,
    /// The paper as PDF.
    Pdf,
    /// The authority's list with the applicant's row, one page as a Word file.
    Summary,
    /// The pages that are stamped, as PDF.
    Seal,
    /// The attached files themselves.
    Attachments,
    /// An e-mail draft with Word, Excel and PDF, and with the attached files where those are asked
    /// for too.
    Eml,
}

/// The paper beside the form, laid out as an export would write it now.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Paper {
    /// By it a page is asked for.
    pub number: u32,
    /// How many pages it has.
    pub count: usize,
    /// Width of a page in pt.
    pub width: f32,
    /// Height of a page in pt.
    pub height: f32,
    /// Where the form's places are printed, in the order of the paper.
    pub spots: Vec<Spot>,
}

/// Documents that were written and read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Exported {
    /// The folder.
    pub folder: String,
    /// The documents in it.
    pub files: Vec<ExportedFile>,
    /// What the e-mail says, where one was written.
    pub letter: Option<Letter>,
    /// What their reader should know of them, a sentence each: characters that no font could print,
    /// files from earlier beside the attached ones.
    pub notes: Vec<String>,
}

/// What an e-mail says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Letter {
    /// Name of its file among those written.
    pub file: String,
    /// Whom it goes to, empty while unknown.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// What it says.
    pub body: String,
    /// That it is too large to be sent, in a sentence.
    pub large: Option<String>,
}

/// One document that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ExportedFile {
    /// File name, with the folder before it where it is in one: `随附材料/1 方案.pdf`.
    pub name: String,
    /// Size in bytes.
    #[ts(type = "number")]
    pub size: u64,
}
