//! What documents are written into and read back from: files, or memory.

use std::io::{self, Cursor, Read, Seek, Write};
use std::ops::Deref;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use super::ExportError;
use crate::disk;

/// Where documents go: into a folder, or into memory.
pub(super) trait Destination: Sync {
    type Sink: Sink;
    /// What a sink is when its document is whole.
    type Ended: Send;

    /// Begins an empty sink for the document of a name.
    fn begin(&self, name: &str) -> Result<Self::Sink, ExportError>;

    /// Ends the sink of a document that was made and read back.
    fn end(&self, name: &str, sink: Self::Sink) -> Result<Self::Ended, ExportError>;
}

/// What a document is written into and read back from: a file, or memory.
pub(super) trait Sink: Sync {
    /// To be written into.
    fn writer(&mut self) -> impl Write + Seek;

    /// All that was written into it.
    fn content(&self) -> io::Result<impl Deref<Target = [u8]>>;

    /// The same, to be read from its beginning piece by piece.
    fn reader(&self) -> io::Result<impl Read + Seek>;

    /// Waits until that is on the disk.
    fn settle(&self) -> io::Result<()>;
}

impl Sink for NamedTempFile {
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

impl Sink for Cursor<Vec<u8>> {
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

/// A folder. What was ended lies beside its place in it, and is still to be put there.
pub(super) struct Folder<'f>(pub &'f Path);

/// A file beside its place.
pub(super) struct Beside {
    pub file: TempPath,
    /// Its place.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
}

impl Destination for Folder<'_> {
    type Sink = NamedTempFile;
    type Ended = Beside;

    fn begin(&self, name: &str) -> Result<NamedTempFile, ExportError> {
        let path = self.0.join(name);
        let parent = path.parent().unwrap_or(self.0);
        std::fs::create_dir_all(parent).map_err(ExportError::io(parent))?;
        disk::begin(&path).map_err(ExportError::io(&path))
    }

    fn end(&self, name: &str, file: NamedTempFile) -> Result<Beside, ExportError> {
        let path = self.0.join(name);
        let io = ExportError::io(&path);
        let size = file.as_file().metadata().map_err(&io)?.len();
        let file = disk::end(file).map_err(&io)?;
        // A document that is open in Word cannot be replaced on Windows: better known before the
        // first one is.
        if path.exists() {
            let found = std::fs::File::options().write(true).open(&path);
            found.map_err(&io)?;
        }
        Ok(Beside { file, path, size })
    }
}

/// Memory: documents by file name.
pub(super) struct Memory;

impl Destination for Memory {
    type Sink = Cursor<Vec<u8>>;
    type Ended = (String, Vec<u8>);

    fn begin(&self, _: &str) -> Result<Cursor<Vec<u8>>, ExportError> {
        Ok(Cursor::default())
    }

    fn end(&self, name: &str, content: Cursor<Vec<u8>>) -> Result<(String, Vec<u8>), ExportError> {
        Ok((name.to_owned(), content.into_inner()))
    }
}
