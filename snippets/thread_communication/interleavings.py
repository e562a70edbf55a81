from collections import Counter
from itertools import combinations


def schedules(steps):
    """Every order of `steps` turns of A and of B."""
    turns = range(2 * steps)
    for a_turns in combinations(turns, steps):
        yield ["A" if t in a_turns else "B" for t in turns]


def run(schedule):
    """The counter, when the two take these turns."""
    counter = 0
    temp = {}
    for name in schedule:
        if name not in temp:
            temp[name] = counter          # read
        else:
            counter = temp.pop(name) + 1  # write
    return counter


print("One increment each:")
for schedule in schedules(2):             # ①
    print(*schedule, "gives", run(schedule))

for increments in [1, 2, 3]:              # ②
    results = Counter(
        run(s) for s in schedules(2 * increments)
    )
    lost = results.total() - results[2 * increments]
    print(f"{increments} each: {results.total()} schedules")
    print(f"  {lost} lose, least: {min(results)}")
