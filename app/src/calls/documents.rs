//! The papers: beside the form, written as files, and handed to the system's own programs.

use std::collections::BTreeMap;

use wufei::disk;
use wufei::layout::{FontBook, FontId, TextLine};

use super::Calls;
use crate::api_types::{ExportRequest, Exported, Paper};
use crate::failure::{Failure, Result};
use crate::preview;
use crate::shell::Question;
use crate::wire::Parcel;

impl Calls<'_> {
    /// The draft is free while its paper is laid out.
    pub(super) fn preview(self) -> Result<Paper> {
        let snapshot = self.desk.with(|session| Ok(session.snapshot()))?;
        let fonts = self.desk.fonts.get()?;
        self.desk.sheets.lay_out(&snapshot, &fonts)
    }

    pub(super) fn page(
        self,
        paper: u32,
        index: usize,
        scale: f32,
    ) -> Result<Parcel<Option<Vec<TextLine>>>> {
        let Some(sheet) = self.desk.sheets.get(paper, index) else {
            return Ok(Parcel::nothing());
        };
        let mut pictures = BTreeMap::new();
        for picture in &sheet.pictures {
            let bytes = self.desk.with(|session| session.bytes(&picture.id))?;
            pictures.insert(picture.id.clone(), bytes);
        }
        let fonts = self.desk.fonts.get()?;
        let painted = sheet.painted(scale, &pictures, &fonts);
        drop(pictures);
        self.shell.give_back_memory();
        painted
    }

    pub(super) fn chart(self, of: String) -> Result<Parcel<Option<String>>> {
        let chart = self.desk.with(|session| Ok(session.chart(&of)))?;
        let fonts = self.desk.fonts.get()?;
        preview::chart(chart.as_ref(), &fonts)
    }

    /// The typeface lies beside the program as a data file; its licence does not let it be part of the
    /// page.
    pub(super) fn typeface(self) -> Result<Parcel<()>> {
        let missing = |reason: String| Failure {
            code: "fonts-missing".into(),
            message: reason,
        };
        let place = FontBook::place().map_err(|error| missing(error.to_string()))?;
        let bytes = std::fs::read(place.join(FontId::FangSong.file_name())).map_err(|error| {
            let reason = disk::in_words(&error);
            missing(format!(
                "正文的字体读不出来（{reason}），请重新安装本程序。"
            ))
        })?;
        Ok(Parcel::of(bytes))
    }

    pub(super) fn export_to(self, request: ExportRequest) -> Result<Option<Exported>> {
        self.desk
            .with(|session| session.refuse_unready(&request, &session.review()))?;
        let Some(folder) = self.chosen(&Question::Folder) else {
            return Ok(None);
        };
        self.desk
            .with(|session| session.export(&request, &folder))
            .map(Some)
    }

    pub(super) fn export_beside(self, request: ExportRequest) -> Result<Exported> {
        self.desk.with(|session| session.export_beside(&request))
    }

    pub(super) fn reveal(self, folder: String, name: Option<String>) -> Result<()> {
        self.desk.with(|session| {
            let failed = |message: String| Failure {
                code: "reveal".into(),
                message,
            };
            // The system's program for it is started and not asked whether it found anything.
            let Some(path) = session
                .exported(&folder, name.as_deref())
                .filter(|path| path.exists())
            else {
                let gone = name.as_deref().unwrap_or(&folder);
                return Err(failed(format!("“{gone}”已经不在了，请重新生成。")));
            };
            self.shell.open_external(path).map_err(|error| {
                failed(format!(
                    "“{}”打不开（{error}），请在文件管理器中打开它。",
                    path.display()
                ))
            })
        })
    }
}
