from collections import Counter
from itertools import combinations


def schedules(steps):
    """Every order of the turns of A and B."""
    turns = range(2 * steps)
    for a_turns in combinations(turns, steps):
        yield [
            "A" if t in a_turns else "B"
            for t in turns
        ]


def run(schedule):
    """The counter after these turns."""
    counter = 0
    temp = {}
    for name in schedule:
        if name not in temp:
            temp[name] = counter
        else:
            counter = temp.pop(name) + 1
    return counter


print("One increment each:")
for schedule in schedules(2):  # ①
    print(*schedule, "gives", run(schedule))

for n in [1, 2, 3]:  # ②
    steps = 2 * n
    results = Counter(
        run(schedule)
        for schedule in schedules(steps)
    )
    count = results.total()
    lost = count - results[steps]
    print(f"{n} each: {lost} of {count} lose")
    least = min(results)
    print(f"  smallest: {least}, in {results[least]}")
