//! What bytes are known by when they are read back.

/// Length and CRC-32 of bytes, taken where they come from and again where they were put. They tell
/// every change of up to 32 bits in a row, and of all others all but one in four thousand million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sum {
    /// How many bytes.
    pub length: u64,
    /// Their CRC-32 (ISO/IEC 3309), the one of zip and PNG.
    pub crc: u32,
}

impl Sum {
    /// The sum of these bytes.
    pub fn of(bytes: &[u8]) -> Sum {
        let mut summing = Summing::default();
        summing.take(bytes);
        summing.sum()
    }
}

/// A sum of bytes that come piece by piece.
#[derive(Debug, Default)]
pub(super) struct Summing {
    length: u64,
    crc: flate2::Crc,
}

impl Summing {
    /// Takes in the next bytes.
    pub fn take(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        self.crc.update(bytes);
    }

    /// The sum of all that was taken in.
    pub fn sum(&self) -> Sum {
        Sum {
            length: self.length,
            crc: self.crc.sum(),
        }
    }
}
