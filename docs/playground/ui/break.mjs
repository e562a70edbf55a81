/* Break: the reader is the scheduler. Loaded when the reader asks for it.
 *
 * Each choice lets one thread go on to its next operation on something shared. The game is played
 * from the beginning each time, so a choice is taken back by playing all but the last.
 */
import { button, el, tell } from "./dom.mjs";
import { RULE, asked, nobody, sign, switches, taskOf, verdict } from "./games.mjs";
import { Stepper, style } from "./step.mjs";
import { tag } from "./steps.mjs";

/** @import { Result } from "../runner.mjs" */
/** @import { Choice, Game, Task } from "./games.mjs" */
/** @import { Hooks as Marks } from "./step.mjs" */

/**
 * @typedef {object} Played what the game is played with
 * @property {string} name of the program, with its ending
 * @property {boolean} edited then it is no program of the page
 * @property {(options: {choices: number[], shows?: string, lacks?: string}) => Promise<Result>} play
 *
 * @typedef {object} Hooks
 * @property {(now: boolean) => unknown} playing a game begins, or is closed
 * @property {(witness: string) => unknown} over the schedule of a game that has ended: for the link
 * @property {(witness: string) => unknown} replay shows a schedule in the timeline
 */

const COLOURS = 5; // as in step.mjs

export class Breaker {
  #hooks;
  #stepper;
  /** @type {Played | null} */
  #played = null;
  /** @type {Task | null} */
  #task = null;
  /** @type {number[]} */
  #choices = [];
  #turn = 0; // an answer that comes late is not shown
  #games = 0; // that came to an end
  #from = /** @type {Element | null} */ (null); // what opened it: there the keyboard goes on
  #asked = el("p", { class: "break-asked" });
  #count = el("p", { class: "break-count", role: "status" });
  #next = el("div", { class: "break-choices", role: "group", "aria-label": "Who goes next?" });
  #undo = button("Take back", () => this.#move(this.#choices.slice(0, -1)));
  #again = button("Begin anew", () => this.#move([]));
  #show = button("Show me", () => this.#reveal());

  /**
   * @param {Hooks} hooks
   * @param {Marks} marks
   */
  constructor(hooks, marks) {
    this.#hooks = hooks;
    this.#stepper = new Stepper(marks, true);
    const close = button("Close", () => this.#leave(), { "aria-label": "Close the game" });
    this.element = el(
      "section",
      { class: "run-break", "data-act": "break", "aria-label": "You are the scheduler" },
      this.#asked,
      el("p", { class: "break-rule" }, RULE),
      this.#next,
      this.#count,
      el("div", { class: "break-row" }, this.#undo, this.#again, this.#show, close),
      this.#stepper.element,
    );
  }

  /**
   * A new game.
   * @param {Played} played
   */
  async open(played) {
    this.#from = document.activeElement;
    this.#played = played;
    this.#games = 0;
    this.element.hidden = false;
    this.#hooks.playing(true);
    [this.#task] = await Promise.all([played.edited ? null : taskOf(played.name), style()]);
    this.#asked.textContent = asked(this.#task);
    this.#show.hidden = !this.#task;
    this.#show.textContent = this.#task?.par === undefined ? "Can anybody?" : "Show me";
    await this.#move([]);
  }

  /** The reader closes it: focus goes back to what opened it. */
  #leave() {
    this.close();
    if (this.#from instanceof HTMLElement) this.#from.focus({ preventScroll: true });
  }

  close() {
    this.#turn += 1;
    this.#played = null;
    this.#stepper.close();
    this.element.hidden = true;
    this.#hooks.playing(false);
  }

  /** @param {number[]} choices */
  async #move(choices) {
    const played = this.#played;
    if (!played) return;
    const turn = ++this.#turn;
    const { shows, lacks } = this.#task ?? {};
    const marks = { ...(shows && { shows }), ...(lacks && { lacks }) };
    this.#next.setAttribute("aria-busy", "true");
    const { game, message } = await played.play({ choices, ...marks });
    if (turn !== this.#turn) return;
    this.#next.removeAttribute("aria-busy");
    if (!game) return tell(this.#count, message || "The game cannot be played here.");
    this.#choices = choices;
    this.#shown(game);
  }

  /** @param {Game} game */
  #shown(game) {
    const over = game.choices.length === 0;
    if (over) this.#games += 1;
    const focused = this.element.contains(document.activeElement);
    this.#next.replaceChildren(...game.choices.map((choice) => this.#choice(choice)));
    this.#undo.toggleAttribute("disabled", this.#choices.length === 0);
    const says = over ? verdict(game, this.#task, this.#games) : `${switches(game.forced)} so far`;
    this.#count.className = `break-count ${over ? `break-count--${sign(game, this.#task)}` : ""}`;
    tell(this.#count, says);
    this.#stepper.show(game.log, game.log.steps.length);
    if (over) this.#hooks.over(game.witness);
    const first = this.#next.querySelector("button") ?? this.#again;
    if (focused) first.focus({ preventScroll: true });
  }

  /** @param {Choice} choice */
  #choice({ thread, name, words, forces }) {
    const click = () => this.#move([...this.#choices, thread]);
    return el(
      "button",
      { type: "button", class: `step-choice step-thread-${thread % COLOURS}`, click },
      el("span", { class: "step-tag", "aria-hidden": "true" }, tag(name)),
      ` ${name} ${words}`,
      forces ? el("span", { class: "step-forces" }, " (forced switch)") : null,
    );
  }

  /** The plainest failing schedule, or why there is none. */
  #reveal() {
    const task = this.#task;
    if (!task) return;
    if (task.witness) this.#hooks.replay(task.witness);
    else tell(this.#count, nobody(task));
  }
}
