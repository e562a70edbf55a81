from concurrent.futures import Future
from threading import Lock, Thread

told = "sent"
sent = []
lock = Lock()


def send():
    with lock:
        sent.append("letter")
        future.set_result("sent")


def change_of_mind():
    global told
    with lock:
        if future.cancel():
            told = "not sent"


future = Future()
threads = [Thread(target=send)]
threads.append(Thread(target=change_of_mind))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"told: {told}, letters sent: {len(sent)}")
