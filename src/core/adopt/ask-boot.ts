import type { Step, StepContext } from './step.ts';
import { canTrigger } from './trigger.ts';

/**
 * A known station that came back without a BootNotification is asked for one (Q19): it may have another firmware since. Most
 * will not send it, and are served all the same.
 */
export const askBoot: Step = {
  name: 'ask boot',
  next: (context) => {
    const { live } = context;
    if (live.booted || live.adoption.asked.has(asked) || !canTrigger(context)) return undefined;
    live.adoption.asked.add(asked);
    return { kind: 'trigger', message: 'BootNotification' };
  },
  heard: (_: StepContext) => [],
};

const asked = 'boot';
