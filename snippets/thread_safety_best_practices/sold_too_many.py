import threading

sold = 0
lock = threading.Lock()


def get_value():
    with lock:
        return sold


def increment():
    global sold
    with lock:
        sold += 1


def sell():
    if get_value() < 1:  # a question
        increment()      # and an answer


anna = threading.Thread(target=sell, name="Anna")
ben = threading.Thread(target=sell, name="Ben")
anna.start()
ben.start()
anna.join()
ben.join()
print(f"tickets: 1, sold: {sold}")
