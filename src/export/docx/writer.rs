//! What the writing of blocks has to remember: bookmarks, lists, pictures and their numbers.

use docx_rs as word;

use super::bookmark::Bookmarks;
use super::elements::{BodyElement, Bookmark, separator};
use super::ooxml_fixups::Additions;
use super::opc::PackageMedia;
use super::package::place_of;
use crate::compose::block::Caption;
use crate::export::{Defect, ExportError};
use crate::layout::ContentsLine;
use crate::layout::line::Typesetter;
use crate::length::{Emu, Pt, Twips};

/// Largest drawing.
const LARGEST: Emu = Emu(20_000_000);

/// What is known while blocks are written, one after the other.
pub(super) struct Writer<'a> {
    /// Lines of the contents page.
    pub contents: &'a [ContentsLine],
    /// Sizes of all pictures and charts in order.
    pub sizes: &'a [(Pt, Pt)],
    /// Measures text, to fit it.
    pub typesetter: &'a Typesetter<'a>,
    /// Names of bookmarks given so far.
    pub bookmarks: Bookmarks,
    /// Bookmarks written so far.
    pub marks: usize,
    /// Headings written so far.
    pub headings: usize,
    /// Kinds of the lists written so far: ordered or not.
    pub lists: Vec<bool>,
    /// What docx-rs cannot say.
    pub additions: Additions,
    /// Pictures of the package, each once, and the endings of their parts.
    pub media: Vec<(&'static str, PackageMedia)>,
    /// Drawings written so far.
    pub drawings: usize,
    /// Width of the text area.
    pub room: Twips,
}

impl Writer<'_> {
    /// A bookmark of this name.
    pub fn mark(&mut self, name: String) -> Bookmark {
        self.marks += 1;
        Bookmark {
            id: self.marks,
            name,
        }
    }

    /// A bookmark around what answers a path.
    pub fn anchor(&mut self, anchor: Option<&str>) -> Option<Bookmark> {
        let name = self.bookmarks.name(anchor?);
        Some(self.mark(name))
    }

    /// Adds a table, apart from one before it.
    pub fn place(&mut self, table: word::Table, head: usize, elements: &mut Vec<BodyElement>) {
        if matches!(elements.last(), Some(BodyElement::Table(_))) {
            elements.push(separator(false));
        }
        self.additions.heads.push(head);
        elements.push(BodyElement::Table(Box::new(table)));
    }

    /// Size of the next picture or chart.
    ///
    /// # Errors
    /// Where the pages are those of another paper.
    pub fn size(&self, caption: &Caption) -> Result<(Pt, Pt), ExportError> {
        self.sizes
            .get(self.drawings)
            .copied()
            .ok_or_else(|| ExportError::Picture {
                picture: caption.text.clone(),
                reason: Defect::NotLaidOut,
            })
    }

    /// The place of a picture among the package's; one that is shown again, or was attached again,
    /// has its place already.
    pub fn place_in_package(&mut self, ending: &'static str, media: PackageMedia) -> usize {
        let known = self.media.iter().position(|(_, held)| held.is_same(&media));
        known.unwrap_or_else(|| {
            self.media.push((ending, media));
            self.media.len() - 1
        })
    }

    /// A picture of the package, drawn.
    pub fn drawing(&mut self, place: usize, size: (Pt, Pt), name: &str, alt: &str) -> word::Run {
        self.drawings += 1;
        self.additions
            .drawings
            .push((name.to_owned(), alt.to_owned()));
        let emu = |pt: Pt| pt.emu(LARGEST).0;
        word::Run::new().add_image(
            word::Pic::new_with_dimensions(place_of(place), 1, 1)
                .id(format!("rIdImage{}", self.drawings))
                .size(emu(size.0), emu(size.1)),
        )
    }
}
