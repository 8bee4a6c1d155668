"""Writes the three documents with python-docx, XlsxWriter and typst.

    python compare.py FOLDER PICTURES TO FONTS

FOLDER holds content.json; PICTURES is its folder of pictures: small or large.
"""

import json
import os
import sys
from pathlib import Path

import typst
import xlsxwriter
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "distribute": WD_ALIGN_PARAGRAPH.DISTRIBUTE,
}


def styled(document, styles):
    """The paragraph styles, made once."""
    made = {}
    for key, look in styles.items():
        try:
            style = document.styles[look["name"].replace("heading", "Heading")]
        except KeyError:
            style = document.styles.add_style(look["name"], WD_STYLE_TYPE.PARAGRAPH)
        style.font.size, style.font.bold = Pt(look["size"]), look["bold"]
        style.font.name = "Times New Roman"
        if look["font"]:
            style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), look["font"])
        form = style.paragraph_format
        form.space_before, form.space_after = Pt(look["before"]), Pt(look["after"])
        form.first_line_indent, form.left_indent = Pt(look["first"]), Pt(look["left"])
        form.alignment = ALIGN[look["align"]]
        if look["pitch"]:
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look["pitch"])
        if look["tab"]:
            form.tab_stops.add_tab_stop(Pt(int(look["tab"]) / 20))
        made[key] = style
    return made


def fill(paragraph, block, styles, pictures):
    paragraph.style = styles[block["style"]]
    for run in block["runs"]:
        made = paragraph.add_run(run["text"])
        if run["bold"]:
            made.bold = True
        if run["shift"]:
            made.font.subscript = run["shift"] == "subscript"
            made.font.superscript = run["shift"] == "superscript"
    for picture in block["pictures"]:
        paragraph.add_run().add_picture(
            str(pictures / picture["file"]), Pt(picture["width"]), Pt(picture["height"])
        )
    if block["break"]:
        paragraph.add_run().add_break(WD_BREAK.PAGE)


def page_number(paragraph):
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def word(content, pictures, to):
    document = Document()
    styles = styled(document, content["styles"])
    section = document.sections[0]
    section.page_width, section.page_height = Pt(595.3), Pt(841.9)
    for side, margin in zip(("top", "bottom", "left", "right"), content["page"]):
        setattr(section, f"{side}_margin", Pt(margin))
    page_number(section.footer.paragraphs[0])
    section.footer.add_paragraph(content["foot"])
    for block in content["blocks"]:
        if block["type"] == "paragraph":
            fill(document.add_paragraph(), block, styles, pictures)
            continue
        columns = block["columns"]
        table = document.add_table(len(block["rows"]), len(columns), "Table Grid")
        table.autofit = False
        # One look at all cells: asking the table for each again takes a multiple of the time.
        grid = [row.cells for row in table.rows]
        for row in grid:
            for cell, width in zip(row, columns):
                cell.width = Pt(width)
        for row in block["rows"]:
            for here in row:
                cell = grid[here["y"]][here["x"]]
                if here["wide"] > 1 or here["high"] > 1:
                    cell = cell.merge(grid[here["y"] + here["high"] - 1][here["x"] + here["wide"] - 1])
                for at, part in enumerate(here["content"]):
                    fill(cell.add_paragraph() if at else cell.paragraphs[0], part, styles, pictures)
    document.core_properties.title = content["title"]
    document.save(to)


def excel(content, to):
    workbook = xlsxwriter.Workbook(to)
    formats = {}
    for sheet in content["sheets"]:
        page = workbook.add_worksheet(sheet["name"])
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.protect()
        page.set_footer(f"&C{content['foot']}")
        for name, width in sheet["widths"].items():
            page.set_column(f"{name}:{name}", width)
        for row, height in sheet["heights"].items():
            page.set_row(int(row) - 1, height)
        for cell in sheet["cells"]:
            key = tuple(cell["look"].values())
            if key not in formats:
                formats[key] = workbook.add_format(cell["look"])
            if cell["area"]:
                page.merge_range(cell["area"], "", formats[key])
            if cell["value"] is None:
                page.write_blank(cell["at"], None, formats[key])
            else:
                page.write(cell["at"], cell["value"], formats[key])
        for drawn in sheet["charts"]:
            chart = workbook.add_chart({"type": drawn["kind"]})
            for categories, values in drawn["series"]:
                chart.add_series({"categories": f"={categories}", "values": f"={values}"})
            page.insert_chart(*drawn["at"], chart)
    workbook.close()


def main():
    folder, pictures, to, fonts = map(Path, sys.argv[1:])
    content = json.loads((folder / "content.json").read_text())
    to.mkdir(parents=True, exist_ok=True)
    word(content, folder / pictures, to / "paper.docx")
    excel(content, to / "workbook.xlsx")
    template = Path(__file__).with_name("paper.typ")
    typst.compile(
        str(template),
        output=str(to / "paper.pdf"),
        root="/",
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        sys_inputs={
            "content": os.path.abspath(folder / "content.json"),
            "pictures": os.path.abspath(folder / pictures),
        },
        pdf_standards=["a-2u"],
    )


main()
