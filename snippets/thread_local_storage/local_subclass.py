import threading

counted = threading.Barrier(2)


class Tally(threading.local):
    def __init__(self, unit):  # ①
        name = threading.current_thread().name
        print(f"__init__ in {name}")
        self.unit = unit
        self.count = 0


tally = Tally("boxes")


def worker_function(boxes):
    for _ in range(boxes):
        tally.count += 1  # ②
    counted.wait()
    print(f"Worker: {tally.count} {tally.unit}")


threads = [
    threading.Thread(
        target=worker_function, args=(boxes,)
    )
    for boxes in (2, 3)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"Main: {tally.count} {tally.unit}")  # ③
