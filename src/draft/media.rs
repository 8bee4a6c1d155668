//! What an attached file is by its content, and why it cannot be opened as what its name says.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a file is, by content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Media {
    /// A JPEG picture; size in pixels after turning as its EXIF orientation says.
    Jpeg { width: u32, height: u32 },
    /// A PNG picture.
    Png { width: u32, height: u32 },
    /// A PDF.
    Pdf,
    /// Anything else.
    Other,
}

impl Media {
    /// Width and height in pixels, for pictures.
    pub fn picture(self) -> Option<(u32, u32)> {
        match self {
            Media::Jpeg { width, height } | Media::Png { width, height } => Some((width, height)),
            Media::Pdf | Media::Other => None,
        }
    }
}

/// Why a file cannot be opened as what its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// No bytes at all.
    Empty,
    /// The content is of another kind than the ending says.
    NotWhatItSays,
    /// The content begins rightly and then breaks off or is damaged.
    Damaged,
    /// A picture that would fill the memory when it is unpacked.
    TooManyPixels,
    /// It opens only with a password.
    Locked,
}

impl Trouble {
    /// The reason as part of a Chinese sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Trouble::Empty => "文件是空的",
            Trouble::NotWhatItSays => "内容与文件名的类型不符",
            Trouble::Damaged => "文件不完整或已损坏",
            Trouble::TooManyPixels => "图片的像素太多，要先缩小到一亿像素以内",
            Trouble::Locked => "文件设了打开密码",
        }
    }
}
