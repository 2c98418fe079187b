"""The electricity behind all the devices of a test: mains, vehicles, what flows, and what really flowed.

Every device reads it and only the sockets of chargers change it. Times are seconds of the plant's own clock, currents
amps of one phase, energies Wh. Phase numbers count from 0 and are those of the grid.
"""

STEP_S = 0.05
PHASES = (0, 1, 2)


class Vehicle:
    """It follows what it is offered late and in steps, as an on-board charger does (IEC 61851-1 allows it 5 s)."""

    def __init__(
        self,
        amps=32.0,
        phases=3,
        delayS=1.0,
        stepAmps=4.0,
        stepEveryS=0.5,
        powerFactor=0.98,
        wantsWh=None,
        wants=True,
        staysReady=False,
    ):
        self.amps = amps
        self.phases = phases
        self.delay_s = delayS
        self.step_amps = stepAmps
        self.step_every_s = stepEveryS
        self.power_factor = powerFactor
        self.wants_wh = wantsWh
        self.wants = wants
        # Keeps its switch closed while nothing is offered: C1, not B1.
        self.stays_ready = staysReady
        self.seen = 0.0
        self.draws = 0.0
        self.was_charging = False
        self.offers = []
        self.next_step_at = 0.0

    def offered(self, now, amps):
        if (self.offers[-1][1] if self.offers else self.seen) != amps:
            self.offers.append((now + self.delay_s, amps))

    def step(self, now):
        while self.offers and self.offers[0][0] <= now:
            self.seen = self.offers.pop(0)[1]
        if now < self.next_step_at:
            return
        target = min(self.seen, self.amps) if self.wants and self.seen >= 6 else 0.0
        change = max(-self.step_amps, min(self.step_amps, target - self.draws))
        if change != 0:
            self.draws += change
            self.next_step_at = now + self.step_every_s
        self.was_charging = self.was_charging or self.draws > 0

    def is_ready(self):
        """Its switch is closed: it asks for energy, or it still takes some."""
        return self.draws > 0 or (self.wants and (self.seen >= 6 or (self.stays_ready and self.was_charging)))

    def took(self, wh):
        if self.wants_wh is not None and wh >= self.wants_wh:
            self.wants = False


class Socket:
    """Where a vehicle is plugged in. The charger sets `offer` (0 = no offer) and `phases`; the rest happens."""

    def __init__(self, plant, wiring=PHASES):
        self.plant = plant
        self.wiring = tuple(wiring)
        self.vehicle = None
        self.offer = 0.0
        self.phases = 3
        self.wh = 0.0
        self.vah = 0.0
        self.plugged_at_wh = 0.0
        self.plugged_at = None
        plant.sockets.append(self)

    def plug(self, vehicle):
        self.vehicle = vehicle
        self.plugged_at_wh = self.wh
        self.plugged_at = self.plant.now

    def unplug(self):
        self.vehicle = None
        self.plugged_at = None

    def amps(self):
        """What the charger measures on its own L1, L2, L3."""
        if self.vehicle is None:
            return [0.0, 0.0, 0.0]
        used = min(self.phases, self.vehicle.phases)
        return [self.vehicle.draws if phase < used else 0.0 for phase in PHASES]

    def volts(self):
        return [self.plant.volts[phase] for phase in self.wiring]

    def va(self):
        return [volts * amps for volts, amps in zip(self.volts(), self.amps())]

    def power_factor(self):
        return self.vehicle.power_factor if self.vehicle else 1.0

    def watts(self):
        return [va * self.power_factor() for va in self.va()]

    def iec(self):
        """The letter of IEC 61851, without E and F, which are the charger's."""
        if self.vehicle is None:
            return 'A'
        if self.offer > 0:
            return 'C2' if self.vehicle.is_ready() else 'B2'
        if self.vehicle.draws > 0:
            return 'C2'
        return 'C1' if self.vehicle.is_ready() else 'B1'

    def session_wh(self):
        return self.wh - self.plugged_at_wh

    def step(self, now, hours):
        if self.vehicle is None:
            return
        self.vehicle.offered(now, self.offer)
        self.vehicle.step(now)
        self.wh += sum(self.watts()) * hours
        self.vah += sum(self.va()) * hours
        self.vehicle.took(self.session_wh())


class Plant:
    """Mains, a base load, sockets. `base` is amps a phase at power factor 1; negative feeds into the grid."""

    def __init__(self, volts=(230.0, 230.0, 230.0), base=(0.0, 0.0, 0.0)):
        self.now = 0.0
        self.volts = list(volts)
        self.base = list(base)
        self.sockets = []
        self.devices = []
        self.import_wh = [0.0, 0.0, 0.0]
        self.export_wh = [0.0, 0.0, 0.0]

    def advance(self, to):
        while self.now < to:
            step = min(STEP_S, to - self.now)
            self.now += step
            for device in self.devices:
                device.tick(self.now)
            for socket in self.sockets:
                socket.step(self.now, step / 3600)
            for phase, watts in enumerate(self.watts()):
                self.import_wh[phase] += max(0.0, watts) * step / 3600
                self.export_wh[phase] += max(0.0, -watts) * step / 3600

    def watts(self):
        """What flows at the grid connection; import is positive."""
        return self._sum([volts * amps for volts, amps in zip(self.volts, self.base)], lambda one: one.watts())

    def amps(self):
        """Signed like the power, added as if all were in phase."""
        return self._sum(self.base, lambda one: one.amps())

    def va(self):
        return [abs(volts * amps) for volts, amps in zip(self.volts, self.amps())]

    def _sum(self, base, of):
        total = list(base)
        for socket in self.sockets:
            for own, value in enumerate(of(socket)):
                total[socket.wiring[own]] += value
        return total
