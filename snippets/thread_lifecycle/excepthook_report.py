import sys
import threading

sums = []
failures = []


def remember(args):  # ①
    if args.exc_type is SystemExit:  # ②
        return
    name, error = args.thread.name, args.exc_value
    failures.append(f"{name}: {error}")


def worker_function(texts):
    numbers = [int(text) for text in texts]
    sums.append(sum(numbers))


threading.excepthook = remember  # ③

thread = threading.Thread(
    target=worker_function,
    args=(["3", "4", "five"],),
    name="Worker",
)
leaver = threading.Thread(target=sys.exit)
for one in (thread, leaver):
    one.start()
for one in (thread, leaver):
    one.join()

print(f"Sums: {sums}")
for failure in failures:
    print(f"Failed: {failure}")
sys.exit(1 if failures else 0)  # ④
