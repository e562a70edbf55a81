"""One run under a known schedule: for its timeline, and to say what happened in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from ..interrupts import deferred
from ..options import Options
from ..policies import Plain
from ..runner import Program, Result, Thread, default_backend
from ..scheduler import Backend
from ..streams import Output, StreamName
from .guided import NOT_THERE, ByChoices, ByTurns, Guided
from .notes import Notes
from .outcomes import Told, tell, text_of
from .packages import prepared
from .races import Race, races_in
from .running import Pieces, Runs
from .sentence import Key, Story, keys_of, sentence
from .sharing import Sharing
from .witness import Witness, parse


@dataclass
class Replayed(Result):
    """What a run under a witness did. `outcome` is the kind of an exploration's outcome.

    Where no thread slept or timed out, draw its events in their order: `draw(result.events, 0)`.
    """

    text: str = ""
    """What the exploration calls its outcome."""
    witness: str = ""
    """The schedule."""
    races: list[Race] = field(default_factory=list)
    """Accesses that nothing kept in order."""
    sentence: str = ""
    """What happened, in words; "" where nothing can be said for certain."""


class Shown(Pieces):
    """All that a run wrote, by thread and by time."""

    def write(self, stream: StreamName, text: str) -> None:
        """Keep what the current thread wrote."""
        super().write(stream, text)
        Output.write(self, stream, text)


class Replays(Runs):
    """Runs of one program under schedules that are known."""

    scheduler: Guided
    kind_of_output = Shown

    def __init__(self, program: Program, options: Options, ordered: bool) -> None:
        super().__init__(program, options, ordered)
        self._ordered = ordered
        self.notes = Notes(self.scheduler, self.toucher, program)
        self.watch.note = self._call
        self.plain: dict[Key, int] | None = None
        self._compared: Witness | None = None  # the one that these keys are of
        self._keys: dict[Key, int] = {}

    def _call(self, *heard: Any) -> None:
        if self.scheduler.notes is not None:
            self.notes.call(*heard)

    def __enter__(self) -> Replays:
        super().__enter__()
        self.notes.listen(self.program.codes)
        return self

    def _new_scheduler(self, policy: Plain | None) -> Guided:
        return Guided(self.program.backend, gil=self.options.level == "gil")

    @contextmanager
    def ready(self) -> Iterator[Replays]:
        """Enter the world of these runs; Ctrl-C ends the current one."""
        with deferred() as interrupts, self:
            before, interrupts.scheduler = interrupts.scheduler, self.scheduler
            try:
                yield self
            finally:
                interrupts.scheduler = before

    def by_choices(
        self, choices: Sequence[int], sharing: Sharing, clears: bool
    ) -> tuple[Told, Witness, int] | None:
        """Run what an exploration ran: what it came to, its witness, its forced switches.

        None where these choices are not possible.
        """
        scheduler = self.scheduler
        scheduler.sharing.know(sharing)
        guide = scheduler.guide = ByChoices(choices, clears)
        scheduler.notes = None
        self._once(clears)
        if scheduler.outcome == "strayed":
            return None
        return self.told(), guide.witness(scheduler), guide.forced

    def by_turns(self, witness: Witness) -> Replayed:
        """Run a witness. Raises ValueError for one that does not fit the program."""
        self._follow(witness)
        return self._result(witness)

    def races_of(self, witness: Witness) -> list[Race]:
        """Run a witness for its races alone. Raises ValueError for one that does not fit."""
        self._follow(witness)
        return self.races()

    def _follow(self, witness: Witness) -> None:
        scheduler = self.scheduler
        scheduler.sharing.know_nothing()
        scheduler.guide = ByTurns(witness)
        scheduler.notes = self.notes
        self._once(witness.clears)
        count = len(scheduler.tasks)
        missing = next((n for n, turn in enumerate(witness.turns) if turn.thread >= count), None)
        if missing is not None and not scheduler.unfit:  # it ended before anyone asked for it
            scheduler.unfit = NOT_THERE.format(missing + 1, witness.turns[missing].thread)
        if scheduler.unfit:
            raise ValueError(scheduler.unfit)

    def _once(self, clears: bool) -> None:
        self.scheduler.library.clears = clears
        self.output.pieces.clear()
        self.once()

    def told(self) -> Told:
        """What the last run came to."""
        return tell(self.scheduler, self.output.written, self.failed, self._ordered)

    def compare_with(self, witness: Witness | None) -> None:
        """Let what happens in other runs be told by what is different in this one."""
        self.plain = None
        if witness is not None and witness != self._compared:
            self.by_turns(witness)
            keys = keys_of(self.notes.notes)
            self._keys = {key: number for number, key in enumerate(keys)}
            self._compared = witness
        if witness is not None:
            self.plain = self._keys

    def _story(self, told: Told) -> Story:
        notes = self.notes
        return Story(
            told.kind,
            notes.notes,
            notes.calls,
            notes.gave_up,
            self.scheduler.stuck,
            self._errors(),
            self.plain,
        )

    def races(self) -> list[Race]:
        """The races of the last run of a witness."""
        scheduler = self.scheduler
        return races_in(self.notes.notes, scheduler.history.trace, scheduler.places)

    def _errors(self) -> dict[int, str]:
        """By thread: the last exception that it printed."""
        found: dict[int, str] = {}
        for task, _, stream, text, _ in self.output.written:
            for line in text.splitlines() if stream == "err" else ():
                name = re.match(r"(?:\w+\.)*(\w+(?:Error|Exception|Empty|Full))\b", line)
                if name:
                    found[task.tid] = f"`{name[1]}`"
        return found

    def _result(self, witness: Witness) -> Replayed:
        scheduler, told = self.scheduler, self.told()
        return Replayed(
            outcome=told.kind,
            status=self.status if scheduler.outcome == "finished" else 1,
            report=told.report,
            output=list(self.output.pieces),
            events=list(scheduler.events),
            threads=[Thread(task.ident, task.name, task.daemon) for task in scheduler.tasks],
            elapsed=scheduler.seconds,
            steps=scheduler.passed,
            switches=scheduler.switches,
            schedule=[],
            races=self.races(),
            sentence=sentence(self._story(told)),
            text=text_of(told, self.output.written, self._ordered),
            witness=str(witness),
        )


def replay(
    source: str,
    filename: str = "program.py",
    options: Options | None = None,
    *,
    witness: str,
    ordered: bool = False,
    backend: Backend | None = None,
) -> Replayed:
    """Run `source` under the schedule of a witness, and return what it did.

    Level, `ordered` and the other options are to be those of the exploration. Raises ValueError
    for a text that is no witness, or that is none of this program.
    """
    schedule = parse(witness)
    options = replace(options or Options(level="free-threaded"), log=False)
    program, options = prepared(source, filename, options, backend or default_backend())
    with Replays(program, options, ordered).ready() as replays:
        return replays.by_turns(schedule)
