import type { StepContext } from './step.ts';

/** Whether a station can be asked to send a message: only one that says so, because others may crash on it. */
export const canTrigger = ({ part: { capabilities } }: StepContext): boolean =>
  capabilities.featureProfiles?.includes('RemoteTrigger') === true &&
  capabilities.unknownActions?.includes('TriggerMessage') !== true;
