// The gateway's own Modbus server, at which other systems read the devices that serve one client.

import Type from 'typebox';
import type { Static } from 'typebox';
import { address, closed, id, whole } from './schema-words.ts';

const ServedDevice = Type.Object(
  {
    unit: whole('Unit id at which others read it', 0, 255),
    of: id('The station or meter that it is'),
    evse: Type.Optional(whole('Of a station with several EVSEs, which one; 1 when absent', 1, 64)),
    deviceUnit: Type.Optional(
      whole(
        'Unit id of the device itself, where it has several (Alfen: 200 is the station); that of its values when absent',
        0,
        255,
      ),
    ),
  },
  closed,
);

export const ModbusServer = Type.Object(
  {
    listen: Type.Optional(
      address(
        'Address and port, such as 0.0.0.0:502; 127.0.0.1:1502 when absent. Modbus has no password: whoever reaches it reads',
      ),
    ),
    maxClients: Type.Optional(whole('Connections at a time; 8 when absent', 1, 32)),
    devices: Type.Array(ServedDevice, { description: 'Devices that are shown, read-only', minItems: 1, maxItems: 256 }),
  },
  {
    ...closed,
    description: 'Shows the registers of Modbus devices to other systems, so that each device has one client',
  },
);

export type ModbusServer = Static<typeof ModbusServer>;
