//! What a text quotes of the tables: a figure, or what it says of several (docs/format.md, “References”).
//!
//! ```text
//! quote    = what [ "|" unit ] [ "|" decimals ]
//! what     = path                                   waste.generated_by[r3].2025
//!          | ( "rise" | "fall" ) span               fall(waste.per_unit,2022,2025)
//!          | ( "sum" | "mean" ) span                sum(waste.utilised,2023,2025)
//!          | "share" "(" path ")"                   share(waste.generated_by[r3].2025)
//! span     = "(" path "," year "," year ")"         a path without a year, the earlier year first
//! ```
//!
//! This is the one grammar of references: nothing else takes their text apart.

use std::fmt;

use super::Path;

/// Characters that the unit of a quote has at most.
const LONGEST_UNIT: usize = 12;

/// Decimals that can be asked for at most.
const MOST_PLACES: u32 = 9;

/// What stands in a text for a figure. Printing it gives the text that it was read from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quote {
    /// What is quoted.
    pub what: What,
    /// The unit it is printed in, where that is not its own: 亿元 for a figure in 万元.
    pub unit: Option<String>,
    /// The decimals it is printed with, where those are not its own.
    pub places: Option<u32>,
}

/// What is quoted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// An answer or a derived figure.
    Figure(Path),
    /// How far figures of one year lie above or below those of an earlier one: of an amount in percent,
    /// of a rate in 百分点.
    Change { way: Way, span: Span },
    /// Figures of several years added up.
    Sum(Span),
    /// Their mean.
    Mean(Span),
    /// What a row makes of the total it belongs to, in percent.
    Share(Path),
    /// What has not the shape of a quote, as it was written.
    Unknown(String),
}

/// Which direction a change is told in. A fall told as a rise is negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    Rise,
    Fall,
}

impl Way {
    /// The word that tells it, of rates or of amounts.
    pub fn word(self, rate: bool) -> &'static str {
        match (self, rate) {
            (Way::Fall, _) => "下降",
            (Way::Rise, true) => "提高",
            (Way::Rise, false) => "增长",
        }
    }
}

/// Yearly figures from one year to a later one, both included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The figures, without a year.
    pub of: Path,
    pub from: i32,
    pub to: i32,
}

impl Quote {
    /// A figure in its own unit with its own decimals.
    pub fn figure(path: Path) -> Quote {
        Quote::plain(What::Figure(path))
    }

    /// In its own unit, with its own decimals.
    pub fn plain(what: What) -> Quote {
        Quote {
            what,
            unit: None,
            places: None,
        }
    }

    /// Reads the text of a reference; what has not the shape of one is kept as [`What::Unknown`].
    pub fn read(text: &str) -> Quote {
        Quote::parse(text).unwrap_or_else(|| Quote::plain(What::Unknown(text.to_owned())))
    }

    /// Reads the text of a reference, or `None` where it has not the shape of one. Whether the form
    /// knows its paths is for others to say.
    pub fn parse(text: &str) -> Option<Quote> {
        let mut parts = text.split('|');
        let mut quote = Quote::plain(what(parts.next()?)?);
        for option in parts {
            let digits = !option.is_empty() && option.bytes().all(|b| b.is_ascii_digit());
            if digits && option.len() == 1 && quote.places.is_none() {
                quote.places = Some(option.parse().ok().filter(|n| *n <= MOST_PLACES)?);
            } else if is_unit(option) && quote.unit.is_none() && quote.places.is_none() {
                quote.unit = Some(option.to_owned());
            } else {
                return None;
            }
        }
        Some(quote)
    }

    /// What it tells of figures, in a word; `None` for a figure as it stands.
    pub fn kind(&self) -> Option<&'static str> {
        match &self.what {
            What::Change { .. } => Some("变化"),
            What::Sum(_) => Some("合计"),
            What::Mean(_) => Some("平均"),
            What::Share(_) => Some("占比"),
            What::Figure(_) if self.unit.is_some() || self.places.is_some() => Some("换算"),
            What::Figure(_) | What::Unknown(_) => None,
        }
    }

    /// The path that it speaks of.
    pub fn path(&self) -> Option<&Path> {
        match &self.what {
            What::Figure(path) | What::Share(path) => Some(path),
            What::Change { span, .. } | What::Sum(span) | What::Mean(span) => Some(&span.of),
            What::Unknown(_) => None,
        }
    }

    /// The path that it quotes as it stands, for what is drawn and not said.
    pub fn series(&self) -> Option<&Path> {
        match &self.what {
            What::Figure(path) if self.unit.is_none() && self.places.is_none() => Some(path),
            _ => None,
        }
    }

    /// As [`path`](Self::path), to be changed.
    pub fn path_mut(&mut self) -> Option<&mut Path> {
        match &mut self.what {
            What::Figure(path) | What::Share(path) => Some(path),
            What::Change { span, .. } | What::Sum(span) | What::Mean(span) => Some(&mut span.of),
            What::Unknown(_) => None,
        }
    }
}

fn is_unit(text: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"|{}(),".contains(c);
    !text.is_empty()
        && text.chars().count() <= LONGEST_UNIT
        && text.chars().all(plain)
        && !text.bytes().all(|b| b.is_ascii_digit())
}

fn what(text: &str) -> Option<What> {
    let Some((name, inside)) = text.split_once('(') else {
        return Path::parse(text).map(What::Figure);
    };
    let inside = inside.strip_suffix(')')?;
    if name == "share" {
        return Path::parse(inside).map(What::Share);
    }
    let mut parts = inside.split(',');
    let of = Path::parse(parts.next()?).filter(|path| path.year.is_none())?;
    let mut year = || -> Option<i32> {
        let text = parts.next()?;
        let plain = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse().ok())?
    };
    let (from, to) = (year()?, year()?);
    if parts.next().is_some() || from >= to {
        return None;
    }
    let span = Span { of, from, to };
    Some(match name {
        "rise" => What::Change {
            way: Way::Rise,
            span,
        },
        "fall" => What::Change {
            way: Way::Fall,
            span,
        },
        "sum" => What::Sum(span),
        "mean" => What::Mean(span),
        _ => return None,
    })
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({},{},{})", self.of, self.from, self.to)
    }
}

impl fmt::Display for Quote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Figure(path) => path.fmt(f)?,
            What::Change { way, span } => match way {
                Way::Rise => write!(f, "rise{span}")?,
                Way::Fall => write!(f, "fall{span}")?,
            },
            What::Sum(span) => write!(f, "sum{span}")?,
            What::Mean(span) => write!(f, "mean{span}")?,
            What::Share(path) => write!(f, "share({path})")?,
            What::Unknown(text) => f.write_str(text)?,
        }
        if let Some(unit) = &self.unit {
            write!(f, "|{unit}")?;
        }
        if let Some(places) = self.places {
            write!(f, "|{places}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_kind_of_quote_is_read_and_printed() {
        for text in [
            "waste.rate.2025",
            "waste.generated_by[r3].2025",
            "waste.generated_by[0].2025",
            "fall(waste.per_unit,2022,2025)",
            "rise(waste.rate,2022,2025)|1",
            "sum(waste.utilised,2023,2025)",
            "mean(waste.utilised_by[r12],2022,2025)|吨|0",
            "share(waste.generated_by[r3].2025)|2",
            "production.output_value.2025|亿元|2",
        ] {
            let quote = Quote::parse(text).expect(text);
            assert_eq!(quote.to_string(), text);
            assert!(quote.path().is_some());
        }
    }

    #[test]
    fn what_is_no_quote_stays_as_it_is() {
        for text in [
            "",
            "甲",
            "fall(waste.per_unit,2025,2022)",
            "fall(waste.per_unit,2022)",
            "fall(waste.per_unit.2022,2022,2025)",
            "sum(waste.utilised,2023,2025",
            "rest(waste.utilised,2023,2025)",
            "share()",
            "waste.rate.2025|",
            "waste.rate.2025|2|万吨",
            "waste.rate.2025|12",
            "waste.rate.2025|a b",
            "waste.rate.2025|}}",
        ] {
            assert_eq!(Quote::parse(text), None, "{text}");
            assert_eq!(Quote::read(text).to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in "(rise|fall|sum|mean|share)?[a-z_.,()|\\[\\]0-9万元]{0,40}") {
            prop_assert_eq!(Quote::read(&text).to_string(), text);
        }
    }
}
