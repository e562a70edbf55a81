import threading

forks = [threading.Lock() for _ in range(3)]
holding = set()


def eat(seat):
    left, right = forks[seat], forks[(seat + 1) % 3]
    with left:
        holding.add(seat)
        if right.acquire(timeout=1):
            right.release()
        elif len(holding) == 3:
            print("all wait in a circle")
        holding.remove(seat)


threads = [
    threading.Thread(target=eat, args=(seat,), name=name)
    for seat, name in enumerate(("A", "B", "C"))
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"still holding: {len(holding)}")
