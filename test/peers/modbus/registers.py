"""A register map: which address answers to which function, how values become words, what is refused and with what."""

import math
import struct

ILLEGAL_FUNCTION = 1
ILLEGAL_ADDRESS = 2
ILLEGAL_VALUE = 3


class Refused(Exception):
    """The device answers with this exception code."""

    def __init__(self, code):
        super().__init__(f'exception {code}')
        self.code = code


class Silence(Exception):
    """The device does not answer."""


class Kind:
    """How a value lies in `words` registers."""

    def __init__(self, words, encode):
        self.words = words
        self.encode = encode


def _unsigned(words):
    def encode(value):
        number = max(0, min(math.floor(value + 1e-6), (1 << 16 * words) - 1))
        return [(number >> 16 * (words - 1 - at)) & 0xFFFF for at in range(words)]

    return Kind(words, encode)


def utf16(words):
    """One UTF-16 character a register."""
    return Kind(words, lambda text: [ord(one) for one in text[:words].ljust(words, '\0')])


def text(words):
    """Two characters a register, high byte first."""

    def encode(value):
        raw = value.encode('ascii')[: 2 * words].ljust(2 * words, b'\0')
        return list(struct.unpack(f'>{words}H', raw))

    return Kind(words, encode)


def octets(words):
    """Bytes, given in hex."""
    return Kind(words, lambda value: list(struct.unpack(f'>{words}H', bytes.fromhex(value).ljust(2 * words, b'\0'))))


U16 = _unsigned(1)
U32 = _unsigned(2)
S16 = Kind(1, lambda value: [round(value) & 0xFFFF])
F32 = Kind(2, lambda value: list(struct.unpack('>HH', struct.pack('>f', value))))


class Registers:
    """`whole`: one value a request, asked for with its exact length. Otherwise any run without a hole may be read."""

    def __init__(self, functions, whole, most=125):
        self.functions = functions
        self.whole = whole
        self.most = most
        self._values = {}
        self._words = {}
        self._writers = {}

    def read(self, function, address, kind, value):
        """`value` gives the number or text as it is now, in the unit of the register."""
        self._values[function, address] = (kind, value)
        for at in range(kind.words):
            self._words[function, address + at] = (address, at)

    def write(self, function, address, legal, put):
        """`put` takes the one word when `legal` says that it may be written."""
        self._writers[function, address] = (legal, put)

    def answer_read(self, function, address, count):
        if function not in self.functions:
            raise Refused(ILLEGAL_FUNCTION)
        if not 1 <= count <= self.most:
            raise Refused(ILLEGAL_VALUE)
        if self.whole:
            kind, value = self._values.get((function, address), (None, None))
            if kind is None or kind.words != count:
                raise Refused(ILLEGAL_ADDRESS)
            return kind.encode(value())
        places = [self._words.get((function, address + at)) for at in range(count)]
        if None in places:
            raise Refused(ILLEGAL_ADDRESS)
        encoded = {first: self._encoded(function, first) for first in {first for first, _ in places}}
        return [encoded[first][at] for first, at in places]

    def answer_write(self, function, address, words):
        if function not in self.functions:
            raise Refused(ILLEGAL_FUNCTION)
        writers = [self._writers.get((function, address + at)) for at in range(len(words))]
        if None in writers or (self.whole and len(words) > 1):
            raise Refused(ILLEGAL_ADDRESS)
        if not all(legal(word) for (legal, _), word in zip(writers, words)):
            raise Refused(ILLEGAL_VALUE)
        for (_, put), word in zip(writers, words):
            put(word)

    def _encoded(self, function, address):
        kind, value = self._values[function, address]
        return kind.encode(value())
