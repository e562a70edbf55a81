"""Little Book: barrier. The last to come opens a turnstile through which all go."""
import threading

mutex, turnstile, count, seen = threading.Lock(), threading.Semaphore(0), 0, []

def arrive():
    global count
    with mutex:
        count += 1
        if count == 3:
            turnstile.release()
    turnstile.acquire()
    turnstile.release()
    seen.append(count)

threads = [threading.Thread(target=arrive) for _ in range(3)]
for t in threads: t.start()
for t in threads: t.join()
print(seen)
