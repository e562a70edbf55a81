from concurrent.futures import Future
from threading import Thread

told = "sent"
sent = []


def send():
    if not future.set_running_or_notify_cancel():
        return  # ①
    sent.append("letter")
    future.set_result("sent")


def change_of_mind():
    global told
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
