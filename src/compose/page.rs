//! Pages: paper, orientation and margins, from which the widths of texts and tables follow. Layout,
//! Word and Excel have them from here.

use crate::length::{Mm, Pt};

/// Width and height of A4 (ISO 216).
const A4: (Pt, Pt) = (Mm(210.0).pt(), Mm(297.0).pt());

/// From the lower edge of a page of the paper to the baseline of its foot line.
pub const FOOT_BASELINE: Pt = Pt(42.0);

/// How far the page number stands in from the outer edge of the text: one character of its type
/// (GB/T 9704—2012, 7.5).
pub const NUMBER_INSET: Pt = Pt(14.0);

/// A page: its size, and how far the text stays from its edges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageSetup {
    /// Width of the paper as it lies before the reader.
    pub width: Pt,
    /// Height of the paper as it lies before the reader.
    pub height: Pt,
    /// Margin above the text.
    pub top: Pt,
    /// Margin below the text.
    pub bottom: Pt,
    /// Margin left of the text.
    pub left: Pt,
    /// Margin right of the text.
    pub right: Pt,
}

impl PageSetup {
    /// A page of the paper: 22 lines of 28 characters on 156 × 225 mm (GB/T 9704—2012, 5.2.1).
    pub const PORTRAIT: PageSetup = PageSetup {
        width: A4.0,
        height: A4.1,
        top: Mm(37.0).pt(),
        bottom: Mm(35.0).pt(),
        left: Mm(28.0).pt(),
        right: Mm(26.0).pt(),
    };

    /// A page of the paper on its side, bound on top.
    pub const LANDSCAPE: PageSetup = PageSetup {
        width: A4.1,
        height: A4.0,
        top: Mm(28.0).pt(),
        bottom: Mm(26.0).pt(),
        left: Mm(26.0).pt(),
        right: Mm(26.0).pt(),
    };

    /// A sheet of the workbook, upright: a work sheet with as many rows on a page as Excel's own
    /// margins leave, wide enough for the tables of the paper.
    pub const SHEET: PageSetup = PageSetup {
        top: Pt(50.4),
        bottom: Pt(54.0),
        left: Pt(50.4),
        right: Pt(50.4),
        ..PageSetup::PORTRAIT
    };

    /// Width of the text.
    pub const fn text_width(&self) -> Pt {
        Pt(self.width.0 - self.left.0 - self.right.0)
    }

    /// Height of the text.
    pub const fn text_height(&self) -> Pt {
        Pt(self.height.0 - self.top.0 - self.bottom.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::length::Twips;

    #[test]
    fn widths_follow_from_paper_and_margins() {
        let twips = |page: PageSetup| page.text_width().twips();
        assert_eq!(twips(PageSetup::PORTRAIT), Mm(156.0).pt().twips());
        assert_eq!(twips(PageSetup::LANDSCAPE), Mm(245.0).pt().twips());
        assert_eq!(twips(PageSetup::LANDSCAPE), Twips(13_890));
        // A sheet shrinks no table of the paper, on either side of the page.
        assert!(PageSetup::SHEET.text_width() > PageSetup::PORTRAIT.text_width());
        let across = PageSetup::SHEET.height - PageSetup::SHEET.left - PageSetup::SHEET.right;
        assert!(across > PageSetup::LANDSCAPE.text_width());
    }
}
