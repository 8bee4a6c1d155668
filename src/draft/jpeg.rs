//! What a JPEG says of itself before its pixels (ITU-T T.81, annex B).

/// The head of a JPEG: what a document has to know to show it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JpegHead {
    /// Width in pixels, before turning.
    pub width: u32,
    /// Height in pixels, before turning.
    pub height: u32,
    /// Bits of a sample.
    pub bits: u8,
    /// Samples of a pixel: 1 grey, 3 colour, 4 inks (CMYK or YCCK).
    pub components: u8,
    /// Whether Adobe's segment is there, whose programs store inks inverted.
    pub adobe: bool,
    /// How it lies: the EXIF orientation, 1 to 8 (CIPA DC-008, 4.6.4).
    pub orientation: u8,
}

impl JpegHead {
    /// Reads the head; `None` where the bytes are no JPEG or break off before its size.
    pub fn read(data: &[u8]) -> Option<JpegHead> {
        let mut rest = data.strip_prefix(&[0xff, 0xd8])?;
        let mut adobe = false;
        let mut orientation = 1;
        loop {
            // Markers may be padded with any number of 0xff.
            while rest.first() == Some(&0xff) && rest.get(1) == Some(&0xff) {
                rest = rest.get(1..)?;
            }
            let (&[0xff, marker], after) = rest.split_first_chunk::<2>()? else {
                return None;
            };
            if matches!(marker, 0x01 | 0xd0..=0xd7) {
                rest = after;
                continue;
            }
            let (length, _) = after.split_first_chunk::<2>()?;
            let length = usize::from(u16::from_be_bytes(*length));
            let segment = after.get(2..length)?;
            match marker {
                0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                    let (head, _) = segment.split_first_chunk::<6>()?;
                    let size = |high, low| u32::from(u16::from_be_bytes([high, low]));
                    let [bits, h1, h2, w1, w2, components] = *head;
                    let found = JpegHead {
                        width: size(w1, w2),
                        height: size(h1, h2),
                        bits,
                        components,
                        adobe,
                        orientation,
                    };
                    return (found.width > 0 && found.height > 0).then_some(found);
                }
                0xe1 => orientation = exif_orientation(segment).unwrap_or(orientation),
                0xee => adobe = adobe || segment.starts_with(b"Adobe"),
                0xd8..=0xda => return None,
                _ => {}
            }
            rest = after.get(length..)?;
        }
    }
}

/// Orientation (tag 0x0112) in an EXIF segment.
fn exif_orientation(segment: &[u8]) -> Option<u8> {
    let tiff = segment.strip_prefix(b"Exif\0\0")?;
    let little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let bytes = tiff.get(at..at + 2)?.try_into().ok()?;
        Some(if little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let long = |at: usize| -> Option<u32> {
        let bytes = tiff.get(at..at + 4)?.try_into().ok()?;
        Some(if little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    };
    let first = usize::try_from(long(4)?).ok()?;
    (0..usize::from(short(first)?))
        .map(|i| first.saturating_add(2 + 12 * i))
        .find(|at| short(*at) == Some(0x0112))
        .and_then(|at| short(at + 8))
        .and_then(|value| u8::try_from(value).ok())
        .filter(|value| (1..=8).contains(value))
}
