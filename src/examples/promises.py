"""What is promised of a program: the files beside it, as its page shows them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from examples.files import read
from guarantee import Guarantee, exactly, parse

if TYPE_CHECKING:  # reading pages takes what a child in virtual time does without
    from examples.pages import Shown


@dataclass(frozen=True)
class Expected:
    """What a page promises of a program: stdout, stderr, and the recorded run."""

    out: Guarantee
    err: Guarantee
    recorded: str
    varies: bool

    @property
    def slowest(self) -> float | None:
        """The most seconds of virtual time that a run may take by its guarantee, if it says."""
        return self.out.seconds[1] if self.out.seconds else None


def promise_of(path: Path) -> Expected:
    """Read the promises of a program from the files beside it. Raises MarkError, PageError."""
    texts = {one.suffix: read(one) for one in sorted(path.parent.glob(f"{path.stem}.*"))}
    return _expected(path.stem, texts)


def expected(shown: "Shown") -> Expected:
    """Read the promises of a program from its page. Raises MarkError."""
    return _expected(shown.name, shown.texts)


def _expected(name: str, texts: dict[str, str]) -> Expected:
    varies = ".expect" in texts
    if varies:
        out = parse(texts[".expect"], f"{name}.expect")
    else:
        out = exactly(texts.get(".out", ""), f"{name}.out")
    err = parse(texts.get(".err", ""), f"{name}.err")
    return Expected(out, err, texts.get(".out", ""), varies)
