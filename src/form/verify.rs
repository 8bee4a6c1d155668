//! What a form of the right shape may still get wrong. A form comes from anywhere: whatever passes here
//! can be filled in, checked, laid out and written without a fault, and in bounded time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::guide::Guide;
use super::name::{is_file_name, is_sheet_name};
use super::problem::{Problem, ProblemKind};
use super::{
    Condition, Derivation, Field, FieldKind, Form, FormPath, ListColumn, ListSource, Path, Place,
    Reuse, Rule, Scope, Section, SectionKind,
};
use crate::text::clean;

/// Kinds of applicant.
const APPLICANTS: usize = 10;
/// Years collected: columns of one table.
const YEARS: usize = 10;
/// Sections for all kinds of applicant together.
const SECTIONS: usize = 100;
/// Fields for one kind of applicant.
const FIELDS: usize = 400;
/// Columns of a table.
const COLUMNS: usize = 20;
/// Rows that may be answered: as many as a list has entries (docs/format.md §2).
const ROWS: usize = 5_000;
/// Rows that one field prints while nothing is answered, and all fields together.
const PRINTED: usize = 100;
const PRINTED_TOGETHER: usize = 500;
/// Rows of the authority's list.
const LINES: usize = 100;
/// Entries of every other list of the form.
const ENTRIES: usize = 200;
/// Words of one figure, lines of a signature and the like.
const WORDS: usize = 50;
/// Items of the guide.
const ITEMS: usize = 2_000;
/// Characters of a label, a name, a unit.
const SHORT: usize = 200;
/// Characters of a text that may have paragraphs.
const LONG: usize = 20_000;
/// Characters of a path, of a column's name, of an id.
const PATH: usize = 80;
const NAME: usize = 40;
/// Segments of a path.
const DEPTH: usize = 6;
/// Decimals of a derived figure.
const PLACES: u32 = 8;
/// Derived figures that follow from one another: each step doubles the work.
const STEPS: usize = 4;
/// Levels of the guide.
const LEVELS: usize = 8;
/// Numbers of rules: above them decimals overflow.
const LARGEST: i64 = 1_000_000_000_000;
/// Relative width of a column.
const WIDTH: u32 = 100;

/// What paths may not begin with: the answers JSON has these keys for itself.
const RESERVED: [&str; 4] = ["form", "applicant", "attachments", "removed"];
/// What a column may not be called: a row's own key.
const ROW_ID: &str = "id";
/// Documents that have their name from the program.
const TAKEN: [&str; 2] = ["盖章页", "申报邮件"];
/// What a part of every paper is called.
const CONTENTS: &str = "contents";

/// Something wrong, and where: `section.3.field.0.carry`.
#[derive(Debug)]
pub(super) struct Told {
    pub at: String,
    pub kind: ProblemKind,
    pub what: String,
}

impl Told {
    /// The problem where no text is at hand that has lines.
    pub(super) fn unlined(self) -> Problem {
        Problem {
            file: String::new(),
            line: None,
            kind: self.kind,
            what: self.what,
        }
    }
}

/// Everything that is wrong with a form of the right shape.
pub(super) fn problems(form: &Arc<Form>) -> Vec<Told> {
    let mut look = Look::default();
    look.sizes(form);
    if !look.told.is_empty() {
        // What is out of all bounds is not looked at any closer.
        return look.told;
    }
    look.head(form);
    look.sections(form);
    for applicant in &form.applicants {
        if let Some(scope) = form.scope(&applicant.id) {
            look.scope(&scope);
        }
    }
    if let Some(guide) = &form.guide {
        look.guide(form, guide);
    }
    // What is wrong for each kind of applicant is said once.
    let mut seen = BTreeSet::new();
    let mut told = look.told;
    told.retain(|one| seen.insert((one.at.clone(), one.what.clone())));
    told
}

#[derive(Debug, Default)]
struct Look {
    told: Vec<Told>,
}

/// Whether a text is an id: lower case letters, digits, `-`, `_` and `.`.
fn is_id(text: &str) -> bool {
    text.len() <= PATH
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c))
}

impl Look {
    fn tell(&mut self, at: impl Into<String>, what: impl Into<String>) {
        self.told.push(Told {
            at: at.into(),
            kind: ProblemKind::Contradiction,
            what: what.into(),
        });
    }

    fn tell_limit(&mut self, at: impl Into<String>, what: impl Into<String>) {
        self.told.push(Told {
            at: at.into(),
            kind: ProblemKind::Limit,
            what: what.into(),
        });
    }

    fn unless(&mut self, fine: bool, at: impl Into<String>, what: impl Into<String>) {
        if !fine {
            self.tell(at, what);
        }
    }

    fn at_most(&mut self, count: usize, most: usize, at: impl Into<String>, of: &str) {
        if count > most {
            self.tell_limit(at, format!("{of}有 {count} 个，最多 {most} 个"));
        }
    }

    fn number(&mut self, value: u64, from: u64, to: u64, at: impl Into<String>, of: &str) {
        if !(from..=to).contains(&value) {
            self.tell_limit(at, format!("{of}是 {value}，应在 {from} 和 {to} 之间"));
        }
    }

    /// How much there is of everything, and that texts can be printed.
    fn sizes(&mut self, form: &Arc<Form>) {
        self.at_most(
            form.applicants.len(),
            APPLICANTS,
            "applicants",
            "申报单位类型",
        );
        self.at_most(form.sections.len(), SECTIONS, "section", "部分");
        self.at_most(
            form.years.collected.len(),
            YEARS,
            "years.collected",
            "采集年份",
        );
        self.at_most(form.years.bases.len(), YEARS, "years.bases", "基准年份");
        for (at, count) in [
            ("table", form.tables.len()),
            ("derived", form.derived.len()),
            ("chart", form.charts.len()),
            ("limit", form.limits.len()),
            ("rule", form.rules.len()),
            ("requirement", form.requirements.len()),
            ("attachment", form.attachment_kinds.len()),
            ("leftovers.numbered", form.leftovers.numbered.len()),
            ("leftovers.literal", form.leftovers.literal.len()),
        ] {
            self.at_most(count, ENTRIES, at, at);
        }
        let fields: usize = form.sections.iter().map(|s| s.fields.len()).sum();
        self.at_most(fields, FIELDS * APPLICANTS, "section", "栏目");
        for (s, section) in form.sections.iter().enumerate() {
            let at = format!("section.{s}");
            self.at_most(section.fields.len(), FIELDS, &at, "栏目");
            self.at_most(section.columns.len(), COLUMNS, &at, "列");
            self.at_most(section.footnotes.len(), WORDS, &at, "脚注");
            self.at_most(section.signature.len(), WORDS, &at, "签署行");
            self.at_most(section.notice_years.len(), YEARS, &at, "通知年份");
            for (f, field) in section.fields.iter().enumerate() {
                let at = format!("{at}.field.{f}");
                self.at_most(field.columns.len(), COLUMNS, &at, "列");
                self.at_most(field.outline.len(), COLUMNS, &at, "标题");
                let words = field.columns.iter().map(|c| c.words.len()).sum::<usize>();
                self.at_most(field.words.len() + words, WORDS, &at, "words ");
            }
        }
        for (d, derived) in form.derived.iter().enumerate() {
            self.at_most(derived.words.len(), WORDS, format!("derived.{d}"), "words ");
        }
        if let Some(profile) = &form.profile {
            self.at_most(profile.known.len(), ENTRIES, "profile.known", "来文");
        }
        if let Some(guide) = &form.guide {
            self.at_most(guide.items.len(), ITEMS, "guide.item", "建设指南条目");
        }
        // A form is data: what it says in all its texts is looked at as one.
        match serde_json::to_value(form.as_ref()) {
            Ok(whole) => self.texts(&whole, ""),
            Err(_) => self.tell("", "表单写不出来"),
        }
    }

    fn texts(&mut self, value: &serde_json::Value, at: &str) {
        use serde_json::Value;
        let inside = |key: &dyn std::fmt::Display| match at {
            "" => key.to_string(),
            at => format!("{at}.{key}"),
        };
        match value {
            Value::String(text) => {
                let key = at
                    .rsplit('.')
                    .find(|part| part.parse::<usize>().is_err())
                    .unwrap_or_default();
                let long = matches!(
                    key,
                    "heading" | "text" | "help" | "note" | "preface" | "footnotes" | "asks" | "fix"
                );
                let most = if long { LONG } else { SHORT };
                let count = text.chars().count();
                if count > most {
                    self.tell_limit(at, format!("文字有 {count} 个字符，最多 {most} 个"));
                }
                let paragraphs = matches!(key, "heading" | "text" | "help" | "preface");
                let strange = text
                    .chars()
                    .find(|c| !(clean::is_plain(*c) || *c == '\n' && paragraphs));
                if let Some(strange) = strange {
                    self.tell(
                        at,
                        match strange {
                            '\n' => "文字里有换行，这里不能换行".to_owned(),
                            _ => format!("文字里有不能印刷的字符 U+{:04X}", u32::from(strange)),
                        },
                    );
                }
            }
            Value::Array(entries) => {
                for (i, entry) in entries.iter().enumerate() {
                    self.texts(entry, &inside(&i));
                }
            }
            Value::Object(entries) => {
                for (key, entry) in entries {
                    self.texts(entry, &inside(key));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// What concerns the form as a whole.
    fn head(&mut self, form: &Form) {
        self.unless(
            is_id(&form.id),
            "id",
            format!(
                "表单编号“{}”应由小写字母、数字和 - _ . 组成，以字母开头",
                form.id
            ),
        );
        let years = &form.years;
        self.unless(
            !years.collected.is_empty() && years.collected.is_sorted_by(|a, b| a < b),
            "years.collected",
            "years.collected 应为升序的年份",
        );
        if let Some(year) = (years.collected.iter()).find(|year| !(1000..=9999).contains(*year)) {
            self.tell("years.collected", format!("年份 {year} 应是四位数"));
        }
        if let Some(base) = years.bases.iter().find(|b| !years.collected.contains(b)) {
            let what = format!("years.bases 中的 {base} 不在 years.collected 中");
            self.tell("years.bases", what);
        }
        self.unless(
            years.bases.is_sorted_by(|a, b| a < b),
            "years.bases",
            "years.bases 应为升序的年份",
        );
        self.unless(
            !form.applicants.is_empty(),
            "applicants",
            "没有申报单位类型",
        );
        self.ids("applicants", form.applicants.iter().map(|a| &a.id));
        let mut labels = BTreeSet::new();
        for (a, applicant) in form.applicants.iter().enumerate() {
            // New drafts are called after it.
            self.file_name(format!("applicants.{a}.label"), &applicant.label);
            self.unless(
                labels.insert(&applicant.label),
                format!("applicants.{a}.label"),
                format!("有两种申报单位类型都叫“{}”", applicant.label),
            );
        }
        self.ids("attachment", form.attachment_kinds.iter().map(|k| &k.id));
        self.ids("limit", form.limits.iter().map(|l| &l.id));
        let known: Vec<&str> = form.applicants.iter().map(|a| a.id.as_str()).collect();
        let mut of = |at: String, applicant: Option<&str>| {
            if let Some(applicant) = applicant
                && !known.contains(&applicant)
            {
                self.tell(
                    format!("{at}.applicant"),
                    format!("没有“{applicant}”这种申报单位类型"),
                );
            }
        };
        for (i, section) in form.sections.iter().enumerate() {
            of(format!("section.{i}"), section.applicant.as_deref());
        }
        for (i, table) in form.tables.iter().enumerate() {
            of(format!("table.{i}"), Some(&table.applicant));
        }
        for (i, derived) in form.derived.iter().enumerate() {
            of(format!("derived.{i}"), derived.applicant.as_deref());
        }
        for (i, chart) in form.charts.iter().enumerate() {
            of(format!("chart.{i}"), chart.applicant.as_deref());
        }
        for (i, rule) in form.rules.iter().enumerate() {
            of(format!("rule.{i}"), rule.applicant());
        }
        for (i, requirement) in form.requirements.iter().enumerate() {
            of(format!("requirement.{i}"), requirement.applicant.as_deref());
        }
        self.number(
            form.attachment_bytes,
            1,
            1 << 40,
            "attachment_bytes",
            "attachment_bytes ",
        );
        if let Some(mail) = &form.mail {
            self.number(mail.bytes, 1, 1 << 40, "mail.bytes", "mail.bytes ");
        }
        for (i, limit) in form.limits.iter().enumerate() {
            let max = u64::try_from(limit.max).unwrap_or(u64::MAX);
            self.number(max, 1, 1_000_000, format!("limit.{i}.max"), "字数限制");
        }
        let documents = &form.documents;
        for (key, name) in [
            ("paper", &documents.paper),
            ("workbook", &documents.workbook),
        ] {
            self.file_name(format!("documents.{key}"), name);
        }
        self.words("leftovers.numbered", &form.leftovers.numbered);
        self.words("leftovers.literal", &form.leftovers.literal);
        if let Some(profile) = &form.profile {
            for (i, known) in profile.known.iter().enumerate() {
                self.unless(
                    known.day.parse::<jiff::civil::Date>().is_ok(),
                    format!("profile.known.{i}.day"),
                    format!("截止日期 {} 不是日期", known.day),
                );
            }
        }
    }

    fn ids<'i>(&mut self, at: &str, ids: impl Iterator<Item = &'i String>) {
        let mut seen = BTreeSet::new();
        for (i, id) in ids.enumerate() {
            let at = format!("{at}.{i}.id");
            self.unless(
                is_id(id),
                &at,
                format!("编号“{id}”应由小写字母、数字和 - _ . 组成，以字母开头"),
            );
            self.unless(seen.insert(id), &at, format!("编号 {id} 出现了两次"));
        }
    }

    /// Words that are looked for: an empty one would be found everywhere.
    fn words(&mut self, at: &str, words: &[String]) {
        for (i, word) in words.iter().enumerate() {
            self.unless(
                !word.trim().is_empty(),
                format!("{at}.{i}"),
                "要查找的词不能是空的",
            );
        }
    }

    fn file_name(&mut self, at: String, name: &str) {
        self.unless(
            is_file_name(name),
            at,
            format!("“{name}”不能作文件名：不能有 / \\ : * ? \" < > |，不能以点开头或结尾，不超过 60 个字"),
        );
    }

    /// Sections and fields by themselves, whoever they are for.
    fn sections(&mut self, form: &Form) {
        for (s, section) in form.sections.iter().enumerate() {
            let at = format!("section.{s}");
            self.section(form, section, &at);
            for (f, field) in section.fields.iter().enumerate() {
                let at = format!("{at}.field.{f}");
                self.field(field, &at);
                self.unless(
                    section.kind.asks(field.kind),
                    format!("{at}.kind"),
                    format!("栏目 {} 的类型与所在部分不符", field.path),
                );
                self.unless(
                    field.outline.is_empty() || section.kind == SectionKind::Narrative,
                    format!("{at}.outline"),
                    format!("栏目 {} 不在正文部分，不能有 outline", field.path),
                );
                let yearly = field.yearly_column().is_some();
                self.unless(
                    !(field.kind == FieldKind::Rows)
                        || yearly == (section.kind == SectionKind::Yearly),
                    format!("{at}.column"),
                    match yearly {
                        true => format!("栏目 {} 有分年的列，只能放在 yearly 部分", field.path),
                        false => format!("栏目 {} 在 yearly 部分，要有一列是分年数据", field.path),
                    },
                );
                if section.kind == SectionKind::Facts {
                    let width = u64::from(field.width.unwrap_or(4));
                    self.number(width, 1, 4, format!("{at}.width"), "width ");
                }
            }
        }
        for (t, table) in form.tables.iter().enumerate() {
            self.sheet_name(format!("table.{t}.sheet"), &table.sheet);
            self.at_most(
                table.above.len(),
                COLUMNS,
                format!("table.{t}.above"),
                "表上方的栏目",
            );
        }
        for key in ["data_sheet", "charts_sheet"] {
            let name = match key {
                "data_sheet" => &form.documents.data_sheet,
                _ => &form.documents.charts_sheet,
            };
            self.sheet_name(format!("documents.{key}"), name);
        }
    }

    fn sheet_name(&mut self, at: String, name: &str) {
        self.unless(
            is_sheet_name(name),
            at,
            format!(
                "“{name}”不能作工作表名：不超过 31 个字，不能有 [ ] : * ? / \\，不能以 ' 开头或结尾"
            ),
        );
    }

    fn section(&mut self, form: &Form, section: &Section, at: &str) {
        let id = &section.id;
        self.unless(
            is_id(id) && id != CONTENTS,
            format!("{at}.id"),
            format!(
                "部分的编号“{id}”应由小写字母、数字和 - _ . 组成，以字母开头，也不能是 {CONTENTS}"
            ),
        );
        let kind = section.kind;
        for (key, has) in [
            ("table", section.table.is_some()),
            ("number", section.number.is_some()),
            ("sheet", section.sheet.is_some()),
            ("lines", section.lines.is_some()),
            ("column", !section.columns.is_empty()),
            ("notice_years", !section.notice_years.is_empty()),
            ("footnotes", !section.footnotes.is_empty()),
            ("signature", !section.signature.is_empty()),
            ("stamped", section.stamped),
        ] {
            self.unless(
                !has || kind.keys().contains(&key),
                format!("{at}.{key}"),
                format!("部分 {id} 是 {} 类，不能有 {key}", kind_word(kind)),
            );
        }
        self.unless(
            section.reuse != Reuse::Headings
                || (section.fields.iter()).any(|field| field.kind == FieldKind::Blocks),
            format!("{at}.reuse"),
            format!("部分 {id} 没有正文，reuse 不能是 headings"),
        );
        if let Some(year) =
            (section.notice_years.iter()).find(|year| !form.years.collected.contains(year))
        {
            self.tell(
                format!("{at}.notice_years"),
                format!("部分 {id} 的年份 {year} 不在采集年份中"),
            );
        }
        self.unless(
            section.notice_years.is_sorted_by(|a, b| a < b),
            format!("{at}.notice_years"),
            format!("部分 {id} 的通知年份应为升序"),
        );
        for (key, lines) in [
            ("footnotes", &section.footnotes),
            ("signature", &section.signature),
        ] {
            let mut seen = BTreeSet::new();
            let twice = lines.iter().find(|line| !seen.insert(*line));
            if let Some(line) = twice {
                self.tell(format!("{at}.{key}"), format!("“{line}”出现了两次"));
            }
        }
        let exactly = !kind.asks_one() || section.fields.len() == 1;
        self.unless(exactly, at, format!("部分 {id} 应有且只有一个栏目"));
        match kind {
            SectionKind::Files => self.file_name(format!("{at}.name"), &section.name),
            SectionKind::Summary => {
                self.file_name(format!("{at}.name"), &section.name);
                let sheet = section.sheet.as_ref().unwrap_or(&section.name);
                let key = if section.sheet.is_some() {
                    "sheet"
                } else {
                    "name"
                };
                self.sheet_name(format!("{at}.{key}"), sheet);
                let lines = u64::try_from(section.lines.unwrap_or(1)).unwrap_or(u64::MAX);
                self.number(lines, 1, LINES as u64, format!("{at}.lines"), "行数");
                self.unless(
                    !section.columns.is_empty(),
                    at,
                    format!("部分 {id} 是汇总表，要有 column"),
                );
                self.list_columns(form, &section.columns, at);
            }
            _ => {}
        }
    }

    fn list_columns(&mut self, form: &Form, columns: &[ListColumn], at: &str) {
        self.widths(
            columns.iter().map(|column| column.width),
            &format!("{at}.column"),
        );
        for (c, column) in columns.iter().enumerate() {
            let at = format!("{at}.column.{c}.from");
            self.unless(
                (1..=APPLICANTS).contains(&column.from.len()),
                &at,
                format!("列“{}”没有写内容从哪里来，或写得太多", column.label),
            );
            for from in &column.from {
                let ListSource::Field(from) = from else {
                    continue;
                };
                let mut fields = form.sections.iter().flat_map(|section| &section.fields);
                self.unless(
                    fields.any(|field| field.path == *from && field.kind.fits_cell()),
                    &at,
                    format!("{from} 不是本表单的栏目，或不能印在一格里"),
                );
            }
        }
    }

    /// Relative widths: a column too narrow for one character could not be laid out.
    fn widths(&mut self, widths: impl Iterator<Item = u32> + Clone, at: &str) {
        let whole: u64 = widths.clone().map(u64::from).sum();
        for (c, width) in widths.enumerate() {
            let at = format!("{at}.{c}.width");
            self.number(u64::from(width), 1, u64::from(WIDTH), &at, "width ");
            self.unless(
                u64::from(width) * 40 >= whole,
                &at,
                "这一列窄于全表的四十分之一，印不下字",
            );
        }
    }

    /// A field by itself.
    fn field(&mut self, field: &Field, at: &str) {
        let path = &field.path;
        let parts = path.split('.').count();
        self.unless(
            path.len() <= PATH
                && parts <= DEPTH
                && Path::parse(path).is_some_and(|parsed| parsed == Path::field(path)),
            format!("{at}.path"),
            format!("栏目路径 {path} 不合规则"),
        );
        let head = path.split('.').next().unwrap_or_default();
        self.unless(
            !RESERVED.contains(&head),
            format!("{at}.path"),
            format!("栏目路径不能以 {head} 开头，它在答案里另有用处"),
        );
        self.attributes(field, at);
        if field.kind != FieldKind::Rows {
            return;
        }
        let Some(shape) = field.rows.as_ref().filter(|_| !field.columns.is_empty()) else {
            self.tell(at, format!("可增行栏目 {path} 缺少 rows 或 column"));
            return;
        };
        let rows = format!("{at}.rows");
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let at_most = count(shape.at_most.unwrap_or(ROWS));
        self.number(at_most, 1, ROWS as u64, &rows, "at_most ");
        self.number(
            count(shape.at_least),
            0,
            at_most.min(ROWS as u64),
            &rows,
            "at_least ",
        );
        self.number(count(shape.printed), 0, PRINTED as u64, &rows, "printed ");
        self.unless(
            !shape.noun.is_empty() && shape.noun.chars().count() <= NAME,
            &rows,
            format!("栏目 {path} 的 noun 应是一个短词"),
        );
        self.unless(
            shape
                .suggest
                .as_deref()
                .is_none_or(|suggest| suggest == "waste"),
            &rows,
            format!("栏目 {path} 的 suggest 只能是 waste"),
        );
        let mut seen = BTreeSet::new();
        for (c, column) in field.columns.iter().enumerate() {
            let at = format!("{at}.column.{c}");
            let name = &column.path;
            self.unless(
                seen.insert(name),
                format!("{at}.path"),
                format!("栏目 {path} 的列 {name} 出现了两次"),
            );
            let parsed = Path::parse(&format!("x[0].{name}"));
            self.unless(
                name.len() <= NAME
                    && parsed.is_some_and(|parsed| {
                        parsed.column.as_ref() == Some(name) && parsed.year.is_none()
                    }),
                format!("{at}.path"),
                format!("栏目 {path} 的列名 {name} 不合规则"),
            );
            self.unless(
                name != ROW_ID,
                format!("{at}.path"),
                format!("栏目 {path} 的列不能叫 {ROW_ID}，每一行自己的编号用这个名字"),
            );
            self.unless(
                column.kind.fits_column(),
                format!("{at}.kind"),
                format!("栏目 {path} 的列 {name} 类型不可用"),
            );
            for (key, has) in [
                ("carry", column.carry.is_some()),
                ("outline", !column.outline.is_empty()),
                ("affirm", column.affirm),
            ] {
                self.unless(
                    !has,
                    format!("{at}.{key}"),
                    format!("栏目 {path} 的列 {name} 不能有 {key}"),
                );
            }
            self.attributes(column, &at);
            if let Some(unit) = &column.unit_from {
                self.unless(
                    (field.columns.iter()).any(|c| c.path == *unit && c.kind == FieldKind::Text),
                    format!("{at}.unit_from"),
                    format!("栏目 {path} 没有单位列 {unit}"),
                );
            }
        }
        let named = field.columns.first().map(|first| first.kind);
        self.unless(
            named.is_some_and(|kind| kind.fits_name()),
            format!("{at}.column.0.kind"),
            format!("栏目 {path} 的第一列是每一行的名称，应是文字"),
        );
        let yearly = |c: &&Field| c.kind == FieldKind::Yearly;
        self.unless(
            field.columns.iter().filter(yearly).count() <= 1,
            format!("{at}.column"),
            format!("栏目 {path} 有两列分年数据"),
        );
        let printed = field.columns.iter().filter(|column| column.printed);
        self.widths(
            printed.map(|column| column.width.unwrap_or(10)),
            &format!("{at}.column"),
        );
        self.unless(
            field.columns.iter().any(|column| column.printed),
            format!("{at}.column"),
            format!("栏目 {path} 没有要印的列"),
        );
    }

    /// What belongs to some kinds of field only.
    fn attributes(&mut self, field: &Field, at: &str) {
        let kind = field.kind;
        let path = &field.path;
        for (key, has) in [
            ("affirm", field.affirm),
            ("unit", field.unit.is_some()),
            ("unit_from", field.unit_from.is_some()),
            ("unit_as", field.unit_as.is_some()),
            ("column", !field.columns.is_empty()),
            ("rows", field.rows.is_some()),
            ("words", !field.words.is_empty()),
            ("reuse", field.reuse == Reuse::Headings),
            ("carry", field.carry.is_some()),
        ] {
            self.unless(
                !has || kind.keys().contains(&key),
                format!("{at}.{key}"),
                match key {
                    "reuse" => format!("栏目 {path} 不是正文，reuse 不能是 headings"),
                    _ => format!("栏目 {path} 的类型不能有 {key}"),
                },
            );
        }
        self.unless(
            field.unit.is_none() || field.unit_from.is_none(),
            format!("{at}.unit_from"),
            format!("栏目 {path} 的单位写了两处：unit 和 unit_from"),
        );
        self.unless(
            field.unit_note.is_none() || field.unit_from.is_some(),
            format!("{at}.unit_note"),
            format!("栏目 {path} 没有 unit_from，不能有 unit_note"),
        );
        let width = u64::from(field.width.unwrap_or(1));
        self.number(width, 1, u64::from(WIDTH), format!("{at}.width"), "width ");
        for (o, outline) in field.outline.iter().enumerate() {
            let level = u64::from(outline.level);
            self.number(level, 1, 2, format!("{at}.outline.{o}"), "level ");
        }
        self.words(&format!("{at}.words"), &field.words);
    }

    /// What one kind of applicant is asked.
    fn scope(&mut self, scope: &Scope) {
        let form = &scope.form;
        let mine = |of: &Option<String>| of.as_deref().is_none_or(|id| id == scope.applicant.id);
        let mut paths: BTreeMap<&str, FieldKind> = BTreeMap::new();
        let mut sections = BTreeSet::new();
        let mut printed = 0;
        for (s, section) in form
            .sections
            .iter()
            .enumerate()
            .filter(|(_, s)| mine(&s.applicant))
        {
            let at = format!("section.{s}");
            self.unless(
                sections.insert(&section.id),
                format!("{at}.id"),
                format!("部分 {} 出现了两次", section.id),
            );
            if let Some(table) = &section.table {
                self.unless(
                    scope.tables().any(|t| &t.id == table),
                    format!("{at}.table"),
                    format!("部分 {} 所属的表 {table} 没有定义", section.id),
                );
            }
            for (f, field) in section.fields.iter().enumerate() {
                let at = format!("{at}.field.{f}");
                self.unless(
                    paths.insert(&field.path, field.kind).is_none(),
                    format!("{at}.path"),
                    format!("栏目 {} 出现了两次", field.path),
                );
                printed += field
                    .rows
                    .as_ref()
                    .map_or(0, |rows| rows.printed.min(PRINTED));
                if let Some(carry) = &field.carry {
                    self.carry(scope, field, carry, &format!("{at}.carry"));
                }
                if let Some(like) = &field.unit_as {
                    let of_its_own = match (scope.field(like), scope.derived_at(like)) {
                        (Some(other), _) => other.is_figure() && other.unit_as.is_none(),
                        (None, derived) => derived.is_some(),
                    };
                    self.unless(
                        field.is_figure() && of_its_own && field.unit_from.is_none(),
                        format!("{at}.unit_as"),
                        format!("{like} 不是有自己单位的数，或 {} 不是数", field.path),
                    );
                }
                if let (Some(unit), false) = (&field.unit_from, field.kind == FieldKind::Rows) {
                    let fine = scope
                        .field(unit)
                        .is_some_and(|unit| unit.kind == FieldKind::Text);
                    self.unless(
                        fine,
                        format!("{at}.unit_from"),
                        format!("{unit} 不是本表单中填单位的文字栏目"),
                    );
                }
            }
        }
        self.at_most(paths.len(), FIELDS, "section", "栏目");
        self.at_most(printed, PRINTED_TOGETHER, "section", "空白表单上可增的行");
        for (s, section) in form
            .sections
            .iter()
            .enumerate()
            .filter(|(_, s)| mine(&s.applicant))
        {
            for (f, field) in section.fields.iter().enumerate() {
                let mut above = field.path.as_str();
                while let Some((head, _)) = above.rsplit_once('.') {
                    above = head;
                    self.unless(
                        !paths.contains_key(above),
                        format!("section.{s}.field.{f}.path"),
                        format!("栏目 {} 在栏目 {above} 之内，两个不能都填", field.path),
                    );
                }
            }
        }
        self.documents(scope);
        self.derived(scope);
        self.rules(scope);
    }

    fn carry(&mut self, scope: &Scope, field: &Field, carry: &str, at: &str) {
        let Some(from) = scope.field(carry) else {
            self.tell(at, format!("{carry} 不是本表单的栏目"));
            return;
        };
        self.unless(
            from.path != field.path && from.carry.is_none(),
            at,
            format!(
                "栏目 {} 沿用的 {carry} 自己也是沿用来的，应直接沿用源头",
                field.path
            ),
        );
        let fits = match field.kind {
            FieldKind::Date => from.kind == FieldKind::Date,
            _ => from.kind.is_words(),
        };
        self.unless(
            fits,
            at,
            format!("栏目 {} 与它沿用的 {carry} 类型不同", field.path),
        );
    }

    fn documents(&mut self, scope: &Scope) {
        let form = &scope.form;
        let documents = &form.documents;
        let text = FieldKind::is_words;
        let day = |kind: FieldKind| kind == FieldKind::Date;
        self.field_of(scope, &documents.name, "documents.name", "文字", text);
        self.field_of(
            scope,
            &documents.case_title,
            "documents.case_title",
            "文字",
            text,
        );
        self.field_of(scope, &documents.date, "documents.date", "日期", day);
        if let Some(profile) = &form.profile {
            let count = |kind: FieldKind| matches!(kind, FieldKind::Count | FieldKind::Figure);
            let place = |kind: FieldKind| kind.is_words() || kind == FieldKind::Division;
            self.field_of(scope, &profile.day, "profile.day", "日期", day);
            self.field_of(scope, &profile.copies, "profile.copies", "数字", count);
            self.field_of(scope, &profile.recipient, "profile.recipient", "文字", text);
            self.field_of(scope, &profile.region, "profile.region", "省份", place);
        }
        let mut tables = BTreeSet::new();
        for (t, table) in form.tables.iter().enumerate() {
            if table.applicant != scope.applicant.id {
                continue;
            }
            self.unless(
                tables.insert(&table.id),
                format!("table.{t}.id"),
                format!("表 {} 出现了两次", table.id),
            );
            for path in &table.above {
                self.field_of(
                    scope,
                    path,
                    &format!("table.{t}.above"),
                    "单项",
                    FieldKind::fits_cell,
                );
            }
        }
        let lists = || scope.sections().filter(|s| s.kind == SectionKind::Summary);
        let mut sheets: Vec<&str> = scope.tables().map(|table| table.sheet.as_str()).collect();
        sheets.extend(lists().map(|list| list.sheet.as_ref().unwrap_or(&list.name).as_str()));
        sheets.extend([&documents.data_sheet, &documents.charts_sheet].map(String::as_str));
        let mut names: Vec<&str> = vec![&documents.paper];
        names.extend(lists().map(|list| list.name.as_str()));
        names.extend(TAKEN);
        for (all, what) in [(sheets, "工作表"), (names, "文件")] {
            let mut seen = BTreeSet::new();
            if let Some(twice) = all.iter().find(|name| !seen.insert(name.to_lowercase())) {
                self.tell("documents", format!("有两个{what}都叫“{twice}”"));
            }
        }
    }

    fn field_of(
        &mut self,
        scope: &Scope,
        path: &str,
        at: &str,
        what: &str,
        fits: impl Fn(FieldKind) -> bool,
    ) {
        match scope.field(path) {
            None => self.tell(at, format!("{path} 不是本表单的栏目")),
            Some(field) => self.unless(
                fits(field.kind),
                at,
                format!("栏目 {path} 用在这里，应是{what}栏目"),
            ),
        }
    }

    fn derived(&mut self, scope: &Scope) {
        let form = &scope.form;
        let mine = |of: &Option<String>| of.as_deref().is_none_or(|id| id == scope.applicant.id);
        let mut seen = BTreeSet::new();
        let mut follows: BTreeMap<&FormPath, Vec<FormPath>> = BTreeMap::new();
        for (d, derived) in form
            .derived
            .iter()
            .enumerate()
            .filter(|(_, d)| mine(&d.applicant))
        {
            let at = format!("derived.{d}");
            let path = &derived.path;
            self.unless(
                seen.insert(path),
                format!("{at}.path"),
                format!("派生数据 {path} 出现了两次"),
            );
            self.unless(
                derived.places <= PLACES,
                format!("{at}.places"),
                format!("派生数据 {path} 的小数位数最多 {PLACES} 位"),
            );
            self.words(&format!("{at}.words"), &derived.words);
            let operand_follows = |of: &FormPath| {
                let of = of.field();
                let field = scope.field(of).is_some_and(|field| field.unit_as.is_some());
                field || scope.derived_at(of).is_some_and(|other| other.unit_follows)
            };
            let has_own_units = match &derived.how {
                Derivation::Ratio { over, under, .. } => {
                    ![over, under].into_iter().any(operand_follows)
                }
                _ => false,
            };
            self.unless(
                !derived.unit_follows || has_own_units,
                format!("{at}.unit_follows"),
                format!("派生数据 {path} 的单位不能由两数而来"),
            );
            let in_rows = path.column().is_some();
            match (in_rows, scope.field(path.field())) {
                (true, _) => {
                    let ratio = matches!(derived.how, Derivation::Ratio { .. });
                    self.unless(
                        ratio && self.is_column(scope, path, |kind| kind == FieldKind::Figure),
                        format!("{at}.path"),
                        format!("派生数据 {path} 应是可增行栏目的一个数字列，按 ratio 算"),
                    );
                }
                (false, Some(field)) => self.unless(
                    field.kind == FieldKind::Yearly && path.year().is_none(),
                    format!("{at}.path"),
                    format!("派生数据 {path} 与栏目类型不符"),
                ),
                (false, None) => {
                    let of = path.field();
                    let head = of.split('.').next().unwrap_or_default();
                    self.unless(
                        of.len() <= PATH && path.year().is_none() && !RESERVED.contains(&head),
                        format!("{at}.path"),
                        format!("派生数据的路径 {path} 不合规则"),
                    );
                }
            }
            let how = format!("{at}.how");
            let of = match &derived.how {
                Derivation::Ratio { over, under, times } => {
                    self.unless(
                        times.is_sign_positive() && !times.is_zero(),
                        &how,
                        format!("派生数据 {path} 的 times 应大于 0"),
                    );
                    self.decimal(times, &how);
                    for operand in [over, under] {
                        let fits = match in_rows {
                            true => {
                                path.field() == operand.field()
                                    && self.is_column(scope, operand, |kind| {
                                        matches!(kind, FieldKind::Figure | FieldKind::Count)
                                    })
                            }
                            false => self.is_whole_yearly(scope, operand),
                        };
                        self.unless(
                            fits,
                            &how,
                            format!("{operand} 不是本表单的栏目，或不能用来算 {path}"),
                        );
                    }
                    vec![over.clone(), under.clone()]
                }
                Derivation::Sum { of } => {
                    let rows = scope.field(of).and_then(Field::yearly_column);
                    self.unless(
                        rows.is_some() && !in_rows,
                        &how,
                        format!("{of} 不是本表单中有分年数据的可增行栏目"),
                    );
                    vec![]
                }
                Derivation::Fall { of } | Derivation::Rise { of } => {
                    self.unless(
                        self.is_yearly(scope, of) && !in_rows,
                        &how,
                        format!("{of} 不是本表单中每年都有的数据"),
                    );
                    self.unless(
                        scope.field(path.field()).is_none(),
                        format!("{at}.path"),
                        format!("派生数据 {path} 按基准年计算，不能同时是分年填写的栏目"),
                    );
                    FormPath::parse(of).into_iter().collect()
                }
            };
            follows.insert(path, of);
        }
        for (d, derived) in form
            .derived
            .iter()
            .enumerate()
            .filter(|(_, d)| mine(&d.applicant))
        {
            self.unless(
                steps(&follows, &derived.path, 0).is_some(),
                format!("derived.{d}.how"),
                format!(
                    "派生数据 {} 由自己算出，或一环扣一环超过 {STEPS} 步",
                    derived.path
                ),
            );
        }
    }

    fn decimal(&mut self, value: &Decimal, at: &str) {
        self.unless(
            value.abs() <= Decimal::from(LARGEST) && value.scale() <= PLACES,
            at,
            format!("数值 {value} 太大或小数太多"),
        );
    }

    /// Whether a path is `rows[].column` of a kind.
    fn is_column(&self, scope: &Scope, path: &FormPath, fits: impl Fn(FieldKind) -> bool) -> bool {
        let field = scope.field(path.field());
        field
            .and_then(|field| {
                let of = path.column()?;
                field.columns.iter().find(|column| column.path == of)
            })
            .is_some_and(|column| fits(column.kind))
    }

    /// Whether a path names all of a field that has a figure for each collected year.
    fn is_whole_yearly(&self, scope: &Scope, path: &FormPath) -> bool {
        path.whole().is_some_and(|of| self.is_yearly(scope, of))
    }

    /// Whether a field or a derived figure has a figure for each collected year.
    fn is_yearly(&self, scope: &Scope, path: &str) -> bool {
        match (scope.field(path), scope.derived_at(path)) {
            (Some(field), _) => field.kind == FieldKind::Yearly,
            (None, Some(derived)) => {
                matches!(
                    derived.how,
                    Derivation::Ratio { .. } | Derivation::Sum { .. }
                )
            }
            (None, None) => false,
        }
    }

    fn rules(&mut self, scope: &Scope) {
        let form = &scope.form;
        let mine = |of: Option<&str>| of.is_none_or(|id| id == scope.applicant.id);
        let unknown = |path: &str| format!("{path} 不是本表单的栏目，或不能用在这里");
        let no_place = |path: &FormPath| unknown(&path.to_string());
        let text = |path: &str| scope.field(path).is_some_and(|field| field.kind.is_words());
        let of_kind =
            |path: &str, kind: FieldKind| scope.field(path).is_some_and(|field| field.kind == kind);
        let rows_yearly = |path: &str| {
            scope
                .field(path)
                .is_some_and(|field| field.yearly_column().is_some())
        };
        let number = |kind: FieldKind| matches!(kind, FieldKind::Figure | FieldKind::Count);
        for (c, chart) in form.charts.iter().enumerate() {
            if !mine(chart.applicant.as_deref()) {
                continue;
            }
            let at = format!("chart.{c}.of");
            self.unless(
                !chart.of.is_empty(),
                &at,
                format!("图表 {} 没有数据", chart.label),
            );
            self.at_most(chart.of.len(), COLUMNS, &at, "图表的数据");
            for path in &chart.of {
                let fine = self.is_yearly(scope, path) || rows_yearly(path);
                self.unless(fine, &at, unknown(path));
            }
        }
        for (l, limit) in form.limits.iter().enumerate() {
            let at = format!("limit.{l}.paths");
            self.unless(
                !limit.paths.is_empty(),
                &at,
                format!("字数限制 {} 没有对象", limit.id),
            );
            self.at_most(limit.paths.len(), WORDS, &at, "字数限制的对象");
            for path in &limit.paths {
                self.unless(
                    text(path) || of_kind(path, FieldKind::Blocks),
                    &at,
                    unknown(path),
                );
            }
        }
        for (r, rule) in form.rules.iter().enumerate() {
            if !mine(rule.applicant()) {
                continue;
            }
            let at = |key: &str| format!("rule.{r}.{key}");
            match rule {
                Rule::Sum {
                    parts,
                    total,
                    unit_column,
                    ..
                } => {
                    let in_rows = self.is_column(scope, parts, number);
                    let fits = in_rows || parts.whole().is_some_and(rows_yearly);
                    self.unless(fits, at("parts"), no_place(parts));
                    let year = total.year();
                    let place = total.place();
                    let place = place.as_ref().and_then(|path| scope.resolve(path));
                    let single = match place {
                        Some(Place::Field(field)) => {
                            number(field.kind)
                                || (field.kind == FieldKind::Yearly && year.is_some())
                        }
                        Some(Place::Derived(_)) => year.is_some(),
                        _ => false,
                    };
                    let fits = match in_rows {
                        true => single,
                        false => self.is_whole_yearly(scope, total),
                    };
                    self.unless(fits, at("total"), no_place(total));
                    if let Some(unit) = unit_column {
                        let columns = scope.field(parts.field());
                        let fine = columns.is_some_and(|field| {
                            (field.columns.iter()).any(|c| c.path == *unit && c.kind.is_words())
                        });
                        self.unless(fine, at("unit_column"), format!("{parts} 没有列 {unit}"));
                    }
                }
                Rule::Ceiling { of, value, .. } => {
                    let fits = self.is_whole_yearly(scope, of) || self.is_column(scope, of, number);
                    self.unless(fits, at("of"), no_place(of));
                    self.decimal(value, &at("value"));
                }
                Rule::Resemble { of, like, .. } => {
                    for (key, path) in [("of", of), ("like", like)] {
                        self.unless(self.is_yearly(scope, path), at(key), unknown(path));
                    }
                }
                Rule::Same { paths, .. } => {
                    self.number(
                        paths.len() as u64,
                        2,
                        WORDS as u64,
                        at("paths"),
                        "paths 的个数",
                    );
                    for path in paths {
                        let fine = scope
                            .field(path)
                            .is_some_and(|field| field.kind.fits_cell());
                        self.unless(fine, at("paths"), unknown(path));
                    }
                }
                Rule::Descending { rows, by, .. } => {
                    self.unless(of_kind(rows, FieldKind::Rows), at("rows"), unknown(rows));
                    let by = format!("{rows}[].{by}");
                    let fits =
                        FormPath::parse(&by).is_some_and(|by| self.is_column(scope, &by, number));
                    self.unless(fits, at("by"), unknown(&by));
                }
                Rule::Title {
                    path,
                    name,
                    droppable,
                    ending,
                    ..
                } => {
                    for (key, path) in [("path", path), ("name", name)] {
                        self.unless(text(path), at(key), unknown(path));
                    }
                    self.at_most(droppable.len(), WORDS, at("droppable"), "droppable ");
                    self.words(&at("droppable"), droppable);
                    self.unless(!ending.trim().is_empty(), at("ending"), "ending 不能是空的");
                }
            }
        }
        let mut ids = BTreeSet::new();
        for (r, requirement) in form.requirements.iter().enumerate() {
            if !mine(requirement.applicant.as_deref()) {
                continue;
            }
            let at = format!("requirement.{r}");
            let id = &requirement.id;
            self.unless(
                is_id(id) && ids.insert(id),
                format!("{at}.id"),
                format!("基本要求的编号 {id} 不合规则，或出现了两次"),
            );
            let count = requirement.any.len() + requirement.all.len();
            self.unless(count > 0, &at, format!("基本要求 {id} 没有条件"));
            self.at_most(count, COLUMNS, &at, "条件");
            for (key, conditions) in [("any", &requirement.any), ("all", &requirement.all)] {
                for (c, condition) in conditions.iter().enumerate() {
                    let at = format!("{at}.{key}.{c}");
                    let wrong: Vec<&String> = match condition {
                        Condition::AtLeast { of, value }
                        | Condition::Rise { of, value }
                        | Condition::Fall { of, value } => {
                            self.decimal(value, &at);
                            vec![of]
                                .into_iter()
                                .filter(|of| !self.is_yearly(scope, of))
                                .collect()
                        }
                        Condition::Yes { path } => vec![path]
                            .into_iter()
                            .filter(|path| !of_kind(path, FieldKind::YesNo))
                            .collect(),
                        Condition::Below { claim, of, than } => {
                            let than_fits = self.is_yearly(scope, than)
                                || scope.field(than).is_some_and(|field| number(field.kind));
                            [
                                (claim, of_kind(claim, FieldKind::YesNo)),
                                (of, self.is_yearly(scope, of)),
                                (than, than_fits),
                            ]
                            .into_iter()
                            .filter(|(_, fits)| !fits)
                            .map(|(path, _)| path)
                            .collect()
                        }
                        Condition::YearsBefore { path, until, years } => {
                            self.number(u64::from(*years), 1, 200, &at, "years ");
                            [path, until]
                                .into_iter()
                                .filter(|path| !of_kind(path, FieldKind::Date))
                                .collect()
                        }
                    };
                    for path in wrong {
                        self.tell(&at, unknown(path));
                    }
                }
            }
        }
    }

    fn guide(&mut self, form: &Form, guide: &Guide) {
        self.unless(
            guide.id == form.id,
            "guide.id",
            format!("建设指南是给表单 {} 的，不是给 {} 的", guide.id, form.id),
        );
        for (i, item) in guide.items.iter().enumerate() {
            let at = format!("guide.item.{i}");
            let known = |id: &String| form.applicants.iter().any(|a| a.id == *id);
            self.unless(
                item.applicant.as_ref().is_none_or(known),
                format!("{at}.applicant"),
                format!("建设指南条目 {} 写的申报单位类型不存在", item.id),
            );
            self.unless(
                is_id(&item.id) && item.id.split('.').count() <= LEVELS,
                format!("{at}.id"),
                format!("建设指南条目的编号“{}”不合规则，或层次太多", item.id),
            );
            self.at_most(item.words.len(), WORDS, format!("{at}.words"), "words ");
            self.words(&format!("{at}.words"), &item.words);
        }
        let mut levels: BTreeMap<&str, usize> = BTreeMap::new();
        for (i, problem) in guide.contradictions() {
            self.tell(format!("guide.item.{i}"), problem);
        }
        for (i, item) in guide.items.iter().enumerate() {
            let above = item.parent.as_deref().and_then(|parent| levels.get(parent));
            let level = above.map_or(1, |above| above + 1);
            levels.insert(&item.id, level);
            self.unless(
                level <= LEVELS,
                format!("guide.item.{i}.parent"),
                format!("建设指南的层次超过 {LEVELS} 层"),
            );
        }
    }
}

/// How many steps lead to a derived figure; `None` where they are too many or never end.
fn steps(
    follows: &BTreeMap<&FormPath, Vec<FormPath>>,
    path: &FormPath,
    above: usize,
) -> Option<usize> {
    if above > STEPS {
        return None;
    }
    let Some(of) = follows.get(path) else {
        return Some(0);
    };
    let mut most = 0;
    for operand in of {
        most = most.max(steps(follows, operand, above + 1)?);
    }
    Some(most + 1)
}

/// A kind of section as the form's file writes it.
fn kind_word(kind: SectionKind) -> String {
    let word = serde_json::to_value(kind).ok();
    let word = word.as_ref().and_then(serde_json::Value::as_str);
    word.unwrap_or_default().to_owned()
}
