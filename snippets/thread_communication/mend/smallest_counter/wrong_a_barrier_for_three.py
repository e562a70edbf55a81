from threading import Barrier, Thread

counter = 0
next_turn = Barrier(3).wait


def thread_a():
    global counter
    temp = counter      # ① reads 0
    next_turn()
    next_turn()         # B adds 2
    counter = temp + 1  # ③ 2 becomes 1
    next_turn()
    next_turn()         # B reads 1
    for _ in range(2):  # ⑤ 1 becomes 3
        temp = counter
        counter = temp + 1
    next_turn()


def thread_b():
    global counter
    next_turn()
    for _ in range(2):  # ② 0 becomes 2
        temp = counter
        counter = temp + 1
    next_turn()
    next_turn()         # A writes 1
    temp = counter      # ④ reads 1
    next_turn()
    next_turn()         # A adds 2
    counter = temp + 1  # ⑥ 3 becomes 2


a = Thread(target=thread_a)
b = Thread(target=thread_b)
a.start()
b.start()
a.join()
b.join()
print(f"6 increments, counter: {counter}")
