// Modbus devices in a process of their own: `devices` on TCP that answer at once, or `converters`, each with a 9600-baud bus behind
// it, of which the second has one unit that is dead.

import type { Ask } from '../wire/modbus-slave.ts';
import { answerWell, goodReply, openSlave } from '../wire/modbus-slave.ts';

const [kind, count] = process.argv.slice(2);
const baud = 9600;
/** What a meter takes to think. */
const turnaroundMs = 5;
const deadUnit = 20;

function overTheWire(isDead: (unit: number) => boolean): (ask: Ask) => void {
  return (ask) => {
    if (isDead(ask.unit)) return;
    const reply = goodReply(ask);
    const ms = ((ask.bytes.length + reply.length) * 11_000) / baud + turnaroundMs;
    setTimeout(() => ask.socket.write(reply), ms);
  };
}

const open = (at: number) =>
  kind === 'devices'
    ? openSlave('tcp', answerWell)
    : openSlave(
        'rtu',
        overTheWire((unit) => at === 1 && unit === deadUnit),
      );

const slaves = await Promise.all(Array.from({ length: Number(count) }, (_, at) => open(at)));
process.send!(slaves.map(({ port }) => port));
process.on('disconnect', () => process.exit(0));
