"""Little Book: room party. The dean comes in only if nobody is there, or to end a party of two."""
import threading

mutex, students, dean_in, log = threading.Lock(), 0, False, []

def student():
    global students
    with mutex:
        if dean_in:
            log.append("turned away")
            return
        students += 1
    with mutex:
        students -= 1

def dean():
    global dean_in
    with mutex:
        if 0 < students < 2:
            log.append("dean waits outside")
            return
        dean_in = True
        log.append(f"dean finds {students}")
    with mutex:
        dean_in = False

threads = [threading.Thread(target=f) for f in (dean, student, student)]
for t in threads: t.start()
for t in threads: t.join()
print(*sorted(log), sep=", ")
