//! What the open draft was, and the way back to it.

use jiff::Zoned;
use wufei::compare::Difference;

use super::Calls;
use super::choosing::stem;
use crate::api_types::{Change, History, Step};
use crate::failure::Result;
use crate::shell::Question;

impl Calls<'_> {
    pub(super) fn history(self, before: Option<i64>) -> Result<History> {
        self.desk
            .with(|session| session.history(before, &Zoned::now()))
    }

    pub(super) fn steps(self, first: i64, last: i64) -> Result<Vec<Step>> {
        self.desk
            .with(|session| session.steps(first, last, &Zoned::now()))
    }

    pub(super) fn compare(self, from: i64, to: Option<i64>) -> Result<Vec<Difference>> {
        self.desk.with(|session| session.compare(from, to))
    }

    pub(super) fn name_version(self, number: i64, name: String) -> Result<()> {
        self.desk
            .with(|session| session.name_version(number, &name))
    }

    pub(super) fn return_to(self, number: i64) -> Result<Change> {
        self.desk
            .changing(|session| session.return_to(number, &Zoned::now()))
    }

    pub(super) fn restore_copy(self, number: i64) -> Result<Option<String>> {
        let stem = self.desk.with(|session| Ok(stem(session.path())))?;
        let question = Question::DraftCopy {
            suggested: format!("{stem}-旧版.wufei"),
        };
        let Some(path) = self.draft_place(&question) else {
            return Ok(None);
        };
        self.desk.with(|session| session.restore(number, &path))?;
        Ok(Some(path.display().to_string()))
    }
}
