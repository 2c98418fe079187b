"""KEBA KeContact P30 and P40, after its maker's register table.

Not in that table and chosen here: what the write-only registers answer to a read (exception 2), how long the station
starts (10 s), the values of cable_state without a vehicle (3: a fixed cable, P30; 0: an empty socket, P40), phase_state
with three phases (P30 1, P40 3), that 5012 and 5014 are refused with 3 where they make no sense.
"""

from device import Charger
from plant import Socket
from registers import U16, U32, Registers

STARTS_S = 10


class Keba(Charger):
    default_unit = 255

    def __init__(
        self,
        plant,
        product='p30',
        hwMaxAmps=32,
        serial=20212345,
        firmware=None,
        totalWh=1_234_567.8,
        needsCard=False,
        wiring=(0, 1, 2),
        failsafeAmps=10,
        failsafeS=0,
    ):
        self.is_p40 = product == 'p40'
        registers = Registers(functions=(3, 6), whole=True)
        super().__init__(plant, registers, Socket(plant, wiring), hwMaxAmps)
        self.serial = serial
        self.firmware = firmware if firmware is not None else (10300 if self.is_p40 else 0x030A2A00)
        self.total_wh = totalWh
        self.needs_card = needsCard
        self.failsafe_ma = round(failsafeAmps * 1000)
        self.failsafe_s = failsafeS
        self.persisted = (self.failsafe_ma, self.failsafe_s)
        self.session_from_wh = 0.0
        self.charged_since_plug = False
        self.phase_source = 3
        self.phase_trigger = 3
        self.trips = 0
        self._power_on()
        self._map()

    def _power_on(self):
        self.starts_until = self.plant.now + STARTS_S if self.plant.now > 0 else 0.0
        self.limit_ma = self.max_amps * 1000
        self.enabled = True
        self.energy_limit_wh = 0
        self.failsafe_ma, self.failsafe_s = self.persisted
        self.fed_at = self.plant.now
        self.tripped = False

    def power_cycle(self):
        self.close_connections()
        self._power_on()

    def _map(self):
        r, socket = self.registers, self.socket
        r.read(3, 1000, U32, self.charging_state)
        r.read(3, 1004, U32, self.cable_state)
        r.read(3, 1006, U32, lambda: self.fault)
        for phase in range(3):
            r.read(3, 1008 + 2 * phase, U32, lambda phase=phase: 1000 * socket.amps()[phase])
            r.read(3, 1040 + 2 * phase, U32, lambda phase=phase: socket.volts()[phase])
        r.read(3, 1014, U32, lambda: self.serial)
        r.read(3, 1016, U32, lambda: 4014211 if self.is_p40 else 314121)
        r.read(3, 1018, U32, lambda: self.firmware)
        r.read(3, 1020, U32, lambda: 1000 * sum(socket.watts()))
        r.read(3, 1036, U32, lambda: self._energy(self.total_wh + socket.wh))
        r.read(3, 1046, U32, lambda: 1000 * socket.power_factor() if sum(socket.amps()) > 0 else 0)
        r.read(3, 1100, U32, lambda: min(self.limit_ma, 1000 * self.max_amps))
        r.read(3, 1110, U32, lambda: 1000 * self.max_amps)
        r.read(3, 1500, U32, lambda: int(self.token[:8], 16) if self.token else 0)
        r.read(3, 1502, U32, lambda: self._energy(socket.wh - self.session_from_wh))
        if self._switches_phases():
            r.read(3, 1550, U32, lambda: self.phase_source)
            r.read(3, 1552, U32, self.phase_state)
        r.read(3, 1600, U32, lambda: self.failsafe_ma)
        r.read(3, 1602, U32, lambda: self.failsafe_s)
        self._map_writes()

    def _map_writes(self):
        r = self.registers
        amps = lambda word: 6000 <= word <= 63000
        r.write(6, 5004, lambda word: amps(word) or (self.is_p40 and word == 0), self._put('limit_ma'))
        r.write(6, 5010, lambda word: True, lambda word: setattr(self, 'energy_limit_wh', 10 * word))
        r.write(6, 5012, lambda word: word == 0 and self.charging_state() == 5, lambda word: None)
        if not self.is_p40:
            r.write(6, 5014, lambda word: word in (0, 1), lambda word: setattr(self, 'enabled', word == 1))
        r.write(6, 5016, lambda word: word == 0 or amps(word), self._put('failsafe_ma'))
        r.write(6, 5018, lambda word: word == 0 or 10 <= word <= 600, self._feed)
        r.write(6, 5020, lambda word: word in (0, 1), self._persist)
        if self._switches_phases():
            r.write(6, 5050, lambda word: word <= 4, self._put('phase_source'))
            r.write(6, 5052, lambda word: word in (0, 1), self._trigger)

    def _put(self, name):
        return lambda word: setattr(self, name, word)

    def _feed(self, seconds):
        self.failsafe_s = seconds
        self.fed_at = self.plant.now
        self.tripped = False

    def _persist(self, word):
        if word == 1:
            self.persisted = (self.failsafe_ma, self.failsafe_s)

    def _trigger(self, word):
        if self.phase_source == 3:
            self.phase_trigger = 3 if word == 1 else 1

    def _switches_phases(self):
        return not self.is_p40 or self.firmware >= 10300

    def _energy(self, wh):
        """P40 firmware below 1.2.1 counts in Wh, the others in 0.1 Wh."""
        return wh if self.is_p40 and self.firmware < 10201 else 10 * wh

    def phase_state(self):
        if self.socket.phases == 1:
            return 1 if self.is_p40 else 0
        return 3 if self.is_p40 else 1

    def cable_state(self):
        if self.socket.vehicle is None:
            return 0 if self.is_p40 else 3
        return 7 if not self.is_p40 or self.charging_state() == 3 else 5

    def charging_state(self):
        if self.plant.now < self.starts_until:
            return 0
        if self.fault:
            return 4
        if self.socket.vehicle is None or not self._is_released():
            return 1
        if not self._may_charge():
            return 5
        return 3 if self.socket.iec() == 'C2' else 2

    def _is_released(self):
        return not self.needs_card or self.token is not None

    def _may_charge(self):
        spent = self.energy_limit_wh > 0 and self.socket.wh - self.session_from_wh >= self.energy_limit_wh
        return self.enabled and self.limit_ma >= 6000 and not (spent and self.charged_since_plug)

    def plug(self, vehicle):
        super().plug(vehicle)
        self.charged_since_plug = False

    def unplug(self):
        super().unplug()
        self.token = None
        self.energy_limit_wh = 0

    def tick(self, now):
        if self.failsafe_s > 0 and not self.tripped and now - self.fed_at >= self.failsafe_s:
            self._trip()
        # The session register starts again with the first energy, not with the plug.
        if not self.charged_since_plug and sum(self.socket.amps()) > 0:
            self.charged_since_plug = True
            self.session_from_wh = self.socket.wh
        # It pauses to switch phases.
        switches = self.phase_trigger != self.socket.phases
        can = now >= self.starts_until and not self.fault and self._is_released() and self._may_charge()
        self.socket.offer = min(self.limit_ma / 1000, self.max_amps) if can and not switches else 0.0
        if sum(self.socket.amps()) == 0:
            self.socket.phases = self.phase_trigger

    def _trip(self):
        """What was commanded is gone: limit and enable have to be sent again."""
        self.tripped = True
        self.trips += 1
        self.limit_ma = self.failsafe_ma
        self.enabled = self.failsafe_ma > 0

    def state(self):
        return {
            **super().state(),
            'limitAmps': self.limit_ma / 1000,
            'enabled': self.enabled,
            'failsafeAmps': self.failsafe_ma / 1000,
            'failsafeS': self.failsafe_s,
            'trips': self.trips,
            'persistedS': self.persisted[1],
            'phaseTrigger': self.phase_trigger,
        }
