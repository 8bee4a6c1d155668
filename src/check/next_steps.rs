//! “接下来”: what is worth doing, in the order of the form.

use super::{Checks, Finding, Severity, Subject, Task, answers::shortened};
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
            let at = match &finding.path {
                Subject::AttachmentKind(id) => kinds.iter().position(|kind| kind.id == *id),
                _ => None,
            };
            // Beyond the fields, each by itself.
            return (
                section.fields.len() + at.unwrap_or(kinds.len()),
                None,
                None,
                None,
                None,
            );
        }
        let Some(path) = finding.path.place() else {
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
            _ => self.draft.row_position(path),
        };
        (at, row, column, path.year, finding.block)
    }

    fn words_of(&self, finding: &Finding) -> String {
        let field = finding.path.place().and_then(|path| {
            let field = self.scope.field(&path.field)?;
            Some((path, field))
        });
        let rows = field.is_some_and(|(path, field)| {
            path.row.is_none() && path.year.is_none() && field.rows.is_some()
        });
        let verb = match (finding.code, finding.severity) {
            (FindingCode::Missing, _) if rows => "添加",
            (FindingCode::Missing, _) => "填写",
            (FindingCode::Declaration, _) => "确认",
            (FindingCode::AttachmentMissing, _) => "附上",
            (_, Severity::Error) => "改正",
            _ => "核对",
        };
        let form = &self.scope.form;
        let name = match &finding.path {
            Subject::Place(path) => match field {
                Some((Path { row: None, .. }, field)) => match &field.rows {
                    Some(rows) => Some(rows.noun.clone()),
                    None => Some(field.short.clone()),
                },
                Some(_) => Some(self.name(&Path {
                    year: None,
                    column: None,
                    ..path.clone()
                })),
                None => Some(self.name(path)),
            },
            Subject::Limit(id) => {
                let limit = form.limits.iter().find(|limit| limit.id == *id);
                limit.map(|limit| limit.label.clone())
            }
            Subject::AttachmentKind(id) => {
                let kind = form.attachment_kinds.iter().find(|kind| kind.id == *id);
                let applicant = &self.scope.applicant.label;
                kind.map(|kind| kind.label.replace("{applicant}", applicant))
            }
            Subject::Attachment(at) => {
                let attachment = self.draft.attachments().get(*at);
                attachment.map(|attachment| attachment.file.clone())
            }
            Subject::Attachments => self.scope.files().map(|section| section.name.clone()),
        };
        let name = shortened(&name.unwrap_or_default());
        match name.contains(['“', '”']) {
            true => format!("{verb}{name}"),
            false => format!("{verb}“{name}”"),
        }
    }
}
