/* The page "Your progress": which exercises of its list are mended. */
import { button, el, sheet } from "./dom.mjs";
import { clearMended, decode, encode, keepMended, mended } from "./mended.mjs";
import { progress } from "./verdict.mjs";

/** @param {Element} list that the page shows: one link to each exercise */
export async function show(list) {
  await sheet("mend.css");
  take(list);
  const status = el("p", { class: "mend-count", role: "status" });
  const address = el("input", { type: "text", readonly: true, "aria-label": "Link that carries your progress" });
  const draw = () => {
    const names = mended();
    const links = [...list.querySelectorAll(/** @type {"a"} */ ("li a"))];
    const done = links.filter((link) => sign(link, names));
    status.textContent = `${progress(done.length, links.length)}, kept in this browser.`;
    address.value = new URL(encode(names), location.href).href;
  };
  const forget = button("Clear your progress", () => {
    clearMended();
    draw();
  });
  const copy = button("Copy link", async () => {
    try {
      await navigator.clipboard.writeText(address.value);
      status.textContent = "Copied: the link carries your progress to another browser.";
    } catch {
      address.select();
      status.textContent = "Copy the link below.";
    }
  });
  list.before(el("div", { class: "mend-tools" }, status, copy, forget, address));
  draw();
  addEventListener("hashchange", () => list.isConnected && take(list) && draw());
  addEventListener("storage", () => list.isConnected && draw()); // another tab of this browser
}

/**
 * Keeps what the address carries.
 * @param {Element} list
 * @returns {boolean} whether it carried anything
 */
function take(list) {
  const carried = decode(location.hash);
  if (!carried) return false;
  const known = [...list.querySelectorAll(/** @type {"a"} */ ("li a"))].map(nameOf);
  keepMended(...known.filter((name) => carried.has(name))); // a link may name anything
  history.replaceState(history.state, "", location.pathname + location.search);
  return true;
}

/**
 * Which exercise a link leads to.
 * @param {HTMLElement} link
 */
function nameOf(link) {
  return link.dataset.exercise ?? "";
}

/**
 * Marks one exercise.
 * @param {HTMLAnchorElement} link
 * @param {Set<string>} names of those that are mended
 * @returns {boolean} whether it is one of them
 */
function sign(link, names) {
  const done = names.has(nameOf(link));
  const item = link.closest("li");
  item?.querySelector(".mend-sign")?.remove();
  if (item) item.dataset.state = done ? "holds" : "open";
  const words = el("span", { class: "mend-word" }, done ? "mended: " : "not yet: ");
  item?.prepend(el("span", { class: "mend-sign" }, el("span", { "aria-hidden": "true" }, done ? "✓" : "○"), words));
  return done;
}
