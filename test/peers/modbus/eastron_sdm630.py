"""Eastron SDM630 at the grid connection, after its maker's register table.

Not in that table and chosen here: addresses without a row are refused, currents are amounts without a sign, the counters
step by 0.001 kWh and the reactive powers are 0.
"""

import math

from device import Device
from registers import F32, Registers

MOST_REGISTERS = 80


class Eastron(Device):
    def __init__(self, plant, phaseMap=(0, 1, 2), reversed=(False, False, False), importKwh=1234.5, exportKwh=67.8):
        """`phaseMap`: the grid phase behind each of its inputs; `reversed`: current transformers put on backwards."""
        super().__init__(plant, Registers(functions=(4,), whole=False, most=MOST_REGISTERS))
        self.phase_map = phaseMap
        self.reversed = reversed
        self.before = (importKwh / 3, exportKwh / 3)
        self.hz = 50.0
        self.nothing = False
        self._map()

    def _map(self):
        three = lambda first, values: [
            self._value(first + 2 * phase, lambda phase=phase: values()[phase]) for phase in range(3)
        ]
        three(0x00, self.volts)
        three(0x06, self.amps)
        three(0x0C, self.watts)
        three(0x12, self.va)
        three(0x18, lambda: (0.0, 0.0, 0.0))
        three(0x1E, lambda: [self._factor(watts, va) for watts, va in zip(self.watts(), self.va())])
        self._value(0x34, lambda: sum(self.watts()))
        self._value(0x38, lambda: sum(self.va()))
        self._value(0x3C, lambda: 0.0)
        self._value(0x3E, lambda: self._factor(sum(self.watts()), sum(self.va())))
        self._value(0x46, lambda: self.hz)
        self._value(0x48, lambda: sum(self.import_kwh()))
        self._value(0x4A, lambda: sum(self.export_kwh()))
        self._value(0x156, lambda: sum(self.import_kwh()) + sum(self.export_kwh()))
        three(0x15A, self.import_kwh)
        three(0x160, self.export_kwh)

    def _value(self, address, value):
        self.registers.read(4, address, F32, lambda: math.nan if self.nothing else value())

    def _own(self, of_the_grid):
        return [of_the_grid[phase] for phase in self.phase_map]

    def _factor(self, watts, va):
        return watts / va if va > 0 else 1.0

    def volts(self):
        return self._own(self.plant.volts)

    def amps(self):
        return [abs(amps) for amps in self._own(self.plant.amps())]

    def watts(self):
        return [-watts if back else watts for watts, back in zip(self._own(self.plant.watts()), self.reversed)]

    def va(self):
        return self._own(self.plant.va())

    def import_kwh(self):
        return self._kwh(self.before[0], self.plant.import_wh, self.plant.export_wh)

    def export_kwh(self):
        return self._kwh(self.before[1], self.plant.export_wh, self.plant.import_wh)

    def _kwh(self, before, forward, backward):
        wh = [backward[phase] if back else forward[phase] for phase, back in zip(self.phase_map, self.reversed)]
        return [math.floor(1000 * before + one) / 1000 for one in wh]
