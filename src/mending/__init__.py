"""Exercises: a contract in words, and whether a program keeps it in every class of schedules.

`contract` reads contracts, `judging` judges programs by them, `sights` is what it sees of a run.
The tests use this, and so does the page in the reader's browser.
"""

from mending.contract import Contract, ContractError, contract_in, parse
from mending.judging import Verdict, judge

__all__ = ["Contract", "ContractError", "Verdict", "contract_in", "judge", "parse"]
