//! What layout places, in pixels: charts as pictures.

use tiny_skia::{
    FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, StrokeDash, Transform,
};
use ttf_parser::{GlyphId, OutlineBuilder};

use super::defect::Defect;
use super::pixels::Painted;
use crate::layout::FontBook;
use crate::layout::page::{Colour, Dash, GlyphRun, Item, Rule, Shape, ShapeOutline, THICKENING};

/// Rows of pixels that are painted at a time.
const BAND: u32 = 64;

/// Marks on white as a PNG of so many pixels, `scale` of them to the pt. Painted in bands: a whole
/// chart would take 6 MB of fresh memory, which costs more time than the painting.
///
/// # Errors
/// [`Defect`] where it would have no pixels, or reads back otherwise than it was painted.
pub(super) fn png(
    size: [f32; 2],
    scale: f32,
    operations: &[PaintOperation],
) -> Result<Vec<u8>, Defect> {
    let [width, height] = size.map(|pixels| pixels.clamp(0.0, 20_000.0) as u32);
    let mut band = Pixmap::new(width, BAND.min(height)).ok_or(Defect::NoPixels)?;
    let mut painted = Painted::default();
    for top in (0..height).step_by(BAND as usize) {
        band.fill(tiny_skia::Color::WHITE);
        for operation in operations {
            operation.paint(&mut band, scale, top);
        }
        let here = width * BAND.min(height - top);
        painted.take(&band.pixels()[..here as usize], |pixel| {
            [pixel.red(), pixel.green(), pixel.blue()]
        });
    }
    painted.pack_and_compare(width, height)
}

/// Something that is painted; lengths of paths in pt.
pub(super) enum PaintOperation {
    /// An area.
    Filled(Path, Colour),
    /// A line.
    Drawn(Path, Colour, Stroke),
}

impl PaintOperation {
    /// Paints as much of it as is in a band that begins so many pixels from the top.
    fn paint(&self, band: &mut Pixmap, scale: f32, top: u32) {
        let to_pixels = Transform::from_scale(scale, scale).post_translate(0.0, -(top as f32));
        let bottom = top as f32 + band.height() as f32;
        // Most operations are in one band.
        let is_here = |path: &Path, around: f32| {
            let bounds = path.bounds();
            (bounds.bottom() + around) * scale > top as f32
                && (bounds.top() - around) * scale < bottom
        };
        match self {
            PaintOperation::Filled(path, colour) if is_here(path, 0.0) => {
                band.fill_path(path, &paint(*colour), FillRule::Winding, to_pixels, None);
            }
            // Corners reach as far as their miter does.
            PaintOperation::Drawn(path, colour, stroke)
                if is_here(path, stroke.width * stroke.miter_limit) =>
            {
                band.stroke_path(path, &paint(*colour), stroke, to_pixels, None);
            }
            _ => {}
        }
    }
}

fn paint(Colour(red, green, blue): Colour) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 255);
    paint.anti_alias = true;
    paint
}

/// What an item puts on the paper, first to last; nothing for pictures.
pub(super) fn operations_of(item: &Item, fonts: &FontBook) -> Vec<PaintOperation> {
    match item {
        Item::Rule(rule) => rule_operation(rule).into_iter().collect(),
        Item::Shape(shape) => shape_operations(shape),
        Item::Glyphs(run) => glyph_operations(run, fonts),
        Item::Picture(_) | Item::Link(_) => Vec::new(),
    }
}

fn rule_operation(rule: &Rule) -> Option<PaintOperation> {
    let mut path = PathBuilder::new();
    path.move_to(rule.from.0.0, rule.from.1.0);
    path.line_to(rule.to.0.0, rule.to.1.0);
    let (line_cap, dash) = match rule.dash {
        Dash::Solid => (LineCap::Butt, None),
        Dash::Dashed(on, off) => (LineCap::Butt, StrokeDash::new(vec![on.0, off.0], 0.0)),
        Dash::Dotted(apart) => (LineCap::Round, StrokeDash::new(vec![0.01, apart.0], 0.0)),
    };
    let stroke = Stroke {
        width: rule.width.0,
        line_cap,
        dash,
        ..Stroke::default()
    };
    Some(PaintOperation::Drawn(path.finish()?, rule.colour, stroke))
}

fn shape_operations(shape: &Shape) -> Vec<PaintOperation> {
    let Some(path) = outline(&shape.outline) else {
        return Vec::new();
    };
    let filled = shape
        .fill
        .map(|colour| PaintOperation::Filled(path.clone(), colour));
    let stroked = shape.stroke.map(|(colour, width)| {
        let stroke = Stroke {
            width: width.0,
            line_join: LineJoin::Miter,
            ..Stroke::default()
        };
        PaintOperation::Drawn(path, colour, stroke)
    });
    filled.into_iter().chain(stroked).collect()
}

fn outline(outline: &ShapeOutline) -> Option<Path> {
    match outline {
        ShapeOutline::Circle { centre, radius } => {
            PathBuilder::from_circle(centre.0.0, centre.1.0, radius.0)
        }
        ShapeOutline::Polygon(corners) => {
            let mut path = PathBuilder::new();
            for (n, (x, y)) in corners.iter().enumerate() {
                if n == 0 {
                    path.move_to(x.0, y.0);
                } else {
                    path.line_to(x.0, y.0);
                }
            }
            path.close();
            path.finish()
        }
    }
}

/// Collects a glyph's outline, in font units, with `y` upwards.
struct GlyphOutline(PathBuilder);

impl OutlineBuilder for GlyphOutline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, y1, x, y);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }
    fn close(&mut self) {
        self.0.close();
    }
}

fn glyph_operations(run: &GlyphRun, fonts: &FontBook) -> Vec<PaintOperation> {
    let font = fonts.font(run.font);
    let Some(face) = font.face() else {
        return Vec::new();
    };
    let em = run.size.0 / f32::from(font.units_per_em());
    let mut operations = Vec::with_capacity(run.glyphs.len());
    for glyph in &run.glyphs {
        let mut outline = GlyphOutline(PathBuilder::new());
        if face
            .outline_glyph(GlyphId(glyph.id), &mut outline)
            .is_none()
        {
            continue;
        }
        let place = Transform::from_translate((run.x + glyph.x).0, run.y.0).pre_scale(em, -em);
        let Some(path) = outline.0.finish().and_then(|path| path.transform(place)) else {
            continue;
        };
        if run.thickened {
            let stroke = Stroke {
                width: (run.size * THICKENING).0,
                ..Stroke::default()
            };
            operations.push(PaintOperation::Drawn(path.clone(), run.colour, stroke));
        }
        operations.push(PaintOperation::Filled(path, run.colour));
    }
    operations
}
