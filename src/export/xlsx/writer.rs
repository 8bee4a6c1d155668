//! The laid-out workbook as a file.

use std::collections::BTreeMap;

use rust_xlsxwriter::utility::{quote_sheet_name, row_col_to_cell_absolute};
use rust_xlsxwriter::{
    Chart as NativeChart, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat,
    ChartLegendPosition, ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType,
    ChartSolidFill, ChartType, Color, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, FormatScript, Formula, IgnoreError, ProtectionOptions, Workbook, Worksheet,
    XlsxError,
};

use super::formula;
use super::name;
use super::workbook_layout::{
    Appearance, CHART_HEIGHT, CellAddress, CellContent, PlacedCell, PlacedChart, SheetLayout,
    WorkbookLayout, by_anchor, joined, lay,
};
use crate::compose::style::{Align, Typeface};
use crate::compose::{Composition, Foot, PageSetup, Run, Shift};
use crate::export::{Defect, ExportError};
use crate::layout::chart::COLOURS;
use crate::layout::page::Colour;
use crate::length::Pt;
use crate::text::clean;

/// 简体中文 (GB2312_CHARSET), by which a program without the font chooses another Chinese one.
const CHARSET: u8 = 134;

/// UTF-16 units of a header or footer, its codes included.
const MOST_FOOT: usize = 255;

/// UTF-16 units of a cell.
const MOST_TEXT: usize = 32_767;

/// Longest text in text format: older Excel shows #### for more than 255 characters of it.
const MOST_AS_TEXT: usize = 255;

/// Writes the workbook of a composition. The same composition gives the same bytes.
///
/// # Errors
/// [`ExportError`] where a text is longer than a cell can hold, or the file cannot be put together.
pub fn write(composition: &Composition) -> Result<Vec<u8>, ExportError> {
    let layout = lay(composition);
    for sheet in &layout.sheets {
        for cell in &sheet.cells {
            if let CellContent::Text(lines) = &cell.content {
                let text = joined(lines);
                if text.encode_utf16().count() > MOST_TEXT {
                    return Err(ExportError::TooLong {
                        sheet: sheet.name.clone(),
                        start: text.chars().take(12).collect(),
                    });
                }
            }
        }
    }
    build(composition, &layout).map_err(|error| ExportError::Writer {
        document: file_name(composition),
        reason: Defect::told(error),
    })
}

/// The workbook's file name.
pub(in crate::export) fn file_name(composition: &Composition) -> String {
    format!("{}.xlsx", composition.workbook_name)
}

fn build(composition: &Composition, layout: &WorkbookLayout) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // 宋体 11 makes a column 72 px and a row 18 px, as a new workbook of a Chinese Excel.
    let default = Format::new()
        .set_font_name(font_name(Typeface::Song))
        .set_font_size(11.0)
        .set_font_family(3)
        .set_font_charset(CHARSET);
    workbook.set_default_format(&default, 18, 72)?;
    workbook.set_properties(&properties(composition)?);

    let formulas = formula::resolve(layout);
    for (index, sheet) in layout.sheets.iter().enumerate() {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(&sheet.name)?;
        page(worksheet, sheet, &composition.foot)?;
        // Every figure has its own result; a formula without one shows nothing yet.
        worksheet.set_formula_result_default("");
        for cell in &sheet.cells {
            let place = CellAddress {
                sheet: index,
                row: cell.row,
                column: cell.column,
            };
            put(worksheet, cell, formulas.get(&place))?;
        }
        for chart in &sheet.charts {
            draw(worksheet, sheet, chart)?;
        }
    }
    for DefinedName {
        place, name, scope, ..
    } in defined_names(layout, &formulas)
    {
        let cell = row_col_to_cell_absolute(place.row, place.column);
        let name = match scope {
            Some(tab) => format!("{tab}!{name}"),
            None => name,
        };
        workbook.define_name(name, &format!("={}!{cell}", tab(layout, place)))?;
    }
    workbook.save_to_buffer()
}

/// Title, subject and author. The format wants a date, and two exports of an unchanged draft are one
/// file: so it is the day of the last change, and of a draft that was never changed always the same.
fn properties(composition: &Composition) -> Result<DocProperties, XlsxError> {
    let date = match composition.changed {
        Some(changed) => ExcelDateTime::from_timestamp(changed.as_second())?,
        None => ExcelDateTime::from_ymd(2026, 1, 1)?,
    };
    Ok(DocProperties::new()
        .set_title(clean::line(&composition.title))
        .set_subject(clean::line(&composition.subject))
        .set_author(clean::line(&composition.author))
        .set_creation_datetime(&date))
}

/// A cell that has a defined name.
pub(super) struct DefinedName<'g> {
    pub anchor: &'g str,
    pub place: CellAddress,
    /// The name, and the name of the sheet it is confined to.
    name: String,
    scope: Option<String>,
}

/// Every cell that gets a defined name, in the order of the anchors.
pub(super) fn defined_names<'g>(
    layout: &'g WorkbookLayout,
    formulas: &BTreeMap<CellAddress, String>,
) -> Vec<DefinedName<'g>> {
    let mut names = Vec::new();
    for (anchor, cells) in by_anchor(layout) {
        let Some(name) = name::of_anchor(anchor) else {
            continue;
        };
        let mut sheets: Vec<usize> = Vec::new();
        for (place, cell) in cells {
            let typed = match &cell.content {
                CellContent::Figure(figure) => figure.formula.is_none(),
                CellContent::Text(_) => true,
                CellContent::Open(..) => false,
            };
            let quotes = typed && formulas.contains_key(&place);
            // A name stands once in its scope.
            if quotes || sheets.contains(&place.sheet) {
                continue;
            }
            names.push(DefinedName {
                anchor,
                place,
                name: name.clone(),
                scope: (!sheets.is_empty()).then(|| tab(layout, place)),
            });
            sheets.push(place.sheet);
        }
    }
    names
}

/// The sheet's name as formulas write it.
fn tab(layout: &WorkbookLayout, place: CellAddress) -> String {
    layout
        .sheets
        .get(place.sheet)
        .map(|sheet| quote_sheet_name(&sheet.name))
        .unwrap_or_default()
}

/// Columns, rows, paper, foot and protection of a sheet.
fn page(worksheet: &mut Worksheet, sheet: &SheetLayout, foot: &Foot) -> Result<(), XlsxError> {
    for (column, width) in sheet.widths.iter().enumerate() {
        worksheet.set_column_width_pixels(column as u16, width.0)?;
    }
    for (row, height) in sheet.heights.iter().enumerate() {
        // Quarter points are what a screen can show.
        worksheet.set_row_height(row as u32, f64::from((height.0 * 4.0).round() / 4.0))?;
    }
    let PageSetup {
        top,
        bottom,
        left,
        right,
        ..
    } = PageSetup::SHEET;
    let [left, right, top, bottom] = [left, right, top, bottom].map(Pt::inches);
    worksheet
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true)
        .set_margins(left, right, top, bottom, 0.3, 0.4)
        .set_screen_gridlines(false)
        .set_footer(footer(foot));
    if sheet.landscape {
        worksheet.set_landscape();
    }
    if let Some((first, last)) = sheet.repeat {
        worksheet.set_repeat_rows(first, last)?;
    }
    if let Some(row) = sheet.freeze {
        worksheet.set_freeze_panes(row, 0)?;
    }
    // A list from the first row on is one to sort and to pick from.
    if let (Some(1), Some(row), Some(column)) = (
        sheet.freeze,
        sheet.heights.len().checked_sub(1),
        sheet.widths.len().checked_sub(1),
    ) {
        worksheet.autofilter(0, 0, row as u32, column as u16)?;
    }
    // Labels and formulas are locked against slips, without a password: whoever needs to change
    // them lifts the protection with one click.
    worksheet.protect_with_options(&ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        insert_columns: true,
        insert_rows: true,
        sort: true,
        use_autofilter: true,
        edit_objects: true,
        ..ProtectionOptions::new()
    });
    if let (Some(row), Some(column)) = (
        sheet.heights.len().checked_sub(1),
        sheet.widths.len().checked_sub(1),
    ) {
        // Phones and codes are text on purpose.
        worksheet.ignore_error_range(
            0,
            0,
            row as u32,
            column as u16,
            IgnoreError::NumberStoredAsText,
        )?;
    }
    Ok(())
}

/// The foot line on the left, the page on the right. ISO/IEC 29500-1, 18.3.1.46: `&` begins a code,
/// so it is doubled; a number right after `&8` would belong to the size, so the font follows it.
fn footer(foot: &Foot) -> String {
    let font = font_name(Typeface::Song);
    let left = format!("&L&8&\"{font},Regular\"");
    let right = format!("&R&8&\"{font},Regular\"&P / &N");
    let room = MOST_FOOT - left.encode_utf16().count() - right.encode_utf16().count();
    let text = clean::line(&foot.text);
    let whole = text.replace('&', "&&");
    if whole.encode_utf16().count() <= room {
        return format!("{left}{whole}{right}");
    }
    // The check word must stand on paper whatever else has to go.
    let ending = format!("… {}", clean::line(&foot.word).replace('&', "&&"));
    let mut used = ending.encode_utf16().count();
    let mut kept = String::new();
    for c in text.chars() {
        let piece = if c == '&' {
            "&&".to_owned()
        } else {
            c.to_string()
        };
        used += piece.encode_utf16().count();
        if used > room {
            break;
        }
        kept.push_str(&piece);
    }
    format!("{left}{kept}{ending}{right}")
}

/// A font every Windows with Chinese has; titles are bold 宋体, for 小标宋 is on few machines and a
/// workbook cannot name a second choice.
fn font_name(typeface: Typeface) -> &'static str {
    match typeface {
        Typeface::Song | Typeface::TitleSong => "宋体",
        Typeface::Hei => "黑体",
        Typeface::Kai => "楷体",
        Typeface::Fang => "仿宋",
    }
}

fn font(look: &Appearance) -> Format {
    let format = Format::new()
        .set_font_name(font_name(look.typeface))
        .set_font_size(look.size.0)
        .set_font_family(3)
        .set_font_charset(CHARSET);
    match look.bold || look.typeface == Typeface::TitleSong {
        true => format.set_bold(),
        false => format,
    }
}

fn format(cell: &PlacedCell, computed: bool) -> Format {
    let look = &cell.look;
    let mut format = font(look)
        .set_align(match look.align {
            Align::Left | Align::Justify => FormatAlign::Left,
            Align::Centre => FormatAlign::Center,
            Align::Right => FormatAlign::Right,
        })
        .set_align(if look.top {
            FormatAlign::Top
        } else {
            FormatAlign::VerticalCenter
        });
    if look.boxed {
        format = format.set_border(FormatBorder::Thin);
    }
    if look.set_off {
        format = format.set_indent(1);
    }
    if look.shaded {
        format = format.set_background_color(Color::RGB(0xF2F2F2));
    }
    if cell.input && !computed {
        format = format.set_unlocked();
    }
    match &cell.content {
        // A figure too wide for its cell is set smaller; wrapped, it would show as ####.
        CellContent::Figure(figure) => format.set_num_format(&figure.format).set_shrink(),
        CellContent::Open(_, places) => format.set_num_format(places).set_shrink(),
        CellContent::Text(lines) => {
            let text = joined(lines);
            let format = format.set_text_wrap();
            // A figure's cell that is still empty must take a number, so it is not in text format.
            if cell.input && text.chars().count() <= MOST_AS_TEXT && !formula::is_open(cell) {
                // A phone, a code or “=1+1” stays text when its cell is edited.
                format.set_num_format("@")
            } else if text.starts_with(['=', '+', '-', '@']) {
                format.set_quote_prefix()
            } else {
                format
            }
        }
    }
}

/// Writes one cell or merged range.
fn put(
    worksheet: &mut Worksheet,
    cell: &PlacedCell,
    expression: Option<&String>,
) -> Result<(), XlsxError> {
    let (row, column) = (cell.row, cell.column);
    let format = format(cell, expression.is_some());
    if cell.rows > 1 || cell.columns > 1 {
        let last_row = row + cell.rows.saturating_sub(1);
        let last_column = column + cell.columns.saturating_sub(1);
        worksheet.merge_range(row, column, last_row, last_column, "", &format)?;
    }
    match &cell.content {
        CellContent::Figure(figure) => match expression {
            Some(expression) => {
                let formula =
                    Formula::new(expression).set_result(figure.value.normalize().to_string());
                worksheet.write_formula_with_format(row, column, formula, &format)?;
            }
            None => {
                worksheet.write_number_with_format(row, column, figure.double, &format)?;
            }
        },
        CellContent::Open(..) | CellContent::Text(_) if expression.is_some() => {
            let formula = Formula::new(expression.map_or("", String::as_str));
            worksheet.write_formula_with_format(row, column, formula, &format)?;
        }
        CellContent::Open(..) => {
            worksheet.write_blank(row, column, &format)?;
        }
        CellContent::Text(lines) if is_rich(lines) => {
            let segments = segments(lines, &cell.look);
            let segments: Vec<(&Format, &str)> = segments
                .iter()
                .map(|(format, text)| (format, text.as_str()))
                .collect();
            worksheet.write_rich_string_with_format(row, column, &segments, &format)?;
        }
        CellContent::Text(lines) => {
            worksheet.write_string_with_format(row, column, joined(lines), &format)?;
        }
    }
    Ok(())
}

fn is_rich(lines: &[Vec<Run>]) -> bool {
    lines
        .iter()
        .flatten()
        .any(|run| (run.bold || run.shift != Shift::None) && !clean::prose(&run.text).is_empty())
}

/// Runs with the fonts they are set in; Excel takes no empty ones.
fn segments(lines: &[Vec<Run>], look: &Appearance) -> Vec<(Format, String)> {
    let mut segments: Vec<(Format, String)> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            match segments.last_mut() {
                Some((_, text)) => text.push('\n'),
                None => segments.push((font(look), "\n".to_owned())),
            }
        }
        for run in line {
            let text = clean::prose(&run.text);
            if text.is_empty() {
                continue;
            }
            let mut format = font(look);
            if run.bold {
                format = format.set_bold();
            }
            match run.shift {
                Shift::None => {}
                Shift::Sub => format = format.set_font_script(FormatScript::Subscript),
                Shift::Sup => format = format.set_font_script(FormatScript::Superscript),
            }
            segments.push((format, text));
        }
    }
    segments
}

/// A native line chart over the rows kept free for it. Lines differ in dash and mark as well as in
/// colour, for black and white print.
fn draw(
    worksheet: &mut Worksheet,
    sheet: &SheetLayout,
    chart: &PlacedChart,
) -> Result<(), XlsxError> {
    const LINES: [(ChartLineDashType, ChartMarkerType); 4] = [
        (ChartLineDashType::Solid, ChartMarkerType::Circle),
        (ChartLineDashType::Dash, ChartMarkerType::Square),
        (ChartLineDashType::SquareDot, ChartMarkerType::Triangle),
        (ChartLineDashType::LongDash, ChartMarkerType::Circle),
    ];
    let hex = |colour: Colour| {
        let [r, g, b] = [colour.0, colour.1, colour.2].map(u32::from);
        r << 16 | g << 8 | b
    };
    let mut native = NativeChart::new(ChartType::Line);
    let name = sheet.name.as_str();
    let (first, last) = chart.rows;
    let looks = COLOURS.iter().zip(LINES.iter()).cycle();
    for (index, (column, (colour, (dash, mark)))) in chart.series.iter().zip(looks).enumerate() {
        let colour = Color::RGB(hex(*colour));
        // The fourth mark is a ring.
        let fill = match index % LINES.len() {
            3 => Color::White,
            _ => colour,
        };
        native
            .add_series()
            .set_name((name, chart.head, *column))
            .set_categories((name, first, chart.years, last, chart.years))
            .set_values((name, first, *column, last, *column))
            .set_format(
                ChartFormat::new().set_line(
                    ChartLine::new()
                        .set_color(colour)
                        .set_width(2.0)
                        .set_dash_type(*dash),
                ),
            )
            .set_marker(
                ChartMarker::new().set_type(*mark).set_size(7).set_format(
                    ChartFormat::new()
                        .set_line(ChartLine::new().set_color(colour).set_width(1.2))
                        .set_solid_fill(ChartSolidFill::new().set_color(fill)),
                ),
            )
            .set_data_label(
                ChartDataLabel::new()
                    .show_value()
                    .set_position(ChartDataLabelPosition::Above)
                    .set_num_format(&chart.format)
                    .set_font(ChartFont::new().set_size(8.5).set_color(colour)),
            );
    }
    native.title().set_hidden();
    native.y_axis().set_name(&chart.unit);
    native.y_axis().set_num_format(&chart.format);
    native.legend().set_position(ChartLegendPosition::Top);
    native
        .set_width(chart.width.0)
        .set_height(CHART_HEIGHT.pixels().0)
        .set_alt_text(&chart.alt);
    worksheet.insert_chart(chart.row, chart.column, &native)?;
    Ok(())
}
