//! The samples: complete, fictional applications, one for each kind of applicant of a form.

use std::io;
use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use jiff::Timestamp;

use crate::file::{Birth, DraftFile, FileError};
use crate::form::Form;

/// `assets/samples`: for an applicant `enterprise` its answers `enterprise.json` and the files of
/// its attachments.
static SAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/samples");

/// Makes the sample for a kind of applicant, marked as one.
///
/// # Errors
/// [`FileError`] where the file cannot be made or there is no sample for this form and applicant.
pub fn create(
    path: &Path,
    form: &Arc<Form>,
    applicant: &str,
    birth: &Birth,
    at: Timestamp,
) -> Result<DraftFile, FileError> {
    let birth = Birth {
        sample: true,
        ..birth.clone()
    };
    DraftFile::create(path, form, applicant, &birth, |file| {
        let answers = SAMPLES
            .get_file(format!("{applicant}.json"))
            .and_then(|file| file.contents_utf8())
            .unwrap_or("{}");
        file.merge(answers, bytes, at)
    })
}

fn bytes(file: &str) -> io::Result<Vec<u8>> {
    SAMPLES
        .get_file(file)
        .map(|file| file.contents().to_owned())
        .ok_or_else(|| io::ErrorKind::NotFound.into())
}
