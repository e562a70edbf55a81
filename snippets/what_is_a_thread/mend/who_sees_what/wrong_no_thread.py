label = "empty"
shelf = []


def worker():
    global label
    label = "full"
    shelf.append(label)


worker()
print(f"label: {label}")
print(f"shelf: {shelf}")
