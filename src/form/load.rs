//! Reading a form's file and refusing one that contradicts itself.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use super::{Condition, Derivation, Field, FieldKind, Form, Profile, Rule, Scope, SectionKind};
use super::{Path, Place};

/// Why a form's file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Not TOML, or not the grammar of a form.
    #[error("表单定义无法读取：{0}。请检查该文件，或重新安装程序。")]
    Syntax(String),
    /// TOML of the right shape that contradicts itself.
    #[error("表单定义前后矛盾：{0}。请改正后再试。")]
    Contradiction(String),
}

impl FormError {
    /// A code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            FormError::Syntax(_) => "form-syntax",
            FormError::Contradiction(_) => "form-contradiction",
        }
    }
}

static BUILT_IN: LazyLock<Vec<Arc<Form>>> = LazyLock::new(|| {
    [include_str!("../../assets/forms/miit-2025-539.toml")]
        .iter()
        .map(|text| Form::parse(text).expect("the forms in assets/forms are tested"))
        .collect()
});

/// The forms that come with the program, newest first.
pub fn built_ins() -> &'static [Arc<Form>] {
    &BUILT_IN
}

/// The form of an id among those that come with the program.
pub fn built_in(id: &str) -> Option<&'static Arc<Form>> {
    BUILT_IN.iter().find(|form| form.id == id)
}

impl Form {
    /// Reads a form's file.
    ///
    /// # Errors
    /// [`FormError::Syntax`] where it is not the grammar; [`FormError::Contradiction`] where a rule
    /// speaks of a place that is not asked, a path is asked twice, or years are out of order.
    pub fn parse(text: &str) -> Result<Arc<Form>, FormError> {
        let form: Form = toml::from_str(text).map_err(|e| FormError::Syntax(e.to_string()))?;
        let form = Arc::new(form);
        form.verify().map_err(FormError::Contradiction)?;
        Ok(form)
    }

    fn verify(self: &Arc<Self>) -> Result<(), String> {
        let years = &self.years;
        if years.collected.is_empty() || !years.collected.is_sorted_by(|a, b| a < b) {
            return Err("years.collected 应为升序的年份".into());
        }
        if let Some(base) = years.bases.iter().find(|b| !years.collected.contains(b)) {
            return Err(format!("years.bases 中的 {base} 不在 years.collected 中"));
        }
        if self.applicants.is_empty() {
            return Err("没有申报单位类型".into());
        }
        for applicant in &self.applicants {
            let scope = self
                .scope(&applicant.id)
                .ok_or_else(|| format!("申报单位类型 {} 无法使用", applicant.id))?;
            scope
                .verify()
                .map_err(|e| format!("{}：{e}", applicant.id))?;
        }
        Ok(())
    }
}

impl Scope {
    fn verify(&self) -> Result<(), String> {
        let form = &self.form;
        let mut seen = BTreeSet::new();
        for (section, field) in self.fields() {
            if !seen.insert(&field.path) {
                return Err(format!("栏目 {} 出现了两次", field.path));
            }
            if Path::parse(&field.path).is_none_or(|p| p != Path::field(&field.path)) {
                return Err(format!("栏目路径 {} 不合规则", field.path));
            }
            self.verify_field(field)?;
            if let Some(like) = &field.unit_as {
                self.expect(like)?;
                let own = self.field(like).and_then(|other| other.unit_as.as_ref());
                if own.is_some() || field.unit_from.is_some() {
                    return Err(format!("栏目 {} 的单位说法不一", field.path));
                }
            }
            if let Some(other) = &field.carry {
                self.expect(other)?;
            }
            let fits = match section.kind {
                SectionKind::Roster => field.kind == FieldKind::Rows,
                SectionKind::Statement => field.kind == FieldKind::LongText,
                SectionKind::Pledge => field.kind == FieldKind::YesNo,
                _ => true,
            };
            if !fits {
                return Err(format!("栏目 {} 的类型与所在部分不符", field.path));
            }
        }
        for section in self.sections() {
            if let Some(table) = &section.table
                && !self.tables().any(|t| &t.id == table)
            {
                return Err(format!("部分 {} 所属的表 {table} 没有定义", section.id));
            }
            if let Some(year) = section
                .notice_years
                .iter()
                .find(|y| !form.years.collected.contains(y))
            {
                return Err(format!("部分 {} 的年份 {year} 不在采集年份中", section.id));
            }
        }
        for table in self.tables() {
            table.above.iter().try_for_each(|path| self.expect(path))?;
        }
        let documents = &form.documents;
        for path in [&documents.name, &documents.case_title, &documents.date] {
            self.expect(path)?;
        }
        if let Some(profile) = &form.profile {
            let Profile {
                day,
                copies,
                recipient,
                region,
                ..
            } = profile;
            for path in [day, copies, recipient, region] {
                self.expect(path)?;
            }
            let day = |text: &str| text.parse::<jiff::civil::Date>().is_ok();
            if let Some(known) = profile.known.iter().find(|known| !day(&known.day)) {
                return Err(format!("截止日期 {} 不是日期", known.day));
            }
        }
        for derived in self.derived() {
            if let Some(field) = self.field(&derived.path)
                && field.kind != FieldKind::Yearly
            {
                return Err(format!("派生数据 {} 与栏目类型不符", derived.path));
            }
            if derived.unit_follows && !matches!(derived.how, Derivation::Ratio { .. }) {
                return Err(format!(
                    "派生数据 {} 不是比值，单位不能由两数而来",
                    derived.path
                ));
            }
            match &derived.how {
                Derivation::Ratio { over, under, .. } => {
                    self.expect(over)?;
                    self.expect(under)?;
                }
                Derivation::Sum { of } | Derivation::Fall { of } | Derivation::Rise { of } => {
                    self.expect(of)?;
                }
            }
        }
        for chart in self.charts() {
            if chart.of.is_empty() {
                return Err(format!("图表 {} 没有数据", chart.label));
            }
            chart.of.iter().try_for_each(|path| self.expect(path))?;
        }
        for limit in &form.limits {
            if limit.paths.is_empty() {
                return Err(format!("字数限制 {} 没有对象", limit.id));
            }
            limit.paths.iter().try_for_each(|path| self.expect(path))?;
        }
        for rule in self.rules() {
            let paths: Vec<&String> = match rule {
                Rule::Sum { parts, total, .. } => vec![parts, total],
                Rule::Ceiling { of, .. } => vec![of],
                Rule::Resemble { of, like, .. } => vec![of, like],
                Rule::Same { paths, .. } => paths.iter().collect(),
                Rule::Descending { rows, .. } => vec![rows],
                Rule::Title { path, name, .. } => vec![path, name],
            };
            paths.into_iter().try_for_each(|path| self.expect(path))?;
        }
        for requirement in self.requirements() {
            if requirement.any.is_empty() && requirement.all.is_empty() {
                return Err(format!("基本要求 {} 没有条件", requirement.id));
            }
            for condition in requirement.any.iter().chain(&requirement.all) {
                let paths: Vec<&String> = match condition {
                    Condition::AtLeast { of, .. }
                    | Condition::Rise { of, .. }
                    | Condition::Fall { of, .. } => vec![of],
                    Condition::Yes { path } => vec![path],
                    Condition::Below { claim, of, than } => vec![claim, of, than],
                    Condition::YearsBefore { path, until, .. } => vec![path, until],
                };
                paths.into_iter().try_for_each(|path| self.expect(path))?;
            }
        }
        Ok(())
    }

    fn verify_field(&self, field: &Field) -> Result<(), String> {
        let path = &field.path;
        match field.kind {
            FieldKind::Rows => {
                if field.rows.is_none() || field.columns.is_empty() {
                    return Err(format!("可增行栏目 {path} 缺少 rows 或 column"));
                }
                let mut seen = BTreeSet::new();
                for column in &field.columns {
                    if !seen.insert(&column.path) {
                        return Err(format!("栏目 {path} 的列 {} 出现了两次", column.path));
                    }
                    if matches!(column.kind, FieldKind::Rows | FieldKind::Blocks) {
                        return Err(format!("栏目 {path} 的列 {} 类型不可用", column.path));
                    }
                    if let Some(unit) = &column.unit_from
                        && !field.columns.iter().any(|c| &c.path == unit)
                    {
                        return Err(format!("栏目 {path} 没有单位列 {unit}"));
                    }
                }
                let yearly = |c: &&Field| c.kind == FieldKind::Yearly;
                if field.columns.iter().filter(yearly).count() > 1 {
                    return Err(format!("栏目 {path} 有两列分年数据"));
                }
            }
            _ if !field.columns.is_empty() || field.rows.is_some() => {
                return Err(format!("栏目 {path} 不是可增行栏目，不能有列"));
            }
            _ => {
                if let Some(unit) = &field.unit_from {
                    self.expect(unit)?;
                }
            }
        }
        Ok(())
    }

    /// Whether a path of a rule leads somewhere; `rows[].column` names a column of every row.
    fn expect(&self, path: &str) -> Result<(), String> {
        let found = match path.split_once("[].") {
            Some((rows, column)) => self
                .field(rows)
                .is_some_and(|f| f.columns.iter().any(|c| c.path == column)),
            None => Path::parse(path).is_some_and(|parsed| {
                matches!(
                    self.resolve(&parsed),
                    Some(Place::Field(_) | Place::Derived(_) | Place::Column(..))
                )
            }),
        };
        if found {
            Ok(())
        } else {
            Err(format!("{path} 不是本表单的栏目"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_forms_load() {
        assert!(!built_ins().is_empty());
        for form in built_ins() {
            assert_eq!(built_in(&form.id), Some(form));
        }
    }

    #[test]
    fn a_rule_about_an_unknown_place_is_refused() {
        let text = include_str!("../../assets/forms/miit-2025-539.toml");
        let broken =
            format!("{text}\n[[rule]]\nkind = \"descending\"\nrows = \"nowhere\"\nby = \"x\"\n");
        let error = Form::parse(&broken).expect_err("unknown place");
        assert_eq!(error.code(), "form-contradiction");
        assert!(error.to_string().contains("nowhere"), "{error}");
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let text = include_str!("../../assets/forms/miit-2025-539.toml");
        let error = Form::parse(&format!("surprise = 1\n{text}")).expect_err("unknown key");
        assert_eq!(error.code(), "form-syntax");
    }
}
