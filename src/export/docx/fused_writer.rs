//! A writer that is asked nothing more after it has refused once.

use std::io::{self, Seek, SeekFrom, Write};

/// A file that refuses once, and after that takes everything and keeps nothing. A packer that is
/// thrown away after a refusal tries to end its package, and would complain of the next one on
/// standard error.
pub(super) struct FusedWriter<W> {
    out: W,
    at: u64,
    has_refused: bool,
}

impl<W> FusedWriter<W> {
    /// Around an empty file.
    pub fn new(out: W) -> Self {
        FusedWriter {
            out,
            at: 0,
            has_refused: false,
        }
    }
}

impl<W: Write> Write for FusedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = match self.has_refused {
            true => bytes.len(),
            false => self
                .out
                .write(bytes)
                .inspect_err(|_| self.has_refused = true)?,
        };
        self.at += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.has_refused {
            true => Ok(()),
            false => self.out.flush().inspect_err(|_| self.has_refused = true),
        }
    }
}

impl<W: Seek> Seek for FusedWriter<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            _ if !self.has_refused => self.out.seek(to).inspect_err(|_| self.has_refused = true)?,
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) | SeekFrom::End(by) => self.at.saturating_add_signed(by),
        };
        Ok(self.at)
    }
}
