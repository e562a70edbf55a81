import dis

counter = 0


def increment():
    global counter
    counter += 1


for step in dis.get_instructions(increment):
    if step.argrepr in ("counter", "+="):  # ①
        print(step.opname, step.argrepr)
