import threading

settings = threading.local()
settings.language = "en"  # ①


def worker_function():
    try:
        print(f"Worker: {settings.language}")
    except AttributeError:
        print("Worker: no language")  # ②
    settings.language = "fr"
    print(f"Worker: {settings.language}")


thread = threading.Thread(
    target=worker_function
)
thread.start()
thread.join()
print(f"Main: {settings.language}")  # ③
