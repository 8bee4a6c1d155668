//! What printpdf cannot say: tags, outline, links, language, and a file that is the same every
//! time.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use crate::compose::block::Composition;
use crate::layout::Pages;
use crate::layout::page::{Item, Node, NodeKind, OutlineEntry};

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
    // An object for every node that has anything to say.
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
    // A cell belongs to its row even when it is empty.
    for (i, node) in pages.structure.iter().enumerate() {
        let is_cell = matches!(node.kind, NodeKind::Cell { .. } | NodeKind::HeadCell { .. });
        if is_cell
            && node
                .parent
                .is_some_and(|row| speaks.get(row) == Some(&true))
        {
            speaks[i] = true;
        }
    }
    let ids: Vec<Option<ObjectId>> = speaks
        .iter()
        .map(|speaks| speaks.then(|| file.new_object_id()))
        .collect();
    let id_of = |node: usize| ids.get(node).copied().flatten();

    let mut kids: BTreeMap<usize, Vec<Object>> = BTreeMap::new();
    let mut parents: Vec<(i64, Object)> = Vec::new();
    for (index, nodes) in marked.iter().enumerate() {
        let Some(page_id) = page_ids.get(index) else {
            continue;
        };
        let mut owners = Vec::new();
        for (number, node) in nodes.iter().enumerate() {
            let number = i64::try_from(number).unwrap_or(i64::MAX);
            owners.push(id_of(*node).map_or(Object::Null, Object::Reference));
            kids.entry(*node).or_default().push(
                dictionary! {
                    "Type" => "MCR",
                    "Pg" => *page_id,
                    "MCID" => number,
                }
                .into(),
            );
        }
        let key = i64::try_from(index).unwrap_or(i64::MAX);
        let owners = file.add_object(owners);
        parents.push((key, owners.into()));
        let page = file.get_object_mut(*page_id)?.as_dict_mut()?;
        page.set("StructParents", key);
        page.set("Tabs", "S");
    }
    let mut next = i64::try_from(page_ids.len()).unwrap_or(i64::MAX);
    for link in links {
        let (Some(owner), Some(page)) = (link.node.and_then(id_of), page_ids.get(link.page)) else {
            continue;
        };
        let Some(node) = link.node else { continue };
        // The words of the line move into the link, beside the annotation itself.
        let element = file.new_object_id();
        let mut inside = kids.remove(&node).unwrap_or_default();
        inside.push(
            dictionary! {
                "Type" => "OBJR",
                "Pg" => *page,
                "Obj" => link.object,
            }
            .into(),
        );
        let element_dict = dictionary! {
            "Type" => "StructElem",
            "S" => "Link",
            "P" => owner,
            "K" => inside,
        };
        // The marked content now belongs to the link.
        for (_, owners) in &parents {
            if let Ok(reference) = owners.as_reference()
                && let Ok(Object::Array(list)) = file.get_object_mut(reference)
            {
                for slot in list {
                    if *slot == Object::Reference(owner) {
                        *slot = Object::Reference(element);
                    }
                }
            }
        }
        file.set_object(element, element_dict);
        kids.insert(node, vec![element.into()]);
        let annotation = file.get_object_mut(link.object)?.as_dict_mut()?;
        annotation.set("StructParent", next);
        parents.push((next, element.into()));
        next += 1;
    }

    let mut children: BTreeMap<usize, Vec<Object>> = BTreeMap::new();
    let mut parts: Vec<Object> = Vec::new();
    for (i, node) in pages.structure.iter().enumerate() {
        let Some(id) = id_of(i) else { continue };
        match node.parent {
            Some(parent) => children.entry(parent).or_default().push(id.into()),
            None => parts.push(id.into()),
        }
    }
    for (i, node) in pages.structure.iter().enumerate() {
        let Some(id) = id_of(i) else { continue };
        let parent = node.parent.and_then(id_of).unwrap_or(document);
        let mut inside = kids.remove(&i).unwrap_or_default();
        inside.extend(children.remove(&i).unwrap_or_default());
        let element = element(file, node, id, parent, inside);
        file.set_object(id, element);
    }
    let tree = dictionary! {
        "Nums" => parents
            .into_iter()
            .flat_map(|(key, value)| [key.into(), value])
            .collect::<Vec<Object>>(),
    };
    let parent_tree = file.add_object(tree);
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
            "ParentTree" => parent_tree,
            "ParentTreeNextKey" => next,
        },
    );
    Ok(root.into())
}

/// An element of the structure tree.
fn element(
    file: &mut Document,
    node: &Node,
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
