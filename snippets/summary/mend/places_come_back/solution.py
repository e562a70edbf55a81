from threading import BoundedSemaphore, Thread

places = BoundedSemaphore(2)
answers = {}


def visit(word):
    try:
        with places:
            answers[word] = int(word)
    except ValueError:
        answers[word] = "refused"


threads = [
    Thread(target=visit, args=(word,))
    for word in ("x", "y")
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
visit("7")
for word, answer in sorted(answers.items()):
    print(f"{word}: {answer}")
