//! The parts of a paper, put together into one file.

use std::collections::BTreeMap;
use std::io::{Seek, Write};

use docx_rs as word;
use word::BuildXML;

use super::manifest::Manifest;
use super::ooxml_fixups::{self, Additions};
use super::opc::{self, PackageMedia, PackagePart};
use super::page::FooterKind;
use super::xml::Element;
use super::{parts, styles};
use crate::compose::block::Composition;
use crate::draft::AttachmentBytes;
use crate::export::{Defect, ExportError};

/// What the writer leaves behind beside the text.
pub(super) struct WriterOutput {
    /// What docx-rs cannot say.
    pub additions: Additions,
    /// Kinds of the lists: ordered or not.
    pub lists: Vec<bool>,
    /// Anchors behind bookmarks whose names cannot spell them.
    pub spelled: BTreeMap<String, String>,
    /// The pictures with the endings of their parts. docx-rs was given their places in this list
    /// instead of their bytes, of which it would make copies.
    pub media: Vec<(&'static str, PackageMedia)>,
}

/// Writes everything, with what is not text: styles, settings, lists, footers, pictures, properties;
/// and says what was written.
///
/// # Errors
/// Where a picture cannot be read, the writer failed or the disk refuses.
pub(super) fn package(
    composition: &Composition,
    built: word::XMLDocx,
    written: WriterOutput,
    bytes: &dyn AttachmentBytes,
    out: impl Write + Seek,
) -> Result<Manifest, ExportError> {
    let name = format!("{}.docx", composition.paper_name);
    let failed = |reason: Defect| ExportError::Writer {
        document: name.clone(),
        reason,
    };
    let mut document = ooxml_fixups::part(&built.document).map_err(failed)?;
    ooxml_fixups::add(&mut document, &written.additions);
    let mut xml: Vec<(String, Element)> = vec![
        ("word/document.xml".to_owned(), document),
        ("word/styles.xml".to_owned(), styles::styles()),
        ("word/settings.xml".to_owned(), parts::settings()),
        ("word/fontTable.xml".to_owned(), styles::font_table()),
        (
            "word/numbering.xml".to_owned(),
            parts::numbering(&written.lists),
        ),
        ("word/theme/theme1.xml".to_owned(), parts::theme()),
    ];
    let mut relations = vec![
        ("rIdStyles".to_owned(), "styles", "styles.xml".to_owned()),
        (
            "rIdSettings".to_owned(),
            "settings",
            "settings.xml".to_owned(),
        ),
        (
            "rIdFonts".to_owned(),
            "fontTable",
            "fontTable.xml".to_owned(),
        ),
        (
            "rIdLists".to_owned(),
            "numbering",
            "numbering.xml".to_owned(),
        ),
        (
            "rIdTheme".to_owned(),
            "theme",
            "theme/theme1.xml".to_owned(),
        ),
    ];
    for (n, foot) in FooterKind::ALL.into_iter().enumerate() {
        let name = format!("footer{}.xml", n + 1);
        let footer =
            ooxml_fixups::part(&foot.write(&composition.foot.text).build()).map_err(failed)?;
        xml.push((format!("word/{name}"), footer));
        relations.push((foot.relation().to_owned(), "footer", name));
    }
    let mut media = Vec::new();
    let pictures = ooxml_fixups::part(&built.document_rels).map_err(failed)?;
    for (n, (ending, picture)) in written.media.into_iter().enumerate() {
        let place = place_of(n);
        let Some((name, _)) = built.media.iter().find(|(_, held)| *held == place) else {
            continue;
        };
        let old = format!("media/{name}.png");
        let new = format!("media/image{}.{ending}", n + 1);
        for relation in pictures
            .elements()
            .filter(|relation| relation.attribute("Target") == Some(&old))
        {
            let id = relation.attribute("Id").unwrap_or_default();
            relations.push((id.to_owned(), "image", new.clone()));
        }
        media.push(PackagePart::Media(format!("word/{new}"), picture));
    }
    let mut custom = Vec::new();
    if !written.spelled.is_empty() {
        relations.push((
            "rIdAnchors".to_owned(),
            "customXml",
            "../customXml/item1.xml".to_owned(),
        ));
        custom.push((
            "customXml/item1.xml".to_owned(),
            parts::anchors(&written.spelled),
        ));
    }
    let properties = [
        (
            "docProps/core.xml".to_owned(),
            parts::core(
                &composition.title,
                &composition.author,
                &composition.subject,
            ),
        ),
        ("docProps/app.xml".to_owned(), parts::app()),
    ];
    let root = [
        (
            "rId1".to_owned(),
            "officeDocument",
            "word/document.xml".to_owned(),
        ),
        (
            "rId2".to_owned(),
            "core-properties",
            "docProps/core.xml".to_owned(),
        ),
        (
            "rId3".to_owned(),
            "extended-properties",
            "docProps/app.xml".to_owned(),
        ),
    ];
    xml.extend(properties);
    let types = parts::content_types(xml.iter().map(|(name, _)| name.as_str()));
    let mut all = vec![
        PackagePart::Xml("[Content_Types].xml".to_owned(), types),
        PackagePart::Xml("_rels/.rels".to_owned(), parts::relationships(&root)),
        PackagePart::Xml(
            "word/_rels/document.xml.rels".to_owned(),
            parts::relationships(&relations),
        ),
    ];
    all.extend(
        xml.into_iter()
            .chain(custom)
            .map(|(name, root)| PackagePart::Xml(name, root)),
    );
    all.extend(media);
    opc::pack(all, bytes, &name, out)
}

/// What docx-rs is given for the picture at this place of [`WriterOutput::media`].
pub(super) fn place_of(n: usize) -> Vec<u8> {
    n.to_string().into_bytes()
}
