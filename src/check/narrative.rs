//! What the text says: leftovers of the template, references that lead nowhere, figures that
//! contradict the tables.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::answers::shortened;
use super::{Checks, Severity, Spot, measured};
use crate::derive::half_unit;
use crate::draft::{Answer, Inline, Text};
use crate::form::{FieldKind, Path, Place};
use crate::text::clean;
use crate::text::mentions::{self, Bound, Mention};

/// A figure that the narrative may speak of, with the words it does so by.
struct Topic {
    /// Words, longest first.
    words: Vec<String>,
    /// Path without year.
    path: Path,
    /// A row's name that must stand right before the word.
    row: Option<String>,
}

impl Checks<'_> {
    pub(super) fn narrative(&mut self) {
        let topics = self.topics();
        let units = self.units();
        let mut texts: Vec<(Spot, FieldKind, Text)> = Vec::new();
        for (_, field) in self.scope.fields() {
            let path = &field.path;
            match (field.kind, self.draft.answer(path)) {
                (FieldKind::Blocks, Some(Answer::Blocks(blocks))) => {
                    for (i, block) in blocks.iter().enumerate() {
                        for text in block.texts() {
                            texts.push((Spot::block(path, i), field.kind, text));
                        }
                    }
                }
                (FieldKind::Text | FieldKind::LongText, Some(Answer::Text(text))) => {
                    texts.push((Spot::of(path), field.kind, plain(text)));
                }
                (FieldKind::Rows, Some(Answer::Rows(rows))) => {
                    for (i, row) in rows.iter().enumerate() {
                        for column in field.columns.iter().filter(|c| c.kind == FieldKind::Text) {
                            if let Some(Answer::Text(text)) = row.get(&column.path) {
                                let at = Path::field(path).row(i).column(&column.path);
                                texts.push((Spot::of(at), column.kind, plain(text)));
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        for (i, attachment) in self.draft.attachments().iter().enumerate() {
            let spot = Spot::of(format!("attachments[{i}]"));
            texts.push((spot, FieldKind::Text, plain(&attachment.title)));
        }
        for (spot, kind, text) in &texts {
            self.leftovers(spot, *kind, text);
            if matches!(kind, FieldKind::Blocks | FieldKind::LongText) {
                self.mentions(spot, text, &topics, &units);
            }
        }
        self.chart_sources();
    }

    fn leftovers(&mut self, at: &Spot, kind: FieldKind, text: &Text) {
        for piece in &text.0 {
            match piece {
                Inline::Ref(reference) => {
                    if !self.leads_somewhere(reference) {
                        self.placeholder(at, &format!("{{{{{reference}}}}}"), true);
                    }
                }
                Inline::Run { text, .. } => {
                    if let Some(found) = self.leftover(kind, text) {
                        self.placeholder(at, &found, false);
                        return;
                    }
                }
            }
        }
    }

    fn placeholder(&mut self, at: &Spot, found: &str, reference: bool) {
        let found = shortened(found);
        let (message, fix) = if reference {
            (
                format!("引用“{found}”找不到对应的数据。"),
                "请从数据列表中重新选择，或改成文字。",
            )
        } else {
            (format!("还留着模板里的文字“{found}”。"), "请换成实际内容。")
        };
        self.find_at("placeholder", Severity::Error, at, message, fix);
    }

    /// Whether a reference names a place of the form that is, or will be, answered.
    fn leads_somewhere(&self, reference: &str) -> bool {
        if self.figures.reference(reference).is_some() {
            return true;
        }
        let Some(path) = Path::parse(reference) else {
            return false;
        };
        if let Some(row) = path.row
            && row >= self.draft.rows(&path.field).len()
        {
            return false;
        }
        // What is required is reported where it is missing, and derived figures with it.
        match self.scope.resolve(&path) {
            Some(Place::Derived(_)) => path.year.is_some(),
            Some(Place::Field(field)) => match field.kind {
                FieldKind::Yearly => {
                    path.year.is_some()
                        && (field.required || self.scope.derived_at(&field.path).is_some())
                }
                FieldKind::Rows | FieldKind::Blocks => false,
                _ => field.required,
            },
            Some(Place::Column(_, column)) => {
                column.required && (column.kind != FieldKind::Yearly || path.year.is_some())
            }
            Some(Place::Row(_)) | None => false,
        }
    }

    fn leftover(&self, kind: FieldKind, text: &str) -> Option<String> {
        let leftovers = &self.scope.form.leftovers;
        if let Some(found) = leftovers.literal.iter().find(|l| text.contains(l.as_str())) {
            return Some(found.clone());
        }
        static BRACES: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r"\{\{[^{}]{0,80}\}\}").ok());
        if let Some(found) = BRACES.as_ref().and_then(|b| b.find(text)) {
            return Some(found.as_str().to_owned());
        }
        for word in &leftovers.numbered {
            for (at, _) in text.match_indices(word.as_str()) {
                let after = &text[at + word.len()..];
                let number = after.trim_start_matches([' ', '\u{3000}']);
                let Some(first) = number.chars().next() else {
                    continue;
                };
                let numbered = matches!(first, '1'..='9' | '１'..='９' | 'X' | 'Ｘ' | 'x');
                if !numbered {
                    continue;
                }
                let rest = &number[first.len_utf8()..];
                // Nothing but the numbered word (固废1, 方式12), as the template has it.
                let whole = kind == FieldKind::Text
                    && text[..at].trim().is_empty()
                    && rest
                        .trim()
                        .chars()
                        .all(|c| c.is_ascii_digit() || matches!(c, 'X' | 'Ｘ' | 'x'));
                // In running text a counted thing is no leftover: 固废1.2万吨, 产品3种, 产品1000吨.
                let ends = rest.chars().next().is_none_or(|c| {
                    "，。、；：,;:（）()“”\"' \u{3000}和与及的等产利填".contains(c)
                });
                if whole || ends {
                    return Some(text[at..text.len() - rest.len()].to_owned());
                }
            }
        }
        None
    }

    /// Charts must be drawn from a series of the form.
    fn chart_sources(&mut self) {
        let mut broken = Vec::new();
        for (_, field) in self.scope.fields() {
            for (i, block) in self.draft.blocks(&field.path).iter().enumerate() {
                let crate::draft::Block::Chart { of, .. } = block else {
                    continue;
                };
                let sound = Path::parse(of).is_some_and(|path| {
                    path.year.is_none()
                        && match self.scope.resolve(&path) {
                            Some(Place::Derived(_)) => true,
                            Some(Place::Field(f)) => {
                                f.kind == FieldKind::Yearly || f.yearly_column().is_some()
                            }
                            Some(Place::Row(f)) => {
                                f.yearly_column().is_some()
                                    && path.row.is_some_and(|r| r < self.draft.rows(&f.path).len())
                            }
                            _ => false,
                        }
                });
                if !sound {
                    broken.push((Spot::block(&field.path, i), of.clone()));
                }
            }
        }
        for (spot, of) in broken {
            self.find_at(
                "placeholder",
                Severity::Error,
                &spot,
                format!("图表的数据“{}”不是分年填写的数据。", shortened(&of)),
                "请从列表中选择图表的数据。",
            );
        }
    }

    /// Where a text stands, as the subject of a sentence: 正文, or the field's label.
    fn where_it_stands(&self, at: &Spot) -> String {
        match at.block {
            Some(_) => "正文".into(),
            None => Path::parse(&at.path).map_or_else(String::new, |path| self.name(&path)),
        }
    }

    fn topics(&self) -> Vec<Topic> {
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
                    for row in 0..self.draft.rows(&field.path).len() {
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
                path: Path::field(&derived.path),
                row: None,
            });
        }
        topics
    }

    /// A row's name as running text would write it: an industry without its code.
    fn row_word(&self, field: &str, row: usize) -> Option<String> {
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
    fn units(&self) -> Vec<String> {
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
            if field.kind == FieldKind::Yearly
                && let Some(unit) = self.figures.unit(&Path::field(&field.path).year(year))
            {
                add(unit.trim());
            }
            for row in 0..self.draft.rows(&field.path).len() {
                let at = Path::field(&field.path).row(row).year(year);
                if let Some(unit) = self.figures.unit(&at) {
                    add(unit.trim());
                }
            }
        }
        for derived in self.scope.derived() {
            add(&derived.unit);
        }
        units
    }

    fn mentions(&mut self, at: &Spot, text: &Text, topics: &[Topic], units: &[String]) {
        // A reference stands as a mark: it is right by itself and must not be read as a number.
        let words: String = text
            .0
            .iter()
            .map(|piece| match piece {
                Inline::Run { text, .. } => text.as_str(),
                Inline::Ref(_) => "▢",
            })
            .collect();
        let units: Vec<&str> = units.iter().map(String::as_str).collect();
        let found = mentions::find(&words, &units);
        for (index, mention) in found.iter().enumerate() {
            let level =
                !mention.calendar_year && !mention.change && !mention.partial && !mention.planned;
            let (Some(year), Some(unit), true) = (mention.year, &mention.unit, level) else {
                continue;
            };
            let Some(topic) = self.topic_of(&words, &found, index, topics) else {
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
            let here = self.where_it_stands(at);
            self.find_at(
                "inconsistent",
                Severity::Warning,
                at,
                format!("{here}写的 {year} 年{name}是 {typed}{unit}，表中是 {printed}。"),
                match at.block {
                    Some(_) => {
                        format!("请核对；表中的数对的，请把这里的数改成引用（{{{{{place}}}}}）。")
                    }
                    None => "请核对，改成与表中一致。".into(),
                },
            );
        }
    }

    /// What a mention is a figure of: the indicator named last before it in its sentence, when only
    /// linking words stand between the two and nothing before the indicator makes it another's.
    fn topic_of<'t>(
        &self,
        words: &str,
        found: &[Mention],
        index: usize,
        topics: &'t [Topic],
    ) -> Option<&'t Topic> {
        let mention = found.get(index)?;
        let start = mention.sentence.start.min(mention.range.start);
        let before = words.get(start..mention.range.start)?;
        let mut best: Option<(usize, usize, &Topic, bool)> = None;
        for topic in topics {
            for word in &topic.words {
                let Some(at) = before.rfind(word.as_str()) else {
                    continue;
                };
                let end = at + word.len();
                let lead = &before[..at];
                let rank = word.len() + topic.row.as_ref().map_or(0, String::len);
                let fits = match &topic.row {
                    Some(name) => without_name(lead, name)
                        .is_some_and(|lead| self.unqualified(lead, start, words, found)),
                    None => self.unqualified(lead, start, words, found),
                };
                // A qualified word hides shorter readings of itself: 高炉渣产生量 is not 产生量.
                let better = best.as_ref().is_none_or(|(e, l, _, f)| {
                    (end > *e) || (end == *e && ((fits && !f) || (fits == *f && rank > *l)))
                });
                if better {
                    best = Some((end, rank, topic, fits));
                }
            }
        }
        let (end, _, topic, _) = best.filter(|(.., fits)| *fits)?;
        let named = start + end;
        if mentions::belongs_to_what_follows(words.get(mention.measure.end..)?) {
            return None;
        }
        let mut between = String::new();
        let mut at = named;
        for other in found {
            if other.measure.start >= at && other.measure.end <= mention.range.start {
                between.push_str(words.get(at..other.measure.start)?);
                at = other.measure.end;
            }
        }
        between.push_str(words.get(at..mention.range.start)?);
        let between = clean::narrow(&between);
        if !mentions::only_links(&between) {
            return None;
        }
        // The figure of a year is given once; a second number of the same year is of something else,
        // and of numbers that are distributed over subjects nobody knows whose is whose.
        let rival = |other: &Mention| {
            !other.calendar_year
                && !other.change
                && other.range != mention.range
                && other.year == mention.year
                && other.unit.as_deref().map(|u| scaled(u).1)
                    == mention.unit.as_deref().map(|u| scaled(u).1)
        };
        let earlier = found
            .iter()
            .any(|o| rival(o) && o.range.start >= named && o.range.start < mention.range.start);
        let distributed = mentions::distributes(&between)
            && found
                .iter()
                .any(|o| rival(o) && mention.clause.contains(&o.range.start));
        (!earlier && !distributed).then_some(topic)
    }

    /// Whether the words before an indicator leave it the applicant's own. `lead` begins at byte
    /// `start` of `words`.
    fn unqualified(&self, lead: &str, start: usize, words: &str, found: &[Mention]) -> bool {
        const OWN: [&str; 30] = [
            "本公司",
            "我公司",
            "公司",
            "全公司",
            "全厂",
            "全园",
            "全区",
            "本单位",
            "我单位",
            "单位",
            "总的",
            "总体",
            "整体",
            "全年",
            "当年",
            "年度",
            "年末",
            "年底",
            "其中",
            "累计",
            "实现",
            "完成",
            "我",
            "本",
            "其",
            "的",
            "使",
            "将",
            "内",
            "里",
        ];
        let mut lead = lead.trim_end();
        let own: Vec<&str> = self
            .draft
            .text(self.scope, &self.scope.form.documents.name)
            .into_iter()
            .chain([self.scope.applicant.label.as_str()])
            .chain(OWN)
            .filter(|word| !word.is_empty())
            .collect();
        loop {
            if lead.is_empty() || lead.ends_with(BORDERS) {
                return true;
            }
            if let Some(rest) = ["以及", "、", "和", "与", "及"]
                .iter()
                .find_map(|joint| lead.strip_suffix(joint))
            {
                // Joined to a figure of its own (利用量5万吨、利用率98%), it stands for itself; joined
                // to another subject, the figure may be of either or of both.
                let end = start + rest.trim_end().len();
                return found
                    .iter()
                    .any(|m| !m.calendar_year && m.measure.end == end)
                    || words.get(..end).is_some_and(|w| w.ends_with('▢'));
            }
            match own.iter().find_map(|word| lead.strip_suffix(word)) {
                Some(rest) => lead = rest.trim_end(),
                None => return false,
            }
        }
    }
}

/// Marks and words after which an indicator is not qualified by what stands before.
const BORDERS: [char; 14] = [
    '，', '。', '；', '：', '（', '(', '“', '年', '▢', ',', ';', ':', '\n', '！',
];

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

fn plain(text: &str) -> Text {
    Text(vec![Inline::Run {
        text: text.to_owned(),
        marks: Vec::new(),
    }])
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
