//! Long texts before and after: paragraph by paragraph, and within a paragraph that was reworded
//! the words that are not the same.

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};

use super::{Pair, Stretch};
use crate::draft::{Block, Draft, Inline, Text, words_of_quote};
use crate::form::Scope;

/// Characters of a paragraph up to which single words are compared; longer ones are shown whole.
const WORDED: usize = 4_000;

/// One paragraph, list item or table row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct ComparedLine {
    /// As people read it.
    text: String,
    /// What cannot be read off the text: marks, levels, what a picture or reference is.
    look: String,
}

impl ComparedLine {
    /// A line of plain text.
    pub(super) fn plain(text: &str) -> ComparedLine {
        ComparedLine {
            text: text.to_owned(),
            look: String::new(),
        }
    }
}

/// The lines of narrative blocks.
pub(super) fn lines(scope: &Scope, draft: &Draft, blocks: &[Block]) -> Vec<ComparedLine> {
    let mut all = Vec::new();
    for block in blocks {
        let mut add = |sign: &str, text: &Text| {
            all.push(ComparedLine {
                text: format!("{sign}{}", words(scope, draft, text)),
                look: format!("{text:?}"),
            });
        };
        match block {
            Block::Heading { level, text } => add(&format!("【{level} 级标题】"), text),
            Block::Paragraph { text } => add("", text),
            Block::List { ordered, items } => {
                let sign = if *ordered { "（编号）" } else { "· " };
                items.iter().for_each(|item| add(sign, item));
                if items.is_empty() {
                    let empty = if *ordered {
                        "（空的编号列表）"
                    } else {
                        "（空列表）"
                    };
                    add(empty, &Text::default());
                }
            }
            Block::Table { caption, rows } => {
                add("【表】", &Text::plain(caption));
                for row in rows {
                    let cells: Vec<String> =
                        row.iter().map(|cell| words(scope, draft, cell)).collect();
                    all.push(ComparedLine {
                        text: cells.join(" │ "),
                        look: format!("{row:?}"),
                    });
                }
            }
            Block::Figure {
                attachment,
                caption,
            } => all.push(ComparedLine {
                text: format!(
                    "【图】{caption}（{}）",
                    draft
                        .attachment(attachment)
                        .map_or(attachment.as_str(), |one| one.title.as_str())
                ),
                look: attachment.clone(),
            }),
            Block::Chart { of, caption } => all.push(ComparedLine {
                text: format!(
                    "【趋势图】{caption}（{}）",
                    words_of_quote(scope, draft, of)
                ),
                look: of.to_string(),
            }),
        }
        // Two lists side by side are not one.
        if let Some(last) = all.last_mut() {
            last.look.push('¶');
        }
    }
    all
}

fn words(scope: &Scope, draft: &Draft, text: &Text) -> String {
    text.0
        .iter()
        .map(|piece| match piece {
            Inline::Run { text, .. } => text.clone(),
            Inline::Ref(quote) => {
                format!("〔{}〕", words_of_quote(scope, draft, quote))
            }
        })
        .collect()
}

/// The lines that are not the same, side by side.
pub(super) fn aligned(before: Vec<ComparedLine>, after: Vec<ComparedLine>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        let (tag, old, new) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            continue;
        }
        let (old, new) = (&before[old], &after[new]);
        for i in 0..old.len().max(new.len()) {
            pairs.push(match (old.get(i), new.get(i)) {
                (Some(old), Some(new)) if old.text == new.text => Pair {
                    before: Some(whole(&old.text)),
                    after: Some(whole(&format!("{}（格式不同）", new.text))),
                },
                (Some(old), Some(new)) => reworded(&old.text, &new.text),
                (old, new) => Pair {
                    before: old.map(|line| whole(&line.text)),
                    after: new.map(|line| whole(&line.text)),
                },
            });
        }
    }
    pairs
}

fn whole(text: &str) -> Vec<Stretch> {
    vec![Stretch {
        text: text.to_owned(),
        changed: true,
    }]
}

/// Two wordings of one paragraph; where they have little in common, each is a whole.
fn reworded(before: &str, after: &str) -> Pair {
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let strange = Pair {
        before: Some(whole(before)),
        after: Some(whole(after)),
    };
    if old.len().max(new.len()) > WORDED {
        return strange;
    }
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let same: usize = ops
        .iter()
        .filter(|op| op.tag() == DiffTag::Equal)
        .map(|op| op.old_range().len())
        .sum();
    if same * 3 < old.len().max(new.len()) {
        return strange;
    }
    Pair {
        before: Some(stretches(&old, &ops, DiffOp::old_range)),
        after: Some(stretches(&new, &ops, DiffOp::new_range)),
    }
}

/// One side cut at its changes. A single character that happens to be the same between two changes
/// belongs to them.
fn stretches(
    side: &[char],
    ops: &[DiffOp],
    range: impl Fn(&DiffOp) -> std::ops::Range<usize>,
) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    for (i, op) in ops.iter().enumerate() {
        let between = i > 0 && i + 1 < ops.len();
        let equal = op.tag() == DiffTag::Equal && !(between && op.old_range().len() < 2);
        let text: String = side[range(op)].iter().collect();
        if text.is_empty() {
            continue;
        }
        match all.last_mut() {
            Some(last) if last.changed != equal => last.text.push_str(&text),
            _ => all.push(Stretch {
                text,
                changed: !equal,
            }),
        }
    }
    all
}
