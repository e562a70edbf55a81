"""Each step of a transfer is locked, the transfer is not: an auditor may see it half done."""
import threading

lock, accounts, audits = threading.Lock(), {"a": 10, "b": 0}, []

def transfer():
    with lock:
        accounts["a"] -= 3
    with lock:
        accounts["b"] += 3

def audit():
    with lock:
        audits.append(sum(accounts.values()))

threads = [threading.Thread(target=f) for f in (transfer, audit)]
for t in threads: t.start()
for t in threads: t.join()
print(audits, sorted(accounts.items()))
