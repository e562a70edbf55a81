"""Which of the chapter's programs have a bad schedule, and which cannot have one."""

from examples.proofs import DEADLOCK, GOOD, OPEN, Proof

PROOFS = [
    Proof(
        "two locks in two orders",
        "lock_order_deadlock",
        DEADLOCK,
        (lambda m: m.transfer("A", "B"), lambda m: m.transfer("B", "A")),
        lambda m: True,
        {"both_hold_one": OPEN, "both_gave_up": OPEN, "print": lambda text: None},
        ("acquire(timeout=0.5)", "acquire()"),
    ),
    Proof(
        "two locks in one order",
        "bank_transfer",
        GOOD,
        (lambda m: m.transfer(m.anna, m.ben, 3), lambda m: m.transfer(m.ben, m.anna, 1)),
        lambda m: (m.anna.balance, m.ben.balance) == (998, 1002),
    ),
    Proof(
        "two locks as they are given",
        "bank_transfer",
        DEADLOCK,
        (lambda m: m.transfer(m.anna, m.ben, 3), lambda m: m.transfer(m.ben, m.anna, 1)),
        lambda m: True,
        {"sorted": lambda pair, key: pair},
    ),
]
