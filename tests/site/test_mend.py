"""An exercise, as a reader does it who has no mouse; and what is told of it."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from test_run import AXE, PATIENCE, TAGS, address
from visiting import Seen, Site

from examples.exercises import Exercise, all_exercises, on_page
from examples.files import read
from examples.pages import all_pages

MOST_TABS = 120
EVERY = all_exercises()


def shortest() -> Exercise:
    """The exercise whose programs are the shortest."""
    return min((one for one in EVERY if not one.program), key=lambda one: len(read(one.solution)))


ONE = shortest()
PAGE = next(page for page in all_pages() if ONE in on_page(page))


@pytest.fixture
def reader(context: BrowserContext, site: Site, seen: Seen) -> Iterator[Page]:
    """A tab at the exercise, in a browser that has kept nothing yet."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{site.url}{address(PAGE)}#{ONE.id}")
    page.evaluate("localStorage.clear()")
    seen.take()
    yield page
    page.evaluate("localStorage.clear()")
    page.close()


def focused(page: Page) -> str:
    """What the keyboard is at: its action, or its name."""
    return page.evaluate(
        "(document.activeElement.dataset.action ?? document.activeElement.textContent).trim()"
    )


def go(page: Page, there: Callable[[str], bool], key: str = "Tab") -> None:
    """Press a key until the keyboard is at what is wanted."""
    for _ in range(MOST_TABS):
        if page.evaluate("document.activeElement.localName === 'textarea'"):
            page.keyboard.press("Escape")  # else Tab indents
        page.keyboard.press(key)
        if there(focused(page)):
            return
    pytest.fail(f"the keyboard does not come there: it is at {focused(page)!r}")


def problems(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run('main', {runOnly: tags})", TAGS)
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


def test_an_exercise_is_solved_by_the_keyboard_alone(reader: Page, site: Site, seen: Seen):
    exercise = reader.locator(f"#{ONE.id}")
    verdict = exercise.locator(".mend-verdict")
    go(reader, lambda at: at == "judge")
    reader.keyboard.press("Enter")
    expect(verdict).to_contain_text("Broken in", timeout=PATIENCE)
    assert problems(reader) == []
    broken = [one.text for one in ONE.judged(ONE.start).broken]
    assert exercise.locator(".mend-contract li[data-state=fails]").count() == len(broken)
    go(reader, lambda at: at == "Show me")
    reader.keyboard.press("Enter")
    expect(exercise.locator(".run-panel[data-state=done]")).to_be_visible(timeout=PATIENCE)
    go(reader, lambda at: at == "edit", "Shift+Tab")
    reader.keyboard.press("Enter")
    expect(exercise.locator("> .highlight textarea")).to_be_focused()
    reader.keyboard.press("ControlOrMeta+A")
    reader.keyboard.insert_text(read(ONE.solution))
    reader.keyboard.press("Escape")
    go(reader, lambda at: at == "judge", "Shift+Tab")
    assert verdict.is_hidden(), "what was said of another program is said no more"
    reader.keyboard.press("Enter")
    expect(verdict).to_contain_text("Mended: the contract holds in", timeout=PATIENCE)
    expect(verdict).to_contain_text(f"1 of {len(EVERY)} mended, kept in this browser")
    assert problems(reader) == []
    go(reader, lambda at: at == "Your progress")
    reader.keyboard.press("Enter")
    expect(reader.locator(".mend-count")).to_contain_text(f"1 of {len(EVERY)} mended")
    assert problems(reader) == []
    go(reader, lambda at: at == "Clear your progress")
    reader.keyboard.press("Enter")
    expect(reader.locator(".mend-count")).to_contain_text(f"0 of {len(EVERY)} mended")
    errors, _ = seen.take()
    assert errors == []


def some() -> list[Exercise]:
    """Exercises that have clauses of all kinds that any of them has, but few of them."""
    found: list[Exercise] = []
    seen: set[type] = set()
    for one in EVERY:
        kinds = {type(clause) for clause in one.contract.clauses}
        if kinds - seen:
            found.append(one)
            seen |= kinds
    return found


JUDGE = """async programs => {
  const { Runner } = await import(new URL("../playground/runner.mjs", location.href).href)
  const runner = new Runner()
  const verdicts = []
  for (const { source, name, contract } of programs) {
    const result = await runner.judge(source, name, { contract })
    verdicts.push(result.verdict ?? result.message)
  }
  runner.close()
  return verdicts
}"""


def comparable(verdict: dict) -> dict:
    """What is the same on every version of Python: how many steps a turn takes is not."""
    rulings = [one | {"classes": 0, "witness": bool(one["witness"])} for one in verdict["rulings"]]
    return json.loads(json.dumps(verdict | {"classes": 0, "rulings": rulings}))


def test_the_page_judges_as_the_tests_do(reader: Page):
    """All kinds of clauses: what they need is in the browser's trimmed library."""
    programs, wanted = [], []
    for one in some():
        for path in (one.start, one.solution):
            contract = one.contract_text
            programs.append({"source": read(path), "name": path.name, "contract": contract})
            wanted.append(comparable(one.judged(path).told()))
    judged = map(comparable, reader.evaluate(JUDGE, programs))
    for program, found, due in zip(programs, judged, wanted, strict=True):
        assert found == due, f"{program['name']} of {program['contract']}"


def test_a_link_carries_the_progress(reader: Page, site: Site):
    reader.goto(f"{site.url}your-progress/#mended={ONE.name},../../x")
    expect(reader.locator(".mend-count")).to_contain_text(f"1 of {len(EVERY)} mended")
    item = reader.locator(f"li:has([data-exercise='{ONE.name}'])")
    expect(item).to_have_attribute("data-state", "holds")
    assert reader.url.endswith("your-progress/")
    carried = reader.locator(".mend-tools input").input_value()
    assert carried.endswith(f"your-progress/#mended={ONE.name}")


def test_where_nothing_can_be_kept_the_judge_judges(reader: Page):
    reader.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('no') } }")
    exercise = reader.locator(f"#{ONE.id}")
    exercise.locator("> .highlight [data-action=edit]").click()
    exercise.locator("> .highlight textarea").fill(read(ONE.solution))
    exercise.locator("> .highlight [data-action=judge]").click()
    verdict = exercise.locator(".mend-verdict")
    expect(verdict).to_contain_text("this browser keeps nothing", timeout=PATIENCE)


def test_what_is_no_program_is_no_case_for_the_judge(reader: Page):
    exercise = reader.locator(f"#{ONE.id}")
    exercise.locator("> .highlight [data-action=edit]").click()
    exercise.locator("> .highlight textarea").fill("with lock\n")
    exercise.locator("> .highlight [data-action=judge]").click()
    verdict = exercise.locator(".mend-verdict")
    expect(verdict).to_contain_text("SyntaxError", timeout=PATIENCE)
    assert exercise.locator(".mend-contract li[data-state]").count() == 0


def test_without_javascript_all_of_an_exercise_is_there(site: Site):
    html = site.html(f"{address(PAGE)}index.html")
    assert f'id="{ONE.id}"' in html
    for text in ("Hint 1 of 2", "Hint 2 of 2", "One solution", "The contract."):
        assert text in html
