//! Attachments: chosen, made ready, attached together, shown, and saved as files again.

use std::sync::Arc;

use jiff::Zoned;
use wufei::disk;

use super::Calls;
use crate::api_types::Change;
use crate::failure::{Failure, Result};
use crate::pending_attachments;
use crate::shell::Question;
use crate::wire::{Bytes, Parcel};

/// Longer side of a thumbnail in pixels: twice what the list shows, for sharp screens.
const THUMBNAIL: u32 = 144;

impl Calls<'_> {
    pub(super) fn choose_files(self) -> Result<Vec<String>> {
        Ok(self
            .desk
            .pending_attachments
            .begin(self.shell.ask(&Question::Files)))
    }

    pub(super) fn ready_chosen(self, kind: String, number: usize) -> Result<()> {
        let path = self
            .desk
            .pending_attachments
            .chosen(number)
            .ok_or_else(|| Failure {
                code: "file-attachment".into(),
                message: "文件没有收到，没有添加。请用“添加文件”按钮再试。".into(),
            })?;
        let (name, bytes) = pending_attachments::read(&path)?;
        self.make_ready(&kind, &name, bytes)
    }

    pub(super) fn check_size(self, name: String, size: u64) -> Result<()> {
        Ok(wufei::file::check_size(&name, size)?)
    }

    pub(super) fn ready_bytes(self, kind: String, name: String, bytes: Bytes) -> Result<()> {
        self.make_ready(&kind, &name, bytes.0)
    }

    /// Pictures are fitted while the draft is free.
    fn make_ready(self, kind: &str, name: &str, bytes: Vec<u8>) -> Result<()> {
        let form = self.desk.with(|session| Ok(Arc::clone(session.form())))?;
        self.desk
            .pending_attachments
            .keep(pending_attachments::ready(&form, kind, name, bytes)?);
        Ok(())
    }

    pub(super) fn attach_ready(self) -> Result<Option<Change>> {
        let files = self.desk.pending_attachments.take();
        if files.is_empty() {
            return Ok(None);
        }
        self.desk
            .changing(|session| session.attach(files, &Zoned::now()))
            .map(Some)
    }

    pub(super) fn forget_files(self) -> Result<()> {
        self.desk.pending_attachments.take();
        Ok(())
    }

    pub(super) fn picture(self, id: String) -> Result<Parcel<()>> {
        self.desk.with(|session| session.bytes(&id).map(Parcel::of))
    }

    pub(super) fn thumbnail(self, id: String) -> Result<Parcel<()>> {
        let bytes = self.desk.with(|session| session.bytes(&id))?;
        wufei::draft::picture::thumbnail(&bytes, THUMBNAIL)
            .map(Parcel::of)
            .ok_or_else(|| Failure {
                code: "attachment-bytes".into(),
                message: "图片打不开，请移除后换一张。".into(),
            })
    }

    pub(super) fn save_attachment(self, id: String) -> Result<Option<String>> {
        let (name, bytes) = self.desk.with(|session| {
            let file = session
                .attachment(&id)
                .map(|attachment| attachment.file.clone());
            Ok((file.unwrap_or_default(), session.bytes(&id)?))
        })?;
        let question = Question::Copy {
            suggested: name.rsplit(['/', '\\']).next().unwrap_or(&name).to_owned(),
        };
        let Some(path) = self.chosen(&question) else {
            return Ok(None);
        };
        disk::write(&path, &bytes).map_err(|error| Failure {
            code: "file-io".into(),
            message: format!(
                "“{}”写不进去（{}），请换一个文件夹再试。",
                path.display(),
                disk::in_words(&error)
            ),
        })?;
        Ok(Some(path.display().to_string()))
    }
}
