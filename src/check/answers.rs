//! Each answer by itself: is it there, is it of its format, is the group full; and attachments.

use rust_decimal::Decimal;

use super::size::{mail_size, megabytes};
use super::{Checks, FindingPlace, Subject};
use crate::catalog::Catalog;
use crate::draft::{Answer, Row, Text};
use crate::form::{Field, FieldKind, FindingCode, Path, RowId, Section};
use crate::text::figure::grouped;
use crate::text::unit::{Reading, is_multiple};
use crate::text::{TextError, clean, pattern};

impl Checks<'_> {
    pub(super) fn answers(&mut self) {
        for (section, field) in self.scope.fields() {
            match field.kind {
                FieldKind::Rows => self.rows(section, field),
                FieldKind::Yearly => self.yearly(field, &Path::field(&field.path), field.required),
                FieldKind::YesNo => self.yes_no(section, field),
                FieldKind::Blocks => {
                    let blocks = self.draft.blocks(&field.path);
                    if field.required && blocks.iter().all(|b| b.is_blank()) {
                        self.missing(section, &Path::field(&field.path));
                    }
                }
                FieldKind::Industries => {
                    let codes: Vec<String> = self
                        .draft
                        .codes(&field.path)
                        .into_iter()
                        .map(str::to_owned)
                        .collect();
                    if codes.is_empty() && field.required {
                        self.missing(section, &Path::field(&field.path));
                    }
                    for (i, code) in codes.iter().enumerate() {
                        self.industry(&Path::field(&field.path).at(i), field, code);
                    }
                }
                _ => {
                    let path = Path::field(&field.path);
                    // What is carried over is checked where it was typed.
                    match self.typed(&path) {
                        // What is printed for a blank, typed where a blank is allowed.
                        Some(text) if !field.required && clean::line(&text) == self.nothing() => {}
                        Some(text) => self.format(&path, field, &text),
                        // One fact, entered once: what is carried over is missing where it is typed.
                        None if field.required && field.carry.is_none() => {
                            self.missing(section, &path);
                        }
                        None => {}
                    }
                }
            }
        }
    }

    fn nothing(&self) -> &str {
        &self.scope.form.documents.nothing
    }

    /// What was typed at a path, unless it shows nothing.
    fn typed(&self, path: &Path) -> Option<String> {
        let typed = self.draft.typed(path)?;
        (!clean::line(typed).is_empty()).then(|| typed.to_owned())
    }

    fn missing(&mut self, section: &Section, path: &Path) {
        let name = self.name(path);
        self.find(
            FindingCode::Missing,
            path,
            format!("{name}还没有填。"),
            format!("请在“{}”中填写。", section.name),
        );
    }

    fn yes_no(&mut self, section: &Section, field: &Field) {
        let answer = self.draft.yes(&field.path);
        if field.affirm {
            if answer != Some(true) {
                self.find(
                    FindingCode::Declaration,
                    Path::field(&field.path),
                    format!("还没有作出承诺：{}", field.label),
                    format!("请在“{}”中逐条确认。", section.name),
                );
            }
        } else if answer.is_none() && field.required {
            self.find(
                FindingCode::Missing,
                Path::field(&field.path),
                format!("还没有回答：{}。", field.short.clone()),
                format!("请在“{}”中选“是”或“否”。", section.name),
            );
        }
    }

    /// A yearly answer at a field or in a row: each collected year is asked for.
    fn yearly(&mut self, field: &Field, path: &Path, required: bool) {
        let years = &self.scope.form.years.collected;
        let at = |year: i32| path.clone().year(year);
        let answered: Vec<(i32, Option<String>)> =
            years.iter().map(|y| (*y, self.typed(&at(*y)))).collect();
        if answered.iter().all(|(_, text)| text.is_none()) {
            if required {
                let name = self.name(&at(years.first().copied().unwrap_or_default()));
                self.find(
                    FindingCode::Missing,
                    path,
                    format!("各年的{name}还没有填。"),
                    "请逐年填写；没有精确数的，可先填预计数并加以说明。",
                );
            }
            return;
        }
        for (year, text) in answered {
            let path = at(year);
            match text {
                Some(text) => self.format(&path, field, &text),
                // A derived figure that was overridden for one year is still derived for others.
                None if required => {
                    let name = self.name(&path);
                    self.find(
                        FindingCode::Missing,
                        &path,
                        format!("{year} 年{name}还没有填。"),
                        "请补上；没有精确数的，可先填预计数并加以说明。",
                    );
                }
                None => {}
            }
        }
    }

    fn rows(&mut self, section: &Section, field: &Field) {
        let Some(shape) = &field.rows else { return };
        let rows = self.draft.rows(&field.path).to_vec();
        let begun = |row: &Row| !row.is_empty();
        let count = rows.iter().filter(|row| begun(row)).count();
        if field.required && count < shape.at_least {
            self.find(
                FindingCode::Missing,
                Path::field(&field.path),
                format!("{}还没有填，至少要有 {} 行。", shape.noun, shape.at_least),
                format!("请在“{}”中添加。", section.name),
            );
        }
        if let Some(max) = shape.at_most
            && count > max
        {
            self.find(
                FindingCode::OverLimit,
                Path::field(&field.path),
                format!("{}有 {count} 行，最多 {max} 行。", shape.noun),
                format!("请删去 {} 行。", count - max),
            );
        }
        for row in rows.iter().filter(|row| begun(row)) {
            for column in &field.columns {
                let path = Path::field(&field.path).row(row.id);
                if column.kind == FieldKind::Yearly {
                    self.row_years(field, column, row.id, column.required);
                    continue;
                }
                let path = path.column(&column.path);
                let other = row
                    .get(&column.path)
                    .is_some_and(|answer| !matches!(answer, Answer::Text(_)));
                match self.typed(&path) {
                    Some(text) => self.format(&path, column, &text),
                    None if column.required && !other => self.missing(section, &path),
                    None => {}
                }
            }
        }
    }

    fn row_years(&mut self, field: &Field, column: &Field, row: RowId, required: bool) {
        let path = Path::field(&field.path).row(row);
        let whole = path.clone().column(&column.path);
        let years = &self.scope.form.years.collected;
        let none = years
            .iter()
            .all(|y| self.typed(&path.clone().year(*y)).is_none());
        if none {
            if required {
                let name = self.name(&whole);
                self.find(
                    FindingCode::Missing,
                    &whole,
                    format!("各年{name}还没有填。"),
                    "请逐年填写；不用的行请删去。",
                );
            }
        } else {
            self.yearly(column, &path, required);
        }
    }

    fn format(&mut self, path: &Path, field: &Field, text: &str) {
        let text = text.trim();
        let name = self.name(path);
        let wrong = match field.kind {
            FieldKind::Phone if !pattern::phone(text) => Some((
                "不是电话号码",
                "写成“020-12345678”或 11 位手机号。".to_owned(),
            )),
            FieldKind::Mobile if !pattern::mobile(text) => {
                Some(("不是手机号", "写成 11 位数字，如 13800000000。".to_owned()))
            }
            FieldKind::Email if !pattern::email(text) => {
                Some(("不是邮箱地址", "写成“name@example.com”的样子。".to_owned()))
            }
            FieldKind::Web if !pattern::web_address(text) => {
                Some(("不是网址", "写成“www.example.com”的样子。".to_owned()))
            }
            FieldKind::Date if !pattern::date(text) => Some((
                "不是日期",
                "写成“2026-03-18”的样子，并核对日子是否存在。".to_owned(),
            )),
            FieldKind::Figure | FieldKind::Count | FieldKind::Yearly => {
                match self.figures.reading(path) {
                    Some(Err(error)) => Some(no_figure(&error, field, &self.unit(path))),
                    Some(Ok(Reading::Own(value))) => {
                        no_amount(field, &value).map(|(what, fix)| (what, fix.to_owned()))
                    }
                    Some(Ok(other)) => {
                        self.other_unit(path, field, text, &other);
                        None
                    }
                    None => None,
                }
            }
            FieldKind::Industry => {
                self.industry(path, field, text);
                None
            }
            _ => None,
        };
        if let Some((what, mut fix)) = wrong {
            let year = year_of(path);
            let shown = shortened(text);
            if !field.required {
                fix.push_str("没有的可以空着。");
            }
            self.find(
                FindingCode::Format,
                path,
                format!("{year}{name}填的“{shown}”{what}。"),
                fix,
            );
        }
    }

    /// A figure typed with a unit that is not the one asked for: it is never converted unasked, since
    /// nobody but the typist knows whether the number or the unit is the slip.
    fn other_unit(&mut self, path: &Path, field: &Field, text: &str, reading: &Reading) {
        let asked = self.unit(path);
        let (unit, here) = match reading {
            Reading::Own(_) => return,
            Reading::Other { unit, here } => (
                unit,
                here.as_ref()
                    .filter(|here| no_amount(field, here).is_none()),
            ),
            Reading::Foreign { unit } => (unit, None),
        };
        let measures_the_same = matches!(reading, Reading::Other { .. });
        let unit = shortened(unit);
        let (what, fix) = match (here, asked.as_str()) {
            (Some(here), _) => (
                format!("的单位是{unit}，这里要填{asked}，没有自动换算"),
                format!(
                    "换算过来是 {} {asked}，请改成 {here}，或核对后重填。",
                    grouped(here)
                ),
            ),
            (None, "") => (
                format!("写着单位“{unit}”，这里还没有填单位"),
                "请把单位填在“单位”栏，这里只写数字。".to_owned(),
            ),
            (None, _) if measures_the_same => (
                format!("的单位是{unit}，这里要填{asked}，没有自动换算"),
                "请换算后重填。".to_owned(),
            ),
            (None, _) => (
                format!("的单位是{unit}，换算不成这里的{asked}"),
                "请核对是不是填错了地方，再重填。".to_owned(),
            ),
        };
        let message = format!(
            "{}{}填的“{}”{what}。",
            year_of(path),
            self.name(path),
            shortened(text)
        );
        self.find(FindingCode::Format, path, message, fix);
        if let (Some(here), Some(finding)) = (here, self.findings.last_mut()) {
            finding.instead = Some(Text::plain(&here.to_string()));
        }
    }

    fn industry(&mut self, path: &Path, field: &Field, code: &str) {
        if Catalog::load().industry(code.trim()).is_some() {
            return;
        }
        let shown = shortened(code);
        self.find(
            FindingCode::UnknownIndustry,
            path,
            format!(
                "{}填的“{shown}”不是《国民经济行业分类》（GB/T 4754—2017）的中类。",
                field.short.clone()
            ),
            "请填三位数的中类代码，如 342，或从列表中选择。",
        );
    }

    pub(super) fn attachments(&mut self) {
        let form = &self.scope.form;
        for kind in form.attachment_kinds.iter().filter(|k| k.required) {
            if !self.draft.attachments().iter().any(|a| a.kind == kind.id) {
                let label = kind
                    .label
                    .replace("{applicant}", &self.scope.applicant.label);
                self.find(
                    FindingCode::AttachmentMissing,
                    Subject::AttachmentKind(kind.id.clone()),
                    format!("还没有附上{label}。"),
                    "请添加文件（PDF、Word 或图片）。",
                );
            }
        }
        for (i, attachment) in self.draft.attachments().iter().enumerate() {
            let subject = Subject::Attachment(i);
            let file = shortened(&attachment.file);
            if let Some(trouble) = attachment.trouble {
                self.find(
                    FindingCode::AttachmentUnreadable,
                    subject,
                    format!("附件“{file}”打不开：{}。", trouble.sentence()),
                    "请换一个能打开的文件。",
                );
            } else if attachment.size > form.attachment_bytes {
                self.find(
                    FindingCode::AttachmentLarge,
                    subject,
                    format!(
                        "附件“{file}”有 {}，超过 {}，发邮件可能被退回。",
                        megabytes(attachment.size),
                        megabytes(form.attachment_bytes)
                    ),
                    "请压缩后再附，或另行用 U 盘报送。",
                );
            }
        }
        if let Some(mail) = &form.mail {
            let size = mail_size(self.draft.attachments());
            if size > mail.bytes {
                self.find(
                    FindingCode::AttachmentLarge,
                    Subject::Attachments,
                    format!(
                        "全部附件用一封邮件寄出约 {}，超过 {}，可能被退回。{}",
                        megabytes(size),
                        megabytes(mail.bytes),
                        mail.source
                    ),
                    "请压缩图片和扫描件，或分几封寄出，或另行用 U 盘报送。",
                );
            }
        }
        let missing_pictures: Vec<(FindingPlace, String)> = self
            .scope
            .fields()
            .flat_map(|(_, field)| {
                self.draft
                    .blocks(&field.path)
                    .iter()
                    .enumerate()
                    .filter_map(|(i, block)| match block {
                        crate::draft::Block::Figure { attachment, .. } => {
                            Some((FindingPlace::block(&field.path, i), attachment.clone()))
                        }
                        _ => None,
                    })
            })
            .filter(|(_, id)| {
                self.draft
                    .attachment(id)
                    .is_none_or(|a| a.trouble.is_none() && a.media.picture().is_none())
            })
            .collect();
        for (target, id) in missing_pictures {
            self.find_at(
                FindingCode::AttachmentUnreadable,
                &target,
                format!("正文里的图片“{}”不在附件中，或不是图片。", shortened(&id)),
                "请在随附材料中添加这张图片，或从正文中删去。",
            );
        }
    }
}

fn year_of(path: &Path) -> String {
    path.year.map(|y| format!("{y} 年")).unwrap_or_default()
}

/// What is wrong with a figure that is no amount of its field, and what to do.
fn no_amount(field: &Field, value: &Decimal) -> Option<(&'static str, &'static str)> {
    if value.is_sign_negative() && !value.is_zero() {
        return Some(("是负数", "这里的数不应小于 0，请核对。"));
    }
    (field.kind == FieldKind::Count && !value.fract().is_zero())
        .then_some(("不是整数", "请写整数。"))
}

/// What is wrong with a text that is no figure of this field, and what to do. `asked` is the field's
/// unit, empty where it has none.
fn no_figure(error: &TextError, field: &Field, asked: &str) -> (&'static str, String) {
    let (what, fix) = match error {
        TextError::Empty | TextError::NotANumber { .. } => match field.kind {
            FieldKind::Count => ("不是数字", "只写数字，如 2。"),
            _ => ("不是数字", "只写数字，如 248.00。"),
        },
        // 10万 where 万吨 are asked for: ten, or ten thousand times as much?
        TextError::UnknownUnit { unit } if is_multiple(unit) => {
            let here = match asked {
                "" => "把数写全，如“10万”写成 100000。".to_owned(),
                _ => format!("这里的单位是{asked}，请按{asked}只写数字，或把单位写全。"),
            };
            return ("没有写全单位", here);
        }
        TextError::UnknownUnit { .. } => (
            "的数字后面还有别的文字",
            "只写数字和单位，别的说明写在正文或自述里。",
        ),
        TextError::ThousandsMarks { .. } => (
            "里的逗号位置不对",
            "小数点写成“.”，如 95.3；分节的逗号每三位一个，也可以不写。",
        ),
        TextError::TwoPoints { .. } => ("里有不止一个小数点", "只留一个小数点。"),
        TextError::Exponent { .. } => ("用了科学记数法", "写出完整的数，如 12000。"),
        TextError::TooManyDigits { .. } => ("超过了 28 位数字", "请核对后重新填写。"),
    };
    (what, fix.to_owned())
}

/// A text short enough to be quoted in a sentence.
pub(super) fn shortened(text: &str) -> String {
    let text = clean::line(text);
    let mut short: String = text.chars().take(24).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
