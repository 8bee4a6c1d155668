//! Painted pixels as a PNG.

use std::io::Cursor;

use super::defect::{Defect, DocumentPart};

/// Painted pixels, row after row.
pub(super) enum Painted {
    /// Of so few colours that each pixel is the number of its own: text, tables and charts. A third of
    /// the bytes, and packed by themselves as well as the colours are with a filter.
    Few {
        palette: Vec<[u8; 3]>,
        pixels: Vec<u8>,
    },
    /// Of more: photographs.
    Many(Vec<u8>),
}

impl Default for Painted {
    fn default() -> Self {
        Painted::Few {
            // The paper is number 0, of which packing makes the least.
            palette: vec![[255; 3]],
            pixels: Vec::new(),
        }
    }
}

impl Painted {
    /// Takes in the next pixels, of which each has a colour.
    pub fn take<P: PartialEq>(&mut self, pixels: &[P], colour_of: impl Fn(&P) -> [u8; 3]) {
        for run in pixels.chunk_by(|one, next| one == next) {
            let colour = colour_of(&run[0]);
            if let Painted::Few { palette, pixels } = self {
                let known = palette.iter().position(|held| *held == colour);
                let number = known.unwrap_or(palette.len());
                if let Ok(number) = u8::try_from(number) {
                    if known.is_none() {
                        palette.push(colour);
                    }
                    pixels.resize(pixels.len() + run.len(), number);
                    continue;
                }
                let so_far = pixels.iter().map(|number| palette[usize::from(*number)]);
                *self = Painted::Many(so_far.flatten().collect());
            }
            if let Painted::Many(bytes) = self {
                bytes.extend(run.iter().flat_map(|_| colour));
            }
        }
    }

    /// The PNG of so many pixels.
    ///
    /// # Errors
    /// [`Defect`] where other than so many were taken in.
    pub fn pack(&self, width: u32, height: u32) -> Result<Vec<u8>, Defect> {
        self.packed(width, height).map_err(Defect::told)
    }

    /// The PNG of so many pixels, for a document: it is unpacked again and compared with what was
    /// painted.
    ///
    /// # Errors
    /// As [`pack`](Painted::pack), and where it says anything else than was painted.
    pub fn pack_and_compare(&self, width: u32, height: u32) -> Result<Vec<u8>, Defect> {
        let packed = self.pack(width, height)?;
        match self.is_in(&packed) {
            Ok(true) => Ok(packed),
            Ok(false) => Err(Defect::Differs(DocumentPart::Whole)),
            Err(error) => Err(Defect::told(error)),
        }
    }

    /// Whether a PNG has these pixels, row after row.
    fn is_in(&self, packed: &[u8]) -> Result<bool, png::DecodingError> {
        let mut reader = png::Decoder::new(Cursor::new(packed)).read_info()?;
        let (meant, palette) = match self {
            Painted::Few { palette, pixels } => (pixels, palette.as_flattened()),
            Painted::Many(pixels) => (pixels, &[][..]),
        };
        let found = reader.info().palette.as_deref().unwrap_or_default();
        let mut same = found == palette;
        let mut meant = meant.as_slice();
        while let Some(row) = reader.next_row()? {
            let (here, below) = meant.split_at(row.data().len().min(meant.len()));
            same &= row.data() == here;
            meant = below;
        }
        Ok(same && meant.is_empty())
    }

    fn packed(&self, width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, height);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        // Without transparency: some printers paint transparent pixels black.
        let pixels = match self {
            Painted::Few { palette, pixels } => {
                encoder.set_color(png::ColorType::Indexed);
                encoder.set_palette(palette.concat());
                encoder.set_filter(png::Filter::NoFilter);
                pixels
            }
            Painted::Many(pixels) => {
                encoder.set_color(png::ColorType::Rgb);
                encoder.set_filter(png::Filter::Adaptive);
                pixels
            }
        };
        let mut writer = encoder.write_header()?;
        writer.write_image_data(pixels)?;
        writer.finish()?;
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Of few colours and of many, on both sides of what a palette holds.
        #[test]
        fn what_is_packed_is_what_was_painted(
            colours in prop_oneof![1..4_u32, 250..260_u32, 1000..2000_u32],
            runs in proptest::collection::vec((any::<u32>(), 1..40_usize), 1..600),
        ) {
            let colour = |of: &u32| {
                let [_, red, green, blue] = (of * 7919).to_be_bytes();
                [red, green, blue]
            };
            let mut pixels: Vec<u32> = runs
                .iter()
                .flat_map(|(of, times)| std::iter::repeat_n(of % colours, *times))
                .collect();
            let width = 1 + pixels.len() % 50;
            pixels.truncate(pixels.len() / width * width);
            let (width, height) = (width as u32, (pixels.len() / width) as u32);
            prop_assume!(height > 0);
            let mut painted = Painted::default();
            for part in pixels.chunks(333) {
                painted.take(part, colour);
            }
            let packed = painted.pack_and_compare(width, height).expect("a PNG");
            let read = image::load_from_memory(&packed).expect("a PNG").into_rgb8();
            prop_assert_eq!(read.dimensions(), (width, height));
            let meant: Vec<u8> = pixels.iter().flat_map(colour).collect();
            prop_assert!(read.into_raw() == meant);
        }
    }

    #[test]
    fn other_pixels_or_another_palette_are_noticed() {
        let painted = |pixels: &[u8], colours: u8| {
            let mut painted = Painted::default();
            painted.take(pixels, |pixel| [pixel % colours; 3]);
            painted
        };
        let pixels: Vec<u8> = (0..=255).cycle().take(1000).collect();
        let mut other = pixels.clone();
        other[999] = 0;
        for colours in [9, 255] {
            let meant = painted(&pixels, colours);
            let packed = meant.pack(50, 20).expect("a PNG");
            assert!(meant.is_in(&packed).expect("a PNG"));
            assert!(!painted(&other, colours).is_in(&packed).expect("a PNG"));
            assert!(
                !painted(&pixels[..950], colours)
                    .is_in(&packed)
                    .expect("a PNG")
            );
        }
        let packed = painted(&pixels, 9).pack(50, 20).expect("a PNG");
        let lighter = painted(&pixels, 9);
        let Painted::Few {
            mut palette,
            pixels,
        } = lighter
        else {
            panic!("few colours");
        };
        palette[3][0] += 1;
        assert!(
            !Painted::Few { palette, pixels }
                .is_in(&packed)
                .expect("a PNG")
        );
    }

    #[test]
    fn other_than_so_many_pixels_are_no_picture() {
        let mut painted = Painted::default();
        painted.take(&[0; 11], |_| [0; 3]);
        assert!(painted.pack(4, 3).is_err());
    }
}
