"""Small random programs of reads, writes and locks: data for a brute-force oracle, and Python.

A program is a list of threads, a thread a list of steps (kind, object): "r" read, "w" write, "a"
acquire, "l" release. Whoever writes, writes a number of its own; whoever reads, keeps what it saw.
"""

from __future__ import annotations

from hypothesis import strategies as st

Step = tuple[str, str]
Program = list[list[Step]]


@st.composite
def threads(draw, longest=4):
    """One thread; each lock it takes it gives back in the end."""
    steps, held = [], []
    for _ in range(draw(st.integers(1, longest))):
        kind = draw(st.sampled_from("rrwwal"))
        free = [lock for lock in "LM" if lock not in held]
        if kind == "a" and free:
            held.append(draw(st.sampled_from(free)))
            steps.append(("a", held[-1]))
        elif kind == "l" and held:
            steps.append(("l", held.pop()))
        else:
            steps.append((kind if kind in "rw" else "r", draw(st.sampled_from("xy"))))
    return steps + [("l", lock) for lock in reversed(held)]


programs = st.one_of(
    st.lists(threads(longest=5), min_size=2, max_size=2),
    st.lists(threads(longest=3), min_size=3, max_size=3),
)


tasks = st.lists(threads(longest=3), min_size=3, max_size=4)


def source(program: Program, workers: int = 0) -> str:
    """The program in Python; it prints what each thread saw, and the variables in the end.

    `workers`: if not 0, the threads are tasks of a pool that has so many.
    """
    lines = ["import threading", "x = y = 0", "L, M = threading.Lock(), threading.Lock()"]
    for number, steps in enumerate(program):
        lines += [f"seen{number} = []", f"def thread{number}():", "    global x, y"]
        for place, (kind, name) in enumerate(steps):
            lines.append(
                "    "
                + {
                    "r": f"seen{number}.append({name})",
                    "w": f"{name} = {10 * number + place + 1}",
                    "a": f"{name}.acquire()",
                    "l": f"{name}.release()",
                }[kind]
            )
    names = ", ".join(f"thread{number}" for number in range(len(program)))
    seen = ", ".join(f"seen{number}" for number in range(len(program)))
    if workers:
        lines += [
            "from concurrent.futures import ThreadPoolExecutor",
            f"with ThreadPoolExecutor({workers}) as pool:",
            f"    for f in ({names},): pool.submit(f)",
        ]
    else:
        lines += [
            f"threads = [threading.Thread(target=f) for f in ({names},)]",
            "for thread in threads: thread.start()",
            "for thread in threads: thread.join()",
        ]
    return "\n".join([*lines, f"print({seen}, x, y)"]) + "\n"


def outcomes(program: Program, workers: int = 0) -> set[str]:
    """All that the program can print, and "deadlock" if it can, by trying every interleaving."""
    found, tried = set(), set()

    def go(at, held, values, seen):
        state = at, held, values, seen
        if state in tried:
            return
        tried.add(state)
        enabled = [
            t
            for t, steps in enumerate(program)
            if at[t] < len(steps)
            and not (steps[at[t]][0] == "a" and steps[at[t]][1] in held)
            and (not workers or sum(at[u] < len(program[u]) for u in range(t)) < workers)
        ]
        if not enabled:
            whole = all(at[t] == len(steps) for t, steps in enumerate(program))
            lists = " ".join(str(list(one)) for one in seen)
            found.add(f"{lists} {values[0]} {values[1]}\n" if whole else "deadlock")
        for t in enabled:
            kind, name = program[t][at[t]]
            after, now, sees = held, list(values), list(seen)
            if kind == "a":
                after = held | {name}
            elif kind == "l":
                after = held - {name}
            elif kind == "w":
                now["xy".index(name)] = 10 * t + at[t] + 1
            else:
                sees[t] = (*seen[t], values["xy".index(name)])
            moved = tuple(a + (i == t) for i, a in enumerate(at))
            go(moved, after, tuple(now), tuple(sees))

    go((0,) * len(program), frozenset(), (0, 0), ((),) * len(program))
    return found
