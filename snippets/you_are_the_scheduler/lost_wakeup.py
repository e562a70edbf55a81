import threading

ready = False
changed = threading.Condition()


def wait():
    if ready:
        return
    with changed:
        woken = changed.wait(timeout=1)
    if ready and not woken:
        print("slept through it")


def announce():
    global ready
    with changed:
        ready = True
        changed.notify()


sleeper = threading.Thread(target=wait, name="S")
caller = threading.Thread(target=announce, name="C")
sleeper.start()
caller.start()
sleeper.join()
caller.join()
print(f"ready: {ready}")
