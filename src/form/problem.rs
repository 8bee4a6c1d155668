//! What is wrong with a form, in sentences that lead to the line.

use std::fmt;

/// One thing that is wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file inside a form file that holds several: `guide.toml`; empty for the definition.
    pub file: String,
    /// The line, counted from 1, where the text of the form is at hand.
    pub line: Option<usize>,
    /// What sort of problem it is.
    pub kind: ProblemKind,
    /// What is wrong, in words, without a full stop.
    pub what: String,
}

/// What sort of problem it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// Not TOML, or not the grammar of a form.
    Syntax,
    /// Of the right shape, and it contradicts itself or asks for what no form can have.
    Contradiction,
    /// Larger than a form may be.
    Limit,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            f.write_str(&self.file)?;
            f.write_str(if self.line.is_some() { " " } else { "：" })?;
        }
        if let Some(line) = self.line {
            write!(f, "第 {line} 行：")?;
        }
        write!(f, "{}。", self.what)
    }
}

/// Why a form cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// The file is no form, or none that is read.
    #[error("这个文件不能作为表单使用（{0}）。请检查文件，或向发来的人再要一份。")]
    Refused(String),
    /// What is wrong with the form; never empty.
    #[error("{}", told(.0))]
    Problems(Vec<Problem>),
}

/// Problems that one sentence names; all of them are listed by `wufei form check`.
const NAMED: usize = 3;

fn told(problems: &[Problem]) -> String {
    let named: Vec<String> = problems
        .iter()
        .take(NAMED)
        .map(ToString::to_string)
        .collect();
    let more = match problems.len() > NAMED {
        true => "……",
        false => "",
    };
    format!(
        "这份表单有 {} 处问题，不能使用。{}{more}请让制作表单的人改正后再发来。",
        problems.len(),
        named.concat()
    )
}

impl FormError {
    /// One problem that has no line.
    pub(super) fn one(kind: ProblemKind, what: impl Into<String>) -> FormError {
        FormError::Problems(vec![Problem {
            file: String::new(),
            line: None,
            kind,
            what: what.into(),
        }])
    }

    /// A code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            FormError::Refused(_) => "form-refused",
            FormError::Problems(problems) => match problems.first().map(|first| first.kind) {
                Some(ProblemKind::Syntax) => "form-syntax",
                Some(ProblemKind::Limit) => "form-limit",
                Some(ProblemKind::Contradiction) | None => "form-contradiction",
            },
        }
    }

    /// All that is wrong, one by one.
    pub fn problems(&self) -> &[Problem] {
        match self {
            FormError::Refused(_) => &[],
            FormError::Problems(problems) => problems,
        }
    }
}
