import { isOf16 } from '../../ocpp/setting-names.ts';
import type { Step, StepContext } from './step.ts';
import { wantedByCsms, wantedOf } from './wanted.ts';

/** Changes the settings that differ, a key at a time; what the station does not show or not let change stays. */
export const changeSettings: Step = {
  name: 'change settings',
  next: (context) => {
    const [key, value] = nextOf(context) ?? [];
    if (key === undefined || value === undefined) return undefined;
    context.live.adoption.asked.add(key);
    return { kind: 'changeSetting', key, value };
  },
  heard: ({ station, part }, order, { status }) => {
    // A station that was cut off is asked again when it is back.
    if (order.kind !== 'changeSetting' || status === 'Unanswered' || status === 'Offline') return [];
    const { key } = order;
    const taken = status === 'Accepted' || status === 'RebootRequired';
    // A refusal counts as read-only, so that nobody asks again and again.
    const now = taken
      ? { value: order.value, readonly: false }
      : { ...part.capabilities.settings?.[key], readonly: true };
    return [{ kind: 'StationLearned', station: station.id, about: { settings: { [key]: now } } }];
  },
};

function nextOf({ state, station, part, live }: StepContext): readonly [string, string] | undefined {
  const { settings = {} } = part.capabilities;
  const differs = ([key, value]: readonly [string, string]): boolean => {
    const known = settings[key];
    if (known === undefined || known.readonly || live.adoption.asked.has(key)) return false;
    return known.value?.toLowerCase() !== value.toLowerCase();
  };
  // What the CSMS set may be a key that the station does not show.
  const isHidden = ([key]: readonly [string, string]): boolean =>
    settings[key] === undefined && isOf16(key) && !live.adoption.asked.has(key);
  return (
    [...wantedOf(state, station)].find(differs) ?? [...wantedByCsms(state, station.id)].find((one) => isHidden(one))
  );
}
