import threading

answer = None
ready = False


def write():
    global answer, ready
    ready = True
    answer = 42


def read():
    if ready:
        print(f"the answer is {answer}")
    else:
        print("not ready yet")


writer = threading.Thread(target=write, name="W")
reader = threading.Thread(target=read, name="R")
writer.start()
reader.start()
writer.join()
reader.join()
