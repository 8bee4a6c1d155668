//! The official tables: one band a section, all of the same width.

use super::style::CELL_PADDING;
use super::{
    Block, Cell, CellRole, Composer, Formula, Number, Paragraph, Places, Run, Style, Table,
    TableKind, TableRow,
};
use crate::derive::Origin;
use crate::form::{
    Derivation, Field, FieldKind, FormTable, Path, Rule, Section, SectionKind, SumKind,
};
use crate::length::{Pt, Twips};
use crate::text::clean;

/// Height of a row of an official table, at least.
const ROW: Pt = Pt(21.0);
/// Room for a 自述 that is still empty.
const ESSAY: Pt = Pt(150.0);

/// A cell of one grid column with a single line.
pub(super) fn cell(role: CellRole, text: &str) -> Cell {
    Cell {
        columns: 1,
        rows: 1,
        role,
        lines: vec![vec![Run::plain(text)]],
        number: None,
        anchor: None,
    }
}

fn wide(role: CellRole, text: &str, columns: usize) -> Cell {
    Cell {
        columns,
        ..cell(role, text)
    }
}

/// A label in a column of a width. Where it does not fit on one line, its unit goes to a
/// line of its own rather than being broken apart.
fn label(role: CellRole, text: &str, width: Twips) -> Cell {
    let look = role.look();
    let natural: Pt = text
        .chars()
        .map(|c| {
            if c.is_ascii() {
                look.size / 2.0
            } else {
                look.size
            }
        })
        .sum();
    let room = width.pt() - 2.0 * CELL_PADDING.0;
    let mut cell = cell(role, text);
    if natural > room
        && text.ends_with('）')
        && let Some((name, unit)) = text.rsplit_once('（')
        && !name.is_empty()
    {
        cell.lines = vec![
            vec![Run::plain(name)],
            vec![Run::plain(format!("（{unit}"))],
        ];
    }
    cell
}

fn row(cells: Vec<Cell>) -> TableRow {
    TableRow {
        cells,
        at_least: ROW,
        place: None,
    }
}

/// A row that belongs to a path as a whole.
fn row_of(path: &Path, cells: Vec<Cell>) -> TableRow {
    TableRow {
        place: Some(path.to_string()),
        ..row(cells)
    }
}

impl Composer<'_> {
    /// A whole official table: number, title, the lines above, and its bands.
    pub(super) fn form_table(
        &self,
        table: &FormTable,
        width: Twips,
        places: &mut Places,
    ) -> Vec<Block> {
        let name = self.name().unwrap_or_default();
        let mut blocks = vec![
            Block::Paragraph(Paragraph {
                style: Style::TableNumber,
                runs: vec![Run::plain(&table.number)],
                anchor: None,
            }),
            Block::Heading(Paragraph {
                style: Style::TableTitle,
                runs: vec![Run::plain(table.title.replace("{name}", &name))],
                anchor: None,
            }),
        ];
        if !table.above.is_empty() {
            let share = width.share(1, table.above.len() as u64);
            let cells = table
                .above
                .iter()
                .filter_map(|path| self.scope.field(path))
                .flat_map(|field| {
                    [
                        cell(CellRole::Label, &format!("{}：", field.label)),
                        self.answer_cell(field, CellRole::Prose),
                    ]
                })
                .collect::<Vec<_>>();
            let mut columns: Vec<Twips> = table
                .above
                .iter()
                .filter_map(|path| self.scope.field(path))
                .flat_map(|field| {
                    let characters = i32::try_from(field.label.chars().count()).unwrap_or(4) + 1;
                    let label = Twips(210) * characters + Twips(170);
                    [label, (share - label).max(Twips(0))]
                })
                .collect();
            fill(&mut columns, width);
            blocks.push(Block::Table(Table {
                kind: TableKind::Open,
                caption: None,
                columns,
                head: 0,
                rows: vec![row(cells)],
            }));
        }
        for section in self.scope.sections() {
            if section.table.as_ref() == Some(&table.id) && section.printed {
                let band = self.band_of(section, width, &table.above);
                if !band.is_empty() {
                    places.push((blocks.len(), section.id.clone()));
                }
                blocks.extend(band);
            }
        }
        blocks
    }

    /// The band of one section, without a table around it.
    pub(super) fn band(&self, section: &Section, width: Twips) -> Vec<Block> {
        self.band_of(section, width, &[])
    }

    fn band_of(&self, section: &Section, width: Twips, above: &[String]) -> Vec<Block> {
        let table = match section.kind {
            SectionKind::Facts => self.facts(section, width, above),
            SectionKind::Yearly => self.yearly(section, width),
            SectionKind::Roster => self.roster(section, width),
            SectionKind::Statement => self.statement(section, width),
            _ => return Vec::new(),
        };
        let mut blocks = vec![Block::Table(table)];
        for note in &section.footnotes {
            blocks.push(Block::Paragraph(Paragraph {
                style: Style::TableNote,
                runs: vec![Run::plain(note)],
                anchor: None,
            }));
        }
        blocks
    }

    fn band_head(&self, section: &Section, columns: usize) -> Option<TableRow> {
        let heading = section.heading.as_ref()?;
        let mut head = wide(CellRole::Band, heading, columns);
        if let Some(note) = &section.note {
            head.lines.push(vec![Run::plain(note)]);
        }
        Some(TableRow {
            cells: vec![head],
            at_least: Pt(24.0),
            place: None,
        })
    }

    fn facts(&self, section: &Section, width: Twips, above: &[String]) -> Table {
        let first = width.share(19, 100);
        let mut columns = vec![first, width / 2 - first, first, width / 2 - first];
        fill(&mut columns, width);
        let mut rows: Vec<TableRow> = self.band_head(section, 4).into_iter().collect();
        let head = rows.len();
        let mut half: Option<Vec<Cell>> = None;
        for field in section
            .fields
            .iter()
            .filter(|f| f.printed && !above.contains(&f.path))
        {
            let mut cells = vec![
                label(
                    CellRole::Label,
                    &label_with_unit(field, field.unit.as_deref()),
                    first,
                ),
                self.answer_cell(field, CellRole::Text),
            ];
            if field.width == Some(2) {
                match half.take() {
                    Some(mut first) => {
                        first.append(&mut cells);
                        rows.push(row(first));
                    }
                    None => half = Some(cells),
                }
            } else {
                if let Some(first) = half.take() {
                    rows.push(row(widened(first)));
                }
                rows.push(row(widened(cells)));
            }
        }
        if let Some(first) = half.take() {
            rows.push(row(widened(first)));
        }
        Table {
            kind: TableKind::Form,
            caption: None,
            columns,
            head,
            rows,
        }
    }

    /// The cell of a plain answer; optional ones that are left out print the form's word for it.
    fn answer_cell(&self, field: &Field, role: CellRole) -> Cell {
        let text = match self.printed(&field.path) {
            Some(text) => text,
            None if !field.required => self.scope.form.documents.nothing.clone(),
            None => String::new(),
        };
        let number = self.number(&Path::field(&field.path));
        Cell {
            number,
            anchor: Some(field.path.clone()),
            ..cell(role, &text)
        }
    }

    fn printed_years(&self, section: &Section) -> Vec<i32> {
        if self.options.notice_years && !section.notice_years.is_empty() {
            section.notice_years.clone()
        } else {
            self.scope.form.years.collected.clone()
        }
    }

    fn yearly(&self, section: &Section, width: Twips) -> Table {
        let years = self.printed_years(section);
        // A width that four columns and three share, so that sheets have few grid columns.
        let first = width.share(36, 100);
        let mut columns = vec![first];
        columns.extend(std::iter::repeat_n(
            (width - first).share(1, years.len() as u64),
            years.len(),
        ));
        fill(&mut columns, width);
        let mut rows: Vec<TableRow> = self
            .band_head(section, years.len() + 1)
            .into_iter()
            .collect();
        let mut head = vec![cell(CellRole::Head, "")];
        head.extend(
            years
                .iter()
                .map(|y| cell(CellRole::Head, &format!("{y}年"))),
        );
        rows.push(row(head));
        let head = rows.len();
        for field in section.fields.iter().filter(|f| f.printed) {
            match field.kind {
                FieldKind::Yearly => {
                    let path = Path::field(&field.path);
                    let unit = match &field.unit_from {
                        Some(_) => self
                            .figures
                            .unit(&path)
                            .map(|unit| clean::line(&unit))
                            .or_else(|| field.unit_note.clone()),
                        None => field.unit.clone(),
                    };
                    let mut cells = vec![label(
                        CellRole::Label,
                        &label_with_unit(field, unit.as_deref()),
                        first,
                    )];
                    cells.extend(
                        years
                            .iter()
                            .map(|y| self.figure_cell(&path.clone().year(*y))),
                    );
                    rows.push(row_of(&path, cells));
                }
                FieldKind::Rows => rows.extend(self.part_rows(field, &years, first)),
                // Units of other rows are printed in those rows' labels.
                _ => {}
            }
        }
        Table {
            kind: TableKind::Form,
            caption: None,
            columns,
            head,
            rows,
        }
    }

    fn part_rows(&self, field: &Field, years: &[i32], width: Twips) -> Vec<TableRow> {
        let Some(shape) = &field.rows else {
            return Vec::new();
        };
        let answers = self.draft.rows(&field.path);
        let filled = answers.len();
        let template = |i: usize| if i == 0 { &shape.first } else { &shape.other };
        let mut rows = Vec::new();
        for i in 0..filled.max(shape.printed) {
            if let Some(answer) = answers.get(i) {
                let path = Path::field(&field.path).row(answer.id);
                let name = self.figures.row_name(field, answer.id).unwrap_or_default();
                let mut text = template(i).replace("{name}", &clean::line(&name));
                let own_unit = field.yearly_column().is_some_and(|c| c.unit_from.is_some());
                if own_unit
                    && let Some(unit) = years
                        .first()
                        .and_then(|y| self.figures.unit(&path.clone().year(*y)))
                {
                    text.push_str(&format!("（{}）", clean::line(&unit)));
                }
                let mut cells = vec![Cell {
                    anchor: field
                        .name_column()
                        .map(|c| path.clone().column(&c.path).to_string()),
                    ..label(CellRole::Label, &text, width)
                }];
                cells.extend(
                    years
                        .iter()
                        .map(|y| self.figure_cell(&path.clone().year(*y))),
                );
                rows.push(row_of(&path, cells));
            } else {
                // An untouched group shows the official words; beside filled rows, unused ones
                // stay blank, so that no leftover of the template is handed in.
                let mut head = cell(CellRole::Label, "");
                if filled == 0 {
                    let name = format!("{} {}", shape.noun, i + 1);
                    head = cell(CellRole::Label, &template(i).replace("{name}", &name));
                    if i == 0
                        && let Some(note) = &field.note
                    {
                        head.lines.push(vec![Run::plain(note)]);
                    }
                }
                let mut cells = vec![head];
                cells.extend(years.iter().map(|_| cell(CellRole::Figure, "")));
                rows.push(row_of(&Path::field(&field.path), cells));
            }
        }
        rows
    }

    fn roster(&self, section: &Section, width: Twips) -> Table {
        let Some(field) = section.fields.first() else {
            return Table {
                kind: TableKind::Form,
                caption: None,
                columns: vec![width],
                head: 0,
                rows: Vec::new(),
            };
        };
        let columns: Vec<&Field> = field.columns.iter().filter(|c| c.printed).collect();
        let parts: u32 = columns.iter().map(|c| c.width.unwrap_or(10)).sum();
        let mut widths: Vec<Twips> = columns
            .iter()
            .map(|c| width.share(c.width.unwrap_or(10).into(), parts.into()))
            .collect();
        fill(&mut widths, width);
        let mut rows: Vec<TableRow> = self.band_head(section, columns.len()).into_iter().collect();
        rows.push(row(columns
            .iter()
            .zip(&widths)
            .map(|(column, width)| {
                let text = label_with_unit(column, column.unit.as_deref());
                let mut head = label(CellRole::Head, &text, *width);
                if let Some(note) = &column.note {
                    head.lines.push(vec![Run::plain(note)]);
                }
                head
            })
            .collect()));
        let head = rows.len();
        let answers = self.draft.rows(&field.path);
        let printed = field.rows.as_ref().map_or(0, |r| r.printed);
        for i in 0..answers.len().max(printed) {
            let answer = answers.get(i);
            let field_path = Path::field(&field.path);
            let whole = match answer {
                Some(answer) => field_path.row(answer.id),
                None => field_path,
            };
            let cells = columns
                .iter()
                .map(|column| {
                    let figure = column.is_figure();
                    let role = if figure {
                        CellRole::Figure
                    } else {
                        CellRole::Text
                    };
                    if answer.is_none() {
                        return cell(role, "");
                    }
                    let path = whole.clone().column(&column.path);
                    if figure {
                        return self.figure_cell(&path);
                    }
                    let text = self.figures.printed(&path).unwrap_or_default();
                    Cell {
                        anchor: Some(path.to_string()),
                        ..cell(role, &clean::line(&text))
                    }
                })
                .collect();
            rows.push(row_of(&whole, cells));
        }
        Table {
            kind: TableKind::Form,
            caption: None,
            columns: widths,
            head,
            rows,
        }
    }

    fn statement(&self, section: &Section, width: Twips) -> Table {
        let heading = format!(
            "{}{}",
            section.heading.as_deref().unwrap_or(&section.name),
            section.note.as_deref().unwrap_or_default()
        );
        let mut rows = vec![row(vec![cell(CellRole::Prose, &heading)])];
        if let Some(field) = section.fields.first() {
            let text = self
                .draft
                .text(self.scope, &field.path)
                .map(clean::prose)
                .unwrap_or_default();
            let lines: Vec<Vec<Run>> = text
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .map(|line| vec![Run::plain(clean::line(line))])
                .collect();
            rows.push(TableRow {
                place: None,
                at_least: ESSAY,
                cells: vec![Cell {
                    columns: 1,
                    rows: 1,
                    role: CellRole::Essay,
                    lines,
                    number: None,
                    anchor: Some(field.path.clone()),
                }],
            });
        }
        Table {
            kind: TableKind::Form,
            caption: None,
            columns: vec![width],
            // The heading stays with the text, and stands above it again on the next page.
            head: usize::from(rows.len() > 1),
            rows,
        }
    }

    /// The cell of a figure, typed or derived.
    pub(super) fn figure_cell(&self, path: &Path) -> Cell {
        let text = self.figures.printed(path).unwrap_or_default();
        Cell {
            number: self.number(path),
            anchor: Some(path.to_string()),
            ..cell(CellRole::Figure, &clean::line(&text))
        }
    }

    fn number(&self, path: &Path) -> Option<Number> {
        let figure = self.figures.figure(path)?;
        let formula = match &figure.origin {
            Origin::Derived(explanation) => match &self.figures.rule(path)?.how {
                Derivation::Ratio { times, .. } => {
                    let mut from = explanation.from.iter();
                    Some(Formula::Ratio {
                        over: from.next()?.to_string(),
                        under: from.next()?.to_string(),
                        times: *times,
                        places: figure.value.scale(),
                    })
                }
                Derivation::Sum { .. } => Some(Formula::Sum {
                    of: explanation.from.iter().map(Path::to_string).collect(),
                }),
                Derivation::Fall { .. } | Derivation::Rise { .. } => None,
            },
            Origin::Typed | Origin::Overridden { .. } => self.sum_behind(path, figure.value),
        };
        Some(Number {
            value: figure.value,
            formula,
        })
    }

    /// A typed total that its parts give exactly is written as their sum.
    fn sum_behind(&self, path: &Path, total: rust_decimal::Decimal) -> Option<Formula> {
        let year = path.year?;
        if path.row.is_some() {
            return None;
        }
        let parts = self.scope.rules().find_map(|rule| match rule {
            Rule::Sum {
                parts,
                total,
                how: SumKind::Equal,
                ..
            } if total.whole() == Some(&path.field) => parts.whole(),
            _ => None,
        })?;
        let mut sum = rust_decimal::Decimal::ZERO;
        let mut of = Vec::new();
        for row in self.draft.rows(parts) {
            let part = Path::field(parts).row(row.id).year(year);
            sum = sum.checked_add(self.figures.amount(&part)?)?;
            of.push(part.to_string());
        }
        (!of.is_empty() && sum == total && sum.scale() <= total.scale())
            .then_some(Formula::Sum { of })
    }
}

/// Official label with its unit: 产值（万元）.
pub(super) fn label_with_unit(field: &Field, unit: Option<&str>) -> String {
    match unit.filter(|_| field.unit_in_label) {
        Some(unit) => format!("{}（{unit}）", field.label),
        None => field.label.clone(),
    }
}

/// Spreads the second of two cells over the rest of a four-column row.
fn widened(mut cells: Vec<Cell>) -> Vec<Cell> {
    if let Some(last) = cells.last_mut() {
        last.columns = 3;
    }
    cells
}

/// Gives what rounding left over to the last column.
pub(super) fn fill(columns: &mut [Twips], width: Twips) {
    let sum: Twips = columns.iter().copied().sum();
    if let Some(last) = columns.last_mut() {
        *last = (*last + width - sum).max(Twips(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_not_broken_apart() {
        let lines = |text: &str, width: i32| -> Vec<String> {
            label(CellRole::Label, text, Twips(width))
                .lines
                .iter()
                .map(|line| line.iter().map(|run| run.text.as_str()).collect())
                .collect()
        };
        // 1680 twips hold 76 pt of text: seven characters of 10.5 pt.
        assert_eq!(
            lines("厂区面积（平方米）", 1680),
            ["厂区面积", "（平方米）"]
        );
        assert_eq!(lines("产值（万元）", 1680), ["产值（万元）"]);
        assert_eq!(lines("从事行业大类名称*", 1680), ["从事行业大类名称*"]);
        assert_eq!(
            lines("（根据实际情况标注单位）", 1680),
            ["（根据实际情况标注单位）"]
        );
    }
}
