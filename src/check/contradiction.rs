//! Figures typed in the text that contradict the tables.
//!
//! A number counts when its year and unit are known, an indicator of the form is named before it with
//! only linking words between, and nothing makes that indicator another's. Where any of this is in
//! doubt the text is left alone: a false alarm costs more than silence.

use std::ops::Range;

use rust_decimal::Decimal;

use super::answers::shortened;
use super::{Checks, FindingPlace, Span, measured, several, with_unit};
use crate::derive::{State, half_unit};
use crate::draft::{Inline, Text, is_rate};
use crate::form::{FieldKind, FindingCode, Path, Quote, RowId};
use crate::text::clean;
use crate::text::mentions::{self, Bound, Mention};

/// A figure that the narrative may speak of, with the words it does so by.
pub(super) struct Topic {
    /// Words, longest first.
    words: Vec<String>,
    /// Path without year.
    path: Path,
    /// A row's name that must stand right before the word.
    row: Option<String>,
}

/// How many bytes before a number its indicator may stand, so that endless sentences stay quick.
const LOOK_BACK: usize = 1_200;
/// How many numbers after a number are looked at.
const LOOK_AHEAD: usize = 64;

/// One sentence up to a number, and what is known of its numbers.
struct Lead<'a> {
    /// The whole text.
    words: &'a str,
    /// Every number of the text.
    found: &'a [Mention],
    /// Where the sentence begins.
    start: usize,
}

/// Whose an indicator is, by the words before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// The applicant's, and said so: 公司综合利用率.
    Named,
    /// Nobody's by name: 综合利用率.
    Open,
    /// Somebody else's, or nobody knows: 行业综合利用率.
    Other,
}

impl Checks<'_> {
    /// The figures that a text may speak of.
    pub(super) fn topics(&self) -> Vec<Topic> {
        let mut topics = Vec::new();
        let sorted = |words: &[String]| {
            let mut words = words.to_vec();
            words.sort_by_key(|w| std::cmp::Reverse(w.chars().count()));
            words
        };
        for (_, field) in self.scope.fields() {
            if field.words.is_empty() {
                continue;
            }
            match field.kind {
                FieldKind::Yearly => topics.push(Topic {
                    words: sorted(&field.words),
                    path: Path::field(&field.path),
                    row: None,
                }),
                FieldKind::Rows => {
                    for row in self.draft.rows(&field.path).iter().map(|row| row.id) {
                        let Some(name) = self.row_word(&field.path, row) else {
                            continue;
                        };
                        topics.push(Topic {
                            words: sorted(&field.words),
                            path: Path::field(&field.path).row(row),
                            row: Some(name),
                        });
                    }
                }
                _ => {}
            }
        }
        for derived in self.scope.derived().filter(|d| !d.words.is_empty()) {
            topics.push(Topic {
                words: sorted(&derived.words),
                path: Path::field(derived.path.field()),
                row: None,
            });
        }
        topics
    }

    /// A row's name as running text would write it: an industry without its code.
    pub(super) fn row_word(&self, field: &str, row: RowId) -> Option<String> {
        let field = self.rows_field(field)?;
        let column = field.name_column()?;
        let path = Path::field(&field.path).row(row).column(&column.path);
        let typed = self.draft.typed(&path)?.trim().to_owned();
        if column.kind == FieldKind::Industry {
            let industry = crate::catalog::Catalog::load().industry(&typed)?;
            return Some(industry.name.clone());
        }
        (!typed.is_empty()).then_some(typed)
    }

    /// Units that figures of the form have, and their multiples by ten thousand and hundred million.
    pub(super) fn units(&self) -> Vec<String> {
        let mut units: Vec<String> = Vec::new();
        let mut add = |unit: &str| {
            let (_, base) = scaled(unit);
            let mut each = vec![unit.to_owned()];
            if !base.is_empty() && base != "%" && !base.contains('/') {
                each.extend(["", "万", "亿"].map(|prefix| format!("{prefix}{base}")));
            }
            for unit in each {
                if !unit.is_empty() && !units.contains(&unit) {
                    units.push(unit);
                }
            }
        };
        let year = self.scope.form.years.last();
        for (_, field) in self.scope.fields() {
            for of in self.figures.yearly_in(field) {
                if let Some(unit) = self.figures.unit(&of.year(year)) {
                    add(unit.trim());
                }
            }
        }
        for derived in self.scope.derived() {
            let unit = self.figures.unit(&derived.path.in_year(year));
            add(unit.as_deref().unwrap_or(&derived.unit));
        }
        units.extend(several::POINTS.map(str::to_owned));
        units
    }

    /// Finds the numbers of a text that contradict the tables. `index` is its place in its block.
    pub(super) fn mentions(
        &mut self,
        at: &FindingPlace,
        index: usize,
        text: &Text,
        topics: &[Topic],
        units: &[String],
    ) {
        // A reference stands as a mark: it is right by itself and must not be read as a number.
        let words: String = text
            .0
            .iter()
            .map(|piece| match piece {
                Inline::Run { text, .. } => text.as_str(),
                Inline::Ref(_) => "▢",
            })
            .collect();
        // Most texts speak of no indicator or of no year; reading numbers is the dear part.
        let mut indicators = topics.iter().flat_map(|topic| &topic.words);
        if !words.contains('年') || !indicators.any(|word| words.contains(word.as_str())) {
            return;
        }
        let units: Vec<&str> = units.iter().map(String::as_str).collect();
        let found = mentions::find(&words, &units);
        for (nth, mention) in found.iter().enumerate() {
            let level =
                !mention.calendar_year && !mention.change && !mention.partial && !mention.planned;
            if self.told_of_several(at, index, &words, &found, nth, topics) {
                continue;
            }
            let (Some(year), Some(unit), true) = (mention.year, &mention.unit, level) else {
                continue;
            };
            let Some(topic) = self.topic_of(&words, &found, nth, topics) else {
                continue;
            };
            let place = topic.path.clone().year(year);
            let (Some(figure), Some(own_unit)) =
                (self.figures.figure(&place), self.figures.unit(&place))
            else {
                continue;
            };
            let Some(actual) = in_unit(figure.value, own_unit.trim(), unit) else {
                continue;
            };
            if !contradicts(mention, actual) {
                continue;
            }
            let name = self.name(&place);
            let printed = measured(&figure.value, &shortened(&own_unit));
            let typed = words.get(mention.range.clone()).unwrap_or_default();
            let gap = if unit == "%" { "" } else { " " };
            let typed = format!("{typed}{gap}{unit}");
            let here = self.where_it_stands(at);
            self.doubt_at(
                FindingCode::Inconsistent,
                at,
                format!("{here}写的 {year} 年{name}是 {typed}，表中是 {printed}。"),
                match at.block {
                    Some(_) => {
                        format!("请核对；表中的数对的，请把这里的数改成引用（{{{{{place}}}}}）。")
                    }
                    None => "请核对，改成与表中一致。".into(),
                },
            );
            let instead =
                instead(mention, &place, own_unit.trim(), unit).filter(|_| at.block.is_some());
            let range = match &instead {
                Some((range, _)) => range.clone(),
                None => mention.range.clone(),
            };
            if let Some(finding) = self.findings.last_mut() {
                finding.span = span(&words, index, range);
                finding.instead = instead.map(|(_, text)| text);
            }
        }
    }

    /// Whether a number tells a change or a sum over years; one that contradicts the tables is found.
    fn told_of_several(
        &mut self,
        at: &FindingPlace,
        index: usize,
        words: &str,
        found: &[Mention],
        nth: usize,
        topics: &[Topic],
    ) -> bool {
        let Some(mention) = found.get(nth).filter(|m| !m.calendar_year && !m.planned) else {
            return false;
        };
        let Some(telling) = several::telling(words, mention, &self.scope.form.years.collected)
        else {
            return false;
        };
        let Some(topic) = self.topic_of(words, found, nth, topics) else {
            return true;
        };
        let Some(quote) = telling.quote(&topic.path, is_rate(self.scope, &topic.path)) else {
            return true;
        };
        let quoted = self.figures.quoted(&quote);
        let Some(actual) = self.figures.exactly(&quote) else {
            return true;
        };
        let unit = mention.unit.as_deref().unwrap_or_default();
        let Some(here) = in_unit(actual, quoted.unit.trim(), unit) else {
            return true;
        };
        if !contradicts(mention, here) {
            return true;
        }
        let typed = words.get(mention.measure.clone()).unwrap_or_default();
        let subject = self.where_it_stands(at);
        self.doubt_at(
            FindingCode::Inconsistent,
            at,
            format!(
                "{subject}写的 {} 是 {typed}，按表中的数算得 {}。",
                quoted.words,
                with_unit(&quoted.text, &quoted.unit)
            ),
            match at.block {
                Some(_) => "请核对；表中的数对的，请把这里的数改成引用。",
                None => "请核对，改成与表中一致。",
            },
        );
        let same_unit = unit == quoted.unit.trim();
        let offered = at.block.is_some() && quoted.state == State::There && same_unit;
        if let Some(finding) = self.findings.last_mut() {
            finding.span = span(words, index, mention.range.clone());
            finding.instead = offered.then(|| Text(vec![Inline::Ref(quote)]));
        }
        true
    }

    /// Where a text stands, as the subject of a sentence: 正文, or the field's label.
    fn where_it_stands(&self, at: &FindingPlace) -> String {
        match at.block {
            Some(_) => "正文".into(),
            None => (at.subject.place()).map_or_else(String::new, |path| self.name(path)),
        }
    }

    /// What a mention is a figure of: the indicator named last before it in its sentence, when only
    /// linking words stand between the two and the indicator is the applicant's.
    fn topic_of<'t>(
        &self,
        words: &str,
        found: &[Mention],
        index: usize,
        topics: &'t [Topic],
    ) -> Option<&'t Topic> {
        let mention = found.get(index)?;
        let at = mention.range.start;
        let far = (0..=at.saturating_sub(LOOK_BACK))
            .rev()
            .find(|far| words.is_char_boundary(*far))?;
        let start = mention.sentence.start.min(at).max(far);
        // The numbers of the sentence so far, and as many after it as an enumeration may have.
        let first = found.partition_point(|other| other.range.start < start);
        let found = found.get(first..found.len().min(index + LOOK_AHEAD))?;
        let lead = Lead {
            words,
            found,
            start,
        };
        let before = words.get(lead.start..mention.range.start)?;
        let end = topics
            .iter()
            .flat_map(|topic| &topic.words)
            .filter_map(|word| before.rfind(word.as_str()).map(|at| at + word.len()))
            .max()?;
        let named = before.get(..end)?;
        let topic = self.topic_named(&lead, named, topics)?;
        let after = words.get(mention.measure.end..)?;
        let between = lead.without_numbers(lead.start + end, mention.range.start)?;
        if mentions::belongs_to_what_follows(after) || !mentions::only_links(&between) {
            return None;
        }
        // The figure of a year is given once; a second number of the same year is of something else,
        // and of numbers that are distributed over subjects nobody knows whose is whose.
        let rival = |other: &&Mention| {
            !other.calendar_year
                && !other.change
                && other.range != mention.range
                && other.year == mention.year
                && other.unit.as_deref().map(|unit| scaled(unit).1)
                    == mention.unit.as_deref().map(|unit| scaled(unit).1)
        };
        let earlier = lead.start + end..mention.range.start;
        let distributed = mentions::distributes(&between);
        let rivalled = found.iter().filter(rival).any(|other| {
            let at = other.range.start;
            earlier.contains(&at) || distributed && mention.clause.contains(&at)
        });
        (!rivalled).then_some(topic)
    }

    /// The topic whose words end `named`, if it is the applicant's there.
    fn topic_named<'t>(
        &self,
        lead: &Lead<'_>,
        named: &str,
        topics: &'t [Topic],
    ) -> Option<&'t Topic> {
        // The longest reading first: a row with its name, then the longest word.
        let mut readings: Vec<(&Topic, &str)> = Vec::new();
        for topic in topics {
            for word in &topic.words {
                let Some(before) = named.strip_suffix(word.as_str()) else {
                    continue;
                };
                match &topic.row {
                    None => readings.push((topic, before)),
                    Some(name) => {
                        readings.extend(without_name(before, name).map(|before| (topic, before)));
                    }
                }
            }
        }
        readings.sort_by_key(|(_, before)| before.len());
        let (topic, before) = readings.into_iter().next()?;
        match self.owner(lead, before) {
            Owner::Other => None,
            Owner::Named => Some(topic),
            // “锰渣产生量69.8万吨，利用量62.4万吨”: the second is the first's, though unsaid.
            Owner::Open if topic.row.is_none() && self.speaks_of_another(lead, before, topics) => {
                None
            }
            Owner::Open => Some(topic),
        }
    }

    /// Whether a text names a row, or an indicator of somebody else.
    fn speaks_of_another(&self, lead: &Lead<'_>, text: &str, topics: &[Topic]) -> bool {
        // Verbs that serve as words of rows (产生, 利用) name nothing by themselves.
        let words = || {
            topics
                .iter()
                .filter(|topic| topic.row.is_none())
                .flat_map(|topic| &topic.words)
        };
        let mut ends: Vec<usize> = words()
            .filter_map(|word| text.rfind(word.as_str()).map(|at| at + word.len()))
            .collect();
        ends.sort_unstable();
        ends.dedup();
        let names_a_row = topics
            .iter()
            .filter_map(|topic| topic.row.as_ref())
            .any(|name| text.contains(name.as_str()));
        names_a_row
            || ends.into_iter().any(|end| {
                let named = text.get(..end).unwrap_or_default();
                let longest = words()
                    .filter_map(|word| named.strip_suffix(word.as_str()))
                    .min_by_key(|before| before.len());
                longest.is_some_and(|before| self.owner(lead, before) == Owner::Other)
            })
    }

    /// Whose the indicator after `text`, the beginning of the sentence, is.
    fn owner(&self, lead: &Lead<'_>, text: &str) -> Owner {
        /// Words for the applicant itself.
        const SELF: [&str; 16] = [
            "本公司",
            "我公司",
            "全公司",
            "公司",
            "本企业",
            "我企业",
            "全企业",
            "全厂",
            "我厂",
            "本厂",
            "全园区",
            "本园区",
            "我园区",
            "全园",
            "本单位",
            "我单位",
        ];
        /// Words that leave open whose it is.
        const OPEN: [&str; 30] = [
            "总的", "总体", "整体", "全年", "当年", "年度", "年末", "年底", "其中", "累计", "实现",
            "完成", "截至", "截止", "我", "本", "其", "的", "使", "将", "内", "里", "到", "至",
            "在", "自", "从", "由", "末", "底",
        ];
        let name = self
            .draft
            .text(self.scope, &self.scope.form.documents.name)
            .map(str::trim)
            .filter(|name| !name.is_empty());
        let own: Vec<&str> = name
            .into_iter()
            .chain(SELF)
            .chain([self.scope.applicant.label.as_str()])
            .collect();
        let mut named = Owner::Open;
        let mut text = text.trim_end();
        loop {
            let border = |c: char| c.is_whitespace() || "，。；：（(“▢,;:！!、".contains(c);
            if text.is_empty() || text.ends_with(|c| border(c) && c != '、') {
                return named;
            }
            if let Some(joined) = ["以及", "、", "和", "与", "及"]
                .iter()
                .find_map(|joint| text.strip_suffix(joint))
            {
                // Joined to a figure of its own (利用量5万吨、利用率98%), it stands for itself; joined
                // to another subject, the figure may be of either or of both.
                return match lead.ends_in_figure(joined) {
                    true => named,
                    false => Owner::Other,
                };
            }
            if let Some(rest) = without_years(text) {
                text = rest;
            } else if let Some(rest) = own.iter().find_map(|word| text.strip_suffix(word)) {
                // “规上企业”, “各企业”: a word for the applicant with a qualifier is none.
                named = Owner::Named;
                text = rest.trim_end();
            } else if let Some(rest) = OPEN.iter().find_map(|word| text.strip_suffix(word)) {
                text = rest.trim_end();
            } else {
                return Owner::Other;
            }
        }
    }
}

impl Lead<'_> {
    /// The text between two places without its numbers and their units.
    fn without_numbers(&self, from: usize, to: usize) -> Option<String> {
        let mut text = String::new();
        let mut at = from;
        for number in self.found {
            if number.measure.start >= at && number.measure.end <= to {
                text.push_str(self.words.get(at..number.measure.start)?);
                at = number.measure.end;
            }
        }
        text.push_str(self.words.get(at..to)?);
        Some(text)
    }

    /// Whether a beginning of the sentence ends in a number with its unit, or in a reference.
    fn ends_in_figure(&self, text: &str) -> bool {
        let text = text.trim_end();
        let end = self.start + text.len();
        text.ends_with(['▢', '%', '％'])
            || self
                .found
                .iter()
                .any(|number| !number.calendar_year && number.measure.end == end)
    }
}

/// What stands before the years that end a text: “公司2025年”, “公司2022—2025年度”.
fn without_years(text: &str) -> Option<&str> {
    let digits = |c: char| clean::narrow_char(c).is_ascii_digit();
    let years = text.strip_suffix('年').or_else(|| {
        text.trim_end_matches(['度', '末', '底', '初'])
            .strip_suffix('年')
    })?;
    let rest = years.trim_end_matches(|c: char| {
        digits(c) || c.is_whitespace() || "年—–-~～至到、和与".contains(c)
    });
    years.trim_end().ends_with(digits).then_some(rest)
}

/// Words of a text in UTF-16 code units. A reference stands in `words` as one mark of one unit.
fn span(words: &str, text: usize, range: Range<usize>) -> Option<Span> {
    let units = |end: usize| Some(words.get(..end)?.encode_utf16().count());
    Some(Span {
        text,
        from: units(range.start)?,
        to: units(range.end)?,
    })
}

/// What may stand in place of a typed number, and of which bytes: a reference in place of the number,
/// or of number and unit where the table has another unit. None where the number has no unit of its
/// own that could be replaced.
fn instead(
    mention: &Mention,
    place: &Path,
    own_unit: &str,
    unit: &str,
) -> Option<(Range<usize>, Text)> {
    let reference = Inline::Ref(Quote::figure(place.clone()));
    if own_unit == unit {
        return Some((mention.range.clone(), Text(vec![reference])));
    }
    if mention.measure.end == mention.range.end {
        return None;
    }
    let unit = Inline::Run {
        text: own_unit.to_owned(),
        marks: Vec::new(),
    };
    Some((mention.measure.clone(), Text(vec![reference, unit])))
}

/// Whether a number typed in the text cannot be the figure of the tables, given in its unit.
fn contradicts(mention: &Mention, actual: Decimal) -> bool {
    let Some(off) = mention.value.checked_sub(actual) else {
        return true;
    };
    let rounding = half_unit(mention.decimals());
    match mention.bound {
        Some(Bound::Span) => false,
        // A bound is not rounded: 98.73 is not above 99.
        Some(Bound::AtLeast) => off > Decimal::ZERO,
        Some(Bound::AtMost) => off < Decimal::ZERO,
        None if mention.approximate => {
            off.abs() > rounding && off.abs() > actual.abs() * Decimal::new(1, 1)
        }
        None => off.abs() > rounding,
    }
}

/// A figure in another multiple of its unit; `None` where the units are of different things.
fn in_unit(value: Decimal, own: &str, other: &str) -> Option<Decimal> {
    let ((own_scale, own_base), (other_scale, other_base)) = (scaled(own), scaled(other));
    if own_base != other_base {
        return None;
    }
    value.checked_mul(own_scale)?.checked_div(other_scale)
}

/// What stands before a row's name, where `lead` ends in it.
fn without_name<'l>(lead: &'l str, name: &str) -> Option<&'l str> {
    lead.trim_end()
        .trim_end_matches('的')
        .trim_end_matches("综合")
        .strip_suffix(name)
}

/// A unit as a multiple of its base: 万吨 is 10,000 吨.
fn scaled(unit: &str) -> (Decimal, &str) {
    let unit = match unit {
        "％" => "%",
        other => other,
    };
    if let Some(base) = unit.strip_prefix('万') {
        return (Decimal::from(10_000), base);
    }
    if let Some(base) = unit.strip_prefix('亿') {
        return (Decimal::from(100_000_000), base);
    }
    (Decimal::ONE, unit)
}
