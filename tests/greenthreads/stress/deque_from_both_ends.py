"""Two threads take from the two ends of a deque with three items."""
import threading
from collections import deque

cards, left, right = deque([1, 2, 3]), [], []

def take(hand, draw):
    for _ in range(2):
        try:
            hand.append(draw())
        except IndexError:
            hand.append(None)

threads = [threading.Thread(target=take, args=args) for args in ((left, cards.popleft), (right, cards.pop))]
for t in threads: t.start()
for t in threads: t.join()
print(left, right)
