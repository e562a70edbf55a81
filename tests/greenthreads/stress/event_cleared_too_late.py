"""`clear` after the work wipes out what was set meanwhile."""
import threading

news, jobs, done = threading.Event(), [], []

def send():
    for job in (1, 2):
        jobs.append(job)
        news.set()

def work():
    while len(done) < 2:
        if not news.wait(timeout=0.001):
            done.append("overslept")
            return
        while jobs:
            done.append(jobs.pop(0))
        news.clear()

threads = [threading.Thread(target=f) for f in (work, send)]
for t in threads: t.start()
for t in threads: t.join()
print(done)
