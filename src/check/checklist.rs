//! 报送清单: what is still to be done with the finished papers, in the order in which it is done.

use jiff::civil::Date;
use serde::Serialize;
use ts_rs::TS;

use super::{Review, deadlines, mail_size, megabytes};
use crate::derive::{Figures, long_date};
use crate::draft::Draft;
use crate::form::{KnownProfile, Path, Scope};

/// What a line of the checklist is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// Errors and gaps.
    Ready,
    /// Copies on paper.
    Print,
    /// The unit's seal.
    Seal,
    /// 随附材料.
    Enclose,
    /// The files for the receiving office.
    Send,
    /// Until when.
    Day,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ChecklistItem {
    /// What it is about.
    pub about: About,
    /// What to do, in a few words: 打印《典型案例申报书》2 份.
    pub words: String,
    /// What to know about it; empty where there is nothing to add.
    pub detail: String,
    /// Whether it is done, where the draft itself tells; what happens on paper it does not know.
    pub done: Option<bool>,
    /// Path of the answer that it follows from, where there is one to fill in or to change.
    pub path: Option<String>,
}

/// How many copies on paper are wanted: as the applicant noted, else as a letter says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Copies<'f> {
    /// Noted by the applicant.
    Noted(u32),
    /// Asked by a letter of those who pass the papers on.
    Known(u32, &'f KnownProfile),
    /// Nobody said.
    Unknown,
}

/// The copies that are wanted of this draft.
pub fn copies<'f>(scope: &'f Scope, draft: &Draft) -> Copies<'f> {
    let Some(profile) = &scope.form.profile else {
        return Copies::Unknown;
    };
    let noted = Figures::new(scope, draft)
        .sound(&Path::field(&profile.copies))
        .map(|figure| figure.exact())
        .filter(|copies| copies.fract().is_zero())
        .and_then(|copies| u32::try_from(copies).ok())
        .filter(|copies| *copies > 0);
    if let Some(copies) = noted {
        return Copies::Noted(copies);
    }
    let region = draft.text(scope, &profile.region).unwrap_or_default();
    profile
        .known_in(region)
        .find_map(|known| Some(Copies::Known(known.copies?, known)))
        .unwrap_or(Copies::Unknown)
}

/// What is to be done until the papers are handed in, seen from a day.
pub fn checklist(scope: &Scope, draft: &Draft, review: &Review, today: Date) -> Vec<ChecklistItem> {
    let of = Of {
        scope,
        draft,
        review,
    };
    [
        Some(of.ready()),
        Some(of.print()),
        of.seal(),
        of.enclose(),
        Some(of.send()),
        Some(of.day(today)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

struct Of<'a> {
    scope: &'a Scope,
    draft: &'a Draft,
    review: &'a Review,
}

impl Of<'_> {
    fn ready(&self) -> ChecklistItem {
        let errors = self.review.counts.error;
        ChecklistItem {
            about: About::Ready,
            words: match errors {
                0 => "改完全部错误".to_owned(),
                _ => format!("改完全部错误（还有 {errors} 处）"),
            },
            detail: match errors {
                0 => String::new(),
                _ => "改完以前，每页页脚都印“草稿”。".to_owned(),
            },
            done: Some(self.review.ready),
            path: None,
        }
    }

    fn print(&self) -> ChecklistItem {
        let paper = format!("打印《{}》", self.scope.form.title);
        let (words, detail) = match copies(self.scope, self.draft) {
            Copies::Noted(copies) => (format!("{paper}{copies} 份"), String::new()),
            Copies::Known(copies, known) => (
                format!("{paper}，一般 {copies} 份"),
                format!(
                    "{}：{}（{}）。这是对主管部门的要求，你交几份看当地通知。",
                    known.label, known.asks, known.clause
                ),
            ),
            Copies::Unknown => (paper, "份数看当地通知。".to_owned()),
        };
        ChecklistItem {
            about: About::Print,
            words,
            detail,
            done: None,
            path: self.scope.form.profile.as_ref().map(|p| p.copies.clone()),
        }
    }

    fn seal(&self) -> Option<ChecklistItem> {
        let stamped: Vec<&str> = self
            .scope
            .sections()
            .filter(|section| section.stamped)
            .map(|section| section.name.as_str())
            .collect();
        (!stamped.is_empty()).then(|| ChecklistItem {
            about: About::Seal,
            words: format!("在{}加盖单位公章", stamped.join("、")),
            detail: "每一份都要盖；只想先送这几页去盖章，可以单独打印盖章页。".to_owned(),
            done: None,
            path: None,
        })
    }

    fn enclose(&self) -> Option<ChecklistItem> {
        let section = self.scope.files()?;
        let attachments = self.draft.attachments();
        let missing: Vec<String> = self
            .scope
            .form
            .attachment_kinds
            .iter()
            .filter(|kind| kind.required && !attachments.iter().any(|a| a.kind == kind.id))
            .map(|kind| {
                kind.label
                    .replace("{applicant}", &self.scope.applicant.label)
            })
            .collect();
        let size = megabytes(attachments.iter().map(|a| a.size).sum());
        Some(ChecklistItem {
            about: About::Enclose,
            words: match attachments.len() {
                0 => format!("备齐{}", section.name),
                files => format!("备齐{}（{files} 个文件，{size}）", section.name),
            },
            detail: match missing.as_slice() {
                [] => String::new(),
                _ => format!("还没有附上：{}。", missing.join("、")),
            },
            done: Some(missing.is_empty()),
            path: Some(section.id.clone()),
        })
    }

    fn send(&self) -> ChecklistItem {
        let profile = self.scope.form.profile.as_ref();
        let recipient = profile.and_then(|p| self.draft.text(self.scope, &p.recipient));
        let large = self
            .scope
            .form
            .mail
            .as_ref()
            .filter(|mail| mail_size(self.draft.attachments()) > mail.bytes);
        let mut detail = match recipient {
            Some(_) => String::new(),
            None => "发到哪里、要不要光盘或 U 盘，看当地通知。".to_owned(),
        };
        if let Some(mail) = large {
            detail.push_str(&format!(
                "附件加起来超过 {}，一封邮件多半发不出去，请分几封发。",
                megabytes(mail.bytes)
            ));
        }
        ChecklistItem {
            about: About::Send,
            words: match recipient {
                Some(address) => format!("把电子版发到 {}", address.trim()),
                None => "交电子版".to_owned(),
            },
            detail,
            done: None,
            path: profile.map(|p| p.recipient.clone()),
        }
    }

    fn day(&self, today: Date) -> ChecklistItem {
        let own = deadlines(self.scope, self.draft, today)
            .into_iter()
            .find(|due| due.own);
        ChecklistItem {
            about: About::Day,
            words: match &own {
                Some(due) => format!(
                    "{}前交到（{}）",
                    long_date(&due.day).unwrap_or_else(|| due.day.clone()),
                    due.words
                ),
                None => "按当地通知的日期交到".to_owned(),
            },
            detail: String::new(),
            done: None,
            path: self.scope.form.profile.as_ref().map(|p| p.day.clone()),
        }
    }
}
