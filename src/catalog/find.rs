//! Ranking of entries against what was typed.

use std::sync::OnceLock;

use super::spelling::{Spelling, Spelt};
use crate::text::clean;

/// How well one typed word agrees with an entry, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Agreement {
    Code,
    CodeBeginning,
    /// A code one level down, or the beginning of one.
    FinerCode,
    Name,
    NameBeginning,
    NameWithin,
    /// Another word for it: the name of a class within it, a short name.
    Word,
    WordBeginning,
    WordWithin,
    /// The name of what it belongs to.
    Context,
    Spelt(Spelt),
    WordSpelt(Spelt),
}

/// A name to be found by. It is prepared when it is first searched by: a check that only looks codes up
/// needs none of this.
#[derive(Debug, Clone)]
struct Name {
    printed: String,
    plain: OnceLock<String>,
    spelling: OnceLock<Spelling>,
}

impl Name {
    fn new(name: &str) -> Self {
        Self {
            printed: name.to_owned(),
            plain: OnceLock::new(),
            spelling: OnceLock::new(),
        }
    }

    fn plain(&self) -> &str {
        self.plain.get_or_init(|| plain(&self.printed))
    }

    fn spelling(&self) -> &Spelling {
        self.spelling.get_or_init(|| Spelling::of(self.plain()))
    }
}

/// What an entry can be found by.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    code: String,
    finer_codes: Vec<String>,
    name: Name,
    words: Vec<Name>,
    context: Vec<Name>,
}

impl Keys {
    /// Keys of an entry with a name and, unless it is empty, a code.
    pub(super) fn new(code: &str, name: &str) -> Self {
        Self {
            code: plain(code),
            finer_codes: Vec::new(),
            name: Name::new(name),
            words: Vec::new(),
            context: Vec::new(),
        }
    }

    /// Adds something narrower that leads to the entry; its code may be empty.
    pub(super) fn add_word(&mut self, code: &str, word: &str) {
        if !code.is_empty() {
            self.finer_codes.push(plain(code));
        }
        self.words.push(Name::new(word));
    }

    /// Adds the name of something wider that the entry belongs to.
    pub(super) fn add_context(&mut self, name: &str) {
        self.context.push(Name::new(name));
    }

    fn agreement(&self, word: &str) -> Option<Agreement> {
        if word.starts_with(|c: char| c.is_ascii_digit())
            || self.code.starts_with(word) && !self.code.is_empty()
        {
            return self.code_agreement(word);
        }
        if word.bytes().all(|b| b.is_ascii_lowercase()) {
            let of_words = self
                .words
                .iter()
                .filter_map(|name| name.spelling().agrees(word))
                .min();
            let spelt = self.name.spelling().agrees(word).map(Agreement::Spelt);
            return spelt.or(of_words.map(Agreement::WordSpelt));
        }
        let within = |name: &Name, whole, beginning, within| {
            let plain = name.plain();
            if plain == word {
                Some(whole)
            } else if plain.starts_with(word) {
                Some(beginning)
            } else {
                plain.contains(word).then_some(within)
            }
        };
        use Agreement::{Context, NameBeginning, NameWithin, Word, WordBeginning, WordWithin};
        within(&self.name, Agreement::Name, NameBeginning, NameWithin)
            .or_else(|| {
                self.words
                    .iter()
                    .filter_map(|name| within(name, Word, WordBeginning, WordWithin))
                    .min()
            })
            .or_else(|| {
                self.context
                    .iter()
                    .any(|name| name.plain().contains(word))
                    .then_some(Context)
            })
    }

    fn code_agreement(&self, word: &str) -> Option<Agreement> {
        if self.code == word {
            Some(Agreement::Code)
        } else if self.code.starts_with(word) {
            Some(Agreement::CodeBeginning)
        } else {
            self.finer_codes
                .iter()
                .any(|code| code.starts_with(word))
                .then_some(Agreement::FinerCode)
        }
    }

    /// How many pairs of neighbours, and how many single characters, of `word` the names share with it.
    fn overlap(&self, word: &[char]) -> (usize, usize) {
        let names = || {
            std::iter::once(&self.name)
                .chain(&self.words)
                .chain(&self.context)
        };
        let pairs = word
            .windows(2)
            .map(|pair| pair.iter().collect::<String>())
            .filter(|pair| names().any(|name| name.plain().contains(pair.as_str())))
            .count();
        let singles = word
            .iter()
            .filter(|c| self.name.plain().contains(**c))
            .count();
        (pairs, singles)
    }
}

/// Small half-width letters and digits without blanks and punctuation.
fn plain(text: &str) -> String {
    clean::narrow(text)
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// What was typed as words: cut at blanks, and between digits and what follows them (`312炼钢`).
fn words(query: &str) -> Vec<String> {
    let mut words = Vec::new();
    for piece in clean::narrow(query).split_whitespace().map(plain) {
        // A section letter is often written before a code: C312.
        let piece = match piece.split_at_checked(1) {
            Some((letter, code))
                if letter.bytes().all(|b| b.is_ascii_lowercase())
                    && code.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                code.to_owned()
            }
            _ => piece,
        };
        let digits = piece
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(piece.len());
        let (code, rest) = piece.split_at(digits);
        words.extend(
            [code, rest]
                .into_iter()
                .filter(|word| !word.is_empty())
                .map(str::to_owned),
        );
    }
    words
}

/// The longest query that is looked at, in characters; what is typed beyond is not read.
const LONGEST: usize = 64;

/// The indices of at most `limit` of `entries` that agree with every word of `query`, best first and
/// otherwise in the order of `entries`. An empty query agrees with all. Where nothing agrees, those
/// come that share the most with Chinese words of the query.
pub(super) fn find(entries: &[Keys], query: &str, limit: usize) -> Vec<usize> {
    let query: String = query.chars().take(LONGEST).collect();
    let words = words(&query);
    let mut ranked: Vec<(Option<Agreement>, usize)> = entries
        .iter()
        .enumerate()
        .filter_map(|(index, keys)| {
            let mut worst = None;
            for word in &words {
                worst = worst.max(Some(keys.agreement(word)?));
            }
            Some((worst, index))
        })
        .collect();
    if ranked.is_empty() {
        return nearest(entries, &words, limit);
    }
    ranked.sort();
    ranked
        .into_iter()
        .map(|(_, index)| index)
        .take(limit)
        .collect()
}

/// The entries that share at least half of the characters, or any pair of neighbours, with `words`.
fn nearest(entries: &[Keys], words: &[String], limit: usize) -> Vec<usize> {
    let chars: Vec<char> = words
        .iter()
        .flat_map(|word| word.chars())
        .filter(|c| !c.is_ascii())
        .collect();
    let mut ranked: Vec<(usize, usize, usize)> = entries
        .iter()
        .enumerate()
        .map(|(index, keys)| {
            let (pairs, singles) = keys.overlap(&chars);
            (pairs, singles, index)
        })
        .filter(|(pairs, singles, _)| *pairs > 0 || *singles > 0 && 2 * singles >= chars.len())
        .collect();
    ranked.sort_by_key(|(pairs, singles, index)| (std::cmp::Reverse((*pairs, *singles)), *index));
    ranked
        .into_iter()
        .map(|(_, _, index)| index)
        .take(limit)
        .collect()
}
