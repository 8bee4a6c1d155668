//! The making of all documents of a draft: composed once, made beside each other, each read back.

use std::borrow::Cow;
use std::io::{Cursor, Write};
use std::sync::mpsc;
use std::thread::{self, ScopedJoinHandle};

use super::attachment_requests::AttachmentRequests;
use super::defect::{Defect, DocumentPart};
use super::destination::{Destination, Sink};
use super::document::{Document, Source, whole};
use super::error::ExportError;
use super::letter::{Letter, mail_of};
use super::mail;
use super::sum::Sum;
use crate::compose::{Options, compose, compose_summary, listed};
use crate::disk;
use crate::draft::{Attachment, AttachmentBytes, Draft, fingerprint};
use crate::form::{Scope, SectionKind};
use crate::layout::{self, FontBook, Pages, Unprintable};

/// File name of the e-mail draft.
const MAIL: &str = "申报邮件";

/// What was made of a draft.
pub(super) struct Made<E> {
    /// What became of each file, in the order of [`Document::ALL`].
    pub ended: Vec<E>,
    /// Characters that the PDF could not print.
    pub unprintable: Vec<Unprintable>,
    pub letter: Option<Letter>,
}

/// Makes documents, each in a sink that was begun for it, reads each back and ends it.
///
/// # Errors
/// [`ExportError`] where a picture cannot be read, a writer fails or the destination refuses.
pub(super) fn make<D: Destination>(
    scope: &Scope,
    draft: &Draft,
    bytes: &dyn AttachmentBytes,
    options: &Options,
    documents: &[Document],
    destination: &D,
) -> Result<Made<D::Ended>, ExportError> {
    let asked = Asked(documents);
    let composition = compose(scope, draft, options);
    let fonts = asked.wants(&SET_IN_TYPE).then(FontBook::find).transpose()?;
    // A form without the list has nothing to write.
    let list = match asked.wants(&[Document::Summary]) {
        true => compose_summary(scope, draft, options),
        false => None,
    };
    let making = Making {
        source: Source {
            composition: &composition,
            list: list.as_ref(),
            fonts: fonts.as_ref(),
        },
        asked,
        destination,
    };
    let (pages, finished) = making.documents(bytes)?;
    let mut ended = Vec::new();
    let mut enclosures = Vec::new();
    for document in finished {
        ended.extend(document.ended);
        enclosures.extend(document.enclosure);
    }
    let papers = enclosures.len();
    if asked.has(Document::Attachments) {
        making.attachments(scope, draft, bytes, &mut ended, &mut enclosures)?;
    }
    let letter = match asked.has(Document::Eml) {
        true => Some(making.letter(scope, draft, &enclosures, papers, &mut ended)?),
        false => None,
    };
    // Word takes the fonts of whoever opens it; only the PDF is bound to the program's own.
    let unprintable = match pages {
        Some(pages) if asked.wants(&[Document::Pdf]) => pages.unprintable,
        _ => Vec::new(),
    };
    Ok(Made {
        ended,
        unprintable,
        letter,
    })
}

/// Documents that are set in type.
const SET_IN_TYPE: [Document; 4] = [
    Document::Docx,
    Document::Pdf,
    Document::Summary,
    Document::Seal,
];

/// The documents asked for.
#[derive(Clone, Copy)]
struct Asked<'a>(&'a [Document]);

impl Asked<'_> {
    fn has(self, document: Document) -> bool {
        self.0.contains(&document)
    }

    /// Whether the e-mail carries a document: what is handed in, written beside it or not.
    fn encloses(self, document: Document) -> bool {
        self.has(Document::Eml) && Document::USUAL.contains(&document)
    }

    /// Whether any of some documents has to be made.
    fn wants(self, of: &[Document]) -> bool {
        of.iter()
            .any(|document| self.has(*document) || self.encloses(*document))
    }
}

/// What documents are made of, and where they go.
struct Making<'m, D> {
    source: Source<'m>,
    asked: Asked<'m>,
    destination: &'m D,
}

/// A file's name and bytes, to go with the e-mail.
type Enclosure = (String, Vec<u8>);

/// A document that was made and read back.
struct Finished<E> {
    document: Document,
    /// What became of its file; `None` where only the e-mail carries it.
    ended: Option<E>,
    enclosure: Option<Enclosure>,
}

/// The paper's pages, where a document needed them, and the documents.
type MadeDocuments<E> = (Option<Pages>, Vec<Finished<E>>);

impl<D: Destination> Making<'_, D> {
    /// Makes all documents of the composition.
    ///
    /// The PDF takes about as long as all others, so it is made beside them. The draft's file is read
    /// by one thread, this one: the others ask it for pictures.
    fn documents(
        &self,
        bytes: &dyn AttachmentBytes,
    ) -> Result<MadeDocuments<D::Ended>, ExportError> {
        let (pdf, others): (Vec<Document>, Vec<Document>) = Document::ALL
            .into_iter()
            .filter(|document| self.asked.wants(&[*document]))
            .partition(|document| *document == Document::Pdf);
        let (pages, mut made) = thread::scope(|threads| {
            let (sender, requests) = mpsc::channel();
            let working = threads.spawn(move || {
                let ahead = match pdf.is_empty() {
                    true => AttachmentRequests::of(sender.clone()),
                    false => AttachmentRequests::ahead(sender.clone(), self.source.composition),
                };
                let laid_out = self.lay_out()?;
                let pages = laid_out.as_ref();
                let made = thread::scope(|threads| {
                    let paper = threads.spawn(move || self.finish_all(&pdf, pages, &ahead));
                    let requests = AttachmentRequests::of(sender);
                    let mut made = self.finish_all(&others, pages, &requests)?;
                    made.extend(joined(paper)?);
                    Ok::<_, ExportError>(made)
                })?;
                Ok::<_, ExportError>((laid_out, made))
            });
            for (id, answer) in requests {
                // Who asked and did not wait has failed already.
                let _ = answer.send(bytes.read(&id).map(Cow::into_owned));
            }
            joined(working)
        })?;
        made.sort_by_key(|finished| finished.document);
        Ok((pages, made))
    }

    /// The paper's pages, where a document needs them.
    fn lay_out(&self) -> Result<Option<Pages>, ExportError> {
        match self.source.fonts {
            Some(fonts) if self.asked.wants(&[Document::Docx, Document::Pdf]) => {
                Ok(Some(layout::lay_out(self.source.composition, fonts)?))
            }
            _ => Ok(None),
        }
    }

    /// Makes some documents one by one; those that have nothing to write are left out.
    fn finish_all(
        &self,
        documents: &[Document],
        pages: Option<&Pages>,
        bytes: &dyn AttachmentBytes,
    ) -> Result<Vec<Finished<D::Ended>>, ExportError> {
        let mut made = Vec::new();
        for document in documents {
            if let Some(name) = self.source.name(*document) {
                made.push(self.finish(*document, &name, pages, bytes)?);
            }
        }
        Ok(made)
    }

    /// Makes a document and reads it back.
    fn finish(
        &self,
        document: Document,
        name: &str,
        pages: Option<&Pages>,
        bytes: &dyn AttachmentBytes,
    ) -> Result<Finished<D::Ended>, ExportError> {
        if !self.asked.has(document) {
            let mut content = Cursor::default();
            let put = self.source.make(document, pages, bytes, &mut content)?;
            self.source.verify(document, pages, &put, &content)?;
            return Ok(Finished {
                document,
                ended: None,
                enclosure: Some((name.to_owned(), content.into_inner())),
            });
        }
        let mut out = self.destination.begin(name)?;
        let put = self.source.make(document, pages, bytes, &mut out)?;
        let refused = |error| ExportError::unwritten(name, error);
        // The disk takes its time; meanwhile the document is read back.
        thread::scope(|threads| {
            let settling = threads.spawn(|| out.settle());
            self.source.verify(document, pages, &put, &out)?;
            joined(settling).map_err(refused)
        })?;
        // What the e-mail carries is kept until that is written.
        let enclosure = match self.asked.encloses(document) {
            true => Some((name.to_owned(), out.content().map_err(refused)?.to_vec())),
            false => None,
        };
        Ok(Finished {
            document,
            ended: Some(self.destination.end(name, out)?),
            enclosure,
        })
    }

    /// Writes the attached files into a folder of their own.
    fn attachments(
        &self,
        scope: &Scope,
        draft: &Draft,
        bytes: &dyn AttachmentBytes,
        ended: &mut Vec<D::Ended>,
        enclosures: &mut Vec<Enclosure>,
    ) -> Result<(), ExportError> {
        let folder = attached_folder(scope);
        for (name, attachment) in attached_names(scope, draft) {
            let content = attached(attachment, bytes)?;
            ended.push(self.copy(&format!("{folder}/{name}"), &content)?);
            if self.asked.has(Document::Eml) {
                enclosures.push((name, content.into_owned()));
            }
        }
        Ok(())
    }

    /// Writes the e-mail with its files, of which the first `papers` are documents.
    fn letter(
        &self,
        scope: &Scope,
        draft: &Draft,
        enclosures: &[Enclosure],
        papers: usize,
        ended: &mut Vec<D::Ended>,
    ) -> Result<Letter, ExportError> {
        let files: Vec<(&str, &[u8])> = enclosures
            .iter()
            .map(|(name, content)| (name.as_str(), content.as_slice()))
            .collect();
        let mail = mail_of(scope, draft, self.source.composition, files, papers);
        let name = format!("{MAIL}.eml");
        let failed = |reason: Defect| ExportError::Writer {
            document: name.clone(),
            reason,
        };
        let content = mail::write(&mail).map_err(|error| failed(Defect::told(error)))?;
        if !mail::is_in(&mail, &content) {
            return Err(failed(Defect::Differs(DocumentPart::Whole)));
        }
        ended.push(self.copy(&name, &content)?);
        Ok(Letter {
            file: name,
            to: mail.to,
            subject: mail.subject,
            body: mail.body,
        })
    }

    /// Writes bytes as they are, and reads them back.
    fn copy(&self, name: &str, content: &[u8]) -> Result<D::Ended, ExportError> {
        let refused = |error| ExportError::unwritten(name, error);
        let mut out = self.destination.begin(name)?;
        out.writer().write_all(content).map_err(refused)?;
        // An empty file cannot be mapped, nor differ.
        if !content.is_empty() {
            let written = out.content().map_err(refused)?;
            whole(name, Sum::of(content), &written)?;
        }
        self.destination.end(name, out)
    }
}

/// Name of the folder of the attached files: that of their section, 随附材料.
pub(super) fn attached_folder(scope: &Scope) -> &str {
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
    let failed = |reason: Defect| ExportError::Attachment {
        file: attachment.name().to_owned(),
        reason,
    };
    let content = bytes
        .read(&attachment.id)
        .map_err(|error| failed(Defect::told(error)))?;
    match fingerprint(&content) == attachment.sha256 {
        true => Ok(content),
        false => Err(failed(Defect::Changed)),
    }
}

/// What a thread came to; its panic goes on in this one.
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
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
    struct WornDisk(usize);

    impl Destination for WornDisk {
        type Sink = Worn;
        type Ended = String;

        fn begin(&self, _: &str) -> Result<Worn, ExportError> {
            Ok(Worn(Cursor::default(), self.0))
        }

        fn end(&self, name: &str, _: Worn) -> Result<String, ExportError> {
            Ok(name.to_owned())
        }
    }

    struct Worn(Cursor<Vec<u8>>, usize);

    impl Sink for Worn {
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
            let options = Options::default();
            make(&scope, &draft, &(), &options, &[document], &WornDisk(lost)).map(|made| made.ended)
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
