//! What is wrong with a damaged draft, kept as what it is until a [`FileError`](super::FileError) says
//! of which file.

use crate::draft::AnswerError;
use crate::form::FormError;

/// What is wrong with a draft. Printed, it is a few Chinese words that fit into brackets.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    /// SQLite's own structure.
    #[error("文件内部结构不完整")]
    Torn,
    /// The file ends before its end.
    #[error("可能没有拷贝完：应有 {whole} 字节，只有 {there} 字节")]
    Short {
        /// Bytes that it says it has.
        whole: u64,
        /// Bytes that are there.
        there: u64,
    },
    /// Other tables than a draft has.
    #[error("表的组成与草稿不同")]
    Tables,
    /// What every draft says of itself, by its key.
    #[error("缺少 {0}")]
    Lacks(String),
    /// A kind of applicant that its form does not have.
    #[error("申报单位类型 {0}")]
    Applicant(String),
    /// An answer, or a step of the history.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// An entry of the list of attachments.
    #[error("附件清单：{0}")]
    Attachments(serde_json::Error),
    /// The rows that are kept of a field because a text quotes them.
    #[error("{0} 已删去的行")]
    Removed(String),
    /// An attachment whose bytes are not what was attached.
    #[error("有附件的内容被改动过")]
    Content,
    /// An attachment whose bytes are gone, by its file's name.
    #[error("附件“{0}”的内容不见了")]
    NoContent(String),
    /// The form that it carries.
    #[error(transparent)]
    Form(#[from] FormDamage),
    /// A history that leads to other answers.
    #[error("修改历史与现在的内容对不上")]
    History,
    /// A column of another type than the program writes.
    #[error("{0}")]
    Column(String),
}

/// What is wrong with the form that a draft carries.
#[derive(Debug, thiserror::Error)]
pub enum FormDamage {
    /// It is not there.
    #[error("随草稿保存的表单不见了")]
    Gone,
    /// It is not what it was.
    #[error("随草稿保存的表单被改动过或不完整")]
    Changed,
    /// It is another one.
    #[error("编号与草稿写的不同")]
    Other,
    /// It is no sound form.
    #[error("{}", first_of(.0))]
    Unsound(FormError),
}

/// Of all that is wrong with a form, the first.
fn first_of(error: &FormError) -> String {
    match error {
        FormError::Problems(problems) => {
            let first = problems.first().map(|problem| problem.what.clone());
            first.unwrap_or_default()
        }
        FormError::Refused(why) => why.clone(),
    }
}
