import assert from "node:assert/strict";
import { test } from "node:test";

import { USES_REQUESTS } from "../../docs/playground/contract.mjs";

test("a program that imports `requests` gets its pack and the pages", () => {
  for (const line of ["import requests", "from requests import get", "import time, requests", "    import urllib3", "import requests as r"]) {
    assert.ok(USES_REQUESTS.test(`import threading\n${line}\n`), line);
  }
});

test("one that only names it does not", () => {
  for (const line of ["# import requests", "requests = []", "print('requests')", "import requestsx", "import time  # requests"]) {
    assert.ok(!USES_REQUESTS.test(`${line}\n`), line);
  }
});
