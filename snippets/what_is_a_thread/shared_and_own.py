import threading

shelf = []  # ①


def worker(name, boxes):
    made = 0  # ②
    for _ in range(boxes):
        shelf.append(f"box of {name}")
        made += 1
    print(f"{name} made {made}")


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
print(f"On the shelf: {len(shelf)}")  # ③
