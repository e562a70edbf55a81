"""Two threads ask for a property that is computed once, or so one thinks."""
import threading
from functools import cached_property

calls = []

class Page:
    @cached_property
    def words(self):
        calls.append(1)
        return 7

page = Page()
threads = [threading.Thread(target=lambda: page.words) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(len(calls), page.words)
