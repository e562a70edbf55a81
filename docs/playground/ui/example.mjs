/* One program of a page and all that Run adds to it. Loaded by the first click.
 *
 * The program is read from the page, and so is what every run shows: what is run and judged is
 * what the reader sees.
 */
import { el, seconds, style, tell } from "./dom.mjs";
import { decode, encode } from "./link.mjs";
import { busy, end, start } from "./session.mjs";

const known = new WeakMap(); // element -> Example
const PYTHON = [3, 14]; // of the browser
const SHORT = 150; // ms: a run that ends sooner never shows a Stop button
const LABELS = {
  run: ["Run", "M8 5.14v14l11-7z"],
  stop: ["Stop", "M18 18H6V6h12z"],
};

/** The Example of an element `.example`; the same one each time. */
export function exampleOf(root) {
  if (!known.has(root)) known.set(root, new Example(root));
  return known.get(root);
}

/** Opens what the address of this page carries (see link.mjs); runs nothing. */
export async function openLink() {
  const all = [...document.querySelectorAll(".runs")];
  let link;
  try {
    link = await decode(location.hash);
  } catch (error) {
    const example = all[0] && exampleOf(all[0]);
    await example?.open();
    example?.say(error.message, "bad");
    return;
  }
  const found = all.map(exampleOf).find((one) => one.name === link.name);
  await found?.follow(link);
}

/** Fills the playground's page. */
export async function openPlayground(root, equip) {
  (await import("./playground.mjs")).open(root, equip);
}

export class Example {
  seed = 0;
  threads = "gil";
  speed = 0; // 0 instant, 1 real time
  schedule = null; // a found schedule that is replayed in place of the seed
  editor = null;
  #parts = null; // the panel's elements
  #timeline = null;
  #live = null;
  #runs = 0;

  constructor(root) {
    this.root = root;
    this.block = root.querySelector(":scope > .highlight");
    this.title = this.block.querySelector(".filename");
    this.bar = this.title.querySelector(".run-bar");
    this.pre = this.block.querySelector("pre");
    this.free = root.parentNode.matches(".playground"); // always an editor, nothing to go back to
    this.adopt(read(root));
  }

  /** Takes a program: {name, source, promise}, see read(). */
  adopt(program) {
    this.program = program;
    this.name = program.name;
    this.short = program.name.split("/").pop();
  }

  get source() {
    return this.editor ? this.editor.value : this.program.source;
  }

  get edited() {
    return this.source.trimEnd() !== this.program.source.trimEnd();
  }

  /** What a button of the bar asks for. */
  async act(action) {
    await this.open();
    if (action === "run") {
      if (!busy(this)) return this.run();
      return performance.now() - this.began > SHORT ? this.stop() : null;
    }
    if (action === "rerun") return this.run();
    if (action === "schedules") return this.explore();
    return this.editor ? this.reset() : this.edit();
  }

  // ------------------------------------------------------------------ run

  /** Runs what stands there with the settings of the panel; resolves with the result. */
  async run() {
    await this.open();
    if (busy(this)) await this.stop();
    const parts = this.#parts;
    const run = ++this.#runs;
    this.began = performance.now();
    this.#clear();
    parts.panel.dataset.state = "running";
    const needs = /^# Needs Python (\d+)\.(\d+)/m.exec(this.source)?.slice(1).map(Number);
    if (needs && (needs[0] - PYTHON[0] || needs[1] - PYTHON[1]) > 0) {
      this.say(`This program needs Python ${needs.join(".")}; the browser has ${PYTHON.join(".")}.`, "bad");
      parts.panel.dataset.state = "done";
      return null;
    }
    this.say("Starting…");
    const showStop = setTimeout(() => run === this.#runs && this.#running(true), SHORT);
    const result = await start(this, "run", this.source, this.short, this.#options(), {
      onoutput: (chunks) => run === this.#runs && this.#print(chunks),
      onevents: (events) => run === this.#runs && this.speed && this.#grow(events),
    });
    clearTimeout(showStop);
    if (run !== this.#runs) return result;
    this.#running(false);
    parts.progress.hidden = true;
    await this.#finish(result);
    parts.panel.dataset.state = "done";
    return result;
  }

  stop() {
    this.say("Stopping…");
    return end(this);
  }

  #options() {
    const options = { seed: this.seed, level: this.threads, speed: this.speed || null };
    if (this.schedule) options.schedule = this.schedule;
    return { ...options, ...this.program.promise };
  }

  #clear() {
    const { output, verdict, failure, timeline } = this.#parts;
    output.code.replaceChildren();
    output.box.hidden = true;
    tell(verdict, "");
    failure.replaceChildren();
    failure.hidden = true;
    this.#live?.end();
    this.#live = this.#timeline = null;
    timeline.replaceChildren();
    this.mark(null);
  }

  onstate({ state, message }) {
    if (state === "loading") this.say(message || "Loading Python…");
    if (state === "running") this.say("Running…");
    if (state === "exploring") this.say("Trying every schedule…");
    if (state !== "loading") this.#parts.progress.hidden = true;
  }

  onprogress({ stage, loaded, total }) {
    const { progress } = this.#parts;
    if (stage === "download" && total) {
      progress.hidden = false;
      progress.max = total;
      progress.value = loaded;
      this.say(`Loading Python, once: ${mega(loaded)} of ${mega(total)} MB`);
    } else {
      progress.removeAttribute("value");
      this.say("Starting Python…");
    }
  }

  #print(chunks) {
    const { box, code } = this.#parts.output;
    box.hidden = false;
    const below = code.scrollHeight - code.scrollTop - code.clientHeight < 8;
    for (const { stream, text } of chunks) {
      const last = code.lastElementChild;
      if (last?.dataset.stream === stream) last.append(text);
      else code.append(el("span", { "data-stream": stream }, text));
    }
    if (below) code.scrollTop = code.scrollHeight;
  }

  async #finish(result) {
    const { output } = this.#parts;
    const took = result.elapsed ? ` after ${seconds(result.elapsed)}` : "";
    const said = {
      ok: `Finished${took}`,
      exit: `Left with exit status ${result.code}${took}`,
      error: `Ended by an exception${took}`,
      syntax: "Not a Python program",
      deadlock: `Deadlock${took}`,
      limit: "Ended: too many steps",
      stopped: "Stopped",
      refused: "Not run",
      fatal: "Python broke",
    }[result.status];
    this.say(said ?? result.status, ["ok", "exit", "stopped"].includes(result.status) ? "" : "bad");
    if (result.status === "fatal" && result.reason) this.#unavailable(result);
    else if (result.status !== "ok") this.#explain(result);
    if (result.fit) this.#judge(result.fit);
    if (result.status === "ok" && !output.code.textContent) {
      this.#print([{ stream: "note", text: "The program printed nothing." }]);
    }
    if ((result.timeline && result.status !== "syntax") || this.#live) await this.#draw(result.timeline, result.elapsed === 0);
  }

  /** Where Python cannot be had: says why, and takes the buttons' promise back. */
  #unavailable({ reason, message }) {
    this.say(message, "bad");
    if (reason !== "no-runtime" && reason !== "unsupported") return;
    for (const button of document.querySelectorAll(".run-bar button")) {
      if (button.dataset.action !== "edit") button.disabled = true;
      if (button.disabled) button.title = message;
    }
  }

  #explain({ status, message, line, code }) {
    const { failure } = this.#parts;
    if (!message || status === "stopped" || (status === "exit" && code)) return;
    failure.hidden = false;
    const [first, ...others] = message.split("\n");
    const sentence = status === "deadlock" ? first.replace(/^Deadlock: e/, "E") : first;
    failure.append(el("p", {}, ...this.#withLines(sentence)));
    if (others.length) {
      failure.append(el("ul", {}, ...others.map((text) => el("li", {}, ...this.#withLines(text)))));
    }
    if (line) {
      if (!failure.querySelector("button")) failure.firstChild.append(" ", this.#lineButton(line, `line ${line}`));
      this.mark(line, "bad");
    }
  }

  /** A line of a report whose "line 8" is a button that shows the line. */
  #withLines(text) {
    return text.split(/(\bline \d+)/).map((part) => {
      const found = /^line (\d+)$/.exec(part);
      return found ? this.#lineButton(Number(found[1]), part) : part;
    });
  }

  #lineButton(line, text) {
    const show = () => this.mark(line, "bad", true);
    return el("button", { type: "button", class: "run-line-button", click: show }, text);
  }

  #judge({ fits, why }) {
    const { verdict } = this.#parts;
    verdict.hidden = false;
    verdict.className = fits ? "run-verdict run-verdict--fits" : "run-verdict run-verdict--misfit";
    const whose = this.edited ? "the original’s every run" : "every run";
    const plain = (why ?? "").replace(/^[^:]*: /, "");
    verdict.textContent = fits
      ? `This run fits what ${whose} shows.`
      : `This run does not fit what ${whose} shows: ${plain}`;
  }

  /** The timeline of a finished run takes the place of the one that grew. */
  async #draw(svg, timeless) {
    const run = this.#runs;
    const { Timeline } = await import("./timeline.mjs");
    if (run !== this.#runs) return;
    this.#live?.end();
    this.#timeline?.element.remove();
    this.#timeline = new Timeline(svg ?? this.#live?.svg, {
      timeless,
      lineText: (line) => this.source.split("\n")[line - 1]?.trim() ?? "",
      onpick: (line, firmly) => this.mark(line, "", firmly),
    });
    this.#parts.timeline.replaceChildren(this.#timeline.element);
    this.#live = null;
  }

  /** At real speed: the timeline as far as the run has come. */
  async #grow(events) {
    const run = this.#runs;
    const { Live } = await import("./live.mjs");
    if (run !== this.#runs || this.#timeline) return;
    if (!this.#live) {
      this.#live = new Live();
      this.#parts.timeline.replaceChildren(this.#live.element);
    }
    this.#live.add(events);
  }

  // ------------------------------------------------------------------ every schedule

  async explore() {
    await this.open();
    const { Schedules } = await import("./schedules.mjs");
    this.schedules ??= new Schedules(this);
    this.#parts.panel.append(this.schedules.element);
    if (busy(this)) await this.stop();
    const run = ++this.#runs;
    this.began = performance.now();
    this.#clear();
    this.#running(true);
    const result = await this.schedules.explore((options, callbacks) =>
      start(this, "explore", this.source, this.short, options, callbacks),
    );
    if (run !== this.#runs) return result;
    this.#running(false);
    this.#parts.progress.hidden = true;
    if (result.status === "ok") this.say("");
    else if (result.reason) this.#unavailable(result);
    else this.say(result.status === "stopped" ? "Stopped" : result.message, "bad");
    return result;
  }

  /** Replays a schedule that the exploration found. */
  async replay(schedule, threads) {
    if (busy(this)) await this.stop();
    this.schedule = schedule;
    this.threads = threads;
    this.#settings();
    const result = await this.run();
    this.#parts.panel.scrollIntoView({ block: "nearest" });
    return result;
  }

  // ------------------------------------------------------------------ edit

  async edit() {
    const { edit } = await import("./editor.mjs");
    await style();
    if (this.editor) return;
    this.editor = await edit(this.pre, this.source, `Program ${this.short}`);
    this.editor.oninput = () => {
      this.mark(null);
      this.#offer();
    };
    this.mark(null);
    this.#offer();
    if (!this.free) this.editor.focus();
  }

  /** Another program in the place of this one (the playground's menu). */
  async fill(program) {
    if (busy(this)) await this.stop();
    this.#runs += 1;
    this.#clear();
    this.say("");
    this.adopt(program);
    this.title.firstChild.textContent = program.name;
    this.schedule = null;
    this.editor.value = program.source;
    this.#offer();
    this.#button("run", "Run");
  }

  /** What the second button does while the editor is open. */
  #offer() {
    this.#button("edit", this.edited ? "Reset" : "Close").hidden = this.free && !this.edited;
  }

  /** Back to the page's program; a second time closes the editor. */
  reset() {
    if (this.edited) {
      this.editor.value = this.program.source;
      this.editor.focus();
      this.say("This is the page’s program again. Undo brings yours back.");
    } else {
      this.editor.close();
      this.editor = null;
      this.#button("edit", "Edit");
      this.bar.querySelector("[data-action=edit]")?.focus();
    }
    this.mark(null);
  }

  /** Highlights a line of the program (null: none). `firmly`: bring it into view. */
  mark(line, kind = "", firmly = false) {
    if (this.editor) return this.editor.mark(line, kind, firmly);
    this.band ??= el("span", { class: "run-band", "aria-hidden": "true" });
    if (!line) return this.band.remove();
    const code = this.pre.querySelector("code");
    const { lineHeight, paddingTop } = getComputedStyle(code);
    const top = code.offsetTop + parseFloat(paddingTop) + (line - 1) * parseFloat(lineHeight);
    this.band.className = `run-band ${kind && `run-band--${kind}`}`;
    this.band.style.top = `${top}px`;
    this.band.style.height = lineHeight;
    this.pre.append(this.band);
    if (firmly) this.band.scrollIntoView({ block: "nearest" });
  }

  // ------------------------------------------------------------------ the panel

  /** Makes the panel, once. */
  async open() {
    await style();
    if (this.#parts) return;
    const status = el("span", { class: "run-status", role: "status" });
    const code = el("code", { tabindex: "0", role: "region", "aria-label": "Output of your run" });
    const box = el("pre", { hidden: true }, code);
    const parts = {
      status,
      output: { box, code },
      progress: el("progress", { hidden: true, "aria-label": "Loading" }),
      verdict: el("p", { class: "run-verdict", role: "status", hidden: true }),
      failure: el("div", { class: "run-failure", role: "group", "aria-label": "What went wrong", hidden: true }),
      timeline: el("div"),
      more: el("div", { class: "run-settings", role: "group", "aria-label": "Settings of your run" }),
    };
    const title = el("span", { class: "filename" }, "Your run", status);
    parts.panel = el(
      "section",
      { class: "run-panel", "aria-label": `Your run of ${this.short}` },
      parts.more,
      el("div", { class: "highlight" }, title, parts.progress, box),
      parts.failure,
      parts.verdict,
      parts.timeline,
    );
    this.#parts = parts;
    this.#settings();
    const place = this.root.querySelector(":scope > .run");
    if (place) place.prepend(parts.panel);
    else this.block.after(parts.panel);
  }

  /** One line about what goes on. */
  say(text, kind = "") {
    const { status } = this.#parts;
    status.className = `run-status ${kind && `run-status--${kind}`}`;
    if (status.textContent !== text) status.textContent = text;
  }

  #running(now) {
    const [label, icon] = LABELS[now ? "stop" : "run"];
    const button = this.#button("run", label);
    button.querySelector("path").setAttribute("d", icon);
  }

  #button(action, label) {
    const button = this.bar.querySelector(`[data-action=${action}]`);
    if (!button) return null;
    button.lastChild.textContent = label;
    button.setAttribute("aria-label", `${label} ${this.short}`);
    return button;
  }

  /** The controls, filled with what is set. */
  #settings() {
    const { more } = this.#parts;
    const again = () => (this.#runs && !busy(this) ? this.run() : null);
    const number = el("input", { type: "number", min: 0, max: 999999, inputmode: "numeric" });
    number.value = this.schedule ? "" : this.seed;
    number.addEventListener("change", () => {
      this.schedule = null;
      this.seed = Math.max(0, Math.floor(Number(number.value) || 0));
      number.value = this.seed;
      replayed.hidden = true;
      again();
    });
    const shuffle = () => {
      this.schedule = null;
      this.seed = 1 + Math.floor(Math.random() * 9999);
      number.value = this.seed;
      replayed.hidden = true;
      if (!busy(this)) this.run();
    };
    const replayed = el("span", { class: "run-replayed", hidden: !this.schedule }, "A found schedule is replayed.");
    const choice = (label, key, values) =>
      el(
        "label",
        {},
        `${label} `,
        el(
          "select",
          {
            change: ({ target }) => {
              this[key] = key === "speed" ? Number(target.value) : target.value;
              again();
            },
          },
          ...values.map(([value, text]) =>
            el("option", { value, selected: String(this[key]) === String(value) }, text),
          ),
        ),
      );
    const copied = el("span", { role: "status", class: "run-copied" });
    more.replaceChildren(
      el("label", {}, "Schedule ", number),
      plain("Shuffle", shuffle),
      choice("Speed", "speed", [[0, "instant"], [1, "real time"]]),
      choice("Threads", "threads", [["gil", "GIL"], ["free-threaded", "free-threaded"]]),
      plain("Copy link", () => this.#copyLink(copied)),
      copied,
      replayed,
    );
  }

  async #copyLink(copied) {
    const { name, seed, threads, speed, schedule } = this;
    const code = this.edited ? this.source : undefined;
    const hash = await encode({ name, code, seed, threads, speed, schedule });
    history.replaceState(history.state, "", hash);
    try {
      await navigator.clipboard.writeText(location.href);
      copied.textContent = "Copied.";
    } catch {
      copied.textContent = "The link stands in the address bar.";
    }
    setTimeout(() => (copied.textContent = ""), 4000);
  }

  /** Takes program and settings of a link; runs nothing by itself. */
  async follow(link) {
    await this.open();
    for (const key of ["seed", "threads", "speed"]) this[key] = link[key];
    this.schedule = link.schedule ?? null;
    this.#settings();
    if (link.code !== undefined) {
      if (!this.editor) await this.edit();
      this.editor.value = link.code;
    }
    this.say("From a link: press Run.");
    this.root.scrollIntoView({ block: "start" });
    this.bar.querySelector("[data-action=run]").focus({ preventScroll: true });
  }
}

const plain = (text, click) => el("button", { type: "button", class: "run-plain", click }, text);
const mega = (bytes) => (bytes / 1e6).toFixed(1);

/** What every run shows, as the runner takes it: a guarantee in marks, or the output itself. */
function promised({ "Every run": expect, Output: exact, stderr }) {
  if (expect !== undefined) return { expect, stderr };
  return exact === undefined ? {} : { exact, stderr };
}

/** The program of an element `.example`, and what its page promises of it. */
export function read(root) {
  const block = root.querySelector(":scope > .highlight");
  const name = block.querySelector(".filename").firstChild.textContent.trim();
  const source = block.querySelector("pre > code").textContent;
  const texts = {};
  const run = root.querySelector(":scope > .run") ?? root;
  for (const title of run.querySelectorAll(".highlight > .filename")) {
    texts[title.textContent.trim()] = title.parentNode.querySelector("pre > code").textContent;
  }
  for (const tabs of run.querySelectorAll(".tabbed-set")) {
    const blocks = tabs.querySelectorAll(":scope > .tabbed-content > .tabbed-block");
    tabs.querySelectorAll(":scope > .tabbed-labels > label").forEach((label, index) => {
      const code = blocks[index]?.querySelector("pre > code");
      if (code) texts[label.textContent.trim()] = code.textContent;
    });
  }
  return { name, source, promise: promised(texts) };
}
