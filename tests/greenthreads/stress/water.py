"""Little Book: building H2O. Two hydrogens and an oxygen bond, and only then go on."""
import threading

mutex, barrier = threading.Lock(), threading.Barrier(3)
for_oxygen, for_hydrogen = threading.Semaphore(0), threading.Semaphore(0)
oxygen = hydrogen = 0
bonded = []

def atom(kind):
    global oxygen, hydrogen
    with mutex:
        if kind == "O":
            oxygen += 1
        else:
            hydrogen += 1
        if oxygen >= 1 and hydrogen >= 2:
            for_hydrogen.release(2)
            for_oxygen.release()
    (for_oxygen if kind == "O" else for_hydrogen).acquire()
    bonded.append(kind)
    barrier.wait()

threads = [threading.Thread(target=atom, args=(kind,)) for kind in "HOH"]
for t in threads: t.start()
for t in threads: t.join()
print("".join(bonded))
