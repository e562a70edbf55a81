"""What makes the files that the page needs: the runtime, the editor, the contract.

`python -m browser` runs it all; nothing in here reaches the reader.
"""
