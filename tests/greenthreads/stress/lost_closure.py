"""Two threads increment a variable of the enclosing function."""
import threading

def main():
    n = 0

    def increment():
        nonlocal n
        n += 1

    threads = [threading.Thread(target=increment) for _ in range(3)]
    for t in threads: t.start()
    for t in threads: t.join()
    print(n)

main()
