import logging
import sys
import threading

logging.basicConfig(
    level=logging.INFO,
    stream=sys.stdout,
    format="%(threadName)s: %(message)s",
)


def log_death(args):  # ①
    logging.error("died of %r", args.exc_value)


threading.excepthook = log_death


def download(page):
    logging.info("begins page %s", page)
    if page == 2:
        raise ValueError("page 2 is empty")
    logging.info("has page %s", page)


threads = [
    threading.Thread(
        target=download,
        args=(page,),
        name=f"download-{page}",  # ②
    )
    for page in range(1, 4)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
