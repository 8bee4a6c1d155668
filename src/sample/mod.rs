//! The samples: complete, fictional applications, one for each kind of applicant of a form. They belong to
//! their form: those of a built-in form come with the program, others with the form's file.

use std::borrow::Cow;
use std::io;
use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use jiff::Timestamp;

use crate::draft::Incoming;
use crate::file::{DraftFile, DraftIdentity, FileError};
use crate::form::package::Samples;
use crate::form::{Form, Problem, ProblemKind};

/// `assets/samples`, of the form of that id: for an applicant `enterprise` its answers `enterprise.json` and
/// the files of its attachments.
static BUILT_IN: [(&str, Dir<'_>); 1] = [(
    "miit-2025-539",
    include_dir!("$CARGO_MANIFEST_DIR/assets/samples"),
)];

/// The samples that come with the program for the form of an id.
pub fn built_in(form: &str) -> Samples {
    let own = BUILT_IN.iter().find(|(id, _)| *id == form);
    own.map_or_else(Samples::default, |(_, folder)| Samples::new(files(folder)))
}

fn files(folder: &'static Dir<'static>) -> Vec<(String, Cow<'static, [u8]>)> {
    let own = folder.files().map(|file| {
        // The program is built with `/` or `\\` between folders; answers name files with `/`.
        let name = file.path().to_string_lossy().replace('\\', "/");
        (name, Cow::Borrowed(file.contents()))
    });
    own.chain(folder.dirs().flat_map(files)).collect()
}

/// Makes the sample for a kind of applicant, marked as one.
///
/// # Errors
/// [`FileError`] where the file cannot be made or the form has no such kind of applicant or no sample for it.
pub fn create(
    path: &Path,
    form: &Arc<Form>,
    samples: &Samples,
    applicant: &str,
    identity: &DraftIdentity,
    at: Timestamp,
) -> Result<DraftFile, FileError> {
    let identity = DraftIdentity {
        sample: true,
        ..identity.clone()
    };
    DraftFile::create(path, form, applicant, &identity, |file| {
        let answers = samples.answers(applicant);
        let answers = answers.ok_or_else(|| FileError::NoSample {
            applicant: file.scope().applicant.label.clone(),
        })?;
        let bytes = |name: &str| -> io::Result<Vec<u8>> {
            let found = samples.file(name).map(<[u8]>::to_vec);
            found.ok_or_else(|| io::ErrorKind::NotFound.into())
        };
        file.merge(&crate::file::decode(answers.to_vec())?, bytes, at)
    })
}

/// What is wrong with the samples of a form: answers that do not fit it, files that are not there.
pub fn problems(form: &Arc<Form>, samples: &Samples) -> Vec<Problem> {
    let mut found = Vec::new();
    for applicant in &form.applicants {
        let (Some(scope), Some(answers)) =
            (form.scope(&applicant.id), samples.answers(&applicant.id))
        else {
            continue;
        };
        let mut tell = |what: String| {
            found.push(Problem {
                file: format!("samples/{}.json", applicant.id),
                line: None,
                kind: ProblemKind::Contradiction,
                what,
            });
        };
        let json = match crate::file::decode(answers.to_vec()) {
            Ok(json) => json,
            Err(error) => {
                tell(error.to_string().trim_end_matches('。').to_owned());
                continue;
            }
        };
        match Incoming::parse(&scope, &json) {
            Err(error) => tell(format!("{}：{}", error.path, error.reason)),
            Ok(incoming) => {
                let missing = incoming.attachments.unwrap_or_default().into_iter();
                missing
                    .filter(|entry| samples.file(&entry.file).is_none())
                    .for_each(|entry| tell(format!("附件“{}”不在 samples 文件夹里", entry.file)));
            }
        }
    }
    found
}
