import threading
import time


class BankAccount:
    def __init__(self, number, balance):
        self.number = number
        self.balance = balance
        self.lock = threading.Lock()


def transfer(source, target, amount):
    first, second = sorted(
        (source, target), key=lambda a: a.number
    )  # ①
    with first.lock, second.lock:
        source.balance -= amount
        time.sleep(0.05)  # ② on its way
        target.balance += amount


def audit():
    with anna.lock, ben.lock:  # ③
        print(f"audit: {anna.balance + ben.balance}")


anna = BankAccount(1, 1000)
ben = BankAccount(2, 1000)
threads = [
    threading.Thread(target=transfer, args=move)
    for move in [(anna, ben, 3), (ben, anna, 1)]
]
threads.append(threading.Thread(target=audit))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"anna: {anna.balance}, ben: {ben.balance}")
