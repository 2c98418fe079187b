"""Heidelberg Energy Control (RTU) and Amperfied connect.home, connect.solar (TCP), after its maker's register table.

Not in that table and chosen here: the box goes to standby after 60 s without a frame for it while no vehicle is plugged,
the frame that wakes it is lost and it needs 2 s; registers after power-on are the defaults of the table, the limit is the
rated current; 501 takes 0 and 1 for one phase, because sources disagree.
"""

from device import Charger
from plant import Socket
from registers import S16, U16, U32, Registers, Silence, octets, text

# 100 ms are wanted between two frames. The clocks of both ends differ a little.
LEAST_GAP_S = 0.095
STANDBY_AFTER_S = 60
WAKES_S = 2
RECOVERS_S = 10
A1, A2, B1, B2, C1, C2, DERATED, E, F, ERROR = range(2, 12)


class Heidelberg(Charger):
    default_unit = 1
    default_baud = 19200

    def __init__(
        self,
        plant,
        product='energy-control',
        layout=0x108,
        hwMaxAmps=16,
        hwMinAmps=6,
        totalVah=123_456,
        wiring=(0, 1, 2),
        watchdogMs=15000,
        failsafeAmps=0,
        standby=0,
        remoteLock=1,
        leastGapMs=None,
    ):
        registers = Registers(functions=(3, 4, 6, 16), whole=False)
        super().__init__(plant, registers, Socket(plant, wiring), hwMaxAmps)
        self.is_connect = product != 'energy-control'
        self.is_solar = product == 'connect-solar'
        # Frames are paced on the bus, not on Ethernet.
        self.least_gap_s = (0 if self.is_connect else LEAST_GAP_S) if leastGapMs is None else leastGapMs / 1000
        self.layout = layout
        self.min_amps = hwMinAmps
        self.total_vah = totalVah
        self.powered_on_vah = 0.0
        self.defaults = {
            'watchdog_ms': watchdogMs,
            'standby': standby,
            'remote_lock': remoteLock,
            'failsafe': round(10 * failsafeAmps),
        }
        for name, value in self.defaults.items():
            setattr(self, name, value)
        self.phases = 3
        self.permission = 1
        self.derated = False
        self.trips = 0
        self.too_early = 0
        self.unheard = 0
        self._power_on()
        self._map()
        self._map_settings()

    def _power_on(self):
        if self.layout < 0x108:
            for name, value in self.defaults.items():
                setattr(self, name, value)
        self.limit = 10 * self.max_amps
        self.heard_at = self.plant.now
        self.awake_at = self.plant.now
        self.asleep = False
        self.tripped = False
        self.recovers_at = self.plant.now
        self.powered_on_vah = self.socket.vah

    def power_cycle(self):
        self.close_connections()
        self._power_on()

    def _map(self):
        r, socket = self.registers, self.socket
        r.read(4, 4, U16, lambda: self.layout)
        r.read(4, 5, U16, self.number)
        for phase in range(3):
            r.read(4, 6 + phase, U16, lambda phase=phase: 10 * socket.amps()[phase])
            r.read(4, 10 + phase, U16, lambda phase=phase: socket.volts()[phase])
        r.read(4, 9, S16, lambda: -35)
        r.read(4, 13, U16, lambda: 1)
        if self.layout >= 0x104:
            r.read(4, 14, U16, lambda: sum(socket.va()))
        r.read(4, 15, U32, lambda: socket.vah - self.powered_on_vah)
        if self.layout >= 0x107:
            r.read(4, 17, U32, lambda: self.total_vah + socket.vah)
        r.read(4, 100, U16, lambda: self.max_amps)
        r.read(4, 101, U16, lambda: self.min_amps)
        r.read(4, 102, text(32), lambda: 'Energy Control 2023-04-11 11kW 7.5m')
        if self.is_connect:
            # VAh like the other counters; it starts with the plug.
            r.read(4, 19, U32, lambda: socket.session_wh() / socket.power_factor())
            r.read(4, 2002, octets(6), lambda: self.token or '')
        if self.is_solar:
            r.read(4, 5001, U16, lambda: socket.phases if sum(socket.amps()) > 0 else 0)

    def _map_settings(self):
        amps = lambda word: word == 0 or 10 * self.min_amps <= word <= 10 * self.max_amps
        self._setting(257, 'watchdog_ms', lambda word: True)
        self._setting(259, 'remote_lock', lambda word: word in (0, 1))
        self._setting(261, 'limit', amps, functions=(6, 16))
        self._setting(262, 'failsafe', amps)
        if self.is_connect:
            self._setting(302, 'permission', lambda word: word in (0, 1), functions=(6, 16))
        else:
            self._setting(258, 'standby', lambda word: word in (0, 4))
        if self.is_solar:
            self.registers.read(3, 501, U16, lambda: self.phases)
            self.registers.write(6, 501, lambda word: word in (0, 1, 3), self._switch_phases)

    def _setting(self, address, name, legal, functions=(6,)):
        self.registers.read(3, address, U16, lambda: getattr(self, name))
        for function in functions:
            self.registers.write(function, address, legal, lambda word: setattr(self, name, word))

    def _switch_phases(self, word):
        self.phases = 3 if word == 3 else 1

    def heard(self, gap_s):
        if gap_s < self.least_gap_s:
            self.too_early += 1
            raise Silence
        now = self.plant.now
        was_asleep, self.asleep = self.asleep, False
        if was_asleep:
            self.awake_at = now + WAKES_S
        if now < self.awake_at:
            self.unheard += 1
            raise Silence
        self.heard_at = now
        if self.tripped:
            self.tripped = False
            self.recovers_at = now + RECOVERS_S

    def tick(self, now):
        quiet_s = now - self.heard_at
        idle = self.socket.vehicle is None and not self.is_connect and self.standby == 0
        if idle and quiet_s >= STANDBY_AFTER_S and now - self.awake_at >= WAKES_S:
            self.asleep = True
        if not self.tripped and self.watchdog_ms > 0 and quiet_s >= self.watchdog_ms / 1000:
            self.tripped = True
            self.trips += 1
        switches = self.socket.phases != self.phases
        may = self.remote_lock == 1 and not self.fault and not switches and (not self.is_connect or self.permission == 1)
        self.socket.offer = self.amps_in_force() if may else 0.0
        if sum(self.socket.amps()) == 0:
            self.socket.phases = self.phases

    def amps_in_force(self):
        """The failsafe current during silence, and after a failsafe of 0 until the box has recovered."""
        holds = self.tripped or (self.failsafe == 0 and self.plant.now < self.recovers_at)
        return (self.failsafe if holds else self.limit) / 10

    def is_stopped(self):
        """Locked, or stopped by a failsafe current of 0: both are shown as F."""
        return self.remote_lock == 0 or (self.amps_in_force() == 0 and self.limit > 0)

    def number(self):
        if self.fault:
            return E
        if self.is_stopped():
            return F
        letter = self.socket.iec()
        if letter == 'C2':
            return DERATED if self.derated else C2
        if letter == 'A':
            return A2 if self.socket.offer > 0 else A1
        return {'B1': B1, 'B2': B2, 'C1': C1}[letter]

    def iec(self):
        return 'F' if self.is_stopped() and not self.fault else super().iec()

    def unplug(self):
        super().unplug()
        self.token = None

    def state(self):
        return {
            **super().state(),
            'number': self.number(),
            'limitAmps': self.limit / 10,
            'failsafeAmps': self.failsafe / 10,
            'failsafeS': self.watchdog_ms / 1000,
            'standby': self.standby,
            'remoteLock': self.remote_lock,
            'tripped': self.tripped,
            'trips': self.trips,
            'tooEarly': self.too_early,
            'unheard': self.unheard,
            'asleep': self.asleep,
        }
