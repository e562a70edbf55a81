"""Two threads print to one text in memory."""
import io
import threading

page = io.StringIO()

def write(name):
    print(name, file=page)

threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
for t in threads: t.start()
for t in threads: t.join()
print(repr(page.getvalue()))
