"""A timer that is cancelled: perhaps too late."""
import threading

fired = []
timer = threading.Timer(0.0002, fired.append, args=("fired",))
timer.start()
timer.cancel()
timer.join()
print(fired)
