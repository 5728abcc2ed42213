"""The benchmark's city in Mesa 3, in its own environment: firms are agents, lines are owned by them.

    build/mesa-venv/bin/python benchmarks/mesa_klette_kortum.py LINES QUARTERS SEED RATES

RATES is a JSON list of the capture rate per line and year by lines owned, from 0 on; the last one holds for larger firms.
Prints JSON: seconds of wall and CPU time of the quarters alone, events, firms at the end.
"""

import json
import sys
import time

import mesa

ETA, DELTA, STEP = 0.03, 0.25, 0.05


class Firm(mesa.Agent):
    """A firm and the number of its lines."""

    def __init__(self, model):
        super().__init__(model)
        self.lines = 0

    def innovate(self):
        """Capture Poisson(x(n) n Δ) lines, each drawn from all."""
        model = self.model
        for _ in range(model.numpy_rng.poisson(model.rate(self.lines) * self.lines * DELTA)):
            model.move(model.random.randrange(model.count), self)


class City(mesa.Model):
    """Lines, each owned by a firm."""

    def __init__(self, count, rates, seed):
        import numpy as np

        super().__init__(seed=seed)
        self.numpy_rng = np.random.default_rng(seed)
        self.count, self.rates, self.events = count, rates, 0
        self.quality = [0.0] * count
        self.owner = [Firm(self) for _ in range(count)]
        for firm in self.owner:
            firm.lines = 1

    def rate(self, lines):
        """The capture rate per line of a firm of this size."""
        return self.rates[min(lines, len(self.rates) - 1)]

    def move(self, line, firm):
        """Give a line to a firm; a firm without lines leaves."""
        self.events += 1
        self.quality[line] += STEP
        loser = self.owner[line]
        if loser is firm:
            return
        self.owner[line] = firm
        firm.lines += 1
        loser.lines -= 1
        if loser.lines == 0:
            loser.remove()

    def step(self):
        """One quarter: firms in random order, then entrants."""
        self.agents.shuffle_do("innovate")
        for _ in range(self.numpy_rng.poisson(ETA * self.count * DELTA)):
            self.move(self.random.randrange(self.count), Firm(self))


def main():
    """Time the quarters."""
    count, quarters, seed = (int(text) for text in sys.argv[1:4])
    city = City(count, json.loads(sys.argv[4]), seed)
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(quarters):
        city.step()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(json.dumps({"wall": wall, "cpu": cpu, "events": city.events, "firms": len(city.agents)}))


if __name__ == "__main__":
    main()
