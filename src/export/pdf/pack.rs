//! Streams packed (ISO 32000-1, 7.4.4; RFC 1950).

use flate2::{Compress, Compression, FlushCompress, Status};

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

#[cfg(test)]
mod tests {
    use std::io::Read as _;

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
        let mut whole = flate2::read::ZlibDecoder::new(packed);
        whole.read_to_end(&mut content).ok().map(|_| content)
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
}
