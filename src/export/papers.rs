//! All documents of a draft, written together: composed once, made beside each other, each read
//! back, and put in place only when all of them are whole.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Seek, Write};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread::{self, ScopedJoinHandle};

use tempfile::NamedTempFile;

use super::mail::{self, Mail, size_in_words};
use super::sum::Sum;
use super::{ExportError, docx, pdf, xlsx};
use crate::compose::{Block, Composition, Options, compose, compose_summary, listed};
use crate::disk;
use crate::draft::{Attachment, AttachmentBytes, Draft, fingerprint};
use crate::form::{Scope, SectionKind};
use crate::layout::{self, FontBook, Pages, Unprintable};

/// File name of the pages that are stamped.
const SEAL: &str = "盖章页";

/// File name of the e-mail draft.
const MAIL: &str = "申报邮件";

/// One of the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Document {
    /// The paper as a Word file.
    Docx,
    /// The tables as a workbook.
    Xlsx,
    /// The paper as PDF.
    Pdf,
    /// The authority's list with the applicant's row, one landscape page as a Word file.
    Summary,
    /// The pages that are stamped ([`Section::stamped`](crate::form::Section::stamped)), as PDF for the
    /// printer.
    Seal,
    /// 随附材料: the attached files themselves, in a folder of their own, numbered as the paper lists
    /// them.
    Attachments,
    /// An e-mail draft with Word, Excel and PDF, for the applicant's own mail program; with the
    /// attached files too where those are asked for beside it.
    Eml,
}

impl Document {
    /// What is handed in, in the order in which people name them.
    pub const USUAL: [Document; 3] = [Document::Docx, Document::Xlsx, Document::Pdf];

    /// Every document, in the order in which they are made.
    pub const ALL: [Document; 7] = [
        Document::Docx,
        Document::Xlsx,
        Document::Pdf,
        Document::Summary,
        Document::Seal,
        Document::Attachments,
        Document::Eml,
    ];

    /// What the command line calls it.
    pub fn word(self) -> &'static str {
        match self {
            Document::Docx => "docx",
            Document::Xlsx => "xlsx",
            Document::Pdf => "pdf",
            Document::Summary => "summary",
            Document::Seal => "seal",
            Document::Attachments => "attachments",
            Document::Eml => "eml",
        }
    }
}

/// A document that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
}

/// The documents that were written, and what their reader should know of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Papers {
    /// The documents, in the order in which people name them.
    pub written: Vec<Written>,
    /// Characters that no font of the program has; the PDF prints 〓 in their places.
    pub unprintable: Vec<Unprintable>,
    /// What the e-mail says, where there is one.
    pub letter: Option<Letter>,
    /// Files in the folder of the attached files that are from earlier, by name.
    pub strangers: Vec<String>,
}

/// What the e-mail says, for who writes it by hand in a web page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Name of its file.
    pub file: String,
    /// Whom it goes to, empty while unknown.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// What it says, lines ended by `\n`.
    pub body: String,
}

/// Names what lies beside the attached files from earlier, in one Chinese sentence; `None` where
/// there is nothing.
pub fn strangers_sentence(strangers: &[String]) -> Option<String> {
    let (first, more) = strangers.split_first()?;
    let names = match more {
        [] => format!("“{first}”"),
        _ => format!("“{first}”等 {} 个文件", strangers.len()),
    };
    Some(format!(
        "放附件的文件夹里还有{names}，不是这次写出的，报送前请看一看，用不着的请删掉。"
    ))
}

/// Names the characters that could not be printed, in one Chinese sentence; `None` where there are
/// none.
pub fn unprintable_sentence(unprintable: &[Unprintable]) -> Option<String> {
    let chars: Vec<String> = unprintable
        .iter()
        .map(|found| {
            format!(
                "“{}”（U+{:04X}，{} 处）",
                found.char,
                u32::from(found.char),
                found.times
            )
        })
        .collect();
    if chars.is_empty() {
        return None;
    }
    Some(format!(
        "这些字没有字体可印，PDF 中印成“〓”：{}。请换用通行的写法，或打印后手写补上。",
        chars.join("、")
    ))
}

/// Writes documents of a draft into a folder, which is made where it is missing. Each is read back
/// and compared before any takes the place of an earlier one; when something fails, the folder
/// keeps the documents it had.
///
/// # Errors
/// [`ExportError`] where a picture cannot be read, a writer fails or the folder cannot be written.
pub fn write(
    scope: &Scope,
    draft: &Draft,
    bytes: &dyn AttachmentBytes,
    options: &Options,
    documents: &[Document],
    folder: &Path,
) -> Result<Papers, ExportError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| ExportError::Io { path, source }
    };
    let begin = |name: &str| {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).map_err(io(parent))?;
        disk::begin(&path).map_err(io(&path))
    };
    let end = |name: &str, file: NamedTempFile| {
        let path = folder.join(name);
        let size = file.as_file().metadata().map_err(io(&path))?.len();
        let file = disk::end(file).map_err(io(&path))?;
        // A document that is open in Word cannot be replaced on Windows: better known before the
        // first one is.
        if path.exists() {
            std::fs::File::options()
                .write(true)
                .open(&path)
                .map_err(io(&path))?;
        }
        Ok((file, path, size))
    };
    let made =
        each(scope, draft, bytes, options, documents, begin, end).map_err(|error| match error {
            // A writer knows its file's name alone.
            ExportError::Io { path, source } if !path.starts_with(folder) => ExportError::Io {
                path: folder.join(path),
                source,
            },
            other => other,
        })?;
    let mut written = Vec::new();
    for (file, path, size) in made.given {
        disk::put(file, &path).map_err(io(&path))?;
        written.push(Written { path, size });
    }
    let strangers = match documents.contains(&Document::Attachments) {
        true => strangers(&folder.join(attached_folder(scope)), &written),
        false => Vec::new(),
    };
    Ok(Papers {
        written,
        unprintable: made.unprintable,
        letter: made.letter,
        strangers,
    })
}

/// Names of the files in a folder that are not among those just written.
fn strangers(folder: &Path, written: &[Written]) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| !written.iter().any(|document| document.path == *path))
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .filter(|name| !is_of_the_system(name))
        .collect();
    names.sort();
    names
}

/// Whether a file was put there by a file manager: nobody sees it, and nobody hands it in.
fn is_of_the_system(name: &str) -> bool {
    name.starts_with('.') || ["Thumbs.db", "desktop.ini"].contains(&name)
}

/// Makes documents of a draft in memory and reads each back: file name and bytes.
///
/// # Errors
/// As [`write`], the folder aside.
pub fn make(
    scope: &Scope,
    draft: &Draft,
    bytes: &dyn AttachmentBytes,
    options: &Options,
    documents: &[Document],
) -> Result<Vec<(String, Vec<u8>)>, ExportError> {
    let begin = |_: &str| Ok(Cursor::default());
    let end = |name: &str, content: Cursor<Vec<u8>>| Ok((name.to_owned(), content.into_inner()));
    each(scope, draft, bytes, options, documents, begin, end).map(|made| made.given)
}

/// What was made of a draft.
struct Made<G> {
    /// What became of each file, in the order of [`Document::ALL`].
    given: Vec<G>,
    unprintable: Vec<Unprintable>,
    letter: Option<Letter>,
}

/// What a document is written into and read back from: a file, or memory.
trait Outlet: Sync {
    /// To be written into.
    fn writer(&mut self) -> impl Write + Seek;

    /// All that was written into it.
    fn content(&self) -> io::Result<impl Deref<Target = [u8]>>;

    /// The same, to be read from its beginning piece by piece.
    fn reader(&self) -> io::Result<impl Read + Seek>;

    /// Waits until that is on the disk.
    fn settle(&self) -> io::Result<()>;
}

impl Outlet for NamedTempFile {
    fn writer(&mut self) -> impl Write + Seek {
        // As it is, so that the system's own words come through.
        self.as_file_mut()
    }

    fn content(&self) -> io::Result<impl Deref<Target = [u8]>> {
        disk::map(self.path())
    }

    fn reader(&self) -> io::Result<impl Read + Seek> {
        self.reopen()
    }

    fn settle(&self) -> io::Result<()> {
        self.as_file().sync_all()
    }
}

impl Outlet for Cursor<Vec<u8>> {
    fn writer(&mut self) -> impl Write + Seek {
        self
    }

    fn content(&self) -> io::Result<impl Deref<Target = [u8]>> {
        Ok(self.get_ref().as_slice())
    }

    fn reader(&self) -> io::Result<impl Read + Seek> {
        Ok(Cursor::new(self.get_ref().as_slice()))
    }

    fn settle(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Makes documents, each in an outlet that was begun for it, reads each back and ends it.
fn each<O: Outlet, G: Send>(
    scope: &Scope,
    draft: &Draft,
    bytes: &dyn AttachmentBytes,
    options: &Options,
    documents: &[Document],
    begin: impl Fn(&str) -> Result<O, ExportError> + Sync,
    end: impl Fn(&str, O) -> Result<G, ExportError> + Sync,
) -> Result<Made<G>, ExportError> {
    let asked = |of: &[Document]| of.iter().any(|document| documents.contains(document));
    // The e-mail carries what is handed in, written beside it or not.
    let wanted = |document: &Document| {
        documents.contains(document)
            || asked(&[Document::Eml]) && Document::USUAL.contains(document)
    };
    let wants = |of: &[Document]| of.iter().any(wanted);
    let composition = compose(scope, draft, options);
    let set_in_type = [
        Document::Docx,
        Document::Pdf,
        Document::Summary,
        Document::Seal,
    ];
    let fonts = wants(&set_in_type).then(FontBook::find).transpose()?;
    // A form without the list has nothing to write.
    let list = match wants(&[Document::Summary]) {
        true => compose_summary(scope, draft, options),
        false => None,
    };
    let source = Source {
        composition: &composition,
        list: list.as_ref(),
        fonts: fonts.as_ref(),
    };
    // What the e-mail carries is kept until that is written.
    let enclose = asked(&[Document::Eml]);
    let finish = |document: Document, pages: Option<&Pages>, bytes: &dyn AttachmentBytes| {
        let Some(name) = source.name(document) else {
            return Ok(None);
        };
        if !documents.contains(&document) {
            let mut content = Cursor::default();
            let put = source.make(document, pages, bytes, &mut content)?;
            source.verify(document, pages, &put, &content)?;
            return Ok(Some((document, None, Some((name, content.into_inner())))));
        }
        let mut out = begin(&name)?;
        let put = source.make(document, pages, bytes, &mut out)?;
        let refused = |error| ExportError::unwritten(&name, error);
        // The disk takes its time; meanwhile the document is read back.
        thread::scope(|threads| {
            let settling = threads.spawn(|| out.settle());
            source.verify(document, pages, &put, &out)?;
            ended(settling).map_err(refused)
        })?;
        let enclosed = match enclose && Document::USUAL.contains(&document) {
            true => Some((name.clone(), out.content().map_err(refused)?.to_vec())),
            false => None,
        };
        Ok(Some((document, Some(end(&name, out)?), enclosed)))
    };
    let give = |name: &str, content: &[u8]| {
        let refused = |error| ExportError::unwritten(name, error);
        let mut out = begin(name)?;
        out.writer().write_all(content).map_err(refused)?;
        // An empty file cannot be mapped, nor differ.
        if !content.is_empty() {
            let written = out.content().map_err(refused)?;
            whole(name, Sum::of(content), &written)?;
        }
        end(name, out)
    };
    let (pdf, others): (Vec<Document>, Vec<Document>) = Document::ALL
        .into_iter()
        .filter(wanted)
        .partition(|document| *document == Document::Pdf);
    let finish_all =
        &|documents: Vec<Document>, pages: Option<&Pages>, bytes: &dyn AttachmentBytes| {
            let made = documents
                .into_iter()
                .map(|document| finish(document, pages, bytes));
            made.filter_map(Result::transpose)
                .collect::<Result<Vec<_>, ExportError>>()
        };
    let lay_out = &|| match &fonts {
        Some(fonts) if wants(&[Document::Docx, Document::Pdf]) => {
            layout::lay_out(&composition, fonts).map(Some)
        }
        _ => Ok(None),
    };
    // The PDF takes about as long as all others, so it is made beside them. The draft's file is read
    // by one thread, this one: the others ask it for pictures.
    let (laid_out, mut made) = thread::scope(|threads| {
        let (question, questions) = mpsc::channel();
        let composition = &composition;
        let working = threads.spawn(move || {
            let ahead = match pdf.is_empty() {
                true => Asking::of(question.clone()),
                false => Asking::ahead(question.clone(), composition),
            };
            let laid_out = lay_out()?;
            let pages = laid_out.as_ref();
            let made = thread::scope(|threads| {
                let paper = threads.spawn(move || finish_all(pdf, pages, &ahead));
                let mut made = finish_all(others, pages, &Asking::of(question))?;
                made.extend(ended(paper)?);
                Ok::<_, ExportError>(made)
            })?;
            Ok::<_, ExportError>((laid_out, made))
        });
        for (id, answer) in questions {
            // Who asked and did not wait has failed already.
            let _ = answer.send(bytes.read(&id).map(Cow::into_owned));
        }
        ended(working)
    })?;
    made.sort_by_key(|(document, ..)| *document);
    let mut all = Vec::new();
    let mut enclosed: Vec<(String, Vec<u8>)> = Vec::new();
    for (_, given, copy) in made {
        all.extend(given);
        enclosed.extend(copy);
    }
    let papers = enclosed.len();
    if asked(&[Document::Attachments]) {
        let folder = attached_folder(scope);
        for (name, attachment) in attached_names(scope, draft) {
            let content = attached(attachment, bytes)?;
            all.push(give(&format!("{folder}/{name}"), &content)?);
            if enclose {
                enclosed.push((name, content.into_owned()));
            }
        }
    }
    let mut letter = None;
    if enclose {
        let files: Vec<(&str, &[u8])> = enclosed
            .iter()
            .map(|(name, content)| (name.as_str(), content.as_slice()))
            .collect();
        let mail = mail_of(scope, draft, &composition, files, papers);
        let name = format!("{MAIL}.eml");
        let failed = |reason: String| ExportError::Writer {
            document: name.clone(),
            reason,
        };
        let content = mail::write(&mail).map_err(|error| failed(error.to_string()))?;
        if !mail::is_in(&mail, &content) {
            return Err(failed("读回来不一致".to_owned()));
        }
        all.push(give(&name, &content)?);
        letter = Some(Letter {
            file: name,
            to: mail.to,
            subject: mail.subject,
            body: mail.body,
        });
    }
    // Word takes the fonts of whoever opens it; only the PDF is bound to the program's own.
    let unprintable = match laid_out {
        Some(pages) if wants(&[Document::Pdf]) => pages.unprintable,
        _ => Vec::new(),
    };
    Ok(Made {
        given: all,
        unprintable,
        letter,
    })
}

/// Name of the folder of the attached files: that of their section, 随附材料.
fn attached_folder(scope: &Scope) -> &str {
    scope
        .sections()
        .find(|section| section.kind == SectionKind::Files)
        .map_or("随附材料", |section| section.name.as_str())
}

/// The attached files by the names under which they are handed in: the number of their line in the
/// paper before their own name.
fn attached_names<'d>(scope: &Scope, draft: &'d Draft) -> Vec<(String, &'d Attachment)> {
    (1..)
        .zip(listed(&scope.form, draft))
        .filter_map(|(number, (_, listed))| {
            let (_, attachment) = listed?;
            let name = format!("{number} {}", attachment.name());
            Some((disk::fit_name(&name), attachment))
        })
        .collect()
}

/// An attached file's bytes, those that were attached.
fn attached<'b>(
    attachment: &Attachment,
    bytes: &'b dyn AttachmentBytes,
) -> Result<Cow<'b, [u8]>, ExportError> {
    let failed = |reason: String| ExportError::Attachment {
        file: attachment.name().to_owned(),
        reason,
    };
    let content = bytes
        .read(&attachment.id)
        .map_err(|error| failed(error.to_string()))?;
    match fingerprint(&content) == attachment.sha256 {
        true => Ok(content),
        false => Err(failed("内容与附上时不同".to_owned())),
    }
}

/// What documents are made from.
struct Source<'s> {
    composition: &'s Composition,
    /// The authority's list, where it is asked for and the form has one.
    list: Option<&'s Composition>,
    /// There for everything that is set in type.
    fonts: Option<&'s FontBook>,
}

impl Source<'_> {
    /// A document's file name; `None` where there is nothing to write.
    fn name(&self, document: Document) -> Option<String> {
        let paper = &self.composition.paper_name;
        Some(match document {
            Document::Docx => format!("{paper}.docx"),
            Document::Pdf => format!("{paper}.pdf"),
            Document::Xlsx => xlsx::file_name(self.composition),
            Document::Summary => format!("{}.docx", self.list?.paper_name),
            Document::Seal => format!("{SEAL}.pdf"),
            // No documents of the composition.
            Document::Attachments | Document::Eml => return None,
        })
    }

    /// Makes a document in `out`, which is empty, and says what was put into it. `pages` are those of
    /// the paper, there for every document that is one.
    fn make(
        &self,
        document: Document,
        pages: Option<&Pages>,
        bytes: &dyn AttachmentBytes,
        out: &mut impl Outlet,
    ) -> Result<Put, ExportError> {
        let composition = self.composition;
        match (document, self.fonts, pages, self.list) {
            (Document::Docx, Some(fonts), Some(pages), _) => {
                docx::write(composition, pages, fonts, bytes, out.writer()).map(Put::Word)
            }
            (Document::Pdf, Some(fonts), Some(pages), _) => {
                pdf::write(pages, composition, fonts, bytes, out.writer()).map(Put::Paper)
            }
            (Document::Xlsx, ..) => {
                let content = xlsx::write(composition)?;
                let refused = |error| ExportError::unwritten(&xlsx::file_name(composition), error);
                out.writer().write_all(&content).map_err(refused)?;
                Ok(Put::Workbook(Sum::of(&content)))
            }
            (Document::Summary, Some(fonts), _, Some(list)) => {
                docx::write_summary(list, fonts, bytes, out.writer()).map(Put::Word)
            }
            (Document::Seal, Some(fonts), ..) => {
                let (stamped, pages) = self.stamped(fonts)?;
                pdf::write(&pages, &stamped, fonts, bytes, out.writer()).map(Put::Paper)
            }
            _ => Err(unmade(document)),
        }
    }

    /// Reads a document that was made back and compares it with what was meant, and with what was put
    /// into it.
    fn verify(
        &self,
        document: Document,
        pages: Option<&Pages>,
        put: &Put,
        out: &impl Outlet,
    ) -> Result<(), ExportError> {
        let composition = self.composition;
        let name = self.name(document).unwrap_or_default();
        let refused = |error| ExportError::unwritten(&name, error);
        // Of what is mapped every page that was looked at stays in memory: a package is read instead.
        let reader = || out.reader().map_err(refused);
        let content = || out.content().map_err(refused);
        match (document, put, pages, self.list) {
            (Document::Docx, Put::Word(put), ..) => docx::verify(reader()?, put, composition),
            (Document::Pdf, Put::Paper(put), Some(pages), _) => {
                pdf::verify(&content()?, put, pages, composition)
            }
            (Document::Xlsx, Put::Workbook(put), ..) => {
                let content = content()?;
                whole(&name, *put, &content)?;
                xlsx::verify(&content, composition)
            }
            (Document::Summary, Put::Word(put), _, Some(list)) => {
                docx::verify(reader()?, put, list)
            }
            (Document::Seal, Put::Paper(put), ..) => {
                let fonts = self.fonts.ok_or_else(|| unmade(document))?;
                let (stamped, pages) = self.stamped(fonts)?;
                pdf::verify(&content()?, put, &pages, &stamped)
            }
            _ => Err(unmade(document)),
        }
    }

    /// The stamped pages.
    fn stamped(&self, fonts: &FontBook) -> Result<(Composition, Pages), ExportError> {
        let stamped = stamped(self.composition);
        let pages = layout::lay_out(&stamped, fonts)?;
        Ok((stamped, pages))
    }
}

/// What was put into a document.
enum Put {
    Word(docx::Manifest),
    Paper(pdf::Manifest),
    /// All of its bytes: what its writer packed, only that knows.
    Workbook(Sum),
}

/// Whether a file has the bytes that were put into it.
fn whole(name: &str, put: Sum, content: &[u8]) -> Result<(), ExportError> {
    match Sum::of(content) == put {
        true => Ok(()),
        false => Err(ExportError::Writer {
            document: name.to_owned(),
            reason: "读回来不一致".to_owned(),
        }),
    }
}

/// Fonts and pages are there for whatever is asked for, and no other document has a name.
fn unmade(document: Document) -> ExportError {
    ExportError::Writer {
        document: document.word().to_owned(),
        reason: "没有排版".to_owned(),
    }
}

/// An attachment's id, and where its bytes are awaited.
type Question = (String, mpsc::Sender<io::Result<Vec<u8>>>);

/// The attachments' bytes, asked of the thread that reads the draft's file.
struct Asking {
    question: mpsc::Sender<Question>,
    /// What was asked for before it is needed.
    ahead: RefCell<BTreeMap<String, mpsc::Receiver<io::Result<Vec<u8>>>>>,
}

impl Asking {
    fn of(question: mpsc::Sender<Question>) -> Asking {
        Asking {
            question,
            ahead: RefCell::default(),
        }
    }

    /// Asks for all pictures of a paper, each of which may be read once.
    fn ahead(question: mpsc::Sender<Question>, composition: &Composition) -> Asking {
        let asking = Asking::of(question);
        for picture in composition.pictures() {
            let id = &picture.attachment;
            let mut ahead = asking.ahead.borrow_mut();
            ahead.entry(id.clone()).or_insert_with(|| asking.ask(id));
        }
        asking
    }

    fn ask(&self, id: &str) -> mpsc::Receiver<io::Result<Vec<u8>>> {
        let (answer, answers) = mpsc::channel();
        // Where nobody reads any more, there is no answer either.
        let _ = self.question.send((id.to_owned(), answer));
        answers
    }
}

impl AttachmentBytes for Asking {
    fn read(&self, id: &str) -> io::Result<Cow<'_, [u8]>> {
        let asked = self.ahead.borrow_mut().remove(id);
        let answers = asked.unwrap_or_else(|| self.ask(id));
        let bytes = answers.recv().map_err(io::Error::other)??;
        Ok(bytes.into())
    }
}

/// What a thread came to; its panic goes on in this one.
fn ended<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// The stamped pages alone: what is printed, stamped and put before the rest.
fn stamped(composition: &Composition) -> Composition {
    let paper = composition
        .paper
        .iter()
        .filter(|part| part.stamped)
        .cloned()
        .collect();
    Composition {
        paper_name: SEAL.to_owned(),
        paper,
        ..composition.clone()
    }
}

/// The e-mail with its files, of which the first `papers` are the documents.
fn mail_of<'a>(
    scope: &Scope,
    draft: &Draft,
    composition: &Composition,
    attachments: Vec<(&'a str, &'a [u8])>,
    papers: usize,
) -> Mail<'a> {
    let form = &scope.form;
    let name = &composition.author;
    // As the cover prints it; a date still to be filled in by hand is left out.
    let date = draft
        .text(scope, &form.documents.date)
        .and_then(|_| cover_value(composition, &form.documents.date))
        .unwrap_or_default();
    let mut body = format!(
        "您好：\n\n　　按照{}的要求，现报送{}《{}》，请审阅。附件共 {} 个：\n",
        form.notice,
        if name.is_empty() { "我单位" } else { name },
        form.title,
        attachments.len()
    );
    for (at, (file, content)) in attachments.iter().enumerate() {
        let size = size_in_words(content.len() as u64);
        body.push_str(&format!("　　{}. {file}（{size}）\n", at + 1));
    }
    body.push_str(&format!(
        "　　前 {papers} 份文件出自同一份草稿（{}）。\n\n　　此致\n敬礼\n\n",
        composition.foot.text.replace('　', "，")
    ));
    body.push_str(&format!("{name}\n{date}\n"));
    let recipient = form
        .profile
        .as_ref()
        .and_then(|profile| draft.text(scope, &profile.recipient));
    Mail {
        to: recipient.unwrap_or_default().trim().to_owned(),
        subject: format!("报送{name}《{}》", form.title),
        body,
        attachments,
    }
}

/// What the cover prints for an answer.
fn cover_value<'c>(composition: &'c Composition, path: &str) -> Option<&'c str> {
    let blocks = composition.paper.iter().flat_map(|part| &part.blocks);
    blocks
        .filter_map(|block| match block {
            Block::Entries(entries) => Some(entries),
            _ => None,
        })
        .flatten()
        .find(|entry| entry.anchor.as_deref() == Some(path))
        .map(|entry| entry.value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::built_in;

    /// A disk that gives back other bytes than were written: so many of them, in the middle, are lost.
    struct Worn(Cursor<Vec<u8>>, usize);

    impl Outlet for Worn {
        fn writer(&mut self) -> impl Write + Seek {
            &mut self.0
        }

        fn content(&self) -> io::Result<impl Deref<Target = [u8]>> {
            let mut content = self.0.get_ref().clone();
            let middle = content.len() / 2;
            content[middle..][..self.1].fill(0);
            Ok(content)
        }

        fn reader(&self) -> io::Result<impl Read + Seek> {
            self.content().map(|content| Cursor::new(content.to_vec()))
        }

        fn settle(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn nothing_is_put_in_place_that_reads_back_otherwise() {
        let form = built_in("miit-2025-539").expect("the form");
        let scope = form.scope("enterprise").expect("scope");
        let draft = Draft::new(&form.id, "enterprise");
        let made = |document, lost| {
            let begin = |_: &str| Ok(Worn(Cursor::default(), lost));
            let end = |name: &str, _: Worn| Ok(name.to_owned());
            let options = Options::default();
            each(&scope, &draft, &(), &options, &[document], begin, end).map(|made| made.given)
        };
        for document in Document::ALL {
            let whole = made(document, 0).expect("it is whole");
            if whole.is_empty() {
                continue;
            }
            let error = made(document, 512).expect_err("it is not");
            assert_eq!(error.code(), "writer-failed", "{document:?}: {error}");
            assert!(error.to_string().contains(&whole[0]), "{error}");
        }
    }
}
