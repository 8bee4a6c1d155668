//! The lines of a form's text, and all that its grammar finds wrong with it. Asked only once a form was
//! found wrong: a sound one is read without.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

use super::guide::{Guide, GuideItem};
use super::problem::{Problem, ProblemKind};
use super::verify::Told;
use super::{
    Applicant, AttachmentKind, Derived, Documents, Field, Form, FormTable, KnownProfile, Leftovers,
    Limit, ListColumn, MailLimit, Profile, Requirement, Rule, Section, TrendChart, Years,
};

/// Problems that are listed; a file with more is better looked at anew when these are mended.
const LISTED: usize = 100;

/// What is put in for a missing key, to see what else is wrong: one of these fits.
const SOMETHING: &str = r#"v = [
    "", "text", "facts", "descending", "equal", 1, [], {}, false, { sum = { of = "" } },
    { collected = [], bases = [] },
    { paper = "", workbook = "", name = "", case_title = "", date = "", nothing = "",
      contents = "", figure = "", table = "", data_sheet = "", charts_sheet = "" },
]"#;

type Node<'i> = Spanned<DeValue<'i>>;
type Table<'i> = Spanned<DeTable<'i>>;

/// The text of a definition or a guide, taken apart.
pub(super) struct Text<'i> {
    text: &'i str,
    /// What the file is called inside a form file.
    file: &'i str,
    tree: Table<'i>,
    problems: Vec<Problem>,
}

impl<'i> Text<'i> {
    /// Takes a text apart; what is no TOML in it is noted.
    pub(super) fn new(text: &'i str, file: &'i str) -> Self {
        let (tree, errors) = DeTable::parse_recoverable(text);
        let mut taken = Text {
            text,
            file,
            tree,
            problems: Vec::new(),
        };
        for error in errors {
            let what = format!("TOML 的写法不对（{}）", error.message());
            taken.note(error.span(), what);
        }
        taken
    }

    /// All that the grammar finds wrong with the definition of a form, of which `error` is the first.
    pub(super) fn definition(mut self, error: &toml::de::Error) -> Vec<Problem> {
        if self.problems.is_empty() {
            let mut root = self.tree.clone();
            self.each::<Applicant>(&mut root, "applicants");
            for section in taken(&mut root, "section") {
                let mut section = self.table(section);
                if let Some(section) = &mut section {
                    for field in taken(section, "field") {
                        if let Some(mut field) = self.table(field) {
                            self.each::<Field>(&mut field, "column");
                            self.one::<Field>(field, &[]);
                        }
                    }
                    self.each::<ListColumn>(section, "column");
                }
                if let Some(section) = section {
                    self.one::<Section>(section, &[]);
                }
            }
            self.each::<FormTable>(&mut root, "table");
            self.each::<Derived>(&mut root, "derived");
            self.each::<TrendChart>(&mut root, "chart");
            self.each::<Limit>(&mut root, "limit");
            self.each::<Rule>(&mut root, "rule");
            self.each::<Requirement>(&mut root, "requirement");
            self.each::<AttachmentKind>(&mut root, "attachment");
            let mut there = vec!["applicants", "section"];
            there.retain(|key| self.tree.get_ref().contains_key(*key));
            there.extend(self.part::<Years>(&mut root, "years"));
            there.extend(self.part::<Documents>(&mut root, "documents"));
            self.part::<Leftovers>(&mut root, "leftovers");
            self.part::<MailLimit>(&mut root, "mail");
            if let Some(mut profile) = self.taken_table(&mut root, "profile") {
                self.each::<KnownProfile>(&mut profile, "known");
                self.one::<Profile>(profile, &[]);
            }
            if let Some(guide) = self.taken_table(&mut root, "guide") {
                self.guide_of(guide);
            }
            self.one::<Form>(root, &there);
        }
        self.in_order(error)
    }

    /// All that the grammar finds wrong with a guide, of which `error` is the first.
    pub(super) fn guide(mut self, error: &toml::de::Error) -> Vec<Problem> {
        if self.problems.is_empty() {
            self.guide_of(self.tree.clone());
        }
        self.in_order(error)
    }

    fn guide_of(&mut self, mut guide: Table<'i>) {
        let there = guide.get_ref().contains_key("item");
        self.each::<GuideItem>(&mut guide, "item");
        self.one::<Guide>(guide, if there { &["item"] } else { &[] });
    }

    /// What was found; where that is nothing, what was said of the whole.
    fn in_order(mut self, error: &toml::de::Error) -> Vec<Problem> {
        if self.problems.is_empty() {
            let span = error.span().unwrap_or_default();
            self.note(Some(span), in_chinese(error.message(), ""));
        }
        self.problems.sort_by_key(|problem| problem.line);
        self.problems
    }

    /// A problem of the form with the line that it leads to.
    pub(super) fn lined(&self, told: Told) -> Problem {
        let at = match self.file {
            "" => told.at.as_str(),
            _ => told.at.strip_prefix("guide.").unwrap_or(&told.at),
        };
        Problem {
            file: self.file.to_owned(),
            line: self.span_of(at).map(|span| self.line(&span)),
            kind: told.kind,
            what: told.what,
        }
    }

    /// Where a place such as `section.3.field.0.carry` stands, or the nearest above it that does.
    fn span_of(&self, at: &str) -> Option<Range<usize>> {
        let mut parts = at.split('.');
        let first = parts.next()?;
        let (key, mut value) = self.tree.get_ref().get_key_value(first)?;
        let mut span = key.span();
        for part in parts {
            let (inside, next) = match value.get_ref() {
                DeValue::Table(table) => match table.get_key_value(part) {
                    Some((key, value)) => (key.span(), value),
                    None => break,
                },
                DeValue::Array(entries) => {
                    match part.parse().ok().and_then(|at: usize| entries.get(at)) {
                        Some(entry) => (entry.span(), entry),
                        None => break,
                    }
                }
                _ => break,
            };
            (span, value) = (inside, next);
        }
        Some(span)
    }

    fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }

    fn note(&mut self, span: Option<Range<usize>>, what: String) {
        if self.problems.len() < LISTED {
            self.problems.push(Problem {
                file: self.file.to_owned(),
                line: span.map(|span| self.line(&span)),
                kind: ProblemKind::Syntax,
                what,
            });
        }
    }

    /// An entry of a list as the table that it has to be.
    fn table(&mut self, node: Node<'i>) -> Option<Table<'i>> {
        let span = node.span();
        match node.into_inner() {
            DeValue::Table(table) => Some(Spanned::new(span, table)),
            _ => {
                self.note(Some(span), "这里应是一张表（[…] 或 [[…]]）".to_owned());
                None
            }
        }
    }

    fn taken_table(&mut self, table: &mut Table<'i>, key: &str) -> Option<Table<'i>> {
        let node = table.get_mut().remove(key)?;
        self.table(node)
    }

    /// Looks at a part that stands in a table of its own; answers its key where it is there.
    fn part<T: DeserializeOwned>(
        &mut self,
        table: &mut Table<'i>,
        key: &'static str,
    ) -> Option<&'static str> {
        let there = table.get_ref().contains_key(key);
        if let Some(part) = self.taken_table(table, key) {
            self.one::<T>(part, &[]);
        }
        there.then_some(key)
    }

    /// Looks at each entry of a list, which is taken out of its table.
    fn each<T: DeserializeOwned>(&mut self, table: &mut Table<'i>, key: &str) {
        for node in taken(table, key) {
            if let Some(entry) = self.table(node) {
                self.one::<T>(entry, &[]);
            }
        }
    }

    /// Looks at a table for itself. `there` are keys that were looked at apart.
    fn one<T: DeserializeOwned>(&mut self, table: Table<'i>, there: &[&str]) {
        if T::deserialize(Deserializer::from(table.clone())).is_err() {
            let behind = " ".repeat(self.text.len() + 1) + SOMETHING;
            let parsed = DeTable::parse(&behind).map(Spanned::into_inner);
            let mut something = Vec::new();
            for (_, list) in parsed.unwrap_or_default() {
                if let DeValue::Array(all) = list.into_inner() {
                    something.extend(all);
                }
            }
            self.one_by_one::<T>(table, there, &something);
        }
    }

    /// Looks at a table as often as something is found: what was wrong is taken out, for what was missing
    /// `something` is put in.
    fn one_by_one<'b, T: DeserializeOwned>(
        &mut self,
        mut table: Table<'b>,
        there: &[&str],
        something: &[Node<'b>],
    ) {
        let mut quiet: Vec<String> = there.iter().map(|key| (*key).to_owned()).collect();
        for _ in 0..LISTED {
            if self.problems.len() >= LISTED {
                return;
            }
            let Err(error) = T::deserialize(Deserializer::from(table.clone())) else {
                return;
            };
            if self.is_put_in(&error) {
                return;
            }
            let message = error.message().to_owned();
            if let Some(missing) = missing_key(&message) {
                if !quiet.contains(&missing) {
                    let start = table.span().start;
                    self.note(Some(start..start), format!("缺少 {missing}"));
                }
                quiet.push(missing.clone());
                match self.with_something::<T>(&table, &missing, something) {
                    Some(filled) => table = filled,
                    None => return,
                }
                continue;
            }
            let within = |span: Range<usize>, error: &Range<usize>| {
                span.start <= error.start && error.end <= span.end
            };
            let found = error.span().and_then(|at| {
                let key = table
                    .get_ref()
                    .iter()
                    .find(|(key, value)| within(key.span(), &at) || within(value.span(), &at));
                key.map(|(key, _)| (key.get_ref().to_string(), at))
            });
            let Some((key, at)) = found else {
                let span = error.span().unwrap_or(table.span());
                self.note(Some(span.start..span.start), in_chinese(&message, ""));
                return;
            };
            self.note(Some(at), in_chinese(&message, &key));
            table.get_mut().remove(key.as_str());
            quiet.push(key);
        }
    }

    /// Whether an error is about a value that was only put in to see what else is wrong: such values stand
    /// behind the text.
    fn is_put_in(&self, error: &toml::de::Error) -> bool {
        error
            .span()
            .is_some_and(|span| span.start > self.text.len())
    }

    /// The table with something under a missing key that its grammar takes.
    fn with_something<'b, T: DeserializeOwned>(
        &self,
        table: &Table<'b>,
        key: &str,
        something: &[Node<'b>],
    ) -> Option<Table<'b>> {
        something.iter().find_map(|value| {
            let mut filled = table.clone();
            let at = Spanned::new(value.span(), key.to_owned().into());
            filled.get_mut().insert(at, value.clone());
            let fits = match T::deserialize(Deserializer::from(filled.clone())) {
                Ok(_) => true,
                Err(error) => {
                    let still = missing_key(error.message()).is_some_and(|still| still == key);
                    !still && !self.is_put_in(&error)
                }
            };
            fits.then_some(filled)
        })
    }
}

/// The entries of a list, taken out of its table; what is no list stays.
fn taken<'i>(table: &mut Table<'i>, key: &str) -> Vec<Node<'i>> {
    let is_list = |node: &Node<'_>| matches!(node.get_ref(), DeValue::Array(_));
    if !table.get_ref().get(key).is_some_and(is_list) {
        return Vec::new();
    }
    match table.get_mut().remove(key).map(Spanned::into_inner) {
        Some(DeValue::Array(entries)) => entries.into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The key that a message misses.
fn missing_key(message: &str) -> Option<String> {
    let rest = message.strip_prefix("missing field `")?;
    Some(rest.split('`').next()?.to_owned())
}

/// What the grammar says of a key, in Chinese.
fn in_chinese(message: &str, key: &str) -> String {
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    let offered = |text: &str| {
        let names: Vec<&str> = text.split('`').skip(3).step_by(2).collect();
        match names.is_empty() {
            true => String::new(),
            false => format!("，可以写：{}", names.join("、")),
        }
    };
    let whose = match key {
        "" => String::new(),
        key => format!("{key} "),
    };
    if message.starts_with("unknown field `") {
        return format!("这里没有 {} 这个键{}", quoted(message), offered(message));
    }
    if message.starts_with("unknown variant `") {
        return format!("{whose}不能写“{}”{}", quoted(message), offered(message));
    }
    if message.starts_with("duplicate field `") {
        return format!("{} 写了两次", quoted(message));
    }
    if let Some(missing) = missing_key(message) {
        return format!("{whose}里缺少 {missing}");
    }
    if let Some((found, expected)) = (message.strip_prefix("invalid type: "))
        .or_else(|| message.strip_prefix("invalid value: "))
        .and_then(|rest| rest.rsplit_once(", expected "))
    {
        return format!(
            "{whose}的值不对：写的是{}，应是{}",
            found_word(found),
            type_word(expected)
        );
    }
    format!("{whose}的写法不对（{message}）")
}

/// What was found, as its grammar calls it: `string "one"`, `integer `5``.
fn found_word(found: &str) -> String {
    let (kind, value) = found.split_once(' ').unwrap_or((found, ""));
    let value = value.trim_matches('`');
    match kind {
        "string" => format!("文字 {value}"),
        "integer" => format!("整数 {value}"),
        "boolean" => format!(" {value}"),
        "floating" => "小数".to_owned(),
        "sequence" => " [ ] 括起的一列".to_owned(),
        "map" => "一张表".to_owned(),
        _ => format!(" {found}"),
    }
}

fn type_word(expected: &str) -> String {
    let word = match expected.trim_start_matches("a ").trim_start_matches("an ") {
        "string" => "文字（加引号）",
        "boolean" => "true 或 false",
        "sequence" => "[ ] 括起的一列",
        "usize" | "u64" | "u32" | "u8" => "不小于 0 的整数",
        "i32" => "整数",
        "path" => "栏目的路径，如 part.figure、part.rows[].figure",
        other if other.starts_with("struct") || other == "map" => "{ } 括起的一组",
        other => return other.to_owned(),
    };
    word.to_owned()
}
