// Seals in the open: what a simulation writes down can be read by whoever looks for a fault.

import { hashOf } from '../../src/core/hash.ts';
import type { Sealing } from '../../src/core/ports.ts';

const mark = 'sealed:';

export const plainSealing: Sealing = (secret) => ({
  key: (text) => [...hashOf(`${secret.slice(0, 4)}${text}`)].reverse().join(''),
  seal: (text) => `${mark}${text}`,
  open: (sealed) => (sealed.startsWith(mark) ? sealed.slice(mark.length) : undefined),
});
