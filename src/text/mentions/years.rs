//! Calendar years in running text: one, a list (2022年、2023年) or a range (2022—2025年), and what they
//! are to the numbers after them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::plain::Plain;

/// What a year is to the numbers after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// It governs them.
    Governs,
    /// It is compared with, or departed from (较2022年…, 由2022年的…): it governs until the text moves on.
    Departs,
    /// It is only the beginning or end of a time (2022年以来, 2025年前): it governs none.
    Bounds,
}

/// One or more calendar years written together.
#[derive(Debug, Clone)]
pub(super) struct Years {
    /// From the first digit to past the last 年 (度, 末, 底, 初).
    pub(super) range: Range<usize>,
    /// Where the digits of each written year stand.
    pub(super) digits: Vec<(Range<usize>, i32)>,
    /// Every year meant, ascending for a range.
    pub(super) years: Vec<i32>,
    pub(super) hold: Hold,
    /// Only a part of the year is spoken of (2025年上半年, 2025年3月).
    pub(super) partial: bool,
    /// The year is the end of a running time (截至2025年底).
    pub(super) until: bool,
}

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("a constant pattern")
}

/// The most characters before a year that say what it is to the numbers after it.
const LONGEST_LEAD: usize = 8;

/// A written year at the beginning of a text: its digits, and 年 with what belongs to it.
static YEAR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^((?:19|20|21)\d\d)(\s*年(?:度|[末底初])?)?"));

/// What joins two years.
static JOINT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:(—+|-|–|~|至|到)|(、|,|和|与|及|以及|/))\s*"));

/// All years of `plain`, in order.
pub(super) fn find(plain: &Plain) -> Vec<Years> {
    let mut found: Vec<Years> = Vec::new();
    let mut at = 0;
    while let Some(next) = plain.after(at).find(|c: char| c.is_ascii_digit()) {
        at += next;
        if starts_number(plain, at)
            && let Some(years) = read(plain, at)
        {
            at = years.range.end;
            found.push(years);
        } else {
            let rest = plain.after(at);
            at += rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
        }
    }
    found
}

/// Whether no digit, decimal point, sign or Latin letter stands directly before `at`.
fn starts_number(plain: &Plain, at: usize) -> bool {
    !plain
        .slice(0..at)
        .ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'))
}

/// The years written from `start` on, if the last of them is followed by 年.
fn read(plain: &Plain, start: usize) -> Option<Years> {
    struct WrittenYear {
        digits: Range<usize>,
        year: i32,
        end: usize,
        named: bool,
        /// Joined to the year before as the end of a range.
        ends_range: bool,
    }
    let read_one = |at: usize, ends_range: bool| -> Option<WrittenYear> {
        let found = YEAR.captures(plain.after(at))?;
        let digits = found.get(1)?;
        let end = at + found.get(0)?.end();
        let named = found.get(2).is_some();
        if !named
            && plain
                .after(end)
                .starts_with(|c: char| c.is_ascii_digit() || c == '.')
        {
            return None;
        }
        Some(WrittenYear {
            digits: at..at + digits.end(),
            year: digits.as_str().parse().ok()?,
            end,
            named,
            ends_range,
        })
    };

    let first = read_one(start, false)?;
    let mut written = vec![first];
    while let Some(last) = written.last() {
        let Some(joint) = JOINT.captures(plain.after(last.end)) else {
            break;
        };
        let comma = joint.get(2).is_some_and(|mark| mark.as_str() == ",");
        // After 年 a comma ends a clause; between bare digits it joins a list.
        if comma && last.named {
            break;
        }
        let next_at = last.end + joint.get(0).map_or(0, |whole| whole.end());
        let Some(next) = read_one(next_at, joint.get(1).is_some()) else {
            break;
        };
        // “2025年与2022年相比” compares two years and lists none.
        if joint
            .get(2)
            .is_some_and(|mark| matches!(mark.as_str(), "与" | "和"))
            && is_compared(plain.after(next.end))
        {
            break;
        }
        written.push(next);
    }
    let last_named = written.iter().rposition(|one| one.named)?;
    written.truncate(last_named + 1);

    let end = written.last()?.end;
    let mut years: Vec<i32> = Vec::new();
    for one in &written {
        match years.last() {
            Some(&before) if one.ends_range && (before + 1..=before + 50).contains(&one.year) => {
                years.extend(before + 1..=one.year);
            }
            _ => years.push(one.year),
        }
    }
    let before = plain.last_of(plain.sentence(start).start..start, LONGEST_LEAD);
    let after = plain.after(end);
    Some(Years {
        range: start..end,
        hold: hold(plain.slice(before.clone()), after, years.len()),
        partial: is_partial(after),
        until: ends_time(plain.slice(before)),
        digits: written
            .into_iter()
            .map(|one| (one.digits, one.year))
            .collect(),
        years,
    })
}

/// Whether `after` goes on “…相比”, and not with another year that is compared with.
fn is_compared(after: &str) -> bool {
    static COMPARED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*(?:相比|比较|对比|相较)\s*"));
    COMPARED
        .find(after)
        .is_some_and(|found| !YEAR.is_match(after.get(found.end()..).unwrap_or_default()))
}

fn hold(before: &str, after: &str, years: usize) -> Hold {
    static BOUNDS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^\s*(?:以来|以后|之后|之前|以前|起|开始|[前后](?:[^三一二四半续]|$))")
    });
    static DEPARTS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?:比|较|对比|比起|相比于|相较于|相对于|低于|高于|多于|少于|优于|超过)\s*$")
    });
    static MAY_DEPART: LazyLock<Regex> = LazyLock::new(|| pattern(r"[与同和跟以]\s*$"));
    static DEPARTED: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^[^,;。]{0,12}?(?:相比|比较|对比|相较|为基)"));
    static FROM: LazyLock<Regex> = LazyLock::new(|| pattern(r"[由从自]\s*$"));
    if BOUNDS.is_match(after) {
        Hold::Bounds
    } else if DEPARTS.is_match(before)
        || (MAY_DEPART.is_match(before) && DEPARTED.is_match(after))
        || (FROM.is_match(before) && years == 1)
    {
        Hold::Departs
    } else {
        Hold::Governs
    }
}

fn is_partial(after: &str) -> bool {
    static PARTIAL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^\s*(?:\d{1,2}\s*(?:(?:—+|-|–|~|至|到)\s*\d{1,2}\s*)?月|[一二三四五六七八九十]+月|[上下]半年|第?[前一二三四1-4]+个?季度)",
        )
    });
    PARTIAL.is_match(after)
}

fn ends_time(before: &str) -> bool {
    static UNTIL: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:截至|截止到?|到|至)\s*$"));
    UNTIL.is_match(before)
}
