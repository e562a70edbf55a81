/* What a run shows: how it goes, what it printed, what went wrong, whether it fits, its timeline. */
import { el, tell } from "./dom.mjs";
import { Output } from "./output.mjs";
import { ending, failure, loading, verdict } from "./report.mjs";
import { Timeline, picture } from "./timeline.mjs";

/** @import { Chunk, Result } from "../runner.mjs" */
/** @import { Piece } from "./report.mjs" */

/**
 * @typedef {object} Hooks
 * @property {(line: number | null, kind: string, firmly: boolean) => void} mark a line of the program
 * @property {(line: number) => string} lineText
 */

const CALM = 1000; // milliseconds that a growing picture stands where less motion is wanted

export class Panel {
  #hooks;
  #status = el("span", { class: "run-status", role: "status" });
  #progress = el("progress", { hidden: true, "aria-label": "Loading" });
  #code = el("code", { tabindex: "0", role: "region", "aria-label": "Output of your run" });
  #output = new Output(this.#code);
  #box = el("pre", { hidden: true }, this.#code);
  #verdict = el("p", { class: "run-verdict", role: "status", hidden: true });
  #failure = el("div", { class: "run-failure", role: "group", "aria-label": "What went wrong", hidden: true });
  #timeline = el("div");
  #grown = 0; // the page's time of the last picture of a run that goes on

  /**
   * @param {string} name of the program
   * @param {HTMLElement} settings
   * @param {Hooks} hooks
   */
  constructor(name, settings, hooks) {
    this.#hooks = hooks;
    const title = el("span", { class: "filename" }, "Your run", this.#status);
    this.element = el(
      "section",
      { class: "run-panel", "aria-label": `Your run of ${name}` },
      settings,
      el("div", { class: "highlight" }, title, this.#progress, this.#box),
      this.#failure,
      this.#verdict,
      this.#timeline,
    );
  }

  /** A run begins: nothing of the one before is left. */
  clear() {
    this.#output.clear();
    this.#box.hidden = true;
    tell(this.#verdict, "");
    this.#failure.replaceChildren();
    this.#failure.hidden = true;
    this.#timeline.replaceChildren();
    this.#progress.hidden = true;
    this.#hooks.mark(null, "", false);
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
   */
  finish(result, edited, promised) {
    const { text, bad } = ending(result);
    this.say(text, bad ? "bad" : "");
    this.#explain(result);
    if (result.fit) this.#judge(verdict(result.fit, edited), result.fit.fits ? "fits" : "misfit");
    else if (result.status === "ok" && !promised) this.#judge(UNJUDGED, "none");
    this.#output.end();
    if (result.status === "ok" && this.#output.empty) {
      this.print([{ stream: "note", text: "The program printed nothing." }]);
    }
    // A stopped run has no picture of its own: what grew stays.
    if (result.timeline && result.status !== "syntax") this.#draw(result.timeline, result.elapsed === 0);
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
    if (result.line) this.#hooks.mark(result.line, "bad", false);
  }

  /** @param {Piece[]} pieces a "line 8" is a button that shows the line */
  #shown(pieces) {
    return pieces.map(({ text, line }) => {
      const show = () => this.#hooks.mark(line, "bad", true);
      return line ? el("button", { type: "button", class: "run-line-button", click: show }, text) : text;
    });
  }

  /**
   * @param {string} text
   * @param {"fits" | "misfit" | "none"} kind
   */
  #judge(text, kind) {
    this.#verdict.className = `run-verdict run-verdict--${kind}`;
    tell(this.#verdict, text);
  }

  /**
   * @param {string} svg
   * @param {boolean} timeless
   */
  #draw(svg, timeless) {
    const timeline = new Timeline(picture(svg), {
      timeless,
      lineText: this.#hooks.lineText,
      onpick: (line, firmly) => this.#hooks.mark(line, "", firmly),
    });
    this.#timeline.replaceChildren(timeline.element);
  }
}

const UNJUDGED = "What every run shows could not be loaded, so this run is not held against it.";
