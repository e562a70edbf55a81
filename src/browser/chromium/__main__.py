"""Brings the browser of the tests and says which one it is."""

import sys

from browser.build.files import Unavailable
from browser.chromium import find

try:
    print(f"browser: {find()}")
except Unavailable as error:
    sys.exit(f"browser: {error}")
