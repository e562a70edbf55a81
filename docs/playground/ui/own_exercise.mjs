/* What "An exercise of your own" begins with: a program that breaks its contract, which stands in a
 * comment, so that a link carries both. */

export const OWN_EXERCISE = {
  name: "exercise.py",
  source: `# An exercise of your own. Write the task here, and
# what must hold in every schedule below it. Then
# copy the link and send it to whoever is to mend it.
#
# Contract:
#   prints: total: 2
#   no exception
#   at least 2 threads at the same time
from threading import Thread

total = 0


def add_one():
    global total
    seen = total
    total = seen + 1


pair = [Thread(target=add_one) for _ in range(2)]
for one in pair:
    one.start()
for one in pair:
    one.join()
print("total:", total)
`,
};
