import contextvars
import sys
import threading

request = contextvars.ContextVar(
    "request", default="none"
)
request.set("/inbox")


def worker_function(how):
    print(f"{how}: {request.get()}")
    request.set("/changed")
    print(f"{how}, then: {request.get()}")


inherit = getattr(
    sys.flags, "thread_inherit_context", 0
)  # ①
print(f"threads inherit: {bool(inherit)}")

thread = threading.Thread(
    target=worker_function, args=("plain",)
)
thread.start()  # ②
thread.join()

context = contextvars.copy_context()
thread = threading.Thread(
    target=context.run,  # ③
    args=(worker_function, "copied"),
)
thread.start()
thread.join()
print(f"main: {request.get()}")  # ④
