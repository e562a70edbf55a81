from threading import Thread

prices = {"tea": 2, "jam": 3}
bills = []


def add_up():
    bill = 0
    for name in prices:
        bill += prices[name]
    bills.append(bill)


def sell_out():
    prices["rice"] = 4
    del prices["jam"]


threads = [
    Thread(target=add_up),
    Thread(target=sell_out),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
