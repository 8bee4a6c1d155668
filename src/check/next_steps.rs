//! “接下来”: what is worth doing, in the order of the form.

use super::{Checks, Finding, Severity, Task, answers::shortened};
use crate::form::{FindingCode, Path, RowKey, Section, SectionKind};

/// Where a finding stands in its section: field, row, column, year, block.
type Standing = (
    usize,
    Option<usize>,
    Option<usize>,
    Option<i32>,
    Option<usize>,
);

impl Checks<'_> {
    /// The things worth doing, first to last: everything that stands in the way of a final version,
    /// and once nothing does, what is probably wrong. What is open in one field, or in one row of
    /// it, is one thing.
    pub(super) fn steps(&self, findings: &[Finding]) -> Vec<Task> {
        let errors = findings.iter().any(|f| f.severity == Severity::Error);
        let gravest = if errors {
            Severity::Error
        } else {
            Severity::Warning
        };
        let mut steps: Vec<Task> = Vec::new();
        for section in self.scope.sections() {
            let mut here: Vec<(Standing, &Finding)> = findings
                .iter()
                .filter(|f| f.section == section.id && f.severity == gravest)
                .map(|f| (self.standing(section, f), f))
                .collect();
            here.sort_by_key(|(standing, _)| *standing);
            let mut before = None;
            for ((field, row, ..), finding) in here {
                let known = field < section.fields.len();
                if known && before == Some((field, row)) {
                    if let Some(step) = steps.last_mut() {
                        step.count += 1;
                    }
                    continue;
                }
                before = Some((field, row));
                steps.push(Task {
                    section: section.id.clone(),
                    path: finding.path.clone(),
                    words: self.words_of(finding),
                    count: 1,
                });
            }
        }
        steps
    }

    fn standing(&self, section: &Section, finding: &Finding) -> Standing {
        if section.kind == SectionKind::Files {
            let kinds = &self.scope.form.attachment_kinds;
            let kind = finding.path.split_once('.').map(|(_, id)| id);
            let at = kinds.iter().position(|k| Some(k.id.as_str()) == kind);
            // Beyond the fields, each by itself.
            return (
                section.fields.len() + at.unwrap_or(kinds.len()),
                None,
                None,
                None,
                None,
            );
        }
        let Some(path) = Path::parse(&finding.path) else {
            return (section.fields.len(), None, None, None, None);
        };
        let at = section.fields.iter().position(|f| f.path == path.field);
        let column = at.and_then(|at| section.fields.get(at)).and_then(|f| {
            f.columns
                .iter()
                .position(|c| Some(&c.path) == path.column.as_ref())
        });
        let at = at.unwrap_or(section.fields.len());
        let row = match path.row {
            Some(RowKey::At(at)) => Some(at),
            _ => self.draft.row_position(&path),
        };
        (at, row, column, path.year, finding.block)
    }

    fn words_of(&self, finding: &Finding) -> String {
        let rows = self
            .scope
            .field(&finding.path)
            .is_some_and(|f| f.rows.is_some());
        let verb = match (finding.code, finding.severity) {
            (FindingCode::Missing, _) if rows => "添加",
            (FindingCode::Missing, _) => "填写",
            (FindingCode::Declaration, _) => "确认",
            (FindingCode::AttachmentMissing, _) => "附上",
            (_, Severity::Error) => "改正",
            _ => "核对",
        };
        let limit = || self.scope.form.limits.iter().find(|l| l.id == finding.path);
        let kind = || {
            let (_, id) = finding.path.split_once('.')?;
            let kinds = &self.scope.form.attachment_kinds;
            let kind = kinds.iter().find(|kind| kind.id == id)?;
            let applicant = &self.scope.applicant.label;
            Some(kind.label.replace("{applicant}", applicant))
        };
        let attachment = || {
            let Some(RowKey::At(at)) = Path::parse(&finding.path)?.row else {
                return None;
            };
            Some(self.draft.attachments().get(at)?.file.clone())
        };
        let field = || {
            let path = Path::parse(&finding.path)?;
            let field = self.scope.field(&path.field)?;
            Some(match path.row {
                None => match &field.rows {
                    Some(rows) => rows.noun.clone(),
                    None => field.short.clone(),
                },
                Some(_) => self.name(&Path {
                    year: None,
                    column: None,
                    ..path
                }),
            })
        };
        let name = field()
            .or_else(|| limit().map(|limit| limit.label.clone()))
            .or_else(kind)
            .or_else(attachment)
            .or_else(|| Path::parse(&finding.path).map(|path| self.name(&path)))
            .unwrap_or_default();
        let name = shortened(&name);
        match name.contains(['“', '”']) {
            true => format!("{verb}{name}"),
            false => format!("{verb}“{name}”"),
        }
    }
}
