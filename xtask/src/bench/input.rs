//! What is measured: drafts with photographs, and programs that write the same documents.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{COMPARED, GROWING, measure, wufei};
use crate::place;
use crate::process::{Failure, Outcome, folder, program, run};

/// Everything that stays as it is while programs are measured.
pub struct Input {
    /// Where drafts, photographs and documents are.
    work: PathBuf,
    /// The scripts.
    tools: PathBuf,
    python: PathBuf,
}

impl Input {
    /// Makes photographs, drafts and the content for the other programs.
    ///
    /// # Errors
    /// When a program does not succeed or a file cannot be written.
    pub fn prepare(tools: &Path, environment: &Path) -> Outcome<Input> {
        let input = Input {
            work: place::target().join("bench"),
            tools: tools.to_owned(),
            python: environment.join("bin/python"),
        };
        folder(&input.work)?;
        // Photographs stay from run to run, all else is the program's own and made anew.
        run(input
            .script("photos.py")
            .arg(input.photos())
            .arg(GROWING.iter().max().unwrap_or(&0).to_string()))?;
        let sample = input.sample();
        remove(&sample)?;
        run(wufei()
            .arg("sample")
            .arg(&sample)
            .args(["--applicant", "enterprise"])
            .stdout(Stdio::null()))?;
        let shown = input.work.join("sample.json");
        let file = std::fs::File::create(&shown).map_err(|error| unwritable(&shown, &error))?;
        run(wufei()
            .arg("show")
            .arg(&sample)
            .arg("--files")
            .arg(input.photos())
            .stdout(file))?;
        for photos in GROWING {
            run(input
                .script("answers.py")
                .arg(&shown)
                .arg(photos.to_string())
                .arg(input.answers(photos)))?;
            run(input.insert(photos)?.stdout(Stdio::null()))?;
            copy(&input.inserted(), &input.draft(photos))?;
        }
        run(input.export(COMPARED).stdout(Stdio::null()))?;
        run(input
            .script("content.py")
            .arg(input.documents(COMPARED))
            .arg(input.photos())
            .arg(COMPARED.to_string()))?;
        // The first start of LibreOffice makes its profile.
        measure::cost(&mut input.office())?;
        Ok(input)
    }

    /// Exports the draft with so many photographs: all three documents.
    pub fn export(&self, photos: usize) -> Command {
        let mut command = wufei();
        command
            .arg("export")
            .arg(self.draft(photos))
            .arg("--to")
            .arg(self.documents(photos));
        command
    }

    /// Puts so many photographs into a draft without any.
    ///
    /// # Errors
    /// When that draft cannot be laid out anew.
    pub fn insert(&self, photos: usize) -> Outcome<Command> {
        copy(&self.sample(), &self.inserted())?;
        let mut command = wufei();
        command
            .arg("set")
            .arg(self.inserted())
            .arg(self.answers(photos))
            .arg("--files")
            .arg(self.photos());
        Ok(command)
    }

    /// Writes the documents with Python libraries and typst; `pictures` are `small` or `large`.
    pub fn python(&self, pictures: &str) -> Command {
        let mut command = self.script("compare.py");
        command
            .arg(self.documents(COMPARED))
            .arg(pictures)
            .arg(self.work.join("python").join(pictures))
            .arg(place::root().join("assets/fonts"));
        command
    }

    /// Makes a PDF of our Word file.
    pub fn office(&self) -> Command {
        let mut command = program("soffice");
        command
            .arg(format!(
                "-env:UserInstallation=file://{}",
                self.work.join("office-profile").display()
            ))
            .args(["--headless", "--convert-to", "pdf", "--outdir"])
            .arg(self.work.join("office"))
            .arg(self.documents(COMPARED).join("申报书.docx"));
        command
    }

    fn script(&self, name: &str) -> Command {
        let mut command = program(&self.python);
        command.arg(self.tools.join(name));
        command
    }

    fn photos(&self) -> PathBuf {
        self.work.join("photos")
    }

    fn sample(&self) -> PathBuf {
        self.work.join("sample.wufei")
    }

    fn inserted(&self) -> PathBuf {
        self.work.join("inserted.wufei")
    }

    fn answers(&self, photos: usize) -> PathBuf {
        self.work.join(format!("answers-{photos}.json"))
    }

    fn draft(&self, photos: usize) -> PathBuf {
        self.work.join(format!("draft-{photos}.wufei"))
    }

    fn documents(&self, photos: usize) -> PathBuf {
        self.work.join(format!("documents-{photos}"))
    }
}

fn copy(from: &Path, to: &Path) -> Outcome {
    std::fs::copy(from, to)
        .map(|_| ())
        .map_err(|error| unwritable(to, &error))
}

fn remove(path: &Path) -> Outcome {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(unwritable(path, &error)),
        _ => Ok(()),
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("“{}”写不进去：{error}。", place::shown(path)))
}
