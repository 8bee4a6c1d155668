//! Pinyin of a name, to find it by full syllables, by initials, or by any mixture of the two.

use pinyin::ToPinyinMulti;

/// The readings of a name, character by character; whatever is no Chinese character is left out.
#[derive(Debug, Clone)]
pub(super) struct Spelling {
    /// For each character its readings without tones, `ü` written `v`.
    syllables: Vec<Vec<String>>,
}

/// How well typed letters agree with a name, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spelt {
    /// They spell all of it.
    Whole,
    /// They spell its beginning.
    Beginning,
    /// They spell a part within it.
    Within,
}

impl Spelling {
    pub(super) fn of(name: &str) -> Self {
        let syllables = name
            .chars()
            .filter_map(|c| c.to_pinyin_multi())
            .map(|readings| {
                let mut plain: Vec<String> = readings
                    .into_iter()
                    .map(|reading| reading.plain().replace('ü', "v"))
                    .collect();
                plain.dedup();
                plain
            })
            .collect();
        Self { syllables }
    }

    /// How well `letters` (small ASCII letters) agree with the name, if they do.
    pub(super) fn agrees(&self, letters: &str) -> Option<Spelt> {
        let agreement = |start: usize| self.agrees_from(start, letters);
        match agreement(0) {
            Some(end) if end == self.syllables.len() => Some(Spelt::Whole),
            Some(_) => Some(Spelt::Beginning),
            None => (1..self.syllables.len())
                .find_map(agreement)
                .map(|_| Spelt::Within),
        }
    }

    /// The index past the last character that `letters` use up when they begin at `start`.
    fn agrees_from(&self, start: usize, letters: &str) -> Option<usize> {
        // Every number of letters that the characters so far may have used.
        let mut used = vec![0];
        for (index, readings) in self.syllables.iter().enumerate().skip(start) {
            let mut next = Vec::new();
            for rest in used.iter().filter_map(|used| letters.get(*used..)) {
                let before = letters.len() - rest.len();
                for reading in readings {
                    if reading.starts_with(rest) {
                        return Some(index + 1);
                    }
                    if rest.starts_with(reading.as_str()) {
                        next.push(before + reading.len());
                    }
                    next.extend(
                        initials(reading)
                            .filter(|initial| rest.starts_with(initial))
                            .map(|initial| before + initial.len()),
                    );
                }
            }
            next.sort_unstable();
            next.dedup();
            if next.is_empty() {
                return None;
            }
            used = next;
        }
        None
    }
}

/// The short forms of a syllable: its first letter, and `zh`, `ch`, `sh`.
fn initials(reading: &str) -> impl Iterator<Item = &str> {
    let double = ["zh", "ch", "sh"]
        .into_iter()
        .find(|double| reading.starts_with(double));
    reading.get(..1).into_iter().chain(double)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_syllables_initials_and_mixtures() {
        let name = Spelling::of("炼钢（炉）");
        for (letters, agreement) in [
            ("liangang", Some(Spelt::Beginning)),
            ("lianganglu", Some(Spelt::Whole)),
            ("lgl", Some(Spelt::Whole)),
            ("liang", Some(Spelt::Beginning)),
            ("lian", Some(Spelt::Beginning)),
            ("l", Some(Spelt::Beginning)),
            ("gl", Some(Spelt::Within)),
            ("gang", Some(Spelt::Within)),
            ("lgx", None),
            ("lglx", None),
            ("x", None),
        ] {
            assert_eq!(name.agrees(letters), agreement, "{letters}");
        }
    }

    #[test]
    fn every_reading_counts() {
        assert_eq!(Spelling::of("重庆").agrees("cq"), Some(Spelt::Whole));
        assert_eq!(Spelling::of("重庆").agrees("chongqing"), Some(Spelt::Whole));
        assert_eq!(Spelling::of("制造").agrees("zhzao"), Some(Spelt::Whole));
        assert_eq!(Spelling::of("绿化").agrees("lvh"), Some(Spelt::Whole));
        assert_eq!(Spelling::of("ABC、123").agrees("a"), None);
    }

    #[test]
    fn long_queries_end_soon() {
        let name = Spelling::of(&"安".repeat(200));
        assert_eq!(name.agrees(&"an".repeat(300)), None);
    }
}
