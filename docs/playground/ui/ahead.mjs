/* What the first click needs beside example.mjs, asked for at once: 30 files that import one another
 * would else come in six rounds, each as long as the way to the server and back. A test compares the
 * list with what they import.
 */
import { style } from "./dom.mjs";

const FILES = `
  ../contract ../runner ../runner/error ../runner/frame ../runner/packs ../runner/sound
  ../runner/unpacked ago circle drafts editor kept link listing needs output panel parts picture
  programs report session settings tabs terminal time timeline walk zoom
`;
export const files = FILES.trim().split(/\s+/).map((name) => `${name}.mjs`);

/** Asks for them. */
function ask() {
  for (const file of files) {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = new URL(file, import.meta.url).href;
    document.head.append(link);
  }
  style();
}

if (globalThis.document) ask();
