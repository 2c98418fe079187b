// OCPP 2.1 as one table: 2.0.1 with more words and more messages.

import type { Dialect } from '../dialect.ts';
import { dialect2, readers201 } from '../v201/dialect.ts';
import { orders201 } from '../v201/orders.ts';
import { words21 } from '../v201/words.ts';

export const dialect21: Dialect = dialect2(words21, readers201, orders201(words21));
