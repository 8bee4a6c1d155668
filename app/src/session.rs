//! The open draft as the page sees it: each call goes to the core, and what follows is told anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Zoned;
use wufei::catalog::Catalog;
use wufei::check::{self, ChecklistItem, Due, Review};
use wufei::compare;
use wufei::compose::{Chart, Options, compose_chart};
use wufei::derive::{Figures, Quoted};
use wufei::disk;
use wufei::draft::{Attachment, AttachmentBytes as _, Delta, Draft, Edit, Request};
use wufei::export::{self, Document};
use wufei::file::{DraftFile, DraftIdentity, FileError};
use wufei::form::package::FormFile;
use wufei::form::{FieldKind, Form, Path as Place, Quote, What, built_ins};
use wufei::import::paste::{self, Proposal};
use wufei::sample;

use crate::api_types::{
    Change, ExportRequest, Exported, ExportedFile, Kind, Letter, Opened, Quotable, Recent,
    Reckoned, Sizes, State,
};
use crate::failure::{Failure, Result};
use crate::pending_attachments::Ready;
use crate::preview::Snapshot;
use crate::received_forms;

/// A draft that is open in the window.
#[derive(Debug)]
pub struct Session {
    pub(crate) file: DraftFile,
    /// When the file was last written, local time.
    saved: Zoned,
    /// Folders that documents were written into since it was opened, and which documents.
    exported: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

impl Session {
    /// Makes a new, empty draft of the newest form.
    ///
    /// # Errors
    /// Where it cannot be made, or something is there already.
    pub fn create(path: &Path, applicant: &str, now: &Zoned, seed: u64) -> Result<Session> {
        Session::create_of(current_form(), path, applicant, now, seed)
    }

    /// Makes a new, empty draft of a form.
    ///
    /// # Errors
    /// Where it cannot be made, or something is there already.
    pub fn create_of(
        form: &Arc<Form>,
        path: &Path,
        applicant: &str,
        now: &Zoned,
        seed: u64,
    ) -> Result<Session> {
        let identity = identity(now, seed, false);
        let file = DraftFile::create(
            path,
            form,
            applicant,
            &identity,
            |_| Ok::<(), FileError>(()),
        )?;
        Ok(Session::with(file, now))
    }

    /// Makes a new draft of the current form on the basis of an earlier one, which stays as it is.
    ///
    /// # Errors
    /// Where the earlier one cannot be read, or the new one cannot be made.
    pub fn based_on(path: &Path, earlier: &Path, now: &Zoned, seed: u64) -> Result<Session> {
        let identity = identity(now, seed, false);
        let made = DraftFile::create_based_on(
            path,
            None,
            &identity,
            earlier,
            built_ins(),
            now.timestamp(),
        )?;
        Ok(Session::with(made.file, now))
    }

    /// Makes the filled, fictional sample of the newest form.
    ///
    /// # Errors
    /// Where it cannot be made, or something is there already.
    pub fn sample(path: &Path, applicant: &str, now: &Zoned, seed: u64) -> Result<Session> {
        Session::sample_of(
            &received_forms::own(current_form()),
            path,
            applicant,
            now,
            seed,
        )
    }

    /// Makes the sample that a form brings.
    ///
    /// # Errors
    /// Where it has none, it cannot be made, or something is there already.
    pub fn sample_of(
        form: &FormFile,
        path: &Path,
        applicant: &str,
        now: &Zoned,
        seed: u64,
    ) -> Result<Session> {
        let identity = identity(now, seed, true);
        let FormFile { form, samples } = form;
        let file = sample::create(path, form, samples, applicant, &identity, now.timestamp())?;
        Ok(Session::with(file, now))
    }

    /// Opens a draft; `copies` is the folder of copies, where one of an earlier version is kept as it was.
    ///
    /// # Errors
    /// Where it is missing, no draft, damaged, newer or open elsewhere.
    pub fn open(path: &Path, copies: &Path, now: &Zoned) -> Result<Session> {
        let file = DraftFile::open_keeping(path, built_ins(), Some(copies))?;
        let changed = file.last_revision()?.map(|revision| revision.at);
        let mut session = Session::with(file, now);
        if let Some(changed) = changed {
            session.saved = changed.to_zoned(now.time_zone().clone());
        }
        Ok(session)
    }

    fn with(file: DraftFile, now: &Zoned) -> Session {
        Session {
            file,
            saved: now.clone(),
            exported: BTreeMap::new(),
        }
    }

    /// The form that the draft answers.
    pub fn form(&self) -> &Arc<Form> {
        &self.file.scope().form
    }

    /// Where the draft is.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Everything the page shows of the draft.
    pub fn opened(&self) -> Opened {
        let scope = self.file.scope();
        let draft = self.file.draft();
        let applicant = &scope.applicant;
        let guide = scope.form.guide.as_ref();
        let catalog = Catalog::load();
        Opened {
            path: self.path().display().to_string(),
            basis: self.file.based_on().map(str::to_owned),
            form: asked(&scope.form, &applicant.id),
            applicant: applicant.clone(),
            guide: guide
                .map(|guide| guide.items(&applicant.id).cloned().collect())
                .unwrap_or_default(),
            industries: catalog
                .industries()
                .iter()
                .map(|industry| (industry.code.clone(), industry.name.clone()))
                .collect(),
            provinces: catalog
                .provinces()
                .iter()
                .filter_map(|division| division.short.clone())
                .collect(),
            answers: draft
                .answers()
                .map(|(path, answer)| (path.to_owned(), answer.clone()))
                .collect(),
            attachments: draft.attachments().to_vec(),
            state: self.state(),
        }
    }

    /// Applies an edit of the page.
    ///
    /// # Errors
    /// Where the form has no such place, the value does not fit it, or the file cannot be written.
    pub fn apply(&mut self, request: &Request, now: &Zoned) -> Result<Change> {
        let edit = request.read(self.file.scope(), self.file.draft())?;
        let deltas = self.file.apply(&edit, &[], now.timestamp())?;
        Ok(self.change(&deltas, now))
    }

    /// Takes back the last change.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn undo(&mut self, now: &Zoned) -> Result<Change> {
        let before = self.file.draft().clone();
        let deltas = self.file.undo(now.timestamp())?;
        Ok(self.moved(&before, &deltas, now))
    }

    /// Does again what was taken back.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn redo(&mut self, now: &Zoned) -> Result<Change> {
        let before = self.file.draft().clone();
        let deltas = self.file.redo(now.timestamp())?;
        Ok(self.moved(&before, &deltas, now))
    }

    /// Notes that answers taken over from an earlier draft were looked at.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn confirm(&mut self, fields: &[String], now: &Zoned) -> Result<Change> {
        self.file.confirm(fields)?;
        Ok(self.change(&[], now))
    }

    /// Attaches files as one change.
    ///
    /// # Errors
    /// Where the kind is unknown or the draft cannot be written.
    pub fn attach(&mut self, files: Vec<Ready>, now: &Zoned) -> Result<Change> {
        let mut edits = Vec::new();
        let mut contents = Vec::new();
        let mut known: Vec<Attachment> = self.file.draft().attachments().to_vec();
        for Ready { attachment, bytes } in files {
            let attachment = Attachment {
                id: free_id(&known),
                file: free_name(&known, &attachment.file),
                ..attachment
            };
            known.push(attachment.clone());
            edits.push(Edit::PutAttachment { attachment });
            contents.push(bytes);
        }
        let deltas = self
            .file
            .apply(&Edit::All(edits), &contents, now.timestamp())?;
        Ok(self.change(&deltas, now))
    }

    /// The draft as it stands, to lay out its paper.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            scope: self.file.scope().clone(),
            draft: self.file.draft().clone(),
            number: self.file.number().to_owned(),
        }
    }

    /// The chart that the narrative draws of the figures at a path; `None` while there are none.
    pub fn chart(&self, of: &str) -> Option<Chart> {
        compose_chart(self.file.scope(), self.file.draft(), &Quote::read(of))
    }

    /// The bytes of an attachment.
    ///
    /// # Errors
    /// Where there is no such attachment, or the file cannot be read.
    pub fn bytes(&self, id: &str) -> Result<Vec<u8>> {
        let bytes = self.file.read(id).map_err(|error| Failure {
            code: "attachment-bytes".into(),
            message: format!("附件读不出来（{error}），请重新打开草稿再试。"),
        })?;
        Ok(bytes.into_owned())
    }

    /// The attachment of an id.
    pub fn attachment(&self, id: &str) -> Option<&Attachment> {
        self.file.draft().attachment(id)
    }

    /// Writes documents into a folder.
    ///
    /// # Errors
    /// Where errors remain and the last version was asked for, or something cannot be written.
    pub fn export(&mut self, request: &ExportRequest, folder: &Path) -> Result<Exported> {
        let review = self.review();
        self.refuse_unready(request, &review)?;
        let options = Options {
            draft_number: self.file.number().to_owned(),
            unfinished: !review.ready,
            notice_years: request.notice_years,
            changed: self.file.last_revision()?.map(|revision| revision.at),
        };
        let documents: Vec<Document> = request.only.iter().map(|kind| kind.document()).collect();
        let papers = export::write(
            self.file.scope(),
            self.file.draft(),
            &self.file,
            &options,
            &documents,
            folder,
        )?;
        let paths = papers.written.iter().map(|document| document.path.clone());
        self.exported
            .entry(folder.to_owned())
            .or_default()
            .extend(paths);
        let size_of = |file: &str| {
            let path = folder.join(file);
            let document = papers.written.iter().find(|one| one.path == path);
            document.map_or(0, |document| document.size)
        };
        Ok(Exported {
            folder: folder.display().to_string(),
            letter: papers.letter.map(|letter| Letter {
                large: self.too_large(size_of(&letter.file)),
                file: letter.file,
                to: letter.to,
                subject: letter.subject,
                body: letter.body,
            }),
            notes: [
                export::unprintable_sentence(&papers.unprintable),
                export::leftover_files_sentence(&papers.leftover_files),
            ]
            .into_iter()
            .flatten()
            .collect(),
            files: papers
                .written
                .into_iter()
                .map(|document| ExportedFile {
                    name: name_inside(folder, &document.path),
                    size: document.size,
                })
                .collect(),
        })
    }

    /// Writes documents into the folder beside the draft. Where that takes none, another can be chosen.
    ///
    /// # Errors
    /// As [`export`](Self::export).
    pub fn export_beside(&mut self, request: &ExportRequest) -> Result<Exported> {
        let folder = self.folder_beside();
        self.export(request, &folder).map_err(|mut failure| {
            if failure.code == "io" {
                failure
                    .message
                    .push_str("草稿旁边放不下时，请在“导出”里点“导出到文件夹…”，另选一个文件夹。");
            }
            failure
        })
    }

    /// Says that an e-mail of so many bytes is larger than the form knows to be accepted.
    fn too_large(&self, bytes: u64) -> Option<String> {
        let limit = self.form().mail.as_ref()?;
        (bytes > limit.bytes).then(|| {
            format!(
                "这封邮件有 {}，超过 {}，多半发不出去：可以不附随附材料，另外分几封发。{}",
                check::megabytes(bytes),
                check::megabytes(limit.bytes),
                limit.source
            )
        })
    }

    /// Refuses a last version while errors remain; asked before a folder is.
    ///
    /// # Errors
    /// `draft-has-errors`.
    pub fn refuse_unready(&self, request: &ExportRequest, review: &Review) -> Result<()> {
        if request.last && !review.ready {
            return Err(Failure {
                code: "draft-has-errors".into(),
                message: format!(
                    "还有 {} 处错误，没有导出定稿。请改正后再试，或先导出草稿。",
                    review.counts.error
                ),
            });
        }
        Ok(())
    }

    /// What a check says now.
    pub fn review(&self) -> Review {
        check::review(self.file.scope(), self.file.draft())
    }

    /// The days until which the draft is to be handed in, seen from the day of `now`.
    pub fn deadlines(&self, now: &Zoned) -> Vec<Due> {
        check::deadlines(self.file.scope(), self.file.draft(), now.date())
    }

    /// What is still to be done with the finished papers, seen from the day of `now`.
    pub fn checklist(&self, now: &Zoned) -> Vec<ChecklistItem> {
        let review = self.review();
        check::checklist(self.file.scope(), self.file.draft(), &review, now.date())
    }

    /// The folder beside the draft for what is printed and sent: 申报书-报送 beside 申报书.wufei.
    /// It is not a hidden or temporary one: programs in a snap cannot read those.
    pub fn folder_beside(&self) -> PathBuf {
        let stem = self.path().file_stem().unwrap_or_default();
        let name = format!("{}-报送", stem.to_string_lossy());
        self.path().with_file_name(name)
    }

    /// A folder that documents were written into, as [`Exported::folder`] names it, or one of the
    /// documents in it by its file name; nothing else on the disk is ever given.
    pub fn exported(&self, folder: &str, name: Option<&str>) -> Option<&Path> {
        let (folder, documents) = self
            .exported
            .iter()
            .find(|(known, _)| known.display().to_string() == folder)?;
        match name {
            None => Some(folder),
            Some(name) => documents
                .iter()
                .map(PathBuf::as_path)
                .find(|path| name_inside(folder, path) == name),
        }
    }

    /// Keeps a copy of the draft in the folder of copies. That one could not be made is no reason to
    /// stop anybody.
    pub fn back_up(&self, inside: &Path) {
        if let Err(error) = self.file.back_up(inside) {
            eprintln!("没有备份：{error}");
        }
    }

    /// The draft in the list of drafts worked on last, with what a check says of it now.
    pub fn recent(&self, review: &Review) -> Recent {
        let scope = self.file.scope();
        Recent {
            path: self.path().display().to_string(),
            name: self
                .file
                .draft()
                .text(scope, &scope.form.documents.name)
                .unwrap_or_default()
                .to_owned(),
            applicant: scope.applicant.label.clone(),
            errors: review.counts.error,
            when: self.saved.strftime("%Y-%m-%d %H:%M").to_string(),
            number: self.file.number().to_owned(),
        }
    }

    fn change(&mut self, deltas: &[Delta], now: &Zoned) -> Change {
        if !deltas.is_empty() {
            self.saved = now.clone();
        }
        let draft = self.file.draft();
        let mut answers = BTreeMap::new();
        let mut attachments = None;
        for delta in deltas {
            match delta {
                Delta::Attachments { .. } => attachments = Some(draft.attachments().to_vec()),
                // What the page shows of them stands in the state.
                Delta::Removed { .. } => {}
                Delta::Answer { field, .. } | Delta::Splice { field, .. } => {
                    answers.insert(field.clone(), draft.answer(field).cloned());
                }
            }
        }
        Change {
            answers,
            attachments,
            places: Vec::new(),
            state: self.state(),
        }
    }

    /// A change that nobody typed: it tells where to look.
    pub(crate) fn moved(&mut self, before: &Draft, deltas: &[Delta], now: &Zoned) -> Change {
        let places = compare::differences(self.file.scope(), before, self.file.draft());
        Change {
            places: places
                .into_iter()
                .map(|difference| difference.path)
                .collect(),
            ..self.change(deltas, now)
        }
    }

    fn state(&self) -> State {
        State {
            review: self.review(),
            figures: self.quotable(),
            carried: self.file.unconfirmed().iter().cloned().collect(),
            printed: self.printed(),
            units: Figures::new(self.file.scope(), self.file.draft()).units(),
            sums: Figures::new(self.file.scope(), self.file.draft()).sums(),
            sizes: self.sizes(),
            undo: self.file.undoable().map(str::to_owned),
            redo: self.file.redoable().map(str::to_owned),
            saved: self.saved.strftime("%H:%M").to_string(),
        }
    }

    /// Figures and days as printed, where that is not what was typed.
    fn printed(&self) -> BTreeMap<String, String> {
        let scope = self.file.scope();
        let draft = self.file.draft();
        let figures = Figures::new(scope, draft);
        let mut places = Vec::new();
        for (_, field) in scope.fields() {
            if field.kind == FieldKind::Date {
                places.push(Place::field(&field.path));
            }
            places.extend(figures.figures_in(field));
        }
        places
            .into_iter()
            .filter_map(|at| {
                let typed = draft.typed(&at)?;
                let printed = figures.printed(&at).filter(|printed| printed != typed)?;
                Some((at.to_string(), printed))
            })
            .collect()
    }

    /// What pasting a table into a cell of a grid would do; nothing is changed.
    ///
    /// # Errors
    /// Where the place is in no grid, or the table is far too large.
    pub fn propose_paste(&self, at: &str, cells: &[Vec<String>]) -> Result<Proposal> {
        paste::propose(self.file.scope(), self.file.draft(), at, cells).map_err(|error| Failure {
            code: error.code().to_owned(),
            message: error.to_string(),
        })
    }

    fn sizes(&self) -> Sizes {
        let attachments = self.file.draft().attachments();
        let mail = self.form().mail.as_ref();
        Sizes {
            files: check::megabytes(attachments.iter().map(|a| a.size).sum()),
            mail: check::megabytes(check::mail_size(attachments)),
            limit: mail.map(|mail| mail.source.clone()),
        }
    }

    /// Every figure of the tables that the narrative may quote, as printed, and all that it does quote.
    fn quotable(&self) -> BTreeMap<String, Quotable> {
        let figures = Figures::new(self.file.scope(), self.file.draft());
        let told = figures.quotable().into_iter();
        let mut all: BTreeMap<String, Quotable> = told
            .map(|(quote, quoted)| (quote.to_string(), in_words(&figures, &quote, quoted)))
            .collect();
        for quote in figures.quotes_in_texts() {
            all.entry(quote.to_string())
                .or_insert_with(|| in_words(&figures, &quote, figures.quoted(&quote)));
        }
        all
    }

    /// What the narrative may quote beside the figures themselves: changes, sums, shares.
    pub fn reckoned(&self) -> Vec<Reckoned> {
        let figures = Figures::new(self.file.scope(), self.file.draft());
        let told = figures.reckoned().into_iter();
        told.map(|(quote, quoted)| Reckoned {
            figure: in_words(&figures, &quote, quoted),
            quote: quote.to_string(),
        })
        .collect()
    }
}

fn identity(now: &Zoned, seed: u64, sample: bool) -> DraftIdentity {
    DraftIdentity {
        at: now.clone(),
        seed,
        sample,
    }
}

/// What is quoted, as the page shows it.
fn in_words(figures: &Figures<'_>, quote: &Quote, quoted: Quoted) -> Quotable {
    let kind = quote.kind();
    let place = || match &quote.what {
        What::Share(path) => Some(path.clone()),
        _ => figures.quote_inputs(quote).pop(),
    };
    Quotable {
        label: quoted.words,
        brief: (quoted.brief != quoted.text).then_some(quoted.brief),
        value: quoted.text,
        unit: quoted.unit,
        lead: quoted.lead,
        state: quoted.state,
        kind,
        place: kind.and_then(|_| place()).map(|place| place.to_string()),
        origin: kind.and_then(|_| figures.quote_origin(quote)),
    }
}

impl Kind {
    fn document(self) -> Document {
        match self {
            Kind::Docx => Document::Docx,
            Kind::Xlsx => Document::Xlsx,
            Kind::Pdf => Document::Pdf,
            Kind::Summary => Document::Summary,
            Kind::Seal => Document::Seal,
            Kind::Attachments => Document::Attachments,
            Kind::Eml => Document::Eml,
        }
    }
}

/// The form that new drafts are made of.
pub fn current_form() -> &'static Arc<Form> {
    &built_ins()[0]
}

/// A form without what is asked of other kinds of applicant.
fn asked(form: &Form, applicant: &str) -> Form {
    let mut form = form.clone();
    form.guide = None;
    let mine = |of: &Option<String>| of.as_deref().is_none_or(|id| id == applicant);
    form.sections.retain(|section| mine(&section.applicant));
    form.tables.retain(|table| table.applicant == applicant);
    form.derived.retain(|derived| mine(&derived.applicant));
    form.requirements
        .retain(|requirement| mine(&requirement.applicant));
    form.rules
        .retain(|rule| rule.applicant().is_none_or(|id| id == applicant));
    form
}

fn free_id(known: &[Attachment]) -> String {
    (1..)
        .map(|number| format!("a{number}"))
        .find(|id| known.iter().all(|attachment| attachment.id != *id))
        .unwrap_or_default()
}

/// A relative file name for a new attachment that no other has, fit for every system.
fn free_name(known: &[Attachment], name: &str) -> String {
    let plain = disk::fit_name(name.rsplit(['/', '\\']).next().unwrap_or_default());
    let plain = match plain.trim_matches(['.', ' ']) {
        "" => "附件",
        plain => plain,
    };
    let (stem, ending) = match plain.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (plain, String::new()),
    };
    let taken = |file: &str| {
        known
            .iter()
            .any(|attachment| attachment.file.to_lowercase() == file.to_lowercase())
    };
    std::iter::once(format!("files/{stem}{ending}"))
        .chain((2..).map(|number| format!("files/{stem}（{number}）{ending}")))
        .find(|file| !taken(file))
        .unwrap_or_default()
}

/// The name of a file in a folder, with the folder between them where there is one:
/// `随附材料/1 方案.pdf`.
fn name_inside(folder: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(folder).unwrap_or(path).iter();
    let parts: Vec<_> = parts.map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
