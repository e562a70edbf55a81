"""Instances count themselves in an attribute of their class."""
import threading

class Ticket:
    sold = 0

    def __init__(self):
        self.number = Ticket.sold
        Ticket.sold = self.number + 1

tickets = []
threads = [threading.Thread(target=lambda: tickets.append(Ticket())) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(t.number for t in tickets), Ticket.sold)
