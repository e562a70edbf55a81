import sys
import threading

sums = []


def worker_function(texts):
    numbers = [int(text) for text in texts]
    sums.append(sum(numbers))


threads = []
for texts in (["3", "4"], ["3", "five"]):
    thread = threading.Thread(
        target=worker_function, args=(texts,)
    )
    threads.append(thread)
    thread.start()

failed = 0
for thread in threads:
    try:
        thread.join()
    except ValueError:
        failed += 1
print(f"Sums: {sums}, failed: {failed}")
sys.exit(failed)
