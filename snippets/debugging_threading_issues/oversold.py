import threading

tickets = ["seat 1"]
on_sale = len(tickets)
buyers = []
both_looked = threading.Barrier(2)


def buy(name):
    if tickets:  # ① look
        both_looked.wait()
        buyers.append(name)
        tickets.clear()  # ② act


threads = [
    threading.Thread(target=buy, args=(name,))
    for name in ("anna", "ben")
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"tickets: {on_sale}, asked: {len(threads)}")
print(f"bought: {len(buyers)}")
