//! Fonts as embedded: only the glyphs that the pages use, and which characters they print.

use std::collections::{BTreeMap, BTreeSet};

use printpdf::{FontMetrics, FontType, ParsedFont, PdfFont, PdfFontMetricsStub};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use crate::export::sum::Sum;
use crate::export::{Defect, DocumentPart};
use crate::layout::page::{Item, Page};
use crate::layout::{FontBook, FontId};

/// A font with the glyphs that a paper uses.
pub(super) struct Subset {
    /// Its name among the resources.
    pub id: printpdf::FontId,
    /// The font as printpdf embeds it.
    pub embedded: PdfFont,
    /// Its name in the file.
    pub name: String,
    /// The sum of its program.
    pub program: Sum,
    glyphs: BTreeMap<u16, EmbeddedGlyph>,
}

/// A glyph as embedded.
#[derive(Debug, Clone, Copy)]
pub(super) struct EmbeddedGlyph {
    /// Its id inside the subset.
    pub id: u16,
    /// Its advance in thousandths of an em, as the file states it.
    pub advance: f32,
    /// The one character that the file's character map can give it.
    pub char: char,
}

impl Subset {
    /// A glyph of the book's font inside the subset.
    pub fn glyph(&self, id: u16) -> Option<EmbeddedGlyph> {
        self.glyphs.get(&id).copied()
    }
}

/// Subsets of all fonts that the pages use.
///
/// # Errors
/// [`Defect`]: which font cannot be subset.
pub(super) fn subsets(
    pages: &[Page],
    fonts: &FontBook,
) -> Result<BTreeMap<FontId, Subset>, Defect> {
    let mut used: BTreeMap<FontId, BTreeMap<u16, BTreeSet<char>>> = BTreeMap::new();
    for placed in pages.iter().flat_map(|page| &page.items) {
        if let Item::Glyphs(run) = &placed.item {
            let glyphs = used.entry(run.font).or_default();
            for glyph in &run.glyphs {
                let chars = glyphs.entry(glyph.id).or_default();
                if !glyph.missing {
                    chars.insert(glyph.char);
                }
            }
        }
    }
    used.into_iter()
        .map(|(font, glyphs)| Ok((font, subset(font, &glyphs, fonts)?)))
        .collect()
}

fn subset(
    font: FontId,
    used: &BTreeMap<u16, BTreeSet<char>>,
    fonts: &FontBook,
) -> Result<Subset, Defect> {
    let source = fonts.font(font);
    let mut remapper = GlyphRemapper::new();
    for id in used.keys() {
        remapper.remap(*id);
    }
    let program =
        subsetter::subset(source.data(), 0, &remapper).map_err(|error| Defect::NotSubset {
            name: font.file_name().to_owned(),
            source: error.into(),
        })?;
    let face = source
        .face()
        .ok_or_else(|| Defect::Unreadable(DocumentPart::Font(font.file_name().to_owned())))?;
    let units = source.units_per_em();
    let mut glyphs = BTreeMap::new();
    let mut widths = BTreeMap::new();
    for (id, chars) in used {
        let Some(new) = remapper.get(*id) else {
            continue;
        };
        let advance = face
            .glyph_hor_advance(ttf_parser::GlyphId(*id))
            .unwrap_or_default();
        widths.insert(new, advance);
        glyphs.insert(
            *id,
            EmbeddedGlyph {
                id: new,
                // The file states whole thousandths, rounded down.
                advance: (f32::from(advance) * 1000.0 / f32::from(units)).floor(),
                // Of characters that share a glyph the plainest: compatibility forms and radicals
                // come late in Unicode, and 〓 is what stands in for the rest.
                char: plainest(chars),
            },
        );
    }
    let name = font.file_name().trim_end_matches(".ttf");
    let name = format!("{}+{name}", tag(used.keys()));
    let bounds = face.global_bounding_box();
    let sum = Sum::of(&program);
    let embedded = ParsedFont {
        original_bytes: program,
        font_index: 0,
        font_name: Some(name.clone()),
        codepoint_to_glyph: BTreeMap::new(),
        glyph_widths: widths,
        units_per_em: units,
        font_metrics: FontMetrics {
            ascent: face.ascender(),
            descent: face.descender(),
        },
        font_type: FontType::TrueType,
        pdf_font_metrics: PdfFontMetricsStub {
            units_per_em: units,
            x_min: bounds.x_min,
            y_min: bounds.y_min,
            x_max: bounds.x_max,
            y_max: bounds.y_max,
            us_weight_class: face.weight().to_number(),
            ..PdfFontMetricsStub::default()
        },
    };
    Ok(Subset {
        id: printpdf::FontId(format!("F{}", font as usize)),
        embedded: PdfFont::new(embedded),
        name,
        program: sum,
        glyphs,
    })
}

/// The character a glyph stands for when several share it.
fn plainest(chars: &BTreeSet<char>) -> char {
    let is_plain =
        |c: &&char| !matches!(**c, '\u{a0}' | '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}');
    chars
        .iter()
        .find(is_plain)
        .or_else(|| chars.iter().next())
        .copied()
        .unwrap_or('〓')
}

/// Six capitals that name a subset (ISO 32000-1, 9.6.4), from the glyphs in it.
fn tag<'g>(glyphs: impl Iterator<Item = &'g u16>) -> String {
    let mut hash = Sha256::new();
    for glyph in glyphs {
        hash.update(glyph.to_be_bytes());
    }
    hash.finalize()
        .iter()
        .take(6)
        .map(|byte| char::from(b'A' + byte % 26))
        .collect()
}
