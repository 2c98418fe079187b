// An outage at every point of a session whose central system is behind a broker, in OCPP 1.6: of the broker, of the central
// system alone, of the gateway.

import { describeOutages } from '../relay/outages.ts';
import { overMqtt } from './central.ts';

describeOutages('1.6', overMqtt());
