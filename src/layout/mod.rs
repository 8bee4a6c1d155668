//! Blocks → lines → pages.

pub mod chart;
pub mod fonts;
pub mod page;

use std::path::PathBuf;

pub use fonts::{FontBook, FontId};
pub use page::{ContentsLine, Page, Pages, Unprintable};

/// Why a paper could not be laid out.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// The fonts' directory does not exist.
    #[error("找不到字体文件夹“{}”，请重新安装本程序，或用环境变量 WUFEI_FONTS 指明字体所在的文件夹。", dir.display())]
    FontsMissing {
        /// Where it should be.
        dir: PathBuf,
    },
    /// A font cannot be read.
    #[error("字体文件“{}”读不出来（{source}），请重新安装本程序。", path.display())]
    FontUnreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A font is damaged.
    #[error("字体文件“{}”已损坏，请重新安装本程序。", path.display())]
    FontDamaged {
        /// The file.
        path: PathBuf,
    },
}

impl LayoutError {
    /// Stable code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            LayoutError::FontsMissing { .. } => "fonts-missing",
            LayoutError::FontUnreadable { .. } => "font-unreadable",
            LayoutError::FontDamaged { .. } => "font-damaged",
        }
    }
}
