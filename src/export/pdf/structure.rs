//! What printpdf cannot say: tags, outline, links, language, and a file that is the same every
//! time.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use crate::compose::block::Composition;
use crate::layout::Pages;
use crate::layout::page::{Item, NodeKind, OutlineEntry, StructureNode};

/// Completes a document: `marked` gives for each page the node of every marked content.
///
/// # Errors
/// When the document lacks what every document has.
pub(super) fn finish(
    file: &mut Document,
    pages: &Pages,
    marked: &[Vec<usize>],
    composition: &Composition,
    inks: bool,
) -> Result<(), lopdf::Error> {
    file.version = "1.7".to_owned();
    let page_ids: Vec<ObjectId> = file.get_pages().into_values().collect();
    let links = links(file, pages, &page_ids)?;
    let tree = tags(file, pages, marked, &page_ids, &links)?;
    let outline = outline(file, pages, &page_ids);

    let catalogue = file.catalog_mut()?;
    for printpdfs in ["OutputIntents", "Metadata"] {
        catalogue.remove(printpdfs.as_bytes());
    }
    catalogue.set("Lang", Object::string_literal("zh-CN"));
    catalogue.set("MarkInfo", dictionary! { "Marked" => true });
    catalogue.set("StructTreeRoot", tree);
    catalogue.set(
        "ViewerPreferences",
        dictionary! { "DisplayDocTitle" => true },
    );
    if let Some(outline) = outline {
        catalogue.set("Outlines", outline);
        catalogue.set("PageMode", "UseOutlines");
    }
    if let Ok(info) = file.trailer.get(b"Info").and_then(Object::as_reference) {
        let info = file.get_object_mut(info)?.as_dict_mut()?;
        // printpdf's own dates are the first of January 1970, and its file is not PDF/X.
        for key in [
            "CreationDate",
            "ModDate",
            "GTS_PDFXVersion",
            "Identifier",
            "Trapped",
            "Keywords",
        ] {
            info.remove(key.as_bytes());
        }
        if composition.author.is_empty() {
            info.remove(b"Author");
        }
    }
    // The colours and metadata of archives take the place of printpdf's.
    super::archive::declare(file, composition, inks)?;
    file.prune_objects();
    let id = fingerprint(file)?;
    file.trailer.set("ID", vec![id.clone(), id]);
    Ok(())
}

/// The file's identifier: a hash of what it holds.
fn fingerprint(file: &Document) -> Result<Object, lopdf::Error> {
    let mut hash = Sha256::new();
    for page in file.get_pages().into_values() {
        hash.update(file.get_page_content(page));
    }
    if let Ok(info) = file.trailer.get(b"Info").and_then(Object::as_reference) {
        hash.update(format!("{:?}", file.get_object(info)?));
    }
    let bytes = hash.finalize();
    Ok(Object::String(
        bytes.iter().take(16).copied().collect(),
        StringFormat::Hexadecimal,
    ))
}

/// Where a mark stands: the page, and a view with the mark on top.
fn destination(pages: &Pages, mark: &str, page_ids: &[ObjectId]) -> Option<Object> {
    let (index, y) = pages.marks.get(mark)?;
    let page = pages.pages.get(*index)?;
    let id = page_ids.get(*index)?;
    Some(Object::Array(vec![
        Object::Reference(*id),
        "XYZ".into(),
        Object::Null,
        Object::Real((page.height - *y).0.round()),
        Object::Null,
    ]))
}

/// A link as written: its page, its object, and the node it belongs to.
struct WrittenLink {
    page: usize,
    object: ObjectId,
    node: Option<usize>,
}

fn links(
    file: &mut Document,
    pages: &Pages,
    page_ids: &[ObjectId],
) -> Result<Vec<WrittenLink>, lopdf::Error> {
    let mut written = Vec::new();
    for (index, (page, page_id)) in pages.pages.iter().zip(page_ids).enumerate() {
        let mut annotations: Vec<Object> = Vec::new();
        for placed in &page.items {
            let Item::Link(link) = &placed.item else {
                continue;
            };
            let Some(to) = destination(pages, &link.mark, page_ids) else {
                continue;
            };
            let rect = [
                link.x,
                page.height - link.y - link.height,
                link.x + link.width,
                page.height - link.y,
            ];
            let object = file.add_object(dictionary! {
                "Type" => "Annot",
                "Subtype" => "Link",
                "Rect" => rect.map(|edge| Object::Real((edge.0 * 10.0).round() / 10.0)).to_vec(),
                "Border" => vec![0.into(), 0.into(), 0.into()],
                // Printed with the page (PDF/A asks for it).
                "F" => 4,
                "Dest" => to,
            });
            annotations.push(object.into());
            written.push(WrittenLink {
                page: index,
                object,
                node: placed.node,
            });
        }
        let page = file.get_object_mut(*page_id)?.as_dict_mut()?;
        if annotations.is_empty() {
            page.remove(b"Annots");
        } else {
            page.set("Annots", annotations);
        }
    }
    Ok(written)
}

/// The structure tree (ISO 32000-1, 14.7).
fn tags(
    file: &mut Document,
    pages: &Pages,
    marked: &[Vec<usize>],
    page_ids: &[ObjectId],
    links: &[WrittenLink],
) -> Result<Object, lopdf::Error> {
    let root = file.new_object_id();
    let document = file.new_object_id();
    let mut tree = Tree {
        nodes: &pages.structure,
        ids: speaking(pages, marked, links)
            .into_iter()
            .map(|speaks| speaks.then(|| file.new_object_id()))
            .collect(),
        kids: BTreeMap::new(),
        parents: Vec::new(),
    };
    tree.add_contents(file, marked, page_ids)?;
    let next = tree.add_links(file, links, page_ids)?;
    let parts = tree.write_elements(file, document);
    let parents = tree.parents.into_iter();
    let parents = dictionary! {
        "Nums" => parents
            .flat_map(|(key, value)| [key.into(), value])
            .collect::<Vec<Object>>(),
    };
    let parents = file.add_object(parents);
    file.set_object(
        document,
        dictionary! {
            "Type" => "StructElem",
            "S" => "Document",
            "P" => root,
            "K" => parts,
        },
    );
    file.set_object(
        root,
        dictionary! {
            "Type" => "StructTreeRoot",
            "K" => document,
            "ParentTree" => parents,
            "ParentTreeNextKey" => next,
        },
    );
    Ok(root.into())
}

/// Which nodes have anything to say: those of marked content and links with all above them, and the
/// cells of a row that has, for a cell belongs to its row even when it is empty.
fn speaking(pages: &Pages, marked: &[Vec<usize>], links: &[WrittenLink]) -> Vec<bool> {
    let mut speaks = vec![false; pages.structure.len()];
    let spoken = marked.iter().flatten().copied();
    for node in spoken.chain(links.iter().filter_map(|link| link.node)) {
        let mut at = Some(node);
        while let Some(node) = at {
            match speaks.get_mut(node) {
                Some(slot) if !*slot => *slot = true,
                _ => break,
            }
            at = pages.structure.get(node).and_then(|node| node.parent);
        }
    }
    for (i, node) in pages.structure.iter().enumerate() {
        let is_cell = matches!(node.kind, NodeKind::Cell { .. } | NodeKind::HeadCell { .. });
        let row = node.parent.filter(|_| is_cell);
        if row.is_some_and(|row| speaks.get(row) == Some(&true)) {
            speaks[i] = true;
        }
    }
    speaks
}

/// The structure tree while it is written.
struct Tree<'p> {
    nodes: &'p [StructureNode],
    /// The object of every node that has anything to say.
    ids: Vec<Option<ObjectId>>,
    /// By node, the content inside it.
    kids: BTreeMap<usize, Vec<Object>>,
    /// The parent tree: by key, the elements of a page's marked contents, or that of an annotation
    /// (ISO 32000-1, 14.7.4.4).
    parents: Vec<(i64, Object)>,
}

impl Tree<'_> {
    fn id(&self, node: usize) -> Option<ObjectId> {
        self.ids.get(node).copied().flatten()
    }

    /// Gives marked content to its nodes, page by page.
    fn add_contents(
        &mut self,
        file: &mut Document,
        marked: &[Vec<usize>],
        page_ids: &[ObjectId],
    ) -> Result<(), lopdf::Error> {
        for (index, (nodes, page_id)) in marked.iter().zip(page_ids).enumerate() {
            let mut owners = Vec::new();
            for (number, node) in nodes.iter().enumerate() {
                let number = i64::try_from(number).unwrap_or(i64::MAX);
                owners.push(self.id(*node).map_or(Object::Null, Object::Reference));
                let content = dictionary! {
                    "Type" => "MCR",
                    "Pg" => *page_id,
                    "MCID" => number,
                };
                self.kids.entry(*node).or_default().push(content.into());
            }
            let key = i64::try_from(index).unwrap_or(i64::MAX);
            let owners = file.add_object(owners);
            self.parents.push((key, owners.into()));
            let page = file.get_object_mut(*page_id)?.as_dict_mut()?;
            page.set("StructParents", key);
            page.set("Tabs", "S");
        }
        Ok(())
    }

    /// Puts an element of its own around every link: the words of its line move into it, beside
    /// the annotation itself. Gives the next key of the parent tree.
    fn add_links(
        &mut self,
        file: &mut Document,
        links: &[WrittenLink],
        page_ids: &[ObjectId],
    ) -> Result<i64, lopdf::Error> {
        let mut next = i64::try_from(page_ids.len()).unwrap_or(i64::MAX);
        for link in links {
            let Some(node) = link.node else { continue };
            let (Some(owner), Some(page)) = (self.id(node), page_ids.get(link.page)) else {
                continue;
            };
            let element = file.new_object_id();
            let mut inside = self.kids.remove(&node).unwrap_or_default();
            let annotation = dictionary! {
                "Type" => "OBJR",
                "Pg" => *page,
                "Obj" => link.object,
            };
            inside.push(annotation.into());
            self.give(file, owner, element);
            file.set_object(
                element,
                dictionary! {
                    "Type" => "StructElem",
                    "S" => "Link",
                    "P" => owner,
                    "K" => inside,
                },
            );
            self.kids.insert(node, vec![element.into()]);
            let annotation = file.get_object_mut(link.object)?.as_dict_mut()?;
            annotation.set("StructParent", next);
            self.parents.push((next, element.into()));
            next += 1;
        }
        Ok(next)
    }

    /// Gives the marked content of one element to another.
    fn give(&self, file: &mut Document, from: ObjectId, to: ObjectId) {
        for (_, owners) in &self.parents {
            if let Ok(reference) = owners.as_reference()
                && let Ok(Object::Array(list)) = file.get_object_mut(reference)
            {
                let of_old = list.iter_mut().filter(|slot| **slot == from.into());
                of_old.for_each(|slot| *slot = to.into());
            }
        }
    }

    /// Writes the elements, each with its content and then those below it, and gives the topmost.
    fn write_elements(&mut self, file: &mut Document, document: ObjectId) -> Vec<Object> {
        let mut children: BTreeMap<usize, Vec<Object>> = BTreeMap::new();
        let mut parts: Vec<Object> = Vec::new();
        for (i, node) in self.nodes.iter().enumerate() {
            let Some(id) = self.id(i) else { continue };
            match node.parent {
                Some(parent) => children.entry(parent).or_default().push(id.into()),
                None => parts.push(id.into()),
            }
        }
        for (i, node) in self.nodes.iter().enumerate() {
            let Some(id) = self.id(i) else { continue };
            let parent = node.parent.and_then(|parent| self.id(parent));
            let mut inside = self.kids.remove(&i).unwrap_or_default();
            inside.extend(children.remove(&i).unwrap_or_default());
            let element = element(file, node, id, parent.unwrap_or(document), inside);
            file.set_object(id, element);
        }
        parts
    }
}

/// An element of the structure tree.
fn element(
    file: &mut Document,
    node: &StructureNode,
    id: ObjectId,
    parent: ObjectId,
    mut inside: Vec<Object>,
) -> Dictionary {
    if node.kind == NodeKind::ListItem {
        let body = file.add_object(dictionary! {
            "Type" => "StructElem",
            "S" => "LBody",
            "P" => id,
            "K" => inside,
        });
        inside = vec![body.into()];
    }
    let mut element = dictionary! {
        "Type" => "StructElem",
        "S" => Object::Name(name(node.kind).into()),
        "P" => parent,
    };
    if !inside.is_empty() {
        element.set("K", inside);
    }
    if let Some(alt) = &node.alt {
        element.set("Alt", text(alt));
    }
    let spans = match node.kind {
        NodeKind::HeadCell { columns, rows } | NodeKind::Cell { columns, rows } => (columns, rows),
        _ => (1, 1),
    };
    let is_head = matches!(node.kind, NodeKind::HeadCell { .. });
    if is_head || spans != (1, 1) {
        let mut attributes = dictionary! { "O" => "Table" };
        if is_head {
            attributes.set("Scope", "Column");
        }
        for (key, span) in [("ColSpan", spans.0), ("RowSpan", spans.1)] {
            if span > 1 {
                attributes.set(key, i64::try_from(span).unwrap_or(1));
            }
        }
        element.set("A", attributes);
    }
    element
}

fn name(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Part => "Part",
        NodeKind::Heading(1) => "H1",
        NodeKind::Heading(2) => "H2",
        NodeKind::Heading(3) => "H3",
        NodeKind::Heading(4) => "H4",
        NodeKind::Heading(5) => "H5",
        NodeKind::Heading(_) => "H6",
        NodeKind::Paragraph => "P",
        NodeKind::List => "L",
        NodeKind::ListItem => "LI",
        NodeKind::Contents => "TOC",
        NodeKind::ContentsItem => "TOCI",
        NodeKind::Table => "Table",
        NodeKind::Row => "TR",
        NodeKind::HeadCell { .. } => "TH",
        NodeKind::Cell { .. } => "TD",
        NodeKind::Figure => "Figure",
        NodeKind::Caption => "Caption",
    }
}

/// An entry of the outline with those under it.
struct Branch<'p> {
    entry: &'p OutlineEntry,
    id: ObjectId,
    under: Vec<Branch<'p>>,
}

impl Branch<'_> {
    fn count(&self) -> i64 {
        self.under.iter().map(|branch| 1 + branch.count()).sum()
    }
}

/// The nested outline; `None` without headings.
fn outline(file: &mut Document, pages: &Pages, page_ids: &[ObjectId]) -> Option<Object> {
    let entries: Vec<(&OutlineEntry, ObjectId)> = pages
        .outline
        .iter()
        .map(|entry| (entry, file.new_object_id()))
        .collect();
    let mut rest = entries.as_slice();
    let branches = grow(&mut rest, 0);
    if branches.is_empty() {
        return None;
    }
    let root = file.new_object_id();
    write_branches(file, &branches, root, pages, page_ids);
    let count: i64 = branches.iter().map(|branch| 1 + branch.count()).sum();
    file.set_object(
        root,
        dictionary! {
            "Type" => "Outlines",
            "First" => branches.first()?.id,
            "Last" => branches.last()?.id,
            "Count" => count,
        },
    );
    Some(root.into())
}

/// Entries deeper than `above`, as branches.
fn grow<'p>(rest: &mut &[(&'p OutlineEntry, ObjectId)], above: u8) -> Vec<Branch<'p>> {
    let mut branches = Vec::new();
    while let Some(((entry, id), later)) = rest.split_first() {
        if entry.level <= above {
            break;
        }
        *rest = later;
        let under = grow(rest, entry.level);
        branches.push(Branch {
            entry,
            id: *id,
            under,
        });
    }
    branches
}

fn write_branches(
    file: &mut Document,
    branches: &[Branch<'_>],
    parent: ObjectId,
    pages: &Pages,
    page_ids: &[ObjectId],
) {
    for (i, branch) in branches.iter().enumerate() {
        let mut item = dictionary! {
            "Title" => text(&branch.entry.text),
            "Parent" => parent,
        };
        if let Some(to) = destination(pages, &branch.entry.mark, page_ids) {
            item.set("Dest", to);
        }
        if let Some(previous) = i.checked_sub(1).and_then(|p| branches.get(p)) {
            item.set("Prev", previous.id);
        }
        if let Some(next) = branches.get(i + 1) {
            item.set("Next", next.id);
        }
        if let (Some(first), Some(last)) = (branch.under.first(), branch.under.last()) {
            item.set("First", first.id);
            item.set("Last", last.id);
            item.set("Count", branch.count());
            write_branches(file, &branch.under, branch.id, pages, page_ids);
        }
        file.set_object(branch.id, item);
    }
}

/// A text string of the format (ISO 32000-1, 7.9.2.2).
fn text(text: &str) -> Object {
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}
