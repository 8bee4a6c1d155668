#!/usr/bin/env python3
"""Draws the pictures and sets the PDF attachments of the two fictional sample applications.

    python3 generate.py [--fonts ../fonts] [--to .]

Reads enterprise.json and park.json beside this file, so that a figure of the tables is never typed here again, and
writes enterprise-files/ and park-files/. Needs Pillow and ReportLab (tested with 13.0 and 5.1). The output is the same
for the same input: nothing depends on the clock.
"""
import argparse
import json
import math
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from reportlab import rl_config
from reportlab.lib import textsplit
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

HERE = Path(__file__).resolve().parent

# ---------------------------------------------------------------------------------------------------------------------
# Palette: paper and ink, one green for what the case is about, ochre and blue as seconds.
# ---------------------------------------------------------------------------------------------------------------------
PAPER, WHITE, INK, GREY, RULE = "#F7F8F5", "#FFFFFF", "#23302E", "#6A7774", "#CBD3CF"
GREEN, GREEN_SOFT = "#1F6B4F", "#E1EFE7"
OCHRE, OCHRE_SOFT = "#A8741A", "#F8EEDA"
BLUE, BLUE_SOFT = "#2F6690", "#E2EDF5"
RUST, RUST_SOFT = "#A4492F", "#F7E6E0"
SLATE, SLATE_SOFT = "#4C5B63", "#E9EDEE"
WATER, LAND, ROAD = "#D3E4EC", "#EEF1EA", "#DADFDC"


class Picture:
    """A canvas in logical pixels, drawn at twice the size and reduced, so that edges are smooth."""

    scale = 2

    def __init__(self, fonts, width, height, background=PAPER):
        self.fonts, self.width, self.height = fonts, width, height
        self.image = Image.new("RGB", (width * self.scale, height * self.scale), background)
        self.draw = ImageDraw.Draw(self.image)
        self._fonts = {}

    def _s(self, points):
        return [(x * self.scale, y * self.scale) for x, y in points]

    def font(self, size, bold=False):
        key = (size, bold)
        if key not in self._fonts:
            name = "GWSong-Bold.ttf" if bold else "GWHei-Medium.ttf"
            self._fonts[key] = ImageFont.truetype(str(self.fonts / name), round(size * self.scale))
        return self._fonts[key]

    def text(self, x, y, words, size=20, colour=INK, anchor="lm", bold=False, leading=1.35):
        lines = words.split("\n")
        top = y - (len(lines) - 1) * size * leading / 2
        for index, line in enumerate(lines):
            at = (x * self.scale, (top + index * size * leading) * self.scale)
            self.draw.text(at, line, font=self.font(size, bold), fill=colour, anchor=anchor)

    def measure(self, words, size):
        return self.font(size).getlength(words) / self.scale

    def box(self, x, y, w, h, fill=WHITE, line=RULE, width=1.5, radius=8):
        (a, b), (c, d) = self._s([(x, y), (x + w, y + h)])
        self.draw.rounded_rectangle((a, b, c, d), radius * self.scale, fill, line, round(width * self.scale))

    def node(self, x, y, w, h, words, fill=WHITE, line=RULE, colour=INK, size=20, radius=8, width=1.5):
        """A labelled box whose centre is (x, y)."""
        self.box(x - w / 2, y - h / 2, w, h, fill, line, width, radius)
        self.text(x, y, words, size, colour, "mm")

    def line(self, points, colour=SLATE, width=2.0, dash=None):
        pairs = list(zip(points, points[1:]))
        if not dash:
            self.draw.line(self._s(points), colour, round(width * self.scale), joint="curve")
            return
        on, off = dash
        for (x0, y0), (x1, y1) in pairs:
            length = math.hypot(x1 - x0, y1 - y0)
            at = 0.0
            while at < length:
                to = min(at + on, length)
                start = (x0 + (x1 - x0) * at / length, y0 + (y1 - y0) * at / length)
                stop = (x0 + (x1 - x0) * to / length, y0 + (y1 - y0) * to / length)
                self.draw.line(self._s([start, stop]), colour, round(width * self.scale))
                at += on + off

    def arrow(self, points, colour=SLATE, width=2.2, head=11, dash=None):
        (x0, y0), (x1, y1) = points[-2], points[-1]
        angle = math.atan2(y1 - y0, x1 - x0)
        back = (x1 - head * 0.8 * math.cos(angle), y1 - head * 0.8 * math.sin(angle))
        self.line(points[:-1] + [back], colour, width, dash)
        wings = [(x1 - head * math.cos(angle + turn), y1 - head * math.sin(angle + turn)) for turn in (0.42, -0.42)]
        self.draw.polygon(self._s([(x1, y1)] + wings), fill=colour)

    def polygon(self, points, fill, line=None, width=1.5):
        self.draw.polygon(self._s(points), fill=fill)
        if line:
            self.line(points + [points[0]], line, width)

    def circle(self, x, y, r, fill=WHITE, line=RULE, width=1.5):
        (a, b), (c, d) = self._s([(x - r, y - r), (x + r, y + r)])
        self.draw.ellipse((a, b, c, d), fill, line, round(width * self.scale))

    def ring(self, x, y, r, shares, thick):
        """A doughnut of (share, colour), clockwise from the top."""
        (a, b), (c, d) = self._s([(x - r, y - r), (x + r, y + r)])
        start = -90.0
        total = sum(share for share, _ in shares)
        for share, colour in shares:
            stop = start + 360 * share / total
            self.draw.arc((a, b, c, d), start + 1, stop - 1, colour, round(thick * self.scale))
            start = stop

    def heading(self, title, note):
        self.box(48, 40, 8, 44, GREEN, GREEN, 0, 2)
        self.text(72, 62, title, 34, INK, "lm", bold=True)
        self.text(self.width - 48, 64, note, 18, GREY, "rm")

    def tag(self, x, y, words, fill, colour, size=17):
        w = self.measure(words, size) + 24
        self.box(x - w / 2, y - 15, w, 30, fill, fill, 0, 15)
        self.text(x, y, words, size, colour, "mm")

    def save(self, path):
        small = self.image.resize((self.width, self.height), Image.LANCZOS)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".png":
            reduce(small).save(path, optimize=True)
        else:
            small.save(path, quality=82, optimize=True, progressive=True, subsampling=0)


def reduce(image):
    """256 colours: the 64 most used exactly as drawn (soft fills would else run together), the rest by median cut."""
    counted = sorted(image.getcolors(1 << 24), reverse=True)
    kept = [colour for _, colour in counted[:64]]
    edges = Image.new("RGB", (len(counted) - 64, 1))
    edges.putdata([colour for _, colour in counted[64:]])
    between = edges.quantize(192, Image.MEDIANCUT).getpalette()[: 192 * 3]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in kept for part in colour] + between)
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


def smooth(points, rounds=4):
    """Chaikin's corner cutting of an open line: for river banks."""
    for _ in range(rounds):
        cut = [points[0]]
        for (x0, y0), (x1, y1) in zip(points, points[1:]):
            cut += [(0.75 * x0 + 0.25 * x1, 0.75 * y0 + 0.25 * y1), (0.25 * x0 + 0.75 * x1, 0.25 * y0 + 0.75 * y1)]
        points = cut + [points[-1]]
    return points


FICTION = "示例（虚构）"


# ---------------------------------------------------------------------------------------------------------------------
# Enterprise pictures
# ---------------------------------------------------------------------------------------------------------------------
def enterprise_flow(fonts, path):
    p = Picture(fonts, 1600, 940)
    p.heading("固废厂内循环利用流程", FICTION)
    gate = 1352
    p.box(48, 118, gate - 48, 764, WHITE, RULE, 1.5, 14)
    p.line([(gate, 104), (gate, 896)], RUST, 3, (14, 9))
    p.node(gate, 118, 84, 36, "厂门", RUST, RUST, WHITE, 18, 18)
    columns = [168, 346, 532, 722, 912, 1130]
    for x, words in zip(columns, ["产废工序", "固废", "", "厂内封闭处理与转化", "", "厂内成品"]):
        if words:
            p.text(x, 160, words, 19, GREY, "mm")
    p.text(1476, 160, "出厂的只有产品", 19, RUST, "mm")
    rows = [248, 398, 548, 720]
    sources = ["烧结、炼铁\n三座高炉", "自备电厂", "炼钢\n四座转炉", "除尘与\n煤气净化"]
    wastes = [("高炉渣", BLUE, BLUE_SOFT), ("粉煤灰", SLATE, SLATE_SOFT), ("钢渣", OCHRE, OCHRE_SOFT), ("含铁尘泥", RUST, RUST_SOFT)]
    steps = [
        ["密闭水渣\n底滤转鼓", "2.6公里\n管带输送", "两级除铁\n立磨粉磨"],
        ["气力输送\n封闭筒仓"],
        ["辊压破碎\n罐到罐", "有压热闷\n2小时", "深度磁选\n三破五磁"],
        ["分档收集\n分管分仓", "锌铁分流\n旋流分级", "混匀造粒\n消化稳定"],
    ]
    for y, source, (waste, dark, soft), chain in zip(rows, sources, wastes, steps):
        p.node(columns[0], y, 150, 78, source, SLATE_SOFT, RULE, INK, 20)
        p.node(columns[1], y, 132, 52, waste, soft, dark, dark, 21, 26, 2)
        p.arrow([(columns[0] + 75, y), (columns[1] - 68, y)], dark)
        previous = columns[1] + 66
        for x, step in zip(columns[2:], chain):
            p.arrow([(previous, y), (x - 76, y)], dark)
            p.node(x, y, 150, 78, step, WHITE, dark, INK, 20)
            previous = x + 75
    # Row 1 leaves as powder.
    p.arrow([(987, rows[0]), (1050, rows[0])], BLUE)
    p.node(1130, rows[0], 156, 78, "矿渣微粉\n成品筒仓", BLUE_SOFT, BLUE, BLUE, 20)
    p.arrow([(1208, rows[0]), (1398, rows[0])], BLUE, 3, 14)
    p.node(1476, rows[0], 152, 88, "水泥厂\n搅拌站", WHITE, BLUE, INK, 20)
    # Rows 2 and 3 meet in the mixing plant.
    middle = (rows[1] + rows[2]) / 2
    p.box(1052, rows[1] - 39, 156, rows[2] - rows[1] + 78, OCHRE_SOFT, OCHRE, 1.5, 8)
    p.text(1130, middle, "级配拌和\n路基材料\n成品库", 20, OCHRE, "mm")
    p.arrow([(607, rows[1]), (1050, rows[1])], SLATE)
    p.arrow([(987, rows[2]), (1050, rows[2])], OCHRE)
    p.text(1018, rows[2] - 18, "尾渣", 16, OCHRE, "mm")
    p.arrow([(1208, middle), (1398, middle)], OCHRE, 3, 14)
    p.node(1476, middle, 152, 88, "道路工程\n施工单位", WHITE, OCHRE, INK, 20)
    # Magnetic concentrate joins the dust, and both go back to sintering.
    p.arrow([(912, rows[2] + 39), (912, rows[3] - 41)], GREEN)
    p.text(926, (rows[2] + rows[3]) / 2, "磁选精粉", 16, GREEN)
    p.arrow([(987, rows[3]), (1050, rows[3])], GREEN)
    p.node(1130, rows[3], 156, 78, "返烧结配料\n成分均一", GREEN_SOFT, GREEN, GREEN, 20)
    loop = 834
    p.arrow([(1130, rows[3] + 39), (1130, loop), (68, loop), (68, rows[0]), (columns[0] - 76, rows[0])], GREEN, 3.2, 13)
    p.node(600, loop, 344, 40, "铁素回到烧结—高炉，厂内循环", GREEN, GREEN, WHITE, 19, 20)
    p.text(1476, rows[3], "原状固废\n零外运", 26, RUST, "mm", bold=True)
    p.save(path)


def enterprise_layout(fonts, path):
    p = Picture(fonts, 1600, 1000)
    p.heading("厂区固废设施布局", FICTION)
    p.box(48, 112, 1180, 840, LAND, RULE, 1.5, 14)
    # River and wharf.
    p.polygon(smooth([(49, 872), (240, 846), (560, 884), (900, 838), (1227, 868)]) + [(1227, 938), (1216, 950), (60, 950), (49, 940)], WATER)
    p.text(250, 914, "内  河", 22, BLUE, "mm")
    p.node(980, 862, 176, 40, "成品码头", WHITE, SLATE, INK, 18, 4)
    # Plant fence and roads.
    fence = [(84, 150), (1192, 150), (1192, 826), (84, 826)]
    p.polygon(fence, "#F6F7F2", SLATE, 2)
    for points in ([(84, 330), (1192, 330)], [(84, 590), (1192, 590)], [(470, 150), (470, 826)], [(860, 150), (860, 826)]):
        p.line(points, ROAD, 16)
    p.line([(980, 826), (980, 842)], ROAD, 16)

    def hall(x, y, w, h, words, size=19):
        p.box(x, y, w, h, "#DDE3E2", "#A9B4B2", 1.5, 4)
        p.text(x + w / 2, y + h / 2, words, size, INK, "mm")

    def facility(x, y, w, h, number, words, size=19):
        p.box(x, y, w, h, GREEN_SOFT, GREEN, 2.5, 6)
        p.circle(x + 24, y + 24, 15, GREEN, GREEN)
        p.text(x + 24, y + 24, str(number), 18, WHITE, "mm")
        p.text(x + w / 2 + (14 if w < 180 else 8), y + h / 2 + (2 if h < 80 else 4), words, size, GREEN, "mm")

    hall(108, 176, 336, 54, "封闭原料场")
    hall(108, 246, 150, 62, "烧结")
    facility(274, 242, 170, 70, 4, "尘泥分流\n造粒线", 18)
    hall(498, 176, 150, 130, "自备电厂")
    hall(666, 176, 170, 56, "煤气柜区")
    hall(666, 248, 170, 58, "石灰窑")
    # Blast furnaces.
    p.box(108, 352, 336, 110, "#DDE3E2", "#A9B4B2", 1.5, 4)
    for x, r in ((166, 30), (262, 24), (340, 24)):
        p.circle(x, 394, r, "#C9D2D0", SLATE, 2)
        p.circle(x, 394, r * 0.45, "#F2C9A0", RUST, 1.5)
    p.text(276, 444, "三座高炉", 18, INK, "mm")
    facility(108, 478, 336, 84, 1, "密闭水渣处理")
    hall(498, 354, 336, 92, "炼钢（四座转炉、连铸）")
    facility(498, 462, 336, 102, 2, "钢渣封闭处理线\n辊压破碎—有压热闷", 19)
    hall(888, 176, 280, 58, "棒材轧线")
    hall(888, 250, 280, 58, "高速线材轧线")
    hall(888, 354, 280, 70, "中厚板轧线")
    hall(888, 440, 130, 124, "成品库")
    hall(1034, 440, 134, 56, "检化验")
    facility(1034, 508, 134, 58, 7, "平台\n调度中心", 16)
    facility(108, 614, 336, 104, 3, "矿渣微粉车间\n一线、二线立磨", 20)
    facility(108, 736, 150, 70, 6, "危废\n贮存库", 17)
    hall(274, 736, 170, 70, "机修")
    facility(498, 614, 336, 92, 5, "深度磁选与路基材料线\n封闭陈化库", 19)
    facility(498, 722, 336, 84, 8, "路基材料成品库\n（原露天渣场）", 18)
    p.box(888, 614, 280, 192, "#CFE3C8", "#8DB285", 1.5, 12)
    for i in range(15):
        x, y = 922 + (i % 5) * 53, 646 + (i // 5) * 62 + (i % 2) * 10
        p.circle(x, y, 13, "#8DB285", "#6F9A68")
    p.box(930, 686, 196, 52, "#F4F9F1", "#8DB285", 1, 6)
    p.text(1028, 712, "复绿区（原渣场）", 19, "#3F6B38", "mm")
    # Conveyors and pot route.
    p.line([(456, 520), (456, 664)], OCHRE, 5)
    p.line([(444, 520), (456, 520)], OCHRE, 5)
    p.arrow([(456, 664), (446, 664)], OCHRE, 5, 14)
    p.arrow([(666, 446), (666, 462)], RUST, 5, 13)
    p.arrow([(666, 564), (666, 613)], OCHRE, 5, 15)
    p.arrow([(498, 688), (484, 688), (484, 276), (446, 276)], GREEN, 4, 14, (10, 6))
    p.arrow([(276, 718), (276, 727), (466, 727), (466, 844), (890, 844)], BLUE, 4, 14, (12, 6))
    # Legend.
    x = 1258
    p.box(x, 112, 294, 840, WHITE, RULE, 1.5, 14)
    p.text(x + 26, 150, "固废设施", 22, INK, bold=True)
    names = ["密闭水渣处理", "钢渣封闭处理线", "矿渣微粉车间", "尘泥分流造粒线", "深度磁选与路基材料线", "危险废物贮存库", "固废平台调度中心", "路基材料成品库"]
    for index, words in enumerate(names):
        y = 198 + index * 42
        p.circle(x + 40, y, 15, GREEN, GREEN)
        p.text(x + 40, y, str(index + 1), 18, WHITE, "mm")
        p.text(x + 66, y, words, 19)
    p.line([(x + 26, 548), (x + 268, 548)], RULE, 1.5)
    p.text(x + 26, 586, "转运方式", 22, INK, bold=True)
    for index, (colour, words, dash) in enumerate([
        (RUST, "热态渣罐转运", None), (OCHRE, "管带、密闭皮带", None), (GREEN, "磁选精粉返烧结", (10, 6)), (BLUE, "微粉装船外供", (12, 6))]):
        y = 632 + index * 42
        p.arrow([(x + 28, y), (x + 92, y)], colour, 4.5, 14, dash)
        p.text(x + 106, y, words, 19)
    p.line([(x + 26, 806), (x + 268, 806)], RULE, 1.5)
    p.polygon([(x + 56, 838), (x + 70, 884), (x + 56, 874), (x + 42, 884)], SLATE)
    p.text(x + 56, 906, "北", 20, SLATE, "mm")
    p.text(x + 108, 872, "示意图，不按比例", 18, GREY)
    p.save(path)


def card(p, x, y, w, h, title):
    p.box(x, y, w, h, WHITE, "#D8DEDB", 1.3, 10)
    p.box(x + 18, y + 19, 5, 20, GREEN, GREEN, 0, 2)
    p.text(x + 34, y + 29, title, 20, INK)


def topbar(p, title, right):
    p.box(0, 0, p.width, 74, "#17493A", "#17493A", 0, 0)
    p.circle(50, 37, 17, "#2E7D60", "#8CC3AC", 2)
    p.circle(50, 37, 6, "#D7EBE1", "#D7EBE1")
    p.text(82, 37, title, 27, WHITE)
    p.text(p.width - 32, 37, right, 18, "#C5DDD2", "rm")


def enterprise_dashboard(fonts, path):
    p = Picture(fonts, 1600, 960, "#EEF1EF")
    topbar(p, "固废智慧管控平台", "界面示意  " + FICTION)
    for i, (label, value, unit, note) in enumerate([
        ("今日产生", "6,260", "吨", "与预测相差1.2%"), ("今日综合利用", "6,180", "吨", "其中微粉3,962吨"),
        ("封闭库存", "29.4", "万吨", "库容占用61%"), ("在线计量点", "86 / 86", "个", "汽车衡8 皮带秤46 料位计32"),
        ("账物偏差", "0.4", "%", "红线0.5%")]):
        x = 28 + i * 312
        p.box(x, 96, 296, 126, WHITE, "#D8DEDB", 1.3, 10)
        p.text(x + 22, 124, label, 19, GREY)
        p.text(x + 22, 164, value, 40, GREEN)
        p.text(x + 30 + p.measure(value, 40), 172, unit, 19, GREY)
        p.text(x + 22, 202, note, 16, GREY)
    # Left: week of bars.
    card(p, 28, 242, 500, 330, "近七日产生与利用（吨）")
    p.box(300, 262, 14, 14, "#9DB8C9", "#9DB8C9", 0, 3), p.text(320, 270, "产生", 16, GREY)
    p.box(376, 262, 14, 14, GREEN, GREEN, 0, 3), p.text(396, 270, "利用", 16, GREY)
    base, week = 528, [(6310, 6205), (6290, 6240), (6225, 6190), (6340, 6255), (6205, 6210), (6285, 6170), (6260, 6180)]
    for level in (0, 2000, 4000, 6000):
        y = base - level / 6600 * 216
        p.line([(92, y), (508, y)], "#E3E8E5", 1.2)
        p.text(82, y, f"{level:,}", 15, GREY, "rm")
    for i, (made, used) in enumerate(week):
        x = 112 + i * 57
        for dx, value, colour in ((0, made, "#9DB8C9"), (19, used, GREEN)):
            top = base - value / 6600 * 216
            p.box(x + dx, top, 16, base - top, colour, colour, 0, 2)
        p.text(x + 17, base + 20, f"3-{i + 5}", 15, GREY, "mm")
    # Centre: flows of the day.
    card(p, 546, 242, 560, 330, "今日去向")
    sources = [("高炉渣", 3970, BLUE), ("钢渣", 1512, OCHRE), ("含铁尘泥", 625, RUST), ("粉煤灰", 153, SLATE)]
    targets = [("矿渣微粉", 3962), ("返烧结", 1008), ("路基材料", 1210), ("入封闭库", 80)]
    unit, gap, top = 200 / 6260, 16, 296
    left, y = {}, top
    for words, amount, colour in sources:
        h = max(amount * unit, 5)
        left[words] = [y, colour]
        p.box(668, y, 14, h, colour, colour, 0, 2)
        p.text(656, y + h / 2, f"{words} {amount:,}", 16, INK, "rm")
        y += h + gap
    right, y = {}, top
    for words, amount in targets:
        h = max(amount * unit, 3)
        right[words] = y
        p.box(966, y, 14, h, GREEN if words != "入封闭库" else "#B9C2BE", GREEN, 0, 2)
        p.text(990, y + h / 2, f"{words} {amount:,}", 16)
        y += h + gap
    flows = [("高炉渣", "矿渣微粉", 3962), ("高炉渣", "入封闭库", 8), ("钢渣", "返烧结", 389), ("钢渣", "路基材料", 1071), ("钢渣", "入封闭库", 52),
             ("含铁尘泥", "返烧结", 619), ("含铁尘泥", "入封闭库", 6), ("粉煤灰", "路基材料", 139), ("粉煤灰", "入封闭库", 14)]
    ribbons = Image.new("RGBA", p.image.size, (0, 0, 0, 0))
    brush = ImageDraw.Draw(ribbons)
    for start, end, amount in flows:
        h = max(amount * unit, 0.6)
        y0, y1 = left[start][0], right[end]
        left[start][0] += h
        right[end] += h
        upper, lower = [], []
        for step in range(41):
            t = step / 40
            ease = t * t * (3 - 2 * t)
            x, y = 682 + t * 284, y0 + (y1 - y0) * ease
            upper.append((x * p.scale, y * p.scale))
            lower.append((x * p.scale, (y + h) * p.scale))
        rgb = tuple(int(left[start][1][i:i + 2], 16) for i in (1, 3, 5))
        brush.polygon(upper + lower[::-1], fill=rgb + (84,))
    p.image.paste(ribbons, (0, 0), ribbons)
    # Right: three accounts.
    card(p, 1124, 242, 448, 330, "三账互校（今日零点）")
    for x, words in ((1262, "产废账"), (1352, "计量账"), (1442, "去向账"), (1526, "偏差")):
        p.text(x, 314, words, 16, GREY, "mm")
    for i, (words, a, b, c, gap_) in enumerate([
        ("高炉渣", "3,982", "3,970", "3,970", "0.3%"), ("钢渣", "1,518", "1,512", "1,508", "0.7%"),
        ("含铁尘泥", "626", "625", "625", "0.2%"), ("粉煤灰", "153", "153", "153", "0.0%"), ("合计", "6,279", "6,260", "6,256", "0.4%")]):
        y = 356 + i * 44
        p.line([(1146, y - 22), (1550, y - 22)], "#E3E8E5", 1.2)
        p.text(1146, y, words, 18)
        for x, v in ((1262, a), (1352, b), (1442, c)):
            p.text(x, y, v, 18, INK, "mm")
        p.text(1526, y, gap_, 18, RUST if gap_ == "0.7%" else GREEN, "mm")
    p.tag(1500, 271, "已派单 1", RUST_SOFT, RUST, 15)
    # Bottom: trace chain and storage.
    card(p, 28, 592, 1078, 336, "批次追溯")
    p.box(250, 608, 300, 34, "#F3F6F4", "#D8DEDB", 1, 6)
    p.text(264, 625, "出厂单 LJ-0311-027", 17, GREY)
    chain = [("出厂车次", "路基材料 31.6吨", "3月11日 14:20"), ("成品批次", "B0311-4", "膨胀率1.2%"), ("陈化仓", "C3仓", "陈化9天"),
             ("热闷罐", "6号罐 第2罐次", "0.32 MPa  2小时"), ("渣罐", "41号罐", "标签已读"), ("炉次", "2号转炉", "碱度3.1")]
    for i, (a, b, c) in enumerate(chain):
        x = 116 + i * 180
        p.box(x - 74, 682, 148, 136, GREEN_SOFT if i % 5 else OCHRE_SOFT, GREEN if i % 5 else OCHRE, 1.5, 8)
        p.text(x, 710, a, 20, GREEN if i % 5 else OCHRE, "mm")
        p.text(x, 752, b, 17, INK, "mm")
        p.text(x, 786, c, 16, GREY, "mm")
        if i:
            p.arrow([(x - 104, 750), (x - 77, 750)], SLATE, 2.2, 10)
    p.line([(52, 850), (1082, 850)], "#E3E8E5", 1.2)
    p.text(52, 888, "检验报告：浸水膨胀率 合格    压碎值 合格    浸出毒性 合格", 18, INK)
    p.tag(1022, 888, "可追溯", GREEN_SOFT, GREEN, 17)
    card(p, 1124, 592, 448, 336, "封闭料库占用")
    for i, (words, share) in enumerate([("钢渣陈化库", 74), ("水渣缓冲库", 38), ("微粉筒仓", 55), ("路基材料成品库", 63), ("尘泥分档仓", 47), ("粉煤灰筒仓", 41)]):
        y = 656 + i * 44
        p.text(1146, y, words, 17)
        p.box(1296, y - 8, 200, 16, "#E6EBE8", "#E6EBE8", 0, 8)
        p.box(1296, y - 8, 200 * share / 100, 16, OCHRE if share > 70 else GREEN, GREEN, 0, 8)
        p.text(1552, y, f"{share}%", 17, INK, "rm")
    p.save(path)


# ---------------------------------------------------------------------------------------------------------------------
# Park pictures
# ---------------------------------------------------------------------------------------------------------------------
def park_flow(fonts, path):
    p = Picture(fonts, 1600, 940)
    p.heading("锰渣分质利用工艺流程", FICTION)
    # Sources.
    p.box(40, 190, 200, 402, WHITE, RULE, 1.5, 12)
    p.text(140, 150, "主要产废企业", 19, GREY, "mm")
    for y, words in ((254, "甲锰业\n电解锰"), (390, "乙锰业\n电解锰"), (526, "丙新材料\n高纯硫酸锰")):
        p.node(140, y, 164, 92, words, SLATE_SOFT, RULE, INK, 20)
    p.arrow([(240, 390), (316, 390)], SLATE, 3, 14)
    # Treatment centre.
    p.box(318, 190, 370, 402, WHITE, GREEN, 2.5, 12)
    p.node(503, 190, 300, 40, "锰渣集中预处理中心", GREEN, GREEN, WHITE, 20, 20)
    for i, words in enumerate(["制浆", "三级逆流洗涤", "钙镁协同固锰脱氨", "隔膜压滤", "封闭均化（12仓，一仓一检）"]):
        y = 252 + i * 68
        p.node(503, y, 314, 46, words, GREEN_SOFT, "#A9CDBB", INK, 19)
        if i:
            p.arrow([(503, y - 44), (503, y - 25)], GREEN, 2, 9)
    # Grading.
    p.arrow([(688, 390), (752, 390)], GREEN, 3, 14)
    p.polygon([(836, 306), (920, 390), (836, 474), (752, 390)], OCHRE_SOFT, OCHRE, 2)
    p.text(836, 390, "在线X荧光\n五项指标\n定级", 18, OCHRE, "mm")
    branches = [(232, "Ⅰ级", "石膏相纯、氨氮低", "改性", "水泥缓凝剂\n生料配料", "水泥企业", BLUE, BLUE_SOFT),
                (390, "Ⅱ级", "三氧化硫≥20%", "还原煅烧\n1150℃", "硫酸\n活性掺合料", "浸出工段\n水泥企业", RUST, RUST_SOFT),
                (548, "Ⅲ级", "硅铝高、硫偏低", "级配成型\n固化", "免烧建材\n路基固化材料", "园区道路\n标准厂房", OCHRE, OCHRE_SOFT)]
    p.text(1112, 150, "利用路线", 19, GREY, "mm")
    p.text(1300, 150, "产品", 19, GREY, "mm")
    p.text(1476, 150, "园区内用户", 19, GREY, "mm")
    for y, grade, trait, process, product, user, dark, soft in branches:
        if y == 390:
            p.arrow([(920, 390), (1034, 390)], dark, 2.5, 13)
        else:
            p.arrow([(836, 306 if y < 390 else 474), (836, y), (1034, y)], dark, 2.5, 13)
        p.tag(972, y - 22, grade, dark, WHITE, 17)
        p.text(1026, y + 20, trait, 15, dark, "rm")
        p.node(1112, y, 156, 84, process, WHITE, dark, INK, 20)
        p.arrow([(1190, y), (1218, y)], dark, 2.2, 11)
        p.node(1300, y, 160, 84, product, soft, dark, dark, 20)
        p.arrow([(1380, y), (1404, y)], dark, 2.2, 11)
        p.node(1476, y, 140, 84, user, WHITE, dark, INK, 20)
    # Returns below.
    p.arrow([(503, 592), (503, 676), (180, 676), (180, 594)], BLUE, 3, 14, (12, 7))
    p.node(372, 676, 236, 44, "回收锰、硫酸铵返电解", BLUE, BLUE, WHITE, 18, 22)
    p.arrow([(1546, 390), (1572, 390), (1572, 758), (100, 758), (100, 594)], RUST, 3, 14, (12, 7))
    p.node(836, 758, 236, 44, "硫酸管道返回浸出", RUST, RUST, WHITE, 18, 22)
    p.box(48, 826, 1504, 76, WHITE, RULE, 1.5, 12)
    for x, words, dark, soft in ((170, "粉煤灰、浸出硅渣", SLATE, SLATE_SOFT), (590, "浸出铁渣", RUST, RUST_SOFT), (1040, "煅烧余热蒸汽", OCHRE, OCHRE_SOFT)):
        p.node(x, 864, 196, 44, words, soft, dark, dark, 18, 22)
    p.text(284, 864, "掺入Ⅲ级路线", 18, GREY)
    p.text(704, 864, "作水泥铁质校正料", 18, GREY)
    p.text(1154, 864, "并入热网，供电池材料企业干燥和蒸发", 18, GREY)
    p.save(path)


def park_map(fonts, path):
    p = Picture(fonts, 1600, 1000)
    p.heading("园区固废循环链与设施布局", FICTION)
    p.box(48, 112, 1180, 840, LAND, RULE, 1.5, 14)
    p.polygon(smooth([(49, 190), (170, 240), (240, 340), (256, 480), (190, 610), (120, 740), (150, 860), (130, 951)]) + [(60, 951), (49, 940)], WATER)
    p.text(118, 520, "北\n\n江", 22, BLUE, "mm", leading=0.9)
    boundary = [(316, 146), (1196, 146), (1196, 918), (290, 918), (290, 690), (316, 640)]
    p.polygon(boundary, "#F8F9F5", SLATE, 2)
    p.line([(316, 386), (1196, 386)], ROAD, 18)
    p.line([(306, 662), (1196, 662)], ROAD, 18)
    p.line([(742, 146), (742, 918)], ROAD, 18)

    def zone(x, y, w, h, words, fill, line, colour, size=20):
        p.box(x, y, w, h, fill, line, 2, 10)
        p.text(x + w / 2, y + h / 2, words, size, colour, "mm")

    zone(366, 172, 340, 84, "甲锰业  乙锰业\n电解锰、四氧化三锰", SLATE_SOFT, SLATE, INK)
    zone(366, 282, 160, 80, "丙新材料\n高纯硫酸锰", SLATE_SOFT, SLATE, INK, 19)
    zone(546, 282, 160, 80, "丁镍钴\n镍钴盐", SLATE_SOFT, SLATE, INK, 19)
    zone(784, 172, 376, 84, "电池制造片区\n正极材料、动力和储能电池", BLUE_SOFT, BLUE, BLUE)
    zone(784, 282, 376, 80, "己循环科技\n退役电池与废极片再生", BLUE_SOFT, BLUE, BLUE, 19)
    zone(366, 424, 340, 96, "锰渣集中预处理中心\n80万吨/年", GREEN_SOFT, GREEN, GREEN, 21)
    zone(366, 548, 160, 88, "封闭均化库\n规范化渣库", GREEN_SOFT, GREEN, GREEN, 19)
    zone(546, 548, 160, 88, "小微企业\n危废收集站", GREEN_SOFT, GREEN, GREEN, 19)
    zone(784, 424, 230, 96, "煅烧制酸线\n30万吨/年", RUST_SOFT, RUST, RUST, 21)
    zone(1040, 424, 120, 96, "戊热电", OCHRE_SOFT, OCHRE, OCHRE, 21)
    zone(784, 548, 376, 88, "浸出渣铁铝分离与利用线\n12万吨/年", GREEN_SOFT, GREEN, GREEN, 20)
    zone(330, 704, 376, 84, "水泥企业\n缓凝剂改性线25万吨/年", SLATE_SOFT, SLATE, INK, 20)
    zone(330, 812, 376, 80, "标准厂房与园区道路\n综合利用产品优先使用", "#E7F0E2", "#8DB285", "#3F6B38", 20)
    zone(784, 704, 376, 84, "免烧建材与路基固化材料线\n18万吨/年、8万吨/年", OCHRE_SOFT, OCHRE, OCHRE, 20)
    zone(784, 812, 180, 80, "管委会\n固废平台中心", WHITE, GREEN, GREEN, 19)
    zone(984, 812, 176, 80, "污水处理厂", WHITE, SLATE, INK, 20)
    # Four chains.
    p.arrow([(446, 256), (446, 270), (352, 270), (352, 472), (364, 472)], SLATE, 4, 13)
    p.arrow([(706, 458), (782, 458)], SLATE, 4, 13)
    p.arrow([(860, 424), (860, 404), (724, 404), (724, 236), (708, 236)], RUST, 4.5, 15)
    p.arrow([(536, 424), (536, 258)], BLUE, 4.5, 15)
    p.arrow([(1100, 424), (1100, 404), (1178, 404), (1178, 214), (1162, 214)], OCHRE, 4.5, 15)
    p.arrow([(1014, 472), (1038, 472)], OCHRE, 4.5, 13)
    p.arrow([(640, 520), (640, 534), (724, 534), (724, 662), (860, 662), (860, 702)], SLATE, 4, 13)
    p.arrow([(536, 520), (536, 702)], GREEN, 4.5, 15)
    p.arrow([(800, 520), (800, 534), (762, 534), (762, 746), (708, 746)], GREEN, 4.5, 15)
    p.arrow([(972, 636), (972, 702)], GREEN, 4.5, 15)
    p.arrow([(784, 766), (752, 766), (752, 852), (708, 852)], GREEN, 4.5, 15)
    p.arrow([(972, 362), (972, 386), (1180, 386), (1180, 592), (1162, 592)], SLATE, 4, 13)
    # Legend.
    x = 1258
    p.box(x, 112, 294, 840, WHITE, RULE, 1.5, 14)
    p.text(x + 26, 152, "四条循环链", 22, INK, bold=True)
    for index, (colour, words, note) in enumerate([
        (RUST, "酸链", "煅烧制酸返回浸出"), (BLUE, "氨链", "洗渣硫酸铵返回电解"),
        (OCHRE, "热链", "余热与热电并网供材料"), (GREEN, "材料链", "掺合料、建材进工程")]):
        y = 206 + index * 84
        p.arrow([(x + 28, y), (x + 96, y)], colour, 5, 15)
        p.text(x + 110, y, words, 20, colour)
        p.text(x + 28, y + 32, note, 18, GREY)
    p.arrow([(x + 28, 542), (x + 96, 542)], SLATE, 4, 13)
    p.text(x + 110, 542, "固废转运", 20, SLATE)
    p.line([(x + 26, 580), (x + 268, 580)], RULE, 1.5)
    p.text(x + 26, 620, "分区", 22, INK, bold=True)
    for index, (fill, line, words) in enumerate([
        (SLATE_SOFT, SLATE, "冶炼与水泥"), (BLUE_SOFT, BLUE, "电池与再生"), (GREEN_SOFT, GREEN, "固废公共设施"), ("#E7F0E2", "#8DB285", "综合利用产品用户")]):
        y = 664 + index * 38
        p.box(x + 28, y - 12, 36, 24, fill, line, 2, 4)
        p.text(x + 78, y, words, 19)
    p.line([(x + 26, 820), (x + 268, 820)], RULE, 1.5)
    p.polygon([(x + 56, 846), (x + 70, 892), (x + 56, 882), (x + 42, 892)], SLATE)
    p.text(x + 56, 914, "北", 20, SLATE, "mm")
    p.text(x + 108, 880, "示意图，不按比例", 18, GREY)
    p.save(path)


def park_dashboard(fonts, path):
    p = Picture(fonts, 1600, 960, "#EEF1EF")
    topbar(p, "园区固废“一张图”", "界面示意  " + FICTION)
    for i, (label, value, unit, note) in enumerate([
        ("在册企业", "218 / 218", "家", "电子台账全覆盖"), ("今日交渣（湿基）", "1,912", "吨", "折干1,434吨"),
        ("Ⅰ、Ⅱ级占比", "75", "%", "按批次统计"), ("在途车辆", "23 / 76", "辆", "路线偏离0"), ("四方偏差", "0.8", "%", "超过1%暂停结算")]):
        x = 28 + i * 312
        p.box(x, 96, 296, 126, WHITE, "#D8DEDB", 1.3, 10)
        p.text(x + 22, 124, label, 19, GREY)
        p.text(x + 22, 164, value, 40, GREEN)
        p.text(x + 30 + p.measure(value, 40), 172, unit, 19, GREY)
        p.text(x + 22, 202, note, 16, GREY)
    # Map.
    card(p, 28, 242, 740, 446, "实时位置")
    p.box(50, 300, 696, 366, "#EAF0EA", "#D8DEDB", 1, 8)
    p.polygon([(52, 302), (120, 350), (150, 450), (120, 560), (90, 664), (52, 664)], WATER)
    for points in ([(130, 420), (746, 420)], [(120, 560), (746, 560)], [(330, 300), (330, 666)], [(560, 300), (560, 666)]):
        p.line(points, WHITE, 14)
    places = [(210, 360, "甲锰业", SLATE), (240, 490, "乙锰业", SLATE), (440, 352, "丙新材料", SLATE), (440, 490, "预处理中心", GREEN),
              (660, 360, "煅烧制酸线", RUST), (660, 490, "建材线", OCHRE), (220, 616, "水泥企业", BLUE), (446, 616, "浸出渣利用线", GREEN)]
    for x, y, words, colour in places:
        w = p.measure(words, 17) + 46
        p.box(x - w / 2, y - 18, w, 36, WHITE, colour, 1.6, 18)
        p.circle(x - w / 2 + 18, y, 6, colour, colour)
        p.text(x - w / 2 + 32, y, words, 17, INK)
    for x, y in ((290, 420), (372, 420), (330, 462), (486, 420), (600, 420), (560, 524), (398, 560), (284, 560), (640, 560), (702, 420)):
        p.circle(x, y, 8, OCHRE, WHITE, 2)
    p.circle(594, 642, 7, OCHRE, WHITE, 2), p.text(608, 642, "在途运输车辆", 15, GREY)
    # Grades.
    card(p, 786, 242, 384, 446, "今日定级（批次）")
    p.ring(978, 412, 104, [(37, BLUE), (38, RUST), (25, OCHRE)], 34)
    p.text(978, 402, "64", 44, INK, "mm")
    p.text(978, 440, "批", 18, GREY, "mm")
    for i, (colour, words, share, note) in enumerate([(BLUE, "Ⅰ级", "37%", "水泥"), (RUST, "Ⅱ级", "38%", "煅烧制酸"), (OCHRE, "Ⅲ级", "25%", "建材、路基")]):
        y = 566 + i * 40
        p.box(818, y - 8, 16, 16, colour, colour, 0, 3)
        p.text(846, y, words, 18), p.text(940, y, share, 18, INK, "mm"), p.text(1138, y, note, 18, GREY, "rm")
    # Route load.
    card(p, 1188, 242, 384, 446, "利用路线负荷")
    for i, (words, load, capacity) in enumerate([("煅烧制酸", 82, "30万吨/年"), ("水泥缓凝剂与配料", 89, "25万吨/年"), ("免烧建材", 89, "18万吨/年"), ("路基固化材料", 81, "8万吨/年"), ("浸出渣利用", 88, "12万吨/年")]):
        y = 312 + i * 76
        p.text(1212, y, words, 18), p.text(1548, y, capacity, 16, GREY, "rm")
        p.box(1212, y + 20, 272, 16, "#E6EBE8", "#E6EBE8", 0, 8)
        p.box(1212, y + 20, 272 * load / 100, 16, GREEN, GREEN, 0, 8)
        p.text(1548, y + 28, f"{load}%", 18, INK, "rm")
    # Transfer list.
    card(p, 28, 708, 1142, 224, "最近交接")
    heads = [(52, "批次码"), (206, "产生工段"), (386, "毛重（吨）"), (516, "水分（%）"), (640, "折干（吨）"), (764, "等级"), (852, "去向"), (1010, "四方核对")]
    for x, words in heads:
        p.text(x, 766, words, 16, GREY)
    for i, row in enumerate([("MZ-0312-118", "甲锰业 压滤二线", "32.40", "24.1", "24.59", "Ⅱ级", "煅烧制酸线", "一致"),
                             ("MZ-0312-117", "丙新材料 浸出渣台", "31.85", "22.8", "24.59", "Ⅰ级", "水泥企业", "一致"),
                             ("MZ-0312-116", "乙锰业 压滤一线", "33.10", "25.6", "24.63", "Ⅲ级", "建材线", "差1.3%，已派单")]):
        y = 804 + i * 42
        p.line([(52, y - 21), (1146, y - 21)], "#E3E8E5", 1.2)
        for (x, _), words in zip(heads, row):
            p.text(x, y, words, 17, RUST if "派单" in words else INK)
    card(p, 1188, 708, 384, 224, "调度建议")
    p.text(1212, 826, "未来两周降雨偏多：\nⅠ级渣提前转均化库8号仓；\n煅烧制酸线日增接200吨；\n路基材料线检修顺延3天。", 18, INK, leading=1.8)
    p.save(path)


# ---------------------------------------------------------------------------------------------------------------------
# PDF attachments
# ---------------------------------------------------------------------------------------------------------------------
def styles():
    base = dict(fontName="GWSong", fontSize=11.5, leading=19, wordWrap="CJK", textColor=HexColor("#1A1A1A"))
    return {
        "title": ParagraphStyle("title", **{**base, "fontName": "GWSongBold", "fontSize": 19, "leading": 28, "alignment": TA_CENTER, "spaceAfter": 4}),
        "unit": ParagraphStyle("unit", **{**base, "fontSize": 11.5, "alignment": TA_CENTER, "spaceAfter": 12}),
        "head": ParagraphStyle("head", **{**base, "fontName": "GWHei", "fontSize": 12.5, "spaceBefore": 8, "spaceAfter": 2, "keepWithNext": 1}),
        "body": ParagraphStyle("body", **{**base, "firstLineIndent": 23}),
        "item": ParagraphStyle("item", **{**base, "leftIndent": 23}),
        "caption": ParagraphStyle("caption", **{**base, "fontName": "GWHei", "fontSize": 10.5, "alignment": TA_CENTER, "spaceBefore": 6, "spaceAfter": 3, "keepWithNext": 1}),
        "cell": ParagraphStyle("cell", **{**base, "fontSize": 9.5, "leading": 14, "alignment": TA_CENTER}),
        "cellhead": ParagraphStyle("cellhead", **{**base, "fontName": "GWHei", "fontSize": 9.5, "leading": 14, "alignment": TA_CENTER}),
    }


def set_pdf(path, title, unit, content):
    """content: list of ("head" | "body" | "item", text) and ("table", caption, widths in mm, rows)."""
    look, story = styles(), []
    story += [Paragraph(title, look["title"]), Paragraph(unit + "  2026年3月", look["unit"])]
    for kind, *rest in content:
        if kind != "table":
            story.append(Paragraph(rest[0], look[kind]))
            continue
        caption, widths, rows = rest
        cells = [[Paragraph(cell, look["cellhead" if i == 0 else "cell"]) for cell in row.split("|")] for i, row in enumerate(rows)]
        grid = Table(cells, [w * mm for w in widths], repeatRows=1)
        grid.setStyle(TableStyle([
            ("GRID", (0, 0), (-1, -1), 0.4, HexColor("#7A8582")), ("BACKGROUND", (0, 0), (-1, 0), HexColor("#EAF1ED")),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 4)]))
        story += [Paragraph(caption, look["caption"]), grid, Spacer(1, 6)]

    def frame(canvas, document):
        canvas.saveState()
        canvas.setFont("GWHei", 9)
        canvas.setFillColor(HexColor("#7A8582"))
        canvas.drawString(28 * mm, A4[1] - 17 * mm, FICTION + "  单位、人员和数据均为虚构")
        canvas.drawRightString(A4[0] - 28 * mm, A4[1] - 17 * mm, unit)
        canvas.setStrokeColor(HexColor("#C3CBC8"))
        canvas.setLineWidth(0.5)
        canvas.line(28 * mm, A4[1] - 19 * mm, A4[0] - 28 * mm, A4[1] - 19 * mm)
        canvas.drawCentredString(A4[0] / 2, 14 * mm, f"— {document.page} —")
        canvas.restoreState()

    path.parent.mkdir(parents=True, exist_ok=True)
    # ReportLab pads its frame by 6 pt: taken off the margins, so that text and tables share their edges.
    document = SimpleDocTemplate(str(path), pagesize=A4, leftMargin=28 * mm - 6, rightMargin=28 * mm - 6, topMargin=26 * mm, bottomMargin=20 * mm,
                                 title=title, author=unit, subject=FICTION)
    document.build(story, onFirstPage=frame, onLaterPages=frame)


def table_rows(answers, rows):
    """Rows of yearly figures out of the answers: (label, values)."""
    years = ["2022", "2023", "2024", "2025"]
    return ["项目|" + "|".join(f"{y}年" for y in years)] + [label + "|" + "|".join(values[y] for y in years) for label, values in rows]


def enterprise_pdfs(answers, to):
    unit, waste = answers["cover"]["name"], answers["waste"]
    set_pdf(to / "plan.pdf", "“无废企业”建设方案<br/>（2026年修订版，摘要）", unit, [
        ("head", "一、总体思路与目标"),
        ("body", "以“渣不落地”管过程，以“固废不出厂”管结果，对照《“无废园区”“无废企业”建设指南（试行）》，针对长流程钢铁高炉渣、钢渣、含铁尘泥、粉煤灰四类大宗固废，统筹源头减量、过程封闭、厂内转化和管理支撑。原方案期限为2023—2025年，经2026年1月复核修订后延续至2027年。"),
        ("item", "1. 热态渣不落地：渣从罐口到料仓全程在容器、管道和封闭厂房内转移。"),
        ("item", "2. 原状固废不出厂：出厂的只能是符合标准的产品。"),
        ("item", "3. 一般工业固废不填埋；账物偏差不超过千分之五。"),
        ("head", "二、产废情况分析"),
        ("body", "产废普查走查产废点137处，登记一般工业固体废物19种、危险废物11种，取样212个。四类大宗固废产生情况如下，2026—2027年按产能不增、品种结构继续向中厚板调整预测，各品种产生量稳中有降。"),
        ("table", "四类大宗固废产生量（万吨）", [46, 27, 27, 27, 27],
         table_rows(answers, [(part["name"], part["values"]) for part in waste["generated_by"]] + [("合计", waste["generated"])])),
        ("body", "对照先进水平，主要短板有三处：一是钢渣露天热泼，周期长、扬尘大，游离氧化钙偏高；二是粉磨能力不足，水渣须外运代磨；三是计量口径不一，账物不符，含铁尘泥因锌含量不明而少用。三处短板分别对应封闭处理、厂内转化和平台管理三项重点工程。"),
        ("item", "1. 钢渣：占固废总量的四分之一，占堆存量的六成，列为首要治理对象。"),
        ("item", "2. 高炉渣：占固废总量的六成以上，出路成熟，重点补足厂内粉磨能力。"),
        ("item", "3. 含铁尘泥：铁高锌杂，重点建立分流收集与元素平衡控制。"),
        ("item", "4. 粉煤灰：随燃煤提质和煤气掺烧减量，用作路基材料的细料组分。"),
        ("head", "三、主要任务"),
        ("table", "任务分类与责任", [22, 14, 86, 32], [
            "类别|项数|主要内容|牵头单位",
            "源头减量|7|精料入炉、少渣冶炼、燃料提质、原辅料分区存放、操作负面清单、包装减量、年度预测对比|炼铁厂、炼钢厂",
            "过程封闭|6|钢渣有压热闷、水渣密闭脱水、转炉渣余热深度回收、尘泥管道输送、贮存设施与标识达标改造、短驳车辆退出|炼钢厂、物流部",
            "厂内转化|8|矿渣微粉二线、钢渣深度磁选、路基材料线、锌铁分流、返烧结、产品标准与检测、厂内自用、联合试验|资源利用分厂",
            "管理支撑|5|固废平台、电子台账、危险废物“五即”、内部结算、培训与信息公开|环保部、信息部"]),
        ("head", "四、2026—2027年新增内容"),
        ("body", "一是开展单位产品产废对标，每年与同行业先进值逐工序比较；二是利用微粉线和路基材料线的富余能力，研究消纳周边企业同类固废的可行性；三是推进转炉渣余热深度回收，完成首套工业化装置。"),
        ("head", "五、保障措施"),
        ("body", "总经理任领导小组组长，固废指标占分厂绩效考核的12%；重点项目资金纳入年度预算；建立与用户的季度会商制度；每季度公开固废产生、贮存、流向和利用情况。"),
    ])
    set_pdf(to / "organisation.pdf", "“无废企业”建设管理机构设置情况", unit, [
        ("head", "一、机构设置"),
        ("body", "2023年1月，公司印发文件成立“无废企业”建设领导小组，总经理任组长，分管安全环保、生产和财务的副总经理任副组长，各部门、各分厂主要负责人为成员。领导小组下设常务办公室，专职12人，设在环保部。各分厂设固废主管，班组设固废员，共93人。"),
        ("table", "机构与职责", [34, 44, 76], [
            "机构|组成|主要职责",
            "领导小组|组长1人、副组长3人、成员21人|审定方案、年度计划和预算，每月召开平衡会，每季度评估成效",
            "常务办公室|专职12人：生产3、技术研发3、设备2、营销1、财务1、环保2|任务挂牌销号、内部结算、对标分析、信息公开和对外协同",
            "分厂固废主管|各分厂1人|产废预测、分类收集、渣质控制、台账审核",
            "班组固废员|各班组1人|现场分类、标识、计量和异常报告",
            "信息与检化验支持组|信息部、检化验中心|平台运行、数据核查、成分和产品质量检测"]),
        ("head", "二、运行制度"),
        ("item", "1. 月平衡：每月5日前完成上月固废物料平衡，偏差超过0.5%的逐项说明。"),
        ("item", "2. 季评估：每季度评估26项任务进度和指标，提出改进措施并跟踪。"),
        ("item", "3. 年对比：每年1月对比实际产废与预测，偏差超过5%的列入整改。"),
        ("item", "4. 责任追究：原渣外运、混堆混放当月一票否决；造成污染的按制度追责。"),
        ("head", "三、制度文件目录"),
        ("item", "《工业固体废物污染环境防治责任制度》《一般工业固体废物管理规程》《危险废物管理规程》《固废内部结算办法》《产渣质量标准》《固废台账与信息公开管理办法》。"),
    ])
    set_pdf(to / "implementation.pdf", "“无废企业”建设方案落实情况", unit, [
        ("head", "一、任务完成情况"),
        ("body", "截至2025年12月底，方案26项任务完成25项；转炉渣余热深度回收已完成单罐试验，转入下一阶段。重点项目全部建成投运，累计投入68400万元。"),
        ("table", "重点项目落实情况", [62, 40, 24, 28], [
            "项目|建设时间|投资（万元）|状态",
            "高炉精料与低渣比冶炼改造|2023.05—2024.06|9600|已投运",
            "转炉留渣双渣与智能造渣|2023.03—2024.03|5200|已投运",
            "钢渣辊压破碎、有压热闷封闭处理线|2023.06—2024.09|18600|已投运",
            "钢渣深度磁选与路基材料生产线|2024.01—2024.12|7800|已投运",
            "矿渣微粉二线|2023.04—2024.05|14500|已投运",
            "含铁尘泥锌铁分流与造粒返烧结线|2023.08—2024.08|8300|已投运",
            "封闭料库与管带输送系统|2023.09—2025.03|3200|已投运",
            "固废智慧管控平台|2023.02—2024.01|1200|已投运",
            "合计|—|68400|—"]),
        ("head", "二、指标变化"),
        ("table", "产生与综合利用情况（万吨）", [46, 27, 27, 27, 27],
         table_rows(answers, [("工业固废产生量", waste["generated"]), ("工业固废综合利用量", waste["utilised"])] + [(part["name"], part["values"]) for part in waste["utilised_by"]])),
        ("body", "吨铁渣量由343 kg降到311 kg，石灰单耗由47 kg/t降到36 kg/t，钢渣游离氧化钙由6.2%降到2.1%，露天渣场3.2万平方米全部腾退，账物偏差由3.4%降到0.4%。"),
        ("head", "三、检查与整改"),
        ("body", "领导小组三年共开展季度评估12次，提出问题47项，整改47项。主要整改包括：调整热闷蒸汽制度，解决个别罐次膨胀率偏高；更换3台皮带秤，消除计量漂移；增设高锌尘泥专仓，避免与低锌料混合。"),
        ("head", "四、任务销号情况"),
        ("table", "四类任务销号情况（截至2025年12月底）", [36, 24, 24, 24, 46], [
            "类别|项数|完成|转段|说明",
            "源头减量|7|7|0|渣量指标纳入采购评价",
            "过程封闭|6|5|1|余热深度回收转入2026年",
            "厂内转化|8|8|0|企业标准2项已发布",
            "管理支撑|5|5|0|平台二期升级完成",
            "合计|26|25|1|—"]),
        ("head", "五、下一步工作"),
        ("body", "按2026年修订版方案推进余热回收、对标和厂外协同三项工作，并将有压热闷操作规程、分流控制模型整理为可共享的培训资料。"),
    ])
    set_pdf(to / "ledger.pdf", "固废台账摘录与钢渣检测结果摘录", unit, [
        ("head", "一、电子台账摘录（2025年12月部分记录）"),
        ("body", "下列记录从固废智慧管控平台导出，仅用于说明台账格式和追溯关系。"),
        ("table", "一般工业固废台账摘录", [22, 24, 22, 34, 30, 22], [
            "日期|固废|数量（吨）|产生工段|去向|批次",
            "12-01|高炉渣|3968|1号高炉等|微粉车间|S1201",
            "12-01|钢渣|1509|2号转炉等|热闷线|G1201",
            "12-01|含铁尘泥|622|烧结、炼铁|造粒线|N1201",
            "12-01|粉煤灰|151|自备电厂|粉煤灰筒仓|F1201",
            "12-02|高炉渣|3981|1号高炉等|微粉车间|S1202",
            "12-02|钢渣|1516|4号转炉等|热闷线|G1202",
            "12-02|含铁尘泥|627|烧结、炼铁|造粒线|N1202",
            "12-02|粉煤灰|154|自备电厂|粉煤灰筒仓|F1202"]),
        ("head", "二、追溯示例"),
        ("item", "出厂单LJ-1202-014（路基材料30.8吨）—成品批次B1202-3—陈化仓C2—热闷罐6号—渣罐41号—2号转炉炉次25-11874。"),
        ("head", "三、钢渣尾渣检测结果摘录"),
        ("table", "检测结果", [48, 26, 26, 26, 28], [
            "项目|样品1|样品2|样品3|控制要求",
            "游离氧化钙（%）|2.0|2.2|2.1|≤3.0",
            "浸水膨胀率（%）|1.1|1.3|1.2|≤2.0",
            "金属铁（%）|1.1|1.2|1.1|≤1.5",
            "压碎值（%）|19.6|20.4|20.1|≤30",
            "浸出毒性|未超标|未超标|未超标|符合标准"]),
        ("body", "说明：以上台账与检测数据均为虚构示例，不是任何机构出具的报告，不加盖印章。"),
    ])


def park_pdfs(answers, to):
    unit, waste = answers["cover"]["name"], answers["waste"]
    set_pdf(to / "plan.pdf", "“无废园区”建设方案<br/>（2026年修订版，摘要）", unit, [
        ("head", "一、总体思路与目标"),
        ("body", "园区按照“先分质、再成链、后入市”的思路，以锰渣为重点，统筹浸出渣和粉煤灰，推动源头减量、集中分质、循环成链和就近消纳。原方案期限为2023—2025年，2026年1月对照《“无废园区”“无废企业”建设指南（试行）》复核修订后延续至2027年。"),
        ("item", "1. 产废强度持续下降；园区内综合利用率稳定在九成以上。"),
        ("item", "2. 渣库年新增入库量逐年归窄，不再新建渣库。"),
        ("item", "3. 产、运、收、用四方账物偏差控制在百分之一以内。"),
        ("head", "二、产废情况分析"),
        ("body", "逐户调查218家企业、864处产废点，取样430个，编制“一企一册”；重点名单10家，其中甲锰业、乙锰业、丙新材料为主要产废企业。"),
        ("table", "园区内工业固废产生量（万吨）", [46, 27, 27, 27, 27],
         table_rows(answers, [(part["name"], part["values"]) for part in waste["generated_by"]] + [("合计", waste["generated"])])),
        ("head", "三、主要任务"),
        ("table", "五类32项任务", [34, 16, 74, 30], [
            "类别|项数|主要内容|牵头单位",
            "源头减量|8|对标改造清单、预选与两段浸出、无铬钝化、隔膜压滤、原料对接、一企一策等|经济发展局",
            "固废管理|7|分质收运、贮存规范、危险废物“五即”、小微企业危废收集、信息平台等|生态环境局",
            "产业培育|7|能力匹配评估、煅烧制酸、缓凝剂、浸出渣利用、按缺口招商等|经济发展局",
            "就近消纳|5|消纳场景测算、优先使用清单、长期监测、供需对接等|规划建设局",
            "实施保障|5|机构、评估、分级计价、培训、信息公开|管委会办公室"]),
        ("head", "四、2026—2027年新增内容"),
        ("body", "补充产废与利用能力年度匹配评估、消纳场景滚动测算；继续开展存量渣库分质取用研究；鼓励主要产废企业创建“无废企业”。"),
        ("head", "五、年度安排"),
        ("table", "年度重点", [20, 78, 56], [
            "年度|重点任务|检查标志",
            "2023年|预选与压滤改造开工，煅烧一期、缓凝剂线投产|主要产废企业改造清单全部落实",
            "2024年|预处理中心、煅烧二期、建材线、信息平台投运|分级交接和干基结算全面实行",
            "2025年|管带与渣库规范化完成，各路线达产达标|场地平整用渣归零",
            "2026年|能力年度匹配评估，扩大周边工程应用|各路线能力留有余量",
            "2027年|存量渣库分质取用试验，总结输出标准|形成可共享的规程与接口文档"]),
        ("head", "六、保障措施"),
        ("body", "领导小组每季度评估成效，结果与用地、用能指标和专项资金挂钩；平台公司负责公共设施运营；分级计价差额专户管理，每半年公开一次。"),
    ])
    set_pdf(to / "organisation.pdf", "“无废园区”建设管理机构设置情况", unit, [
        ("head", "一、机构设置"),
        ("body", "2022年11月，园区管委会印发文件成立“无废园区”建设领导小组，管委会主任任组长，分管生态环境和经济发展的副主任任副组长，五个部门和10家重点企业负责人为成员，下设9人专班，负责日常工作。"),
        ("table", "部门与单位职责", [36, 118], [
            "单位|主要职责",
            "领导小组|审定方案和年度计划，协调重大项目，每季度评估成效",
            "专班（9人）|任务调度、企业辅导、分级计价核算、平台数据核查、信息公开",
            "经济发展局|技术改造计划、原料与产品供需对接、按缺口招商",
            "生态环境局|贮存和转移监管、危险废物“五即”、清洁生产审核、台账核查",
            "规划建设局|消纳场景测算、综合利用产品优先使用清单、道路长期监测",
            "应急管理局|渣库、窑炉、酸管线等设施安全监管",
            "财政局|专项资金和补贴专户管理",
            "园区平台公司|预处理中心、管带、均化库、信息平台的建设运营",
            "重点企业|源头减量、按质交渣、如实记录台账"]),
        ("head", "二、运行制度"),
        ("item", "1. 日巡检、月分析、季评估，评估结果向成员单位通报。"),
        ("item", "2. 《锰渣分质分级交接规程》：五项指标三级定级，争议批次由第三方复检。"),
        ("item", "3. 《分级计价与补贴结算办法》：按干基结算，差额专户、公开透明。"),
        ("item", "4. 新建项目准入评估：先评产废种类、规模和去向，能力不匹配的不供地。"),
    ])
    set_pdf(to / "implementation.pdf", "“无废园区”建设方案落实情况", unit, [
        ("head", "一、任务完成情况"),
        ("body", "截至2025年12月底，五类32项任务完成30项，浸出渣稀散金属回收研究、存量渣库分质取用研究2项转入下一阶段。重点项目9项全部建成，总投资108200万元。"),
        ("table", "重点项目落实情况", [54, 34, 38, 28], [
            "项目|实施单位|建设时间|投资（万元）",
            "锰矿预选与两段浸出改造|甲锰业、乙锰业|2023.02—2024.04|12800",
            "无铬钝化与隔膜压滤改造|三家锰企业|2023.05—2024.03|6400",
            "锰渣集中预处理中心|平台公司|2023.03—2024.06|21500",
            "锰渣煅烧制酸联产掺合料|甲锰业|2023.01—2024.10|36800",
            "锰渣缓凝剂改性线|水泥企业|2023.04—2023.12|4600",
            "免烧建材与路基固化材料线|建材企业|2023.06—2024.08|5900",
            "浸出渣铁铝分离与利用线|丁镍钴|2023.09—2024.11|9200",
            "封闭均化库、管带与渣库规范化|平台公司|2023.05—2025.06|8700",
            "固废“一张图”平台|平台公司|2022.11—2024.01|2300",
            "合计|—|—|108200"]),
        ("head", "二、指标变化"),
        ("table", "产生与园区内利用情况（万吨）", [46, 27, 27, 27, 27],
         table_rows(answers, [("园区内产生量", waste["generated"]), ("园区内利用量", waste["utilised"])] + [(part["name"] + "利用", part["values"]) for part in waste["utilised_by"]])),
        ("body", "锰浸出率由89%提高到94%，锰渣滤饼含水由30%降到24%，洗后渣水溶性锰降到0.35%，账物偏差由6.8%降到0.8%，小微企业危险废物平均贮存时间由9个月缩短到45天。"),
        ("head", "三、检查与整改"),
        ("body", "三年开展季度评估12次，发现问题83项，完成整改83项，其中均化库渗滤收集沟坡度不足、个别车辆篷布密闭不严、两家企业台账滞后等问题均在一个月内整改完毕。"),
        ("head", "四、任务销号情况"),
        ("table", "五类任务销号情况（截至2025年12月底）", [32, 22, 22, 22, 56], [
            "类别|项数|完成|转段|说明",
            "源头减量|8|8|0|改造清单11项全部落实",
            "固废管理|7|7|0|收运体系覆盖全部企业",
            "产业培育|7|6|1|浸出渣稀散金属回收研究转段",
            "就近消纳|5|4|1|存量渣库分质取用研究转段",
            "实施保障|5|5|0|补贴账目每半年公开",
            "合计|32|30|2|—"]),
        ("head", "五、下一步工作"),
        ("body", "重点推进两项转段任务，巩固园区内综合利用率，扩大缓凝剂和路缘石等产品在周边地区的应用，并整理规程、计价模型和接口文档供同类园区使用。"),
    ])
    set_pdf(to / "ledger.pdf", "锰渣分质交接台账与检测结果摘录", unit, [
        ("head", "一、交接台账摘录（2025年12月部分记录）"),
        ("table", "锰渣分质交接台账", [20, 34, 24, 20, 22, 14, 20], [
            "日期|产生单位|毛重（吨）|水分（%）|折干（吨）|等级|去向",
            "12-03|甲锰业|31.60|24.0|24.02|Ⅱ级|制酸线",
            "12-03|乙锰业|32.20|25.0|24.15|Ⅲ级|建材线",
            "12-03|丙新材料|30.50|22.0|23.79|Ⅰ级|水泥企业",
            "12-04|甲锰业|32.00|24.5|24.16|Ⅱ级|制酸线",
            "12-04|甲锰业|31.20|23.0|24.02|Ⅰ级|水泥企业",
            "12-04|乙锰业|33.00|26.0|24.42|Ⅲ级|路基线"]),
        ("body", "折干数量=毛重×（1－水分），四方按同一折干数量结算。"),
        ("head", "二、洗后渣检测结果摘录"),
        ("table", "检测结果（干基）", [46, 27, 27, 27, 27], [
            "项目|Ⅰ级样|Ⅱ级样|Ⅲ级样|交接控制值",
            "三氧化硫（%）|22.6|24.3|17.8|按级",
            "硅铝合量（%）|33.1|30.4|44.0|按级",
            "水溶性锰（%）|0.31|0.36|0.38|≤0.40",
            "氨氮（%）|0.08|0.13|0.14|≤0.15",
            "含水（%）|21.6|22.3|22.8|≤25",
            "浸出毒性|未超标|未超标|未超标|符合标准"]),
        ("head", "三、路基材料长期监测摘录"),
        ("table", "园区道路监测点（2025年第四季度）", [50, 34, 34, 36], [
            "监测项目|上游对照|监测点均值|结论",
            "地下水锰（mg/L）|0.06|0.07|无异常",
            "地下水氨氮（mg/L）|0.11|0.12|无异常",
            "土壤锰（mg/kg）|612|628|无异常"]),
        ("body", "说明：以上台账与检测数据均为虚构示例，不是任何机构出具的报告，不加盖印章。"),
    ])


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--fonts", type=Path, default=HERE / ".." / "fonts", help="folder of the bundled fonts")
    options.add_argument("--to", type=Path, default=HERE, help="where enterprise-files/ and park-files/ go")
    given = options.parse_args()
    textsplit.ALL_CANNOT_START += "，；：！？》”’…"  # ReportLab knows the Japanese marks only
    rl_config.invariant = 1  # no clock and no random id in the PDFs
    for name, file in (("GWSong", "GWSong-Regular"), ("GWSongBold", "GWSong-Bold"), ("GWHei", "GWHei-Medium")):
        pdfmetrics.registerFont(TTFont(name, str(given.fonts / f"{file}.ttf")))
    enterprise, park = given.to / "enterprise-files", given.to / "park-files"
    enterprise_flow(given.fonts, enterprise / "flow.png")
    enterprise_layout(given.fonts, enterprise / "layout.png")
    enterprise_dashboard(given.fonts, enterprise / "dashboard.jpg")
    park_flow(given.fonts, park / "flow.png")
    park_map(given.fonts, park / "map.png")
    park_dashboard(given.fonts, park / "dashboard.jpg")
    enterprise_pdfs(json.loads((HERE / "enterprise.json").read_text(encoding="utf-8")), enterprise)
    park_pdfs(json.loads((HERE / "park.json").read_text(encoding="utf-8")), park)


if __name__ == "__main__":
    main()
