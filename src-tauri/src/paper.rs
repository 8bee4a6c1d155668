//! The paper beside the form: taken from the open draft while it is locked, made once it is free
//! again, so that typing never waits for it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde::Serialize;
use wufei::check;
use wufei::compose::{Chart, Options};
use wufei::draft::Draft;
use wufei::export;
use wufei::form::Scope;
use wufei::layout::FontBook;
use wufei::layout::chart::in_words;

use crate::crossing::Failure;

/// A draft as it stands at one moment: all that its paper is made of.
#[derive(Debug)]
pub struct Moment {
    /// The form as this applicant is asked it.
    pub scope: Scope<'static>,
    /// The answers.
    pub draft: Draft,
    /// The draft's number, printed in the foot.
    pub number: String,
    /// Bytes of the pictures, by the attachments' ids.
    pub pictures: BTreeMap<String, Vec<u8>>,
}

impl Moment {
    /// The paper that an export would write now, and where on it the places of the form are: four
    /// bytes with the length of a JSON list of [`Spot`](wufei::layout::Spot)s, lowest first, the list, and the PDF.
    ///
    /// # Errors
    /// Where a picture cannot be read, the paper is endless or the writer fails.
    pub fn paper(&self, fonts: &FontBook) -> Result<Vec<u8>, Failure> {
        let review = check::review(&self.scope, &self.draft);
        let options = Options {
            draft_number: self.number.clone(),
            unfinished: !review.ready,
            notice_years: false,
            changed: None,
        };
        let seen = export::preview(&self.scope, &self.draft, &self.pictures, &options, fonts)?;
        parcel(&seen.spots, &seen.pdf)
    }
}

/// A chart of the narrative, packed as the paper is: what it shows in words, as JSON, and its picture,
/// a PNG. `null` and nothing where there are no figures to draw.
///
/// # Errors
/// Where it cannot be painted.
pub fn chart(chart: Option<&Chart>, fonts: &FontBook) -> Result<Vec<u8>, Failure> {
    match chart {
        Some(chart) => parcel(&in_words(chart), &export::chart_picture(chart, fonts)?),
        None => parcel(&(), &[]),
    }
}

fn parcel(head: &impl Serialize, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let failed = || Failure {
        code: "preview".into(),
        message: "预览没有做成，请稍后再试，或到“检查与导出”导出草稿查看。".into(),
    };
    let head = serde_json::to_vec(head).map_err(|_| failed())?;
    let length = u32::try_from(head.len()).map_err(|_| failed())?;
    Ok([&length.to_le_bytes()[..], &head, bytes].concat())
}

/// The program's fonts, read when the first paper is made and kept for the next.
#[derive(Debug, Default)]
pub struct Fonts(Mutex<Option<Arc<FontBook>>>);

impl Fonts {
    /// The fonts.
    ///
    /// # Errors
    /// Where they are missing or damaged.
    pub fn get(&self) -> Result<Arc<FontBook>, Failure> {
        let mut kept = self.0.lock().unwrap_or_else(|broken| broken.into_inner());
        if let Some(fonts) = kept.as_ref() {
            return Ok(Arc::clone(fonts));
        }
        let fonts = FontBook::find().map_err(|error| Failure {
            code: error.code().to_owned(),
            message: error.to_string(),
        })?;
        Ok(Arc::clone(kept.insert(Arc::new(fonts))))
    }
}
