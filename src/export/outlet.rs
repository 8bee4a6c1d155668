//! What documents are written into and read back from: files, or memory.

use std::io::{self, Cursor, Read, Seek, Write};
use std::ops::Deref;

use tempfile::NamedTempFile;

use crate::disk;

/// What a document is written into and read back from: a file, or memory.
pub(super) trait Outlet: Sync {
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
