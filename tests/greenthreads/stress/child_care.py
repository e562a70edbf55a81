"""Little Book: child care. A child may come only while an adult who is there can look after it."""
import threading

multiplex, log = threading.Semaphore(0), []

def adult():
    multiplex.release()
    log.append("adult in")
    multiplex.acquire()
    log.append("adult out")

def child():
    with multiplex:
        log.append("child")

threads = [threading.Thread(target=adult), threading.Thread(target=child, daemon=True)]
for t in threads: t.start()
threads[0].join()
multiplex.release()
threads[1].join()
print(*log)
