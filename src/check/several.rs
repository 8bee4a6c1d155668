//! What a text says of several years: 比2022年下降7.86%, 同比增长3.2%, 2023—2025年累计利用690.4万吨.

use std::sync::LazyLock;

use regex::Regex;

use crate::form::{Path, Quote, Span, Way, What};
use crate::text::clean;
use crate::text::mentions::Mention;

/// The units in which rates change, as people write them.
pub(super) const POINTS: [&str; 2] = ["个百分点", "百分点"];

/// Bytes before a number in which the other year may stand.
const LOOK_BACK: usize = 240;

/// What a number tells of several years.
pub(super) enum Telling {
    /// A change since an earlier year, in percent or in points.
    Change {
        way: Way,
        from: i32,
        to: i32,
        points: bool,
    },
    /// A sum over years.
    Sum { from: i32, to: i32 },
}

/// What a number tells of several collected years, where its words leave no doubt.
pub(super) fn telling(words: &str, mention: &Mention, collected: &[i32]) -> Option<Telling> {
    static BASE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:比|较|与|同)\s*(?P<base>20[0-9]{2})\s*年[度末底]?|同比").ok()
    });
    static CHANGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"^(?:的[^,;]{0,16})?(?:相比|相较)?[^,;。]{0,12}?,?[^,;。]{0,24}?(?:(?P<fall>下降|降低|减少|下滑|削减|压减)|提高|提升|上升|增长|增加)了?$",
        )
        .ok()
    });
    static SUM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?P<from>20[0-9]{2})\s*年?\s*(?:—+|-|–|~|至|到)\s*(?P<to>20[0-9]{2})\s*年[^,;。0-9]{0,16}(?:累计|合计|共计|总计|共)[^,;。0-9]{0,16}$",
        )
        .ok()
    });
    let start = mention
        .sentence
        .start
        .max(mention.range.start.saturating_sub(LOOK_BACK));
    let start = (start..=mention.range.start).find(|at| words.is_char_boundary(*at))?;
    let before = clean::narrow(words.get(start..mention.range.start)?);
    let year = |text: &str| text.parse().ok().filter(|year| collected.contains(year));
    let unit = mention.unit.as_deref()?;
    let points = POINTS.contains(&unit);
    if mention.change && (points || unit == "%") {
        let to = mention.year.filter(|year| collected.contains(year))?;
        // Of several years it is compared with the last.
        let base = BASE.as_ref()?.captures_iter(&before).last()?;
        let after = before.get(base.get(0)?.end()..)?;
        let found = CHANGE.as_ref()?.captures(after.trim_end())?;
        let from = match base.name("base") {
            Some(base) => year(base.as_str())?,
            None => Some(to - 1).filter(|year| collected.contains(year))?,
        };
        let way = match found.name("fall") {
            Some(_) => Way::Fall,
            None => Way::Rise,
        };
        return (from < to).then_some(Telling::Change {
            way,
            from,
            to,
            points,
        });
    }
    if mention.change || points || unit == "%" {
        return None;
    }
    let found = SUM.as_ref()?.captures(before.trim_end())?;
    let (from, to) = (year(&found["from"])?, year(&found["to"])?);
    (from < to).then_some(Telling::Sum { from, to })
}

impl Telling {
    /// The quote that says the same of the figures at a path; `None` where it does not fit them: a rate
    /// that changes by percent may be meant as points, and nobody knows.
    pub fn quote(self, of: &Path, rate: bool) -> Option<Quote> {
        let span = |from, to| Span {
            of: of.clone(),
            from,
            to,
        };
        match self {
            Telling::Change {
                way,
                from,
                to,
                points,
            } => (points == rate).then(|| {
                Quote::plain(What::Change {
                    way,
                    span: span(from, to),
                })
            }),
            Telling::Sum { from, to } => (!rate).then(|| Quote::plain(What::Sum(span(from, to)))),
        }
    }
}
