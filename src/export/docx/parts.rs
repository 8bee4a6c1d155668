//! The parts of the package beside the text: settings, lists, properties, relationships.
//!
//! docx-rs writes these with gaps or errors that Word objects to; they are short, so they are
//! written here in full.

use std::collections::BTreeMap;

use super::styles::WORD;
use super::xml::Element;
use crate::compose::style::Style;

/// Namespace of relationships inside a part.
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// Namespace of the part that spells anchors too long for a bookmark's name.
pub(super) const ANCHORS: &str = "urn:wufei:anchors";

fn value(name: &str, value: impl ToString) -> Element {
    Element::new(name).with("w:val", value)
}

/// `word/settings.xml`: Chinese line breaking and punctuation, Word 2013 layout.
pub(super) fn settings() -> Element {
    let compat = |name: &str, on: u8| {
        Element::new("w:compatSetting")
            .with("w:name", name)
            .with("w:uri", "http://schemas.microsoft.com/office/word")
            .with("w:val", on)
    };
    Element::new("w:settings")
        .with("xmlns:w", WORD)
        .child(Element::new("w:zoom").with("w:percent", 100))
        .child(value("w:defaultTabStop", 420))
        .child(Element::new("w:evenAndOddHeaders"))
        .child(value("w:drawingGridVerticalSpacing", 156))
        .child(value("w:displayHorizontalDrawingGridEvery", 0))
        .child(value("w:displayVerticalDrawingGridEvery", 2))
        .child(value("w:characterSpacingControl", "compressPunctuation"))
        .child(
            Element::new("w:compat")
                .child(Element::new("w:spaceForUL"))
                .child(Element::new("w:balanceSingleByteDoubleByteWidth"))
                .child(Element::new("w:doNotLeaveBackslashAlone"))
                .child(Element::new("w:ulTrailSpace"))
                .child(Element::new("w:doNotExpandShiftReturn"))
                .child(Element::new("w:adjustLineHeightInTable"))
                .child(Element::new("w:useFELayout"))
                .child(compat("compatibilityMode", 15))
                .child(compat("overrideTableStyleFontSizeAndJustification", 1))
                .child(compat("enableOpenTypeFeatures", 1))
                .child(compat("doNotFlipMirrorIndents", 1))
                .child(compat("differentiateMultirowTableHeaders", 1))
                .child(compat("useWord2013TrackBottomHyphenation", 0)),
        )
        .child(
            Element::new("w:themeFontLang")
                .with("w:val", "en-US")
                .with("w:eastAsia", "zh-CN"),
        )
        .child(value("w:decimalSymbol", "."))
        .child(value("w:listSeparator", ","))
}

/// Id of the numbering instance of the `n`th list of the paper, counted from 0.
pub(super) fn list_id(n: usize) -> usize {
    n + 1
}

/// `word/numbering.xml` for lists of these kinds (ordered or not); each ordered one counts from 1.
pub(super) fn numbering(lists: &[bool]) -> Element {
    let look = Style::Body.look();
    let level = |format: &str, text: &str| {
        Element::new("w:lvl")
            .with("w:ilvl", 0)
            .child(value("w:start", 1))
            .child(value("w:numFmt", format))
            .child(value("w:suff", "space"))
            .child(value("w:lvlText", text))
            .child(value("w:lvlJc", "left"))
            .child(
                Element::new("w:pPr").child(
                    Element::new("w:ind")
                        .with("w:left", 0)
                        .with("w:firstLineChars", 200)
                        .with("w:firstLine", (2.0 * (look.size + look.tracking)).twips().0),
                ),
            )
    };
    let abstract_list = |id: usize, level: Element| {
        Element::new("w:abstractNum")
            .with("w:abstractNumId", id)
            .child(value("w:multiLevelType", "singleLevel"))
            .child(level)
    };
    let mut root = Element::new("w:numbering")
        .with("xmlns:w", WORD)
        .child(abstract_list(0, level("bullet", "●")))
        .child(abstract_list(1, level("decimal", "%1.")));
    for (n, &ordered) in lists.iter().enumerate() {
        let mut list = Element::new("w:num")
            .with("w:numId", list_id(n))
            .child(value("w:abstractNumId", usize::from(ordered)));
        if ordered {
            list = list.child(
                Element::new("w:lvlOverride")
                    .with("w:ilvl", 0)
                    .child(value("w:startOverride", 1)),
            );
        }
        root = root.child(list);
    }
    root
}

/// `word/theme/theme1.xml`: Word makes its own where there is none, and some programs ask for it. No
/// style refers to it; it holds black, white and the colours of the charts, and the body's fonts.
pub(super) fn theme() -> Element {
    let drawing = |name: &str| Element::new(&format!("a:{name}"));
    let colour = |hex: &str| drawing("srgbClr").with("val", hex);
    let mut colours = drawing("clrScheme").with("name", "公文");
    for (name, hex) in [
        ("dk1", "000000"),
        ("lt1", "FFFFFF"),
        ("dk2", "404040"),
        ("lt2", "F2F2F2"),
        ("accent1", "1F4E79"),
        ("accent2", "C55A11"),
        ("accent3", "3B7D3A"),
        ("accent4", "7F7F7F"),
        ("accent5", "595959"),
        ("accent6", "D9D9D9"),
        ("hlink", "000000"),
        ("folHlink", "000000"),
    ] {
        colours = colours.child(drawing(name).child(colour(hex)));
    }
    let font = |name: &str, east_asian: &str| {
        drawing(name)
            .child(drawing("latin").with("typeface", "Times New Roman"))
            .child(drawing("ea").with("typeface", east_asian))
            .child(drawing("cs").with("typeface", ""))
    };
    let placeholder = || drawing("schemeClr").with("val", "phClr");
    let fill = || drawing("solidFill").child(placeholder());
    // Three of each: subtle, moderate, intense (ISO/IEC 29500-1, 20.1.4.1.13 and following).
    let three = |name: &str, of: &dyn Fn() -> Element| {
        (0..3).fold(drawing(name), |list, _| list.child(of()))
    };
    let line = || drawing("ln").with("w", 6350).child(fill());
    let effect = || drawing("effectStyle").child(drawing("effectLst"));
    drawing("theme")
        .with(
            "xmlns:a",
            "http://schemas.openxmlformats.org/drawingml/2006/main",
        )
        .with("name", "公文")
        .child(
            drawing("themeElements")
                .child(colours)
                .child(
                    drawing("fontScheme")
                        .with("name", "公文")
                        .child(font("majorFont", "黑体"))
                        .child(font("minorFont", "仿宋_GB2312")),
                )
                .child(
                    drawing("fmtScheme")
                        .with("name", "公文")
                        .child(three("fillStyleLst", &fill))
                        .child(three("lnStyleLst", &line))
                        .child(three("effectStyleLst", &effect))
                        .child(three("bgFillStyleLst", &fill)),
                ),
        )
}

/// `docProps/core.xml`. There are no dates in it: the same draft gives the same bytes.
pub(super) fn core(title: &str, author: &str, subject: &str) -> Element {
    Element::new("cp:coreProperties")
        .with(
            "xmlns:cp",
            "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        )
        .with("xmlns:dc", "http://purl.org/dc/elements/1.1/")
        .child(Element::new("dc:title").text(title))
        .child(Element::new("dc:subject").text(subject))
        .child(Element::new("dc:creator").text(author))
        .child(Element::new("cp:lastModifiedBy").text(author))
        .child(Element::new("dc:language").text("zh-CN"))
}

/// `docProps/app.xml`.
pub(super) fn app() -> Element {
    Element::new("Properties")
        .with(
            "xmlns",
            "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
        )
        .child(Element::new("Application").text("wufei"))
}

/// The custom XML part that spells the anchors behind bookmarks whose names cannot.
pub(super) fn anchors(spelled: &BTreeMap<String, String>) -> Element {
    let mut root = Element::new("anchors").with("xmlns", ANCHORS);
    for (name, anchor) in spelled {
        root = root.child(Element::new("anchor").with("bookmark", name).text(anchor));
    }
    root
}

/// A relationships part with these ids, types (after the common stem) and targets.
pub(super) fn relationships(of: &[(String, &str, String)]) -> Element {
    let mut root = Element::new("Relationships").with(
        "xmlns",
        "http://schemas.openxmlformats.org/package/2006/relationships",
    );
    for (id, kind, target) in of {
        let kind = match *kind {
            "core-properties" => {
                "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
                    .to_owned()
            }
            kind => format!("{RELATION}/{kind}"),
        };
        root = root.child(
            Element::new("Relationship")
                .with("Id", id)
                .with("Type", kind)
                .with("Target", target),
        );
    }
    root
}

/// `[Content_Types].xml` for these parts.
pub(super) fn content_types<'a>(parts: impl Iterator<Item = &'a str>) -> Element {
    let mut root = Element::new("Types").with(
        "xmlns",
        "http://schemas.openxmlformats.org/package/2006/content-types",
    );
    for (extension, kind) in [
        ("jpeg", "image/jpeg"),
        ("png", "image/png"),
        (
            "rels",
            "application/vnd.openxmlformats-package.relationships+xml",
        ),
        ("xml", "application/xml"),
    ] {
        root = root.child(
            Element::new("Default")
                .with("Extension", extension)
                .with("ContentType", kind),
        );
    }
    for part in parts {
        let stem = "application/vnd.openxmlformats-officedocument.wordprocessingml";
        let kind = match part {
            "word/document.xml" => format!("{stem}.document.main+xml"),
            "word/styles.xml" => format!("{stem}.styles+xml"),
            "word/settings.xml" => format!("{stem}.settings+xml"),
            "word/fontTable.xml" => format!("{stem}.fontTable+xml"),
            "word/numbering.xml" => format!("{stem}.numbering+xml"),
            "word/theme/theme1.xml" => {
                "application/vnd.openxmlformats-officedocument.theme+xml".to_owned()
            }
            "docProps/core.xml" => {
                "application/vnd.openxmlformats-package.core-properties+xml".to_owned()
            }
            "docProps/app.xml" => {
                "application/vnd.openxmlformats-officedocument.extended-properties+xml".to_owned()
            }
            part if part.starts_with("word/footer") => format!("{stem}.footer+xml"),
            _ => continue,
        };
        root = root.child(
            Element::new("Override")
                .with("PartName", format!("/{part}"))
                .with("ContentType", kind),
        );
    }
    root
}
