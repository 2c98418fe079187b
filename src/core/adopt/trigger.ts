import { dialectOfStation } from '../station-dialect.ts';
import type { StepContext } from './step.ts';

/**
 * Whether a station can be asked to send a message: one of 1.6 only where it says so, because others may crash on it. In 2.x
 * every station can.
 */
export const canTrigger = ({ state, station, part: { capabilities } }: StepContext): boolean =>
  capabilities.unknownActions?.includes('TriggerMessage') !== true &&
  (capabilities.featureProfiles?.includes('RemoteTrigger') === true ||
    dialectOfStation(state, station.id).version !== '1.6');
