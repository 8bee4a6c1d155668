//! Answers from outside, taken into a draft file: the answers JSON with its attachments.

use std::io;

use jiff::Timestamp;

use super::{DraftFile, FileError, check_size};
use crate::disk;
use crate::draft::{
    AnswerError, Attachment, AttachmentEntry, Edit, EditError, Incoming, Reason, attachment,
    picture,
};

impl DraftFile {
    /// Merges the answers JSON (docs/format.md §2) as one edit. `read` gives the bytes of an
    /// attachment by its file name, relative to the folder of attachments. A file that is not there
    /// is taken from the draft when the draft has it under the same id and name.
    ///
    /// # Errors
    /// [`FileError`] with the place and the reason; nothing of the JSON is taken over then.
    pub fn merge(
        &mut self,
        json: &str,
        read: impl Fn(&str) -> io::Result<Vec<u8>>,
        at: Timestamp,
    ) -> Result<(), FileError> {
        let incoming = Incoming::parse(self.scope(), json).map_err(EditError::from)?;
        let mut edits = incoming.edits;
        let mut contents = Vec::new();
        if let Some(entries) = incoming.attachments {
            let mut attachments = Vec::new();
            for entry in entries {
                let (attachment, bytes) = self.attachment(entry, &read)?;
                attachments.push(attachment);
                contents.extend(bytes);
            }
            edits.push(Edit::SetAttachments { attachments });
        }
        let label = "导入填写内容".to_owned();
        self.record(&Edit::All(edits), &contents, label, None, at)?;
        Ok(())
    }

    fn attachment(
        &self,
        entry: AttachmentEntry,
        read: &impl Fn(&str) -> io::Result<Vec<u8>>,
    ) -> Result<(Attachment, Option<Vec<u8>>), FileError> {
        let AttachmentEntry {
            id,
            kind,
            title,
            file,
        } = entry;
        match read(&file) {
            Ok(bytes) => {
                check_size(&file, bytes.len() as u64)?;
                let bytes = self.fitted(&id, &kind, bytes);
                let attachment = Attachment::of(&id, &kind, &title, &file, &bytes);
                Ok((attachment, Some(bytes)))
            }
            Err(error) => match self.draft().attachment(&id) {
                Some(known) if known.file == file && error.kind() == io::ErrorKind::NotFound => {
                    let known = known.clone();
                    Ok((
                        Attachment {
                            kind,
                            title,
                            ..known
                        },
                        None,
                    ))
                }
                _ => Err(FileError::Attachment {
                    file,
                    reason: disk::in_words(&error),
                }),
            },
        }
    }
}

impl DraftFile {
    /// The bytes as the draft keeps them: pictures that are shown are fitted to paper, once. What
    /// the draft gave away and gets back is as it was.
    pub fn fitted(&self, id: &str, kind: &str, bytes: Vec<u8>) -> Vec<u8> {
        let kinds = &self.scope().form.attachment_kinds;
        let shown = kinds.iter().any(|known| known.id == kind && known.picture);
        let known = self.draft().attachment(id).is_some_and(|known| {
            known.size == bytes.len() as u64 && known.sha256 == attachment::fingerprint(&bytes)
        });
        match shown && !known {
            true => picture::fitted(&bytes).unwrap_or(bytes),
            false => bytes,
        }
    }
}

impl From<AnswerError> for FileError {
    fn from(error: AnswerError) -> Self {
        FileError::Edit(EditError::Answer(error))
    }
}

/// Reads answers that were handed in as bytes.
///
/// # Errors
/// Where they are not UTF-8.
pub fn decode(bytes: Vec<u8>) -> Result<String, FileError> {
    String::from_utf8(bytes).map_err(|_| {
        FileError::from(AnswerError {
            path: String::new(),
            reason: Reason::Syntax("不是 UTF-8 编码".into()),
        })
    })
}
