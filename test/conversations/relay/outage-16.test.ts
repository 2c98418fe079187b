// An outage at every point of a session through the relay, in OCPP 1.6: the station is answered, and the central system sees
// the whole transaction once, in order.

import { describeOutages } from './outages.ts';

describeOutages('1.6');
