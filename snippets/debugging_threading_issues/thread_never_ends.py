import queue
import threading


def helper(inbox):
    while (text := inbox.get()) is not None:
        print(f"logged: {text}")


def handle(request):
    inbox = queue.Queue()
    threading.Thread(
        target=helper, args=(inbox,)
    ).start()  # ①
    inbox.put(request)
    return inbox


inboxes = []
for i in range(3):
    inboxes.append(handle(f"request {i}"))
    count = threading.active_count()  # ②
    print(f"threads: {count}")

for inbox in inboxes:
    inbox.put(None)  # ③ the cure
for thread in threading.enumerate():
    if thread is not threading.main_thread():
        thread.join()
print(f"threads: {threading.active_count()}")
