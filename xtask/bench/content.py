"""Takes the content of the program's own documents, so that others can write the same.

    python content.py FOLDER PHOTOS COUNT

FOLDER holds the documents of an export. Leaves content.json there and the pictures twice: in `small`
as the documents have them, in `large` with the photographs as they were before they were inserted.
What cost the program work (page numbers of the contents, charts as pictures, cached results) is
given away here.
"""

import json
import re
import shutil
import sys
import zipfile
from pathlib import Path

import openpyxl
from docx import Document
from docx.oxml.ns import qn

TWIPS = 20
EMU = 12700


def attribute(element, path, name, default=None):
    for step in path:
        element = element.find(qn(step)) if element is not None else None
    return default if element is None else element.get(qn(name), default)


def style(of):
    """What a paragraph style sets, in pt."""
    element = of.element
    number = lambda path, name: float(attribute(element, path, name, 0) or 0)
    return {
        "name": of.name,
        "font": attribute(element, ["w:rPr", "w:rFonts"], "w:eastAsia"),
        "size": number(["w:rPr", "w:sz"], "w:val") / 2,
        "bold": attribute(element, ["w:rPr", "w:b"], "w:val") == "1",
        "before": number(["w:pPr", "w:spacing"], "w:before") / TWIPS,
        "after": number(["w:pPr", "w:spacing"], "w:after") / TWIPS,
        "pitch": number(["w:pPr", "w:spacing"], "w:line") / TWIPS
        if attribute(element, ["w:pPr", "w:spacing"], "w:lineRule") == "exact"
        else None,
        "first": number(["w:pPr", "w:ind"], "w:firstLine") / TWIPS,
        "left": number(["w:pPr", "w:ind"], "w:left") / TWIPS,
        "align": attribute(element, ["w:pPr", "w:jc"], "w:val", "left"),
        "outline": int(attribute(element, ["w:pPr", "w:outlineLvl"], "w:val", -1)) + 1,
        "tab": attribute(element, ["w:pPr", "w:tabs", "w:tab"], "w:pos"),
    }


def runs(paragraph):
    """Text with its marks; neighbours that look alike are one run."""
    found = []
    for run in paragraph.iter(qn("w:r")):
        text = "".join(
            {"t": node.text or "", "tab": "\t", "br": "\n"}.get(node.tag.split("}")[1], "")
            for node in run
        )
        bold = attribute(run, ["w:rPr", "w:b"], "w:val") not in (None, "0")
        shift = attribute(run, ["w:rPr", "w:vertAlign"], "w:val")
        if found and found[-1]["bold"] == bold and found[-1]["shift"] == shift:
            found[-1]["text"] += text
        elif text:
            found.append({"text": text, "bold": bold, "shift": shift})
    return found


def pictures(paragraph, document, names):
    for drawing in paragraph.iter(qn("w:drawing")):
        extent = next(drawing.iter(qn("wp:extent")))
        blip = next(drawing.iter(qn("a:blip")))
        part = document.part.related_parts[blip.get(qn("r:embed"))]
        yield {
            "file": names[part.partname.split("/")[-1]],
            "width": int(extent.get("cx")) / EMU,
            "height": int(extent.get("cy")) / EMU,
        }


def paragraph_of(element, document, names):
    section = element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
    return {
        "type": "paragraph",
        "style": attribute(element, ["w:pPr", "w:pStyle"], "w:val", "Normal"),
        "runs": runs(element),
        "pictures": list(pictures(element, document, names)),
        "break": section is not None,
    }


def table_of(element, document, names):
    """A table as cells with their spans; cells that another covers are left out."""
    columns = [int(column.get(qn("w:w"))) / TWIPS for column in element.find(qn("w:tblGrid"))]
    rows, above = [], {}
    for y, row in enumerate(element.findall(qn("w:tr"))):
        x = int(attribute(row, ["w:trPr", "w:gridBefore"], "w:val", 0))
        cells = []
        for cell in row.findall(qn("w:tc")):
            wide = int(attribute(cell, ["w:tcPr", "w:gridSpan"], "w:val", 1))
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merge is not None and merge.get(qn("w:val")) != "restart" and x in above:
                above[x]["high"] += 1
            else:
                content = [paragraph_of(p, document, names) for p in cell.findall(qn("w:p"))]
                here = {"x": x, "y": y, "wide": wide, "high": 1, "content": content}
                cells.append(here)
                above[x] = here
            x += wide
        rows.append(cells)
    return {"type": "table", "columns": columns, "rows": rows}


def sheets(path):
    """Every cell of the workbook with its look."""
    found = []
    for sheet in openpyxl.load_workbook(path):
        merged = {str(area).split(":")[0]: str(area) for area in sheet.merged_cells.ranges}
        cells = []
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None and not cell.has_style or cell.__class__.__name__ == "MergedCell":
                    continue
                cells.append(
                    {
                        "at": cell.coordinate,
                        "area": merged.get(cell.coordinate),
                        "value": cell.value,
                        "look": {
                            "font_name": cell.font.name,
                            "font_size": cell.font.size,
                            "bold": bool(cell.font.bold),
                            "num_format": cell.number_format,
                            "align": cell.alignment.horizontal or "left",
                            "valign": {"center": "vcenter"}.get(cell.alignment.vertical, "top"),
                            "text_wrap": bool(cell.alignment.wrap_text),
                            "border": 1 if cell.border.left.style else 0,
                            "locked": bool(cell.protection.locked),
                        },
                    }
                )
        charts = []
        for chart in sheet._charts:
            anchor = chart.anchor._from
            charts.append(
                {
                    "kind": "column" if "Bar" in type(chart).__name__ else "line",
                    "at": (anchor.row, anchor.col),
                    "series": [(s.cat and (s.cat.numRef or s.cat.strRef).f, s.val.numRef.f) for s in chart.series],
                }
            )
        widths = {name: width.width for name, width in sheet.column_dimensions.items()}
        heights = {row: height.height for row, height in sheet.row_dimensions.items() if height.height}
        found.append({"name": sheet.title, "cells": cells, "charts": charts, "widths": widths, "heights": heights})
    return found


def main():
    folder, photos, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    paper = next(folder.glob("*.docx"))
    small, large = folder / "small", folder / "large"
    names = {}
    for to in (small, large):
        to.mkdir(exist_ok=True)
    with zipfile.ZipFile(paper) as package:
        for name in package.namelist():
            if name.startswith("word/media/"):
                names[Path(name).name] = Path(name).name
                (small / Path(name).name).write_bytes(package.read(name))
    document = Document(str(paper))
    blocks, number = [], None
    for element in document.element.body:
        kind = element.tag.split("}")[1]
        if kind == "p":
            block = paragraph_of(element, document, names)
        elif kind == "tbl":
            block = table_of(element, document, names)
        else:
            continue
        blocks.append(block)
    # A photograph is told by the caption below it.
    originals = {}
    for block, below in zip(blocks, blocks[1:]):
        text = "".join(run["text"] for run in below.get("runs", []))
        if block.get("pictures") and (match := re.search(r"照片(\d+)$", text)):
            originals[block["pictures"][0]["file"]] = photos / f"{match[1]}.jpg"
    for name in names.values():
        shutil.copy(originals.get(name, small / name), large / name)
    section = document.sections[-1]
    content = {
        "title": document.core_properties.title,
        "foot": next(p.text for s in document.sections for p in s.footer.paragraphs if p.text.strip()),
        "styles": {s.style_id: style(s) for s in document.styles if s.type == 1},
        "blocks": blocks,
        "page": [getattr(section, f"{side}_margin").pt for side in ("top", "bottom", "left", "right")],
        "sheets": sheets(next(folder.glob("*.xlsx"))),
    }
    (folder / "content.json").write_text(json.dumps(content, ensure_ascii=False))
    if len(originals) != count:
        sys.exit(f"{len(originals)} photographs found, {count} expected")


main()
