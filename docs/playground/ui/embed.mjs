/* A program for someone else's page: the code of an <iframe>. */

const HEIGHT = 520; // pixels: a dozen lines and their output

/**
 * @param {string} fragment as link.mjs writes it
 * @param {string} short the program's name, for the frame's title
 */
export function embedCode(fragment, short) {
  const url = new URL("../embed.htm", import.meta.url);
  url.hash = fragment;
  const title = quoted(`${short}: a Python program with threads, to run`);
  return `<iframe src="${quoted(url.href)}" title="${title}" width="100%" height="${HEIGHT}" loading="lazy"></iframe>`;
}

/** @param {string} text */
function quoted(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
