//! The named styles and fonts of the Word file: `word/styles.xml` and `word/fontTable.xml`.
//!
//! Names are those that Word and WPS know and show in their own language (`heading 1` appears as
//! 标题 1, `Normal Indent` as 正文缩进); what they have no name for is named in Chinese.

use super::xml::{Element, XmlNode};
use crate::compose::page::PageSetup;
use crate::compose::style::{Align, CellLook, CellRole, Look, Style, Typeface};
use crate::layout::page::CONTENTS_DEPTH;
use crate::length::Pt;

/// Namespace of WordprocessingML (ISO/IEC 29500-1, transitional).
pub(super) const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A font of the Word file, as Word looks for it.
struct Face {
    /// Name of the Chinese font.
    name: &'static str,
    /// Names to try where it is not installed (ISO/IEC 29500-1, 17.8.3.1).
    other: &'static str,
    /// Family for substitution: `roman`, `modern` or `swiss`.
    family: &'static str,
    /// PANOSE-1, by which Word substitutes.
    panose: &'static str,
    /// Font of letters and digits.
    latin: &'static str,
}

fn face(typeface: Typeface) -> Face {
    let serif = "Times New Roman";
    match typeface {
        Typeface::TitleSong => Face {
            name: "方正小标宋简体",
            other: "方正小标宋_GBK,FZXiaoBiaoSong-B05S,FZXiaoBiaoSong-B05,华文中宋,STZhongsong,宋体",
            family: "roman",
            panose: "02010601030101010101",
            latin: serif,
        },
        Typeface::Song => Face {
            name: "宋体",
            other: "SimSun,新宋体,NSimSun,华文宋体,STSong,Songti SC",
            family: "roman",
            panose: "02010600030101010101",
            latin: serif,
        },
        Typeface::Hei => Face {
            name: "黑体",
            other: "SimHei,华文黑体,STHeiti,Heiti SC,微软雅黑,Microsoft YaHei",
            family: "modern",
            panose: "02010609060101010101",
            latin: "黑体",
        },
        Typeface::Kai => Face {
            name: "楷体_GB2312",
            other: "楷体,KaiTi_GB2312,KaiTi,华文楷体,STKaiti,Kaiti SC",
            family: "modern",
            panose: "02010609060101010101",
            latin: serif,
        },
        Typeface::Fang => Face {
            name: "仿宋_GB2312",
            other: "仿宋,FangSong_GB2312,FangSong,华文仿宋,STFangsong",
            family: "modern",
            panose: "02010609060101010101",
            latin: serif,
        },
    }
}

/// Every typeface, in the order of the font table.
const TYPEFACES: [Typeface; 5] = [
    Typeface::Fang,
    Typeface::Song,
    Typeface::Hei,
    Typeface::Kai,
    Typeface::TitleSong,
];

/// Style id and name of a document style.
fn identity(style: Style) -> (&'static str, &'static str) {
    match style {
        Style::CoverTitle => ("Title", "Title"),
        Style::CoverNote => ("Subtitle", "Subtitle"),
        Style::PartTitle => ("Heading1", "heading 1"),
        Style::CaseTitle => ("CaseTitle", "题目"),
        Style::Heading1 => ("Heading2", "heading 2"),
        Style::Heading2 => ("Heading3", "heading 3"),
        Style::Heading3 => ("Heading4", "heading 4"),
        Style::Heading4 => ("Heading5", "heading 5"),
        Style::Body => ("NormalIndent", "Normal Indent"),
        Style::Signature => ("Signature", "Signature"),
        Style::TableNumber => ("TableNumber", "表号"),
        Style::TableTitle => ("TableTitle", "表题"),
        Style::TableAbove => ("TableAbove", "表前说明"),
        Style::TableNote => ("TableNote", "表后注"),
        Style::Caption => ("Caption", "caption"),
        Style::Note => ("Note", "官方说明"),
    }
}

/// Id of the Word style of a paragraph.
pub(super) fn style_id(style: Style) -> &'static str {
    identity(style).0
}

/// Style id and name of what a cell holds.
fn cell_identity(role: CellRole) -> (&'static str, &'static str) {
    match role {
        CellRole::Band => ("CellBand", "表格栏题"),
        CellRole::Head => ("CellHead", "表格表头"),
        CellRole::Label => ("CellLabel", "表格项目"),
        CellRole::Text => ("CellText", "表格文字"),
        CellRole::Prose => ("CellProse", "表格长文"),
        CellRole::Essay => ("CellEssay", "表格自述"),
        CellRole::Figure => ("CellFigure", "表格数字"),
        CellRole::Note => ("CellNote", "表格注"),
    }
}

/// Id of the Word style of a cell's paragraphs.
pub(super) fn cell_style_id(role: CellRole) -> &'static str {
    cell_identity(role).0
}

/// Every role a cell may have.
const ROLES: [CellRole; 8] = [
    CellRole::Band,
    CellRole::Head,
    CellRole::Label,
    CellRole::Text,
    CellRole::Prose,
    CellRole::Essay,
    CellRole::Figure,
    CellRole::Note,
];

/// Id of the style of a label on the cover.
pub(super) const ENTRY_LABEL: &str = "EntryLabel";
/// Id of the style of a value on the cover.
pub(super) const ENTRY_VALUE: &str = "EntryValue";
/// Id of the style of a note behind a value on the cover.
pub(super) const ENTRY_NOTE: &str = "EntryNote";
/// Type size of labels and values on the cover.
pub(super) const ENTRY_SIZE: Pt = Pt(16.0);
/// Type size of notes on the cover.
pub(super) const ENTRY_NOTE_SIZE: Pt = Pt(12.0);
/// Ids of the styles of titles whose lines the writer ends where the layout does: at a joint of the
/// words, not in the middle of one.
pub(super) const BROKEN: [&str; 3] = ["Heading1", "CaseTitle", "TableTitle"];
/// Id of the style of list items.
pub(super) const LIST: &str = "ListParagraph";
/// Id of the style of a paragraph that holds pictures or a chart.
pub(super) const PICTURE: &str = "Picture";
/// Id of the style of the page number.
pub(super) const FOOTER: &str = "Footer";
/// Id of the style of the foot line.
pub(super) const FOOT_LINE: &str = "FootLine";
/// Line pitch of the foot line.
pub(super) const FOOT_PITCH: Pt = Pt(12.0);
/// Space between the page number and the foot line, which puts both where the layout does.
const FOOT_GAP: Pt = Pt(13.3);
/// Id of the style of the hair-thin paragraph that keeps two tables apart.
pub(super) const SEPARATOR: &str = "Separator";
/// Id of the style of a line of the contents page.
pub(super) fn contents_style_id(level: u8) -> String {
    format!("TOC{}", level.clamp(1, CONTENTS_DEPTH))
}

fn fonts(typeface: Typeface) -> Element {
    let face = face(typeface);
    Element::new("w:rFonts")
        .with("w:ascii", face.latin)
        .with("w:hAnsi", face.latin)
        .with("w:eastAsia", face.name)
        .with("w:cs", "Times New Roman")
}

fn value(name: &str, value: impl ToString) -> Element {
    Element::new(name).with("w:val", value)
}

/// What a paragraph style sets.
struct StyleProperties {
    typeface: Typeface,
    size: Pt,
    /// Exact line pitch; `None` where a picture decides.
    pitch: Option<Pt>,
    before: Pt,
    after: Pt,
    /// First-line indent in characters.
    indent: f32,
    align: &'static str,
    tracking: Pt,
    bold: bool,
    with_next: bool,
    outline: Option<u8>,
}

impl StyleProperties {
    fn plain(typeface: Typeface, size: Pt, pitch: Pt, align: &'static str) -> Self {
        StyleProperties {
            typeface,
            size,
            pitch: Some(pitch),
            before: Pt::ZERO,
            after: Pt::ZERO,
            indent: 0.0,
            align,
            tracking: Pt::ZERO,
            bold: false,
            with_next: false,
            outline: None,
        }
    }

    fn of(look: Look, outline: Option<u8>) -> Self {
        StyleProperties {
            typeface: look.typeface,
            size: look.size,
            pitch: Some(look.pitch),
            before: look.before,
            after: look.after,
            indent: look.indent,
            align: justification(look.align),
            tracking: look.tracking,
            bold: look.bold,
            with_next: look.with_next,
            outline,
        }
    }

    fn of_cell(look: CellLook) -> Self {
        StyleProperties {
            bold: look.bold,
            indent: look.indent,
            ..StyleProperties::plain(
                look.typeface,
                look.size,
                look.pitch,
                justification(look.align),
            )
        }
    }

    fn paragraph(&self) -> Element {
        let mut spacing = Element::new("w:spacing")
            .with("w:before", self.before.twips().0)
            .with("w:after", self.after.twips().0);
        spacing = match self.pitch {
            Some(pitch) => spacing
                .with("w:line", pitch.twips().0)
                .with("w:lineRule", "exact"),
            None => spacing.with("w:line", 240).with("w:lineRule", "auto"),
        };
        let indent = Element::new("w:ind")
            .with("w:firstLineChars", (self.indent * 100.0).round() as i64)
            .with(
                "w:firstLine",
                (self.indent * (self.size + self.tracking)).twips().0,
            );
        Element::new("w:pPr")
            .child(value("w:keepNext", u8::from(self.with_next)))
            .child_if(self.with_next.then(|| value("w:keepLines", 1)))
            .child(spacing)
            .child(indent)
            .child(value("w:jc", self.align))
            .child_if(
                self.outline
                    .map(|level| value("w:outlineLvl", level.saturating_sub(1))),
            )
    }

    fn run(&self) -> Element {
        let bold = u8::from(self.bold);
        Element::new("w:rPr")
            .child(fonts(self.typeface))
            .child(value("w:b", bold))
            .child(value("w:bCs", bold))
            .child(value("w:spacing", self.tracking.twips().0))
            .child(value("w:sz", self.size.half_points()))
            .child(value("w:szCs", self.size.half_points()))
    }
}

fn justification(align: Align) -> &'static str {
    match align {
        Align::Left => "left",
        Align::Centre => "center",
        Align::Right => "right",
        Align::Justify => "both",
    }
}

/// A paragraph style.
fn style(id: &str, name: &str, based_on: &str, setting: &StyleProperties) -> Element {
    let custom = !BUILT_IN.contains(&name);
    let mut style = Element::new("w:style").with("w:type", "paragraph");
    if custom {
        style = style.with("w:customStyle", 1);
    }
    style
        .with("w:styleId", id)
        .child(value("w:name", name))
        .child(value("w:basedOn", based_on))
        .child_if(
            setting
                .outline
                .map(|_| value("w:next", style_id(Style::Body))),
        )
        .child_if(setting.outline.map(|_| value("w:uiPriority", 9)))
        .child(Element::new("w:qFormat"))
        .child(setting.paragraph())
        .child(setting.run())
}

/// Names that Word knows (ISO/IEC 29500-1, 17.7.4.9).
const BUILT_IN: [&str; 16] = [
    "Title",
    "Subtitle",
    "heading 1",
    "heading 2",
    "heading 3",
    "heading 4",
    "heading 5",
    "Normal Indent",
    "Signature",
    "caption",
    "List Paragraph",
    "footer",
    "toc 1",
    "toc 2",
    "toc 3",
    "Normal",
];

/// `word/styles.xml`.
pub(super) fn styles() -> Element {
    let body = Style::Body.look();
    let normal = StyleProperties::of(
        Look {
            indent: 0.0,
            ..body
        },
        None,
    );
    let mut root = Element::new("w:styles").with("xmlns:w", WORD).child(
        Element::new("w:docDefaults")
            .child(
                Element::new("w:rPrDefault").child(
                    Element::new("w:rPr")
                        .child(fonts(body.typeface))
                        .child(value("w:sz", body.size.half_points()))
                        .child(value("w:szCs", body.size.half_points()))
                        .child(
                            Element::new("w:lang")
                                .with("w:val", "en-US")
                                .with("w:eastAsia", "zh-CN")
                                .with("w:bidi", "ar-SA"),
                        ),
                ),
            )
            .child(
                Element::new("w:pPrDefault").child(
                    Element::new("w:pPr")
                        .child(value("w:widowControl", 0))
                        .child(value("w:kinsoku", 1))
                        .child(value("w:wordWrap", 1))
                        .child(value("w:overflowPunct", 1))
                        .child(value("w:autoSpaceDE", 1))
                        .child(value("w:autoSpaceDN", 1))
                        .child(value("w:snapToGrid", 0)),
                ),
            ),
    );
    root = root.child(
        Element::new("w:style")
            .with("w:type", "paragraph")
            .with("w:default", 1)
            .with("w:styleId", "Normal")
            .child(value("w:name", "Normal"))
            .child(Element::new("w:qFormat"))
            .child(normal.paragraph())
            .child(normal.run()),
    );
    root = root.child(
        Element::new("w:style")
            .with("w:type", "character")
            .with("w:default", 1)
            .with("w:styleId", "DefaultParagraphFont")
            .child(value("w:name", "Default Paragraph Font"))
            .child(value("w:uiPriority", 1))
            .child(Element::new("w:semiHidden"))
            .child(Element::new("w:unhideWhenUsed")),
    );
    root = root.child(plain_table());
    for style_of in Style::ALL {
        let (id, name) = identity(style_of);
        let setting = StyleProperties::of(style_of.look(), style_of.outline_level());
        root = root.child(style(id, name, "Normal", &setting));
    }
    for role in ROLES {
        let (id, name) = cell_identity(role);
        root = root.child(style(
            id,
            name,
            "Normal",
            &StyleProperties::of_cell(role.look()),
        ));
    }
    for (id, name, setting) in own_styles() {
        root = root.child(style(id, name, "Normal", &setting));
    }
    for level in 1..=CONTENTS_DEPTH {
        root = root.child(contents_style(level));
    }
    root
}

/// A line of the contents page: dots lead to the page number at the right margin.
fn contents_style(level: u8) -> Element {
    const SIZE: Pt = Pt(14.0);
    let typeface = if level == 1 {
        Typeface::Hei
    } else {
        Typeface::Song
    };
    let mut style = style(
        &contents_style_id(level),
        &format!("toc {level}"),
        "Normal",
        &StyleProperties::plain(typeface, SIZE, Pt(26.0), "left"),
    );
    style.edit("w:pPr", |p| {
        p.edit("w:ind", |indent| {
            let characters = i64::from(level) - 1;
            indent.attributes.clear();
            indent.set("w:leftChars", characters * 100);
            indent.set("w:left", characters * i64::from(SIZE.twips().0));
            // LibreOffice prints nothing that stands between a right indent and the margin.
            indent.set("w:right", 0);
            indent.set("w:firstLine", 0);
        });
        let stop = value("w:tab", "right")
            .with("w:leader", "dot")
            .with("w:pos", PageSetup::PORTRAIT.text_width().twips().0);
        p.children
            .push(XmlNode::Element(Element::new("w:tabs").child(stop)));
    });
    style
}

/// Styles that composition has no name for.
fn own_styles() -> [(&'static str, &'static str, StyleProperties); 8] {
    let body = Style::Body.look();
    [
        (
            ENTRY_LABEL,
            "封面栏目",
            StyleProperties::plain(Typeface::Fang, ENTRY_SIZE, Pt(30.0), "distribute"),
        ),
        (
            ENTRY_VALUE,
            "封面内容",
            StyleProperties::plain(Typeface::Fang, ENTRY_SIZE, Pt(30.0), "left"),
        ),
        (
            ENTRY_NOTE,
            "封面附注",
            StyleProperties::plain(Typeface::Fang, ENTRY_NOTE_SIZE, Pt(30.0), "right"),
        ),
        (LIST, "List Paragraph", StyleProperties::of(body, None)),
        (
            PICTURE,
            "图片",
            StyleProperties {
                pitch: None,
                before: Pt(4.0),
                with_next: true,
                ..StyleProperties::plain(Typeface::Song, Pt(12.0), Pt(16.0), "center")
            },
        ),
        (
            FOOTER,
            "footer",
            StyleProperties::plain(Typeface::Song, Pt(14.0), Pt(20.0), "left"),
        ),
        (
            FOOT_LINE,
            "页脚文字",
            StyleProperties {
                before: FOOT_GAP,
                ..StyleProperties::plain(Typeface::Song, Pt(9.0), FOOT_PITCH, "center")
            },
        ),
        (
            SEPARATOR,
            "表间分隔",
            StyleProperties {
                with_next: true,
                ..StyleProperties::plain(Typeface::Song, Pt(1.0), Pt(1.0), "left")
            },
        ),
    ]
}

/// The default table style, which every table is based on.
fn plain_table() -> Element {
    let margin =
        |side: &str, width: i64| Element::new(side).with("w:w", width).with("w:type", "dxa");
    Element::new("w:style")
        .with("w:type", "table")
        .with("w:default", 1)
        .with("w:styleId", "TableNormal")
        .child(value("w:name", "Normal Table"))
        .child(value("w:uiPriority", 99))
        .child(Element::new("w:semiHidden"))
        .child(Element::new("w:unhideWhenUsed"))
        .child(
            Element::new("w:tblPr").child(margin("w:tblInd", 0)).child(
                Element::new("w:tblCellMar")
                    .child(margin("w:top", 0))
                    .child(margin("w:left", 108))
                    .child(margin("w:bottom", 0))
                    .child(margin("w:right", 108)),
            ),
        )
}

/// `word/fontTable.xml`, with the names to try where a font is missing.
pub(super) fn font_table() -> Element {
    let mut root = Element::new("w:fonts").with("xmlns:w", WORD).child(
        Element::new("w:font")
            .with("w:name", "Times New Roman")
            .child(value("w:altName", "Liberation Serif"))
            .child(value("w:panose1", "02020603050405020304"))
            .child(value("w:charset", "00"))
            .child(value("w:family", "roman"))
            .child(value("w:pitch", "variable")),
    );
    for typeface in TYPEFACES {
        let face = face(typeface);
        root = root.child(
            Element::new("w:font")
                .with("w:name", face.name)
                .child(value("w:altName", face.other))
                .child(value("w:panose1", face.panose))
                .child(value("w:charset", "86"))
                .child(value("w:family", face.family))
                .child(value("w:pitch", "variable")),
        );
    }
    root
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_style_is_there_once() {
        let styles = styles();
        let mut ids = BTreeSet::new();
        let mut names = BTreeSet::new();
        for style in styles.elements().filter(|e| e.name == "w:style") {
            let id = style.attribute("w:styleId").expect("an id");
            assert!(id.bytes().all(|b| b.is_ascii_alphanumeric()), "{id}");
            assert!(ids.insert(id.to_owned()), "{id} twice");
            let name = style
                .first("w:name")
                .and_then(|name| name.attribute("w:val"))
                .expect("a name");
            assert!(names.insert(name.to_owned()), "{name} twice");
        }
        for style in Style::ALL {
            assert!(ids.contains(style_id(style)));
        }
        for role in ROLES {
            assert!(ids.contains(cell_style_id(role)));
        }
    }

    #[test]
    fn body_text_stands_on_the_grid_of_the_standard() {
        let styles = styles();
        let body = styles
            .elements()
            .find(|e| e.attribute("w:styleId") == Some(style_id(Style::Body)))
            .expect("body style");
        let p = body.first("w:pPr").expect("paragraph properties");
        let indent = p.first("w:ind").expect("indent");
        assert_eq!(indent.attribute("w:firstLineChars"), Some("200"));
        let spacing = p.first("w:spacing").expect("spacing");
        assert_eq!(spacing.attribute("w:line"), Some("579"));
        assert_eq!(spacing.attribute("w:lineRule"), Some("exact"));
    }
}
