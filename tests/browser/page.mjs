// Puts a Runner and its log where the tests reach them.
import { Runner } from "/playground/runner.mjs";

window.Runner = Runner;
window.runner = new Runner();
window.states = [];
window.progress = [];
runner.addEventListener("state", ({ detail }) => states.push(detail));
runner.addEventListener("progress", ({ detail }) => progress.push(detail));
