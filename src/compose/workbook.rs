//! The sheets of the workbook: the official tables, the authority's list, all figures in long form.

use super::{
    Block, Cell, Composer, Paragraph, Role, Run, Style, Table, TableKind, TableRow, WorkSheet,
    heading_of, plain, tables,
};
use crate::form::{Derivation, FieldKind, Path, Section, SectionKind};
use crate::text::clean;

/// Width of the authority's list on landscape A4, in twips.
const LANDSCAPE: u32 = 13_900;

impl Composer<'_> {
    pub(super) fn workbook(&self) -> Vec<WorkSheet> {
        let mut sheets: Vec<WorkSheet> = self
            .scope
            .tables()
            .map(|table| WorkSheet {
                name: table.sheet.clone(),
                landscape: false,
                blocks: self.form_table(table, super::TEXT_WIDTH),
            })
            .collect();
        for section in self.scope.sections() {
            if section.kind == SectionKind::Summary {
                sheets.push(WorkSheet {
                    name: section.name.clone(),
                    landscape: true,
                    blocks: self.summary(section),
                });
            }
        }
        sheets.push(self.data_sheet());
        sheets
    }

    /// The applicant's row of the recommending authority's list, in the official frame.
    fn summary(&self, section: &Section) -> Vec<Block> {
        let parts: u32 = section.columns.iter().map(|c| c.width).sum();
        let mut columns: Vec<u32> = section
            .columns
            .iter()
            .map(|c| LANDSCAPE * c.width / parts.max(1))
            .collect();
        tables::fill(&mut columns, LANDSCAPE);
        let head = section
            .columns
            .iter()
            .map(|c| tables::cell(Role::Head, &c.label))
            .collect();
        let cells = section
            .columns
            .iter()
            .map(|column| {
                let asked =
                    |path: &&String| path.starts_with('#') || self.scope.field(path).is_some();
                let Some(from) = column.from.iter().find(asked) else {
                    return tables::cell(Role::Text, "");
                };
                match from.as_str() {
                    "#number" => tables::cell(Role::Text, "1"),
                    "#applicant" => tables::cell(Role::Text, &self.scope.applicant.label),
                    path => {
                        let long = self
                            .scope
                            .field(path)
                            .is_some_and(|f| f.kind == FieldKind::LongText);
                        let role = if long { Role::Prose } else { Role::Text };
                        Cell {
                            anchor: Some(path.to_owned()),
                            ..tables::cell(role, &self.printed(path).unwrap_or_default())
                        }
                    }
                }
            })
            .collect();
        let mut blocks = vec![Block::Heading(Paragraph {
            style: Style::TableTitle,
            runs: vec![Run::plain(heading_of(section))],
            anchor: None,
        })];
        if let Some(note) = &section.note {
            blocks.push(plain(Style::TableAbove, note));
        }
        blocks.push(Block::Table(Table {
            kind: TableKind::Form,
            caption: None,
            columns,
            head: 1,
            rows: vec![
                TableRow {
                    cells: head,
                    at_least: 30.0,
                },
                TableRow {
                    cells,
                    at_least: 60.0,
                },
            ],
        }));
        if !section.signature.is_empty() {
            blocks.push(plain(
                Style::TableAbove,
                &section.signature.join("　　　　　　　　　　"),
            ));
        }
        blocks
    }

    /// Every yearly figure, asked or derived, one line a figure: for those who calculate.
    fn data_sheet(&self) -> WorkSheet {
        let years = &self.scope.form.years.collected;
        let mut rows = vec![TableRow {
            cells: ["指标", "分项", "单位", "年份", "数值"]
                .iter()
                .map(|text| tables::cell(Role::Head, text))
                .collect(),
            at_least: 20.0,
        }];
        let mut line = |label: &str, part: &str, path: Path, year: i32| {
            let at = path.year(year);
            let unit = self.figures.unit(&at).unwrap_or_default();
            rows.push(TableRow {
                cells: vec![
                    tables::cell(Role::Text, label),
                    tables::cell(Role::Text, part),
                    tables::cell(Role::Text, &clean::line(&unit)),
                    tables::cell(Role::Text, &format!("{year}")),
                    self.figure_cell(&at),
                ],
                at_least: 18.0,
            });
        };
        for (_, field) in self.scope.fields() {
            match field.kind {
                FieldKind::Yearly => {
                    for year in years {
                        line(
                            &clean_label(&field.label),
                            "",
                            Path::field(&field.path),
                            *year,
                        );
                    }
                }
                FieldKind::Rows => {
                    let Some(column) = field.yearly_column() else {
                        continue;
                    };
                    for row in 0..self.draft.rows(&field.path).len() {
                        let name = self.figures.row_name(field, row).unwrap_or_default();
                        for year in years {
                            let path = Path::field(&field.path).row(row);
                            line(&column.label, &clean::line(&name), path, *year);
                        }
                    }
                }
                _ => {}
            }
        }
        for derived in self.scope.derived() {
            let asked = self.scope.field(&derived.path).is_some();
            let plain = matches!(derived.how, Derivation::Ratio { .. });
            if asked || !plain || derived.path.contains("[].") {
                continue;
            }
            for year in years {
                line(&derived.label, "", Path::field(&derived.path), *year);
            }
        }
        WorkSheet {
            name: self.scope.form.documents.data_sheet.clone(),
            landscape: false,
            blocks: vec![Block::Table(Table {
                kind: TableKind::List,
                caption: None,
                columns: vec![3200, 2200, 1300, 900, 1244],
                head: 1,
                rows,
            })],
        }
    }
}

fn clean_label(label: &str) -> String {
    label.trim_end_matches('*').to_owned()
}
