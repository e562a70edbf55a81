import sys
import threading

sums = []
failures = []


def worker_function(texts):
    try:
        numbers = [int(text) for text in texts]
        sums.append(sum(numbers))
    except ValueError as error:
        failures.append(str(error))
        sys.exit(1)


threads = []
for texts in (["3", "4"], ["3", "five"]):
    thread = threading.Thread(
        target=worker_function, args=(texts,)
    )
    threads.append(thread)
    thread.start()

for thread in threads:
    thread.join()
print(f"Sums: {sums}, failed: {len(failures)}")
