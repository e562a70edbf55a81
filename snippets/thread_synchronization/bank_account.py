import threading
import time


class BankAccount:
    def __init__(self, initial_balance):
        self.balance = initial_balance
        self.lock = threading.Lock()

    def deposit(self, amount):
        with self.lock:  # ①
            old_balance = self.balance
            # Simulate processing time
            time.sleep(0.1)
            self.balance = old_balance + amount
            print(
                f"Deposited {amount}, "
                f"new balance: {self.balance}"
            )

    def withdraw(self, amount):
        with self.lock:
            if self.balance >= amount:  # ②
                old_balance = self.balance
                # Simulate processing time
                time.sleep(0.1)
                self.balance = old_balance - amount
                print(
                    f"Withdrew {amount}, new "
                    f"balance: {self.balance}"
                )
                return True
            else:
                print(
                    "Insufficient funds for "
                    f"withdrawal of {amount}"
                )
                return False


# Test the bank account
account = BankAccount(1000)


def deposit_worker():
    for _ in range(5):
        account.deposit(100)


def withdraw_worker():
    for _ in range(5):
        account.withdraw(50)


# Create threads
deposit_thread = threading.Thread(
    target=deposit_worker
)
withdraw_thread = threading.Thread(
    target=withdraw_worker
)

deposit_thread.start()
withdraw_thread.start()

deposit_thread.join()
withdraw_thread.join()

print(f"Final balance: {account.balance}")  # ③
