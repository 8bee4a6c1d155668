//! A chart as a picture, for Word and for the page: the drawing of the layout, rasterised sharp
//! enough for print.

use tiny_skia::{
    FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, StrokeDash, Transform,
};
use ttf_parser::{GlyphId, OutlineBuilder};

use super::ExportError;
use crate::compose::Chart;
use crate::layout::FontBook;
use crate::layout::chart::{self, Drawing};
use crate::layout::page::{Colour, Dash, GlyphRun, Item, Outline, Rule, Shape};

/// Dots per inch of the picture.
const DPI: f32 = 300.0;

/// A chart as it is printed where its page has room for it: a PNG.
///
/// # Errors
/// [`ExportError::Picture`] where it cannot be painted.
pub fn chart_picture(of: &Chart, fonts: &FontBook) -> Result<Vec<u8>, ExportError> {
    paint_chart(of, (chart::WIDTH, chart::HEIGHTS[0]), fonts)
}

/// A chart of this width and height in pt as a PNG.
pub(super) fn paint_chart(
    of: &Chart,
    size: (f32, f32),
    fonts: &FontBook,
) -> Result<Vec<u8>, ExportError> {
    let drawing = chart::draw(of, size, fonts);
    png(&drawing, fonts).map_err(|reason| ExportError::Picture {
        picture: of.caption.text.clone(),
        reason,
    })
}

/// The drawing as a PNG on white, at 300 dpi.
///
/// # Errors
/// Where the drawing has no size, or one too large to paint; in a few words.
fn png(drawing: &Drawing, fonts: &FontBook) -> Result<Vec<u8>, String> {
    let scale = DPI / 72.0;
    let pixels = |pt: f32| (pt * scale).ceil().clamp(0.0, 20_000.0) as u32;
    let mut pixmap = Pixmap::new(pixels(drawing.width), pixels(drawing.height))
        .ok_or_else(|| "chart has no size".to_owned())?;
    pixmap.fill(tiny_skia::Color::WHITE);
    let to_pixels = Transform::from_scale(scale, scale);
    for item in &drawing.items {
        match item {
            Item::Rule(rule) => paint_rule(&mut pixmap, rule, to_pixels),
            Item::Shape(shape) => paint_shape(&mut pixmap, shape, to_pixels),
            Item::Glyphs(run) => paint_glyphs(&mut pixmap, run, fonts, to_pixels),
            Item::Picture(_) | Item::Link(_) => {}
        }
    }
    encode(&pixmap)
}

/// RGB without transparency: some printers paint transparent pixels black.
fn encode(pixmap: &Pixmap) -> Result<Vec<u8>, String> {
    use image::codecs::png::{CompressionType, FilterType, PngEncoder};
    use image::{ExtendedColorType, ImageEncoder};

    let mut rgb = Vec::with_capacity(pixmap.pixels().len() * 3);
    for p in pixmap.pixels() {
        rgb.extend_from_slice(&[p.red(), p.green(), p.blue()]);
    }
    let mut out = Vec::new();
    PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Adaptive)
        .write_image(
            &rgb,
            pixmap.width(),
            pixmap.height(),
            ExtendedColorType::Rgb8,
        )
        .map_err(|e| e.to_string())?;
    Ok(out)
}

fn paint(colour: Colour) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(colour.0, colour.1, colour.2, 255);
    paint.anti_alias = true;
    paint
}

fn paint_rule(pixmap: &mut Pixmap, rule: &Rule, to_pixels: Transform) {
    let mut path = PathBuilder::new();
    path.move_to(rule.from.0, rule.from.1);
    path.line_to(rule.to.0, rule.to.1);
    let Some(path) = path.finish() else { return };
    let (line_cap, dash) = match rule.dash {
        Dash::Solid => (LineCap::Butt, None),
        Dash::Dashed(on, off) => (LineCap::Butt, StrokeDash::new(vec![on, off], 0.0)),
        Dash::Dotted(apart) => (LineCap::Round, StrokeDash::new(vec![0.01, apart], 0.0)),
    };
    let stroke = Stroke {
        width: rule.width,
        line_cap,
        dash,
        ..Stroke::default()
    };
    pixmap.stroke_path(&path, &paint(rule.colour), &stroke, to_pixels, None);
}

fn paint_shape(pixmap: &mut Pixmap, shape: &Shape, to_pixels: Transform) {
    let Some(path) = outline(&shape.outline) else {
        return;
    };
    if let Some(colour) = shape.fill {
        pixmap.fill_path(&path, &paint(colour), FillRule::Winding, to_pixels, None);
    }
    if let Some((colour, width)) = shape.stroke {
        let stroke = Stroke {
            width,
            line_join: LineJoin::Miter,
            ..Stroke::default()
        };
        pixmap.stroke_path(&path, &paint(colour), &stroke, to_pixels, None);
    }
}

fn outline(outline: &Outline) -> Option<Path> {
    match outline {
        Outline::Circle { centre, radius } => PathBuilder::from_circle(centre.0, centre.1, *radius),
        Outline::Polygon(corners) => {
            let mut path = PathBuilder::new();
            for (n, (x, y)) in corners.iter().enumerate() {
                if n == 0 {
                    path.move_to(*x, *y);
                } else {
                    path.line_to(*x, *y);
                }
            }
            path.close();
            path.finish()
        }
    }
}

/// Collects a glyph's outline, in font units, with `y` upwards.
struct Pen(PathBuilder);

impl OutlineBuilder for Pen {
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

fn paint_glyphs(pixmap: &mut Pixmap, run: &GlyphRun, fonts: &FontBook, to_pixels: Transform) {
    let font = fonts.font(run.font);
    let Some(face) = font.face() else { return };
    let em = run.size / f32::from(font.units_per_em());
    for glyph in &run.glyphs {
        let mut pen = Pen(PathBuilder::new());
        if face.outline_glyph(GlyphId(glyph.id), &mut pen).is_none() {
            continue;
        }
        let Some(path) = pen.0.finish() else { continue };
        let place = to_pixels
            .pre_translate(run.x + glyph.x, run.y)
            .pre_scale(em, -em);
        pixmap.fill_path(&path, &paint(run.colour), FillRule::Winding, place, None);
    }
}
