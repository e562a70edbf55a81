from contextlib import ExitStack
from threading import Lock, Thread


class BankAccount:
    def __init__(self, number):
        self.number = number
        self.balance = 10
        self.lock = Lock()


def number(account):
    return account.number


def transfer(source, target, amount):
    first, second = sorted((source, target), key=number)
    with first.lock, second.lock:
        source.balance -= amount
        target.balance += amount


def audit():
    with ExitStack() as all_locks:
        for one in (anna, ben, cleo):
            all_locks.enter_context(one.lock)
        total = sum(
            one.balance for one in (anna, ben, cleo)
        )
    print(f"audit: {total}")


anna, ben, cleo = map(BankAccount, (1, 2, 3))
threads = [
    Thread(target=transfer, args=(anna, ben, 3)),
    Thread(target=transfer, args=(ben, cleo, 2)),
    Thread(target=transfer, args=(cleo, anna, 1)),
    Thread(target=audit),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
