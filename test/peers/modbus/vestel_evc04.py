"""Vestel EVC04 (Webasto Unite), after its maker's register table.

Not in that table and chosen here: values outside of 6 to 32 A and a timeout of 0 are refused with exception 3; the
numbers of cable (0 none, 2 vehicle, 3 vehicle and locked) and equipment_state (1 running, 2 faulted); after power-on the
limit is failsafe_current, as it is after a trip.
"""

from device import Charger
from plant import Socket
from registers import U16, U32, Registers, utf16

AVAILABLE, PREPARING, CHARGING, SUSPENDED_EVSE, SUSPENDED_EV = range(5)
FAULTED = 8
# The word `alive` is looked at after half the failsafe timeout, but not more often than this.
LEAST_CHECK_S = 3


class Vestel(Charger):
    single_client = True
    default_unit = 255

    def __init__(
        self,
        plant,
        hwMaxAmps=32,
        phases=3,
        firmware='v3.187.0-1.0.155.0-v8.1.0.2',
        totalWh=7_654_300,
        needsCard=False,
        wiring=(0, 1, 2),
        failsafeAmps=8,
        failsafeS=20,
        locksOut=True,
    ):
        registers = Registers(functions=(3, 4, 6), whole=True)
        super().__init__(plant, registers, Socket(plant, wiring), hwMaxAmps)
        self.phases_hw = phases
        self.phases = phases
        self.firmware = firmware
        self.total_wh = totalWh
        self.needs_card = needsCard
        self.failsafe_amps = failsafeAmps
        self.failsafe_s = failsafeS
        self.locks_out = locksOut
        self.trips = 0
        self.refused_clients = 0
        self.locked_until = 0.0
        self.session_at = None
        self.session_s = 0.0
        self.session_from_wh = 0.0
        self._power_on()
        self._map()
        self._map_writes()

    def _power_on(self):
        self.limit = self.failsafe_amps
        self.alive = 0
        self.checked_at = None

    def power_cycle(self):
        self.close_connections()
        self.locked_until = 0.0
        self._power_on()

    def _map(self):
        r, socket = self.registers, self.socket
        r.read(4, 100, utf16(25), lambda: '7309912345')
        r.read(4, 130, utf16(50), lambda: 'vestel-cp-1')
        r.read(4, 190, utf16(10), lambda: 'Vestel')
        r.read(4, 210, utf16(5), lambda: 'EVC04')
        r.read(4, 230, utf16(50), lambda: self.firmware)
        r.read(4, 400, U32, lambda: 230 * self.max_amps * self.phases_hw)
        r.read(4, 404, U16, lambda: 1 if self.phases_hw == 3 else 0)
        r.read(4, 1000, U16, self.cp_state)
        r.read(4, 1001, U16, lambda: 1 if socket.iec() == 'C2' else 0)
        r.read(4, 1002, U16, lambda: 2 if self.fault else 1)
        r.read(4, 1004, U16, self.cable)
        r.read(4, 1006, U32, lambda: self.fault)
        for phase in range(3):
            r.read(4, 1008 + 2 * phase, U16, lambda phase=phase: 1000 * socket.amps()[phase])
            r.read(4, 1014 + 2 * phase, U16, lambda phase=phase: socket.volts()[phase])
            r.read(4, 1024 + 4 * phase, U32, lambda phase=phase: socket.watts()[phase])
        r.read(4, 1020, U32, lambda: sum(socket.watts()))
        r.read(4, 1036, U32, lambda: (self.total_wh + socket.wh) / 100)
        r.read(4, 1104, U16, lambda: self.max_amps)
        r.read(4, 1502, U32, lambda: socket.wh - self.session_from_wh if self.session_at is not None else 0)
        r.read(4, 1508, U32, lambda: self.session_s)
        if self._version() >= (3, 156, 0):
            r.read(4, 1516, utf16(15), lambda: self.token or '')

    def _map_writes(self):
        r = self.registers
        amps = lambda word: word == 0 or 6 <= word <= self.max_amps
        self._setting(2000, 'failsafe_amps', amps)
        self._setting(2002, 'failsafe_s', lambda word: word > 0)
        self._setting(5004, 'limit', amps)
        self._setting(6000, 'alive', lambda word: word == 1)
        if self._version() >= (3, 187, 0):
            r.read(3, 405, U16, lambda: 1 if self.phases == 3 else 0)
            r.write(6, 405, lambda word: word in (0, 1), lambda word: setattr(self, 'phases', 3 if word else 1))

    def _setting(self, address, name, legal):
        self.registers.read(3, address, U16, lambda: getattr(self, name))
        self.registers.write(6, address, legal, lambda word: setattr(self, name, word))

    def _version(self):
        return tuple(int(part) for part in self.firmware[1:].split('-')[0].split('.'))

    def cable(self):
        if self.socket.vehicle is None:
            return 0
        return 3 if self.socket.iec() == 'C2' else 2

    def cp_state(self):
        if self.fault:
            return FAULTED
        if self.socket.vehicle is None:
            return AVAILABLE
        if self.needs_card and self.token is None:
            return PREPARING
        if self.socket.iec() == 'C2':
            return CHARGING
        if self.limit == 0:
            return SUSPENDED_EVSE
        return SUSPENDED_EV if self.session_at is not None else PREPARING

    def unplug(self):
        super().unplug()
        self.token = None

    def plug(self, vehicle):
        super().plug(vehicle)
        self.session_at = None

    def tick(self, now):
        self._watch(now)
        released = not self.needs_card or self.token is not None
        switches = self.socket.phases != self.phases
        can = released and not self.fault and not switches
        self.socket.offer = float(min(self.limit, self.max_amps)) if can else 0.0
        if sum(self.socket.amps()) == 0:
            self.socket.phases = self.phases
        self._count(now)

    def _count(self, now):
        if self.socket.vehicle is None:
            return
        if self.session_at is None and self.socket.iec() == 'C2':
            self.session_at = now
            self.session_from_wh = self.socket.wh
        if self.session_at is not None:
            self.session_s = now - self.session_at

    def _watch(self, now):
        # It begins with the first client.
        if self.checked_at is None or now - self.checked_at < max(LEAST_CHECK_S, self.failsafe_s / 2):
            return
        self.checked_at = now
        if self.alive == 1:
            self.alive = 0
            return
        self.trips += 1
        self.limit = self.failsafe_amps
        self.close_connections()

    def may_connect(self):
        may = self.plant.now >= self.locked_until
        self.refused_clients += 0 if may else 1
        return may

    def connected(self):
        if self.checked_at is None:
            self.checked_at = self.plant.now

    def disconnected(self):
        if self.locks_out:
            self.locked_until = self.plant.now + self.failsafe_s

    def state(self):
        return {
            **super().state(),
            'limitAmps': self.limit,
            'failsafeAmps': self.failsafe_amps,
            'failsafeS': self.failsafe_s,
            'trips': self.trips,
            'refusedClients': self.refused_clients,
            'lockedForS': max(0.0, self.locked_until - self.plant.now),
        }
