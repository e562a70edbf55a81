import asyncio
import threading
import time


async def worker(name):
    await asyncio.sleep(1)  # ①
    here = threading.current_thread().name
    return f"{name} has an answer, in {here}"


async def main():
    return await asyncio.gather(  # ②
        worker("Ada"), worker("Ben"), worker("Cleo")
    )


began = time.perf_counter()
for answer in asyncio.run(main()):
    print(answer)
took = time.perf_counter() - began
print(f"Three waits of 1 s: {took:.1f} s")
