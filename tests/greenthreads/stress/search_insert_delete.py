"""Little Book: a deleter keeps out an inserter and a searcher, who do not keep out each other."""
import threading

no_searcher, no_inserter, row, found = threading.Lock(), threading.Lock(), [1, 2], []

def search():
    with no_searcher:
        found.append(2 in row)

def insert():
    with no_inserter:
        row.append(3)

def delete():
    with no_searcher, no_inserter:
        row.remove(2)

threads = [threading.Thread(target=f) for f in (search, insert, delete)]
for t in threads: t.start()
for t in threads: t.join()
print(found, row)
