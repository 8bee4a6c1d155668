//! The geometry of a trend chart, the same for every document.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::fonts::FontBook;
use super::page::{
    Colour, Dash, GlyphRun, Item, PlacedGlyph, Rule, Shape, ShapeOutline, TEXT_WIDTH,
};
use crate::compose::block::Chart;
use crate::compose::style::Typeface;
use crate::length::Pt;
use crate::text::figure;

/// A drawing: what stands on it, from its upper left corner, later items above earlier ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// Width.
    pub width: Pt,
    /// Height.
    pub height: Pt,
    /// Rules, shapes and glyphs; no pictures or links.
    pub items: Vec<Item>,
}

/// Colours of the series. They differ in lightness too, so that a black and white print keeps
/// them apart even before markers and dashes are looked at.
pub const COLOURS: [Colour; 4] = [
    Colour(0x1f, 0x4e, 0x79),
    Colour(0xc5, 0x5a, 0x11),
    Colour(0x3b, 0x7d, 0x3a),
    Colour(0x7f, 0x7f, 0x7f),
];
const DASHES: [Dash; 4] = [
    Dash::Solid,
    Dash::Dashed(Pt(6.0), Pt(3.0)),
    Dash::Dashed(Pt(2.0), Pt(2.0)),
    Dash::Dashed(Pt(9.0), Pt(2.5)),
];
const GRID: Colour = Colour(0xd9, 0xd9, 0xd9);
const AXIS: Colour = Colour(0x59, 0x59, 0x59);
const SIZE: Pt = Pt(9.0);
const LABEL_SIZE: Pt = Pt(8.5);

/// Width of a chart.
pub const WIDTH: Pt = Pt(TEXT_WIDTH.0 * 0.94);
/// Heights of a chart, the usual one first: the others are for pages with less room.
pub const HEIGHTS: [Pt; 5] = [
    Pt(WIDTH.0 / 1.9),
    Pt(WIDTH.0 / 2.1),
    Pt(WIDTH.0 / 2.35),
    Pt(WIDTH.0 / 2.65),
    Pt(WIDTH.0 / 3.0),
];

/// Where a text stands against its point.
#[derive(Clone, Copy)]
enum Anchor {
    Start,
    Middle,
    End,
}

/// Draws a trend chart of this width and height: years along the foot, values on the left, one line a
/// series with a marker and dash of its own and its values at the points, the legend on top.
pub fn draw(chart: &Chart, (width, height): (Pt, Pt), fonts: &FontBook) -> Drawing {
    let mut canvas = Canvas {
        fonts,
        items: Vec::new(),
    };
    let years = years(chart);
    let scale = Scale::over(chart);

    let legend_bottom = canvas.legend(chart, width);
    let label_width = scale
        .ticks
        .iter()
        .map(|tick| canvas.width(&scale.label(*tick), SIZE))
        .fold(Pt::ZERO, Pt::max);
    let left = label_width + Pt(10.0);
    let right = width - Pt(16.0);
    let unit_base = legend_bottom + SIZE + Pt(5.0);
    let top = unit_base + Pt(14.0);
    let bottom = height - Pt(20.0);
    let y_of = |value: f64| {
        bottom - ((value - scale.low) / (scale.high - scale.low)) as f32 * (bottom - top)
    };
    let step = (right - left) / years.len().max(1) as f32;
    let x_of = |year: i32| {
        let at = years.iter().position(|y| *y == year).unwrap_or(0);
        left + step * (at as f32 + 0.5)
    };

    if !chart.unit.is_empty() {
        let unit = format!("单位：{}", chart.unit);
        canvas.text(&unit, Pt(2.0), unit_base, SIZE, Anchor::Start, AXIS);
    }
    for tick in &scale.ticks {
        let y = y_of(*tick);
        let is_axis = *tick == scale.low;
        let colour = if is_axis { AXIS } else { GRID };
        canvas.line((left, y), (right, y), Pt(0.6), colour, Dash::Solid);
        canvas.text(
            &scale.label(*tick),
            left - Pt(5.0),
            y + SIZE * 0.35,
            SIZE,
            Anchor::End,
            AXIS,
        );
    }
    for year in &years {
        let x = x_of(*year);
        canvas.line(
            (x, bottom),
            (x, bottom + Pt(3.0)),
            Pt(0.6),
            AXIS,
            Dash::Solid,
        );
        canvas.text(
            &format!("{year}年"),
            x,
            bottom + Pt(14.0),
            SIZE,
            Anchor::Middle,
            Colour::BLACK,
        );
    }
    canvas.series(chart, &scale, x_of, y_of);
    Drawing {
        width,
        height,
        items: canvas.items,
    }
}

/// What a chart shows, in words, for those who cannot see it.
pub fn in_words(chart: &Chart) -> String {
    let series = chart.series.iter().map(|series| {
        let points: Vec<String> = series
            .points
            .iter()
            .map(|(year, value)| format!("{year}年{}", figure::grouped(value)))
            .collect();
        format!("{}：{}", series.name, points.join("，"))
    });
    let unit = if chart.unit.is_empty() {
        String::new()
    } else {
        format!("（单位：{}）", chart.unit)
    };
    let name = match chart.caption.text.as_str() {
        "" => "趋势图",
        caption => caption,
    };
    format!("{name}{unit}。{}", series.collect::<Vec<_>>().join("；"))
}

/// Years that any series has, ascending without gaps.
fn years(chart: &Chart) -> Vec<i32> {
    let all = chart
        .series
        .iter()
        .flat_map(|s| s.points.iter().map(|p| p.0));
    match (all.clone().min(), all.max()) {
        // A gap of more than a few years is a slip of the keyboard, not an axis.
        (Some(first), Some(last)) if last - first < 40 => (first..=last).collect(),
        (Some(first), Some(last)) => vec![first, last],
        _ => Vec::new(),
    }
}

/// The value axis.
struct Scale {
    low: f64,
    high: f64,
    ticks: Vec<f64>,
    places: usize,
}

impl Scale {
    /// Four to six ticks at 1, 2, 2.5 or 5 times a power of ten. The axis starts at zero unless
    /// that would press the lines flat against the top.
    fn over(chart: &Chart) -> Scale {
        let values: Vec<f64> = chart
            .series
            .iter()
            .flat_map(|s| s.points.iter().filter_map(|p| p.1.to_f64()))
            .collect();
        let min = values.iter().copied().fold(f64::INFINITY, f64::min);
        let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (min, max) = if min.is_finite() {
            (min, max)
        } else {
            (0.0, 1.0)
        };
        let floor = if min >= 0.0 && (max - min) > max * 0.15 {
            0.0
        } else {
            min - (max - min).max(max.abs() * 0.02) * 0.5
        };
        let floor = if min >= 0.0 { floor.max(0.0) } else { floor };
        let span = if max > floor { max - floor } else { 1.0 };
        let raw = span / 4.0;
        let power = 10f64.powf(raw.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0]
            .into_iter()
            .map(|m| m * power)
            .find(|s| *s >= raw * 0.999)
            .unwrap_or(10.0 * power);
        let first = (floor / step + 1e-9).floor();
        let last = (max / step - 1e-9).ceil().max(first + 1.0);
        let ticks = (0..=(last - first) as usize)
            .map(|i| (first + i as f64) * step)
            .collect();
        let places = (0..8)
            .find(|p| {
                let scaled = step * 10f64.powi(*p);
                (scaled - scaled.round()).abs() < 1e-6 * scaled.max(1.0)
            })
            .unwrap_or(8);
        Scale {
            low: first * step,
            high: last * step,
            ticks,
            places: usize::try_from(places).unwrap_or(0),
        }
    }

    fn label(&self, tick: f64) -> String {
        let tick = if tick.abs() < 1e-12 { 0.0 } else { tick };
        let printed = format!("{tick:.*}", self.places);
        match printed.parse::<Decimal>() {
            Ok(value) => figure::grouped(&value),
            Err(_) => printed,
        }
    }
}

struct Canvas<'f> {
    fonts: &'f FontBook,
    items: Vec<Item>,
}

impl Canvas<'_> {
    fn width(&self, text: &str, size: Pt) -> Pt {
        text.chars()
            .map(|c| self.fonts.printed(Typeface::Song, false, c).advance * size)
            .sum()
    }

    fn text(&mut self, text: &str, x: Pt, y: Pt, size: Pt, anchor: Anchor, colour: Colour) {
        let shift = match anchor {
            Anchor::Start => Pt::ZERO,
            Anchor::Middle => self.width(text, size) / 2.0,
            Anchor::End => self.width(text, size),
        };
        let mut pen = x - shift;
        let mut run: Option<GlyphRun> = None;
        for (char_index, char) in text.chars().enumerate() {
            let glyph = self.fonts.printed(Typeface::Song, false, char);
            if run.as_ref().is_none_or(|run| run.font != glyph.font) {
                self.items.extend(run.take().map(Item::Glyphs));
                run = Some(GlyphRun {
                    font: glyph.font,
                    size,
                    x: pen,
                    y,
                    thickened: false,
                    colour,
                    continues: char_index > 0,
                    glyphs: Vec::new(),
                });
            }
            if let Some(run) = &mut run {
                run.glyphs.push(PlacedGlyph {
                    id: glyph.id,
                    x: pen - run.x,
                    char,
                    missing: glyph.missing,
                });
            }
            pen += glyph.advance * size;
        }
        self.items.extend(run.map(Item::Glyphs));
    }

    fn line(&mut self, from: (Pt, Pt), to: (Pt, Pt), width: Pt, colour: Colour, dash: Dash) {
        self.items.push(Item::Rule(Rule {
            from,
            to,
            width,
            colour,
            dash,
        }));
    }

    /// The marker of the `index`th series: disc, square, triangle, ring.
    fn marker(&mut self, (x, y): (Pt, Pt), index: usize) {
        let colour = COLOURS[index % COLOURS.len()];
        let r = Pt(3.2);
        let (outline, fill) = match index % 4 {
            0 => (
                ShapeOutline::Circle {
                    centre: (x, y),
                    radius: r,
                },
                colour,
            ),
            1 => {
                let r = r * 0.9;
                let corners = vec![
                    (x - r, y - r),
                    (x + r, y - r),
                    (x + r, y + r),
                    (x - r, y + r),
                ];
                (ShapeOutline::Polygon(corners), colour)
            }
            2 => {
                let corners = vec![
                    (x, y - r * 1.2),
                    (x + r * 1.1, y + r * 0.8),
                    (x - r * 1.1, y + r * 0.8),
                ];
                (ShapeOutline::Polygon(corners), colour)
            }
            _ => (
                ShapeOutline::Circle {
                    centre: (x, y),
                    radius: r,
                },
                Colour::WHITE,
            ),
        };
        self.items.push(Item::Shape(Shape {
            outline,
            fill: Some(fill),
            stroke: Some((colour, Pt(1.2))),
        }));
    }

    /// The legend, centred on top; its lower edge.
    fn legend(&mut self, chart: &Chart, width: Pt) -> Pt {
        const KEY: Pt = Pt(26.0);
        const GAP: Pt = Pt(16.0);
        let entries: Vec<(usize, Pt)> = chart
            .series
            .iter()
            .enumerate()
            .map(|(i, s)| (i, KEY + Pt(4.0) + self.width(&s.name, SIZE)))
            .collect();
        let mut rows: Vec<Vec<(usize, Pt)>> = vec![Vec::new()];
        let mut used = Pt::ZERO;
        for entry in entries {
            if used > Pt::ZERO && used + GAP + entry.1 > width {
                rows.push(Vec::new());
                used = Pt::ZERO;
            }
            used += entry.1 + if used > Pt::ZERO { GAP } else { Pt::ZERO };
            if let Some(row) = rows.last_mut() {
                row.push(entry);
            }
        }
        let mut y = SIZE / 2.0 + Pt(2.0);
        for row in rows.iter().filter(|row| !row.is_empty()) {
            let total: Pt = row.iter().map(|e| e.1).sum::<Pt>() + GAP * (row.len() - 1) as f32;
            let mut x = ((width - total) / 2.0).max(Pt::ZERO);
            for (index, entry_width) in row {
                let colour = COLOURS[index % COLOURS.len()];
                self.line(
                    (x, y),
                    (x + KEY, y),
                    Pt(1.5),
                    colour,
                    DASHES[index % DASHES.len()],
                );
                self.marker((x + KEY / 2.0, y), *index);
                let name = chart.series[*index].name.clone();
                self.text(
                    &name,
                    x + KEY + Pt(4.0),
                    y + SIZE * 0.35,
                    SIZE,
                    Anchor::Start,
                    Colour::BLACK,
                );
                x += *entry_width + GAP;
            }
            y += SIZE + Pt(6.0);
        }
        y - SIZE / 2.0 - Pt(2.0)
    }

    /// The lines, their markers and their values. A value stands above its point, or below it
    /// when another series' value would cover it.
    fn series(
        &mut self,
        chart: &Chart,
        scale: &Scale,
        x_of: impl Fn(i32) -> Pt,
        y_of: impl Fn(f64) -> Pt,
    ) {
        let place = |(year, value): &(i32, Decimal)| value.to_f64().map(|v| (x_of(*year), y_of(v)));
        for (index, series) in chart.series.iter().enumerate() {
            let colour = COLOURS[index % COLOURS.len()];
            let points: Vec<_> = series.points.iter().filter_map(place).collect();
            for pair in points.windows(2) {
                if let [from, to] = pair {
                    self.line(*from, *to, Pt(1.5), colour, DASHES[index % DASHES.len()]);
                }
            }
        }
        for (index, series) in chart.series.iter().enumerate() {
            for point in series.points.iter().filter_map(place) {
                self.marker(point, index);
            }
        }
        let mut taken: Vec<Area> = Vec::new();
        let mut strokes: Vec<((Pt, Pt), (Pt, Pt))> = Vec::new();
        for series in &chart.series {
            let points: Vec<_> = series.points.iter().filter_map(place).collect();
            taken.extend(points.iter().map(|&(x, y)| Area {
                left: x - Pt(4.0),
                top: y - Pt(4.0),
                right: x + Pt(4.0),
                bottom: y + Pt(4.0),
            }));
            strokes.extend(
                points
                    .windows(2)
                    .filter_map(|pair| Some((*pair.first()?, *pair.last()?))),
            );
        }
        let floor = y_of(scale.low);
        for series in &chart.series {
            for point in &series.points {
                let Some((x, y)) = place(point) else { continue };
                let text = figure::grouped(&point.1);
                let half = self.width(&text, LABEL_SIZE) / 2.0;
                let area = |base: Pt| Area {
                    left: x - half,
                    top: base - LABEL_SIZE * 0.75,
                    right: x + half,
                    bottom: base + Pt(0.5),
                };
                let above = y - Pt(6.5);
                let below = y + Pt(6.0) + LABEL_SIZE * 0.75;
                // Words over words are worst, then words over a line, then words far away.
                let cost = |base: Pt| {
                    let area = area(base);
                    let covered = taken.iter().filter(|other| area.meets(other)).count();
                    let crossed = strokes.iter().filter(|s| area.is_crossed(s.0, s.1)).count();
                    let outside = usize::from(area.bottom > floor - Pt(1.0));
                    let far = (base - above).abs().min((base - below).abs());
                    (covered + outside) as f32 * 100.0 + crossed as f32 * 10.0 + far.0
                };
                let base = [above, below, above - LABEL_SIZE, below + LABEL_SIZE]
                    .into_iter()
                    .min_by(|a, b| cost(*a).total_cmp(&cost(*b)))
                    .unwrap_or(above);
                taken.push(area(base));
                self.text(&text, x, base, LABEL_SIZE, Anchor::Middle, Colour::BLACK);
            }
        }
    }
}

/// What a marker or a value covers.
struct Area {
    left: Pt,
    top: Pt,
    right: Pt,
    bottom: Pt,
}

impl Area {
    fn meets(&self, other: &Area) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether a line passes through it: at some `x` inside, its `y` is inside too.
    fn is_crossed(&self, from: (Pt, Pt), to: (Pt, Pt)) -> bool {
        let (left, right) = (self.left.max(from.0), self.right.min(to.0));
        if left >= right {
            return false;
        }
        let y_at = |x: Pt| from.1 + Pt((to.1 - from.1).0 * (x - from.0) / (to.0 - from.0));
        let (a, b) = (y_at(left), y_at(right));
        a.min(b) < self.bottom && a.max(b) > self.top
    }
}
