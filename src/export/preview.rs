//! The paper to be looked at while it is written.

use super::{ExportError, pdf};
use crate::compose::{Options, compose};
use crate::draft::{AttachmentBytes, Draft};
use crate::form::Scope;
use crate::layout::{self, FontBook, Spot};

/// A draft's paper, and where on it the form's places are printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The PDF, to the byte what an export of the same draft would write.
    pub pdf: Vec<u8>,
    /// Where the places of the form are printed, in the order of the paper.
    pub spots: Vec<Spot>,
}

/// Makes a draft's paper in memory. It is not read back as an exported one is: who looks at it
/// reads it.
///
/// # Errors
/// [`ExportError`] where a picture cannot be read, the paper is endless or the writer fails.
pub fn preview(
    scope: &Scope<'_>,
    draft: &Draft,
    bytes: &dyn AttachmentBytes,
    options: &Options,
    fonts: &FontBook,
) -> Result<Preview, ExportError> {
    let composition = compose(scope, draft, options);
    let pages = layout::lay_out(&composition, fonts)?;
    let pdf = pdf::write(&pages, &composition, fonts, bytes)?;
    Ok(Preview {
        pdf,
        spots: pages.spots,
    })
}
