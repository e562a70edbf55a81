/* Every schedule: counts what a program can come to, in a table with a witness for each. */
import { el } from "./dom.mjs";

const BOUND = 2; // pre-emptions in one schedule
const LIMIT = 5000; // schedules

export class Schedules {
  constructor(example) {
    this.example = example;
    this.threads = "free-threaded";
    this.bar = el("progress", { "aria-label": "Schedules tried" });
    this.count = el("p", { class: "run-count", role: "status" });
    this.body = el("tbody");
    const head = ["Outcome", "Schedules", ""].map((text) =>
      text ? el("th", { scope: "col" }, text) : el("td"),
    );
    this.table = el("table", { class: "run-outcomes", hidden: true }, el("thead", {}, el("tr", {}, ...head)), this.body);
    const levels = [["free-threaded", "free-threaded"], ["gil", "GIL"]];
    const choice = el(
      "select",
      {
        change: ({ target }) => {
          this.threads = target.value;
          example.explore();
        },
      },
      ...levels.map(([value, text]) => el("option", { value }, text)),
    );
    this.element = el(
      "section",
      { class: "run-schedules", "aria-label": "Every schedule" },
      el("div", { class: "run-settings" }, el("strong", {}, "Every schedule"), el("label", {}, "Threads ", choice)),
      this.bar,
      this.count,
      this.table,
    );
  }

  /** Explores by `start(options, callbacks)`; resolves with the result. */
  async explore(start) {
    this.body.replaceChildren();
    this.table.hidden = true;
    this.count.textContent = "";
    this.bar.hidden = false;
    this.bar.removeAttribute("value");
    const options = { level: this.threads, max_preemptions: BOUND, limit: LIMIT };
    const result = await start(options, { onprogress: (progress) => this.#show(progress) });
    this.bar.hidden = true;
    if (result.outcomes) this.#show(result, true);
    else this.count.textContent = "";
    return result;
  }

  #show({ done, total, complete, outcomes }, over = false) {
    this.bar.max = Math.min(total ?? LIMIT, LIMIT);
    this.bar.value = done;
    const schedules = done === 1 ? "1 schedule" : `${done.toLocaleString("en")} schedules`;
    if (!over) {
      this.bar.title = schedules;
      return;
    }
    const different = outcomes.length === 1 ? "one outcome" : `${outcomes.length} outcomes`;
    const switches = `with at most ${BOUND} forced switches each`;
    this.count.textContent = complete
      ? `All ${schedules} ${switches}: ${different}.`
      : `The first ${schedules} ${switches}; there are more. So far ${different}.`;
    const rows = [...outcomes].sort((a, b) => b.count - a.count);
    this.body.replaceChildren(...rows.map((row) => this.#row(row)));
    this.table.hidden = false;
  }

  #row({ outcome, count, schedule }) {
    const threads = this.threads;
    const show = () => this.example.replay(schedule, threads);
    const first = outcome.split("\n", 1)[0];
    return el(
      "tr",
      {},
      el("td", {}, el("pre", {}, el("code", {}, outcome))),
      el("td", {}, count.toLocaleString("en")),
      el("td", {}, el("button", { type: "button", class: "run-plain", click: show, "aria-label": `Show me: ${first}` }, "Show me")),
    );
  }
}
