import time
from concurrent.futures import ThreadPoolExecutor

ANSWER_TIME = 0.1  # seconds per call
WANTED = 44        # calls per second


def call(number):
    time.sleep(ANSWER_TIME)
    return number


workers = 5
with ThreadPoolExecutor(WANTED) as pool:
    answers = list(pool.map(call, range(WANTED)))
print(f"{len(answers)} answers")
