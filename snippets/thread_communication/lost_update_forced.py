import threading

counter = 0
both_have_read = threading.Barrier(2)


def increment(name):
    global counter
    temp = counter         # ①
    print(f"{name} reads {temp}")
    both_have_read.wait()  # ②
    counter = temp + 1     # ③
    print(f"{name} writes {temp + 1}")


threads = [
    threading.Thread(
        target=increment, args=(name,)
    )
    for name in ["A", "B"]
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f"Final counter: {counter}")
