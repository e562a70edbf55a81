import threading
import time

counter = 0
lock = threading.Lock()


def increment():
    global counter
    for _ in range(1000):
        with lock:  # ① one at a time
            temp = counter
            time.sleep(0.001)  # ② inside
            counter = temp + 1


thread1 = threading.Thread(target=increment)
thread2 = threading.Thread(target=increment)

thread1.start()
thread2.start()

thread1.join()
thread2.join()

print(f"Final counter: {counter}")  # ③ 2000
