"""Peterson's algorithm: mutual exclusion with variables alone, if memory is sequentially consistent."""
import threading

wants, turn, inside, most = [False, False], 0, 0, 0

def work(me):
    global turn, inside, most
    wants[me] = True
    turn = 1 - me
    while wants[1 - me] and turn == 1 - me:
        pass
    inside += 1
    most = max(most, inside)
    inside -= 1
    wants[me] = False

threads = [threading.Thread(target=work, args=(me,)) for me in (0, 1)]
for t in threads: t.start()
for t in threads: t.join()
print(most, inside)
