/* The page "What do you know about threads?": checks an answer, keeps it, compares two rounds.
 *
 * Items, options and answers stand on the page (src/examples/knowledge.py), to be read without this.
 */
import { button, el, find, sheet } from "./dom.mjs";
import { compared, decode, encode, grade, keep, known } from "./known.mjs";

/** @typedef {import("./known.mjs").Item} Item */
/** @typedef {import("./known.mjs").Known} Known */
/** @typedef {{item: Item, root: HTMLElement, form: HTMLFormElement, title: string}} Shown an item of the page */

/** @param {HTMLElement} board the part of the page that tells the result */
export async function show(board) {
  await sheet("mend.css");
  const page = new Page(board, [...document.querySelectorAll(/** @type {"div"} */ (".know-item"))].map(shown));
  page.follow();
  addEventListener("hashchange", () => board.isConnected && page.follow());
}

/**
 * @param {HTMLElement} root
 * @returns {Shown}
 */
function shown(root) {
  const form = /** @type {HTMLFormElement} */ (find(root, "form"));
  const heading = root.previousElementSibling?.firstChild?.textContent ?? "";
  const { key = "", right } = root.dataset;
  return { root, form, title: heading, item: { key, right: Number(right), options: radios(form).length } };
}

/** @returns {Known} */
const NOTHING = () => ({ before: {}, after: {}, round: "before" });

/** The page as a whole: what is kept, and what it shows of that. */
class Page {
  /**
   * @param {HTMLElement} board
   * @param {Shown[]} all
   */
  constructor(board, all) {
    this.board = board;
    this.all = all;
    this.items = all.map(({ item }) => item);
    this.said = el("p", { class: "mend-count", role: "status" });
    this.address = el("input", { type: "text", readonly: true, "aria-label": "Link that carries your result" });
    this.buttons = el("span", { class: "know-buttons" });
    this.table = el("tbody");
    /** @type {Known | null} what a link carries */
    this.carried = null;
    /** @type {Known | null} where nothing can be kept */
    this.mine = null;
    this.kept = true;
    const head = ["Question", "Before", "After", "Read"].map((text) => el("th", { scope: "col" }, text));
    const table = el("table", { class: "know-table" }, el("thead", {}, el("tr", {}, ...head)), this.table);
    const fold = el("details", { class: "know-fold" }, el("summary", {}, "Question by question"), table);
    board.replaceChildren(el("div", { class: "mend-tools" }, this.said, this.buttons, this.address), fold);
    for (const one of all) {
      one.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.answer(one);
      });
    }
  }

  /** @param {Shown} one whose Check was pressed */
  answer({ item, form, root }) {
    const chosen = radios(form).findIndex(({ checked }) => checked);
    if (chosen < 0) {
      find(form, "[role=status]").textContent = "Choose an answer first.";
      return;
    }
    const all = this.own();
    all[all.round] = { ...all[all.round], [item.key]: chosen };
    this.take(all);
    find(root, "details").setAttribute("open", "");
    find(root, "summary").focus(); // Check is no longer there
  }

  /**
   * Keeps what the reader answered. Where nothing can be kept, this page knows it still.
   * @param {Known} all
   */
  take(all) {
    this.mine = all;
    this.kept = keep(all);
    this.draw();
  }

  /** Shows the result that the address carries, until the reader goes back to the own one. */
  follow() {
    this.carried = decode(location.hash) ?? this.carried;
    this.draw();
  }

  /** Shows what is so now. */
  draw() {
    const { carried } = this;
    const all = this.own();
    const focused = this.buttons.contains(document.activeElement);
    for (const one of this.all) mark(one, all);
    const told = carried ?? all;
    const words = compared(this.items, told);
    const end = carried ? "That is what the link carries." : this.kept ? "Kept in this browser." : "This browser keeps nothing.";
    this.said.textContent = `${words} ${end}`;
    this.address.value = new URL(encode(told), location.href).href;
    this.buttons.replaceChildren(...(carried ? this.ofLink(carried) : this.ofOwn(all)));
    if (focused) find(this.buttons, "button").focus();
    this.table.replaceChildren(...this.all.map((one) => row(one, told)));
  }

  /** What the reader answered. */
  own() {
    return this.kept || !this.mine ? known() : this.mine;
  }

  /** @param {Known} all */
  ofOwn(all) {
    const made = [];
    const next = all.round === "before" ? "after" : "before";
    if (Object.keys(all.before).length) made.push(button(`Go to the round ${next} reading`, () => this.take({ ...all, round: next })));
    made.push(button("Copy link", () => this.copy()), button("Clear both rounds", () => this.take(NOTHING())));
    return made;
  }

  /** @param {Known} carried */
  ofLink(carried) {
    return [
      button("Keep it as your own", () => this.leave(carried)),
      button("Back to your own", () => this.leave()),
    ];
  }

  /**
   * Takes the link's result out of the address.
   * @param {Known} [carried] to be kept
   */
  leave(carried) {
    history.replaceState(history.state, "", location.pathname + location.search);
    this.carried = null;
    if (carried) this.take(carried);
    else this.draw();
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.address.value);
      this.said.textContent = "Copied: the link shows your result in another browser.";
    } catch {
      this.address.select();
      this.said.textContent = "Copy the link below.";
    }
  }
}

/**
 * Shows the answer of the round that goes on, or that there is none.
 * @param {Shown} one
 * @param {Known} all
 */
function mark({ item, root, form }, all) {
  const round = all[all.round];
  const graded = grade(item, round);
  for (const [place, radio] of radios(form).entries()) {
    radio.checked = graded !== "none" && place === round[item.key];
    radio.disabled = graded !== "none";
  }
  const was = root.hasAttribute("data-answered");
  if (root.toggleAttribute("data-answered", graded !== "none") !== was)
    find(root, "details").toggleAttribute("open", graded === "wrong");
  form.toggleAttribute("data-checked", graded !== "none");
  find(form, "button").hidden = graded !== "none";
  find(form, "[role=status]").replaceChildren(...verdict(graded, root));
}

/**
 * @param {import("./known.mjs").Grade} graded
 * @param {HTMLElement} root
 * @returns {(Node | string)[]}
 */
function verdict(graded, root) {
  if (graded === "none") return [];
  const words = el("strong", { class: `predict-verdict predict-verdict--${graded}` }, graded === "right" ? "Right." : "Not right.");
  return graded === "right" ? [words] : [words, "Read ", section(root), "."];
}

/** @param {HTMLElement} root */
function section(root) {
  const link = find(root, ".know-section");
  return el("a", { href: link.getAttribute("href") }, link.textContent);
}

/**
 * @param {Shown} one
 * @param {Pick<Known, "before" | "after">} told
 */
function row({ item, root, title }, told) {
  const grades = [grade(item, told.before), grade(item, told.after)];
  const last = grades.findLast((one) => one !== "none");
  const cells = grades.map((one) => el("td", { "data-grade": one }, { right: "✓ right", wrong: "✗ wrong", none: "–" }[one]));
  const read = el("td", {}, last === "wrong" ? section(root) : "");
  return el("tr", {}, el("th", { scope: "row" }, el("a", { href: `#${root.id}` }, title)), ...cells, read);
}

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLInputElement[]}
 */
function radios(form) {
  return [...form.querySelectorAll(/** @type {"input"} */ ("input[type=radio]"))];
}
