import threading


class BankAccount:
    def __init__(self, balance, lock):
        self.balance = balance
        self.lock = lock

    def withdraw(self, amount):
        # ①
        if not self.lock.acquire(timeout=0.5):
            print("  waited for my own lock")
            return
        try:
            self.balance -= amount
            print(f"  Withdrew {amount}")
        finally:
            self.lock.release()

    def deposit(self, amount, fee):
        with self.lock:
            self.balance += amount
            print(f"  Deposited {amount}")
            self.withdraw(fee)  # ②


for name, lock in (
    ("Lock", threading.Lock()),
    ("RLock", threading.RLock()),
):
    print(f"{name}:")
    account = BankAccount(1000, lock)
    account.deposit(100, fee=1)
    print(f"  balance: {account.balance}")
