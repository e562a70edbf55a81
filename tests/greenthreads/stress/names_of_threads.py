"""Two threads start a thread each: which of these gets the lower number?"""
import threading

names = {}

def parent(who):
    child = threading.Thread(target=str)
    names[who] = child.name.split()[0]
    child.start()
    child.join()

first = threading.Thread(target=str).name.split()[0]
threads = [threading.Thread(target=parent, args=(who,), name=who) for who in "ab"]
for t in threads: t.start()
for t in threads: t.join()
number = int(first.split("-")[1])
print({who: int(name.split("-")[1]) - number for who, name in sorted(names.items())})
