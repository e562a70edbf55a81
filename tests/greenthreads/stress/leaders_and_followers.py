"""Little Book: queue. A leader and a follower dance in pairs."""
import threading

leaders, followers, met, floor = *(threading.Semaphore(0) for _ in range(3)), []

def lead(name):
    followers.release()
    leaders.acquire()
    floor.append(name)
    met.release()

def follow(name):
    leaders.release()
    followers.acquire()
    floor.append(name)
    met.acquire()

threads = [threading.Thread(target=lead, args=("L",)), threading.Thread(target=follow, args=("F",))]
for t in threads: t.start()
for t in threads: t.join()
print("".join(floor))
