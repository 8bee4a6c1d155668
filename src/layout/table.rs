//! Tables: widths, heights, and how their rows go over pages.

use std::collections::BTreeMap;

use super::flow::Flow;
use super::line::{Line, Setting, Typesetter, baseline};
use super::page::{Colour, Dash, Item, NodeKind, PlacedItem, Rule, Structure};
use crate::compose::block::{Cell, Run, Table, TableKind};
use crate::compose::grid::{Grid, GridCell};
use crate::compose::style::{Align, CELL_PADDING, CellRole};
use crate::length::{Pt, Twips};

/// Thickness of a table's lines.
const RULE: Pt = Pt(0.5);
/// A row taller than this share of the page may go over to the next.
const SPLIT_ABOVE: f32 = 1.0 / 3.0;
/// Lines of a split row that stand on either page at least.
const SPLIT_LINES: usize = 2;

/// A table ready to be placed.
#[derive(Debug, Clone)]
pub(super) struct TableFlow {
    /// Space before and after it.
    pub before: Pt,
    /// See [`TableFlow::before`].
    pub after: Pt,
    /// Whether all of it stays on the page of what follows: a band's title.
    pub with_next: bool,
    /// Places of the form that begin with it.
    pub places: Vec<String>,
    rows: Vec<FlowRow>,
    cells: Vec<SetCell>,
    head: usize,
    /// Whether its grid is drawn.
    ruled: bool,
}

/// A row.
#[derive(Debug, Clone)]
struct FlowRow {
    height: Pt,
    /// Whether it stays on the page of the next row.
    with_next: bool,
    /// The place of the form that it belongs to.
    place: Option<String>,
}

/// A cell, set.
#[derive(Debug, Clone)]
struct SetCell {
    row: usize,
    rows: usize,
    x: Pt,
    width: Pt,
    lines: Vec<Line>,
    pitch: Pt,
    size: Pt,
    /// From the cell's left edge to its text.
    inset: Pt,
    padding: Pt,
    node: usize,
    /// The answer that it prints.
    anchor: Option<String>,
}

impl SetCell {
    /// Sets a cell between the edges of its columns; `full` says that it is as wide as the
    /// table.
    fn new(
        at: &GridCell<'_>,
        edges: &[Pt],
        full: bool,
        typesetter: &Typesetter<'_>,
        node: usize,
    ) -> SetCell {
        let x = edges[at.columns.start];
        let width = edges[at.columns.end] - x;
        let look = at.cell.map_or(CellRole::Text, |cell| cell.role).look();
        let (lines, inset) = match at.cell {
            Some(cell) => set_lines(cell, width, full, typesetter),
            None => (Vec::new(), Pt::ZERO),
        };
        SetCell {
            row: at.rows.start,
            rows: at.rows.len(),
            x,
            width,
            lines,
            pitch: look.pitch,
            size: look.size,
            inset,
            padding: CELL_PADDING.1,
            node,
            anchor: at.cell.and_then(|cell| cell.anchor.clone()),
        }
    }

    fn height(&self) -> Pt {
        self.lines.len() as f32 * self.pitch + 2.0 * self.padding
    }
}

/// Where part of a row or cell stands.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Fragment {
    page: usize,
    top: Pt,
    bottom: Pt,
    /// How many lines of a split row's cells stand here at most; all of them when not split.
    lines: Option<Pt>,
}

impl TableFlow {
    /// Sets a table of at most `width` pt, for pages of `page` pt, as `node` of the structure.
    pub fn new(
        table: &Table,
        width: Pt,
        page: Pt,
        typesetter: &Typesetter<'_>,
        structure: &mut Structure,
        node: usize,
    ) -> TableFlow {
        let grid = Grid::resolve(table);
        let edges = edges(&grid.columns, width);
        let count = table.rows.len();
        let mut cells: Vec<SetCell> = Vec::with_capacity(grid.cells.len());
        for row in 0..count {
            let row_node = structure.add(NodeKind::Row, Some(node), None);
            for cell in grid.row(row).filter(|cell| cell.rows.start == row) {
                let node = structure.add(tag(cell, row < table.head), Some(row_node), None);
                let full = grid.is_full(cell);
                cells.push(SetCell::new(cell, &edges, full, typesetter, node));
            }
        }
        align_figures(&mut cells, &grid);
        let rows = rows(table, &cells, page);
        let head = table.head.min(count);
        let head_height: Pt = rows.iter().take(head).map(|row| row.height).sum();
        let gap = match table.kind {
            TableKind::Form | TableKind::Open => (Pt::ZERO, Pt::ZERO),
            TableKind::Narrative | TableKind::List => (Pt(2.0), Pt(8.0)),
        };
        TableFlow {
            before: gap.0,
            after: gap.1,
            with_next: table.kind == TableKind::Form && rows.iter().all(|row| row.with_next),
            // A head that leaves no room for rows is not repeated.
            places: Vec::new(),
            head: if head_height > page / 2.0 { 0 } else { head },
            rows,
            cells,
            ruled: table.kind != TableKind::Open,
        }
    }

    /// Height on a page without end.
    pub fn height(&self) -> Pt {
        self.rows.iter().map(|row| row.height).sum()
    }

    /// Height of the head and the first rows that must stand with it.
    pub fn first_height(&self, page: Pt) -> Pt {
        let head = self.head_height();
        if self.head >= self.rows.len() {
            return head;
        }
        head + self.chain(self.head, page, Pt::ZERO)
    }

    /// Height of a row and of all that must stand on its page behind it.
    fn chain(&self, row: usize, page: Pt, tail: Pt) -> Pt {
        let mut height = Pt::ZERO;
        let mut at = row;
        while let Some(this) = self.rows.get(at) {
            if !this.with_next || at + 1 == self.rows.len() {
                height += if self.may_split(at, page) {
                    self.least(at)
                } else {
                    this.height
                };
                break;
            }
            height += this.height;
            at += 1;
        }
        if at + 1 >= self.rows.len() {
            height += tail;
        }
        height
    }

    fn may_split(&self, row: usize, page: Pt) -> bool {
        self.rows
            .get(row)
            .is_some_and(|row| row.height > page * SPLIT_ABOVE)
            && self
                .flowing(row)
                .any(|set| set.lines.len() >= 2 * SPLIT_LINES)
    }

    /// Cells that decide how a row splits: those of this row alone.
    fn flowing(&self, row: usize) -> impl Iterator<Item = &SetCell> {
        self.cells
            .iter()
            .filter(move |set| set.row == row && set.rows == 1)
    }

    /// Height of the first lines of a row that splits.
    fn least(&self, row: usize) -> Pt {
        self.flowing(row)
            .map(|set| set.lines.len().min(SPLIT_LINES) as f32 * set.pitch + 2.0 * set.padding)
            .fold(Pt::ZERO, Pt::max)
    }

    /// Height of the head.
    fn head_height(&self) -> Pt {
        self.rows.iter().take(self.head).map(|row| row.height).sum()
    }

    /// Places the table from where the flow stands. `tail` is the height of a note that stays with
    /// the last row.
    pub fn place(&self, flow: &mut Flow, tail: Pt) {
        let mut placing = Placing {
            table: self,
            page: flow.page_height(),
            flow,
            fragments: vec![Vec::new(); self.rows.len()],
            heads: Vec::new(),
        };
        let mut kept_until = 0;
        for row in 0..self.rows.len() {
            if row >= kept_until && !placing.is_at_top() {
                placing.make_room(row, tail);
                kept_until = row + 1;
                while self.rows.get(kept_until - 1).is_some_and(|r| r.with_next) {
                    kept_until += 1;
                }
            }
            placing.row(row);
        }
        let Placing {
            fragments, heads, ..
        } = placing;
        self.draw(flow, &fragments, &heads);
    }

    /// How much of a row's lines, `done` pt of them being on earlier pages, fits into `room`:
    /// height of the part and the pt of lines it takes.
    fn first_part(&self, row: usize, done: Pt, room: Pt) -> Option<(Pt, Pt)> {
        let pitch = self
            .flowing(row)
            .map(|set| set.pitch)
            .fold(Pt(f32::NAN), Pt::max);
        let padding = 2.0 * CELL_PADDING.1;
        let lines = ((room - padding) / pitch + 0.001).floor();
        if lines < SPLIT_LINES as f32 || lines.is_nan() {
            return None;
        }
        let mut used = lines * pitch;
        // Never a single line alone on the next page.
        let left = self.rest(row, done + used) - padding;
        if left > Pt::ZERO
            && left < pitch * SPLIT_LINES as f32 - Pt(0.01)
            && lines > SPLIT_LINES as f32
        {
            used -= pitch;
        }
        Some((used + padding, used))
    }

    /// Height of a row after `done` pt of its lines.
    fn rest(&self, row: usize, done: Pt) -> Pt {
        self.flowing(row)
            .map(|set| {
                let gone = (done / set.pitch + 0.001).floor();
                (set.lines.len() as f32 - gone).max(0.0) * set.pitch
            })
            .fold(Pt::ZERO, Pt::max)
            + 2.0 * CELL_PADDING.1
    }

    fn draw(&self, flow: &mut Flow, fragments: &[Vec<Fragment>], heads: &[(usize, Pt)]) {
        let mut ruling = Ruling::default();
        self.note_places(flow, fragments);
        for set in &self.cells {
            let mut parts: Vec<Fragment> = Vec::new();
            for fragment in fragments.iter().skip(set.row).take(set.rows).flatten() {
                match parts.last_mut() {
                    Some(last) if last.page == fragment.page && set.rows > 1 => {
                        last.bottom = fragment.bottom
                    }
                    _ => parts.push(*fragment),
                }
            }
            for part in &parts {
                ruling.cell(part.page, set.x, set.x + set.width, part.top, part.bottom);
                if let Some(path) = &set.anchor {
                    let height = part.bottom - part.top;
                    flow.spot(path, part.page, (set.x, set.width), (part.top, height));
                }
            }
            self.fill(flow, set, &parts);
        }
        for (page, top) in heads {
            let mut tops = vec![*top];
            for row in self.rows.iter().take(self.head) {
                tops.push(tops.last().copied().unwrap_or(Pt::ZERO) + row.height);
            }
            for set in self.cells.iter().filter(|set| set.row < self.head) {
                let last = (set.row + set.rows).min(self.head);
                let (top, bottom) = (tops[set.row], tops[last]);
                ruling.cell(*page, set.x, set.x + set.width, top, bottom);
                let y = middle(set, top, bottom);
                flow.draw(*page, text(set, &set.lines, y, None));
            }
        }
        let rules = if self.ruled {
            ruling.rules()
        } else {
            BTreeMap::new()
        };
        for (page, rules) in rules {
            flow.draw(
                page,
                rules.into_iter().map(|rule| PlacedItem {
                    node: None,
                    item: Item::Rule(rule),
                }),
            );
        }
    }

    /// Notes where the table and its rows stand.
    fn note_places(&self, flow: &mut Flow, fragments: &[Vec<Fragment>]) {
        let left = self
            .cells
            .iter()
            .map(|set| set.x)
            .fold(Pt::INFINITY, Pt::min);
        let right = self
            .cells
            .iter()
            .map(|set| set.x + set.width)
            .fold(Pt::ZERO, Pt::max);
        let across = (left.min(right), (right - left).max(Pt::ZERO));
        for (row, fragments) in self.rows.iter().zip(fragments) {
            for fragment in fragments {
                for path in self.places.iter().chain(&row.place) {
                    flow.spot(
                        path,
                        fragment.page,
                        across,
                        (fragment.top, fragment.bottom - fragment.top),
                    );
                }
            }
        }
    }

    /// Puts a cell's lines into the parts of the cell: in the middle of the first that holds all
    /// of them, else from the top, part after part.
    fn fill(&self, flow: &mut Flow, set: &SetCell, parts: &[Fragment]) {
        let node = Some(set.node);
        let split = parts.iter().any(|part| part.lines.is_some());
        let whole = parts.iter().find(|part| {
            let limit = match part.lines {
                Some(lines) if set.rows == 1 => lines.min(part.bottom - part.top),
                _ => Pt::INFINITY,
            };
            set.height() <= part.bottom - part.top + Pt::ROUNDING
                && set.lines.len() as f32 * set.pitch <= limit + Pt::ROUNDING
        });
        if let Some(part) = whole {
            let y = if split && set.lines.len() > 2 {
                part.top + set.padding
            } else {
                middle(set, part.top, part.bottom)
            };
            flow.draw(part.page, text(set, &set.lines, y, node));
            return;
        }
        let mut rest: &[Line] = &set.lines;
        for (i, part) in parts.iter().enumerate() {
            let mut room = part.bottom - part.top - 2.0 * set.padding;
            if let Some(lines) = part.lines.filter(|_| set.rows == 1) {
                room = room.min(lines);
            }
            let mut fits = (room / set.pitch + 0.001).floor().max(0.0) as usize;
            if i + 1 == parts.len() {
                fits = rest.len();
            }
            let (here, later) = rest.split_at(fits.min(rest.len()));
            rest = later;
            flow.draw(part.page, text(set, here, part.top + set.padding, node));
        }
    }
}

/// The rows of a table on their way to pages.
struct Placing<'t, 'f> {
    table: &'t TableFlow,
    flow: &'f mut Flow,
    /// Height of a page's text area.
    page: Pt,
    /// By row, where its parts stand.
    fragments: Vec<Vec<Fragment>>,
    /// Page and upper edge of every repeated head.
    heads: Vec<(usize, Pt)>,
}

impl Placing<'_, '_> {
    /// Whether nothing stands on the page yet, or only the repeated head.
    fn is_at_top(&self) -> bool {
        self.flow.at_top()
            || self.heads.last().is_some_and(|(page, y)| {
                let below = self.flow.y() - *y - self.table.head_height();
                *page == self.flow.page() && below.abs() < Pt::ROUNDING
            })
    }

    /// Goes on to a new page, above whose rows the head stands again.
    fn turn(&mut self, row: usize) {
        self.flow.turn();
        if row >= self.table.head && self.table.head > 0 {
            self.heads.push((self.flow.page(), self.flow.y()));
            self.flow.advance(self.table.head_height());
        }
    }

    /// Turns the page where a row does not begin on it together with all that must stand with it.
    fn make_room(&mut self, row: usize, tail: Pt) {
        let mut needed = self.table.chain(row, self.page, tail);
        if needed > self.page {
            needed = if self.table.may_split(row, self.page) {
                self.table.least(row)
            } else {
                self.table.rows[row].height
            };
        }
        if needed > self.flow.room() + Pt::ROUNDING {
            self.turn(row);
        }
    }

    /// Places a row, part after part where it splits.
    fn row(&mut self, row: usize) {
        let whole = self.table.rows[row].height;
        let splits = self.table.may_split(row, self.page) || whole > self.page;
        // What is left of the row, and how much of its lines is on earlier pages.
        let mut height = whole;
        let mut done = Pt::ZERO;
        loop {
            let room = self.flow.room();
            if height <= room + Pt::ROUNDING {
                let lines = (done > Pt::ZERO).then_some(Pt::INFINITY);
                return self.put(row, height, lines);
            }
            let part = splits.then(|| self.table.first_part(row, done, room));
            match part.flatten() {
                Some((part, used)) => {
                    self.put(row, part, Some(used));
                    done += used;
                    height = self.table.rest(row, done);
                }
                // Nothing smaller will come: better over the edge of the text area than lost.
                None if self.is_at_top() => {
                    return match splits {
                        true => self.put(row, room, Some(Pt::INFINITY)),
                        false => self.put(row, whole, None),
                    };
                }
                None => {}
            }
            self.turn(row);
        }
    }

    /// Puts a part of a row, with so many of its lines at most, below what stands on the page.
    fn put(&mut self, row: usize, height: Pt, lines: Option<Pt>) {
        let top = self.flow.y();
        self.fragments[row].push(Fragment {
            page: self.flow.page(),
            top,
            bottom: top + height,
            lines,
        });
        self.flow.advance(height);
    }
}

/// Where the first line's box begins so that the lines stand in the middle.
fn middle(set: &SetCell, top: Pt, bottom: Pt) -> Pt {
    let height = set.lines.len() as f32 * set.pitch;
    top + ((bottom - top - height) / 2.0).max(Pt::ZERO)
}

fn text(set: &SetCell, lines: &[Line], top: Pt, node: Option<usize>) -> Vec<PlacedItem> {
    lines
        .iter()
        .enumerate()
        .flat_map(|(i, line)| {
            let y = top + i as f32 * set.pitch + baseline(set.pitch, set.size);
            line.items(set.x + set.inset, y, Colour::BLACK)
        })
        .map(|item| PlacedItem { node, item })
        .collect()
}

/// What a cell is in the structure: the head of columns, or a cell.
fn tag(at: &GridCell<'_>, in_head: bool) -> NodeKind {
    let (columns, rows) = (at.columns.len(), at.rows.len());
    match at.cell {
        Some(cell) if in_head || matches!(cell.role, CellRole::Head | CellRole::Band) => {
            NodeKind::HeadCell { columns, rows }
        }
        _ => NodeKind::Cell { columns, rows },
    }
}

/// Edges of the grid's columns, scaled down where they would exceed the width.
fn edges(columns: &[Twips], width: Pt) -> Vec<Pt> {
    let columns: Vec<Pt> = columns.iter().map(|twips| twips.pt()).collect();
    let total: Pt = columns.iter().sum();
    let scale = if total > width { width / total } else { 1.0 };
    // A narrow table stands in the middle.
    let mut at = ((width - total * scale) / 2.0).max(Pt::ZERO);
    let mut edges = vec![at];
    for column in columns {
        at += column * scale;
        edges.push(at);
    }
    edges
}

/// A cell's lines, and how far they stand from its left edge.
///
/// Paragraphs of a cell as wide as the table are indented like running text.
fn set_lines(cell: &Cell, width: Pt, whole: bool, typesetter: &Typesetter<'_>) -> (Vec<Line>, Pt) {
    let look = cell.role.look();
    // A cell hardly wider than its padding gives up the padding first.
    let inset = CELL_PADDING
        .0
        .min(((width - look.size) / 2.0).max(Pt::ZERO));
    let measure = (width - 2.0 * inset).max(Pt(1.0));
    let setting = Setting {
        typeface: look.typeface,
        size: look.size,
        tracking: Pt::ZERO,
        bold: look.bold,
        align: look.align,
        indent: Pt::ZERO,
    };
    let lines = cell
        .lines
        .iter()
        .flat_map(|runs| {
            if cell.role == CellRole::Figure {
                figure(runs, setting, measure, typesetter)
            } else if whole && look.align == Align::Justify {
                prose(runs, setting, measure, typesetter)
            } else {
                typesetter.lines(runs, setting, measure)
            }
        })
        .collect::<Vec<_>>();
    let lines = if lines.iter().all(|line| line.glyphs.is_empty()) {
        Vec::new()
    } else {
        lines
    };
    (lines, inset)
}

/// A paragraph of a longer text: indented by two characters once it fills more than a line.
fn prose(runs: &[Run], setting: Setting, measure: Pt, typesetter: &Typesetter<'_>) -> Vec<Line> {
    let lines = typesetter.lines(runs, setting, measure);
    if lines.len() > 1 {
        let indented = Setting {
            indent: 2.0 * setting.size,
            ..setting
        };
        typesetter.lines(runs, indented, measure)
    } else {
        lines
    }
}

/// A figure on one line, in smaller type where the column is too narrow, and only then broken.
fn figure(runs: &[Run], setting: Setting, measure: Pt, typesetter: &Typesetter<'_>) -> Vec<Line> {
    let natural = typesetter.line(runs, setting).right;
    if natural > measure && natural > Pt::ZERO {
        let size = setting.size * (measure / natural) * 0.995;
        if size >= Pt(7.0) {
            return typesetter.lines(runs, Setting { size, ..setting }, measure);
        }
    }
    typesetter.lines(runs, setting, measure)
}

/// Aligns the figures of every column. The cells are those of the grid, in its order.
fn align_figures(cells: &mut [SetCell], grid: &Grid<'_>) {
    let mut columns: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (index, at) in grid.cells.iter().enumerate() {
        if at.cell.is_some_and(|cell| cell.role == CellRole::Figure) {
            let column = (at.columns.start, at.columns.end);
            columns.entry(column).or_default().push(index);
        }
    }
    for column in columns.values() {
        align_on_point(cells, column);
    }
}

/// Moves the figures of a column so that their decimal points stand under one another, the widest
/// fraction at the right.
fn align_on_point(cells: &mut [SetCell], column: &[usize]) {
    let behind = |line: &Line| {
        let point = line.glyphs.iter().find(|glyph| glyph.char == '.');
        point.map_or(Pt::ZERO, |point| line.right - point.x)
    };
    let is_figure = |set: &SetCell| {
        set.lines.len() == 1
            && set.lines[0].glyphs.iter().any(|g| g.char.is_ascii_digit())
            && set.lines[0]
                .glyphs
                .iter()
                .all(|g| g.char.is_ascii_digit() || matches!(g.char, '.' | ',' | '-' | '−'))
    };
    let widest = column
        .iter()
        .filter_map(|i| cells.get(*i))
        .filter(|set| is_figure(set))
        .map(|set| behind(&set.lines[0]))
        .fold(Pt::ZERO, Pt::max);
    for i in column {
        let Some(set) = cells.get_mut(*i) else {
            continue;
        };
        if is_figure(set) {
            let by = (widest - behind(&set.lines[0])).min(set.lines[0].left);
            set.lines[0].shift(-by);
        }
    }
}

/// Heights of the rows, and which stay together.
fn rows(table: &Table, cells: &[SetCell], page: Pt) -> Vec<FlowRow> {
    let mut rows: Vec<FlowRow> = table
        .rows
        .iter()
        .enumerate()
        .map(|(i, row)| FlowRow {
            height: row.at_least.clamp(Pt::ZERO, page),
            with_next: table.keeps(i),
            place: row.place.clone(),
        })
        .collect();
    for set in cells.iter().filter(|set| set.rows == 1) {
        if let Some(row) = rows.get_mut(set.row) {
            row.height = row.height.max(set.height());
        }
    }
    for row in &mut rows {
        row.height = row.height.max(2.0 * CELL_PADDING.1 + Pt(10.0));
    }
    for set in cells.iter().filter(|set| set.rows > 1) {
        let group = &mut rows[set.row..set.row + set.rows];
        let height: Pt = group.iter().map(|row| row.height).sum();
        let more = (set.height() - height).max(Pt::ZERO) / group.len() as f32;
        for row in group.iter_mut() {
            row.height += more;
        }
        // A short group stays together.
        if height + more * group.len() as f32 <= page * SPLIT_ABOVE {
            let last = group.len() - 1;
            for row in group.iter_mut().take(last) {
                row.with_next = true;
            }
        }
    }
    let low = |row: Option<&FlowRow>| row.is_some_and(|row| row.height <= page * SPLIT_ABOVE / 2.0);
    for i in 0..rows.len() {
        if table.pairs(i) && low(rows.get(i)) && low(rows.get(i + 1)) {
            rows[i].with_next = true;
        }
    }
    rows
}

/// Lines of a table, each drawn once.
#[derive(Default)]
struct Ruling {
    /// Stretches by page, direction and place, in hundredths of a pt.
    lines: BTreeMap<(usize, bool, i32), Vec<(i32, i32)>>,
}

impl Ruling {
    fn cell(&mut self, page: usize, left: Pt, right: Pt, top: Pt, bottom: Pt) {
        let at = |value: Pt| (value.0 * 100.0).round() as i32;
        let (left, right, top, bottom) = (at(left), at(right), at(top), at(bottom));
        for y in [top, bottom] {
            self.lines
                .entry((page, false, y))
                .or_default()
                .push((left, right));
        }
        for x in [left, right] {
            self.lines
                .entry((page, true, x))
                .or_default()
                .push((top, bottom));
        }
    }

    fn rules(self) -> BTreeMap<usize, Vec<Rule>> {
        let mut rules: BTreeMap<usize, Vec<Rule>> = BTreeMap::new();
        for ((page, upright, place), mut stretches) in self.lines {
            stretches.sort_unstable();
            let mut joined: Vec<(i32, i32)> = Vec::new();
            for (from, to) in stretches {
                match joined.last_mut() {
                    Some(last) if from <= last.1 + 2 => last.1 = last.1.max(to),
                    _ => joined.push((from, to)),
                }
            }
            for (from, to) in joined {
                let pt = |value: i32| Pt(value as f32 / 100.0);
                // Corners close: every line is as much longer as it is thick.
                let (from, to) = (pt(from) - RULE / 2.0, pt(to) + RULE / 2.0);
                let (from, to) = if upright {
                    ((pt(place), from), (pt(place), to))
                } else {
                    ((from, pt(place)), (to, pt(place)))
                };
                rules.entry(page).or_default().push(Rule {
                    from,
                    to,
                    width: RULE,
                    colour: Colour::BLACK,
                    dash: Dash::Solid,
                });
            }
        }
        rules
    }
}
