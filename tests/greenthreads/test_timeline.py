"""The picture of a run: small, readable, and true to the log."""

import json
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from greenthreads.exploration import replay
from greenthreads.lanes import forced_switches
from greenthreads.runner import Options, run
from greenthreads.timeline import (
    FORCED,
    MAX_BYTES,
    MOST_FORCED,
    NARROW,
    Segment,
    draw,
    duration,
    lanes_of,
    simplify,
)

DURATIONS = json.loads(Path(__file__).parents[1].joinpath("durations.json").read_text("utf-8"))
SVG = "{http://www.w3.org/2000/svg}"
POOL = """
import threading, time
lock = threading.Lock()
def work(n):
    for _ in range(n):
        with lock:
            time.sleep(1)
threads = [threading.Thread(target=work, args=(2,), name=f'Worker {i}') for i in range(3)]
for t in threads: t.start()
for t in threads: t.join()
"""


@pytest.fixture(scope="module")
def pool():
    return run(POOL, "p.py")


def test_lanes_hold_each_state_for_its_time(pool):
    lanes = lanes_of(pool.events, pool.elapsed)
    assert [lane.name for lane in lanes] == ["MainThread", "Worker 0", "Worker 1", "Worker 2"]
    for lane in lanes[1:]:
        slept = sum(s.span for s in lane.segments if s.state == "sleep")
        held = sum(s.span for s in lane.holds)
        assert slept == pytest.approx(2, abs=0.001)
        assert held == pytest.approx(2, abs=0.001)
        assert {s.object for s in lane.segments if s.state == "wait"} <= {"lock"}
    waited = sum(s.span for lane in lanes for s in lane.segments if s.state == "wait")
    assert waited > 4


def test_the_static_picture_is_small_and_well_formed(pool):
    svg = draw(pool.events, pool.elapsed, title="A pool", interactive=False)
    root = ElementTree.fromstring(svg)
    assert root.get("viewBox").split()[2] == "360"
    assert root.get("role") == "img"
    ids = {e.get("id") for e in root.iter() if e.get("id")}
    assert set(root.get("aria-labelledby").split()) <= ids
    assert all(i.startswith("tl-a-pool") for i in ids)
    assert len(svg) < 4400
    assert "\n\n" not in svg
    assert "style" not in svg
    assert "data-" not in svg
    sizes = {float(e.get("font-size")) for e in root.iter() if e.get("font-size")}
    assert min(sizes) >= 10


def test_what_stands_in_the_picture_lies_in_it(pool):
    root = ElementTree.fromstring(draw(pool.events, pool.elapsed, marks=[(1, "Worker 0", "1")]))
    width, height = map(float, root.get("viewBox").split()[2:])
    bars = [e for e in root.iter() if e.get("data-state")]
    assert {e.get("data-state") for e in bars} >= {"run", "sleep", "wait", "join", "hold"}
    for bar in bars:
        x, y = float(bar.get("x")), float(bar.get("y"))
        assert 0 <= x <= x + float(bar.get("width")) <= width + 1
        assert 0 <= y <= y + float(bar.get("height")) <= height
    waits = [e for e in bars if e.get("data-state") == "wait"]
    assert {e.get("data-object") for e in waits if e.get("data-thread") != "MainThread"} == {"lock"}
    assert {e.get("data-line") for e in waits} <= {"6"}


def test_text_for_those_who_cannot_see_it(pool):
    svg = draw(pool.events, pool.elapsed, title="T")
    told = re.search("<desc[^>]*>(.*)</desc>", svg)[1]
    assert told.startswith("4 threads over 6.0 s. MainThread: ")
    assert "Worker 0: runs, sleeps 2.0 s" in told
    assert "waits for lock" in told
    assert "own words" in draw(pool.events, pool.elapsed, description="own words")


DEADLOCK = """
import threading, time
a, b, met = threading.Lock(), threading.Lock(), threading.Barrier(2)
def take(first, second):
    with first:
        time.sleep(0.1)
        with second: pass
threads = [threading.Thread(target=take, args=locks) for locks in ((a, b), (b, a))]
for t in threads: t.start()
for t in threads: t.join()
"""


@pytest.mark.parametrize("source", [DEADLOCK, DEADLOCK.replace("time.sleep(0.1)", "met.wait()")])
def test_who_waits_for_ever_is_seen_to(source):
    """The last wait begins when the run ends: it is drawn beyond that, and told."""
    result = run(source, "p.py")
    assert result.outcome == "deadlock"
    root = ElementTree.fromstring(draw(result.events, result.elapsed))
    bars = [rect for rect in root.iter(f"{SVG}rect") if rect.get("data-state") == "wait"]
    assert {rect.get("data-object") for rect in bars} - {"met"} == {"a", "b"}
    right = max(float(rect.get("x")) + float(rect.get("width")) for rect in bars)
    (axis,) = [path for path in root.iter(f"{SVG}path") if path.get("class") == "tl-stuck"]
    assert float(re.match(r"M([\d.]+)", axis.get("d"))[1]) + 30 < right <= 360
    words = root.find(f"{SVG}desc").text
    assert "waits for a for ever" in words
    assert "waits for b for ever" in words


def test_a_daemon_that_waits_at_the_end_is_not_stuck():
    source = "import threading\nd = threading.Event()\n"
    source += "threading.Thread(target=d.wait, daemon=True).start()\n"
    result = run(source, "p.py")
    assert "for ever" not in draw(result.events, result.elapsed)


def test_a_name_with_control_characters_is_drawn():
    source = "import threading\nthreading.Thread(target=print, name='a\\x01b\\ud800').start()\n"
    result = run(source, "p.py")
    ElementTree.fromstring(draw(result.events, result.elapsed).encode())


def test_names_cannot_break_the_picture():
    source = POOL.replace("Worker {i}", '<b>&\\"{i}')
    result = run(source, "p.py")
    ElementTree.fromstring(draw(result.events, result.elapsed, title="<x> & y"))


def test_many_threads_and_many_switches_stay_small():
    source = POOL.replace("range(3)", "range(60)").replace("time.sleep(1)", "time.sleep(0.003)")
    result = run(source.replace("(2,)", "(30,)"), "p.py")
    svg = draw(result.events, result.elapsed, interactive=False)
    assert len(svg) <= MAX_BYTES
    assert "and 47 more" in svg


def test_without_time_the_events_stand_in_their_order():
    result = run(
        "import threading\nt = threading.Thread(target=int)\nt.start()\nt.join()",
        "p.py",
        Options(step_time=0.0),
    )
    assert result.elapsed == 0
    assert "in this order" in draw(result.events, result.elapsed)


BOTH_AT_ONCE = """
import threading, time
first, second = threading.Lock(), threading.Lock()
def work():
    with first, second:
        time.sleep(0.1)
    with first:
        time.sleep(0.1)
        with second:
            time.sleep(0.02)
t = threading.Thread(target=work)
t.start()
t.join()
"""


def test_no_name_of_a_lock_lies_on_another():
    ran = run(BOTH_AT_ONCE, "p.py")
    root = ElementTree.fromstring(draw(ran.events, ran.elapsed, interactive=False))
    held = [e for e in root.iter() if e.get("class") == "tl-held"]
    assert [e.text for e in held] == ["first, second", "first", "2 locks"][: len(held)]
    assert len(held) >= 2
    middles = [(float(e.get("x")), len(e.text or "") * NARROW / 2) for e in held]
    for (x, half), (x2, half2) in pairwise(middles):
        assert x + half <= x2 - half2


LOST = """
import threading
counter = 0
def add():
    global counter
    counter += 1
threads = [threading.Thread(target=add, name=name) for name in "AB"]
for t in threads: t.start()
for t in threads: t.join()
print(counter)
"""


def test_the_forced_switches_of_a_schedule_are_marked_and_told():
    ran = replay(LOST, "p.py", witness="0-2.1-1-0-2-0")
    assert "".join(piece.text for piece in ran.output) == "1\n"
    svg = draw(ran.events, ran.elapsed)
    root = ElementTree.fromstring(svg)
    marks = [e for e in root.iter() if e.get("class") == "tl-forced"]
    assert len(marks) == len(forced_switches(ran.events)) == 1
    told = marks[0].findtext(f"{SVG}title") or ""
    assert re.fullmatch("forced switch: [AB] loses its turn to [AB]", told)
    assert f"Forced switch: {told.removeprefix('forced switch: ')}." in svg  # the description
    assert f">{FORCED}</text>" in svg  # the legend
    path = marks[0].findall(f"{SVG}path")[0].get("d") or ""
    x = float(re.match(r"M([\d.]+) ", path)[1])
    runs_after = [
        e for e in root.iter() if e.get("data-state") == "run" and e.get("data-thread") == told[-1]
    ]
    assert any(float(e.get("x")) == pytest.approx(x, abs=0.2) for e in runs_after)
    plain = run(LOST, "p.py")
    assert FORCED not in draw(plain.events, plain.elapsed)


def test_hundreds_of_forced_switches_are_no_marks():
    busy = "import threading\ndef f():\n    for i in range(9000): pass\n" + LOST.replace(
        "counter += 1", "f()"
    )
    ran = run(busy, "p.py", Options(seed=3, level="free-threaded"))
    assert len(forced_switches(ran.events)) > MOST_FORCED
    assert FORCED not in draw(ran.events, ran.elapsed)


def test_a_mark_on_no_thread_is_refused(pool):
    with pytest.raises(ValueError, match="Nobody"):
        draw(pool.events, pool.elapsed, marks=[(1, "Nobody", "1")])


def test_states_that_alternate_quickly_share_the_picture():
    segments = [Segment("sleep" if i % 2 else "wait", i * 0.01, (i + 1) * 0.01) for i in range(400)]
    drawn = simplify(segments, 0.05, 0.1)
    share = sum(s.span for s in drawn if s.state == "sleep") / 4
    assert 0.4 < share < 0.6
    assert len(drawn) < 60


@pytest.mark.parametrize(("seconds", "text"), DURATIONS)
def test_durations_for_people(seconds, text):
    """The page is held to the same texts (tests/ui/time.test.mjs)."""
    assert duration(seconds) == text
