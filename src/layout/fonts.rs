//! The fonts behind the typefaces, and which of them prints a character.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use ttf_parser::{Face, GlyphId};

use super::LayoutError;
use crate::compose::style::Typeface;
use crate::disk;

/// A font of the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(usize)]
pub enum FontId {
    FangSong,
    Kai,
    Song,
    SongBold,
    Hei,
    SupplementLight,
    SupplementRegular,
    LatinSerif,
    LatinSerifBold,
}

impl FontId {
    /// Every font of the book.
    pub const ALL: [FontId; 9] = [
        FontId::FangSong,
        FontId::Kai,
        FontId::Song,
        FontId::SongBold,
        FontId::Hei,
        FontId::SupplementLight,
        FontId::SupplementRegular,
        FontId::LatinSerif,
        FontId::LatinSerifBold,
    ];

    /// Its file in the fonts' directory.
    pub fn file_name(self) -> &'static str {
        match self {
            FontId::FangSong => "GWFangSong-Regular.ttf",
            FontId::Kai => "GWKai-Regular.ttf",
            FontId::Song => "GWSong-Regular.ttf",
            FontId::SongBold => "GWSong-Bold.ttf",
            FontId::Hei => "GWHei-Medium.ttf",
            FontId::SupplementLight => "GWSupplement-Light.ttf",
            FontId::SupplementRegular => "GWSupplement-Regular.ttf",
            FontId::LatinSerif => "GWLatinSerif-Regular.ttf",
            FontId::LatinSerifBold => "GWLatinSerif-Bold.ttf",
        }
    }

    /// Whether it is bold of itself.
    fn is_bold(self) -> bool {
        matches!(
            self,
            FontId::SongBold | FontId::LatinSerifBold | FontId::Hei
        )
    }
}

/// Fonts to try for a character, first to last.
///
/// The serif Latin font comes first except in 黑体, whose own letters match its weight.
fn chain(typeface: Typeface, bold: bool) -> &'static [FontId] {
    use FontId::{
        FangSong, Hei, Kai, LatinSerif, LatinSerifBold, Song, SongBold, SupplementLight,
        SupplementRegular,
    };
    match (typeface, bold) {
        (Typeface::Fang, false) => &[LatinSerif, FangSong, SupplementLight, Song],
        (Typeface::Fang, true) => &[LatinSerifBold, FangSong, SupplementLight, SongBold, Song],
        (Typeface::Kai, false) => &[LatinSerif, Kai, SupplementRegular, Song],
        (Typeface::Kai, true) => &[LatinSerifBold, Kai, SupplementRegular, SongBold, Song],
        (Typeface::Song, false) => &[LatinSerif, Song, SupplementLight],
        (Typeface::Song, true) | (Typeface::TitleSong, _) => {
            &[LatinSerifBold, SongBold, SupplementRegular]
        }
        (Typeface::Hei, _) => &[Hei, SupplementRegular],
    }
}

/// The glyph that prints a character.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// Which font of the book.
    pub font: FontId,
    /// Its id inside the font.
    pub id: u16,
    /// Its advance in em.
    pub advance: f32,
    /// Whether its strokes must be thickened to look bold.
    pub thickened: bool,
    /// Whether it stands in for a character that no font has.
    pub missing: bool,
}

/// A font file, mapped into memory.
#[derive(Debug)]
pub struct Font {
    data: disk::Mapped,
    /// Characters that were asked for: a paper has some thousands of them, the map tens of thousands.
    asked: RwLock<HashMap<char, Option<(u16, u16)>>>,
    units_per_em: u16,
}

impl Font {
    fn read(path: &Path) -> Result<Self, LayoutError> {
        let unreadable = |source| LayoutError::FontUnreadable {
            path: path.to_owned(),
            source,
        };
        let data = disk::map(path).map_err(unreadable)?;
        let units_per_em = Face::parse(&data, 0)
            .map_err(|_| LayoutError::FontDamaged {
                path: path.to_owned(),
            })?
            .units_per_em();
        Ok(Font {
            data,
            asked: RwLock::default(),
            units_per_em,
        })
    }

    /// The file's bytes.
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// Its tables, parsed.
    pub fn face(&self) -> Option<Face<'_>> {
        Face::parse(&self.data, 0).ok()
    }

    /// Units to the em, 1000 or 2048 as a rule.
    pub fn units_per_em(&self) -> u16 {
        self.units_per_em
    }

    /// Advance of a glyph in em.
    pub fn advance(&self, glyph: u16) -> f32 {
        let face = self.face();
        let advance = face.and_then(|face| face.glyph_hor_advance(GlyphId(glyph)));
        f32::from(advance.unwrap_or_default()) / f32::from(self.units_per_em)
    }

    /// Glyph id and advance in font units of a character, from the character map.
    pub fn glyph(&self, char: char) -> Option<(u16, u16)> {
        let known = self.asked.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(glyph) = known.get(&char) {
            return *glyph;
        }
        drop(known);
        let glyph = self.face().and_then(|face| {
            let id = face.glyph_index(char).filter(|id| id.0 != 0)?;
            Some((id.0, face.glyph_hor_advance(id).unwrap_or(0)))
        });
        let mut known = self.asked.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(char, glyph);
        glyph
    }
}

/// The program's fonts.
#[derive(Debug)]
pub struct FontBook {
    /// In the order of [`FontId::ALL`].
    fonts: Vec<Font>,
}

/// Printed for a character that no font has: the typesetter's 〓, known to every Chinese
/// proof-reader, so that the gap is seen.
pub const GETA: char = '〓';

impl FontBook {
    /// Reads the fonts in a directory.
    ///
    /// # Errors
    /// When a font is missing, cannot be read or is damaged.
    pub fn load(dir: &Path) -> Result<Self, LayoutError> {
        if !dir.is_dir() {
            return Err(LayoutError::FontsMissing {
                dir: dir.to_owned(),
            });
        }
        let fonts = FontId::ALL
            .map(|id| Font::read(&dir.join(id.file_name())))
            .into_iter()
            .collect::<Result<_, LayoutError>>()?;
        Ok(FontBook { fonts })
    }

    /// Reads the program's own fonts: from the directory that `WUFEI_FONTS` names, else from
    /// beside the executable (`fonts`), else from where packages put them (`../lib/wufei/fonts`,
    /// `../share/wufei/fonts`), and in development builds from the sources.
    ///
    /// # Errors
    /// When no such directory exists, or a font in it is missing or damaged.
    pub fn find() -> Result<Self, LayoutError> {
        Self::load(&Self::place()?)
    }

    /// Where the program's own fonts are; see [`FontBook::find`].
    ///
    /// # Errors
    /// When no such directory exists.
    pub fn place() -> Result<PathBuf, LayoutError> {
        if let Some(dir) = std::env::var_os("WUFEI_FONTS") {
            return Ok(dir.into());
        }
        let beside = std::env::current_exe()
            .ok()
            .and_then(|exe| exe.parent().map(Path::to_owned))
            .unwrap_or_default();
        let mut places: Vec<PathBuf> = ["fonts", "../lib/wufei/fonts", "../share/wufei/fonts"]
            .iter()
            .map(|place| beside.join(place))
            .collect();
        // A build in its source tree finds the sources' fonts, whatever its profile.
        places.extend(beside.ancestors().map(|dir| dir.join("assets/fonts")));
        if cfg!(debug_assertions) {
            places.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fonts"));
        }
        places
            .into_iter()
            .find(|place| place.is_dir())
            .ok_or(LayoutError::FontsMissing {
                dir: beside.join("fonts"),
            })
    }

    /// A font of the book.
    pub fn font(&self, id: FontId) -> &Font {
        &self.fonts[id as usize]
    }

    /// The glyph of the Latin font for a character that is otherwise printed by a Chinese one.
    pub fn latin(&self, bold: bool, char: char) -> Option<Glyph> {
        let id = if bold {
            FontId::LatinSerifBold
        } else {
            FontId::LatinSerif
        };
        self.glyph_of(id, bold, char)
    }

    fn glyph_of(&self, id: FontId, bold: bool, char: char) -> Option<Glyph> {
        let font = self.font(id);
        let (glyph, advance) = font.glyph(char)?;
        Some(Glyph {
            font: id,
            id: glyph,
            advance: f32::from(advance) / f32::from(font.units_per_em),
            thickened: bold && !id.is_bold(),
            missing: false,
        })
    }

    /// The glyph that prints `char` in a typeface, or else that of [`GETA`].
    pub fn printed(&self, typeface: Typeface, bold: bool, char: char) -> Glyph {
        self.glyph(typeface, bold, char).unwrap_or_else(|| {
            let geta = self
                .glyph(typeface, bold, GETA)
                .or_else(|| self.glyph(Typeface::Song, false, GETA));
            Glyph {
                missing: true,
                ..geta.unwrap_or(Glyph {
                    font: FontId::Song,
                    id: 0,
                    advance: 1.0,
                    thickened: false,
                    missing: true,
                })
            }
        })
    }

    /// The glyph that prints `char` in a typeface; `None` when no font has it.
    pub fn glyph(&self, typeface: Typeface, bold: bool, char: char) -> Option<Glyph> {
        chain(typeface, bold).iter().find_map(|&id| {
            if matches!(id, FontId::LatinSerif | FontId::LatinSerifBold) && !is_latin(char) {
                return None;
            }
            self.glyph_of(id, bold, char)
        })
    }
}

/// Whether the Latin font prints a character although Chinese fonts may have it: letters, digits
/// and half-width marks, but not the quotes, dashes and dots that Chinese text shares.
fn is_latin(char: char) -> bool {
    matches!(char,
        '\u{20}'..='\u{7e}' | '\u{a0}'..='\u{b6}' | '\u{b8}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{24f}' | '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{4ff}'
        | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{2013}' | '\u{20a0}'..='\u{20bf}')
}
