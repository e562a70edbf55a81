"""The way of one example: found on its page, run, judged, recorded, broken.

Importing this registers the rules of all chapters, which guarantees name by their sentences.
"""

from pathlib import Path

from guarantee import rules

ROOT = Path(__file__).resolve().parents[2]
SNIPPETS = ROOT / "snippets"

rules.load(SNIPPETS)
