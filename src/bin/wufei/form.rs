//! `form check`, `form pack`; and the form that another command names.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use wufei::compose::Options;
use wufei::disk;
use wufei::draft::Draft;
use wufei::export::{self, Document};
use wufei::file::FileError;
use wufei::form::package::{self, FormFile};
use wufei::form::{Form, FormError, Problem, built_in, built_ins};
use wufei::sample;

use super::failure::Failure;

/// The form of a command: the one that was named, else the newest of the program's own.
pub fn asked(form: Option<&Path>) -> Result<FormFile, Failure> {
    match form {
        Some(form) => received(form),
        None => Ok(own(&built_ins()[0])),
    }
}

/// A form of the program's own with its samples.
fn own(form: &Arc<Form>) -> FormFile {
    FormFile {
        samples: sample::built_in(&form.id),
        form: Arc::clone(form),
    }
}

/// The form in a form file or a folder, or the program's own of an id.
pub fn received(path: &Path) -> Result<FormFile, Failure> {
    if let Some(form) = path.to_str().and_then(built_in)
        && !path.exists()
    {
        return Ok(own(form));
    }
    let refused = |error| Failure::Form {
        path: path.to_owned(),
        error,
    };
    let io = |source| Failure::Io {
        path: path.to_owned(),
        source,
    };
    if path.is_dir() {
        let mut files = Vec::new();
        package_files(path, "", &mut files).map_err(io)?;
        return FormFile::of(files).map_err(refused);
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(io)?;
    // One more than is taken, so that it is known to be too large.
    let read = file.take(package::LARGEST_FILE + 1).read_to_end(&mut bytes);
    read.map_err(io)?;
    FormFile::read(&bytes).map_err(refused)
}

/// The files of a folder that is to be a form file, by their names in it. Hidden ones are of the system.
fn package_files(
    folder: &Path,
    inside: &str,
    files: &mut Vec<(String, Vec<u8>)>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type()?;
        if name.starts_with('.') || kind.is_symlink() {
            continue;
        }
        match kind.is_dir() {
            // Deeper than a form file can be.
            true if inside.matches('/').count() >= package::DEPTH => {}
            true => package_files(&entry.path(), &format!("{inside}{name}/"), files)?,
            false if entry.metadata()?.len() > package::LARGEST_FILE => {
                return Err(io::Error::other(format!("{name} 太大")));
            }
            false => files.push((format!("{inside}{name}"), fs::read(entry.path())?)),
        }
    }
    Ok(())
}

/// Tells what is wrong with a form, and writes its empty papers for a look where it can be used.
pub fn check(file: &Path, to: Option<PathBuf>, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let read = match received(file) {
        Ok(read) => read,
        Err(Failure::Form {
            error: FormError::Problems(problems),
            ..
        }) => {
            tell_problems(&problems, out)?;
            return Ok(ExitCode::from(1));
        }
        Err(failure) => return Err(failure),
    };
    let to = to.unwrap_or_else(|| {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        file.with_file_name(disk::fit_name(&format!("{stem}-空白表")))
    });
    write_empty(&read.form, &to, out)?;
    let problems = sample::problems(&read.form, &read.samples);
    if !problems.is_empty() {
        tell_problems(&problems, out)?;
        return Ok(ExitCode::from(1));
    }
    let labels: Vec<&str> = (read.form.applicants.iter())
        .map(|a| a.label.as_str())
        .collect();
    writeln!(
        out,
        "表单“{}”（{}）没有问题，可供{}使用。空白表写在“{}”，请打开看一看。",
        read.form.title,
        read.form.id,
        labels.join("、"),
        to.display()
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the papers of an empty draft, of each kind of applicant into a folder of its own.
fn write_empty(form: &Arc<Form>, to: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    let none: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for applicant in &form.applicants {
        let Some(scope) = form.scope(&applicant.id) else {
            continue;
        };
        let draft = Draft::new(&form.id, &applicant.id);
        let folder = to.join(&applicant.label);
        let papers = export::write(
            &scope,
            &draft,
            &none,
            &Options::default(),
            Document::USUAL.as_ref(),
            &folder,
        )?;
        for document in &papers.written {
            writeln!(out, "{}", document.path.display())?;
        }
        if let Some(sentence) = export::unprintable_sentence(&papers.unprintable) {
            writeln!(out, "{sentence}")?;
        }
    }
    Ok(())
}

fn tell_problems(problems: &[Problem], out: &mut dyn Write) -> io::Result<()> {
    for problem in problems {
        writeln!(out, "{problem}")?;
    }
    writeln!(out, "共 {} 处问题。", problems.len())
}

/// Makes a form file of a folder.
pub fn pack(folder: &Path, to: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    let io = |source| Failure::Io {
        path: folder.to_owned(),
        source,
    };
    if to.symlink_metadata().is_ok() {
        return Err(FileError::Exists {
            path: to.to_owned(),
        }
        .into());
    }
    let mut files = Vec::new();
    package_files(folder, "", &mut files).map_err(io)?;
    let packed = package::packed(files).map_err(|error| Failure::Form {
        path: folder.to_owned(),
        error,
    })?;
    disk::write(to, &packed).map_err(|source| Failure::Io {
        path: to.to_owned(),
        source,
    })?;
    writeln!(
        out,
        "已打成表单文件“{}”，{}。",
        to.display(),
        export::mail::size_in_words(packed.len() as u64)
    )?;
    Ok(())
}
