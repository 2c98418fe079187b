// The plan over the API of a running gateway: what lies ahead, and what lies behind.

import { expect, it } from 'vitest';
import type { PlanDayView } from '../../src/local/plan-ahead.ts';
import { now, openViews } from './views-here.ts';

it('GET /plan shows the quarters ahead and the vehicles that are there; strange questions are refused', async () => {
  const { get, station, failures } = await openViews();
  const cp1 = await station();
  await cp1.call('StartTransaction', { connectorId: 1, idTag: 'VAN', meterStart: 100, timestamp: now() });
  const view = await get<PlanDayView>('/plan');
  expect(view).toMatchObject({ slotMinutes: 15, ready: [] });
  expect(view.slots).toHaveLength(96);
  expect(view.slots[0]).toMatchObject({ past: false, limitAmps: 60 });
  expect(view.pastMissing).toBeUndefined();
  expect(view.vehicles).toMatchObject([
    { name: '…VAN', station: 'CP-01', evse: 1, gotKwh: 0, ready: null, priority: 5, boost: false },
  ]);
  expect((await get<PlanDayView>('/plan?hoursBack=0&hoursAhead=2')).slots).toHaveLength(8);
  await get('/plan?hoursAhead=49', 400);
  await get('/plan?hoursBack=x', 400);
  expect(failures).toEqual([]);
});
