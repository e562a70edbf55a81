from threading import Lock, Thread


class BankAccount:
    def __init__(self, number):
        self.number = number
        self.balance = 10
        self.lock = Lock()


def transfer(source, target, amount):
    with source.lock:
        source.balance -= amount
    with target.lock:
        target.balance += amount


def audit():
    total = 0
    for account in (anna, ben, cleo):
        with account.lock:
            total += account.balance
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
