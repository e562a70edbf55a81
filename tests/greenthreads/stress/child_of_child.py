"""A thread starts a thread, and does not wait for it."""
import threading

log, children = [], []

def child():
    log.append("child")

def parent():
    children.append(threading.Thread(target=child))
    children[0].start()
    log.append("parent")

threads = [threading.Thread(target=parent)]
threads[0].start()
threads[0].join()
children[0].join()
print(log)
