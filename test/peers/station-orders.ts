// What a simulated charge point does when it is told to.

import type { SimEvse } from './station-evse.ts';
import type { Profile } from './station-profiles.ts';
import { clearProfiles, setProfile } from './station-profiles.ts';

export interface Hands {
  start(evse: SimEvse): void;
  stop(evse: SimEvse): void;
  refuses(profile: Profile): boolean;
}

interface Order {
  readonly connectorId?: number;
  readonly idTag?: string;
  readonly transactionId?: number;
}

/** The payload of the answer; undefined for an action that it does not know. */
export function obey(
  action: string,
  payload: Record<string, unknown>,
  evses: readonly SimEvse[],
  hands: Hands,
): object | undefined {
  const { connectorId, idTag, transactionId } = payload as Order;
  switch (action) {
    case 'SetChargingProfile':
      return setProfile(evses[0]!.profiles, evses, payload, hands.refuses);
    case 'ClearChargingProfile':
      return clearProfiles(evses[0]!.profiles, payload);
    case 'RemoteStartTransaction': {
      const evse = evses[(connectorId ?? 1) - 1];
      if (evse?.vehicle === undefined || evse.session !== undefined) return { status: 'Rejected' };
      evse.vehicle = { ...evse.vehicle, token: idTag! };
      hands.start(evse);
      return { status: 'Accepted' };
    }
    case 'RemoteStopTransaction': {
      const evse = evses.find((one) => one.session !== undefined && one.numbers.get(one.session) === transactionId);
      if (evse === undefined) return { status: 'Rejected' };
      hands.stop(evse);
      return { status: 'Accepted' };
    }
    default:
      return undefined;
  }
}
