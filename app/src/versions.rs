//! The history of the open draft as the page sees it: sittings, versions, what is different between
//! two of them, and the way back.

use std::path::Path;

use jiff::Zoned;
use wufei::compare::{self, Difference};

use crate::api_types::{Change, History, Sitting, Step};
use crate::failure::Result;
use crate::local_time::{each_of, to_minute};
use crate::session::Session;

/// Sittings on one page of the history.
const SITTINGS: usize = 20;

/// Steps shown of one sitting at a time.
const STEPS: usize = 200;

impl Session {
    /// A page of the history: the sittings before revision `before`, from now on where none is
    /// given.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn history(&self, before: Option<i64>, now: &Zoned) -> Result<History> {
        let mut sittings = self
            .file
            .sittings(before.unwrap_or(i64::MAX), SITTINGS + 1)?;
        let earlier = sittings.len() > SITTINGS;
        sittings.truncate(SITTINGS);
        let versions = self.file.versions()?;
        Ok(History {
            last: self.file.last_revision()?.map(|revision| revision.number),
            earlier,
            versions: each_of(&versions, now, |version| (version.at, &version.name))
                .into_iter()
                .zip(versions)
                .map(|(when, version)| Step {
                    number: version.number,
                    when,
                    label: version.name.clone(),
                    name: Some(version.name),
                })
                .collect(),
            sittings: sittings
                .into_iter()
                .map(|sitting| Sitting {
                    first: sitting.first,
                    last: sitting.last,
                    began: to_minute(sitting.began, now),
                    ended: to_minute(sitting.ended, now),
                    count: sitting.count,
                    labels: sitting.labels,
                    more: sitting.more,
                })
                .collect(),
        })
    }

    /// The steps from revision `first` to `last`, the latest first; of many only the latest.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn steps(&self, first: i64, last: i64, now: &Zoned) -> Result<Vec<Step>> {
        let versions = self.file.versions()?;
        let steps = self.file.steps(first, last, STEPS)?;
        let whens = each_of(&steps, now, |revision| (revision.at, &revision.label));
        Ok(steps
            .into_iter()
            .zip(whens)
            .map(|(revision, when)| Step {
                number: revision.number,
                when,
                name: versions
                    .iter()
                    .find(|version| version.number == revision.number)
                    .map(|version| version.name.clone()),
                label: revision.label,
            })
            .collect())
    }

    /// What is different from the state after revision `from` to that after `to`, or to now.
    ///
    /// # Errors
    /// Where there is no such revision or the history is damaged.
    pub fn compare(&self, from: i64, to: Option<i64>) -> Result<Vec<Difference>> {
        let before = self.file.draft_after(from)?;
        let scope = self.file.scope();
        Ok(match to {
            Some(to) => compare::differences(scope, &before, &self.file.draft_after(to)?),
            None => compare::differences(scope, &before, self.file.draft()),
        })
    }

    /// Gives the state after a revision a name; an empty name takes it away.
    ///
    /// # Errors
    /// Where there is no such revision, or the file cannot be written.
    pub fn name_version(&mut self, number: i64, name: &str) -> Result<()> {
        Ok(self.file.name_version(number, name)?)
    }

    /// Makes the draft what it was after a revision, as one change.
    ///
    /// # Errors
    /// Where there is no such revision, or the file cannot be written.
    pub fn return_to(&mut self, number: i64, now: &Zoned) -> Result<Change> {
        let label = match self.steps(number, number, now)?.pop() {
            Some(Step {
                name: Some(name), ..
            }) => format!("恢复到版本“{name}”"),
            Some(step) => format!("恢复到 {} 的样子", step.when),
            None => "恢复到最初".to_owned(),
        };
        let before = self.file.draft().clone();
        let deltas = self.file.return_to(number, &label, now.timestamp())?;
        Ok(self.moved(&before, &deltas, now))
    }

    /// Makes a new file of the state after a revision.
    ///
    /// # Errors
    /// Where there is no such revision, or the new file cannot be made.
    pub fn restore(&self, number: i64, to: &Path) -> Result<()> {
        Ok(self.file.restore(number, to)?)
    }
}
