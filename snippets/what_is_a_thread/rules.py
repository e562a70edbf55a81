"""Rules for the programs of "What is a Thread?"."""

import re

from guarantee.rules import rule


def _answers(lines: list[str]) -> dict[str, str]:
    """The lines `question: answer`, by their question."""
    return dict(line.split(": ", 1) for line in lines if ": " in line)


@rule("only a free-threaded build, from 3.13 on, has the GIL off")
def gil_off_only_in_its_build(lines: list[str]) -> str | None:
    """None if it holds, else one line that says what is wrong and where."""
    version = next((m for line in lines if (m := re.fullmatch(r"Python 3\.(\d+)", line))), None)
    if version is None:
        return "no line names the Python version"
    answers = _answers(lines)
    free, gil = answers.get("free-threaded build"), answers.get("GIL on")
    if gil == "False" and free != "True":
        return "the GIL is off in a build that is not free-threaded"
    if free == "True" and int(version[1]) < 13:
        return f"{version[0]} has no free-threaded build"
    return None
