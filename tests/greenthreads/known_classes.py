"""How many classes of schedules some programs have: the table that the exploration must give."""

import re
from pathlib import Path

PROGRAMS = Path(__file__).parent / "schedules"
# Published (Abdulla et al., POPL 2014) or counted by brute force: classes, of them deadlocks.
TABLE = {
    ("counter", 2): (4, 0),
    ("counter", 3): (36, 0),
    ("locked_counter", 2): (2, 0),
    ("locked_counter", 3): (6, 0),
    ("readers", 2): (4, 0),
    ("readers", 4): (16, 0),
    ("readers", 8): (256, 0),
    ("lastzero", 4): (28, 0),
    ("lastzero", 6): (144, 0),
    ("lastzero", 8): (704, 0),
    ("lastzero", 10): (3328, 0),
    ("filesystem", 14): (2, 0),
    ("filesystem", 16): (8, 0),
    ("filesystem", 18): (32, 0),
    ("indexer", 11): (1, 0),
    ("indexer", 12): (8, 0),
    ("philosophers", 2): (3, 1),
    ("philosophers", 3): (7, 1),
    ("philosophers", 4): (15, 1),
    ("philosophers", 5): (31, 1),
    ("ordered_philosophers", 3): (6, 0),
    ("ordered_philosophers", 4): (14, 0),
}


def program(name: str, size: int | None = None) -> str:
    """The text of a program of the table, for so many threads."""
    text = (PROGRAMS / f"{name}.py").read_text("utf-8")
    return text if size is None else re.sub(r"^N = \d+", f"N = {size}", text, flags=re.M)
