// Limits that follow the meter of a circuit, over real sockets: a charger with a watchdog takes the room that other load leaves,
// and gives it back.

import { it } from 'vitest';
import { until } from '../peers/until.ts';
import { at, startModbusDepot } from './modbus-depot.ts';

it('F094: chargers make room for other load, and a silent site meter is a full circuit', async (ctx) => {
  const running = await startModbusDepot(
    ctx,
    {
      speed: 1,
      base: [4, 4, 4],
      lines: [
        { kind: 'tcp', devices: [{ name: 'OLD-1', device: 'keba-p40' }] },
        { kind: 'tcp', devices: [{ name: 'grid', device: 'eastron-sdm630' }] },
      ],
    },
    ([keba, grid]) => `
circuits:
  - { id: main, limitAmps: 32, worstCaseBaseAmps: 26, meter: grid, protection: { kind: mcb, ratedAmps: 40 }, worstStepAmps: 18 }
meters: [{ id: grid, source: modbus, ${at(grid!)}, unit: 1, device: eastron-sdm630, periodMs: 500 }]
stations:
  - { id: OLD-1, circuit: main, evses: [{ id: 1, maxAmps: 16 }], fallbackAmps: 6, authorization: { mode: free }, modbus: { device: keba-p30-p40, ${at(keba!)}, unit: 255 } }
`,
  );
  if (running === undefined) return;
  const { depot, status } = running;
  await until(() => status('OLD-1') === 'Available', 'it is known', 30_000);
  await depot.plug('OLD-1');
  await running.device('OLD-1', ({ offerAmps }) => offerAmps > 10, 'the room that the meter shows is used', 120_000);
  await depot.base([4, 22, 4]);
  await running.device('OLD-1', ({ offerAmps }) => offerAmps <= 10, 'it makes room on L2');
  await depot.base([4, 4, 4]);
  // Where meter and charger are read far apart, the room was below 6 A for a moment, and what is paused for want of room stays so for three minutes.
  await running.device('OLD-1', ({ offerAmps }) => offerAmps > 10, 'it takes the room again', 260_000);
  await depot.mode('grid', 'silent');
  await running.device('OLD-1', ({ offerAmps }) => offerAmps <= 6, 'what is left is the worst case');
}, 450_000);
