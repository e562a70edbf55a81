/* Step where the browser cannot run Python's threads: a failing run that was recorded with the site. */
import { find, style } from "./dom.mjs";
import { Listing } from "./listing.mjs";
import { Stepper } from "./step.mjs";

/** @type {WeakMap<Element, Stepper>} */
const known = new WeakMap();

/**
 * Opens the recorded run of an example.
 * @param {HTMLElement} root
 */
export async function open(root) {
  await style();
  const listing = new Listing(find(root, ":scope > .highlight"));
  const stepper =
    known.get(root) ??
    new Stepper({
      mark: (marks) => listing.threads(marks),
      look: (line) => listing.mark(line, "", false),
      text: (line) => listing.line(line),
    });
  known.set(root, stepper);
  const place = root.querySelector(":scope > .run");
  if (place) place.prepend(stepper.element);
  else listing.block.after(stepper.element);
  await stepper.open({ load: () => load(listing.name), picture: null, timeless: true });
}

/** @param {string} name of the program, with its ending */
async function load(name) {
  const file = `../steps/${name.replace(/\.py$/, ".json")}`;
  const response = await fetch(new URL(file, import.meta.url)).catch(() => null);
  if (response?.ok) return { log: await response.json(), message: "" };
  return { message: "No failing run of this program was recorded." };
}
