from threading import Barrier, Thread

counter, written = 0, []
next_turn = Barrier(3).wait


def write(value):
    global counter
    counter = value
    written.append(value)


def thread_a():
    temp = counter      # ① reads 0
    next_turn()
    next_turn()         # B adds 2
    write(temp + 1)     # ③ 2 becomes 1
    next_turn()
    next_turn()         # B reads 1
    for _ in range(2):  # ⑤ 1 becomes 3
        temp = counter
        write(temp + 1)
    next_turn()


def thread_b():
    next_turn()
    for _ in range(2):  # ② 0 becomes 2
        temp = counter
        write(temp + 1)
    next_turn()
    next_turn()         # A writes 1
    temp = counter      # ④ reads 1
    next_turn()
    next_turn()         # A adds 2
    write(temp + 1)     # ⑥ 3 becomes 2


a = Thread(target=thread_a)
b = Thread(target=thread_b)
a.start()
b.start()
a.join()
b.join()
print(f"{len(written)} increments, counter: {counter}")
