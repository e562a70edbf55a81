"""Little Book: a turnstile that is not closed again lets a quick thread go round twice."""
import threading

mutex, gate, count, diary = threading.Lock(), threading.Semaphore(0), 0, []

def rounds(name):
    global count
    for number in "12":
        with mutex:
            count += 1
            if count == 2:
                gate.release()
        gate.acquire()
        gate.release()
        with mutex:
            count -= 1
            diary.append(name + number)

threads = [threading.Thread(target=rounds, args=(name,)) for name in "ab"]
for t in threads: t.start()
for t in threads: t.join()
print(*diary)
