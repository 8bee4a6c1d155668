//! `new`, `sample`.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::Write;
use std::path::Path;

use jiff::{Timestamp, Zoned};
use wufei::draft::words_of;
use wufei::file::{DraftFile, DraftIdentity, FileError};
use wufei::form::package::FormFile;
use wufei::form::{Path as Place, built_ins};
use wufei::sample;

use super::failure::Failure;
use super::form::{asked, received};

/// Makes an empty draft.
pub fn empty(
    file: &Path,
    applicant: &str,
    form: Option<&Path>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let form = asked(form)?.form;
    DraftFile::create(file, &form, applicant, &identity(), |_| {
        Ok::<(), FileError>(())
    })?;
    writeln!(out, "已新建草稿“{}”。", file.display())?;
    Ok(())
}

/// Makes a fictional application.
pub fn sample(
    file: &Path,
    applicant: &str,
    form: Option<&Path>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let now = Timestamp::now();
    let FormFile { form, samples } = asked(form)?;
    sample::create(file, &form, &samples, applicant, &identity(), now)?;
    writeln!(out, "已生成示例“{}”，内容全部虚构。", file.display())?;
    Ok(())
}

/// Makes a draft on the basis of an earlier one, and names what was taken over and what was not.
pub fn based_on(
    file: &Path,
    earlier: &Path,
    form: Option<&Path>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let form = form
        .map(received)
        .transpose()?
        .map(|received| received.form);
    let now = Timestamp::now();
    let made =
        DraftFile::create_based_on(file, form.as_ref(), &identity(), earlier, built_ins(), now)?;
    let (scope, draft) = (made.file.scope(), made.file.draft());
    let named = |path: &String| match path.as_str() {
        "attachments" => "附件".to_owned(),
        path => words_of(scope, draft, &Place::field(path)),
    };
    writeln!(
        out,
        "已新建草稿“{}”，沿用了“{}”中的 {} 项，请逐项核对。",
        file.display(),
        earlier.display(),
        made.file.unconfirmed().len()
    )?;
    if !made.left.is_empty() {
        let left: Vec<String> = made.left.iter().map(named).collect();
        writeln!(
            out,
            "没有沿用或只沿用了一部分、要重新填写的：{}。",
            left.join("、")
        )?;
    }
    Ok(())
}

fn identity() -> DraftIdentity {
    DraftIdentity {
        at: Zoned::now(),
        seed: RandomState::new().build_hasher().finish(),
        sample: false,
    }
}
