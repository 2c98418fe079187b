"""A Modbus TCP master on pymodbus, such as another energy manager has. Its arguments are a port, how many clients connect at
the same time, and as JSON what each of them reads, in turn: [unit, function, address, count]. It says as JSON, for each
client, the words or `exception N` of every read."""

import json
import sys

from pymodbus.client import ModbusTcpClient

READS = {1: 'read_coils', 2: 'read_discrete_inputs', 3: 'read_holding_registers', 4: 'read_input_registers'}


def heard(client, unit, fn, address, count):
    answer = getattr(client, READS[fn])(address, count, slave=unit)
    if answer.isError():
        return f'exception {getattr(answer, "exception_code", answer)}'
    return answer.registers if fn > 2 else [int(bit) for bit in answer.bits[:count]]


def main():
    port, clients, reads = int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
    masters = [ModbusTcpClient('127.0.0.1', port=port, timeout=5) for _ in range(clients)]
    for master in masters:
        master.connect()
    said = [[] for _ in masters]
    for read in reads:
        for master, words in zip(masters, said):
            words.append(heard(master, *read))
    write = masters[0].write_register(5004, 6, slave=reads[0][0])
    for master in masters:
        master.close()
    print(json.dumps({'said': said, 'write': getattr(write, 'exception_code', None)}))


main()
