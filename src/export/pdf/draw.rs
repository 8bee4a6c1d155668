//! A page's items → the engine's operations.

use std::collections::BTreeMap;

use printpdf::{
    Codepoint, Color, CurTransMat, DictItem, Line, LineCapStyle, LineDashPattern, LinePoint, Op,
    PaintMode, PdfFontHandle, Point, Polygon, PolygonRing, Pt as EnginePt, Rgb, TextItem,
    TextMatrix, TextRenderingMode, WindingOrder, XObjectTransform,
};

use super::font::Subset;
use super::picture::Pictures;
use crate::layout::FontId;
use crate::layout::page::{
    Colour, Dash, GlyphRun, Item, Page, PlacedGlyph, PlacedPicture, Rule, Shape, ShapeOutline,
    THICKENING,
};
use crate::length::Pt;

/// Draws a page: its operations, and for every marked content of the page, by number, the node of
/// the structure it belongs to.
pub(super) fn page(
    page: &Page,
    subsets: &BTreeMap<FontId, Subset>,
    pictures: &Pictures,
) -> (Vec<Op>, Vec<usize>) {
    let mut stream = ContentStream {
        height: page.height,
        subsets,
        ops: Vec::new(),
        text: None,
        fill: None,
        stroke: None,
        width: None,
        dash: None,
        thickened: false,
    };
    let mut marked: Vec<usize> = Vec::new();
    let mut open: Option<Option<usize>> = None;
    let mut items = page.items.iter().peekable();
    while let Some(placed) = items.next() {
        if matches!(placed.item, Item::Link(_)) {
            continue;
        }
        if open != Some(placed.node) {
            stream.end_text();
            if open.is_some() {
                stream.ops.push(Op::EndMarkedContent);
            }
            open = Some(placed.node);
            match placed.node {
                Some(node) => {
                    let number = i64::try_from(marked.len()).unwrap_or(i64::MAX);
                    let map = BTreeMap::from([("MCID".to_owned(), DictItem::Int(number))]);
                    stream.ops.push(Op::BeginMarkedContentWithProperties {
                        tag: "Span".to_owned(),
                        properties: DictItem::Dict { map },
                    });
                    marked.push(node);
                }
                None => stream.ops.push(Op::BeginMarkedContent {
                    tag: "Artifact".to_owned(),
                }),
            }
        }
        match &placed.item {
            Item::Glyphs(run) => {
                let mut line = vec![run];
                while let Some(next) = items.peek()
                    && let Item::Glyphs(more) = &next.item
                    && more.continues
                    && next.node == placed.node
                {
                    line.push(more);
                    items.next();
                }
                stream.line(&line);
            }
            Item::Rule(rule) => stream.rule(rule),
            Item::Shape(shape) => stream.shape(shape),
            Item::Picture(picture) => stream.picture(picture, pictures),
            Item::Link(_) => {}
        }
    }
    stream.end_text();
    if open.is_some() {
        stream.ops.push(Op::EndMarkedContent);
    }
    (stream.ops, marked)
}

/// The engine's operations so far, and what they have set.
struct ContentStream<'p> {
    height: Pt,
    subsets: &'p BTreeMap<FontId, Subset>,
    ops: Vec<Op>,
    /// Inside a text object: the font and size last set.
    text: Option<Option<(FontId, Pt)>>,
    fill: Option<Colour>,
    stroke: Option<Colour>,
    width: Option<Pt>,
    dash: Option<Dash>,
    thickened: bool,
}

impl ContentStream<'_> {
    /// A point of the page in the engine's coordinates, to a thousandth of a pt.
    fn point(&self, (x, y): (Pt, Pt)) -> Point {
        Point {
            x: EnginePt(rounded(x)),
            y: EnginePt(rounded(self.height - y)),
        }
    }

    /// Draws a line of text.
    ///
    /// Readers take glyphs that stand apart for words, and glyphs that overlap for other lines.
    /// Where only spacing moves them (between Chinese and Latin, in a justified line, between two
    /// marks), the text is given beside the glyphs, so that copy and search find what was written.
    fn line(&mut self, runs: &[&GlyphRun]) {
        let glyphs: Vec<GlyphOnPage<'_>> = runs
            .iter()
            .flat_map(|run| {
                let subset = self.subsets.get(&run.font);
                run.glyphs.iter().filter_map(move |glyph| {
                    let embedded = subset?.glyph(glyph.id)?;
                    Some(GlyphOnPage {
                        run,
                        glyph,
                        left: run.x + glyph.x,
                        right: run.x + glyph.x + embedded.advance / 1000.0 * run.size,
                        plain: embedded.char == glyph.char,
                    })
                })
            })
            .collect();
        let mut rest = glyphs.as_slice();
        while let Some(first) = rest.first() {
            let joined = 1 + rest
                .windows(2)
                .take_while(|pair| matches!(pair, [this, next] if this.is_spaced_from(next)))
                .count();
            let spelled = joined > 1 || !first.plain;
            let count = if spelled {
                joined
            } else {
                // Everything up to the next that needs its text given.
                1 + rest
                    .windows(3)
                    .take_while(|three| {
                        matches!(three, [this, next, after]
                            if !this.is_spaced_from(next) && !next.is_spaced_from(after) && next.plain)
                    })
                    .count()
            };
            let (now, later) = rest.split_at(count.min(rest.len()));
            rest = later;
            if spelled {
                let text: String = now.iter().map(|glyph| glyph.glyph.char).collect();
                let map = BTreeMap::from([("ActualText".to_owned(), utf16(&text))]);
                self.begin_text();
                self.ops.push(Op::BeginMarkedContentWithProperties {
                    tag: "Span".to_owned(),
                    properties: DictItem::Dict { map },
                });
            }
            for same in now.chunk_by(|a, b| std::ptr::eq(a.run, b.run)) {
                self.glyphs(same);
            }
            if spelled {
                self.ops.push(Op::EndMarkedContent);
            }
        }
    }

    /// Draws glyphs of one run.
    fn glyphs(&mut self, glyphs: &[GlyphOnPage<'_>]) {
        let Some(first) = glyphs.first() else { return };
        let run = first.run;
        let Some(subset) = self.subsets.get(&run.font) else {
            return;
        };
        self.set_fill(run.colour);
        self.set_thickened(run.thickened, run);
        self.begin_text();
        if self.text != Some(Some((run.font, run.size))) {
            self.ops.push(Op::SetFont {
                font: PdfFontHandle::External(subset.id.clone()),
                size: EnginePt(run.size.0),
            });
            self.text = Some(Some((run.font, run.size)));
        }
        let matrix = [
            1.0,
            0.0,
            0.0,
            1.0,
            rounded(first.left),
            rounded(self.height - run.y),
        ];
        self.ops.push(Op::SetTextMatrix {
            matrix: TextMatrix::Raw(matrix),
        });
        let glyphs: Vec<PlacedGlyph> = glyphs.iter().map(|glyph| *glyph.glyph).collect();
        self.ops.push(Op::ShowText {
            items: vec![TextItem::GlyphIds(codepoints(subset, &glyphs, run.size))],
        });
    }

    fn begin_text(&mut self) {
        if self.text.is_none() {
            self.ops.push(Op::StartTextSection);
            self.text = Some(None);
        }
    }

    fn end_text(&mut self) {
        if self.text.take().is_some() {
            self.ops.push(Op::EndTextSection);
        }
    }

    fn rule(&mut self, rule: &Rule) {
        self.end_text();
        self.set_stroke(rule.colour);
        self.set_line(rule.width, rule.dash);
        let point = |p| LinePoint {
            p: self.point(p),
            bezier: false,
        };
        let line = Line {
            points: vec![point(rule.from), point(rule.to)],
            is_closed: false,
        };
        self.ops.push(Op::DrawLine { line });
    }

    fn shape(&mut self, shape: &Shape) {
        self.end_text();
        let mode = match (shape.fill, shape.stroke) {
            (Some(_), Some(_)) => PaintMode::FillStroke,
            (Some(_), None) => PaintMode::Fill,
            (None, Some(_)) => PaintMode::Stroke,
            (None, None) => return,
        };
        if let Some(fill) = shape.fill {
            self.set_fill(fill);
        }
        if let Some((colour, width)) = shape.stroke {
            self.set_stroke(colour);
            self.set_line(width, Dash::Solid);
        }
        let points = match &shape.outline {
            ShapeOutline::Polygon(corners) => corners
                .iter()
                .map(|corner| LinePoint {
                    p: self.point(*corner),
                    bezier: false,
                })
                .collect(),
            ShapeOutline::Circle { centre, radius } => self.circle(*centre, *radius),
        };
        self.ops.push(Op::DrawPolygon {
            polygon: Polygon {
                rings: vec![PolygonRing { points }],
                mode,
                winding_order: WindingOrder::NonZero,
            },
        });
    }

    /// A circle of four curves.
    fn circle(&self, (x, y): (Pt, Pt), r: Pt) -> Vec<LinePoint> {
        let none = Pt::ZERO;
        let k = r * 0.5523;
        let at = |dx: Pt, dy: Pt, bezier: bool| LinePoint {
            p: self.point((x + dx, y + dy)),
            bezier,
        };
        vec![
            at(r, none, false),
            at(r, k, true),
            at(k, r, true),
            at(none, r, false),
            at(-k, r, true),
            at(-r, k, true),
            at(-r, none, false),
            at(-r, -k, true),
            at(-k, -r, true),
            at(none, -r, false),
            at(k, -r, true),
            at(r, -k, true),
            at(r, none, false),
        ]
    }

    fn picture(&mut self, picture: &PlacedPicture, pictures: &Pictures) {
        self.end_text();
        let Some((id, turn)) = pictures.get(&picture.attachment) else {
            return;
        };
        let (w, h) = (picture.width, picture.height);
        let (x, y) = (picture.x, self.height - picture.y - h);
        // The turned unit square, stretched to the picture's place.
        let [a, b, c, d, e, f] = turn;
        let matrix = [a * w, b * h, c * w, d * h, e * w + x, f * h + y].map(rounded);
        self.ops.extend([
            Op::SaveGraphicsState,
            Op::SetTransformationMatrix {
                matrix: CurTransMat::Raw(matrix),
            },
            Op::UseXobject {
                id,
                transform: XObjectTransform {
                    no_auto_scale: true,
                    ..XObjectTransform::default()
                },
            },
            Op::RestoreGraphicsState,
        ]);
    }

    fn set_fill(&mut self, colour: Colour) {
        if self.fill.replace(colour) != Some(colour) {
            self.ops.push(Op::SetFillColor { col: rgb(colour) });
        }
    }

    fn set_stroke(&mut self, colour: Colour) {
        if self.stroke.replace(colour) != Some(colour) {
            self.ops.push(Op::SetOutlineColor { col: rgb(colour) });
        }
    }

    fn set_line(&mut self, width: Pt, dash: Dash) {
        if self.width.replace(width) != Some(width) {
            self.ops.push(Op::SetOutlineThickness {
                pt: EnginePt(width.0),
            });
        }
        if self.dash.replace(dash) == Some(dash) {
            return;
        }
        let (pattern, cap) = match dash {
            Dash::Solid => (vec![], LineCapStyle::Butt),
            Dash::Dashed(stroke, gap) => (vec![stroke.0, gap.0], LineCapStyle::Butt),
            Dash::Dotted(step) => (vec![0.0, step.0], LineCapStyle::Round),
        };
        self.ops.push(Op::SetLineDashPattern {
            dash: LineDashPattern {
                offset: 0.0,
                pattern: pattern.into_iter().collect(),
            },
        });
        self.ops.push(Op::SetLineCapStyle { cap });
    }

    fn set_thickened(&mut self, thickened: bool, run: &GlyphRun) {
        if thickened {
            self.set_stroke(run.colour);
            self.set_line(run.size * THICKENING, Dash::Solid);
        }
        if self.thickened != thickened {
            self.thickened = thickened;
            let mode = if thickened {
                TextRenderingMode::FillStroke
            } else {
                TextRenderingMode::Fill
            };
            self.ops.push(Op::SetTextRenderingMode { mode });
        }
    }
}

/// A glyph at its place on the page.
struct GlyphOnPage<'p> {
    run: &'p GlyphRun,
    glyph: &'p PlacedGlyph,
    left: Pt,
    /// Where its advance ends.
    right: Pt,
    /// Whether the font's character map gives its character.
    plain: bool,
}

impl GlyphOnPage<'_> {
    /// Whether a reader would see a space, or another line, between it and the next.
    fn is_spaced_from(&self, next: &GlyphOnPage<'_>) -> bool {
        let chars = [self.glyph.char, next.glyph.char];
        if chars.contains(&'\u{3000}') {
            return true;
        }
        if chars.iter().any(|char| char.is_whitespace()) {
            return false;
        }
        let gap = (next.left - self.right) / self.run.size;
        !(-0.05..=0.08).contains(&gap)
    }
}

/// Glyphs with what must be taken from each advance for the next glyph to stand in its place.
fn codepoints(subset: &Subset, glyphs: &[PlacedGlyph], size: Pt) -> Vec<Codepoint> {
    let mut codes = Vec::with_capacity(glyphs.len());
    // Rounding must not add up: what is left over goes on to the next glyph.
    let mut pen = glyphs.first().map_or(Pt::ZERO, |glyph| glyph.x);
    for (i, glyph) in glyphs.iter().enumerate() {
        let Some(embedded) = subset.glyph(glyph.id) else {
            continue;
        };
        let mut offset = 0.0;
        if let Some(next) = glyphs.get(i + 1) {
            let wanted = (next.x - pen) / size * 1000.0;
            offset = ((embedded.advance - wanted) * 10.0).round() / 10.0;
            pen += (embedded.advance - offset) / 1000.0 * size;
        }
        codes.push(Codepoint::with_cid(
            embedded.id,
            offset,
            embedded.char.to_string(),
        ));
    }
    codes
}

/// A length of the page, to a thousandth of a pt.
fn rounded(length: Pt) -> f32 {
    (length.0 * 1000.0).round() / 1000.0
}

fn rgb(colour: Colour) -> Color {
    let share = |byte: u8| (f32::from(byte) / 255.0 * 1000.0).round() / 1000.0;
    Color::Rgb(Rgb {
        r: share(colour.0),
        g: share(colour.1),
        b: share(colour.2),
        icc_profile: None,
    })
}

/// A text string of the format (ISO 32000-1, 7.9.2.2).
fn utf16(text: &str) -> DictItem {
    let mut data = vec![0xfe, 0xff];
    data.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    DictItem::String {
        data,
        literal: false,
    }
}
