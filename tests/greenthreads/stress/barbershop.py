"""Little Book: barbershop with one chair. Customers who find nobody free go away."""
import threading

mutex, customers, shaved = threading.Lock(), 0, []
customer, barber, done = (threading.Semaphore(0) for _ in range(3))

def visit(name):
    global customers
    with mutex:
        if customers == 1:
            shaved.append("away")
            return
        customers += 1
    customer.release()
    barber.acquire()
    done.acquire()
    shaved.append("shaved")
    with mutex:
        customers -= 1

def cut():
    customer.acquire()
    barber.release()
    done.release()
    if customer.acquire(timeout=0.005):
        barber.release()
        done.release()

threads = [threading.Thread(target=cut), *(threading.Thread(target=visit, args=(n,)) for n in "ab")]
for t in threads[1:]: t.start()
threads[0].start()
for t in threads[1:]: t.join(0.1)
print(sorted(shaved))
