/* A program as a file. */

/**
 * Lets the browser download a program.
 * @param {string} name of the file
 * @param {string} text
 */
export function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text.trimEnd(), "\n"], { type: "text/x-python" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href)); // once the download has begun
}
