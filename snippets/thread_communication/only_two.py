import threading

counter = 0
next_turn = threading.Barrier(2).wait


def thread_a():
    global counter
    temp = counter        # ① reads 0
    next_turn()
    next_turn()           # B adds 9
    counter = temp + 1    # ③ 9 becomes 1
    next_turn()
    next_turn()           # B reads 1
    for _ in range(9):    # ⑤ 1 becomes 10
        counter += 1
    print(f"A's 9 more: {counter}")
    next_turn()


def thread_b():
    global counter
    next_turn()
    for _ in range(9):    # ② 0 becomes 9
        counter += 1
    print(f"B's first 9: {counter}")
    next_turn()
    next_turn()           # A writes 1
    temp = counter        # ④ reads 1
    next_turn()
    next_turn()           # A adds 9
    counter = temp + 1    # ⑥ 10 becomes 2


a = threading.Thread(target=thread_a)
b = threading.Thread(target=thread_b)
a.start()
b.start()
a.join()
b.join()
print(f"20 increments, counter: {counter}")
