"""Technology lines: creative destruction, the exact event kernel.

The candidate events of a quarter are walked one by one in the order of time; every event sees the owners and the sizes of
firms that the events before it left, so that nothing depends on the length of a quarter (the Klette–Kortum chain on lines is
the infinite-alleles Moran model; model.md §7.2, §7.6). The marks of event k - target line, source line, word of acceptance -
are a function of (seed, quarter, k), never of the state. `lines_reference.py` says the same in NumPy, and tests compare the
two event by event.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from innovatory.model.clocks import Clocks
from innovatory.model.events import ENTRY, EXTERNAL, INTERNAL, REJECTED, SELF_HIT, VOID, Marks, lay_out, marks_of
from innovatory.model.random import Stream, Words, fill
from innovatory.model.state import Counters, Int32, Int64, State

...
