import { expect, it } from 'vitest';
import type { Question } from '../../src/core/ports.ts';
import type { EvseKey } from '../../src/model/ids.ts';
import { drawOf, newKeba } from './modbus-chargers.ts';
import { modbusDepot, told } from './modbus-scene.ts';

it('a person starts a session with a token, once, and stops what goes on', () => {
  const box = newKeba();
  const place = { device: box.device, driver: 'keba-p30-p40', modbus: { start: 'order' } } as const;
  const scene = modbusDepot({ KEBA: place }, {});
  scene.passes(15);
  box.plugged = true;
  scene.passes(10);
  const evse = 'KEBA/1' as EvseKey;
  const ask = (question: Question): unknown => scene.harness().asks(question, () => scene.passes(5));
  expect(ask({ kind: 'startCharging', evse: 'OTHER/1' as EvseKey, token: 'VAN' })).toEqual({ status: 'UnknownEvse' });
  expect(ask({ kind: 'stopCharging', evse })).toEqual({ status: 'Rejected' });
  expect(ask({ kind: 'startCharging', evse, token: 'VAN' })).toEqual({ status: 'Accepted' });
  scene.passes(30);
  expect([told(scene, 'StartTransaction')[0]?.['idTag'], drawOf(box, scene.now()) > 0]).toEqual(['VAN', true]);
  expect(ask({ kind: 'startCharging', evse, token: 'VAN' })).toEqual({ status: 'Rejected' });
  expect(ask({ kind: 'stopCharging', evse })).toEqual({ status: 'Accepted' });
  scene.passes(30);
  expect(told(scene, 'StopTransaction').map(({ reason }) => reason)).toEqual(['Remote']);
  expect(drawOf(box, scene.now())).toBe(0);
});
