"""Green threads: the standard library's `threading`, on a scheduler that can be seen and steered.

`greenthreads.runner.run` runs one program, `greenthreads.explorer.explore` runs it under every
schedule, `greenthreads.timeline.draw` draws what its threads did. See `README.md` beside this file.
"""
