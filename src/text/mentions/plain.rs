//! A text made plain for reading: half-width, with its brackets, sentences and clauses known.

use std::ops::Range;

use crate::text::clean;

/// Half-width text that remembers where each byte came from. Positions in it are byte offsets on
/// character borders; [`Plain::origin`] leads back.
pub(super) struct Plain {
    text: String,
    /// For each byte of `text` and its end, the byte of the source where that character begins.
    origin: Vec<usize>,
    /// Pairs of round brackets, by opening position: bytes from the opening to past the closing one,
    /// and the pair around it.
    brackets: Vec<(Range<usize>, Option<usize>)>,
    /// For each byte of `text` and its end, the innermost pair it stands in.
    inside: Vec<Option<usize>>,
    /// Where sentences end (。！？ and line ends), ascending.
    full_stops: Vec<usize>,
    /// Where clauses end besides (，；), ascending; commas within numbers are none.
    commas: Vec<usize>,
}

impl Plain {
    pub(super) fn new(source: &str) -> Self {
        let mut text = String::with_capacity(source.len());
        let mut origin = Vec::with_capacity(source.len() + 1);
        for (at, c) in source.char_indices() {
            text.push(clean::narrow_char(c));
            origin.resize(text.len(), at);
        }
        origin.push(source.len());

        let mut open = Vec::new();
        let mut pairs = Vec::new();
        let (mut full_stops, mut commas) = (Vec::new(), Vec::new());
        for (at, c) in text.char_indices() {
            match c {
                '(' => open.push(at),
                ')' => pairs.extend(open.pop().map(|start| start..at + 1)),
                '。' | '!' | '?' | '\n' => full_stops.push(at),
                ',' | ';' => commas.push(at),
                _ => {}
            }
        }
        pairs.sort_by_key(|pair| pair.start);

        let mut inside = vec![None; text.len() + 1];
        let mut brackets: Vec<(Range<usize>, Option<usize>)> = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let outer = inside.get(pair.start).copied().flatten();
            let index = brackets.len();
            if let Some(bytes) = inside.get_mut(pair.clone()) {
                bytes.fill(Some(index));
            }
            brackets.push((pair, outer));
        }
        Self {
            text,
            origin,
            brackets,
            inside,
            full_stops,
            commas,
        }
    }

    /// The text of `range`, empty if the range is not within the text.
    pub(super) fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    /// The text from `at` on.
    pub(super) fn after(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }

    /// The same range in the source.
    pub(super) fn origin(&self, range: Range<usize>) -> Range<usize> {
        let end = self.origin.last().copied().unwrap_or_default();
        let back = |at: usize| self.origin.get(at).copied().unwrap_or(end);
        back(range.start)..back(range.end)
    }

    /// Takes the commas within `numbers`, given in order, out of the clause ends.
    pub(super) fn keep_whole(&mut self, numbers: Vec<Range<usize>>) {
        self.commas.retain(|comma| {
            let next = numbers.partition_point(|number| number.end <= *comma);
            !numbers
                .get(next)
                .is_some_and(|number| number.contains(comma))
        });
    }

    /// Where the pair of brackets opens that holds nothing but `range`, if there is such a pair.
    pub(super) fn opening_of(&self, range: &Range<usize>) -> Option<usize> {
        let index = self.inside.get(range.start).copied().flatten()?;
        let (pair, _) = self.brackets.get(index)?;
        let alone = self.slice(pair.start + 1..range.start).trim().is_empty()
            && self.slice(range.end..pair.end - 1).trim().is_empty();
        alone.then_some(pair.start)
    }

    /// Lets what stands in the brackets that open at `opening` speak to readers outside of them.
    pub(super) fn open(&mut self, opening: usize) {
        let Some(index) = self.inside.get(opening).copied().flatten() else {
            return;
        };
        let Some((pair, outer)) = self.brackets.get(index).cloned() else {
            return;
        };
        for inside in self.inside.get_mut(pair).unwrap_or_default() {
            if *inside == Some(index) {
                *inside = outer;
            }
        }
    }

    /// The last `chars` characters of `range`.
    pub(super) fn last_of(&self, range: Range<usize>, chars: usize) -> Range<usize> {
        let skipped = self
            .slice(range.clone())
            .char_indices()
            .rev()
            .nth(chars.saturating_sub(1));
        range.start + skipped.map_or(0, |(at, _)| at)..range.end
    }

    /// Whether what stands at `there` speaks to a reader at `here`: it is not shut away in a pair of
    /// brackets that `here` is outside of.
    pub(super) fn visible(&self, there: usize, here: usize) -> bool {
        let Some(pair) = self.inside.get(there).copied().flatten() else {
            return true;
        };
        let mut around = self.inside.get(here).copied().flatten();
        while let Some(index) = around {
            if index == pair {
                return true;
            }
            around = self.brackets.get(index).and_then(|(_, outer)| *outer);
        }
        false
    }

    /// The text of `range` without what is not visible from `here`.
    pub(super) fn visible_text(&self, range: Range<usize>, here: usize) -> String {
        self.slice(range.clone())
            .char_indices()
            .filter(|(at, _)| self.visible(range.start + at, here))
            .map(|(_, c)| c)
            .collect()
    }

    /// The sentence around `at`, without its mark.
    pub(super) fn sentence(&self, at: usize) -> Range<usize> {
        let next = self.full_stops.partition_point(|stop| *stop < at);
        let start = next
            .checked_sub(1)
            .and_then(|last| self.full_stops.get(last));
        let end = self
            .full_stops
            .get(next)
            .copied()
            .unwrap_or(self.text.len());
        start.map_or(0, |stop| stop + self.width(*stop))..end
    }

    /// The clause around `at`, without its mark: commas in brackets that `at` is outside of do not cut.
    pub(super) fn clause(&self, at: usize) -> Range<usize> {
        let sentence = self.sentence(at);
        let next = self.commas.partition_point(|comma| *comma < at);
        let (before, after) = self.commas.split_at(next);
        let cuts = |comma: &&usize| self.visible(**comma, at);
        let start = before
            .iter()
            .rev()
            .take_while(|comma| **comma >= sentence.start)
            .find(cuts);
        let end = after
            .iter()
            .take_while(|comma| **comma < sentence.end)
            .find(cuts);
        start.map_or(sentence.start, |comma| comma + 1)..end.copied().unwrap_or(sentence.end)
    }

    /// The length in bytes of the character at `at`.
    fn width(&self, at: usize) -> usize {
        self.after(at).chars().next().map_or(0, char::len_utf8)
    }
}
