"""A property with a setter, incremented by two threads."""
import threading

class Thermostat:
    _degrees = 20

    @property
    def degrees(self):
        return self._degrees

    @degrees.setter
    def degrees(self, value):
        self._degrees = value

room = Thermostat()

def warmer():
    room.degrees += 1

threads = [threading.Thread(target=warmer) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(room.degrees)
