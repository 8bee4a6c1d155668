//! All documents of a draft, written together: composed once, made beside each other, each read
//! back, and put in place only when all of them are whole.

use std::borrow::Cow;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread::{self, ScopedJoinHandle};

use tempfile::NamedTempFile;

use super::ExportError;
use super::attachment_requests::AttachmentRequests;
use super::document::{Document, Source, whole};
use super::letter::{Letter, mail_of};
use super::mail;
use super::outlet::Outlet;
use super::sum::Sum;
use crate::compose::{Options, compose, compose_summary, listed};
use crate::disk;
use crate::draft::{Attachment, AttachmentBytes, Draft, fingerprint};
use crate::form::{Scope, SectionKind};
use crate::layout::{self, FontBook, Pages, Unprintable};

/// File name of the e-mail draft.
const MAIL: &str = "申报邮件";

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
                true => AttachmentRequests::of(question.clone()),
                false => AttachmentRequests::ahead(question.clone(), composition),
            };
            let laid_out = lay_out()?;
            let pages = laid_out.as_ref();
            let made = thread::scope(|threads| {
                let paper = threads.spawn(move || finish_all(pdf, pages, &ahead));
                let mut made = finish_all(others, pages, &AttachmentRequests::of(question))?;
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

/// What a thread came to; its panic goes on in this one.
fn ended<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read, Seek};
    use std::ops::Deref;

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
