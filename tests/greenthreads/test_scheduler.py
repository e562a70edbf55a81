"""The scheduler's laws, with tasks of its own and no `threading` in sight."""

import pytest

from greenthreads.backend_greenlet import GreenletBackend
from greenthreads.naming import Names
from greenthreads.scheduler import TIMER_SLACK, Drawn, Replay, Scheduler
from greenthreads.signals import Signals
from greenthreads.threads import Threads, make_thread

MS = 1_000_000


def scheduler_with(main, policy=None, **options) -> Scheduler:
    """A scheduler that ran `main(scheduler)`."""
    scheduler = Scheduler(GreenletBackend(), policy, **options)
    scheduler.run(lambda: main(scheduler))
    return scheduler


def locks_of(scheduler):
    """The `_thread` module over a bare scheduler."""
    names = Names(__file__, {})
    signals = Signals(scheduler, names, lambda status: scheduler.stop("finished"))
    return make_thread(scheduler, names, Threads(scheduler, names, signals))


def test_tasks_run_first_come_first_served():
    seen = []

    def main(s):
        tasks = [s.spawn(lambda i=i: seen.append(i)) for i in range(5)]
        for task in tasks:
            s.join(task)

    scheduler_with(main)
    assert seen == [0, 1, 2, 3, 4]


def test_timers_fire_in_order_and_the_clock_jumps():
    seen = []

    def sleeper(s, span):
        s.wait("sleeping", timeout=span)
        seen.append((span, s.now))

    def main(s):
        tasks = [s.spawn(lambda n=n: sleeper(s, n * MS)) for n in (30, 10, 20)]
        for task in tasks:
            s.join(task)

    scheduler_with(main)
    assert seen == [(10 * MS, 10 * MS), (20 * MS, 20 * MS), (30 * MS, 30 * MS)]


def test_timers_within_the_slack_go_together_and_none_is_early():
    woken = []

    def main(s):
        spans = [MS, MS + TIMER_SLACK, MS + 2 * TIMER_SLACK]
        tasks = [
            s.spawn(lambda n=n: (s.wait("sleeping", timeout=n), woken.append((n, s.now))))
            for n in spans
        ]
        for task in tasks:
            s.join(task)

    scheduler_with(main)
    assert [now for _, now in woken] == [MS + TIMER_SLACK, MS + TIMER_SLACK, MS + 2 * TIMER_SLACK]
    assert all(now >= span for span, now in woken)


def test_waiters_of_a_lock_are_served_in_order():
    order = []

    def main(s):
        lock = locks_of(s).allocate_lock()

        def worker(i):
            with lock:
                order.append(i)
                s.wait("sleeping", timeout=2 * MS)

        lock.acquire()
        tasks = [s.spawn(lambda i=i: worker(i)) for i in range(4)]
        s.wait("sleeping", timeout=2 * MS)
        lock.release()
        for task in tasks:
            s.join(task)

    scheduler_with(main)
    assert order == [0, 1, 2, 3]


def test_a_lock_is_handed_over_to_a_waiter_older_than_a_millisecond():
    turns = []

    def main(s):
        lock = locks_of(s).allocate_lock()

        def greedy(name):
            for _ in range(3):
                with lock:  # released and acquired again at once
                    turns.append(name)
                    s.wait("sleeping", timeout=2 * MS)

        tasks = [s.spawn(lambda n=n: greedy(n)) for n in "ab"]
        for task in tasks:
            s.join(task)

    scheduler_with(main)
    assert "".join(turns) == "ababab"


def test_a_young_waiter_may_be_overtaken():
    turns = []

    def main(s):
        lock = locks_of(s).allocate_lock()

        def quick(name):
            for _ in range(2):
                with lock:
                    turns.append(name)
                    s.pause()

        tasks = [s.spawn(lambda n=n: quick(n)) for n in "ab"]
        for task in tasks:
            s.join(task)

    scheduler_with(main)
    assert "".join(turns) == "aabb"


@pytest.mark.parametrize("seed", range(20))
def test_a_timeout_raced_with_a_release_loses_no_wake_up(seed):
    """Whoever gives up, the lock is free in the end and the patient waiter had it."""
    got = {}

    def main(s):
        lock = locks_of(s).allocate_lock()
        lock.acquire()

        def impatient():
            got["impatient"] = lock.acquire(True, 0.01)
            if got["impatient"]:
                lock.release()

        def patient():
            got["patient"] = lock.acquire()
            lock.release()

        tasks = [s.spawn(impatient), s.spawn(patient)]
        s.wait("sleeping", timeout=10 * MS)  # due together with the timeout
        lock.release()
        for task in tasks:
            s.join(task)
        got["free"] = not lock.locked()

    scheduler = scheduler_with(main, Drawn(seed))
    assert scheduler.outcome == "finished"
    assert got["patient"]
    assert got["free"]


def test_a_thread_that_waits_for_its_own_lock_times_out():
    def main(s):
        lock = locks_of(s).allocate_lock()
        lock.acquire()
        assert lock.acquire(True, 0.01) is False
        assert s.now == 10 * MS

    assert scheduler_with(main).outcome == "finished"


def test_a_wake_up_before_the_timeout_cancels_the_timer():
    def main(s):
        task = s.spawn(lambda: woken.append((s.wait("blocked", timeout=50 * MS), s.now)))
        s.wait("sleeping", timeout=10 * MS)
        s.wake(task)
        s.join(task)
        s.wait("sleeping", timeout=100 * MS)

    woken = []
    assert scheduler_with(main).now == 110 * MS
    assert woken == [(True, 10 * MS)]


def test_deadlock_ends_the_run_and_unwinds_every_stack():
    unwound = []

    def main(s):
        lock = locks_of(s).allocate_lock()
        lock.acquire()

        def worker():
            try:
                lock.acquire()
            finally:
                unwound.append("worker")

        try:
            s.join(s.spawn(worker, "worker"))
        finally:
            unwound.append("main")

    scheduler = scheduler_with(main)
    assert scheduler.outcome == "deadlock"
    assert sorted(unwound) == ["main", "worker"]
    assert "worker" in scheduler.report
    assert "held by main" in scheduler.report


def test_a_task_that_swallows_everything_is_unwound_all_the_same():
    def stubborn(s):
        for _ in range(1000):
            try:
                s.wait("blocked")
            except BaseException:
                continue

    def main(s):
        s.spawn(lambda: stubborn(s), daemon=True)
        s.pause()

    assert scheduler_with(main).outcome == "finished"


def test_a_run_at_real_speed_takes_its_time():
    from time import perf_counter

    began = perf_counter()
    scheduler_with(lambda s: s.wait("sleeping", timeout=100 * MS), speed=2.0)
    assert 0.05 <= perf_counter() - began < 2


@pytest.mark.parametrize("schedule", [[1], [3, -1], [2, "x"]])
def test_a_schedule_that_is_none_is_refused(schedule):
    with pytest.raises(ValueError, match="pairs"):
        Replay(schedule)


def test_a_cancelled_timer_wakes_nobody_who_waits_again():
    woken = []

    def waiter(s):
        woken.append((s.wait("blocked", timeout=10 * MS + TIMER_SLACK // 2), s.now))
        woken.append((s.wait("blocked", timeout=20 * MS), s.now))

    def main(s):
        task = s.spawn(lambda: waiter(s))
        s.wait("sleeping", timeout=5 * MS)
        s.wake(task)
        s.wait("sleeping", timeout=5 * MS)  # due within the slack of the cancelled timer
        s.join(task)

    scheduler_with(main)
    assert woken == [(True, 5 * MS), (False, 25 * MS)]
