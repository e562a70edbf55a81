import sys
import sysconfig

built = sysconfig.get_config_var("Py_GIL_DISABLED")
if hasattr(sys, "_is_gil_enabled"):  # ① 3.13
    gil = sys._is_gil_enabled()
else:
    gil = True

major, minor = sys.version_info[:2]
print(f"Python {major}.{minor}")
print(f"free-threaded build: {bool(built)}")  # ②
print(f"GIL on: {gil}")  # ③
print(f"threads run in turns: {gil}")
