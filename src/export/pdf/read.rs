//! A written PDF, read back: its pages' text as a reader's copy and search would find it.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

/// Text of a PDF.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PdfText {
    /// Each page's characters in the order in which they are drawn, without spaces between runs.
    pub pages: Vec<String>,
}

/// Reads the text of a PDF that [`write`](super::write) has written.
///
/// # Errors
/// In a few Chinese words, what cannot be read.
pub fn read_text(written: &[u8]) -> Result<PdfText, String> {
    let options = LoadOptions::with_filter(without_pictures);
    let file = Document::load_mem_with_options(written, options)
        .map_err(|error| format!("读不回来：{error}"))?;
    let mut maps: BTreeMap<ObjectId, BTreeMap<u16, String>> = BTreeMap::new();
    let mut pages = Vec::new();
    for page in file.get_pages().into_values() {
        let content = Content::decode(&file.get_page_content(page))
            .map_err(|error| format!("页面读不回来：{error}"))?;
        let mut fonts: BTreeMap<Vec<u8>, ObjectId> = BTreeMap::new();
        for (name, id) in font_references(&file, page) {
            if let std::collections::btree_map::Entry::Vacant(slot) = maps.entry(id) {
                slot.insert(to_unicode(&file, id)?);
            }
            fonts.insert(name, id);
        }
        let mut reader = Reader::default();
        for operation in &content.operations {
            let operand = operation.operands.first();
            match operation.operator.as_str() {
                "Tf" => {
                    let name = operand.and_then(|name| name.as_name().ok());
                    reader.font = name.and_then(|name| fonts.get(name)).copied();
                }
                "Tj" | "TJ" => {
                    let map = reader.font.and_then(|font| maps.get(&font));
                    if let (Some(map), Some(shown)) = (map, operand) {
                        reader.show(shown, map);
                    }
                }
                "BMC" => reader.spans.push(false),
                "BDC" => {
                    let actual = operation
                        .operands
                        .get(1)
                        .and_then(|properties| properties.as_dict().ok())
                        .and_then(|properties| properties.get(b"ActualText").ok())
                        .and_then(|text| text.as_str().ok());
                    reader.begin(actual);
                }
                "EMC" => {
                    reader.spans.pop();
                }
                _ => {}
            }
        }
        pages.push(reader.text);
    }
    Ok(PdfText { pages })
}

/// Lets every object pass but pictures, which say nothing and would be in memory twice.
fn without_pictures(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let kind = object.as_stream().and_then(|s| s.dict.get(b"Subtype"));
    match kind.and_then(Object::as_name) {
        Ok(b"Image") => None,
        _ => Some((id, object.clone())),
    }
}

#[derive(Default)]
struct Reader {
    text: String,
    font: Option<ObjectId>,
    /// Marked content that is open: whether its text was given in its own words.
    spans: Vec<bool>,
}

impl Reader {
    fn begin(&mut self, actual: Option<&[u8]>) {
        if let Some(words) = actual
            && !self.spans.contains(&true)
        {
            self.text
                .push_str(&utf16(words.strip_prefix(&[0xfe, 0xff]).unwrap_or(words)));
        }
        self.spans.push(actual.is_some());
    }

    fn show(&mut self, shown: &Object, map: &BTreeMap<u16, String>) {
        if self.spans.contains(&true) {
            return;
        }
        match shown {
            Object::Array(parts) => {
                for part in parts {
                    self.show(part, map);
                }
            }
            Object::String(codes, _) => {
                for code in codes.chunks_exact(2) {
                    let code = u16::from_be_bytes([code[0], code[1]]);
                    self.text
                        .push_str(map.get(&code).map_or("\u{fffd}", String::as_str));
                }
            }
            _ => {}
        }
    }
}

/// The fonts among a page's resources, by name.
fn font_references(file: &Document, page: ObjectId) -> Vec<(Vec<u8>, ObjectId)> {
    let resolve = |object: &Object| -> Option<Dictionary> {
        match object {
            Object::Reference(id) => file.get_dictionary(*id).ok().cloned(),
            Object::Dictionary(dict) => Some(dict.clone()),
            _ => None,
        }
    };
    let page = file.get_dictionary(page).ok();
    let resources = page.and_then(|page| resolve(page.get(b"Resources").ok()?));
    let fonts = resources.and_then(|resources| resolve(resources.get(b"Font").ok()?));
    fonts
        .iter()
        .flat_map(Dictionary::iter)
        .filter_map(|(name, font)| Some((name.clone(), font.as_reference().ok()?)))
        .collect()
}

/// A font's map from codes to text: the `bfchar` lines of its ToUnicode stream.
fn to_unicode(file: &Document, font: ObjectId) -> Result<BTreeMap<u16, String>, String> {
    let bad = |error: lopdf::Error| format!("字体的字符表读不回来：{error}");
    let id = file
        .get_dictionary(font)
        .and_then(|font| font.get(b"ToUnicode"))
        .and_then(Object::as_reference)
        .map_err(bad)?;
    let stream = file
        .get_object(id)
        .and_then(Object::as_stream)
        .map_err(bad)?;
    let content = stream
        .decompressed_content()
        .unwrap_or_else(|_| stream.content.clone());
    let text = String::from_utf8_lossy(&content);
    let mut map = BTreeMap::new();
    let mut inside = false;
    for line in text.lines() {
        if line.ends_with("beginbfchar") {
            inside = true;
        } else if line.starts_with("endbfchar") {
            inside = false;
        } else if inside {
            let mut fields = line.split_whitespace().map(hex);
            if let (Some(Some(code)), Some(Some(text))) = (fields.next(), fields.next())
                && let Ok(code) = <[u8; 2]>::try_from(code)
            {
                map.insert(u16::from_be_bytes(code), utf16(&text));
            }
        }
    }
    Ok(map)
}

/// The bytes of `<…>`.
fn hex(field: &str) -> Option<Vec<u8>> {
    let digits = field.strip_prefix('<')?.strip_suffix('>')?.as_bytes();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

fn utf16(bytes: &[u8]) -> String {
    let units = bytes
        .chunks_exact(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    char::decode_utf16(units)
        .map(|char| char.unwrap_or('\u{fffd}'))
        .collect()
}
