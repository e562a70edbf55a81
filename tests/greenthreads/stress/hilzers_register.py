"""Hilzer's barbershop, its heart: who pays is served in turn, and gets their own receipt."""
import threading

cash, receipt, register, receipts = (
    threading.Semaphore(0), threading.Semaphore(0), threading.Lock(), [])

def barber():
    for number in (1, 2):
        cash.acquire()
        receipts.append(number)
        receipt.release()

def pay(got):
    with register:
        cash.release()
        receipt.acquire()
        got.append(receipts[-1])

a, b = [], []
threads = [threading.Thread(target=barber)]
threads += [threading.Thread(target=pay, args=(got,)) for got in (a, b)]
for t in threads: t.start()
for t in threads: t.join()
print(a, b)
