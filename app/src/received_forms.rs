//! The forms that new drafts can be made of: the program's own, and one that somebody sent.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use wufei::disk;
use wufei::form::package::{FormFile, LARGEST_FILE};
use wufei::form::{Form, built_in, built_ins};
use wufei::sample;

use crate::api_types::Offered;
use crate::failure::{Failure, Result};

/// The form received last, until another one is.
#[derive(Debug, Default)]
pub struct ReceivedForms(Mutex<Option<Arc<FormFile>>>);

impl ReceivedForms {
    /// Takes the form in a file; answers what it offers.
    ///
    /// # Errors
    /// Where the file cannot be read or the form cannot be used; the one received before stays.
    pub fn take(&self, path: &Path) -> Result<Offered> {
        let read = read(path)?;
        let offered = offered(&read);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(read));
        Ok(offered)
    }

    /// The program's own form of an id, or the one received last.
    ///
    /// # Errors
    /// Where there is none.
    pub fn form(&self, own_id: Option<&str>) -> Result<Arc<FormFile>> {
        let found = match own_id {
            Some(id) => built_in(id).map(|form| Arc::new(own(form))),
            None => (self.0.lock().unwrap_or_else(PoisonError::into_inner)).clone(),
        };
        found.ok_or_else(|| Failure {
            code: "no-form".into(),
            message: "表单不在了，请在首页再选一次。".into(),
        })
    }
}

/// A form of the program's own with its samples.
pub fn own(form: &Arc<Form>) -> FormFile {
    FormFile {
        samples: sample::built_in(&form.id),
        form: Arc::clone(form),
    }
}

/// The program's own forms, as the first page offers them.
pub fn own_forms() -> Vec<Offered> {
    built_ins().iter().map(|form| offered(&own(form))).collect()
}

fn offered(file: &FormFile) -> Offered {
    let form = &file.form;
    let ids = form.applicants.iter().map(|applicant| &applicant.id);
    Offered {
        id: form.id.clone(),
        title: form.title.clone(),
        paper: form.documents.paper.clone(),
        notice: form.notice.clone(),
        applicants: form.applicants.clone(),
        samples: ids
            .filter(|id| file.samples.answers(id).is_some())
            .cloned()
            .collect(),
    }
}

fn read(path: &Path) -> Result<FormFile> {
    let mut bytes = Vec::new();
    // One more than is taken, so that it is known to be too large.
    File::open(path)
        .and_then(|file| file.take(LARGEST_FILE + 1).read_to_end(&mut bytes))
        .map_err(|error| Failure {
            code: "file-io".into(),
            message: format!(
                "“{}”读不出来（{}），请检查文件后再试。",
                path.display(),
                disk::in_words(&error)
            ),
        })?;
    FormFile::read(&bytes).map_err(|error| Failure {
        code: error.code().to_owned(),
        message: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_received_form_is_offered_until_another_one_is() {
        let place = tempfile::tempdir().unwrap();
        let water = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/forms/water.toml");
        let received = ReceivedForms::default();
        assert_eq!(received.form(None).unwrap_err().code, "no-form");
        let offered = received.take(&water).unwrap();
        assert_eq!(offered.paper, "申请书");
        assert_eq!(offered.applicants.len(), 2);
        assert!(offered.samples.is_empty());

        let broken = place.path().join("坏.toml");
        let text = std::fs::read_to_string(&water).unwrap();
        std::fs::write(&broken, text.replace("places = 3", "places = 99")).unwrap();
        let failure = received.take(&broken).unwrap_err();
        assert_eq!(failure.code, "form-contradiction");
        assert!(failure.message.contains("第 ") && failure.message.ends_with('。'));
        let failure = received.take(&place.path().join("没有.toml")).unwrap_err();
        assert_eq!(failure.code, "file-io");
        assert_eq!(received.form(None).unwrap().form.id, offered.id);

        let own = own_forms();
        assert_eq!(own.len(), built_ins().len());
        assert_eq!(own[0].samples.len(), own[0].applicants.len());
        assert_eq!(received.form(Some(&own[0].id)).unwrap().form.id, own[0].id);
    }
}
