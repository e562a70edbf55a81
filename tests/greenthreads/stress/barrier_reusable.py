"""Little Book: two turnstiles make a barrier that can be used again."""
import threading

mutex, first, second = threading.Lock(), threading.Semaphore(0), threading.Semaphore(1)
count, diary = 0, []

def rounds():
    global count
    for number in "12":
        with mutex:
            count += 1
            if count == 2:
                second.acquire()
                first.release()
        first.acquire()
        first.release()
        diary.append(number)
        with mutex:
            count -= 1
            if count == 0:
                first.acquire()
                second.release()
        second.acquire()
        second.release()

threads = [threading.Thread(target=rounds) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print("".join(diary))
