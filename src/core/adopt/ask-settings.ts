import type { Capabilities } from '../../model/capabilities.ts';
import { isSecretKey } from '../../uplink/device-keys.ts';
import type { Step } from './step.ts';

/** Asks for all settings, once per firmware: what it may be asked later depends on them. */
export const askSettings: Step = {
  name: 'ask settings',
  next: ({ part }) => (part.capabilities.settings === undefined ? { kind: 'getSettings', keys: [] } : undefined),
  heard: ({ station }, _order, answer) => {
    // A station that was cut off is asked again when it is back.
    if (answer.status === 'Unanswered' || answer.status === 'Offline') return [];
    const settings = Object.fromEntries(
      (answer.settings ?? []).slice(0, mostSettings).map(({ key, value, readonly }) => {
        const isShown = value !== undefined && !isSecretKey(key);
        return [key, { readonly, ...(isShown && { value }) }];
      }),
    );
    const profiles = settings['SupportedFeatureProfiles']?.value;
    const connectors = Number(settings['NumberOfConnectors']?.value);
    const about: Capabilities = {
      settings,
      ...(profiles !== undefined && { featureProfiles: profiles.split(',').map((one) => one.trim()) }),
      ...(Number.isInteger(connectors) && { connectors }),
    };
    return [{ kind: 'StationLearned', station: station.id, about }];
  },
};

/** More than any station has. */
const mostSettings = 300;
