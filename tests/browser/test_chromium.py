"""Which browser the tests take, and that they say so."""

from pathlib import Path

import pytest

from browser import chromium
from browser.build.files import Unavailable


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine without a browser; gives a function that installs one of a version."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("BROWSER_PATH", "NO_SYSTEM_BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(chromium, "_from_npm", lambda: "from npm")
    monkeypatch.setattr(chromium, "_playwrights_own", lambda: "Playwright's own")
    monkeypatch.setattr(chromium.platform, "system", lambda: "Linux")
    monkeypatch.setattr(chromium.platform, "machine", lambda: "x86_64")

    def install(name: str, says: str) -> Path:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\necho '{says}'\n")
        path.chmod(0o755)
        return path

    return install


def test_an_installed_one_is_taken_and_named(machine):
    path = machine("google-chrome", "Google Chrome 150.0.1.2 ")
    found = chromium.find()
    assert (found.path, found.version) == (path, "150.0.1.2")
    assert str(found) == f"{path}, 150.0.1.2 (installed)"


def test_one_that_a_variable_names_comes_first(machine, monkeypatch):
    machine("chromium", "Chromium 150.0.1.2")
    named = machine("mine", "Chromium 151.0.1.2")
    monkeypatch.setenv("BROWSER_PATH", str(named))
    assert chromium.find().path == named


@pytest.mark.parametrize("says", ["Chromium 120.0.1.2", "command not found"])
def test_one_that_was_named_and_is_of_no_use_is_an_error(says, machine, monkeypatch):
    machine("chromium", "Chromium 150.0.1.2")
    monkeypatch.setenv("BROWSER_PATH", str(machine("mine", says)))
    with pytest.raises(Unavailable, match="named by BROWSER_PATH"):
        chromium.find()
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    with pytest.raises(Unavailable, match="does not start"):
        chromium.find()


def test_one_that_is_too_old_is_passed_over_aloud(machine, capsys):
    machine("chromium", "Chromium 120.0.1.2")
    assert chromium.find() == "from npm"
    assert "(installed) is 120.0.1.2; Run needs 137" in capsys.readouterr().err


def test_an_installed_one_can_be_hidden(machine, monkeypatch):
    machine("chromium", "Chromium 150.0.1.2")
    monkeypatch.setenv("NO_SYSTEM_BROWSER", "1")
    assert chromium.find() == "from npm"


@pytest.mark.parametrize(
    ("system", "processor"), [("Darwin", "arm64"), ("Windows", "AMD64"), ("Linux", "aarch64")]
)
def test_elsewhere_it_is_playwrights_own(system, processor, machine, monkeypatch):
    monkeypatch.setattr(chromium.platform, "system", lambda: system)
    monkeypatch.setattr(chromium.platform, "machine", lambda: processor)
    assert chromium.find() == "Playwright's own"


def test_text_is_measured_in_the_same_fonts_everywhere(browser):
    """The fonts that fontconfig is told of are those that the browser draws with."""
    page = browser.new_page()
    widths = page.evaluate(
        """() => ["monospace", "sans-serif", "system-ui", "DejaVu Sans Mono", "DejaVu Sans"].map(
            (family) => {
              const pen = document.createElement("canvas").getContext("2d");
              pen.font = `100px ${family}`;
              return pen.measureText("every program, every run").width;
            })"""
    )
    page.close()
    mono, sans, system, dejavu_mono, dejavu = widths
    if chromium.platform.system() == "Linux":
        assert mono == dejavu_mono
        assert sans == system == dejavu
        assert mono != sans
