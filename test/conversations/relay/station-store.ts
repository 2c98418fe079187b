// A station that keeps charging profiles as the standard says (1.6 §3.13, 2.x K01): what it was told by the gateway and what
// by its central system, and what it would draw.

import type { Version } from '../../../src/model/protocol.ts';
import type { Frame } from '../harness.ts';
import type { RelayYard } from './yard.ts';

export interface Kept {
  readonly id: number;
  readonly purpose: string;
  readonly level: number;
  readonly evse: number;
  readonly amps: number;
}

type Payload = Record<string, unknown>;

const isMost = ({ purpose }: Pick<Kept, 'purpose'>): boolean => /MaxProfile$/.test(purpose);

export function newStore(version: Version, maxLevel: number) {
  const kept = new Map<number, Kept>();
  const is16 = version === '1.6';
  const read = (payload: Payload): Kept => {
    const evse = (is16 ? payload['connectorId'] : payload['evseId']) as number;
    const said = (is16 ? payload['csChargingProfiles'] : payload['chargingProfile']) as Payload;
    const schedule = (is16 ? said['chargingSchedule'] : (said['chargingSchedule'] as Payload[])[0]) as Payload;
    return {
      id: said[is16 ? 'chargingProfileId' : 'id'] as number,
      purpose: said['chargingProfilePurpose'] as string,
      level: said['stackLevel'] as number,
      evse,
      amps: (schedule['chargingSchedulePeriod'] as { limit: number }[])[0]!.limit,
    };
  };
  const set = (payload: Payload) => {
    const one = read(payload);
    if (one.level > maxLevel) return { status: 'Rejected' };
    // The same place: the newer one takes it.
    for (const [id, other] of kept)
      if (other.purpose === one.purpose && other.level === one.level && other.evse === one.evse) kept.delete(id);
    kept.set(one.id, one);
    return { status: 'Accepted' };
  };
  const clear = (payload: Payload) => {
    const criteria = (is16 ? payload : (payload['chargingProfileCriteria'] ?? {})) as Payload;
    const id = payload[is16 ? 'id' : 'chargingProfileId'];
    const evse = criteria[is16 ? 'connectorId' : 'evseId'];
    const fits = (one: Kept): boolean =>
      id !== undefined
        ? one.id === id
        : (evse === undefined || one.evse === evse) &&
          (criteria['chargingProfilePurpose'] === undefined || one.purpose === criteria['chargingProfilePurpose']) &&
          (criteria['stackLevel'] === undefined || one.level === criteria['stackLevel']);
    const gone = [...kept.values()].filter(fits);
    for (const one of gone) kept.delete(one.id);
    return { status: gone.length > 0 ? 'Accepted' : 'Unknown' };
  };
  const highest = (some: Kept[]): number | undefined => some.sort((a, b) => b.level - a.level)[0]?.amps;
  const settings = { ChargeProfileMaxStackLevel: String(maxLevel), MaxChargingProfilesInstalled: '20' };
  return {
    kept,
    /** What it would draw at most. */
    amps(): number {
      const all = [...kept.values()];
      const most = highest(all.filter(isMost)) ?? Infinity;
      const own = highest(all.filter(({ purpose }) => purpose === 'TxProfile'));
      return Math.min(most, own ?? highest(all.filter(({ purpose }) => purpose === 'TxDefaultProfile')) ?? Infinity);
    },
    answer(action: string, payload: Payload): object {
      if (action === 'SetChargingProfile') return set(payload);
      if (action === 'ClearChargingProfile') return clear(payload);
      if (payload['chargingProfile'] !== undefined && action.endsWith('StartTransaction')) {
        const key = is16 ? 'csChargingProfiles' : 'chargingProfile';
        return set({ connectorId: 1, evseId: 1, [key]: payload['chargingProfile'] });
      }
      if (action === 'GetConfiguration')
        return { configurationKey: Object.entries(settings).map(([key, value]) => ({ key, value, readonly: true })) };
      if (action === 'GetVariables')
        return {
          getVariableResult: (payload['getVariableData'] as Payload[]).map((one) => ({
            ...one,
            ...((one['variable'] as Payload)['name'] === 'ProfileStackLevel'
              ? { attributeStatus: 'Accepted', attributeValue: String(maxLevel) }
              : { attributeStatus: 'UnknownVariable' }),
          })),
        };
      if (action === 'SetVariables')
        return {
          setVariableResult: (payload['setVariableData'] as Payload[]).map(({ component, variable }) => ({
            attributeStatus: 'Accepted',
            component,
            variable,
          })),
        };
      if (action === 'GetCompositeSchedule' || action === 'GetLocalListVersion' || action === 'TriggerMessage')
        return {};
      return { status: 'Accepted' };
    },
  };
}

export type Store = ReturnType<typeof newStore>;

/** Answers whatever the station is asked, until nothing more comes; returns what it was asked. */
export function settleStation({ depot, south }: RelayYard, store: Pick<Store, 'answer'>): Frame[] {
  const asked: Frame[] = [];
  for (let turn = 0; turn < 40; turn += 1) {
    const calls = depot.answers(south, (action, payload) => store.answer(action, payload));
    if (calls.length === 0) return asked;
    asked.push(...calls);
  }
  throw new Error('it is asked without end');
}
