//! The paper beside the form: taken from the open draft while it is locked, laid out once it is free
//! again, so that typing never waits for it; and painted a page at a time, as each is looked at.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use wufei::check;
use wufei::compose::{Chart, Options, compose};
use wufei::draft::{Attachment, Draft};
use wufei::export::{self, ExportError};
use wufei::form::Scope;
use wufei::layout::chart::in_words;
use wufei::layout::page::Item;
use wufei::layout::{FontBook, Page, Pages, TextLine, lay_out};

use crate::api_types::Paper;
use crate::failure::{Failure, Result};
use crate::wire::Parcel;

/// A draft as it stands at one moment: all that its paper is laid out from.
#[derive(Debug)]
pub struct Snapshot {
    /// The form as this applicant is asked it.
    pub scope: Scope,
    /// The answers.
    pub draft: Draft,
    /// The draft's number, printed in the foot.
    pub number: String,
}

impl Snapshot {
    /// The pages that an export would write now.
    ///
    /// # Errors
    /// Where the paper is endless.
    pub fn pages(&self, fonts: &FontBook) -> Result<Pages> {
        let review = check::review(&self.scope, &self.draft);
        let options = Options {
            draft_number: self.number.clone(),
            unfinished: !review.ready,
            notice_years: false,
            changed: None,
        };
        let composition = compose(&self.scope, &self.draft, &options);
        Ok(lay_out(&composition, fonts).map_err(ExportError::from)?)
    }
}

/// The paper that was laid out last, kept to be painted a page at a time.
#[derive(Debug, Default)]
pub struct Sheets(Mutex<Laid>);

#[derive(Debug, Default)]
struct Laid {
    number: u32,
    sheets: Vec<Sheet>,
}

/// A page to be painted.
#[derive(Debug, Clone)]
pub struct Sheet {
    page: Arc<Page>,
    /// The attached pictures on it.
    pub pictures: Vec<Attachment>,
}

impl Sheets {
    /// Lays out a draft's paper in place of the one before.
    ///
    /// # Errors
    /// As [`Snapshot::pages`].
    pub fn lay_out(&self, snapshot: &Snapshot, fonts: &FontBook) -> Result<Paper> {
        let Pages { pages, spots, .. } = snapshot.pages(fonts)?;
        let (width, height) = pages
            .first()
            .map_or((0.0, 0.0), |page| (page.width.0, page.height.0));
        let sheets: Vec<Sheet> = pages
            .into_iter()
            .map(|page| Sheet {
                pictures: pictures_of(&page, &snapshot.draft),
                page: Arc::new(page),
            })
            .collect();
        let count = sheets.len();
        let mut laid = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = laid.number + 1;
        *laid = Laid { number, sheets };
        Ok(Paper {
            number,
            count,
            width,
            height,
            spots,
        })
    }

    /// A page by its paper and its index; `None` where another paper has taken that one's place.
    pub fn get(&self, paper: u32, index: usize) -> Option<Sheet> {
        let laid = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (laid.number == paper).then(|| laid.sheets.get(index).cloned())?
    }
}

fn pictures_of(page: &Page, draft: &Draft) -> Vec<Attachment> {
    let pictures = page.items.iter().filter_map(|placed| match &placed.item {
        Item::Picture(picture) => draft.attachment(&picture.attachment).cloned(),
        _ => None,
    });
    pictures.collect()
}

impl Sheet {
    /// What it says, line by line, and a PNG with `scale` pixels to the pt. `bytes` are those of the
    /// pictures on it, by their ids.
    ///
    /// # Errors
    /// Where a picture is damaged, or the page cannot be painted.
    pub fn painted(
        &self,
        scale: f32,
        bytes: &BTreeMap<String, Vec<u8>>,
        fonts: &FontBook,
    ) -> Result<Parcel<Option<Vec<TextLine>>>> {
        let title = |id: &str| {
            let of = self.pictures.iter().find(|picture| picture.id == id);
            of.map_or(id, |picture| &picture.title).to_owned()
        };
        Ok(Parcel {
            bytes: export::page_picture(&self.page, scale, bytes, &title, fonts)?,
            head: Some(self.page.text_lines(fonts)),
        })
    }
}

/// A chart of the narrative: what it shows in words, and its picture, a PNG; nothing where there are no
/// figures to draw.
///
/// # Errors
/// Where it cannot be painted.
pub fn chart(chart: Option<&Chart>, fonts: &FontBook) -> Result<Parcel<Option<String>>> {
    Ok(match chart {
        Some(chart) => Parcel {
            head: Some(in_words(chart)),
            bytes: export::chart_picture(chart, fonts)?,
        },
        None => Parcel::nothing(),
    })
}

/// The program's fonts, read when the first paper is made and kept for the next.
#[derive(Debug, Default)]
pub struct Fonts(Mutex<Option<Arc<FontBook>>>);

impl Fonts {
    /// The fonts.
    ///
    /// # Errors
    /// Where they are missing or damaged.
    pub fn get(&self) -> Result<Arc<FontBook>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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
