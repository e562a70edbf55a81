"""Two threads add to one attribute."""
import threading

class Account:
    def __init__(self):
        self.balance = 0

    def deposit(self, amount):
        self.balance += amount

account = Account()
threads = [threading.Thread(target=account.deposit, args=(n,)) for n in (1, 10)]
for t in threads: t.start()
for t in threads: t.join()
print(account.balance)
