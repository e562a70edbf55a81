import threading

shelf = []  # ①
all_filled = threading.Barrier(2)  # ②


def worker(name, boxes):
    made = 0  # ③
    for _ in range(boxes):
        shelf.append(f"box of {name}")
        made += 1
    all_filled.wait()
    print(f"{name}: {made} of {len(shelf)}")


ada = threading.Thread(
    target=worker, args=("Ada", 2)
)
ben = threading.Thread(
    target=worker, args=("Ben", 3)
)
ada.start()
ben.start()
ada.join()
ben.join()
print(f"On the shelf: {len(shelf)}")  # ④
