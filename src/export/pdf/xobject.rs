//! Image XObjects (ISO 32000-1, 8.9.5): a picture as an object of the file.

use lopdf::{Object, Stream, dictionary};

use super::manifest::ExpectedStream;

/// A picture as an object of the file.
pub(super) struct ImageXObject {
    /// Its pixels.
    pub picture: Stream,
    /// What they are meant to be, from where they were read.
    pub meant: ExpectedStream,
    /// How opaque they are, and what that is meant to be.
    pub mask: Option<(Stream, ExpectedStream)>,
    /// How its unit square is turned.
    pub turn: [f32; 6],
}

impl ImageXObject {
    /// An opaque picture that stands upright.
    pub fn plain(picture: Stream, meant: ExpectedStream) -> Self {
        ImageXObject {
            picture,
            meant,
            mask: None,
            turn: turn(1),
        }
    }
}

/// The matrix that turns the unit square as an EXIF orientation says (CIPA DC-008, 4.6.4).
pub(super) fn turn(orientation: u8) -> [f32; 6] {
    match orientation {
        2 => [-1.0, 0.0, 0.0, 1.0, 1.0, 0.0],
        3 => [-1.0, 0.0, 0.0, -1.0, 1.0, 1.0],
        4 => [1.0, 0.0, 0.0, -1.0, 0.0, 1.0],
        5 => [0.0, -1.0, -1.0, 0.0, 1.0, 1.0],
        6 => [0.0, -1.0, 1.0, 0.0, 0.0, 1.0],
        7 => [0.0, 1.0, 1.0, 0.0, 0.0, 0.0],
        8 => [0.0, 1.0, -1.0, 0.0, 1.0, 0.0],
        _ => [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
    }
}

/// An image of 8 bits a sample.
pub(super) fn image(width: u32, height: u32, space: Object, content: Vec<u8>) -> Stream {
    let dict = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(width),
        "Height" => i64::from(height),
        "ColorSpace" => space,
        "BitsPerComponent" => 8,
    };
    Stream::new(dict, content)
}
