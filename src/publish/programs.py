"""The programs as plain files, at the paths that stand above them on the pages."""

import shutil

from examples.files import SNIPPETS
from examples.pages import all_shown

from .site import Site


def write(site: Site) -> int:
    """Copy each program that a page shows to snippets/; returns how many there are."""
    programs = sorted({shown.path for shown in all_shown()})
    for program in programs:
        copy = site.folder / "snippets" / program.relative_to(SNIPPETS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(program, copy)
    return len(programs)
