//! What is wrong with a picture, a part of a document or all of it, kept as what it is until an
//! [`ExportError`](super::ExportError) says of which file.

use std::fmt;

use crate::draft::Trouble;

/// What a library says of why it could not do its work.
type Source = Box<dyn std::error::Error + Send + Sync>;

/// What is wrong. Printed, it is a few Chinese words that fit into brackets, and what a library says.
#[derive(Debug, thiserror::Error)]
pub enum Defect {
    /// A picture's bytes are neither of a JPEG nor of a PNG.
    #[error("内容不是 JPEG 或 PNG")]
    NotAPicture,
    /// A picture breaks off or is damaged.
    #[error("文件已损坏")]
    DamagedPicture,
    /// A picture is no use for a reason that is told when it is attached.
    #[error("{}", .0.sentence())]
    Refused(Trouble),
    /// A JPEG of other than 8 bits.
    #[error("JPEG 的色深不受支持")]
    JpegDepth,
    /// A JPEG of a number of components that no colour space has.
    #[error("JPEG 的色彩方式不受支持")]
    JpegColours,
    /// A picture without a pixel.
    #[error("图片没有大小")]
    NoPixels,
    /// Something that the pages have no place for.
    #[error("没有排进页面")]
    NotLaidOut,
    /// A paper without a page.
    #[error("没有页面")]
    NoPages,
    /// A font that cannot be embedded.
    #[error("字体 {name} 取不出字形：{source}")]
    NotSubset {
        /// Its file.
        name: String,
        /// What the library says.
        source: Source,
    },
    /// Something that was written and is not there.
    #[error("缺少{0}")]
    Missing(DocumentPart),
    /// Something that nobody wrote.
    #[error("多出了{0}")]
    Surplus(DocumentPart),
    /// Something that cannot be read back.
    #[error("{part}读不回来：{source}")]
    Unread {
        /// What it is.
        part: DocumentPart,
        /// What the library says.
        source: Source,
    },
    /// Something that cannot be read back, as the program itself saw.
    #[error("{0}读不回来")]
    Unreadable(DocumentPart),
    /// Something that reads back otherwise than it was written.
    #[error("{0}读回来不一致")]
    Differs(DocumentPart),
    /// Something that says otherwise than the draft.
    #[error("{0}与草稿不一致")]
    Departs(DocumentPart),
    /// Other than so many of a kind.
    #[error("应有 {meant} {kind}，写成 {found} {kind}")]
    Count {
        /// How many there should be.
        meant: usize,
        /// How many there are.
        found: usize,
        /// Of what, with its measure word: 张图, 页.
        kind: &'static str,
    },
    /// A file that unpacks to more than any document has.
    #[error("解开后太大")]
    TooLarge,
    /// What is attached is not what was attached once.
    #[error("内容与附上时不同")]
    Changed,
    /// What a library or the system says.
    #[error("{0}")]
    Told(Source),
}

impl Defect {
    /// What a library says, to be told as it is.
    pub(super) fn told(error: impl Into<Source>) -> Defect {
        Defect::Told(error.into())
    }

    /// A part that a library could not read back.
    pub(super) fn unread(part: DocumentPart) -> impl Fn(Source) -> Defect {
        move |source| Defect::Unread {
            part: part.clone(),
            source,
        }
    }
}

/// A part of a document, to say where something is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentPart {
    /// All of it.
    Whole,
    /// A part of the package, an anchor or a sheet, by its name.
    Named(String),
    /// A cell: `附表2!C12`.
    Cell(String),
    /// A picture, by the words that messages call it.
    Picture(String),
    /// A font, by its name.
    Font(String),
    /// An object of a PDF, by its number.
    Object(u32),
    /// The text or the pictures of a page, counted from 1.
    Page(usize, &'static str),
    /// What a PDF ends with.
    Trailer,
}

impl fmt::Display for DocumentPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DocumentPart::Whole => Ok(()),
            DocumentPart::Named(name) => write!(f, "“{name}”"),
            DocumentPart::Cell(cell) => write!(f, "{cell} "),
            DocumentPart::Picture(words) => write!(f, "图片“{words}”"),
            DocumentPart::Font(name) => write!(f, "字体 {name} "),
            DocumentPart::Object(number) => write!(f, "第 {number} 号内容"),
            DocumentPart::Page(number, what) => write!(f, "第 {number} 页的{what}"),
            DocumentPart::Trailer => f.write_str("文件的末尾"),
        }
    }
}
