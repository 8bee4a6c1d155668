//! OOXML fix-ups: what docx-rs wrote becomes what ISO/IEC 29500-1 asks for.
//!
//! docx-rs puts properties in the order in which it happens to hold them and leaves out what it
//! does not know. Word is strict about order (annex A) and calls other files damaged. The pass reads
//! each part, orders it, drops what is invalid or empty, and adds what docx-rs cannot say.

use super::xml::{Element, XmlNode};
use crate::export::Defect;
use crate::length::Twips;

/// What docx-rs cannot say, in document order.
#[derive(Debug, Default)]
pub(super) struct Additions {
    /// For each table: how many leading rows are repeated on every page.
    pub heads: Vec<usize>,
    /// For each drawing: its name and the words for those who cannot see it.
    pub drawings: Vec<(String, String)>,
}

/// Order of children by element (ISO/IEC 29500-1, annex A.1; drawing order is docx-rs's own).
fn order(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "w:pPr" => &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:pageBreakBefore",
            "w:framePr",
            "w:widowControl",
            "w:numPr",
            "w:suppressLineNumbers",
            "w:pBdr",
            "w:shd",
            "w:tabs",
            "w:suppressAutoHyphens",
            "w:kinsoku",
            "w:wordWrap",
            "w:overflowPunct",
            "w:topLinePunct",
            "w:autoSpaceDE",
            "w:autoSpaceDN",
            "w:bidi",
            "w:adjustRightInd",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:contextualSpacing",
            "w:mirrorIndents",
            "w:suppressOverlap",
            "w:jc",
            "w:textDirection",
            "w:textAlignment",
            "w:textboxTightWrap",
            "w:outlineLvl",
            "w:divId",
            "w:cnfStyle",
            "w:rPr",
            "w:sectPr",
            "w:pPrChange",
        ],
        "w:rPr" => &[
            "w:rStyle",
            "w:rFonts",
            "w:b",
            "w:bCs",
            "w:i",
            "w:iCs",
            "w:caps",
            "w:smallCaps",
            "w:strike",
            "w:dstrike",
            "w:outline",
            "w:shadow",
            "w:emboss",
            "w:imprint",
            "w:noProof",
            "w:snapToGrid",
            "w:vanish",
            "w:webHidden",
            "w:color",
            "w:spacing",
            "w:w",
            "w:kern",
            "w:position",
            "w:sz",
            "w:szCs",
            "w:highlight",
            "w:u",
            "w:effect",
            "w:bdr",
            "w:shd",
            "w:fitText",
            "w:vertAlign",
            "w:rtl",
            "w:cs",
            "w:em",
            "w:lang",
            "w:eastAsianLayout",
            "w:specVanish",
            "w:oMath",
        ],
        "w:tblPr" => &[
            "w:tblStyle",
            "w:tblpPr",
            "w:tblOverlap",
            "w:bidiVisual",
            "w:tblStyleRowBandSize",
            "w:tblStyleColBandSize",
            "w:tblW",
            "w:jc",
            "w:tblCellSpacing",
            "w:tblInd",
            "w:tblBorders",
            "w:shd",
            "w:tblLayout",
            "w:tblCellMar",
            "w:tblLook",
            "w:tblCaption",
            "w:tblDescription",
        ],
        "w:tcPr" => &[
            "w:cnfStyle",
            "w:tcW",
            "w:gridSpan",
            "w:hMerge",
            "w:vMerge",
            "w:tcBorders",
            "w:shd",
            "w:noWrap",
            "w:tcMar",
            "w:textDirection",
            "w:tcFitText",
            "w:vAlign",
            "w:hideMark",
        ],
        "w:tblBorders" | "w:tcBorders" => &[
            "w:top",
            "w:start",
            "w:left",
            "w:bottom",
            "w:end",
            "w:right",
            "w:insideH",
            "w:insideV",
            "w:tl2br",
            "w:tr2bl",
        ],
        "w:tblCellMar" | "w:tcMar" => {
            &["w:top", "w:start", "w:left", "w:bottom", "w:end", "w:right"]
        }
        "w:pBdr" => &[
            "w:top",
            "w:left",
            "w:bottom",
            "w:right",
            "w:between",
            "w:bar",
        ],
        "w:sectPr" => &[
            "w:headerReference",
            "w:footerReference",
            "w:footnotePr",
            "w:endnotePr",
            "w:type",
            "w:pgSz",
            "w:pgMar",
            "w:paperSrc",
            "w:pgBorders",
            "w:lnNumType",
            "w:pgNumType",
            "w:cols",
            "w:formProt",
            "w:vAlign",
            "w:noEndnote",
            "w:titlePg",
            "w:textDirection",
            "w:bidi",
            "w:rtlGutter",
            "w:docGrid",
            "w:printerSettings",
            "w:sectPrChange",
        ],
        "w:style" => &[
            "w:name",
            "w:aliases",
            "w:basedOn",
            "w:next",
            "w:link",
            "w:autoRedefine",
            "w:hidden",
            "w:uiPriority",
            "w:semiHidden",
            "w:unhideWhenUsed",
            "w:qFormat",
            "w:locked",
            "w:pPr",
            "w:rPr",
            "w:tblPr",
            "w:trPr",
            "w:tcPr",
            "w:tblStylePr",
        ],
        "w:lvl" => &[
            "w:start",
            "w:numFmt",
            "w:lvlRestart",
            "w:pStyle",
            "w:isLgl",
            "w:suff",
            "w:lvlText",
            "w:lvlPicBulletId",
            "w:legacy",
            "w:lvlJc",
            "w:pPr",
            "w:rPr",
        ],
        "w:numPr" => &["w:ilvl", "w:numId"],
        "w:p" => &["w:pPr"],
        "w:r" => &["w:rPr"],
        "w:tc" => &["w:tcPr"],
        "w:tr" => &["w:tblPrEx", "w:trPr"],
        _ => return None,
    })
}

/// Containers whose further children, not named in [`order`], stay behind in their own order.
fn is_open(name: &str) -> bool {
    matches!(name, "w:p" | "w:r" | "w:tc" | "w:tr")
}

/// Property elements that mean nothing when empty, and that some versions of Word object to.
const NEVER_EMPTY: [&str; 10] = [
    "w:pPr",
    "w:rPr",
    "w:trPr",
    "w:tcPr",
    "w:tabs",
    "w:pBdr",
    "w:tblBorders",
    "w:tcBorders",
    "w:tblCellMar",
    "w:numPr",
];

/// Farthest tab stop that Word accepts, in twips.
const FARTHEST_TAB: i64 = Twips::LONGEST.0 as i64;

/// Puts one element and all below it into the form the schema asks for.
pub(super) fn fix_up(element: &mut Element) {
    for child in element.elements_mut() {
        fix_up(child);
    }
    element.children.retain(|child| match child {
        XmlNode::Element(child) => {
            !(NEVER_EMPTY.contains(&child.name.as_str())
                && child.children.is_empty()
                && child.attributes.is_empty())
        }
        XmlNode::Text(_) => true,
    });
    // Paragraph ids serve revision merging only, and Word refuses some values.
    element
        .attributes
        .retain(|(name, _)| !name.starts_with("w14:"));
    match element.name.as_str() {
        "w:gridCol" => element.attributes.retain(|(name, _)| name == "w:w"),
        "w:tab" => {
            if let Some(at) = element
                .attribute("w:pos")
                .and_then(|at| at.parse::<i64>().ok())
            {
                element.set("w:pos", at.clamp(-FARTHEST_TAB, FARTHEST_TAB));
            }
        }
        "w:t" if element.attribute("xml:space") == Some("default") => {
            element.attributes.retain(|(name, _)| name != "xml:space");
        }
        _ => {}
    }
    if let Some(order) = order(&element.name) {
        let open = is_open(&element.name);
        let place = |child: &XmlNode| match child {
            XmlNode::Element(child) => order.iter().position(|name| *name == child.name),
            XmlNode::Text(_) => None,
        };
        if !open {
            element.children.retain(|child| place(child).is_some());
        }
        element
            .children
            .sort_by_key(|child| place(child).unwrap_or(order.len()));
        if element.name == "w:rPr" {
            drop_repeated(element);
        }
    }
}

/// Keeps the first of repeated properties.
fn drop_repeated(element: &mut Element) {
    let mut last = None;
    element.children.retain(|child| {
        let name = match child {
            XmlNode::Element(child) => Some(child.name.clone()),
            XmlNode::Text(_) => None,
        };
        let repeated = name.is_some() && name == last;
        last = name;
        !repeated
    });
}

/// Adds to the body what docx-rs cannot say.
pub(super) fn add(body: &mut Element, additions: &Additions) {
    let mut heads = additions.heads.iter();
    let mut drawings = additions.drawings.iter().enumerate();
    visit(body, &mut |element| match element.name.as_str() {
        "w:tbl" => {
            let head = heads.next().copied().unwrap_or_default();
            for row in element
                .elements_mut()
                .filter(|child| child.name == "w:tr")
                .take(head)
            {
                row.edit("w:trPr", |p| {
                    p.children
                        .push(XmlNode::Element(Element::new("w:tblHeader")));
                });
            }
        }
        "w:drawing" => {
            if let Some((n, (name, words))) = drawings.next() {
                let name = super::xml::clean(name);
                let words = super::xml::clean(words);
                visit(element, &mut |part| {
                    if part.name == "wp:docPr" || part.name == "pic:cNvPr" {
                        part.set("id", n + 1);
                        part.set("name", &name);
                        part.set("descr", &words);
                    }
                });
            }
        }
        _ => {}
    });
}

/// Calls `change` for an element and all below it, parents first.
fn visit(element: &mut Element, change: &mut impl FnMut(&mut Element)) {
    change(element);
    for child in element.elements_mut() {
        visit(child, change);
    }
}

/// Reads a part that docx-rs wrote.
///
/// # Errors
/// [`Defect`] where it is no XML.
pub(super) fn part(bytes: &[u8]) -> Result<Element, Defect> {
    let text = std::str::from_utf8(bytes).map_err(Defect::told)?;
    Element::parse(text).map_err(Defect::told)
}
