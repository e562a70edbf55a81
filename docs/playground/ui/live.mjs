/* The timeline while a program runs at real speed: simpler than the finished one, but moving. */
import { el } from "./dom.mjs";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, LEFT, TOP, LANE, BAR] = [360, 96, 6, 22, 12];
const STATES = {
  running: "run", sleeping: "sleep", blocked: "wait", joining: "join", io: "io",
  ready: "ready", preempted: "ready",
};
const FIRST = 2; // seconds that the picture shows at first; then twice as many, and so on
const THINNEST = 1.4;
const MOST = 2000; // bars, after which short ones are left out

export class Live {
  #lanes = new Map(); // ident -> {row, name, open: the last bar}
  #groups = new Map(); // state -> <g>
  #count = 0;
  #horizon = FIRST;
  #last = 0; // the run's time at the last event
  #at = 0; // the page's time then
  #over = false;

  constructor() {
    this.svg = make("svg", { viewBox: `0 0 ${WIDTH} 40`, "font-size": 11, fill: "currentColor" });
    this.svg.append(make("title", {}, "Timeline so far"));
    this.axis = make("text", { y: 0, x: WIDTH, "text-anchor": "end" });
    this.svg.append(this.axis);
    this.element = el("figure", { class: "timeline run-timeline", "aria-hidden": "true" }, this.svg);
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) requestAnimationFrame(() => this.#tick());
  }

  /** More of the event log. */
  add(events) {
    for (const event of events) {
      if (event.kind in STATES || event.kind === "done") this.#event(event);
    }
    this.#last = events.at(-1)?.time ?? this.#last;
    this.#at = performance.now();
    this.#show(this.#last);
  }

  /** No more will come. */
  end() {
    this.#over = true;
  }

  #event({ time, thread, ident, kind, object, line }) {
    let lane = this.#lanes.get(ident);
    if (!lane) {
      lane = { row: this.#lanes.size, label: make("text", { x: 0, y: TOP + this.#lanes.size * LANE + 10 }) };
      this.#lanes.set(ident, lane);
      this.svg.append(lane.label);
      const height = TOP + this.#lanes.size * LANE;
      this.axis.setAttribute("y", height + 14);
      this.svg.setAttribute("viewBox", `0 0 ${WIDTH} ${height + 20}`);
    }
    lane.label.textContent = thread.length > 14 ? `${thread.slice(0, 13)}…` : thread;
    if (lane.open) {
      lane.open.dataset.t1 = time;
      if (this.#count > MOST && time - lane.open.dataset.t0 < this.#horizon / 400) lane.open.remove();
    }
    lane.open = null;
    if (kind === "done") return;
    const state = STATES[kind];
    const thin = state === "ready" ? 8 : state === "sleep" ? 4 : state === "join" ? 5 : 0;
    const height = state === "ready" || state === "join" ? 2 : state === "sleep" ? 4 : BAR;
    const bar = make("rect", { y: TOP + lane.row * LANE + thin, height, "data-thread": thread, "data-state": state, "data-t0": time });
    if (line) bar.dataset.line = line;
    if (object) bar.dataset.object = object;
    this.#group(state).append(bar);
    this.#count += 1;
    lane.open = bar;
  }

  #group(state) {
    if (!this.#groups.has(state)) {
      const group = make("g", { class: `tl-${state}` });
      this.#groups.set(state, group);
      this.svg.append(group);
    }
    return this.#groups.get(state);
  }

  #tick() {
    if (this.#over) return;
    if (this.element.isConnected && this.#at) this.#show(this.#last + (performance.now() - this.#at) / 1000);
    requestAnimationFrame(() => this.#tick());
  }

  #show(now) {
    const before = this.#horizon;
    while (now > this.#horizon) this.#horizon *= 2;
    const scale = (WIDTH - LEFT - 8) / this.#horizon;
    const open = new Set([...this.#lanes.values()].map((lane) => lane.open));
    const bars = before === this.#horizon ? this.svg.querySelectorAll("rect:not([data-set])") : this.svg.querySelectorAll("rect");
    for (const bar of bars) {
      const end = open.has(bar) ? now : Number(bar.dataset.t1);
      bar.setAttribute("x", (LEFT + bar.dataset.t0 * scale).toFixed(1));
      bar.setAttribute("width", Math.max(THINNEST, (end - bar.dataset.t0) * scale).toFixed(1));
      bar.dataset.t1 = end;
      bar.toggleAttribute("data-set", !open.has(bar));
    }
    this.axis.textContent = `${now.toFixed(1)} s`;
  }
}

function make(tag, attributes, text = "") {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}
