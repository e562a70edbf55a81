"""The questions about a program as its page shows them, each option with its answer.

`make record` writes them as `x.predict.html`, which the page includes before the output; the tests
make them again and compare. No answer is written by hand: an option is possible if some class of
schedules comes to it, and then a schedule stands there that does; it is not possible only where
every class was run. Where not all could be, it was seen, or it was not seen.

Without JavaScript the answers are a part that unfolds. With it `predict.mjs` compares them with
what was ticked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from examples.files import SNIPPETS, PageError, named, read
from examples.in_words import NEVER_ENDS, Pair, head, told
from examples.questions import Option, Question, Run, file_of, questions_of
from examples.schedules import NAMES, TOP, Answer, Found
from examples.virtual import Level, in_its_web
from greenthreads.exploration import replay
from greenthreads.options import Options

ENDING = ".predict.html"

_CODE = re.compile(r"`([^`]+)`")


def is_asked(path: Path) -> bool:
    """Whether there are questions about a program."""
    return file_of(path).exists()


def orders(path: Path) -> list[bool]:
    """Which explorations the questions need: `ordered` or not. Raises PageError."""
    return sorted({question.ordered for question in questions_of(path)})


def html_of(path: Path, found: Mapping[bool, Sequence[Found]]) -> str:
    """The questions as HTML, from the explorations of the levels, `ordered` or not.

    Raises PageError for a question that teaches nothing, or whose answer has no witness.
    """
    name = path.relative_to(SNIPPETS).with_suffix("").as_posix() if _is_ours(path) else path.stem
    lines = ['<div class="predictions">']
    for number, question in enumerate(questions_of(path)):
        where = f"{named(file_of(path))}, question {number + 1}"
        levels = found[question.ordered]
        pairs = [
            tuple((one, one.answers[number][option]) for one in levels)
            for option in range(len(question.options))
        ]
        _worth_asking(pairs, where)
        lines += _form(question, pairs, f"{name}/{number + 1}", where)
    show = '<div class="predict-show"><label><input type="checkbox" autocomplete="off">'
    return "\n".join([*lines, f"{show} Show the output</label></div>", "</div>"]) + "\n"


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(SNIPPETS)


def _worth_asking(pairs: list[Pair], where: str) -> None:
    """Raise PageError unless something can happen, and something cannot or not so easily."""
    plain = [all(a.classes and not a.late for _, a in pair) for pair in pairs]
    some = [any(a.classes for _, a in pair) for pair in pairs]
    if not any(some):
        raise PageError(f"{where}: no option is possible")
    if all(plain):
        raise PageError(f"{where}: every option is possible in every build, with nobody held up")


def _form(question: Question, pairs: list[Pair], key: str, where: str) -> Iterator[str]:
    order = " data-ordered" * question.ordered
    yield f'<form class="predict" data-act="predict" data-key="{key}"{order} autocomplete="off">'
    yield f"<fieldset><legend>{_marked(question.asks)}</legend>"
    yield '<ol class="predict-options">'
    for option in question.options:
        yield f'<li><label><input type="checkbox"> <span>{_shown(option)}</span></label></li>'
    yield "</ol></fieldset>"
    yield '<div class="predict-do"><button type="submit">Check</button>'
    yield '<span role="status"></span></div>'
    yield '<details class="predict-answers"><summary>The answers</summary>'
    yield "<ol>"
    for number, (option, pair) in enumerate(zip(question.options, pairs, strict=True), 1):
        yield _answer(option, pair, question.ordered, f"{where}, option {number}")
    yield "</ol></details></form>"


def _shown(option: Option) -> str:
    """What an option says, for readers."""
    if option.says:
        return _marked(option.says)
    parts = []
    if option.prints:
        lines = (f"<code>{escape(line)}</code>" for line in option.prints.splitlines())
        parts.append("<br>".join(lines))
    if option.raises:
        parts.append(f"An exception: <code>{escape(option.raises)}</code>")
    if option.lacks:
        parts.append(f"<code>{escape(option.lacks)}</code> is not printed.")
    if option.takes is not None:
        parts.append(f"It takes {option.takes:g} s.")
    if option.never:
        parts.append(NEVER_ENDS)
    return " ".join(parts)


def _answer(option: Option, pair: Pair, ordered: bool, where: str) -> str:
    best, sentence = _witness(pair), ""
    if any(answer.classes for _, answer in pair) and best is None:
        raise PageError(f"{where}: no schedule is known that comes to it")
    can = "yes" if best else "no" if all(found.complete for found, _ in pair) else "unseen"
    data = f' data-can="{can}"'
    if best:
        level, witness, sentence = best
        data += f' data-threads="{level}" data-witness="{witness}"'
    why = f"{option.why} In the run that is shown, {sentence}" if _tells(sentence) else option.why
    words = f"<strong>{head(pair)}.</strong> <span>{told(pair, ordered)}</span> {_marked(why)}"
    return f"<li{data}>{words}</li>"


def _tells(sentence: str) -> bool:
    """Whether it explains anything: that a time was over is what many programs are about."""
    return bool(sentence) and "gave up waiting" not in sentence


def _witness(pair: Pair) -> tuple[Level, str, str] | None:
    """The schedule that is shown, and what happens in it.

    Of those where nobody is held up, if there are any.
    """
    seen = [(answer.late, TOP.index(found.level), answer) for found, answer in pair]
    _, level, answer = min((one for one in seen if one[2].witness), default=(False, 0, Answer(0)))
    return (TOP[level], answer.witness, answer.sentence) if answer.witness else None


def _marked(text: str) -> str:
    """Text as HTML; code stands between backticks."""
    return _CODE.sub(r"<code>\1</code>", escape(" ".join(text.split())))


# -- the witnesses ------------------------------------------------------------------------------

_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
_LEFT = re.compile(r'<li data-can="\w+"(?: data-threads="([\w-]+)" data-witness="([^"]+)")?>')


def objections(path: Path) -> list[str]:
    """Replays each witness that stands in a program's HTML: those that do not end as it says."""
    forms = _FORM.findall(read(path.with_suffix(ENDING)))
    wrong = []
    for question, form in zip(questions_of(path), forms, strict=True):
        for option, (level, witness) in zip(question.options, _LEFT.findall(form), strict=True):
            if witness and not option.holds(_replayed(path, level, witness, question.ordered)):
                wrong.append(f"{option.prints or option.says}: not {NAMES[level]} by {witness}")
    return wrong


def _replayed(path: Path, level: Level, witness: str, ordered: bool) -> Run:
    source, options, backend = in_its_web(read(path), path.name, Options(level=level))
    ran = replay(source, path.name, options, witness=witness, ordered=ordered, backend=backend)
    return Run(ran.outcome, ran.stdout, ran.stderr, ran.elapsed)
