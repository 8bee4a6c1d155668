//! The sheets of the workbook: the official tables, the authority's list, all figures in long form,
//! the trend charts.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    Block, Caption, Cell, CellRole, Chart, Composer, Formula, Number, PageSetup, Paragraph, Part,
    Run, Style, Table, TableKind, TableRow, WorkSheet, heading_of, plain, tables,
};
use crate::form::{Derivation, FieldKind, ListSource, Path, Section, SectionKind};
use crate::length::{Pt, Twips};
use crate::text::clean;

/// Width of the authority's list.
const LANDSCAPE: Twips = PageSetup::LANDSCAPE.text_width().twips();

impl Composer<'_> {
    /// The sheets; `paper` is the paper they go with, whose charts stand among theirs.
    pub(super) fn workbook(&self, paper: &[Part]) -> Vec<WorkSheet> {
        let formulas = self.open_formulas();
        let mut sheets: Vec<WorkSheet> = self
            .scope
            .tables()
            .map(|table| WorkSheet {
                name: table.sheet.clone(),
                landscape: false,
                blocks: self.form_table(table, super::TEXT_WIDTH, &mut Vec::new()),
                formulas: formulas.clone(),
            })
            .collect();
        for section in self.scope.sections() {
            if section.kind == SectionKind::Summary {
                sheets.push(WorkSheet {
                    name: section.sheet.as_ref().unwrap_or(&section.name).clone(),
                    landscape: true,
                    blocks: self.summary(section),
                    formulas: BTreeMap::new(),
                });
            }
        }
        sheets.push(WorkSheet {
            formulas,
            ..self.data_sheet()
        });
        sheets.push(self.charts_sheet(paper));
        sheets
    }

    /// Ratios that cannot be computed yet, so that they follow as soon as their figures are typed
    /// into the workbook.
    fn open_formulas(&self) -> BTreeMap<String, Formula> {
        let mut formulas = BTreeMap::new();
        for rule in self.scope.derived() {
            let Derivation::Ratio { over, under, times } = &rule.how else {
                continue;
            };
            for path in self.figures.places_of(rule) {
                if self.figures.figure(&path).is_some() {
                    continue;
                }
                let (Some(over), Some(under)) = (over.beside(&path), under.beside(&path)) else {
                    continue;
                };
                let formula = Formula::Ratio {
                    over: over.to_string(),
                    under: under.to_string(),
                    times: *times,
                    places: rule.places,
                };
                formulas.insert(path.to_string(), formula);
            }
        }
        formulas
    }

    /// The charts of the paper with their numbers, then the form's own that are not among them.
    fn charts_sheet(&self, paper: &[Part]) -> WorkSheet {
        let mut charts: Vec<Chart> = paper
            .iter()
            .flat_map(|part| &part.blocks)
            .filter_map(|block| match block {
                Block::Chart(chart) => Some(chart.clone()),
                _ => None,
            })
            .collect();
        for trend in self.scope.charts() {
            let series: Vec<_> = trend
                .of
                .iter()
                .flat_map(|of| self.series(&Path::field(of)))
                .collect();
            let drawn = charts.iter().any(|chart| chart.series == series);
            if series.is_empty() || drawn {
                continue;
            }
            charts.push(Chart {
                caption: Caption {
                    label: String::new(),
                    text: trend.label.clone(),
                },
                series,
                unit: trend
                    .of
                    .first()
                    .map_or(String::new(), |of| self.chart_unit(&Path::field(of))),
            });
        }
        let mut blocks: Vec<Block> = charts
            .into_iter()
            .flat_map(|chart| [Block::Chart(chart), Block::Space(1)])
            .collect();
        blocks.pop();
        if blocks.is_empty() {
            blocks.push(plain(
                Style::TableNote,
                "填写分年数据之后再导出，这里就有趋势图。",
            ));
        }
        WorkSheet {
            name: self.scope.form.documents.charts_sheet.clone(),
            landscape: false,
            blocks,
            formulas: BTreeMap::new(),
        }
    }

    /// The applicant's row of the recommending authority's list, in the official frame.
    pub(super) fn summary(&self, section: &Section) -> Vec<Block> {
        let parts: u32 = section.columns.iter().map(|c| c.width).sum();
        let mut columns: Vec<Twips> = section
            .columns
            .iter()
            .map(|c| LANDSCAPE.share(c.width.into(), parts.into()))
            .collect();
        tables::fill(&mut columns, LANDSCAPE);
        let head = section
            .columns
            .iter()
            .map(|c| tables::cell(CellRole::Head, &c.label))
            .collect();
        let cells = section
            .columns
            .iter()
            .map(|column| {
                let asked = |source: &&ListSource| match source {
                    ListSource::Number | ListSource::Applicant => true,
                    ListSource::Field(path) => self.scope.field(path).is_some(),
                };
                match column.from.iter().find(asked) {
                    None => tables::cell(CellRole::Text, ""),
                    Some(ListSource::Number) => tables::cell(CellRole::Text, "1"),
                    Some(ListSource::Applicant) => {
                        tables::cell(CellRole::Text, &self.scope.applicant.label)
                    }
                    Some(ListSource::Field(path)) => {
                        let long = self
                            .scope
                            .field(path)
                            .is_some_and(|f| f.kind == FieldKind::LongText);
                        let role = if long {
                            CellRole::Prose
                        } else {
                            CellRole::Text
                        };
                        Cell {
                            anchor: Some(path.clone()),
                            ..tables::cell(role, &self.printed(path).unwrap_or_default())
                        }
                    }
                }
            })
            .collect();
        let mut rows = vec![
            TableRow {
                cells: head,
                at_least: Pt(30.0),
                place: None,
            },
            TableRow {
                cells,
                at_least: Pt(60.0),
                place: None,
            },
        ];
        // The frame's other rows stay, for the authority to write in.
        for number in 2..=section.lines.unwrap_or(1) {
            let cells = section.columns.iter().map(|column| {
                let numbered = column.from.contains(&ListSource::Number);
                let text = if numbered {
                    number.to_string()
                } else {
                    String::new()
                };
                tables::cell(CellRole::Text, &text)
            });
            rows.push(TableRow {
                cells: cells.collect(),
                at_least: Pt(21.0),
                place: None,
            });
        }
        let mut blocks = Vec::new();
        if let Some(number) = &section.number {
            blocks.push(plain(Style::TableNumber, number));
        }
        blocks.push(Block::Heading(Paragraph {
            style: Style::TableTitle,
            runs: vec![Run::plain(heading_of(section))],
            anchor: None,
        }));
        if let Some(note) = &section.note {
            blocks.push(plain(Style::TableAbove, note));
        }
        blocks.push(Block::Table(Table {
            kind: TableKind::Form,
            caption: None,
            columns,
            head: 1,
            rows,
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
                .map(|text| tables::cell(CellRole::Head, text))
                .collect(),
            at_least: Pt(20.0),
            place: None,
        }];
        let mut line = |label: &str, part: &str, path: Path, year: i32| {
            let at = path.year(year);
            let unit = self.figures.unit(&at).unwrap_or_default();
            rows.push(TableRow {
                cells: vec![
                    tables::cell(CellRole::Prose, label),
                    tables::cell(CellRole::Prose, part),
                    tables::cell(CellRole::Text, &clean::line(&unit)),
                    // A number, for a year is calculated with too.
                    Cell {
                        number: Some(Number {
                            value: Decimal::from(year),
                            formula: None,
                        }),
                        ..tables::cell(CellRole::Text, &format!("{year}"))
                    },
                    self.figure_cell(&at),
                ],
                at_least: Pt(18.0),
                place: None,
            });
        };
        for (_, field) in self.scope.fields() {
            match field.kind {
                FieldKind::Yearly => {
                    for year in years {
                        line(&field.short, "", Path::field(&field.path), *year);
                    }
                }
                FieldKind::Rows => {
                    let Some(column) = field.yearly_column() else {
                        continue;
                    };
                    for row in self.draft.rows(&field.path).iter().map(|row| row.id) {
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
            let of = &derived.path;
            let asked = self.scope.field(of.field()).is_some();
            let plain = matches!(derived.how, Derivation::Ratio { .. });
            if asked || !plain || of.column().is_some() {
                continue;
            }
            for year in years {
                line(&derived.label, "", Path::field(of.field()), *year);
            }
        }
        WorkSheet {
            name: self.scope.form.documents.data_sheet.clone(),
            landscape: false,
            blocks: vec![Block::Table(Table {
                kind: TableKind::List,
                caption: None,
                columns: [3050, 2350, 1000, 744, 1700].map(Twips).to_vec(),
                head: 1,
                rows,
            })],
            formulas: BTreeMap::new(),
        }
    }
}
