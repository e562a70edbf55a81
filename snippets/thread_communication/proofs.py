"""Which of the chapter's programs have a bad schedule, and which cannot have one."""

from examples.proofs import BAD, GOOD, OPEN, Proof, one_round, same

PROOFS = [
    Proof(
        "the unlocked counter",
        "shared_variables",
        BAD,
        same(lambda m: m.increment()),
        lambda m: m.counter == 2,
        {"range": one_round},
        counts=(6, 4),  # as in the picture, and in interleavings.py
    ),
    Proof(
        "the counter with a lock",
        "thread_safe_counter",
        GOOD,
        same(lambda m: m.increment()),
        lambda m: m.counter == 2,
        {"range": one_round},
    ),
    Proof(
        "a lock for each thread",
        "thread_safe_counter",
        BAD,
        same(lambda m: m.increment()),
        lambda m: m.counter == 2,
        {"range": one_round},
        ("with lock:", "with threading.Lock():"),
    ),
    Proof(
        "counter += 1",
        "plus_equals",
        BAD,
        same(lambda m: m.increment()),
        lambda m: m.counter == 2,
        {"range": one_round, "start": OPEN},
        counts=(6, 4),  # as in the picture, and in interleavings.py
    ),
    Proof(
        "the work outside the lock",
        "lock_held_too_long",
        GOOD,
        same(lambda m: m.increment_fast()),
        lambda m: m.counter == 2,
    ),
]
