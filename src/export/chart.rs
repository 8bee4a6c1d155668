//! A chart as a picture, for Word and for the page: the drawing of the layout, rasterised sharp
//! enough for print.

use std::io::Write as _;

use tiny_skia::{
    FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, StrokeDash, Transform,
};
use ttf_parser::{GlyphId, OutlineBuilder};

use super::ExportError;
use crate::compose::Chart;
use crate::layout::FontBook;
use crate::layout::chart::{self, Drawing};
use crate::layout::page::{Colour, Dash, GlyphRun, Item, Outline, PlacedGlyph, Rule, Shape};

/// Dots per inch of the picture.
const DPI: f32 = 300.0;

/// Rows of pixels that are painted at a time.
const BAND: u32 = 64;

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

/// The drawing as a PNG on white, at 300 dpi. Painted and packed in bands: a whole chart would take
/// 13 MB of fresh memory, which costs more time than the painting.
///
/// # Errors
/// Where the drawing has no size, or one too large to paint; in a few words.
fn png(drawing: &Drawing, fonts: &FontBook) -> Result<Vec<u8>, String> {
    let scale = DPI / 72.0;
    let pixels = |pt: f32| (pt * scale).ceil().clamp(0.0, 20_000.0) as u32;
    let (width, height) = (pixels(drawing.width), pixels(drawing.height));
    let mut band = Pixmap::new(width, BAND.min(height)).ok_or("chart has no size")?;
    let marks: Vec<Mark> = drawing
        .items
        .iter()
        .flat_map(|item| marks_of(item, fonts))
        .collect();
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    // Without transparency: some printers paint transparent pixels black.
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_filter(png::Filter::Adaptive);
    let failed = |error: png::EncodingError| error.to_string();
    let mut writer = encoder.write_header().map_err(failed)?;
    let mut rows = writer.stream_writer().map_err(failed)?;
    let mut rgb = Vec::new();
    for top in (0..height).step_by(BAND as usize) {
        band.fill(tiny_skia::Color::WHITE);
        let to_pixels = Transform::from_scale(scale, scale).post_translate(0.0, -(top as f32));
        for mark in &marks {
            mark.paint(&mut band, to_pixels);
        }
        rgb.clear();
        let here = width * BAND.min(height - top);
        for p in &band.pixels()[..here as usize] {
            rgb.extend_from_slice(&[p.red(), p.green(), p.blue()]);
        }
        rows.write_all(&rgb).map_err(|e| e.to_string())?;
    }
    rows.finish().map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(out)
}

/// A path that is painted: filled, or drawn along.
struct Mark {
    path: Path,
    colour: Colour,
    stroke: Option<Stroke>,
}

impl Mark {
    fn paint(&self, band: &mut Pixmap, to_pixels: Transform) {
        let mut paint = Paint::default();
        let Colour(red, green, blue) = self.colour;
        paint.set_color_rgba8(red, green, blue, 255);
        paint.anti_alias = true;
        match &self.stroke {
            Some(stroke) => band.stroke_path(&self.path, &paint, stroke, to_pixels, None),
            None => band.fill_path(&self.path, &paint, FillRule::Winding, to_pixels, None),
        }
    }
}

/// What an item of the drawing puts on the paper, first to last.
fn marks_of(item: &Item, fonts: &FontBook) -> Vec<Mark> {
    match item {
        Item::Rule(rule) => rule_marks(rule).into_iter().collect(),
        Item::Shape(shape) => shape_marks(shape),
        Item::Glyphs(run) => glyph_marks(run, fonts),
        Item::Picture(_) | Item::Link(_) => Vec::new(),
    }
}

fn rule_marks(rule: &Rule) -> Option<Mark> {
    let mut path = PathBuilder::new();
    path.move_to(rule.from.0, rule.from.1);
    path.line_to(rule.to.0, rule.to.1);
    let (line_cap, dash) = match rule.dash {
        Dash::Solid => (LineCap::Butt, None),
        Dash::Dashed(on, off) => (LineCap::Butt, StrokeDash::new(vec![on, off], 0.0)),
        Dash::Dotted(apart) => (LineCap::Round, StrokeDash::new(vec![0.01, apart], 0.0)),
    };
    Some(Mark {
        path: path.finish()?,
        colour: rule.colour,
        stroke: Some(Stroke {
            width: rule.width,
            line_cap,
            dash,
            ..Stroke::default()
        }),
    })
}

fn shape_marks(shape: &Shape) -> Vec<Mark> {
    let Some(path) = outline(&shape.outline) else {
        return Vec::new();
    };
    let filled = shape.fill.map(|colour| Mark {
        path: path.clone(),
        colour,
        stroke: None,
    });
    let stroked = shape.stroke.map(|(colour, width)| Mark {
        path,
        colour,
        stroke: Some(Stroke {
            width,
            line_join: LineJoin::Miter,
            ..Stroke::default()
        }),
    });
    filled.into_iter().chain(stroked).collect()
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

fn glyph_marks(run: &GlyphRun, fonts: &FontBook) -> Vec<Mark> {
    let font = fonts.font(run.font);
    let Some(face) = font.face() else {
        return Vec::new();
    };
    let em = run.size / f32::from(font.units_per_em());
    let outlined = |glyph: &PlacedGlyph| {
        let mut pen = Pen(PathBuilder::new());
        face.outline_glyph(GlyphId(glyph.id), &mut pen)?;
        let place = Transform::from_translate(run.x + glyph.x, run.y).pre_scale(em, -em);
        Some(Mark {
            path: pen.0.finish()?.transform(place)?,
            colour: run.colour,
            stroke: None,
        })
    };
    run.glyphs.iter().filter_map(outlined).collect()
}
