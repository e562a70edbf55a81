"""A reading and a writing method with a computation between: updates get lost under the GIL too."""
import threading

class Account:
    balance = 0

    def read(self):
        return self.balance

    def write(self, balance):
        self.balance = balance

account = Account()

def deposit(amount):
    account.write(account.read() + amount)

threads = [threading.Thread(target=deposit, args=(n,)) for n in (1, 10)]
for t in threads: t.start()
for t in threads: t.join()
print(account.balance)
