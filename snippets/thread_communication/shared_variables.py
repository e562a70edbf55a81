import threading
import time

# Shared variable
counter = 0


def increment():
    global counter
    for _ in range(1000):
        temp = counter      # ① read
        time.sleep(0.001)   # ② simulate work
        counter = temp + 1  # ③ write


# Create two threads
thread1 = threading.Thread(target=increment)
thread2 = threading.Thread(target=increment)

thread1.start()
thread2.start()

thread1.join()
thread2.join()

print(f"Final counter: {counter}")  # ④
