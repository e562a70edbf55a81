/* What a page shows of a program before anyone runs it: outputs, timeline, all schedules. */

/** @typedef {{key: string, label: string, nodes: Node[]}} Recorded one part of it, as a tab */

/**
 * Takes the recorded parts out of their place, so that they can stand in tabs beside the reader's
 * run. The notes stay where they are.
 * @param {HTMLElement} place the `.run` of an example
 * @returns {Recorded[]} in their order; the timeline is with the first, for it is of that run
 */
export function takeRecorded(place) {
  const parts = outputs(place);
  const picture = place.querySelector(":scope > figure.timeline");
  if (picture) (parts[0] ?? added(parts, "Recorded run")).nodes.push(picture);
  const fold = place.querySelector(":scope > details.schedules");
  if (fold) {
    const [summary, ...nodes] = fold.children;
    parts.push({ key: "schedules", label: summary?.textContent?.trim() ?? "All schedules", nodes });
    fold.remove();
  }
  for (const { nodes } of parts) for (const node of nodes) if (node instanceof Element) node.remove();
  return parts;
}

/** @param {HTMLElement} place */
function outputs(place) {
  const set = place.querySelector(":scope > .tabbed-set");
  if (!set) return alone(place);
  const labels = [...set.querySelectorAll(":scope > .tabbed-labels > label")];
  const blocks = [...set.querySelectorAll(":scope > .tabbed-content > .tabbed-block")];
  set.remove();
  return labels.map((label, index) => ({
    key: `recorded-${index}`,
    label: label.textContent.trim(),
    nodes: [...(blocks[index]?.children ?? [])],
  }));
}

/**
 * Outputs without tabs: every run prints the same.
 * @param {HTMLElement} place
 */
function alone(place) {
  /** @type {Recorded[]} */
  const parts = [];
  const blocks = [...place.querySelectorAll(":scope > .highlight")];
  if (blocks.length) added(parts, "Every run").nodes.push(...blocks);
  return parts;
}

/**
 * @param {Recorded[]} parts
 * @param {string} label
 */
function added(parts, label) {
  /** @type {Recorded} */
  const part = { key: `recorded-${parts.length}`, label, nodes: [] };
  parts.push(part);
  return part;
}
