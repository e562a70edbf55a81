from threading import Thread

total = 0


def add_one():
    global total
    seen = total
    print("saw", seen)
    total = seen + 1


pair = [Thread(target=add_one) for _ in range(2)]
for one in pair:
    one.start()
for one in pair:
    one.join()
print("total:", total)
