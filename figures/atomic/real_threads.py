"""Runs little programs with two threads on real threads, many times each: `python FILE < programs`.

It reads {name: source} as JSON and prints a line of JSON for each: its name, how often it was run,
and how often it failed. A program fails when one of its threads or its end raises. No package of
ours is imported: any CPython from 3.11 can run it.

Two threads that are started one after the other hardly ever meet. So `Thread` is replaced: what a
program starts is kept until it joins, and then two threads that are both awake begin together.
"""

import json
import sys
import threading
import time

RUNS = 20_000
SECONDS = 1.0  # for one program, however many runs that are
SWITCH = 1e-6  # seconds; with the GIL: as many turns as possible
FREE = not getattr(sys, "_is_gil_enabled", lambda: True)()
OFFSETS = 64  # turns of an empty loop: who is ahead, and by how much, changes from run to run


class Partner:
    """A thread that does what another one gives it, at the same time as that one does its own.

    Both wait by going round in a loop: to be woken takes longer than what they are about to do.
    With the GIL each round gives it away, or the one that waits would keep the other from working.
    """

    def __init__(self):
        self.errors = []
        self._job = None
        self._given = self._begun = self._done = 0
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def run(self, mine, yours):
        """Run two functions at the same time."""
        self._job = yours  # first: who sees the number takes the job
        self._given += 1
        while self._begun < self._given:
            FREE or time.sleep(0)
        for _ in range(self._given * 7 % OFFSETS):
            pass
        self._try(mine)
        while self._done < self._given:
            FREE or time.sleep(0)

    def stop(self):
        """End the thread."""
        self._job = None
        self._given += 1
        self._thread.join()

    def _serve(self):
        while True:
            while self._begun == self._given:
                FREE or time.sleep(0)
            if not self._job:
                return
            self._begun += 1
            for _ in range(self._begun * 11 % OFFSETS):
                pass
            self._try(self._job)
            self._done += 1

    def _try(self, job):
        try:
            job()
        except Exception as error:
            self.errors.append(error)


class Met:
    """What a program takes for `threading.Thread`."""

    partner = Partner()
    started = []

    def __init__(self, target):
        self._target = target

    def start(self):
        """Wait for the other one."""
        self.started.append(self._target)

    def join(self):
        """Run both, if they were not run yet."""
        if self.started:
            first, second = self.started
            self.started.clear()
            self.partner.run(first, second)


def fails(code):
    """Whether one run of a program fails."""
    Met.partner.errors.clear()
    try:
        exec(code, {"__name__": "__main__"})
    except AssertionError:
        return True
    return bool(Met.partner.errors)


def runs_and_failures(source, name):
    """How often a program was run, and how often it failed."""
    code = compile(source, name, "exec")
    end, runs, failed = time.monotonic() + SECONDS, 0, 0
    while runs < RUNS and time.monotonic() < end:
        runs += 1
        failed += fails(code)
    return runs, failed


def main():
    """Read programs, run them, print what came."""
    programs = json.load(sys.stdin)
    sys.setswitchinterval(SWITCH)
    threading.Thread = Met
    for name, source in programs.items():
        # At once: the next program may end the process.
        print(json.dumps([name, runs_and_failures(source, name)]), flush=True)
    Met.partner.stop()


if __name__ == "__main__":
    main()
