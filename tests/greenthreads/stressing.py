"""Runs one program for real, again and again, under stress. Prints what it came to, as JSON.

    python stressing.py program.py RUNS SEED

Started by `real_threads.py`, with whichever Python is to be tried: it needs only its library.
It runs in one process, each time with fresh globals. Four kinds of runs take turns:

- plain: switches as often as the interpreter can (`sys.setswitchinterval`);
- with a common start: the program's threads wait for one another, or for a random time, at theirs;
- nudged: they give their turn away, at random, where the interpreter may switch threads: with the
  GIL at calls, jumps back and after functions in C, without it before every instruction;
- both.

A hang ends the process: its threads cannot be stopped. Who started it starts it anew.
"""

import builtins
import collections
import gc
import io
import json
import os
import random
import sys
import threading
import time
import traceback
from types import CodeType

PATIENCE = 3.0  # seconds without progress, until a first hang is believed
IMPATIENCE = 0.4  # and those after it
POLL = 0.1
BUSY = 0.02  # seconds of computing in a poll that show that something goes on
GIL = getattr(sys, "_is_gil_enabled", lambda: True)()
NUDGES = 0.03  # of the places where there could be one
LONGEST_WAIT = 1e-4  # of a nudge or for a common start, in seconds


class Paper(io.TextIOBase):
    """Takes the place of stdout: what each thread writes, thread by thread."""

    def __init__(self):
        self.written = collections.defaultdict(list)

    def write(self, text):
        self.written[threading.get_ident()].append(text)
        return len(text)

    def lines(self):
        """All lines, sorted: in which order different threads write is not told."""
        return sorted(
            line for texts in self.written.values() for line in "".join(texts).splitlines()
        )


class Stress:
    """One program, and the ways in which its runs are disturbed."""

    def __init__(self, path, seed):
        with open(path, encoding="utf-8") as file:
            self.code = compile(file.read(), path, "exec")
        self.random = random.Random(seed)
        self.nudging = False
        self.start = 0.0  # when threads with a common start go on
        self.progress = 0  # runs so far
        self.outcomes = collections.Counter()
        self._monitor()

    def _monitor(self):
        """Have random waits where threads may be switched."""
        monitoring, events = sys.monitoring, sys.monitoring.events
        monitoring.use_tool_id(monitoring.PROFILER_ID, "stress")
        names = ["PY_START", "PY_RESUME", "JUMP", "C_RETURN"] if GIL else ["INSTRUCTION"]
        wanted = 0
        for name in names:
            event = getattr(events, name)
            callback = self._jumped if name == "JUMP" else self._nudge
            monitoring.register_callback(monitoring.PROFILER_ID, event, callback)
            wanted |= event if name != "C_RETURN" else events.CALL
        self._wanted = wanted

    def _switch(self, on):
        for code in codes_in(self.code):
            sys.monitoring.set_local_events(
                sys.monitoring.PROFILER_ID, code, self._wanted if on else 0
            )
        self.nudging = on

    def _jumped(self, code, offset, target):
        if target < offset:
            self._nudge()

    def _nudge(self, *event):
        number = self.random.random()
        if number < NUDGES / 2:
            time.sleep(0)
        elif number < NUDGES:
            until = time.perf_counter() + LONGEST_WAIT * self.random.random() ** 3
            while time.perf_counter() < until:
                if GIL:
                    time.sleep(0)

    def _wait_for_start(self, frame, event, arg):
        """As a thread's trace function: called once, before its `run`."""
        sys.settrace(None)
        wait = self.start + 2e-5 * self.random.random()
        while time.perf_counter() < wait:
            if GIL:
                time.sleep(0)

    def run(self, kind):
        """Run the program once."""
        together, nudged = kind & 1, kind & 2
        if bool(nudged) != self.nudging:
            self._switch(bool(nudged))
        self.start = time.perf_counter() + LONGEST_WAIT * self.random.choice((0, 1, 2))
        threading.settrace(self._wait_for_start if together else None)
        paper, failures = Paper(), []
        stdout, stderr, hook = sys.stdout, sys.stderr, threading.excepthook
        before = set(threading.enumerate())
        sys.stdout, sys.stderr = paper, Paper()
        threading.excepthook = lambda args: failures.append(told(args.exc_value))
        try:
            exec(self.code, {"__name__": "__main__", "__builtins__": builtins})
        except SystemExit:
            pass
        except BaseException as error:
            failures.append(told(error))
        try:
            for thread in set(threading.enumerate()) - before:
                if not thread.daemon:
                    thread.join()
        finally:
            sys.stdout, sys.stderr, threading.excepthook = stdout, stderr, hook
        self.outcomes["\n".join([*paper.lines(), *sorted(failures)])] += 1
        self.progress += 1


def codes_in(code):
    """A code object, and those of its functions."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes_in(constant)


def told(error):
    """The line of a traceback that says what happened."""
    return traceback.format_exception_only(error)[-1].strip()


def watch(stress, runs, hung_before, tell):
    """Notice a run that does not end."""
    seen, quiet, computed = -1, 0.0, 0.0
    while True:
        time.sleep(POLL)
        moved = stress.progress != seen or time.process_time() - computed > BUSY
        quiet = 0.0 if moved else quiet + POLL
        seen, computed = stress.progress, time.process_time()
        if quiet > (IMPATIENCE if hung_before else PATIENCE):
            tell(hung=True)


def main():
    path, runs, seed, hung_before = sys.argv[1], *map(int, sys.argv[2:5])
    stress = Stress(path, seed)
    out = os.dup(1)

    def tell(hung):
        found = {"runs": stress.progress, "hung": hung, "outcomes": dict(stress.outcomes)}
        found["gil"] = GIL
        os.write(out, (json.dumps(found) + "\n").encode())
        os._exit(0)

    watcher = threading.Thread(target=watch, args=(stress, runs, hung_before, tell), daemon=True)
    watcher.start()
    sys.setswitchinterval(1e-6)
    gc.freeze()
    for number in range(runs):
        stress.run(number // 50 % 4)  # in turns: switching the nudges on and off takes time
    tell(hung=False)


if __name__ == "__main__":
    main()
