"""Two threads start and join others for a second. Main goes through threading.enumerate()
meanwhile: of how many listed threads does is_alive() say False?
"""

import threading
import time

end = time.monotonic() + 1


def starter():
    while time.monotonic() < end:
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()


starters = [threading.Thread(target=starter) for _ in range(2)]
for thread in starters:
    thread.start()
listed = dead = 0
while time.monotonic() < end:
    for thread in threading.enumerate():
        listed += 1
        dead += not thread.is_alive()
for thread in starters:
    thread.join()
print(f"{dead:,} of {listed:,}")
