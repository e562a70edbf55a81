"""Which of the chapter's programs have a bad schedule, and which cannot have one."""

from examples.proofs import BAD, GOOD, OPEN, Proof, keep, same


def what_they_took(module):
    """What the two workers of check-then-act got, sorted."""
    return sorted([module.first, module.second])


PROOFS = [
    Proof(
        "check, then act",
        "check_then_act",
        BAD,
        (lambda m: keep(m, "first", m.take), lambda m: keep(m, "second", m.take)),
        lambda m: what_they_took(m) == ["nothing there", "the last item"],
        {"both_have_checked": OPEN},
    ),
    Proof(
        "act without a check",
        "act_without_check",
        GOOD,
        (lambda m: keep(m, "first", m.take), lambda m: keep(m, "second", m.take)),
        lambda m: what_they_took(m) == ["nothing there", "the last item"],
        {"both_are_here": OPEN},
    ),
    Proof(
        "two atomic calls",
        "over_the_limit",
        BAD,
        same(lambda m: m.sell()),
        lambda m: m.tickets_sold.get_value() == 1,
        {"both_have_looked": OPEN},
    ),
    Proof(
        "one call for the decision",
        "within_the_limit",
        GOOD,
        same(lambda m: m.tickets_sold.try_increment()),
        lambda m: m.tickets_sold.get_value() == 1,
        changed=("limit=2", "limit=1"),
    ),
    Proof(
        "a point changed in place",
        "mutable_point",
        BAD,
        (lambda m: keep(m, "seen", lambda: (m.point.x, m.point.y)), lambda m: m.writer()),
        lambda m: m.seen in [(10, 20), (30, 40)],
        {"half_read": OPEN, "changed": OPEN},
    ),
    Proof(
        "a new point published",
        "publish_by_rebinding",
        GOOD,
        (lambda m: m.reader(), lambda m: m.writer()),
        lambda m: m.printed[0] in ["reader saw (10, 20)", "reader saw (30, 40)"],
        {"half_read": OPEN, "changed": OPEN},
    ),
]
