"""Devices on lines around one plant, in one process. It is told what to build in its one argument, as JSON, and what
happens on stdin, a JSON object a line: {"id": 1, "do": "plug", "device": "keba", ...}. On stdout it says where the lines
are, then {"id": 1, "answer": ...} or {"id": 1, "error": "..."}. It ends with its stdin.

`speed` is how many seconds of the plant pass in a second; with 0 time stands still and only `skip` moves it on.
"""

import asyncio
import json
import sys

from eastron_sdm630 import Eastron
from heidelberg_ec import Heidelberg
from keba_p30_p40 import Keba
from plant import Plant, Vehicle
from vestel_evc04 import Vestel
from wire import SPOILS, Line, open_line

DEVICES = {
    'keba-p30': lambda plant, **given: Keba(plant, product='p30', **given),
    'keba-p40': lambda plant, **given: Keba(plant, product='p40', **given),
    'vestel-evc04': Vestel,
    'heidelberg-ec': Heidelberg,
    'amperfied-connect-home': lambda plant, **given: Heidelberg(plant, product='connect-home', **given),
    'amperfied-connect-solar': lambda plant, **given: Heidelberg(plant, product='connect-solar', **given),
    'eastron-sdm630': Eastron,
}
# Ethernet boxes of the Heidelberg family answer to another unit than those on a bus.
UNITS = {'amperfied-connect-home': 255, 'amperfied-connect-solar': 255}
TICK_S = 0.01
# Enough for everything to be looked at once.
MOMENT_S = 1e-6


class Depot:
    def __init__(self, plan):
        given = {key: plan[key] for key in ('volts', 'base') if key in plan}
        self.plant = Plant(**given)
        self.speed = plan.get('speed', 1)
        self.devices = {}
        self.line_of = {}
        self.lines = []
        for line in plan['lines']:
            self.lines.append((line, self._line(line)))

    def _line(self, plan):
        devices = {}
        for one in plan['devices']:
            device = DEVICES[one['device']](self.plant, **one.get('options', {}))
            unit = one.get('unit', UNITS.get(one['device'], device.default_unit))
            if unit in devices or one['name'] in self.devices:
                raise ValueError(f'unit {unit} or name {one["name"]} is there twice')
            devices[unit] = self.devices[one['name']] = device
        line = Line(self.plant, devices, self.advance)
        for one in plan['devices']:
            self.line_of[one['name']] = line
        return line

    async def open(self):
        self.loop = asyncio.get_running_loop()
        self.told = []
        for plan, line in self.lines:
            baud = plan.get('baud', max(device.default_baud for device in line.devices.values()))
            self.told.append(await open_line(line, plan['kind'], baud))
        self.last_at = self.loop.time()
        self.plant.advance(MOMENT_S)
        return self.told

    def advance(self):
        now = self.loop.time()
        passed, self.last_at = (now - self.last_at) * self.speed, now
        self.plant.advance(self.plant.now + passed)

    async def live(self):
        while True:
            self.advance()
            await asyncio.sleep(TICK_S)

    def obey(self, order):
        self.advance()
        what = order.pop('do')
        name = order.pop('device', None)
        if name is not None and name not in self.devices:
            raise ValueError(f'no device {name}')
        device = self.devices.get(name)
        line = self.line_of.get(name)
        answer = getattr(self, f'do_{what}')(device, line, **order)
        # What was done shows in the registers at once.
        if what != 'state':
            self.plant.advance(self.plant.now + MOMENT_S)
        return answer

    def do_plug(self, device, _line, vehicle=None):
        device.plug(Vehicle(**(vehicle or {})))

    def do_unplug(self, device, _line):
        device.unplug()

    def do_badge(self, device, _line, token):
        device.badge(token)

    def do_wants(self, device, _line, wants):
        device.socket.vehicle.wants = wants

    def do_fault(self, device, _line, code):
        device.fault = code

    def do_power(self, device, _line):
        device.power_cycle()

    def do_freeze(self, device, _line, frozen):
        device.frozen = {} if frozen else None

    def do_nothing(self, device, _line, nothing):
        device.nothing = nothing

    def do_drop(self, _device, line):
        line.drop()

    def do_mode(self, _device, line, mode):
        line.mode = mode
        return line.release() if mode == 'answers' else 0

    def do_spoil(self, _device, line, how, times=1):
        if how not in SPOILS:
            raise ValueError(f'{how} is not one of {", ".join(SPOILS)}')
        line.spoils.extend([how] * times)

    def do_base(self, _device, _line, amps):
        self.plant.base = list(amps)

    def do_volts(self, _device, _line, volts):
        self.plant.volts = list(volts)

    def do_skip(self, _device, _line, seconds):
        self.plant.advance(self.plant.now + seconds)

    def do_log(self, _device, line):
        log, line.log = line.log, []
        return log

    def do_state(self, _device, _line):
        plant = self.plant
        return {
            'nowS': plant.now,
            'grid': {
                'volts': plant.volts,
                'amps': plant.amps(),
                'watts': plant.watts(),
                'importWh': plant.import_wh,
                'exportWh': plant.export_wh,
            },
            'devices': {name: device.state() for name, device in self.devices.items()},
            'clients': {name: len(line.clients) for name, line in self.line_of.items()},
        }


def say(what):
    sys.stdout.write(json.dumps(what) + '\n')
    sys.stdout.flush()


async def main():
    depot = Depot(json.loads(sys.argv[1]))
    say({'lines': await depot.open()})
    living = asyncio.ensure_future(depot.live())
    living.add_done_callback(lambda task: task.cancelled() or task.get_loop().stop())
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        order = json.loads(line)
        number = order.pop('id')
        try:
            say({'id': number, 'answer': depot.obey(order)})
        except Exception as error:  # The test is told what it did wrong.
            say({'id': number, 'error': f'{type(error).__name__}: {error}'})


if __name__ == '__main__':
    asyncio.run(main())
