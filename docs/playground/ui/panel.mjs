/* What a run shows: what it came to, what it printed, its timeline. It stands as a tab beside what
 * the page shows of the program anyway.
 */
import { circle, drawn } from "./circle.mjs";
import { el, withCode } from "./dom.mjs";
import { Output } from "./output.mjs";
import { takeRecorded } from "./parts.mjs";
import { ending, failure, loading, shortened, verdict } from "./report.mjs";
import { Tabs } from "./tabs.mjs";
import { Timeline, picture } from "./timeline.mjs";

/** @import { Chunk, Result } from "../runner.mjs" */
/** @import { Piece, Verdict } from "./report.mjs" */

/**
 * @typedef {object} Hooks
 * @property {(line: number | null, kind: string, firmly: boolean) => void} mark a line of the program
 * @property {(line: number) => string} lineText
 */

const SHORT = 150; // milliseconds that the last run's result stands while the next one runs
const CALM = 1000; // milliseconds that a growing picture stands where less motion is wanted

const YOURS = "yours"; // the keys of two tabs
const SCHEDULES = "schedules";

export class Panel {
  #hooks;
  #status = el("span", { class: "run-status", role: "status" });
  #progress = el("progress", { hidden: true, "aria-label": "Loading" });
  #code = el("code", { tabindex: "0", role: "region", "aria-label": "Output of your run" });
  #output = new Output(this.#code);
  #box = el("pre", { hidden: true }, this.#code);
  #verdict = el("p", { class: "run-verdict", role: "status", hidden: true });
  #how = el("p", { class: "run-how", role: "status", hidden: true }); // how a schedule comes to that
  #failure = el("div", { class: "run-failure", role: "group", "aria-label": "What went wrong", hidden: true });
  #timeline = el("div");
  #acts = el("div"); // what a reader can do with a run: step through it, be its scheduler
  #old = false; // whether the output is of the run before
  #wiping = 0;
  #grown = 0; // the page's time of the last picture of a run that goes on
  #tabs;
  #schedules = el("div"); // in the place of what was recorded of all schedules, once explored anew

  /**
   * @param {string} name of the program
   * @param {HTMLElement} settings
   * @param {Hooks} hooks
   */
  constructor(name, settings, hooks) {
    this.#hooks = hooks;
    this.#tabs = new Tabs(`Outputs of ${name}`);
    this.#tabs.add(
      YOURS,
      "Your run",
      this.#verdict,
      this.#failure,
      this.#how,
      el("div", { class: "highlight" }, this.#box),
      this.#timeline,
      this.#acts,
      settings,
    );
    this.element = el(
      "section",
      { class: "run-panel", "aria-label": `Your run of ${name}` },
      el("div", { class: "run-head" }, this.#tabs.list, this.#status),
      this.#progress,
      this.#tabs.box,
    );
  }

  /**
   * Puts the panel where it belongs, and what was recorded beside it.
   * @param {HTMLElement | null} place of the recorded parts
   * @param {Element} block the program, below which the panel stands where there is no such place
   */
  open(place, block) {
    if (!place) return block.after(this.element);
    const parts = takeRecorded(place);
    for (const { key, label, nodes } of parts) {
      this.#tabs.add(key, label, ...(key === SCHEDULES ? [this.#schedules] : nodes));
      if (key === SCHEDULES) this.#schedules.append(...nodes);
    }
    const first = place.querySelector(":scope > :is(.mend-contract, .predictions)"); // comes before
    if (first) first.after(this.element);
    else place.prepend(this.element);
  }

  /**
   * Shows a part in the tab of all schedules, in the place of what was recorded.
   * @param {HTMLElement} element
   */
  explore(element) {
    if (!this.#schedules.isConnected) this.#tabs.add(SCHEDULES, "All schedules", this.#schedules);
    this.#schedules.replaceChildren(element);
    this.#tabs.select(SCHEDULES);
  }

  /**
   * Puts something between the timeline and the quiet line.
   * @param {HTMLElement} element
   */
  act(element) {
    this.#acts.append(element);
  }

  /** Shows the reader's run. */
  select() {
    this.#tabs.select(YOURS);
  }

  /** Where the panel ends below the screen's edge (a phone), its beginning comes into view. */
  reveal() {
    const { top, bottom } = this.element.getBoundingClientRect();
    if (top >= 0 && (bottom <= innerHeight || top < innerHeight / 2)) return;
    if (bottom > innerHeight / 2 && top < 0 && bottom <= innerHeight) return;
    this.element.scrollIntoView({ block: bottom - top < innerHeight * 0.8 ? "nearest" : "start" });
  }

  /**
   * A run begins. What the one before left stands until something new comes, or for a moment: else
   * all below would jump up and down with each run, and a button away from the pointer.
   */
  clear() {
    this.#tabs.hold();
    this.#old = true;
    clearTimeout(this.#wiping);
    this.#wiping = window.setTimeout(() => this.#wipe(), SHORT);
  }

  /** Nothing of the run before is left. */
  #wipe() {
    clearTimeout(this.#wiping);
    this.#emptied();
    this.#judge(null);
    this.#how.hidden = true;
    this.#failure.replaceChildren();
    this.#failure.hidden = true;
    this.#timeline.replaceChildren();
    this.#hooks.mark(null, "", false);
  }

  /** Nothing is left of what the run before printed; what this one did, stays. */
  #emptied() {
    if (!this.#old) return;
    this.#old = false;
    this.#output.clear();
    this.#box.hidden = true;
  }

  /** @param {boolean} now whether a run goes on: "done" is drawn to its end */
  set running(now) {
    this.element.dataset.state = now ? "running" : "done";
    if (!now) this.#progress.hidden = true;
  }

  /**
   * One line about what goes on.
   * @param {string} text
   * @param {string} [kind] "bad" for what is no success
   */
  say(text, kind = "") {
    this.#status.className = `run-status ${kind && `run-status--${kind}`}`;
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  /** @param {{state: string, message: string}} news */
  state({ state, message }) {
    if (state === "loading") this.say(message || "Loading Python…");
    if (state === "running") this.say("Running…");
    if (state === "exploring") this.say("Trying every schedule…");
    if (state !== "loading") this.#progress.hidden = true;
  }

  /** @param {{stage: string, loaded: number, total: number}} progress */
  load(progress) {
    this.say(loading(progress));
    if (progress.stage !== "download" || !progress.total) return this.#progress.removeAttribute("value");
    this.#progress.hidden = false;
    this.#progress.max = progress.total;
    this.#progress.value = progress.loaded;
  }

  /** @param {Pick<Chunk, "stream" | "text">[]} chunks */
  print(chunks) {
    this.#emptied();
    this.#box.hidden = false;
    this.#output.print(chunks);
  }

  /**
   * The timeline as far as the run has come: only to look at.
   * @param {string} svg
   */
  grow(svg) {
    const stands = matchMedia("(prefers-reduced-motion: reduce)").matches ? CALM : 0;
    if (performance.now() - this.#grown < stands) return;
    this.#grown = performance.now();
    this.#timeline.replaceChildren(
      el("figure", { class: "timeline run-timeline", "aria-hidden": "true" }, picture(svg)),
    );
  }

  /**
   * The end of a run.
   * @param {Result} result
   * @param {boolean} edited the program is not the page's own
   * @param {boolean} promised its page's promise could be had
   * @param {boolean} every there is a button that tries every schedule
   */
  finish(result, edited, promised, every) {
    this.#wipe();
    const { text, bad } = ending(result);
    this.say(text, bad ? "bad" : "");
    this.#explain(result);
    this.#judge(verdict(result, edited, promised, every));
    const how = result.status === "deadlock" ? "" : (result.sentence ?? ""); // that is told at length
    this.#how.hidden = !how;
    this.#how.replaceChildren(...withCode(shortened(how)));
    this.#output.end();
    if (result.status === "ok" && this.#output.empty) {
      this.print([{ stream: "note", text: "The program printed nothing." }]);
    }
    // A stopped run has no picture of its own: what grew stays.
    if (result.timeline && result.status !== "syntax") this.#draw(result.timeline, result.elapsed ?? 0);
    this.#tabs.hold();
  }

  /** @param {Result} result */
  #explain(result) {
    const told = failure(result);
    if (!told) return;
    this.#failure.hidden = false;
    this.#failure.append(el("p", {}, ...this.#shown(told.sentence)));
    if (told.points.length) {
      this.#failure.append(el("ul", {}, ...told.points.map((point) => el("li", {}, ...this.#shown(point)))));
    }
    const waits = result.status === "deadlock" ? circle(result.message) : [];
    if (waits.length) {
      this.#failure.append(el("figure", { class: "picture" }, drawn(waits)));
    }
    if (result.line) this.#hooks.mark(result.line, "bad", false);
  }

  /** @param {Piece[]} pieces a "line 8" is a button that shows the line */
  #shown(pieces) {
    return pieces.map(({ text, line }) => {
      const show = () => this.#hooks.mark(line, "bad", true);
      return line ? el("button", { type: "button", class: "run-line-button", click: show }, text) : text;
    });
  }

  /** @param {Verdict | null} found */
  #judge(found) {
    this.#verdict.hidden = !found;
    this.#verdict.className = `run-verdict run-verdict--${found?.kind ?? "none"}`;
    this.#verdict.replaceChildren(...(found ? [el("strong", {}, found.strong), found.more] : []));
  }

  /**
   * @param {string} svg
   * @param {number} elapsed
   */
  #draw(svg, elapsed) {
    const timeline = new Timeline(picture(svg), {
      elapsed,
      lineText: this.#hooks.lineText,
      onpick: (line, firmly) => this.#hooks.mark(line, "", firmly),
    });
    this.#timeline.replaceChildren(timeline.element);
  }
}
