import threading

tickets = ["seat 1"]
buyers = []
both_here = threading.Barrier(2)


def buy(name):
    both_here.wait()  # ①
    try:
        tickets.pop()  # ② look and act
    except IndexError:
        return
    buyers.append(name)


threads = [
    threading.Thread(target=buy, args=(name,))
    for name in ("anna", "ben")
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"bought: {len(buyers)}")
