"""Number of classes of schedules (Mazurkiewicz traces) of a small program, by brute force.

A program is a list of threads, a thread a list of steps (kind, object): "r" read, "w" write, "a"
acquire, "l" release. Two steps of different threads depend on each other if they touch one object
and not both read it. Each interleaving is reduced to the vector clocks of its steps; equal clocks
are one class.
"""


def traces_full(threads):
    """(classes, those of them that end in a deadlock)."""
    n = len(threads)
    ends, seen = {}, set()
    zero = (0,) * n

    def go(pc, owner, clocks, last, history):
        if (owner, history) in seen:
            return
        seen.add((owner, history))
        held = dict(owner)
        enabled = [
            t
            for t in range(n)
            if pc[t] < len(threads[t])
            and not (threads[t][pc[t]][0] == "a" and threads[t][pc[t]][1] in held)
        ]
        if not enabled:
            ends[history] = all(pc[t] == len(threads[t]) for t in range(n))
            return
        for t in enabled:
            kind, name = threads[t][pc[t]]
            now, touched = dict(owner), dict(last)
            if kind == "a":
                now[name] = t
            if kind == "l":
                now.pop(name)
            write, reads = touched.get(name, (zero, (zero,) * n))
            clock = [max(x, y) for x, y in zip(clocks[t], write, strict=True)]
            if kind != "r":
                for r in reads:
                    clock = [max(x, y) for x, y in zip(clock, r, strict=True)]
            clock[t] += 1
            clock = tuple(clock)
            if kind == "r":
                touched[name] = (write, tuple(clock if i == t else r for i, r in enumerate(reads)))
            else:
                touched[name] = (clock, (zero,) * n)
            go(
                tuple(p + (i == t) for i, p in enumerate(pc)),
                tuple(sorted(now.items())),
                tuple(clock if i == t else c for i, c in enumerate(clocks)),
                tuple(sorted(touched.items())),
                tuple(h + (clock,) if i == t else h for i, h in enumerate(history)),
            )

    go(zero, (), (zero,) * n, (), ((),) * n)
    return len(ends), sum(not whole for whole in ends.values())


def philosophers(n, order=lambda a, b: (a, b)):
    """n threads that take two of n locks each, in the given order."""
    pairs = [order(i, (i + 1) % n) for i in range(n)]
    return [[("a", x), ("a", y), ("l", y), ("l", x)] for x, y in pairs]
