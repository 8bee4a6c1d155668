//! Painted pixels as a PNG.

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
    /// Where other than so many were taken in; in a few words.
    pub fn pack(self, width: u32, height: u32) -> Result<Vec<u8>, String> {
        self.packed(width, height)
            .map_err(|error| error.to_string())
    }

    fn packed(self, width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
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
        writer.write_image_data(&pixels)?;
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
            let packed = painted.pack(width, height).expect("a PNG");
            let read = image::load_from_memory(&packed).expect("a PNG").into_rgb8();
            prop_assert_eq!(read.dimensions(), (width, height));
            let meant: Vec<u8> = pixels.iter().flat_map(colour).collect();
            prop_assert!(read.into_raw() == meant);
        }
    }

    #[test]
    fn other_than_so_many_pixels_are_no_picture() {
        let mut painted = Painted::default();
        painted.take(&[0; 11], |_| [0; 3]);
        assert!(painted.pack(4, 3).is_err());
    }
}
