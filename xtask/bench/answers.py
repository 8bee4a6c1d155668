"""Adds photographs to the answers of a draft.

    python answers.py SHOWN COUNT ANSWERS

SHOWN is what `wufei show` wrote, ANSWERS what `wufei set` is to read.

The photographs are 1.jpg, 2.jpg, …, each shown as a figure of its own.
"""

import json
import sys
from pathlib import Path


def main():
    shown, count, to = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    answers = json.loads(shown.read_text())
    for number in range(1, count + 1):
        answers["attachments"].append(
            {"id": f"photo{number}", "kind": "photo", "title": f"照片{number}", "file": f"{number}.jpg"}
        )
        answers["case"]["practices"].append(
            {"type": "figure", "attachment": f"photo{number}", "caption": f"照片{number}"}
        )
    to.write_text(json.dumps(answers, ensure_ascii=False))


main()
