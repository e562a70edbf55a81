"""Green threads: the standard library's `threading`, on a scheduler that can be seen and steered.

`green.runner.run` runs one program, `green.explorer.explore` runs it under every schedule,
`green.timeline.draw` draws what its threads did. See `README.md` beside this file.
"""
