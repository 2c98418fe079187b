"""Lines that devices hang on: Modbus TCP, RTU over TCP, and RTU on a pseudo terminal. For pymodbus 3.0."""

import asyncio
import logging
import os
import termios
import tty

from pymodbus.register_read_message import ReadHoldingRegistersResponse, ReadInputRegistersResponse
from pymodbus.register_write_message import WriteMultipleRegistersResponse, WriteSingleRegisterResponse
from pymodbus.server.async_io import ModbusConnectedRequestHandler, ModbusSingleRequestHandler, ModbusTcpServer
from pymodbus.factory import ServerDecoder
from pymodbus.transaction import ModbusRtuFramer, ModbusSocketFramer

from registers import ILLEGAL_FUNCTION, Refused, Silence

logging.getLogger('pymodbus').setLevel(logging.CRITICAL + 1)

# Longer than any silence inside of a frame, shorter than one between two frames.
FRAME_ENDS_S = 0.03
NO_SUCH_UNIT = 0x0B
GARBAGE = b'\xa5'
READS = {3: ReadHoldingRegistersResponse, 4: ReadInputRegistersResponse}


class EveryUnit:
    """For pymodbus: frames for every unit are passed on; the line knows which of them are there."""

    single = True

    def slaves(self):
        return []


def _words_of(change):
    def spoil(response):
        if hasattr(response, 'registers'):
            response.registers = change(response.registers)

    return spoil


def _field(name, change):
    return lambda response: setattr(response, name, change(getattr(response, name)))


# What can be wrong with an answer; `garbage` is no frame at all. A checksum is right for what is sent.
SPOILS = {
    'transaction': _field('transaction_id', lambda number: (number + 1) & 0xFFFF),
    'unit': _field('unit_id', lambda unit: unit ^ 1),
    'function': _field('function_code', lambda function: function ^ 7),
    'short': _words_of(lambda words: words[:-1]),
    'long': _words_of(lambda words: [*words, 0xBEEF]),
    'ones': _words_of(lambda words: [0xFFFF] * len(words)),
    'swapped': _words_of(lambda words: words[::-1]),
    'garbage': lambda response: None,
}


class Line:
    """`mode`: `answers`, `silent` (requests are heard and not answered) or `holds` (answers wait for `release`)."""

    def __init__(self, plant, devices, bring_up_to_date):
        self.plant = plant
        self.devices = devices
        self.bring_up_to_date = bring_up_to_date
        self.mode = 'answers'
        self.held = []
        self.spoils = []
        self.log = []
        self.clients = set()
        self.last_frame_at = -1e9
        for device in devices.values():
            device.close_connections = self.drop

    def drop(self):
        for client in list(self.clients):
            client.transport.abort()

    def release(self):
        held, self.held = self.held, []
        for client, response in held:
            client.send(response)
        return len(held)

    def is_full(self):
        return any(device.single_client for device in self.devices.values()) and len(self.clients) > 0

    def may_connect(self):
        self.bring_up_to_date()
        return not self.is_full() and all([device.may_connect() for device in self.devices.values()])

    def answer(self, request, heard_at, unknown_unit):
        """The answer to a decoded request, or None for silence."""
        self.bring_up_to_date()
        gap_s, self.last_frame_at = heard_at - self.last_frame_at, heard_at
        device = self.devices.get(request.unit_id)
        try:
            if device is None:
                code = unknown_unit
                return None if code is None else request.doException(code)
            device.heard(gap_s)
            return self._perform(device, request)
        except Refused as refused:
            self._note(request, refused.code)
            return request.doException(refused.code)
        except Silence:
            return None

    def _perform(self, device, request):
        function = request.function_code
        if function in READS:
            words = device.answer_read(function, request.address, request.count)
            response = READS[function](words)
        elif function == 6:
            device.answer_write(function, request.address, [request.value])
            response = WriteSingleRegisterResponse(request.address, request.value)
        elif function == 16:
            device.answer_write(function, request.address, request.values)
            response = WriteMultipleRegistersResponse(request.address, request.count)
        else:
            raise Refused(ILLEGAL_FUNCTION)
        if function not in READS:
            # What was written is in force when it is confirmed.
            device.tick(self.plant.now)
        self._note(request, 0)
        return response

    def _note(self, request, exception):
        """The last requests, for the test: what came, and the exception that it got."""
        words = [request.value] if request.function_code == 6 else list(getattr(request, 'values', []))
        self.log.append(
            {
                'at': self.plant.now,
                'unit': request.unit_id,
                'fn': request.function_code,
                'address': getattr(request, 'address', -1),
                'count': len(words) or getattr(request, 'count', 0),
                'words': words,
                'exception': exception,
            }
        )
        del self.log[:-2000]


class Answering:
    """What the handlers of both transports share: the line decides what pymodbus sends."""

    def data_received(self, data):
        now = asyncio.get_running_loop().time()
        if self.server.framer is ModbusRtuFramer and now - getattr(self, 'heard_at', now) > FRAME_ENDS_S:
            self.framer.resetFrame()
        self.heard_at = now
        super().data_received(data)

    def execute(self, request, *addr):
        line = self.server.line
        response = line.answer(request, self.heard_at, self.server.unknown_unit)
        if response is None or line.mode == 'silent':
            return
        response.transaction_id = request.transaction_id
        response.unit_id = request.unit_id
        how = line.spoils.pop(0) if line.spoils else None
        if how is not None:
            SPOILS[how](response)
        if how == 'garbage':
            self.transport.write(GARBAGE * 9)
            return
        if line.mode == 'holds':
            line.held.append((self, response))
            return
        self.send(response)

    def send(self, message, *addr, **kwargs):
        if self.transport.is_closing():
            return
        super().send(message, None)
        self.server.line.last_frame_at = asyncio.get_running_loop().time()


class TcpClient(Answering, ModbusConnectedRequestHandler):
    def connection_made(self, transport):
        self.is_in = self.server.line.may_connect()
        super().connection_made(transport)
        if not self.is_in:
            transport.abort()
            return
        self.server.line.clients.add(self)
        for device in self.server.line.devices.values():
            device.connected()

    def connection_lost(self, call_exc):
        super().connection_lost(call_exc)
        if not self.is_in:
            return
        self.server.line.clients.discard(self)
        for device in self.server.line.devices.values():
            device.disconnected()


class SerialClient(Answering, ModbusSingleRequestHandler):
    pass


async def serve_tcp(line, framer, unknown_unit):
    """Listens on a free port of the loopback interface, and returns it."""
    server = ModbusTcpServer(EveryUnit(), framer, None, ('127.0.0.1', 0), handler=TcpClient, defer_start=True)
    server.line = line
    server.unknown_unit = unknown_unit
    serving = asyncio.ensure_future(server.serve_forever())
    await server.serving
    line.serving = serving
    return server.server.sockets[0].getsockname()[1]


class PseudoTerminal:
    """The end of the cable that the devices hold; also what pymodbus sees as its server and its transport."""

    def __init__(self, line, baud):
        self.line = line
        self.unknown_unit = None
        self.framer = ModbusRtuFramer
        self.decoder = ServerDecoder()
        self.context = EveryUnit()
        self.broadcast_enable = False
        self.response_manipulator = None
        self.baud = getattr(termios, f'B{baud}')
        # The other end stays open here, so that a master may come and go.
        self.fd, self.other = os.openpty()
        tty.setraw(self.other)
        os.set_blocking(self.fd, False)
        self.path = os.ttyname(self.other)
        self.handler = SerialClient(self)
        self.handler.connection_made(self)
        asyncio.get_running_loop().add_reader(self.fd, self._readable)

    def _readable(self):
        data = os.read(self.fd, 4096)
        # Bytes at another speed are noise. (Parity cannot be seen on a pseudo terminal.)
        if termios.tcgetattr(self.fd)[4] == self.baud:
            self.handler.data_received(data)

    def get_extra_info(self, _name, default=None):
        return default

    def is_closing(self):
        return False

    def write(self, data):
        os.write(self.fd, data)


async def open_line(line, kind, baud):
    """What a master needs to know: the port or the path."""
    if kind == 'tcp':
        return {'port': await serve_tcp(line, ModbusSocketFramer, NO_SUCH_UNIT)}
    if kind == 'rtuOverTcp':
        return {'port': await serve_tcp(line, ModbusRtuFramer, None)}
    line.terminal = PseudoTerminal(line, baud)
    return {'path': line.terminal.path}
