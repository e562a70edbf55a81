"""Two travellers look for a free seat in a set and take it."""
import threading

free, booked = {1, 2}, []

def book():
    seat = min(free)
    free.discard(seat)
    booked.append(seat)

threads = [threading.Thread(target=book) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(booked), sorted(free))
