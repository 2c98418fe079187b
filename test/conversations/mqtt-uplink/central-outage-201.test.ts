// An outage at every point of a session whose central system is behind a broker, in OCPP 2.0.1: of the broker, of the central
// system alone, of the gateway.

import { describeOutages } from '../relay/outages.ts';
import { overMqtt } from './central.ts';

describeOutages('2.0.1', overMqtt());
