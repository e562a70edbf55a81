import threading

tickets = 1


def buy():
    global tickets
    if tickets > 0:
        tickets -= 1


anna = threading.Thread(target=buy, name="Anna")
ben = threading.Thread(target=buy, name="Ben")
anna.start()
ben.start()
anna.join()
ben.join()
print(f"tickets left: {tickets}")
