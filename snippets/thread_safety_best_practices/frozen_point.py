from dataclasses import (
    FrozenInstanceError,
    dataclass,
)


@dataclass(frozen=True, slots=True)  # ①
class Point:
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Path:
    points: list


point = Point(10, 20)
try:
    point.x = 99  # ②
except FrozenInstanceError as error:
    print(f"refused: {error}")

print(point == Point(10, 20))  # ③
print(len({point, Point(10, 20)}))

path = Path([point])
path.points.append(Point(30, 40))  # ④
print(f"path has {len(path.points)} points")
try:
    path.points = []
except FrozenInstanceError as error:
    print(f"refused: {error}")

object.__setattr__(point, "x", 99)  # ⑤
print(point)
