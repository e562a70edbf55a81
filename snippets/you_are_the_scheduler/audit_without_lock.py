import threading

here, there = 100, 0
lock = threading.Lock()


def transfer():
    global here, there
    with lock:
        here -= 10
        there += 10


def audit():
    print(f"total: {here + there}")


mover = threading.Thread(target=transfer, name="M")
auditor = threading.Thread(target=audit, name="A")
mover.start()
auditor.start()
mover.join()
auditor.join()
