"""Two threads add to one text."""
import threading

text = ""

def write(letters):
    global text
    for letter in letters:
        text += letter

threads = [threading.Thread(target=write, args=(letters,)) for letters in ("ab", "c")]
for t in threads: t.start()
for t in threads: t.join()
print(text)
