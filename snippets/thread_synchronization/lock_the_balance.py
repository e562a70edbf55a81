import threading

balance = 1000
lock = threading.Lock()


def change(amount):
    global balance
    with lock:  # ①
        old = balance
        balance = old + amount  # ②


threads = [
    threading.Thread(target=change, args=(100,)),
    threading.Thread(target=change, args=(-50,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"balance: {balance}")
