import threading
import time
from contextlib import ExitStack


class BankAccount:
    def __init__(self, number, initial_balance):
        self.number = number
        self.balance = initial_balance
        self.lock = threading.Lock()


def transfer(source, target, amount):
    first, second = sorted(
        (source, target), key=lambda a: a.number
    )
    with first.lock, second.lock:
        source.balance -= amount
        time.sleep(0.002)
        target.balance += amount


def move(source, target, amount):
    for _ in range(30):
        transfer(source, target, amount)


def audit(accounts):
    for _ in range(30):
        with ExitStack() as all_locks:  # ①
            for account in accounts:
                all_locks.enter_context(account.lock)
            totals.add(sum(a.balance for a in accounts))
        time.sleep(0.002)


accounts = [BankAccount(i, 1000) for i in range(3)]
anna, ben, cleo = accounts
totals = set()
threads = [
    threading.Thread(target=move, args=(anna, ben, 3)),
    threading.Thread(target=move, args=(ben, anna, 1)),
    threading.Thread(target=move, args=(ben, cleo, 2)),
    threading.Thread(target=audit, args=(accounts,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for account in accounts:
    print(f"account {account.number}: {account.balance}")
print(f"totals seen: {totals}")
