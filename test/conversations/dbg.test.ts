import { it } from 'vitest';
import { act, heal, newWorld } from './modbus-safety.test.ts';
it('dbg', () => {
  const world = newWorld();
  const actions = JSON.parse(process.env['ACTS']!);
  for (const a of actions) act(world, a);
  console.log(
    world.boxes.map((b) => [b.plugged, b.offer(world.scene.now()), b.limitAmps]),
    world.scene.now(),
  );
  heal(world);
  const { scene } = world;
  console.log(
    world.boxes.map((b) => [b.plugged, b.offer(world.scene.now()), b.limitAmps]),
    world.scene.now(),
    scene.harness().promptDisk,
    scene.harness().isCommitting(),
  );
  const v = scene.view();
  console.log(JSON.stringify(v.stations, null, 0), v.alarms, v.disk);
  console.log(
    scene.bus.written
      .slice(-30)
      .map((w) => `${w.atMs} ${w.request.id} ${w.address}=${w.word} ${w.request.lane}`)
      .join('\n'),
  );
  console.log(
    scene
      .harness()
      .facts.slice(-40)
      .map((f) => JSON.stringify(f).slice(0, 160))
      .join('\n'),
  );
  for (const [k, c] of scene.harness().gateway.state.modbus.chargers)
    console.log(
      k,
      c.session,
      c.charger.device.reach,
      c.charger.device.stage,
      c.charger.device.runs,
      c.charger.pending,
      c.dueAt,
    );
});
