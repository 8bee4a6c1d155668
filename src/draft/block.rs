//! Blocks of the narrative, as the applicant writes them (docs/format.md, “Blocks”).

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use ts_rs::TS;

use crate::form::Quote;

/// One block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Block {
    /// A heading inside a part; level 2 is the first below the part's own.
    Heading { level: u8, text: Text },
    /// A paragraph.
    Paragraph { text: Text },
    /// A list.
    List { ordered: bool, items: Vec<Text> },
    /// A table; the first row is the head.
    Table {
        caption: String,
        rows: Vec<Vec<Text>>,
    },
    /// A picture among the attachments, by id.
    Figure { attachment: String, caption: String },
    /// A trend chart drawn from yearly figures, which it quotes by their path.
    Chart {
        #[serde(serialize_with = "as_text")]
        #[ts(type = "string")]
        of: Quote,
        caption: String,
    },
}

/// Text with marks and references. Neighbouring runs of the same marks are one. What comes in may have
/// plain strings among its pieces, in which braces are read.
#[derive(Debug, Clone, PartialEq, Eq, Default, TS)]
#[ts(
    type = "string | Array<string | { text: string, marks?: Array<\"bold\" | \"sub\" | \"sup\"> } | { ref: string }>"
)]
pub struct Text(pub Vec<Inline>);

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Words in one look.
    Run { text: String, marks: Vec<Mark> },
    /// A figure quoted from the tables.
    Ref(Quote),
}

/// How a run differs from plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    Bold,
    Sub,
    Sup,
}

impl Text {
    /// Reads a plain string, in which `{{waste.rate.2025}}` is a reference. Braces around anything
    /// that has not the shape of one stay text.
    pub fn plain(text: &str) -> Text {
        let mut pieces = Vec::new();
        let mut rest = text;
        let mut words = String::new();
        while let Some(open) = rest.find("{{") {
            let after = &rest[open + 2..];
            let Some(close) = after.find("}}") else { break };
            let inside = after[..close].trim();
            if let Some(quote) = Quote::parse(inside) {
                words.push_str(&rest[..open]);
                if !words.is_empty() {
                    pieces.push(Inline::Run {
                        text: std::mem::take(&mut words),
                        marks: Vec::new(),
                    });
                }
                pieces.push(Inline::Ref(quote));
                rest = &after[close + 2..];
            } else {
                words.push_str(&rest[..open + 1]);
                rest = &rest[open + 1..];
            }
        }
        words.push_str(rest);
        if !words.is_empty() {
            pieces.push(Inline::Run {
                text: words,
                marks: Vec::new(),
            });
        }
        Text(pieces)
    }

    /// Joins neighbouring runs of the same marks and drops empty ones.
    pub fn joined(pieces: Vec<Inline>) -> Text {
        let mut out: Vec<Inline> = Vec::new();
        for piece in pieces {
            match (out.last_mut(), piece) {
                (_, Inline::Run { text, .. }) if text.is_empty() => {}
                (
                    Some(Inline::Run { text, marks }),
                    Inline::Run {
                        text: more,
                        marks: m,
                    },
                ) if *marks == m => {
                    text.push_str(&more);
                }
                (_, piece) => out.push(piece),
            }
        }
        Text(out)
    }

    /// The plain string that reads back as the same text, when no marks stand in the way.
    pub fn as_plain(&self) -> Option<String> {
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Inline::Run { text, marks } if marks.is_empty() => out.push_str(text),
                Inline::Run { .. } => return None,
                Inline::Ref(quote) => out.push_str(&format!("{{{{{quote}}}}}")),
            }
        }
        (Text::plain(&out) == *self).then_some(out)
    }

    /// Whether nothing but white space is there.
    pub fn is_blank(&self) -> bool {
        self.0.iter().all(|piece| match piece {
            Inline::Run { text, .. } => text.trim().is_empty(),
            Inline::Ref(_) => false,
        })
    }
}

impl Text {
    /// Changes what is quoted.
    fn each_quote(&mut self, change: &mut impl FnMut(&mut Quote)) {
        for piece in &mut self.0 {
            if let Inline::Ref(quote) = piece {
                change(quote);
            }
        }
    }
}

impl Block {
    /// Changes what the block quotes: in its texts, in its caption, and what its chart is drawn of.
    pub fn each_quote(&mut self, change: &mut impl FnMut(&mut Quote)) {
        let in_caption = |caption: &mut String, change: &mut _| {
            let mut text = Text::plain(caption);
            text.each_quote(change);
            if let Some(plain) = text.as_plain() {
                *caption = plain;
            }
        };
        match self {
            Block::Heading { text, .. } | Block::Paragraph { text } => text.each_quote(change),
            Block::List { items, .. } => items.iter_mut().for_each(|item| item.each_quote(change)),
            Block::Table { caption, rows } => {
                in_caption(caption, change);
                rows.iter_mut()
                    .flatten()
                    .for_each(|cell| cell.each_quote(change));
            }
            Block::Figure { caption, .. } => in_caption(caption, change),
            Block::Chart { of, caption } => {
                in_caption(caption, change);
                change(of);
            }
        }
    }

    /// What the block quotes, in reading order.
    pub fn quotes(&self) -> Vec<Quote> {
        let mut all = Vec::new();
        let mut read = |text: &Text| {
            all.extend(text.0.iter().filter_map(|piece| match piece {
                Inline::Ref(quote) => Some(quote.clone()),
                Inline::Run { .. } => None,
            }));
        };
        match self {
            Block::Heading { text, .. } | Block::Paragraph { text } => read(text),
            Block::List { items, .. } => items.iter().for_each(read),
            Block::Table { caption, rows } => {
                read(&Text::plain(caption));
                rows.iter().flatten().for_each(read);
            }
            Block::Figure { caption, .. } => read(&Text::plain(caption)),
            Block::Chart { of, caption } => {
                read(&Text::plain(caption));
                all.extend(of.path().is_some().then(|| of.clone()));
            }
        }
        all
    }

    /// Every text of the block, captions included, in reading order.
    pub fn texts(&self) -> Vec<Text> {
        match self {
            Block::Heading { text, .. } | Block::Paragraph { text } => vec![text.clone()],
            Block::List { items, .. } => items.clone(),
            Block::Table { caption, rows } => std::iter::once(Text::plain(caption))
                .chain(rows.iter().flatten().cloned())
                .collect(),
            Block::Figure { caption, .. } | Block::Chart { caption, .. } => {
                vec![Text::plain(caption)]
            }
        }
    }

    /// Whether it says nothing: blank text, no picture, no chart.
    pub fn is_blank(&self) -> bool {
        match self {
            Block::Figure { .. } | Block::Chart { .. } => false,
            other => other.texts().iter().all(Text::is_blank),
        }
    }
}

fn as_text<S: Serializer>(of: &Quote, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(of)
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(plain) = self.as_plain() {
            return serializer.serialize_str(&plain);
        }
        #[derive(Serialize)]
        #[serde(untagged)]
        enum InlineJson<'a> {
            Run {
                text: &'a str,
                #[serde(skip_serializing_if = "<[Mark]>::is_empty")]
                marks: &'a [Mark],
            },
            Ref {
                r#ref: String,
            },
        }
        let mut pieces = serializer.serialize_seq(Some(self.0.len()))?;
        for piece in &self.0 {
            pieces.serialize_element(&match piece {
                Inline::Run { text, marks } => InlineJson::Run { text, marks },
                Inline::Ref(quote) => InlineJson::Ref {
                    r#ref: quote.to_string(),
                },
            })?;
        }
        pieces.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_around_a_path_are_a_reference_and_others_stay_text() {
        let text = Text::plain("由{{waste.rate.2022}}%到{{ 甲 }}和{{");
        assert_eq!(text.0.len(), 3);
        assert_eq!(text.0[1], Inline::Ref(Quote::read("waste.rate.2022")));
        assert_eq!(
            text.as_plain().as_deref(),
            Some("由{{waste.rate.2022}}%到{{ 甲 }}和{{")
        );
    }

    #[test]
    fn a_run_that_looks_like_a_reference_is_not_written_as_a_plain_string() {
        let text = Text(vec![Inline::Run {
            text: "{{cover.name}}".into(),
            marks: Vec::new(),
        }]);
        assert_eq!(text.as_plain(), None);
    }
}
