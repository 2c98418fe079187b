// A vehicle at a charger without OCPP that was refused because the central system was away.

import { describe, expect, it } from 'vitest';
import { ordinaryCsms } from './harness.ts';
import type { Box } from './modbus-chargers.ts';
import { drawOf, newKeba } from './modbus-chargers.ts';
import type { DepotOptions, ModbusScene, Place } from './modbus-scene.ts';
import { modbusDepot, sessionOf, told } from './modbus-scene.ts';

/** A KEBA that is known and idle. */
function keba(options: DepotOptions = {}, place: Partial<Place> = {}): { box: Box; scene: ModbusScene } {
  const box = newKeba();
  const scene = modbusDepot({ KEBA: { device: box.device, driver: 'keba-p30-p40', ...place } }, options);
  scene.passes(15);
  return { box, scene };
}

const starts = (scene: ModbusScene) => told(scene, 'StartTransaction');

/** A central system that knows these tokens and no others. */
function knowing(...tokens: string[]): NonNullable<DepotOptions['answer']> {
  const ordinary = ordinaryCsms();
  return (action, payload) => {
    const answer = ordinary(action, payload);
    if (!('idTagInfo' in answer)) return answer;
    return { ...answer, idTagInfo: { status: tokens.includes(payload['idTag'] as string) ? 'Accepted' : 'Invalid' } };
  };
}

describe('a plugged vehicle that was refused without the word of the central system', () => {
  it('is asked for again when it is back, and not before; its own word is the last', () => {
    const { box, scene } = keba({ csms: false, answer: knowing('VAN') }, { modbus: { start: 'plug', idTag: 'VAN' } });
    box.plugged = true;
    scene.passes(300);
    expect([box.enabled, sessionOf(scene).step]).toEqual([false, 'refused']);
    scene.connectsCsms();
    scene.passes(60);
    expect([told(scene, 'Authorize').length, starts(scene).length, drawOf(box, scene.now())]).toEqual([1, 1, 16]);
    const other = keba({ csms: false, answer: knowing('OTHER') }, { modbus: { start: 'plug', idTag: 'VAN' } });
    other.box.plugged = true;
    other.scene.passes(60);
    other.scene.connectsCsms();
    other.scene.passes(1800);
    expect([told(other.scene, 'Authorize').length, starts(other.scene).length]).toEqual([1, 0]);
  });

  it('is asked for at a pace while the central system comes and goes and says nothing: less than 8 times in 20 minutes', () => {
    const ordinary = ordinaryCsms();
    const answer: NonNullable<DepotOptions['answer']> = (action, payload) =>
      action === 'Authorize' ? undefined : ordinary(action, payload);
    const { box, scene } = keba({ answer }, { modbus: { start: 'plug', idTag: 'VAN' } });
    box.plugged = true;
    for (let minutes = 0; minutes < 20; minutes += 1) {
      scene.passes(30);
      scene.dropsCsms();
      scene.passes(30);
      scene.connectsCsms();
    }
    const asked = told(scene, 'Authorize').length;
    expect([asked > 2 && asked < 8, box.enabled]).toEqual([true, false]);
  });
});
