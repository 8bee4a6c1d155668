//! Text → lines: which glyphs print it, where its lines end, how far apart its characters stand.
//!
//! Chinese text is set on full-width bodies. What gives way is, in this order: the half of a body
//! that a mark leaves empty where two marks meet, the quarter em between Chinese and Latin, and,
//! when a line is justified, every gap between Chinese characters (CLREQ 3.2).

use std::ops::AddAssign;

use icu_segmenter::LineSegmenterBorrowed;

use super::breaks::{self, Between};
use super::fonts::{FontBook, FontId};
use super::page::{Colour, GlyphRun, Item, PlacedGlyph};
use crate::compose::block::{Run, Shift};
use crate::compose::style::{Align, Look, Typeface};
use crate::length::Pt;

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// Its typeface.
    pub typeface: Typeface,
    /// Type size.
    pub size: Pt,
    /// Added to every character's advance.
    pub tracking: Pt,
    /// Whether all of it is bold.
    pub bold: bool,
    /// Where its lines stand.
    pub align: Align,
    /// Indent of the first line.
    pub indent: Pt,
}

impl Setting {
    /// How text of a look is set.
    pub fn of(look: Look) -> Setting {
        Setting {
            typeface: look.typeface,
            size: look.size,
            tracking: look.tracking,
            bold: look.bold,
            align: look.align,
            indent: look.indent * (look.size + look.tracking),
        }
    }
}

/// A glyph of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineGlyph {
    /// Which font of the book.
    pub font: FontId,
    /// Its id inside the font.
    pub id: u16,
    /// Type size.
    pub size: Pt,
    /// From the left edge of the measure.
    pub x: Pt,
    /// Above the baseline.
    pub rise: Pt,
    /// The character it prints.
    pub char: char,
    /// Whether its strokes are thickened.
    pub thickened: bool,
    /// Whether no font has the character.
    pub missing: bool,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// Its glyphs from left to right.
    pub glyphs: Vec<LineGlyph>,
    /// Where its ink begins, from the left edge of the measure.
    pub left: Pt,
    /// Where its text ends, from the left edge of the measure.
    pub right: Pt,
}

impl Line {
    /// The line as items, its measure's left edge at `x` and its baseline at `y`.
    pub fn items(&self, x: Pt, y: Pt, colour: Colour) -> Vec<Item> {
        let mut runs: Vec<GlyphRun> = Vec::new();
        for glyph in &self.glyphs {
            let joins = runs.last().is_some_and(|run| {
                run.font == glyph.font
                    && run.size == glyph.size
                    && run.y == y - glyph.rise
                    && run.thickened == glyph.thickened
            });
            if !joins {
                runs.push(GlyphRun {
                    font: glyph.font,
                    size: glyph.size,
                    x: x + glyph.x,
                    y: y - glyph.rise,
                    thickened: glyph.thickened,
                    colour,
                    continues: !runs.is_empty(),
                    glyphs: Vec::new(),
                });
            }
            if let Some(run) = runs.last_mut() {
                run.glyphs.push(PlacedGlyph {
                    id: glyph.id,
                    x: x + glyph.x - run.x,
                    char: glyph.char,
                    missing: glyph.missing,
                });
            }
        }
        runs.into_iter().map(Item::Glyphs).collect()
    }

    /// Its characters.
    pub fn text(&self) -> String {
        self.glyphs.iter().map(|glyph| glyph.char).collect()
    }

    /// Moves it to the right.
    pub fn shift(&mut self, by: Pt) {
        for glyph in &mut self.glyphs {
            glyph.x += by;
        }
        self.left += by;
        self.right += by;
    }
}

/// Baseline of text in a line box of `pitch`, from the box's top: full-width bodies stand in the
/// middle, with their baseline 0.88 of the size below their top.
pub(super) fn baseline(pitch: Pt, size: Pt) -> Pt {
    (pitch - size) / 2.0 + 0.88 * size
}

/// Sets text into lines.
pub struct Typesetter<'f> {
    fonts: &'f FontBook,
    segmenter: LineSegmenterBorrowed<'static>,
}

/// A character on its way into a line.
#[derive(Debug, Clone, Copy)]
struct Atom {
    glyph: LineGlyph,
    advance: Pt,
    em: Pt,
    after: Between,
}

impl Atom {
    fn is_space(&self) -> bool {
        matches!(self.glyph.char, ' ' | '\u{3000}' | '\u{a0}')
    }

    /// Whether it is a mark on a full-width body, half of which is empty.
    fn is_full_mark(&self, of: fn(char) -> bool) -> bool {
        of(self.glyph.char) && self.advance > 0.85 * self.em
    }
}

/// What stands between an atom and the next: its natural width, and how much it may give.
#[derive(Debug, Clone, Copy, Default)]
struct Gap {
    natural: Pt,
    shrink: Pt,
    /// Share in a line's slack.
    stretch: f32,
}

/// Size of raised and lowered text against its line.
const SHIFTED: f32 = 0.65;
/// A line opened wider than this share of an em at every gap is left ragged instead.
const WIDEST_GAP: f32 = 0.6;
/// A centred text of more characters is no title and falls as it falls.
const LONGEST_BALANCED: usize = 240;
/// A line that would stay emptier than this takes a soft break inside a long word.
const LOOSE: f32 = 0.78;

impl<'f> Typesetter<'f> {
    /// A typesetter with the fonts of a book.
    pub fn new(fonts: &'f FontBook) -> Self {
        Typesetter {
            fonts,
            segmenter: breaks::segmenter(),
        }
    }

    /// Its fonts.
    pub fn fonts(&self) -> &'f FontBook {
        self.fonts
    }

    /// Sets runs into lines of a measure. Text without a visible character gives one empty
    /// line.
    pub fn lines(&self, runs: &[Run], setting: Setting, measure: Pt) -> Vec<Line> {
        let atoms = self.atoms(runs, setting);
        let text = MeasuredText::new(&atoms, setting, measure);
        text.lines()
    }

    /// Sets runs on one line of their natural width.
    pub fn line(&self, runs: &[Run], setting: Setting) -> Line {
        let atoms = self.atoms(runs, setting);
        let text = MeasuredText::new(&atoms, setting, Pt::INFINITY);
        text.line(0, atoms.len(), true, Pt::INFINITY, Pt::ZERO)
    }

    fn atoms(&self, runs: &[Run], setting: Setting) -> Vec<Atom> {
        let whole: String = runs.iter().map(|run| run.text.as_str()).collect();
        let chars: Vec<char> = whole.chars().collect();
        let between = breaks::between(&whole, &self.segmenter);
        let mut atoms: Vec<Atom> = Vec::with_capacity(chars.len());
        let looks = runs.iter().flat_map(|run| {
            run.text
                .chars()
                .map(move |_| (setting.bold || run.bold, run.shift))
        });
        for (i, (bold, shift)) in looks.enumerate() {
            let Some(&char) = chars.get(i) else { break };
            let after = between.get(i).copied().unwrap_or(Between::Bound);
            if is_invisible(char) {
                if let (Some(last), Between::Open) = (atoms.last_mut(), after) {
                    last.after = Between::Open;
                }
                continue;
            }
            let char = if char.is_control() { ' ' } else { char };
            let apostrophe = char == '’'
                && i.checked_sub(1)
                    .and_then(|b| chars.get(b))
                    .is_some_and(char::is_ascii_alphabetic)
                && chars.get(i + 1).is_some_and(char::is_ascii_alphabetic);
            let glyph = if apostrophe {
                self.fonts.latin(bold, char)
            } else {
                None
            }
            .unwrap_or_else(|| self.fonts.printed(setting.typeface, bold, char));
            let (size, rise) = match shift {
                Shift::None => (setting.size, Pt::ZERO),
                Shift::Sup => (setting.size * SHIFTED, setting.size * 0.34),
                Shift::Sub => (setting.size * SHIFTED, setting.size * -0.14),
            };
            let advance = if is_combining(char) && !glyph.missing {
                Pt::ZERO
            } else {
                (glyph.advance * size + setting.tracking).max(Pt::ZERO)
            };
            atoms.push(Atom {
                glyph: LineGlyph {
                    font: glyph.font,
                    id: glyph.id,
                    size,
                    x: Pt::ZERO,
                    rise,
                    char,
                    thickened: glyph.thickened,
                    missing: glyph.missing,
                },
                advance,
                em: size,
                after,
            });
        }
        atoms
    }
}

/// Characters that print nothing: joiners, directions, selectors, soft hyphens.
fn is_invisible(char: char) -> bool {
    matches!(char,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Marks that pause, where others close what was opened.
fn is_pause(char: char) -> bool {
    matches!(char, '，' | '。' | '、' | '；' | '：' | '！' | '？' | '．')
}

/// Marks that stand over or under the character before them.
fn is_combining(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Sums of what is before each index, and of all.
fn sums<L: Copy + Default + AddAssign>(count: usize, of: impl Fn(usize) -> L) -> Vec<L> {
    let mut total = L::default();
    let mut sums = Vec::with_capacity(count + 1);
    sums.push(total);
    for i in 0..count {
        total += of(i);
        sums.push(total);
    }
    sums
}

/// A text ready to be divided, with running sums so that a stretch is measured at once.
struct MeasuredText<'a> {
    atoms: &'a [Atom],
    gaps: Vec<Gap>,
    /// Sums over atoms before an index, each with the gap after it.
    width: Vec<Pt>,
    shrink: Vec<Pt>,
    stretch: Vec<f32>,
    setting: Setting,
    measure: Pt,
}

impl<'a> MeasuredText<'a> {
    fn new(atoms: &'a [Atom], setting: Setting, measure: Pt) -> Self {
        let gaps: Vec<Gap> = (0..atoms.len())
            .map(|i| match (atoms.get(i), atoms.get(i + 1)) {
                (Some(this), Some(next)) => gap(this, next),
                _ => Gap::default(),
            })
            .collect();
        let count = atoms.len();
        let width = sums(count, |i| atoms[i].advance + gaps[i].natural);
        let shrink = sums(count, |i| gaps[i].shrink);
        let stretch = sums(count, |i| gaps[i].stretch);
        MeasuredText {
            atoms,
            gaps,
            width,
            shrink,
            stretch,
            setting,
            measure,
        }
    }

    /// Where visible text ends before `end`.
    fn trimmed(&self, start: usize, end: usize) -> usize {
        let mut end = end;
        while end > start && self.atoms[end - 1].is_space() {
            end -= 1;
        }
        end
    }

    /// Natural width of a stretch, without spaces at its end.
    fn natural(&self, start: usize, end: usize) -> Pt {
        let end = self.trimmed(start, end);
        match end.checked_sub(1) {
            Some(last) if end > start => {
                // Tracking behind the last character is no part of the line.
                self.width[last] - self.width[start] + self.atoms[last].advance
                    - self.setting.tracking.max(Pt::ZERO)
            }
            _ => Pt::ZERO,
        }
    }

    /// Half of the last mark's body, when it is empty.
    fn end_squeeze(&self, start: usize, end: usize) -> Pt {
        let end = self.trimmed(start, end);
        match end.checked_sub(1).map(|last| &self.atoms[last]) {
            Some(last) if end > start && last.is_full_mark(breaks::is_closing) => last.em * 0.5,
            _ => Pt::ZERO,
        }
    }

    /// What the gaps inside a stretch may give.
    fn give(&self, start: usize, end: usize) -> Pt {
        let end = self.trimmed(start, end);
        match end.checked_sub(1) {
            Some(last) if last > start => self.shrink[last] - self.shrink[start],
            _ => Pt::ZERO,
        }
    }

    /// Shares of the gaps inside a stretch.
    fn shares(&self, start: usize, end: usize) -> f32 {
        let end = self.trimmed(start, end);
        match end.checked_sub(1) {
            Some(last) if last > start => self.stretch[last] - self.stretch[start],
            _ => 0.0,
        }
    }

    fn lines(&self) -> Vec<Line> {
        let n = self.atoms.len();
        if n == 0 {
            return vec![Line::default()];
        }
        let mut ends = self.divide(self.measure);
        if self.setting.align == Align::Centre && ends.len() > 1 {
            ends = self.balanced(ends);
        }
        if self.setting.align == Align::Justify {
            self.spare_last(&mut ends);
        }
        let count = ends.len();
        let mut start = 0;
        ends.into_iter()
            .enumerate()
            .map(|(i, end)| {
                let indent = if i == 0 {
                    self.indent(self.measure)
                } else {
                    Pt::ZERO
                };
                let line = self.line(start, end, i + 1 == count, self.measure - indent, indent);
                start = end;
                line
            })
            .collect()
    }

    fn indent(&self, measure: Pt) -> Pt {
        // In a measure too narrow for an indent there is none.
        if measure - self.setting.indent < self.setting.size * 2.0 {
            Pt::ZERO
        } else {
            self.setting.indent
        }
    }

    /// Ends of lines of a measure.
    fn divide(&self, measure: Pt) -> Vec<usize> {
        let n = self.atoms.len();
        let mut ends = Vec::new();
        let mut start = 0;
        while start < n {
            let indent = if ends.is_empty() {
                self.indent(measure)
            } else {
                Pt::ZERO
            };
            let end = self.line_end(start, measure - indent).max(start + 1);
            ends.push(end);
            start = end;
        }
        // What is left over are spaces: they end the last line instead of beginning another.
        while ends.len() > 1 {
            let from = ends[ends.len() - 2];
            if self.trimmed(from, n) > from {
                break;
            }
            ends.pop();
            if let Some(last) = ends.last_mut() {
                *last = n;
            }
        }
        ends
    }

    fn line_end(&self, start: usize, measure: Pt) -> usize {
        let n = self.atoms.len();
        let justified = self.setting.align == Align::Justify;
        let mut fits: Option<usize> = None;
        let mut tight: Option<usize> = None;
        let mut next_open = n;
        for end in start + 1..=n {
            if self.atoms[end - 1].after != Between::Open && end < n {
                continue;
            }
            let natural = self.natural(start, end);
            if natural <= measure + Pt::ROUNDING
                || natural - self.end_squeeze(start, end) <= measure + Pt::ROUNDING
            {
                fits = Some(end);
                tight = None;
                continue;
            }
            let least = natural - self.end_squeeze(start, end) - self.give(start, end);
            if justified && least <= measure && (tight.is_none() || end == n) {
                tight = Some(end);
            }
            next_open = next_open.min(end);
            if natural > measure + 2.0 * self.setting.size {
                break;
            }
        }
        if let (Some(fit), Some(tight)) = (fits, tight) {
            let em = self.setting.size;
            let loose = (measure - self.natural(start, fit)).max(Pt::ZERO)
                / self.shares(start, fit).max(0.1)
                / (0.1 * em);
            let room = self.end_squeeze(start, tight) + self.give(start, tight);
            let pressed = (self.natural(start, tight) - measure) / room.max(Pt(0.01));
            if tight == n || pressed < loose {
                return tight;
            }
        }
        match (fits, tight) {
            (Some(fit), _) => {
                let long =
                    next_open > fit && self.natural(fit, next_open) > 5.0 * self.setting.size;
                if long && fit < n && self.natural(start, fit) < measure * LOOSE {
                    return self.soft_end(start, fit, measure).unwrap_or(fit);
                }
                fit
            }
            (None, Some(tight)) => tight,
            (None, None) => self
                .soft_end(start, start, measure)
                .unwrap_or_else(|| self.forced_end(start, measure)),
        }
    }

    /// The last soft break behind `after` that fits; behind a point only where no other mark
    /// offers itself.
    fn soft_end(&self, start: usize, after: usize, measure: Pt) -> Option<usize> {
        let n = self.atoms.len();
        let (mut found, mut at_point) = (None, None);
        for end in after + 1..n {
            if self.natural(start, end) > measure + Pt::ROUNDING {
                break;
            }
            let last = &self.atoms[end - 1];
            if last.after == Between::Bound {
                continue;
            }
            if last.glyph.char == '.' {
                at_point = Some(end);
            } else {
                found = Some(end);
            }
        }
        found.or(at_point)
    }

    /// Where a word breaks that is longer than a whole line: as far on as it fits, but not so that
    /// a mark stands where it must not, if that can be helped.
    fn forced_end(&self, start: usize, measure: Pt) -> usize {
        let n = self.atoms.len();
        let mut furthest = start + 1;
        while furthest < n && self.natural(start, furthest + 1) <= measure + Pt::ROUNDING {
            furthest += 1;
        }
        let good = |end: usize| {
            let next = self.atoms.get(end).map(|atom| atom.glyph.char);
            let last = self.atoms[end - 1].glyph.char;
            next.is_none_or(|c| !breaks::never_first(c) && !is_combining(c))
                && !breaks::never_last(last)
        };
        (start + 1..=furthest)
            .rev()
            .find(|end| good(*end))
            .unwrap_or(furthest)
    }

    /// The ends that divide a centred text, a title or a cell, into no more lines than before, so
    /// that they break where the text has a joint and are of like length.
    fn balanced(&self, ends: Vec<usize>) -> Vec<usize> {
        let n = self.atoms.len();
        if n > LONGEST_BALANCED {
            return ends;
        }
        let lines = ends.len();
        let joints = self.joints();
        let opens: Vec<usize> = (1..=n)
            .filter(|end| *end == n || self.atoms[end - 1].after == Between::Open)
            .collect();
        let even = self.natural(0, n) / lines as f32;
        let indent = self.indent(self.measure);
        // The least cost of a number of lines up to an end, and where the last of them starts.
        let mut reached: Vec<(usize, f32)> = vec![(0, 0.0)];
        let mut starts: Vec<Vec<(usize, usize)>> = Vec::new();
        for line in 1..=lines {
            let mut next: Vec<(usize, f32)> = Vec::new();
            let mut from: Vec<(usize, usize)> = Vec::new();
            for &end in &opens {
                let mut best: Option<(f32, usize)> = None;
                for &(start, cost) in reached.iter().filter(|(start, _)| *start < end) {
                    let natural = self.natural(start, end);
                    let indent = if start == 0 { indent } else { Pt::ZERO };
                    if natural - self.end_squeeze(start, end) > self.measure - indent + Pt::ROUNDING
                    {
                        continue;
                    }
                    let joint = if end < n { joints[end - 1] } else { 0.0 };
                    let cost = cost + joint + (natural - even).abs() / self.setting.size;
                    if best.is_none_or(|(least, _)| cost < least) {
                        best = Some((cost, start));
                    }
                }
                if let Some((cost, start)) = best
                    && (line < lines) == (end < n)
                {
                    next.push((end, cost));
                    from.push((end, start));
                }
            }
            reached = next;
            starts.push(from);
        }
        let mut chosen = vec![n];
        for line in starts.iter().rev() {
            let at = chosen.last().copied().unwrap_or(0);
            let Some((_, start)) = line.iter().find(|(end, _)| *end == at) else {
                // A word longer than the measure: the lines stay as they fell.
                return ends;
            };
            chosen.push(*start);
        }
        chosen.pop();
        chosen.reverse();
        chosen
    }

    /// What a break behind each atom costs, in em of unevenness that would be as bad.
    fn joints(&self) -> Vec<f32> {
        let mut inside = 0_usize;
        (0..self.atoms.len())
            .map(|i| {
                let this = self.atoms[i].glyph.char;
                let next = self.atoms.get(i + 1).map_or(' ', |atom| atom.glyph.char);
                if breaks::is_opening(this) {
                    inside += 1;
                } else if breaks::is_closing(this) && !is_pause(this) {
                    inside = inside.saturating_sub(1);
                }
                let place = if breaks::is_closing(this)
                    || breaks::is_opening(next)
                    || matches!(this, ' ' | '\u{3000}')
                {
                    0.0
                } else if this.is_ascii_digit() && breaks::is_ideograph(next) {
                    // A figure and its unit.
                    10.0
                } else if breaks::is_ideograph(this) != breaks::is_ideograph(next) {
                    2.0
                } else {
                    6.0
                };
                place + if inside > 0 { 6.0 } else { 0.0 }
            })
            .collect()
    }

    /// Gives a last line of a single character company from the line above.
    fn spare_last(&self, ends: &mut [usize]) {
        let n = self.atoms.len();
        let count = ends.len();
        if count < 2 {
            return;
        }
        let last = ends[count - 2];
        let before = if count > 2 { ends[count - 3] } else { 0 };
        let words = self.atoms[last..n]
            .iter()
            .filter(|a| !a.is_space() && !breaks::never_first(a.glyph.char))
            .count();
        if words != 1
            || !self.atoms[last..n]
                .iter()
                .any(|a| breaks::is_ideograph(a.glyph.char))
        {
            return;
        }
        let earlier = (before + 1..last)
            .rev()
            .find(|end| self.atoms[end - 1].after == Between::Open);
        if let Some(end) = earlier {
            let indent = if before == 0 {
                self.indent(self.measure)
            } else {
                Pt::ZERO
            };
            let slack = self.measure - indent - self.natural(before, end);
            if slack / self.shares(before, end).max(0.1) < 0.15 * self.setting.size {
                ends[count - 2] = end;
            }
        }
    }

    /// A line of the atoms from `start` to `end`, placed in its measure.
    fn line(&self, start: usize, end: usize, last: bool, measure: Pt, indent: Pt) -> Line {
        let end = self.trimmed(start, end);
        let natural = self.natural(start, end);
        let slack = measure - natural;
        let shares = self.shares(start, end);
        let (mut opened, mut pressed) = (Pt::ZERO, 0.0);
        if slack < Pt::ZERO {
            let over = -slack - self.end_squeeze(start, end);
            let give = self.give(start, end);
            if over > Pt::ZERO && give > Pt::ZERO && self.setting.align == Align::Justify {
                pressed = (over / give).min(1.0);
            }
        } else if self.setting.align == Align::Justify && !last && shares > 0.0 {
            let each = slack / shares;
            if each <= WIDEST_GAP * self.setting.size {
                opened = each;
            }
        }
        let free = if slack.is_finite() {
            slack.max(Pt::ZERO)
        } else {
            Pt::ZERO
        };
        let offset = indent
            + match self.setting.align {
                Align::Centre => free / 2.0,
                Align::Right => free,
                Align::Left | Align::Justify => Pt::ZERO,
            };
        let mut pen = offset;
        let mut glyphs = Vec::with_capacity(end - start);
        let mut right = offset;
        for i in start..end {
            let atom = &self.atoms[i];
            let mut glyph = atom.glyph;
            glyph.x = pen;
            glyphs.push(glyph);
            right = pen + atom.advance;
            let gap = &self.gaps[i];
            pen = right + gap.natural + gap.stretch * opened - gap.shrink * pressed;
        }
        Line {
            glyphs,
            left: offset,
            right,
        }
    }
}

fn gap(this: &Atom, next: &Atom) -> Gap {
    let (a, b) = (this.glyph.char, next.glyph.char);
    if is_combining(b) && !next.glyph.missing {
        return Gap::default();
    }
    let closes = this.is_full_mark(breaks::is_closing);
    let opens_next = next.is_full_mark(breaks::is_opening);
    let closes_next = next.is_full_mark(breaks::is_closing);
    let opens = this.is_full_mark(breaks::is_opening);
    if (closes && (closes_next || opens_next)) || (opens && opens_next) {
        return Gap {
            natural: -0.5 * this.em.min(next.em),
            shrink: Pt::ZERO,
            stretch: if closes && opens_next { 1.0 } else { 0.0 },
        };
    }
    if opens || closes_next {
        return Gap::default();
    }
    if closes || opens_next {
        return Gap {
            natural: Pt::ZERO,
            shrink: 0.25 * if closes { this.em } else { next.em },
            stretch: 1.0,
        };
    }
    // Dashes and dots that belong together stay in one piece.
    if matches!((a, b), ('—', '—') | ('…', '…')) {
        return Gap::default();
    }
    if this.is_space() || next.is_space() {
        return Gap {
            natural: Pt::ZERO,
            shrink: if this.is_space() {
                this.advance * 0.25
            } else {
                Pt::ZERO
            },
            stretch: if this.is_space() { 1.5 } else { 0.0 },
        };
    }
    match (breaks::is_ideograph(a), breaks::is_ideograph(b)) {
        (true, true) => Gap {
            natural: Pt::ZERO,
            shrink: Pt::ZERO,
            stretch: 1.0,
        },
        (true, false) if breaks::is_western(b) => mixed(this.em),
        (false, true) if breaks::is_western(a) => mixed(next.em),
        (true, false) | (false, true) => Gap {
            natural: Pt::ZERO,
            shrink: Pt::ZERO,
            stretch: 0.5,
        },
        (false, false) => Gap::default(),
    }
}

/// Between Chinese and Latin: a quarter em.
fn mixed(em: Pt) -> Gap {
    Gap {
        natural: 0.25 * em,
        shrink: 0.125 * em,
        stretch: 0.5,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fonts() -> &'static FontBook {
        static FONTS: std::sync::OnceLock<FontBook> = std::sync::OnceLock::new();
        FONTS.get_or_init(|| FontBook::find().expect("the fonts"))
    }

    fn set(align: Align, indent: Pt) -> Setting {
        Setting {
            typeface: Typeface::Fang,
            size: Pt(16.0),
            tracking: Pt::ZERO,
            bold: false,
            align,
            indent,
        }
    }

    fn broken(text: &str, align: Align, measure: f32) -> Vec<String> {
        Typesetter::new(fonts())
            .lines(&[Run::plain(text)], set(align, Pt::ZERO), Pt(measure))
            .iter()
            .map(Line::text)
            .collect()
    }

    #[test]
    fn a_title_breaks_at_its_joints() {
        let title = "甲钢铁有限公司“渣不落地＋固废不出厂”模式";
        assert_eq!(
            broken(title, Align::Centre, 250.0),
            ["甲钢铁有限公司", "“渣不落地＋固废不出厂”模式"]
        );
        assert_eq!(broken("2024年1月", Align::Centre, 60.0), ["2024年", "1月"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        /// Any text, any width, any alignment: nothing lost, nothing past the margin, no forbidden
        /// start or end.
        #[test]
        fn lines_hold_every_character_and_keep_their_measure(
            text in prop::collection::vec(
                prop_oneof![
                    5 => "[\u{4e00}-\u{4e80}]{1,9}",
                    3 => "(，|。”|（|）|“|……|——|《|》、|：|；|？|！)",
                    3 => "([0-9]{1,9}(\\.[0-9]{1,3})?|万吨|%|kg/t|m³)",
                    1 => "([A-Za-z]{1,30}| |　|https://example\\.com/a/b\\?c=d)",
                    1 => "\\PC{1,6}",
                ],
                0..60,
            ),
            measure in 40.0_f32..460.0,
            align in prop_oneof![
                Just(Align::Justify),
                Just(Align::Left),
                Just(Align::Centre),
                Just(Align::Right),
            ],
            indented in any::<bool>(),
        ) {
            let text = text.concat();
            let indent = if indented { Pt(32.0) } else { Pt::ZERO };
            let typesetter = Typesetter::new(fonts());
            let lines = typesetter.lines(&[Run::plain(text.as_str())], set(align, indent), Pt(measure));
            let bare = |text: &str| -> String {
                text.chars()
                    .filter(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(*c))
                    .collect()
            };
            let printed: String = lines.iter().map(Line::text).collect();
            prop_assert_eq!(bare(&printed), bare(&text));
            for line in &lines {
                let Some(last) = line.glyphs.last() else { continue };
                // The empty half of a closing mark may hang over; one glyph wider than the
                // measure has no other place.
                let hang = if breaks::is_closing(last.char) { last.size * 0.5 } else { Pt::ZERO };
                prop_assert!(
                    line.glyphs.len() == 1 || line.right - hang <= Pt(measure + 0.1),
                    "{:?} of {measure}: {}", line.right, line.text()
                );
                prop_assert!(line.left >= -Pt::ROUNDING);
                prop_assert!(line.glyphs.windows(2).all(|pair| pair[0].x <= pair[1].x + Pt::ROUNDING));
            }
            // Marks that open with nothing behind them, or close with nothing before them, have no
            // good place; neither has anything in a measure of a few characters.
            let chars: Vec<char> = bare(&text).chars().collect();
            let lonely = text.contains(char::is_whitespace)
                || chars.windows(2).any(|pair| {
                    breaks::never_last(pair[0]) && breaks::never_first(pair[1])
                });
            if measure > 200.0 && !lonely && !text.chars().any(|c| !is_common(c)) {
                for pair in lines.windows(2) {
                    let (Some(last), Some(first)) = (pair[0].glyphs.last(), pair[1].glyphs.first())
                    else { continue };
                    prop_assert!(!breaks::never_first(first.char), "{} / {}", pair[0].text(), pair[1].text());
                    prop_assert!(!breaks::never_last(last.char), "{} / {}", pair[0].text(), pair[1].text());
                }
            }
        }
    }

    /// Characters that Chinese papers are written with.
    fn is_common(char: char) -> bool {
        char.is_ascii_graphic()
            || breaks::is_ideograph(char)
            || breaks::is_closing(char)
            || breaks::is_opening(char)
            || matches!(char, '…' | '—' | '³')
    }
}
