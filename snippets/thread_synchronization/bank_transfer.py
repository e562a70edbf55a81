import threading
import time


class BankAccount:
    def __init__(self, number, balance):
        self.number = number
        self.balance = balance
        self.lock = threading.Lock()


def transfer(source, target, amount):
    if source is target:
        raise ValueError("same account twice")
    first, second = sorted(
        (source, target),
        key=lambda account: account.number,
    )  # ①
    with first.lock, second.lock:
        source.balance -= amount
        time.sleep(0.05)  # ② on its way
        target.balance += amount


def move(source, target, amount):
    for _ in range(2):
        transfer(source, target, amount)


def audit():
    for _ in range(2):
        with anna.lock, ben.lock:  # ③
            total = anna.balance + ben.balance
        totals.append(total)
        time.sleep(0.05)


anna = BankAccount(1, 1000)
ben = BankAccount(2, 1000)
totals = []
threads = [
    threading.Thread(
        target=move, args=(anna, ben, 3)
    ),
    threading.Thread(
        target=move, args=(ben, anna, 1)
    ),
    threading.Thread(target=audit),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"anna: {anna.balance}")
print(f"ben: {ben.balance}")
seen = set(totals)
print(f"{len(totals)} audits saw: {seen}")
