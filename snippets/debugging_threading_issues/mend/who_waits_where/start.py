import sys
from threading import Event, Semaphore, Thread

arrived = Semaphore(0)
may_finish = Event()


def wait_for_mail():
    arrived.release()
    may_finish.wait()


def wait_for_money():
    arrived.release()
    may_finish.wait()


threads = [
    Thread(target=wait_for_mail, name="mail"),
    Thread(target=wait_for_money, name="money"),
]
for thread in threads:
    thread.start()
for thread in threads:
    arrived.acquire()

frames = sys._current_frames()
for thread in threads:
    frame = frames[thread.ident]
    function = frame.f_code.co_name
    print(f"{thread.name}: in {function}")

may_finish.set()
for thread in threads:
    thread.join()
