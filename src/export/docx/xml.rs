//! A small XML tree for the parts of a Word package, enough to put children into order and write
//! them again. Names keep their prefixes, which are fixed in everything this program writes.

use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion, escape};

/// Deepest nesting that is read; Word's own files stay far below.
const DEEPEST: usize = 256;

/// An element with its attributes and children.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Element {
    /// Name with prefix: `w:pPr`.
    pub name: String,
    /// Attributes in written order, names with prefixes.
    pub attributes: Vec<(String, String)>,
    /// Children in written order.
    pub children: Vec<XmlNode>,
}

/// A child of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum XmlNode {
    /// An element.
    Element(Element),
    /// Text, unescaped.
    Text(String),
}

/// Why a part could not be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum XmlError {
    /// It is not well-formed.
    #[error(transparent)]
    Malformed(#[from] quick_xml::Error),
    /// It uses an entity that it may not use, or nests too deeply, or has no root element.
    #[error("{0}")]
    Shape(&'static str),
}

impl Element {
    /// An element without attributes and children.
    pub fn new(name: &str) -> Self {
        Element {
            name: name.to_owned(),
            ..Element::default()
        }
    }

    /// With an attribute.
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.attributes.push((name.to_owned(), value.to_string()));
        self
    }

    /// With a child element.
    pub fn child(mut self, child: Element) -> Self {
        self.children.push(XmlNode::Element(child));
        self
    }

    /// With a child element where there is one.
    pub fn child_if(self, child: Option<Element>) -> Self {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    /// With text.
    pub fn text(mut self, text: &str) -> Self {
        self.children.push(XmlNode::Text(clean(text)));
        self
    }

    /// Value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// Sets an attribute, in its place or behind the others.
    pub fn set(&mut self, name: &str, value: impl ToString) {
        match self.attributes.iter_mut().find(|(n, _)| n == name) {
            Some((_, old)) => *old = value.to_string(),
            None => self.attributes.push((name.to_owned(), value.to_string())),
        }
    }

    /// Child elements.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            XmlNode::Element(element) => Some(element),
            XmlNode::Text(_) => None,
        })
    }

    /// Child elements, to change.
    pub fn elements_mut(&mut self) -> impl Iterator<Item = &mut Element> {
        self.children.iter_mut().filter_map(|child| match child {
            XmlNode::Element(element) => Some(element),
            XmlNode::Text(_) => None,
        })
    }

    /// The first child element of this name.
    pub fn first(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// Its own text, without that of its children.
    pub fn own_text(&self) -> String {
        self.children
            .iter()
            .filter_map(|child| match child {
                XmlNode::Text(text) => Some(text.as_str()),
                XmlNode::Element(_) => None,
            })
            .collect()
    }

    /// Changes the first child element of this name, made at the front where there is none.
    pub fn edit(&mut self, name: &str, change: impl FnOnce(&mut Element)) {
        if self.first(name).is_none() {
            self.children
                .insert(0, XmlNode::Element(Element::new(name)));
        }
        if let Some(child) = self.elements_mut().find(|child| child.name == name) {
            change(child);
        }
    }

    /// Reads a part.
    ///
    /// # Errors
    /// Where it is not well-formed, nests too deeply, or uses entities other than XML's own five.
    pub fn parse(text: &str) -> Result<Element, XmlError> {
        let mut reader = Reader::from_str(text);
        let mut open: Vec<Element> = Vec::new();
        let mut root = None;
        loop {
            let event = reader.read_event()?;
            let closed = match event {
                Event::Start(start) => {
                    if open.len() >= DEEPEST {
                        return Err(XmlError::Shape("nested too deeply"));
                    }
                    open.push(started(&start)?);
                    None
                }
                Event::Empty(start) => Some(started(&start)?),
                Event::End(_) => open.pop(),
                Event::Text(text) => {
                    append(&mut open, &text.xml10_content());
                    None
                }
                Event::CData(text) => {
                    append(&mut open, &text.xml10_content());
                    None
                }
                Event::GeneralRef(entity) => {
                    append(&mut open, &resolved(&entity)?);
                    None
                }
                Event::Eof => break,
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => None,
            };
            if let Some(element) = closed {
                match open.last_mut() {
                    Some(parent) => parent.children.push(XmlNode::Element(element)),
                    None => root = Some(element),
                }
            }
        }
        root.ok_or(XmlError::Shape("no root element"))
    }

    /// Writes a part: declaration, then this element as root.
    pub fn write(&self) -> Vec<u8> {
        let mut out = String::with_capacity(4096);
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
        self.write_to(&mut out);
        out.into_bytes()
    }

    fn write_to(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            out.push_str(&escape::escape(value.as_str()));
            out.push('"');
        }
        if self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        for child in &self.children {
            match child {
                XmlNode::Element(element) => element.write_to(out),
                XmlNode::Text(text) => out.push_str(&escape::partial_escape(text.as_str())),
            }
        }
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
    }
}

fn started(start: &quick_xml::events::BytesStart) -> Result<Element, XmlError> {
    let mut element = Element::new(start.name().as_ref());
    for attribute in start.attributes() {
        let attribute = attribute.map_err(quick_xml::Error::from)?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0)?;
        element
            .attributes
            .push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(element)
}

fn append(open: &mut [Element], text: &str) {
    let Some(parent) = open.last_mut() else {
        return;
    };
    match parent.children.last_mut() {
        Some(XmlNode::Text(before)) => before.push_str(text),
        _ => parent.children.push(XmlNode::Text(text.to_owned())),
    }
}

/// The text an entity stands for: a character reference or one of XML's own five.
pub(super) fn resolved(entity: &quick_xml::events::BytesRef) -> Result<String, XmlError> {
    if let Some(character) = entity.resolve_char_ref()? {
        return Ok(character.to_string());
    }
    escape::resolve_predefined_entity(&entity.xml10_content())
        .map(str::to_owned)
        .ok_or(XmlError::Shape("unknown entity"))
}

/// Text as XML 1.0 can carry it (XML 1.0, 2.2 Char): tabs and line ends become spaces, other
/// control characters and the non-characters U+FFFE and U+FFFF go.
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
            '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}' => None,
            c => Some(c),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_again(text in any::<String>(), value in any::<String>()) {
            let element = Element::new("w:t")
                .with("w:val", clean(&value))
                .text(&text)
                .child(Element::new("w:br"));
            let written = String::from_utf8(element.write()).expect("UTF-8");
            let mut again = Element::parse(&written).expect("well-formed");
            again.children.retain(|c| *c != XmlNode::Text(String::new()));
            let mut element = element;
            element.children.retain(|c| *c != XmlNode::Text(String::new()));
            prop_assert_eq!(again, element);
        }

        #[test]
        fn never_panics(text in any::<String>()) {
            let _ = Element::parse(&text);
        }
    }

    #[test]
    fn refuses_what_could_grow_or_overflow() {
        let deep = "<a>".repeat(100_000);
        assert!(Element::parse(&deep).is_err());
        let laughs = "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>";
        assert!(Element::parse(laughs).is_err());
    }
}
