"""What all devices have: a place on a line, a register map, and controls that a test may use."""


class Device:
    """The line calls `answer_read` and `answer_write`; the plant calls `tick`."""

    # One client only: a second one is turned away by the line.
    single_client = False
    default_unit = 1
    default_baud = 9600

    def __init__(self, plant, registers):
        self.plant = plant
        self.registers = registers
        # Set by the line: closes all its connections.
        self.close_connections = lambda: None
        self.frozen = None
        plant.devices.append(self)

    def tick(self, now):
        """Time passes."""

    def heard(self, gap_s):
        """A request for this device has arrived, `gap_s` seconds of the real clock after the last frame on the line."""

    def may_connect(self):
        """May a client that knocks now come in?"""
        return True

    def connected(self):
        """A client has come in."""

    def disconnected(self):
        """A client has gone."""

    def power_cycle(self):
        """The power goes and comes back."""

    def answer_read(self, function, address, count):
        if self.frozen is None:
            return self.registers.answer_read(function, address, count)
        key = (function, address, count)
        if key not in self.frozen:
            self.frozen[key] = self.registers.answer_read(function, address, count)
        return self.frozen[key]

    def answer_write(self, function, address, words):
        self.registers.answer_write(function, address, words)

    def state(self):
        """For the test, not on the wire."""
        return {}


class Charger(Device):
    """A device with a socket and a limit."""

    def __init__(self, plant, registers, socket, max_amps):
        super().__init__(plant, registers)
        self.socket = socket
        self.max_amps = max_amps
        self.fault = 0
        self.token = None

    def plug(self, vehicle):
        self.socket.plug(vehicle)

    def unplug(self):
        self.socket.unplug()

    def badge(self, token):
        """Somebody holds a card (hex) against the reader."""
        self.token = token

    def iec(self):
        return 'E' if self.fault else self.socket.iec()

    def state(self):
        socket = self.socket
        return {
            'iec': self.iec(),
            'offerAmps': socket.offer,
            'phases': socket.phases,
            'amps': socket.amps(),
            'watts': sum(socket.watts()),
            'wh': socket.wh,
            'vah': socket.vah,
            'sessionWh': socket.session_wh(),
        }
