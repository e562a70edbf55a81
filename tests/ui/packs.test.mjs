import assert from "node:assert/strict";
import { test } from "node:test";

import { imports } from "../../docs/playground/runner/packs.mjs";

const MODULES = ["requests", "urllib3"];

test("a program that imports a pack's module gets the pack", () => {
  for (const line of ["import requests", "from requests import get", "import time, requests", "    import urllib3", "import requests as r"]) {
    assert.ok(imports(`import threading\n${line}\n`, MODULES), line);
  }
});

test("one that only names it does not", () => {
  for (const line of ["# import requests", "requests = []", "print('requests')", "import requestsx", "import time  # requests"]) {
    assert.ok(!imports(`${line}\n`, MODULES), line);
  }
});
