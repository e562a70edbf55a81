from concurrent.futures import ThreadPoolExecutor
from threading import Event

stop = Event()
searched = []


def search(disk):
    if disk == "broken":
        raise OSError(disk)
    searched.append(disk)
    stop.wait()  # goes on until it is stopped


disks = ["broken", "small", "large"]
with ThreadPoolExecutor(max_workers=1) as pool:
    tasks = [pool.submit(search, d) for d in disks]
    error = tasks[0].exception()
    pool.shutdown(wait=False)
    stop.set()
print(f"failed: {error}")
