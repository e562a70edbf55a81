import threading

locks = {name: threading.Lock() for name in "AB"}
holder = {}
both_hold_one = threading.Barrier(2)
both_gave_up = threading.Barrier(2)


def transfer(source, target):
    me = threading.current_thread().name
    with locks[source]:
        holder[source] = me
        print(f"{me} holds {source}")
        both_hold_one.wait()  # ①
        second = locks[target]
        if second.acquire(timeout=0.5):  # ②
            second.release()
            print(f"{me} got both")
        else:
            print(
                f"{me} waited for {target}, "
                f"held by {holder[target]}"
            )
        both_gave_up.wait()  # ③


there = threading.Thread(
    target=transfer, args=("A", "B"), name="there"
)
back = threading.Thread(
    target=transfer, args=("B", "A"), name="back"
)
there.start()
back.start()
there.join()
back.join()
