//! Figures typed in running text: each number with its unit, the year that governs it, and whether it is
//! a level at all. The reader of the mentions decides what they are figures of, from the clause around.

mod plain;
mod words;
mod years;

use std::ops::Range;
use std::str::FromStr;

use rust_decimal::Decimal;

use self::plain::Plain;
use self::words::Link;
use self::years::{Hold, Years};
use super::figure;

pub use self::words::{belongs_to_what_follows, distributes, only_links};

/// A number typed in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Bytes of the number in the text: sign, digits, thousands marks and point; not the unit.
    pub range: Range<usize>,
    /// Bytes of the number with the unit directly after it.
    pub measure: Range<usize>,
    /// The number; its scale is the number of decimals as typed.
    pub value: Decimal,
    /// The unit directly after it, one of those the caller named and in the caller's spelling. In
    /// “93.23、98.73%” both numbers have the unit. A longer unit that is not named (吨/年) is none.
    pub unit: Option<String>,
    /// The number is itself a calendar year (2025年).
    pub calendar_year: bool,
    /// The year that governs the number, from the same sentence; its own for a calendar year. `None`
    /// when no year does, or more than one.
    pub year: Option<i32>,
    /// An amount of change (下降10.7%, 提高5.5个百分点), not a level.
    pub change: bool,
    /// A rough figure, a bound or one end of a span (约, 近, 超过, …以上, 80—90%).
    pub approximate: bool,
    /// What a rough figure leaves open, where more than “about”.
    pub bound: Option<Bound>,
    /// A part, an average, a capacity a year or a running total, not the figure of the year.
    pub partial: bool,
    /// An intention or forecast (目标, 力争, 预计).
    pub planned: bool,
    /// Bytes of the clause around the number, to the nearest ， or ；.
    pub clause: Range<usize>,
    /// Bytes of the sentence around the number, to the nearest 。！？ or line end.
    pub sentence: Range<usize>,
}

/// On which side of a rough figure the truth may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// 超过, 不低于, …以上, …余: anything above.
    AtLeast,
    /// 不足, 不超过, …以下: anything below.
    AtMost,
    /// One end of a span (80—90%, …之间): no level by itself.
    Span,
}

impl Mention {
    /// Decimals as typed.
    pub fn decimals(&self) -> u32 {
        self.value.scale()
    }
}

/// A number in the plain text, before it is judged.
struct Token {
    range: Range<usize>,
    /// Past the unit, or past the number if it has none.
    end: usize,
    value: Decimal,
    unit: Option<String>,
    /// A rough-making 余 or 多 stands between number and unit.
    rough: bool,
    signed: bool,
    calendar_year: Option<i32>,
    clause: Range<usize>,
    sentence: Range<usize>,
    /// The visible text of the clause from the number or year before up to this number, masked.
    before: String,
    /// How the number before is joined to this one.
    link: Option<Link>,
    role: Role,
}

/// The part a number plays in a movement from one level to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Alone,
    /// 由93.23%…
    From,
    /// …提高到98.73%
    To,
}

/// Every number typed in `text`, in order. `units` are the units to know (%, 万吨, …); of several that
/// fit, the longest is taken.
///
/// Numbers that belong to a code or name (GB18599, HW08, CO2, 1.2.3, `{{a.2025}}`), fractions, powers of
/// ten and numbers of more than 28 digits are left out.
///
/// ```
/// let text = "含水率由2022年的93.23%提高到2025年的98.73%。";
/// let found = wufei::text::mentions::find(text, &["%"]);
/// let levels: Vec<_> = found.iter().filter(|m| !m.calendar_year).map(|m| m.year).collect();
/// assert_eq!(levels, [Some(2022), Some(2025)]);
/// ```
pub fn find(text: &str, units: &[&str]) -> Vec<Mention> {
    let mut plain = Plain::new(text);
    let years = years::find(&plain);
    open_brackets(&mut plain, &years, units);
    let mut tokens = read_tokens(&mut plain, &years, units);
    join(&plain, &years, &mut tokens);
    assign_roles(&mut tokens);
    judge(&plain, &years, &tokens)
}

/// Opens the brackets around a year that stands alone in them, as in “含水率（2025年）为98.73%”: it speaks
/// to what follows, unless it belongs to a number before it, as in “98.73%（2025年）”.
fn open_brackets(plain: &mut Plain, years: &[Years], units: &[&str]) {
    for written in years {
        let Some(opening) = plain.opening_of(&written.range) else {
            continue;
        };
        let before = plain.slice(0..opening).trim_end();
        let number = units
            .iter()
            .map(|unit| {
                before
                    .strip_suffix(&*super::clean::narrow(unit))
                    .unwrap_or(before)
            })
            .chain([before])
            .any(|before| before.trim_end().ends_with(|c: char| c.is_ascii_digit()));
        if !number {
            plain.open(opening);
        }
    }
}

/// Numbers and years with their units, in order.
fn read_tokens(plain: &mut Plain, years: &[Years], units: &[&str]) -> Vec<Token> {
    let mut units: Vec<(String, &str)> = units
        .iter()
        .map(|unit| (super::clean::narrow(unit), *unit))
        .collect();
    units.sort_by_key(|(narrow, _)| std::cmp::Reverse(narrow.len()));

    let mut tokens: Vec<Token> = Vec::new();
    let mut years = years.iter().peekable();
    let mut at = 0;
    while let Some(next) = plain.after(at).find(|c: char| c.is_ascii_digit()) {
        let start = at + next;
        while years.next_if(|years| years.range.end <= start).is_some() {}
        if let Some(written) = years.next_if(|years| years.range.contains(&start)) {
            at = written.range.end;
            tokens.extend(written.digits.iter().map(|(range, year)| Token {
                calendar_year: Some(*year),
                ..Token::new(range.clone(), Decimal::from(*year))
            }));
            continue;
        }
        let (end, value) = read_number(plain, start);
        at = end;
        let Some(value) = value else { continue };
        let since = tokens.last().map_or(0, |token| token.end);
        let (start, signed, value) = with_sign(plain, start, since, value);
        let mut token = Token {
            signed,
            ..Token::new(start..end, value)
        };
        if let Some((rough, unit_end, unit)) = read_unit(plain.after(end), &units) {
            token.rough = rough;
            token.unit = Some(unit.to_owned());
            token.end = end + unit_end;
        }
        tokens.push(token);
    }
    plain.keep_whole(tokens.iter().map(|token| token.range.clone()).collect());
    tokens
}

impl Token {
    fn new(range: Range<usize>, value: Decimal) -> Self {
        Self {
            end: range.end,
            range,
            value,
            unit: None,
            rough: false,
            signed: false,
            calendar_year: None,
            clause: 0..0,
            sentence: 0..0,
            before: String::new(),
            link: None,
            role: Role::Alone,
        }
    }
}

/// The end of the digits, marks and points from `start` on, and their value unless they are no figure.
fn read_number(plain: &Plain, start: usize) -> (usize, Option<Decimal>) {
    let digits = |at: usize| {
        let rest = plain.after(at);
        rest.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len())
    };
    let mut end = start + digits(start);
    let groups_of_three = |at: usize| plain.after(at).starts_with(',') && digits(at + 1) == 3;
    if groups_of_three(end) {
        let mut grouped = end;
        while groups_of_three(grouped) {
            grouped += 4;
        }
        if figure::properly_grouped(plain.slice(start..grouped)) {
            end = grouped;
        }
    }
    let whole_end = end;
    let mut points = 0;
    while plain.after(end).starts_with('.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
        points += 1;
    }
    let before = plain.slice(0..start);
    let mut behind = before.chars().rev();
    let (nearest, second) = (behind.next(), behind.next());
    let in_a_name = match nearest {
        Some(c) if c.is_ascii_alphabetic() || c == '_' => true,
        Some('.' | '-') => second.is_some_and(|c| c.is_ascii_alphabetic()),
        Some('/') => second.is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    };
    let after = plain.after(end);
    let is_factor = after
        .trim_start()
        .strip_prefix(['×', 'x', 'X', '*'])
        .is_some_and(|power| power.trim_start().starts_with("10"));
    let of_a_power = before.trim_end().ends_with(['×', '*', '^']);
    let is_fraction = after
        .strip_prefix('/')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if in_a_name || is_factor || of_a_power || is_fraction || points > 1 {
        return (end, None);
    }
    let significant = plain.slice(start..whole_end).replace(',', "");
    let too_long = significant.len() + (end - whole_end) > figure::MOST_DIGITS;
    let value = Decimal::from_str(&format!("{significant}{}", plain.slice(whole_end..end))).ok();
    (end, value.filter(|_| !too_long))
}

/// The number with the sign before it, if there is one and it is no dash behind the token that ends at
/// `since`.
fn with_sign(plain: &Plain, start: usize, since: usize, value: Decimal) -> (usize, bool, Decimal) {
    let before = plain.slice(0..start);
    let Some(sign) = before
        .chars()
        .next_back()
        .filter(|c| matches!(c, '+' | '-' | '\u{2212}'))
    else {
        return (start, false, value);
    };
    let sign_at = start - sign.len_utf8();
    let is_dash = plain.slice(0..sign_at).ends_with(|c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '%' | ')' | '-' | '年' | '月' | '日')
    });
    if is_dash || (since > 0 && sign_at == since) {
        return (start, false, value);
    }
    (sign_at, true, if sign == '+' { value } else { -value })
}

/// The unit at the beginning of `after`: whether 余 or 多 stands before it, where it ends, and its name.
fn read_unit<'u>(after: &str, units: &[(String, &'u str)]) -> Option<(bool, usize, &'u str)> {
    let blanks = |text: &str| text.len() - text.trim_start_matches([' ', '\u{A0}']).len();
    let rough_at = blanks(after);
    let behind = after.get(rough_at..)?;
    let rough = behind.starts_with(['余', '多']);
    let unit_at = match behind.strip_prefix(['余', '多']) {
        Some(rest) => after.len() - rest.len() + blanks(rest),
        None => rough_at,
    };
    let text = after.get(unit_at..)?;
    let (narrow, unit) = units
        .iter()
        .find(|(narrow, _)| !narrow.is_empty() && text.starts_with(narrow.as_str()))?;
    let end = unit_at + narrow.len();
    // 吨/年 is another unit than 吨.
    (!after.get(end..)?.starts_with('/')).then_some((rough, end, *unit))
}

/// Finds each number's clause, the text before it and its link to the number before; hands units back
/// along enumerations.
fn join(plain: &Plain, years: &[Years], tokens: &mut [Token]) {
    for index in 0..tokens.len() {
        let (earlier, rest) = tokens.split_at_mut(index);
        let Some(token) = rest.first_mut() else { break };
        let at = token.range.start;
        token.clause = plain.clause(at);
        token.sentence = plain.sentence(at);
        let year_end = ending_before(years, at)
            .find(|years| plain.visible(years.range.start, at))
            .map_or(0, |years| years.range.end);
        let number_end = earlier
            .iter()
            .rev()
            .find(|earlier| plain.visible(earlier.range.start, at))
            .map_or(0, |earlier| earlier.end);
        let since = token.clause.start.max(year_end).max(number_end);
        token.before = words::masked(&plain.visible_text(since..at, at)).into_owned();
        if let Some(last) = earlier.last()
            && last.calendar_year.is_none()
            && token.calendar_year.is_none()
        {
            // “下降10.7%至0.4555吨” is no span: its ends are of different kinds.
            let same_kind = last.unit.is_none() || last.unit == token.unit;
            token.link = words::link(plain.slice(last.end..at))
                .filter(|link| *link != Link::Span || same_kind);
        }
    }
    for index in (1..tokens.len()).rev() {
        let (earlier, rest) = tokens.split_at_mut(index);
        if let (Some(last), Some(token)) = (earlier.last_mut(), rest.first())
            && token.link.is_some()
            && last.unit.is_none()
        {
            last.unit.clone_from(&token.unit);
        }
    }
}

/// Finds the movements: an opening number counts only if a closing one follows in its sentence.
fn assign_roles(tokens: &mut [Token]) {
    let mut opened: Vec<usize> = Vec::new();
    let mut sentence = 0..0;
    for index in 0..tokens.len() {
        let Some(token) = tokens
            .get(index)
            .filter(|token| token.calendar_year.is_none())
        else {
            continue;
        };
        if token.sentence != sentence {
            opened.clear();
            sentence = token.sentence.clone();
        }
        let unit = token.unit.clone();
        let arrow = token.link == Some(Link::Arrow);
        let enumerated = token.link == Some(Link::List);
        let closes = words::closes_movement(&token.before);
        let closed = closes && !opened.is_empty();
        let role = if arrow || closed || words::leads_to_level(&token.before) {
            Role::To
        } else if enumerated {
            index
                .checked_sub(1)
                .and_then(|last| tokens.get(last))
                .map_or(Role::Alone, |last| last.role)
        } else {
            Role::Alone
        };
        let opens = !closes && words::opens_movement(&token.before)
            || enumerated && opened.last().is_some_and(|last| last + 1 == index);
        if role == Role::To {
            if arrow && opened.is_empty() {
                opened.extend(index.checked_sub(1));
            }
            for opening in opened.drain(..) {
                if let Some(opening) = tokens.get_mut(opening)
                    && opening.role == Role::Alone
                    && (opening.unit.is_none() || opening.unit == unit)
                {
                    opening.role = Role::From;
                }
            }
        } else if opens {
            opened.push(index);
        }
        if let Some(token) = tokens.get_mut(index) {
            token.role = role;
        }
    }
}

/// How many characters before a number, within its clause, may say that it is planned or a total.
const LOOK_BACK: usize = 40;

/// Makes the mentions.
fn judge(plain: &Plain, years: &[Years], tokens: &[Token]) -> Vec<Mention> {
    let mut mentions: Vec<Mention> = Vec::with_capacity(tokens.len());
    for (index, token) in tokens.iter().enumerate() {
        let is_number = token.calendar_year.is_none();
        let governed = if is_number {
            govern(plain, years, tokens, index)
        } else {
            Governed::default()
        };
        let after = plain.after(token.end);
        let number_after = plain.after(token.range.end);
        let before_in_clause = || {
            let before = plain.last_of(token.clause.start..token.range.start, LOOK_BACK);
            words::masked(&plain.visible_text(before, token.range.start)).into_owned()
        };
        let inherits = matches!(token.link, Some(Link::List | Link::Span))
            && mentions.last().is_some_and(|last| last.change);
        let next_spans = tokens
            .get(index + 1)
            .is_some_and(|next| next.link == Some(Link::Span));
        let spans = token.link == Some(Link::Span) && token.role != Role::To
            || next_spans && token.role != Role::From;
        mentions.push(Mention {
            measure: plain.origin(token.range.start..token.end),
            range: plain.origin(token.range.clone()),
            value: token.value,
            unit: token.unit.clone(),
            calendar_year: !is_number,
            year: token.calendar_year.or(governed.year),
            change: is_number
                && (token.signed
                    || inherits
                    || words::is_points(number_after)
                    || words::named_change(after)
                    || words::tells_change(&token.before)),
            approximate: is_number
                && (token.rough
                    || spans
                    || words::approximates(&token.before)
                    || words::approximated(after)),
            bound: if !is_number {
                None
            } else if spans {
                Some(Bound::Span)
            } else if token.rough {
                Some(Bound::AtLeast)
            } else {
                words::bound(&token.before, after)
            },
            partial: is_number
                && (governed.partial
                    || words::is_part(&token.before)
                    || governed.until && words::is_total(&before_in_clause())),
            planned: is_number && (words::is_plan(&before_in_clause()) || words::named_plan(after)),
            clause: plain.origin(token.clause.clone()),
            sentence: plain.origin(token.sentence.clone()),
        });
    }
    mentions
}

/// The years that end at or before `at`, nearest first.
fn ending_before(years: &[Years], at: usize) -> impl Iterator<Item = &Years> {
    let next = years.partition_point(|years| years.range.end <= at);
    years.iter().take(next).rev()
}

/// What the years before a number say of it.
#[derive(Default)]
struct Governed {
    year: Option<i32>,
    partial: bool,
    until: bool,
}

/// The year that governs the number at `index`.
fn govern(plain: &Plain, years: &[Years], tokens: &[Token], index: usize) -> Governed {
    let Some(token) = tokens.get(index) else {
        return Governed::default();
    };
    if let Some(year) = year_in_brackets(plain.after(token.end)) {
        return Governed {
            year: Some(year),
            ..Governed::default()
        };
    }
    let at = token.range.start;
    let earlier = ending_before(years, at)
        .take_while(|years| years.range.start >= token.sentence.start)
        .filter(|years| plain.visible(years.range.start, at));
    for years in earlier {
        let departs_elsewhere = || {
            if !follows(years, tokens, index) {
                return true;
            }
            let between = plain.visible_text(years.range.end..at, at);
            let between = words::masked(&between);
            words::moves_on(&between) || words::compares(&between) && token.role != Role::From
        };
        let year = match (years.hold, years.years.as_slice()) {
            (Hold::Bounds, _) => continue,
            (Hold::Departs, _) if departs_elsewhere() => continue,
            // “2025年由93.23%提高到98.73%”: the level left behind is of some year before.
            (Hold::Governs, [_]) if token.role == Role::From => None,
            (_, [year]) => Some(*year),
            (_, several) => year_of_several(several, tokens, index, years.range.end),
        };
        return Governed {
            year,
            partial: years.partial,
            until: years.until,
        };
    }
    Governed::default()
}

/// The longest enumeration after a year of comparison that is still read as such.
const LONGEST_LIST: usize = 50;

/// Whether the number at `index` is the first after `years`, or enumerated with the first.
fn follows(years: &Years, tokens: &[Token], index: usize) -> bool {
    let first = tokens.partition_point(|token| token.range.start < years.range.end);
    let enumerated = tokens.get(first + 1..=index).unwrap_or_default();
    enumerated.len() <= LONGEST_LIST
        && enumerated
            .iter()
            .all(|token| token.link == Some(Link::List))
}

/// The year of a number after several years: its place in an enumeration of as many numbers, or the first
/// and last year for the two ends of a movement.
fn year_of_several(
    several: &[i32],
    tokens: &[Token],
    index: usize,
    years_end: usize,
) -> Option<i32> {
    let enumerated =
        |token: &&Token| matches!(token.link, Some(Link::List | Link::Comma | Link::Arrow));
    let upto = tokens.get(..=index)?.iter().rev();
    let place = upto.take(several.len()).take_while(enumerated).count();
    let behind = tokens
        .iter()
        .skip(index + 1)
        .take(several.len())
        .take_while(enumerated)
        .count();
    let first = tokens.get(index - place)?;
    if place + 1 + behind == several.len() && first.range.start >= years_end {
        return several.get(place).copied();
    }
    match tokens.get(index)?.role {
        Role::From => several.first().copied(),
        Role::To => several.last().copied(),
        Role::Alone => None,
    }
}

/// The year of “（2025年）” directly after a number.
fn year_in_brackets(after: &str) -> Option<i32> {
    let inner: String = after
        .trim_start()
        .strip_prefix('(')?
        .chars()
        .take(16)
        .collect();
    let (inner, _) = inner.split_once(')')?;
    let (year, rest) = inner.trim().split_once('年')?;
    let year = year.trim();
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    (is_year && matches!(rest.trim(), "" | "度" | "末" | "底" | "数据" | "实际"))
        .then(|| year.parse().ok())?
}

#[cfg(test)]
mod tests;
