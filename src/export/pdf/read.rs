//! A written PDF, read back: every stream unpacked whole, and its pages' text as a reader's copy and
//! search would find it.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use super::pack::unpack;
use crate::export::sum::{Sum, Summing};
use crate::export::{Defect, DocumentPart};

/// Text of a PDF.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PdfText {
    /// Each page's characters in the order in which they are drawn, without spaces between runs.
    pub pages: Vec<String>,
}

/// Reads the text of a PDF that [`write`](super::write) has written.
///
/// # Errors
/// [`Defect`]: what cannot be read.
pub fn read_text(written: &[u8]) -> Result<PdfText, Defect> {
    let pages = open(written)?.pages()?;
    let pages = pages.into_iter().map(|page| page.text).collect();
    Ok(PdfText { pages })
}

/// What a stream of a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Its bytes as they stand in the file.
    pub bytes: Sum,
    /// Its content, where it could be unpacked whole; none of a picture that somebody else packed.
    pub content: Option<Sum>,
}

/// A PDF with every stream unpacked.
pub(super) struct UnpackedPdf {
    /// Its objects; pictures have no content, which would be in memory twice.
    pub file: Document,
    pub streams: BTreeMap<ObjectId, Found>,
    /// The contents of all streams but pictures and those that could not be unpacked.
    contents: BTreeMap<ObjectId, Vec<u8>>,
}

/// What a page shows.
pub(super) struct Shown {
    /// Its characters.
    pub text: String,
    /// The pictures it draws, in order.
    pub pictures: Vec<ObjectId>,
}

/// Opens a PDF that this program has written: the structure is lopdf's reading, while streams are
/// taken from the file by their places in it.
///
/// # Errors
/// [`Defect`]: what cannot be read.
pub(super) fn open(written: &[u8]) -> Result<UnpackedPdf, Defect> {
    let options = LoadOptions::with_filter(without_pictures);
    let file = Document::load_mem_with_options(written, options)
        .map_err(|error| Defect::unread(DocumentPart::Whole)(error.into()))?;
    let mut streams = BTreeMap::new();
    let mut contents = BTreeMap::new();
    for (id, object) in &file.objects {
        let Object::Stream(stream) = object else {
            continue;
        };
        let place = file.reference_table.get(id.0);
        let bytes = place
            .and_then(|place| bytes_of(written, place, &stream.dict))
            .ok_or(Defect::Unreadable(DocumentPart::Object(id.0)))?;
        let sum = Sum::of(bytes);
        let filter = stream.dict.get(b"Filter").and_then(Object::as_name).ok();
        let content = match filter {
            _ if is_picture(&stream.dict) => match filter {
                None => Some(sum),
                // We pack without a predictor.
                Some(b"FlateDecode") if !stream.dict.has(b"DecodeParms") => {
                    let mut content = Summing::default();
                    unpack(bytes, |piece| content.take(piece)).map(|()| content.sum())
                }
                Some(_) => None,
            },
            None => {
                contents.insert(*id, bytes.to_vec());
                Some(sum)
            }
            Some(b"FlateDecode") => {
                let mut content = Vec::new();
                unpack(bytes, |piece| content.extend_from_slice(piece)).map(|()| {
                    let sum = Sum::of(&content);
                    contents.insert(*id, content);
                    sum
                })
            }
            Some(_) => None,
        };
        streams.insert(
            *id,
            Found {
                bytes: sum,
                content,
            },
        );
    }
    Ok(UnpackedPdf {
        file,
        streams,
        contents,
    })
}

/// A stream's bytes as they stand in the file (ISO 32000-1, 7.3.8).
fn bytes_of<'f>(written: &'f [u8], place: &XrefEntry, dict: &Dictionary) -> Option<&'f [u8]> {
    const BEGINS: &[u8] = b"stream\n";
    let XrefEntry::Normal { offset, .. } = place else {
        return None;
    };
    let object = written.get(usize::try_from(*offset).ok()?..)?;
    let begin = object.windows(BEGINS.len()).position(|at| at == BEGINS)? + BEGINS.len();
    let length = dict.get(b"Length").and_then(Object::as_i64).ok()?;
    let end = begin.checked_add(usize::try_from(length).ok()?)?;
    object.get(begin..end)
}

fn is_picture(dict: &Dictionary) -> bool {
    let kind = dict.get(b"Subtype").and_then(Object::as_name);
    kind.is_ok_and(|kind| kind == b"Image")
}

/// Lets every object pass, pictures without their content. lopdf goes on with the object itself and
/// asks of what is returned only whether it is there.
fn without_pictures(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if let Object::Stream(stream) = object
        && is_picture(&stream.dict)
    {
        stream.content = Vec::new();
    }
    Some((id, Object::Null))
}

impl UnpackedPdf {
    /// What each page shows.
    ///
    /// # Errors
    /// [`Defect`]: what cannot be read.
    pub fn pages(&self) -> Result<Vec<Shown>, Defect> {
        let mut maps: BTreeMap<ObjectId, BTreeMap<u16, String>> = BTreeMap::new();
        let pages = self.file.get_pages().into_values();
        pages.map(|page| self.page(page, &mut maps)).collect()
    }

    fn page(
        &self,
        page: ObjectId,
        maps: &mut BTreeMap<ObjectId, BTreeMap<u16, String>>,
    ) -> Result<Shown, Defect> {
        let mut operations = Vec::new();
        for part in self.file.get_page_contents(page) {
            let unread = Defect::Unreadable(DocumentPart::Object(part.0));
            let part = self.contents.get(&part).ok_or(unread)?;
            operations.extend_from_slice(part);
            operations.push(b'\n');
        }
        let part = DocumentPart::Object(page.0);
        let content =
            Content::decode(&operations).map_err(|error| Defect::unread(part)(error.into()))?;
        let mut fonts: BTreeMap<Vec<u8>, ObjectId> = BTreeMap::new();
        for (name, id) in self.resources(page, b"Font") {
            if let std::collections::btree_map::Entry::Vacant(slot) = maps.entry(id) {
                slot.insert(self.to_unicode(id)?);
            }
            fonts.insert(name, id);
        }
        let drawable = self.resources(page, b"XObject");
        let mut pictures = Vec::new();
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
                "Do" => {
                    let name = operand.and_then(|name| name.as_name().ok());
                    let drawn = drawable
                        .iter()
                        .find(|(known, _)| name == Some(known.as_slice()))
                        .ok_or(Defect::Unreadable(DocumentPart::Object(page.0)))?;
                    pictures.push(drawn.1);
                }
                _ => {}
            }
        }
        Ok(Shown {
            text: reader.text,
            pictures,
        })
    }

    /// A page's resources of a kind, by name.
    fn resources(&self, page: ObjectId, kind: &[u8]) -> Vec<(Vec<u8>, ObjectId)> {
        let resolve = |object: &Object| -> Option<Dictionary> {
            match object {
                Object::Reference(id) => self.file.get_dictionary(*id).ok().cloned(),
                Object::Dictionary(dict) => Some(dict.clone()),
                _ => None,
            }
        };
        let page = self.file.get_dictionary(page).ok();
        let resources = page.and_then(|page| resolve(page.get(b"Resources").ok()?));
        let of_kind = resources.and_then(|resources| resolve(resources.get(kind).ok()?));
        of_kind
            .iter()
            .flat_map(Dictionary::iter)
            .filter_map(|(name, id)| Some((name.clone(), id.as_reference().ok()?)))
            .collect()
    }

    /// A font's map from codes to text: the `bfchar` lines of its ToUnicode stream.
    fn to_unicode(&self, font: ObjectId) -> Result<BTreeMap<u16, String>, Defect> {
        let part = DocumentPart::Object(font.0);
        let font = self.file.get_dictionary(font);
        let id = font
            .and_then(|font| font.get(b"ToUnicode"))
            .and_then(Object::as_reference)
            .map_err(|error| Defect::unread(part.clone())(error.into()))?;
        let content = self.contents.get(&id).ok_or(Defect::Unreadable(part))?;
        let text = String::from_utf8_lossy(content);
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
