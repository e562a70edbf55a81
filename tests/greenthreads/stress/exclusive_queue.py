"""Little Book: exclusive queue. Two leaders, one follower: exactly one leader dances."""
import threading

mutex, leaders, followers = threading.Lock(), 0, 0
for_leaders, for_followers, danced = threading.Semaphore(0), threading.Semaphore(0), []

def lead(name):
    global leaders, followers
    with mutex:
        if followers:
            followers -= 1
            for_followers.release()
            danced.append(name)
            return
        leaders += 1
    if for_leaders.acquire(timeout=0.002):
        danced.append(name)

def follow():
    global leaders, followers
    with mutex:
        if leaders:
            leaders -= 1
            for_leaders.release()
            return
        followers += 1
    for_followers.acquire(timeout=0.002)

threads = [threading.Thread(target=lead, args=(n,)) for n in "ab"] + [threading.Thread(target=follow)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(danced))
