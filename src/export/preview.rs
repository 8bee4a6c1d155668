//! A page of the PDF as a picture, for whoever looks at it before there is a file.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::util::TransformExt as _;
use hayro::hayro_syntax::Pdf;
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};

use super::pixels::Painted;
use super::{Defect, ExportError, pdf};
use crate::draft::AttachmentBytes;
use crate::layout::{FontBook, Page};

/// A page of the paper as a PNG, `scale` pixels to the pt: it is written as PDF, and what was written
/// is drawn. `words` are what messages call an attached picture.
///
/// # Errors
/// [`ExportError::Picture`] where one of them cannot be read, [`ExportError::Writer`] where the page
/// cannot be written or drawn.
pub fn page_picture(
    page: &Page,
    scale: f32,
    bytes: &dyn AttachmentBytes,
    words: &dyn Fn(&str) -> String,
    fonts: &FontBook,
) -> Result<Vec<u8>, ExportError> {
    let written = pdf::write_page(page, fonts, bytes, words)?;
    drawn(written, scale).map_err(|reason| ExportError::Writer {
        document: pdf::PAGE.to_owned(),
        reason,
    })
}

/// The first page of a PDF as a PNG.
///
/// # Errors
/// [`Defect`] where it cannot be read or has no page.
fn drawn(written: Vec<u8>, scale: f32) -> Result<Vec<u8>, Defect> {
    let file = Pdf::new(written).map_err(|error| Defect::told(format!("{error:?}")))?;
    let page = file.pages().first().ok_or(Defect::NoPages)?;
    let (width, height) = page.render_dimensions();
    let pixels = |length: f32| (length * scale).round().clamp(1.0, 20_000.0) as u16;
    let mut scene = RenderContext::new(pixels(width), pixels(height));
    let upright = Affine::scale(f64::from(scale)) * page.initial_transform(true).to_kurbo();
    let settings = RenderSettings {
        // As on paper, not fitted to the pixels.
        hinting: false,
        ..RenderSettings::default()
    };
    let cache = RenderCache::new();
    let interpreter = InterpreterSettings::default();
    render_into(page, &cache, &interpreter, &settings, &mut scene, upright);
    scene.flush();
    let mut picture = Pixmap::new(scene.width(), scene.height());
    let target_init = TargetInit::Clear(WHITE);
    let settings = RasterizerSettings {
        target_init,
        ..RasterizerSettings::default()
    };
    scene.render_with(&mut picture, &mut Resources::default(), settings);
    let mut painted = Painted::default();
    painted.take(picture.data(), |pixel| [pixel.r, pixel.g, pixel.b]);
    painted.pack(picture.width().into(), picture.height().into())
}
