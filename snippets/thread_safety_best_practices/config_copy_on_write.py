import threading
from types import MappingProxyType

config = MappingProxyType({"retries": 3})
write_lock = threading.Lock()


def change(key, value):
    global config
    with write_lock:  # ① one at a time
        new = dict(config)  # ② copy
        new[key] = value  # ③ change the copy
        config = MappingProxyType(new)  # ④


before = config
threads = [
    threading.Thread(
        target=change, args=(key, 1)
    )
    for key in "abcde"
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f"before: {before}")  # ⑤
print(f"after: {dict(sorted(config.items()))}")
try:
    config["retries"] = 4
except TypeError as error:
    print(f"refused: {error}")
