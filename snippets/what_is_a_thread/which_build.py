import sys
import sysconfig

built = sysconfig.get_config_var(
    "Py_GIL_DISABLED"
)  # ①
if hasattr(sys, "_is_gil_enabled"):  # ② 3.13
    gil = sys._is_gil_enabled()  # ③
else:
    gil = True

major, minor = sys.version_info[:2]
print(f"Python {major}.{minor}")
print(f"free-threaded build: {bool(built)}")
print(f"GIL on: {gil}")
