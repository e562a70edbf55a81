import sys
import threading

sums = []
failures = []
exits = []


def remember(args):  # ①
    name = args.thread.name
    if args.exc_type is SystemExit:  # ②
        exits.append(name)
        return
    failures.append(f"{name}: {args.exc_value}")


def worker_function(texts):
    numbers = [int(text) for text in texts]
    sums.append(sum(numbers))


threading.excepthook = remember  # ③

threads = [
    threading.Thread(
        target=worker_function,
        args=(["3", "4", "five"],),
        name="Worker",
    ),
    threading.Thread(target=sys.exit, name="Guest"),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f"Sums: {sums}, exits: {exits}")
print(f"Failed: {failures}")
sys.exit(1 if failures else 0)  # ④
