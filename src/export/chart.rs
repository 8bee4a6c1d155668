//! A chart as a picture, for Word and for the page: the drawing of the layout, rasterised sharp
//! enough for print.

use super::{ExportError, paint};
use crate::compose::Chart;
use crate::layout::FontBook;
use crate::layout::chart;
use crate::length::Pt;

/// Dots per inch of the picture.
const DPI: f32 = 300.0;

/// A chart as it is printed where its page has room for it: a PNG.
///
/// # Errors
/// [`ExportError::Picture`] where it cannot be painted.
pub fn chart_picture(of: &Chart, fonts: &FontBook) -> Result<Vec<u8>, ExportError> {
    paint_chart(of, (chart::WIDTH, chart::HEIGHTS[0]), fonts)
}

/// A chart of this width and height as a PNG.
pub(super) fn paint_chart(
    of: &Chart,
    size: (Pt, Pt),
    fonts: &FontBook,
) -> Result<Vec<u8>, ExportError> {
    let drawing = chart::draw(of, size, fonts);
    let scale = DPI / 72.0;
    let size = [drawing.width, drawing.height].map(|length| (length.0 * scale).ceil());
    let items = drawing.items.iter();
    let operations = items.flat_map(|item| paint::operations_of(item, fonts));
    paint::png(size, scale, &operations.collect::<Vec<_>>()).map_err(|reason| {
        ExportError::Picture {
            picture: of.caption.text.clone(),
            reason,
        }
    })
}
