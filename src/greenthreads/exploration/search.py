"""Which way to go next: optimal dynamic partial-order reduction.

Abdulla, Aronis, Jonsson, Sagonas, *Optimal Dynamic Partial Order Reduction* (POPL 2014). A run is a
sequence of choices: which thread does the next event. After each run its races are looked at: for
each, another run is needed in which the later event comes first, unless one that is as good is
known already. What is known is kept at each place of choice: the threads whose event was tried
there (`asleep`: no use to try it again before something that depends on it has happened), and the
sequences of events still to be tried (`pending`, a wakeup tree).

One deviation: races are looked at once, when their later event is new, not again in every run that
repeats both. But those of a pool's tasks for which there was no room are (`unsettled`).
"""

from __future__ import annotations

from collections.abc import Sequence

from .accesses import Access, Accesses, Places
from .history import NOBODY, Event, History, settled
from .pools import in_a_possible_order


class Branch:
    """The first event of a sequence to be tried, and what may follow it."""

    __slots__ = ("accesses", "following", "tid")

    def __init__(self, tid: int, accesses: Accesses) -> None:
        self.tid, self.accesses = tid, accesses
        self.following: list[Branch] = []


class Node:
    """A place of choice: the state before an event."""

    __slots__ = ("asleep", "chosen", "enabled", "event", "known", "pending", "position", "then")

    def __init__(self, enabled: tuple[int, ...], position: int, known: int) -> None:
        self.enabled = enabled  # the threads that could go on
        self.position = position  # how many events came before
        self.known = known  # how many places had a number
        self.asleep: dict[int, Accesses] = {}
        self.pending: list[Branch] = []
        self.chosen = NOBODY
        self.then: list[Branch] = []  # what is to follow the chosen event
        self.event: Event | None = None


class Pending:
    """What a thread that has not come to it would have done next."""

    __slots__ = ("accesses", "early", "tid")

    def __init__(self, early: Event, tid: int, accesses: Sequence[Access]) -> None:
        self.early, self.tid, self.accesses = early, tid, accesses


class Search:
    """All that is known between two runs."""

    def __init__(self, places: Places, history: History) -> None:
        self.places, self.history = places, history
        self.nodes: list[Node] = []
        self.mistaken = 0  # sequences that could not be tried

    # -- while a run lasts ------------------------------------------------------------------

    def arrive(self, enabled: tuple[int, ...], default: Sequence[int]) -> Node | None:
        """A new place of choice; None if all that can be done there has been tried elsewhere.

        `default` are the threads that could go on, the first to be preferred.
        """
        node = Node(enabled, len(self.history.trace), len(self.places.kinds))
        inherited: list[Branch] = []
        if self.nodes:
            above = self.nodes[-1]
            inherited, above.then = above.then, []
            event = above.event
            assert event is not None
            for tid, accesses in above.asleep.items():
                if tid != event.tid and not self.places.any_meet(accesses, event.accesses):
                    node.asleep[tid] = accesses
        node.pending = inherited
        if not self._choose(node):
            for tid in default:
                if tid not in node.asleep:
                    node.chosen = tid
                    break
            else:
                return None
        self.nodes.append(node)
        return node

    def _choose(self, node: Node) -> bool:
        """Take the next of the sequences that are to be tried."""
        while node.pending:
            branch = node.pending.pop(0)
            if branch.tid in node.asleep:
                continue
            if branch.tid in node.enabled:
                node.chosen, node.then = branch.tid, branch.following
                return True
            # What was thought to be possible is not: try all that is.
            self.mistaken += 1
            node.pending = [Branch(tid, ()) for tid in node.enabled if tid not in node.asleep]
        return False

    # -- after a run ------------------------------------------------------------------------

    def reverse(self, new: int, pending: Sequence[Pending]) -> None:
        """Look at the races of the events from number `new` on, and of those that never came."""
        trace = self.history.trace
        for event in trace[:new]:
            if event.unsettled:
                event.unsettled = [e for e in event.unsettled if not self._reverse_of(e, event)]
        for event in trace[new:]:
            event.unsettled = [e for e in event.races if not self._reverse_of(e, event)]
        for one in pending:
            self._reverse(one.early, one.tid, one.accesses, None)

    def _reverse_of(self, early: Event, late: Event) -> bool:
        return self._reverse(early, late.tid, late.accesses, late)

    def _reverse(
        self, early: Event, tid: int, accesses: Sequence[Access], late: Event | None
    ) -> bool:
        """Have a run tried in which a thread does what it did before `early`, not after.

        Whether no more can come of it: False where tasks of a pool lacked room, which those that
        finish in another run may make.
        """
        node: Node | None = early.node
        if node is None:
            return True
        trace = self.history.trace
        others = [e for e in trace[node.position + 1 :] if not e.follows(early)]
        if late is None:
            others = [e for e in others if e.tid != tid or not e.follows(early)]
        possible = in_a_possible_order(trace[: node.position], others, late)
        if possible is None:
            return False
        sequence = Sequel(*possible, tid, accesses, self.places)
        whole = len(possible[0]) + len(possible[1]) == len(others)
        # What had no room might depend on a sleeper's step that the rest does not depend on.
        if not any(
            sequence.may_begin(t, touched)
            for t, touched in node.asleep.items()
            if whole or sequence.has(t)
        ):
            self._insert(node, sequence)
        return whole

    def _insert(self, node: Node, sequence: Sequel) -> None:
        branches = node.pending
        while True:
            for branch in branches:
                if sequence.may_begin(branch.tid, branch.accesses):
                    break
            else:
                sequence.grow(branches, node.known)
                return
            sequence.drop(branch.tid)
            branches = branch.following
            if not branches or not len(sequence):
                return

    def next(self) -> bool:
        """Choose what to try next; False when every class was run."""
        nodes = self.nodes
        while nodes:
            node = nodes[-1]
            event = node.event
            if event is not None:
                node.asleep[node.chosen] = settled(event, self.places, node.known)
                node.event = None
            if self._choose(node):
                self.history.cut(node.position)
                return True
            nodes.pop()
        self.history.cut(0)
        return False


class Sequel:
    """Events that can follow a place of choice: those that a race leaves, then the racing one.

    In a pool, some that the racing one makes room for may come after it.
    """

    def __init__(
        self,
        events: list[Event],
        after: list[Event],
        tid: int,
        accesses: Sequence[Access],
        places: Places,
    ) -> None:
        self._events, self._tid, self._accesses, self._places = events, tid, accesses, places
        self._past = self._past_of_last()
        self._at = len(events)  # where among them the racing event is
        self._events = [*events, *after]
        self._whole = True  # whether the racing event is still in it

    def __len__(self) -> int:
        return len(self._events) + self._whole

    def _past_of_last(self) -> dict[int, int]:
        """The clock of the racing event where only these come before it."""
        past: dict[int, int] = {}
        for event in reversed(self._events):
            direct = event.tid == self._tid or past.get(event.tid, NOBODY) >= event.number
            if direct or self._places.any_meet(event.accesses, self._accesses):
                for tid, number in event.clock.items():
                    past[tid] = max(number, past.get(tid, NOBODY))
        return past

    def may_begin(self, tid: int, accesses: Accesses) -> bool:
        """Whether the thread's next event could come first: nothing here comes before it."""
        for number, event in enumerate(self._events):
            if event.tid == tid:
                return not any(event.follows(e) for e in self._events[:number])
        if self._whole and tid == self._tid:
            return not any(self._past.get(e.tid, NOBODY) >= e.number for e in self._events)
        meet = self._places.any_meet
        if any(meet(accesses, event.accesses) for event in self._events):
            return False
        return not (self._whole and meet(accesses, self._accesses))

    def has(self, tid: int) -> bool:
        """Whether the thread has an event here."""
        return (self._whole and tid == self._tid) or any(e.tid == tid for e in self._events)

    def drop(self, tid: int) -> None:
        """Take the thread's first event out, if it has one here."""
        for number, event in enumerate(self._events):
            if event.tid == tid:
                self._events = self._events[:number] + self._events[number + 1 :]
                self._at -= number < self._at
                return
        if tid == self._tid:
            self._whole = False

    def grow(self, branches: list[Branch], known: int) -> None:
        """Become a new branch."""
        some: list[tuple[int, Sequence[Access]]] = [(e.tid, e.accesses) for e in self._events]
        if self._whole:
            some.insert(self._at, (self._tid, self._accesses))
        for tid, accesses in some:
            branch = Branch(tid, self._places.settled(accesses, known))
            branches.append(branch)
            branches = branch.following
