"""Two withdrawals look at the balance with the lock, and take without looking again."""
import threading

lock, balance = threading.Lock(), 10

def withdraw(amount):
    global balance
    with lock:
        enough = balance >= amount
    if enough:
        with lock:
            balance -= amount

threads = [threading.Thread(target=withdraw, args=(n,)) for n in (7, 6)]
for t in threads: t.start()
for t in threads: t.join()
print(balance)
