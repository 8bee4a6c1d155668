"""Makes photographs of 3000 x 2000 pixels, the same at every run.

    python photos.py FOLDER COUNT

Each is light over coarse and fine noise, so that its JPEG is as large as a telephone's (2-4 MB) and
as hard to decode, scale and compress.
"""

import random
import sys
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

SIZE = (3000, 2000)


def noise(rng, width, height):
    """Grey noise of a small size, blown up smoothly to the photograph's."""
    small = Image.frombytes("L", (width, height), rng.randbytes(width * height))
    return small.resize(SIZE, Image.Resampling.BICUBIC)


def photo(number):
    rng = random.Random(number)
    channels = []
    coarse, middle = noise(rng, 12, 8), noise(rng, 150, 100)
    grain = noise(rng, *SIZE).filter(ImageFilter.GaussianBlur(0.8))
    light = Image.linear_gradient("L").rotate(rng.choice([0, 90, 180, 270])).resize(SIZE)
    for _ in "RGB":
        tint = noise(rng, 9, 6)
        channel = Image.blend(Image.blend(coarse, tint, 0.4), light, 0.35)
        channel = Image.blend(channel, middle, 0.25)
        channels.append(ImageChops.add(channel, grain, offset=-128))
    return Image.merge("RGB", channels)


def main():
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        path = folder / f"{number}.jpg"
        if not path.exists():
            beside = path.with_suffix(".part")
            photo(number).save(beside, "JPEG", quality=92)
            beside.rename(path)


main()
