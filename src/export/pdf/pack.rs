//! Streams packed and unpacked (ISO 32000-1, 7.4.4; RFC 1950).

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// Bytes that are unpacked at a time.
const ROOM: usize = 32 << 10;

/// Packs streams one after the other. Most are small, and to set a packer up takes longer than to
/// pack them, so one serves for all.
#[derive(Default)]
pub(super) struct Packer(Option<Compress>);

impl Packer {
    /// The content packed; `None` where that makes it no smaller.
    pub fn pack(&mut self, content: &[u8]) -> Option<Vec<u8>> {
        // Only a packer that has ended its stream comes back: reset after an unfinished one, zlib-rs
        // 0.6 still holds the block to be open and leaves out the head of the next one's.
        let mut packer = match self.0.take() {
            Some(mut ended) => {
                ended.reset();
                ended
            }
            None => Compress::new(Compression::fast(), true),
        };
        // What does not fit has not become smaller.
        let mut packed = Vec::with_capacity(content.len());
        let done = packer.compress_vec(content, &mut packed, FlushCompress::Finish);
        let whole = matches!(done, Ok(Status::StreamEnd));
        whole.then(|| {
            self.0 = Some(packer);
            packed
        })
    }
}

/// Unpacks a stream to its end, where its own checksum stands, and gives its content piece by piece.
/// `None` where it breaks off or is damaged.
pub(super) fn unpack(packed: &[u8], mut take: impl FnMut(&[u8])) -> Option<()> {
    let mut unpacker = Decompress::new(true);
    let mut room = vec![0; ROOM];
    loop {
        let (read, made) = (unpacker.total_in(), unpacker.total_out());
        let rest = packed.get(usize::try_from(read).ok()?..)?;
        let status = unpacker
            .decompress(rest, &mut room, FlushDecompress::None)
            .ok()?;
        let made = usize::try_from(unpacker.total_out() - made).ok()?;
        take(room.get(..made)?);
        match status {
            Status::StreamEnd => return Some(()),
            _ if made == 0 && unpacker.total_in() == read => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Bytes as even as those of noise, from a seed.
    fn noise(seed: u64, length: usize) -> Vec<u8> {
        let mut state = seed | 1;
        let next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_be_bytes()[0]
        };
        std::iter::repeat_with(next).take(length).collect()
    }

    fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        unpack(packed, |piece| content.extend_from_slice(piece)).map(|()| content)
    }

    proptest! {
        /// Noise does not become smaller, so the packer breaks off; whatever comes next is whole.
        #[test]
        fn what_is_packed_after_what_does_not_shrink_is_whole(
            streams in proptest::collection::vec(
                (any::<u64>(), 0..200_000_usize, prop_oneof![Just(1_usize), Just(40), Just(5000)]),
                1..8,
            ),
        ) {
            let mut packer = Packer::default();
            for (seed, length, run) in streams {
                let content: Vec<u8> = noise(seed, length.div_ceil(run))
                    .into_iter()
                    .flat_map(|byte| std::iter::repeat_n(byte, run))
                    .collect();
                if let Some(packed) = packer.pack(&content) {
                    prop_assert!(packed.len() <= content.len());
                    prop_assert!(unpacked(&packed) == Some(content));
                }
            }
        }
    }

    #[test]
    fn what_breaks_off_or_was_changed_is_not_unpacked() {
        let content = "申报书".repeat(900).into_bytes();
        let packed = Packer::default().pack(&content).expect("it shrinks");
        assert_eq!(unpacked(&packed), Some(content.clone()));
        for at in 0..packed.len() {
            assert_eq!(unpacked(&packed[..at]), None, "{at} bytes");
            let mut changed = packed.clone();
            changed[at] ^= 0xff;
            assert_ne!(unpacked(&changed), Some(content.clone()), "byte {at}");
        }
    }
}
