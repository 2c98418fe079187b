// READ: what meters say, and what brokers do, by whichever adapter.

import { brokerDown, brokerSpeaks, brokerUp } from '../brokers/link.ts';
import type { BrokerEvent } from '../../model/mqtt.ts';
import type { Input, Now } from '../ports.ts';
import type { State } from '../state.ts';
import { hearMessage, hearRefusal } from './on-topics.ts';
import { hearMeterFailure, hearValues } from './told.ts';

type FromMeters = Extract<Input, { kind: 'meterValues' | 'meterFailed' }> | BrokerEvent;

export function hearMeters(state: State, input: FromMeters, now: Now): void {
  switch (input.kind) {
    case 'meterValues':
      return hearValues(state, input.meter, input.values, now);
    case 'meterFailed':
      return hearMeterFailure(state, input.meter, input.reason);
    case 'brokerUp':
      return brokerUp(state, input.broker, now);
    case 'brokerDown':
      return brokerDown(state, input.broker, input.trouble, input.reason, now);
    case 'topicRefused':
      return hearRefusal(state, input.broker, input.topic);
    case 'message':
      brokerSpeaks(state, input.broker, now);
      return hearMessage(state, input, now);
  }
}
