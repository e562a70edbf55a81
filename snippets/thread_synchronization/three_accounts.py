import threading
import time
from contextlib import ExitStack


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
    )
    with first.lock, second.lock:
        source.balance -= amount
        time.sleep(0.05)
        target.balance += amount


def audit(accounts):
    for _ in range(2):
        with ExitStack() as all_locks:  # ①
            for account in accounts:
                lock = account.lock
                all_locks.enter_context(lock)
            total = sum(a.balance for a in accounts)
        totals.append(total)
        time.sleep(0.05)


anna = BankAccount(1, 1000)
ben = BankAccount(2, 1000)
cleo = BankAccount(3, 1000)
accounts = [anna, ben, cleo]
totals = []
threads = [
    threading.Thread(target=audit, args=(accounts,))
]
for path in (
    (anna, ben, 3),
    (ben, anna, 1),
    (ben, cleo, 2),
):
    threads.append(
        threading.Thread(target=transfer, args=path)
    )
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for account in accounts:
    print(account.number, account.balance)
seen = set(totals)
print(f"{len(totals)} audits saw: {seen}")
