"""What makes a built site ready to be published:  python -m publish SITE_DIR

After MkDocs, or another generator that writes the same addresses: programs as plain files, pages
as Markdown with llms.txt, dates of real change in the sitemap, lighter pages, what they share in
files of its own, and the whole as one archive that works without a server. A site is right
without it.
"""

import sys
from pathlib import Path

from browser.build.files import Broken

from . import dates, light, offline, programs, shared, texts
from .site import Site


def main(arguments: list[str]) -> int:
    """Run all steps on the folder that the command line names; returns the exit code."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    site = Site.of(Path(arguments[0]))
    print(f"{programs.write(site)} programs, {texts.write(site)} pages as Markdown", end=", ")
    if why := light.write(site):
        print(f"\nstyle sheets are whole: {why}")
    try:
        shared.write(site)
    except Broken as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    if why := dates.write(site):
        print(f"\nthe sitemap has no dates: {why}")
    print(f"offline copy of {offline.write(site) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
