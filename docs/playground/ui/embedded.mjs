/* A program in an <iframe> of someone else's page (embed.htm): the playground without its menu.
 *
 * It has the policy of all pages, and the program the sandbox that it has everywhere; nothing runs
 * before the reader presses Run.
 */
import "./buttons.mjs";

const dark = matchMedia("(prefers-color-scheme: dark)");
const scheme = () => (document.body.dataset.mdColorScheme = dark.matches ? "slate" : "default");
dark.addEventListener("change", scheme);
scheme();

const link = document.querySelector(".embed-foot a");
// What the address says at that moment: "Copy link" puts there what was edited.
link?.addEventListener("click", () => link.setAttribute("href", `./${location.hash}`));
