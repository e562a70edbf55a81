// What is checked of our own JavaScript; how it is laid out is left to whoever writes it.
import js from "@eslint/js";
import globals from "globals";

/** Mistakes that the recommended rules let pass. */
const strict = {
  "eqeqeq": ["error", "always", { null: "ignore" }],
  "no-unused-vars": ["error", { caughtErrors: "all" }],
  "prefer-const": ["error", { destructuring: "all" }],
  "no-var": "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-promise-executor-return": "off",
  "no-self-compare": "error",
  "no-unmodified-loop-condition": "error",
  "no-useless-return": "error",
  "require-atomic-updates": "off", // takes any `this.x = …` after an await for a race
};

/** Text of programs goes in as text: nothing here makes markup from a string. */
const noMarkup = {
  "no-restricted-properties": [
    "error",
    ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({
      property,
      message: "Make elements with dom.mjs: what programs print is never markup.",
    })),
  ],
};

export default [
  {
    ignores: [
      "docs/playground/editor/", "docs/playground/pyodide/", "site/", ".cache/", ".venv/",
      "docs/templates/", // Jinja
    ],
  },
  js.configs.recommended,
  { rules: strict, linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["docs/playground/**/*.mjs"],
    languageOptions: { globals: globals.browser },
    rules: noMarkup,
  },
  {
    files: ["docs/**/*.js"], // classic scripts
    languageOptions: { sourceType: "script", globals: globals.browser },
    rules: noMarkup,
  },
  {
    files: ["src/browser/*.js"],
    languageOptions: { sourceType: "script", globals: { ...globals.worker, ...globals.browser } },
  },
  { files: ["tests/ui/**", "src/publish/*.mjs", "*.mjs"], languageOptions: { globals: globals.node } },
  { files: ["tests/browser/*.mjs"], languageOptions: { globals: { ...globals.browser, runner: "readonly", states: "readonly", progress: "readonly" } } },
];
