/* Opens what the address of a chapter carries (see link.mjs); runs nothing. */
import { find } from "./dom.mjs";
import { exampleOf } from "./example.mjs";
import { decode } from "./link.mjs";

/**
 * @param {HTMLElement[]} roots the page's programs
 */
export async function follow(roots) {
  let link;
  try {
    link = await decode(location.hash);
  } catch (error) {
    await complain(roots[0], error instanceof Error ? error.message : String(error));
    return;
  }
  const root = roots.find((one) => find(one, ".run-name").textContent === link?.name);
  if (link && root) await exampleOf(root).follow(link);
  else if (link) await complain(roots[0], `This page has no program ${link.name}.`);
}

/**
 * @param {HTMLElement | undefined} root
 * @param {string} message
 */
async function complain(root, message) {
  if (!root) return;
  const example = exampleOf(root);
  await example.open();
  example.panel.say(message, "bad");
}
