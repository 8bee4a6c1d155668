//! How high a text stands in a cell.
//!
//! Excel, WPS and LibreOffice fit row heights to their text only where no cell is merged, and only
//! when the row is edited; a form has merged cells everywhere. So heights are written, estimated
//! from character widths on the generous side: a little air is better than a lost line.

use super::sheet_blocks::plain;
use crate::compose::Run;
use crate::length::Pt;

/// What a cell keeps free left and right of its text, together; Excel leaves about 4 px on
/// either side.
const SIDES: Pt = Pt(6.0);

/// What a cell keeps free above and below, together.
const ENDS: Pt = Pt(5.0);

/// Advance of a character in em. Half-width characters of 宋体 are half an em wide; 0.56 covers the
/// wider ones that stand in for it where it is missing.
fn advance(c: char) -> f32 {
    match c {
        '\t' => 2.0,
        c if c.is_ascii() => 0.56,
        _ => 1.0,
    }
}

/// Lines that `text` takes at `size` pt in a cell `width` pt wide, at least one.
pub(super) fn lines(text: &[Vec<Run>], size: Pt, width: Pt) -> usize {
    // A closing mark may take its neighbour along to the next line, so half an em goes unused.
    let room = ((width - SIDES) / size.max(Pt(1.0)) - 0.5).max(1.0);
    text.iter()
        .map(|line| broken(&plain(line), room))
        .sum::<usize>()
        .max(1)
}

/// Lines of one paragraph in `room` em: breaks between any two full-width characters and at blanks,
/// inside a word only where the word alone is too long.
fn broken(text: &str, room: f32) -> usize {
    let mut lines = 1;
    let mut used = 0.0_f32;
    let mut word = 0.0_f32;
    for c in text.chars() {
        let width = advance(c);
        if c == '\n' {
            lines += 1;
            used = 0.0;
            word = 0.0;
            continue;
        }
        let in_word = c.is_ascii() && !c.is_ascii_whitespace();
        word = if in_word { word + width } else { 0.0 };
        if used + width <= room {
            used += width;
            continue;
        }
        if c == ' ' {
            continue;
        }
        lines += 1;
        if in_word && word <= room {
            used = word;
        } else {
            used = width;
            word = if in_word { width } else { 0.0 };
        }
    }
    lines
}

/// Height of a line of type of a size. 宋体 takes 1.3 of its size in Excel, the fonts that
/// stand in for it where it is missing up to 1.45.
pub(super) fn pitch(size: Pt) -> Pt {
    size * 1.45
}

/// Height of a cell with so many lines at this pitch.
pub(super) fn height(lines: usize, pitch: Pt) -> Pt {
    lines as f32 * pitch + ENDS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str, size: f32, width: f32) -> usize {
        lines(&[vec![Run::plain(text)]], Pt(size), Pt(width))
    }

    #[test]
    fn full_width_text_breaks_by_characters() {
        // 100 pt hold 94 pt of text: 8.95 em of 10.5 pt, less half an em for closing marks.
        assert_eq!(count(&"固".repeat(8), 10.5, 100.0), 1);
        assert_eq!(count(&"固".repeat(9), 10.5, 100.0), 2);
        assert_eq!(count("", 10.5, 100.0), 1);
    }

    #[test]
    fn a_word_moves_as_a_whole_and_a_long_one_is_broken() {
        assert_eq!(count("固固固固固abcdefgh", 10.5, 100.0), 2);
        assert_eq!(count(&"w".repeat(80), 10.5, 100.0), 6);
        assert_eq!(count("甲\n乙", 10.5, 100.0), 2);
    }

    #[test]
    fn no_width_is_too_small() {
        assert_eq!(count("固体废物", 10.5, 0.0), 4);
    }
}
