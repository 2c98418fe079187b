import type { TokenRules } from '../../control/token-rules.ts';
import type { Station } from '../../model/config/site.ts';
import type { StationId } from '../../model/ids.ts';
import { wantedOfStation } from '../../uplink/device-model.ts';
import type { State } from '../state.ts';
import { rulesAt } from '../tokens/tokens.ts';
import { serves } from '../uplink/live.ts';
import type { Step, StepContext } from './step.ts';

/** What the gateway and the CSMS need a station to do, by the names of OCPP 1.6; the word of the CSMS counts more. */
const wantedOf = (state: State, station: Station): ReadonlyMap<string, string> =>
  new Map([...wantedByGateway(station, rulesAt(state, station.id)), ...wantedByCsms(state, station.id)]);

/** What the CSMS set that has the say over the station. */
function wantedByCsms(state: State, station: StationId): ReadonlyMap<string, string> {
  for (const [id, uplink] of state.uplinks) {
    const part = state.ledger.uplinks.get(id);
    if (uplink.config.role === 'control' && part !== undefined && serves(uplink, station))
      return wantedOfStation(part, station);
  }
  return new Map();
}

const wantedByGateway = (station: Station, rules: TokenRules): readonly (readonly [string, string])[] => [
  ['MeterValueSampleInterval', String(station.sampleSeconds)],
  // The gateway decides about every token; the station alone decides only when it is cut off.
  ['LocalPreAuthorize', 'false'],
  ['AuthorizationCacheEnabled', 'false'],
  ['LocalAuthorizeOffline', 'true'],
  ['LocalAuthListEnabled', 'true'],
  ['AllowOfflineTxForUnknownId', String(rules.mode === 'free' || rules.unknownOffline === 'accept')],
  ['StopTransactionOnInvalidId', String(rules.stopOnInvalid)],
];

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
    settings[key] === undefined && !live.adoption.asked.has(key);
  return (
    [...wantedOf(state, station)].find(differs) ?? [...wantedByCsms(state, station.id)].find((one) => isHidden(one))
  );
}
