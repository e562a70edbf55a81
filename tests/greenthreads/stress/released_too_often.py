"""A bounded semaphore that two release, though only one has taken it."""
import threading

seats, errors = threading.BoundedSemaphore(1), []

def sit():
    with seats:
        pass

def leave():
    try:
        seats.release()
    except ValueError as error:
        errors.append(str(error))

threads = [threading.Thread(target=f) for f in (sit, leave)]
for t in threads: t.start()
for t in threads: t.join()
print(errors)
