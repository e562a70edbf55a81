import logging
import sys
import threading
import traceback

logging.basicConfig(
    level=logging.INFO, stream=sys.stdout,
    format="%(threadName)s: %(message)s",
)


def log_death(args):  # ①
    if args.exc_type is SystemExit:  # ②
        return
    tb = traceback.extract_tb(args.exc_traceback)
    why = tb[-1].lineno, args.exc_value
    logging.error("line %d: died of %r", *why)


def download(page):
    logging.info("begins page %s", page)
    if page == 2:
        raise ValueError("page 2 is empty")
    logging.info("has page %s", page)
    if page == 3:
        sys.exit()


threading.excepthook = log_death
threads = [
    threading.Thread(
        target=download, args=(page,),
        name=f"download-{page}",  # ③
    )
    for page in range(1, 4)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
