import threading

counter = 0
next_turn = threading.Barrier(2).wait


def thread_a():
    global counter
    temp = counter        # ① reads 0
    next_turn()
    next_turn()           # B adds 999
    counter = temp + 1    # ③ 999 becomes 1
    next_turn()
    next_turn()           # B reads 1
    for _ in range(999):  # ⑤ 1 becomes 1000
        counter += 1
    print(f"A's 999 more: {counter}")
    next_turn()


def thread_b():
    global counter
    next_turn()
    for _ in range(999):  # ② 0 becomes 999
        counter += 1
    print(f"B's first 999: {counter}")
    next_turn()
    next_turn()           # A writes 1
    temp = counter        # ④ reads 1
    next_turn()
    next_turn()           # A adds 999
    counter = temp + 1    # ⑥ 1000 becomes 2


a = threading.Thread(target=thread_a)
b = threading.Thread(target=thread_b)
a.start()
b.start()
a.join()
b.join()
print(f"2000 increments, counter: {counter}")
