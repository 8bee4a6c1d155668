//! Which draft is open: made, opened, left, restored from a copy.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::path::PathBuf;

use jiff::Zoned;
use wufei::form::package::FormFile;
use wufei::form::{Form, built_ins};

use super::Calls;
use super::choosing::stem;
use crate::api_types::{BackedUp, Offered, Opened, Start, Version};
use crate::backups;
use crate::failure::{Failure, Result};
use crate::received_forms;
use crate::session::Session;
use crate::shell::Question;

impl Calls<'_> {
    pub(super) fn start(self) -> Result<Start> {
        let (opened, refused) = match self.desk.open_asked() {
            Ok(Some(opened)) => (Some(opened), None),
            Ok(None) => (self.desk.opened(), None),
            Err(failure) => (None, Some(failure)),
        };
        Ok(Start {
            version: Version {
                name: crate::TITLE.to_owned(),
                number: env!("CARGO_PKG_VERSION").to_owned(),
            },
            forms: received_forms::own_forms(),
            recent: self.desk.recent_drafts.list(),
            opened,
            refused,
            preferences: self.desk.preferences.now(),
        })
    }

    pub(super) fn create(self, form: Option<String>, applicant: String) -> Result<Option<Opened>> {
        let FormFile { form, .. } = &*self.desk.received_forms.form(form.as_deref())?;
        let Some(path) = self.new_place(form, &applicant, &form.documents.paper) else {
            return Ok(None);
        };
        let session = Session::create_of(form, &path, &applicant, &Zoned::now(), seed())?;
        Ok(Some(self.desk.take_up(session)))
    }

    pub(super) fn sample(self, form: Option<String>, applicant: String) -> Result<Option<Opened>> {
        let file = self.desk.received_forms.form(form.as_deref())?;
        let Some(path) = self.new_place(&file.form, &applicant, "示例") else {
            return Ok(None);
        };
        let session = Session::sample_of(&file, &path, &applicant, &Zoned::now(), seed())?;
        Ok(Some(self.desk.take_up(session)))
    }

    pub(super) fn receive_form(self) -> Result<Option<Offered>> {
        let chosen = self.chosen(&Question::Form);
        chosen
            .map(|path| self.desk.received_forms.take(&path))
            .transpose()
    }

    pub(super) fn based_on(self, path: Option<PathBuf>) -> Result<Option<Opened>> {
        let Some(earlier) = path.or_else(|| self.chosen(&Question::Basis)) else {
            return Ok(None);
        };
        let question = Question::NewDraft {
            suggested: format!("{}-新.wufei", stem(&earlier)),
        };
        let Some(path) = self.draft_place(&question) else {
            return Ok(None);
        };
        let session = Session::based_on(&path, &earlier, &Zoned::now(), seed())?;
        Ok(Some(self.desk.take_up(session)))
    }

    pub(super) fn open(self, path: Option<PathBuf>) -> Result<Option<Opened>> {
        let chosen = path.or_else(|| self.chosen(&Question::Draft));
        chosen.map(|path| self.desk.open(&path)).transpose()
    }

    pub(super) fn open_asked(self) -> Result<Option<Opened>> {
        self.desk.open_asked()
    }

    pub(super) fn leave(self) -> Result<()> {
        self.desk.clear();
        Ok(())
    }

    pub(super) fn backups(self) -> Result<Vec<BackedUp>> {
        backups::list(
            &self.desk.backups,
            &self.desk.recent_drafts.all(),
            &Zoned::now(),
        )
    }

    pub(super) fn restore_backup(self, path: PathBuf) -> Result<Option<Opened>> {
        let Some(copy) = backups::find(&self.desk.backups, &path)? else {
            return Err(Failure {
                code: "backup-gone".into(),
                message: "这份备份已经不在了，请选另一份。".into(),
            });
        };
        let question = Question::DraftCopy {
            suggested: format!("{}-找回.wufei", copy.draft),
        };
        let Some(to) = self.draft_place(&question) else {
            return Ok(None);
        };
        copy.restore(&to, built_ins())?;
        self.desk.open(&to).map(Some)
    }

    fn new_place(self, form: &Form, applicant: &str, title: &str) -> Option<PathBuf> {
        let label = form
            .applicants
            .iter()
            .find(|known| known.id == applicant)
            .map_or(applicant, |known| &known.label);
        self.draft_place(&Question::NewDraft {
            suggested: format!("{title}-{label}.wufei"),
        })
    }
}

fn seed() -> u64 {
    RandomState::new().build_hasher().finish()
}
