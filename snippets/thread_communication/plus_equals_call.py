import threading

counter = 0
both_have_read = threading.Barrier(2)


def one():
    both_have_read.wait()  # ②
    return 1


def increment():
    global counter
    counter += one()  # ①


threads = [
    threading.Thread(target=increment)
    for _ in range(2)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f"Final counter: {counter}")
