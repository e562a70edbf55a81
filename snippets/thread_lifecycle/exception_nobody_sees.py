import threading

sums = []


def worker_function(texts):
    # ①
    numbers = [int(text) for text in texts]
    sums.append(sum(numbers))


thread = threading.Thread(
    target=worker_function,
    args=(["3", "4", "five"],),
    name="Worker",
)
thread.start()
thread.join()  # ②
print(f"All workers done! Sums: {sums}")
