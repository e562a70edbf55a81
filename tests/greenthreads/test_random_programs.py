"""Random programs of locks, conditions, semaphores and queues, and what must hold for all."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenthreads.exploration import explore
from greenthreads.runner import Options, run

HEAD = """
import queue, threading, time
locks = [threading.Lock(), threading.RLock()]
semaphore = threading.Semaphore(2)
condition = threading.Condition()
tasks = queue.Queue(maxsize=2)
value = inside = ready = 0
log = []
def inc():
    global value
    value += 1
"""
# Every action ends by itself: it needs nothing that only another thread could give.
ACTIONS = {
    "lock": "    with locks[0]:\n        assert locks[0].locked()\n        inc()\n",
    "rlock": "    with locks[1]:\n        with locks[1]:\n            inc()\n",
    "semaphore": (
        "    with semaphore:\n        inside += 1\n        assert inside <= 2, inside\n"
        "        time.sleep(0)\n        inside -= 1\n"
    ),
    "condition": (
        "    with condition:\n        ready += 1\n        condition.notify_all()\n"
        "    with condition:\n        condition.wait_for(lambda: ready, timeout=1)\n"
    ),
    "timed": (
        "    if locks[0].acquire(timeout=0.01):\n        inc()\n        locks[0].release()\n"
    ),
    "queue": (
        "    try:\n        tasks.put_nowait(1)\n        inc()\n"
        "    except queue.Full: pass\n"
        "    try:\n        tasks.get(timeout=0.01)\n    except queue.Empty: pass\n"
    ),
    "sleep": "    time.sleep(0.001)\n",
}
TAIL = """
threads = [threading.Thread(target=f) for f in functions]
for t in threads: t.start()
for t in threads: t.join()
assert not locks[0].locked() and inside == 0 and tasks.qsize() <= 2
print(value)
"""
plans = st.lists(
    st.lists(st.sampled_from(sorted(ACTIONS)), min_size=1, max_size=4), min_size=1, max_size=4
)
small_plans = st.lists(
    st.lists(st.sampled_from(["lock", "rlock", "timed", "sleep"]), min_size=1, max_size=2),
    min_size=2,
    max_size=2,
)
levels = st.sampled_from(["gil", "off"])
patient = settings(
    max_examples=40,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def program(plan: list[list[str]]) -> str:
    """The source of a program whose thread i does plan[i]."""
    parts = [HEAD]
    for i, actions in enumerate(plan):
        parts.append(
            f"def f{i}():\n    global value, inside, ready\n"
            + "".join(ACTIONS[action] for action in actions)
        )
    parts.append("functions = [" + ", ".join(f"f{i}" for i in range(len(plan))) + "]")
    return "".join(parts) + TAIL


@patient
@given(plans, st.integers(0, 99), levels)
def test_no_invariant_breaks_and_every_program_ends(plan, seed, level):
    result = run(program(plan), "p.py", Options(seed=seed, level=level))
    assert (result.outcome, result.stderr) == ("finished", "")


@patient
@given(plans, st.integers(0, 99), st.sampled_from(["gil", "free-threaded", "off"]))
def test_the_same_seed_gives_the_same_log(plan, seed, level):
    first, second = (run(program(plan), "p.py", Options(seed=seed, level=level)) for _ in range(2))
    assert first == second


@patient
@given(plans, st.integers(1, 99), levels)
def test_a_drawn_schedule_replays(plan, seed, level):
    drawn = run(program(plan), "p.py", Options(seed=seed, level=level))
    again = run(program(plan), "p.py", Options(level=level, schedule=drawn.schedule))
    assert again.events == drawn.events


@settings(patient, max_examples=12)
@given(small_plans)
def test_exploration_finds_what_every_random_run_finds(plan):
    source = program(plan)
    *_, found = explore(source, "p.py")
    assert found.complete, found.reasons
    for seed in range(6):
        for level in ("gil", "free-threaded"):
            drawn = run(source, "p.py", Options(seed=seed, level=level, log=False))
            assert drawn.outcome == "finished", drawn.stderr
            assert drawn.stdout in {one.text for one in found.outcomes}


@patient
@given(plans, st.integers(0, 99))
def test_the_event_log_is_in_order_and_each_thread_ends_once(plan, seed):
    events = run(program(plan), "p.py", Options(seed=seed)).events
    assert [e.time for e in events] == sorted(e.time for e in events)
    done = [e.ident for e in events if e.kind == "done"]
    assert len(done) == len(set(done)) == len(plan) + 1
    holder: dict[str, int] = {}
    for event in events:
        if event.kind == "acquired" and event.object == "locks[0]":
            assert event.object not in holder
            holder[event.object] = event.ident
        elif event.kind == "released" and event.object == "locks[0]":
            assert holder.pop(event.object) == event.ident
