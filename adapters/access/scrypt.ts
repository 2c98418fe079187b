// Passwords hidden by scrypt, one at a time: however many knock, they cost one core at most.

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { HiddenPassword } from '../../src/local/access/accounts.ts';

export interface Cost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

/** One of the settings that OWASP names: 16 MiB and about a quarter of a second. */
export const usualCost: Cost = { n: 16_384, r: 8, p: 5 };
const keyBytes = 32;
/** Who comes behind so many hears that too many wait. */
const mostWaiting = 8;

export interface Hasher {
  /** Rejects with `BB_API_BUSY` where too many wait. */
  hide(password: string): Promise<HiddenPassword>;
  /** Takes as long where there is no such user: nobody learns by it who is one. */
  isRight(password: string, hidden: HiddenPassword | undefined): Promise<boolean>;
}

export function createHasher(cost: Cost = usualCost): Hasher {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  const nobodys: HiddenPassword = { ...cost, salt: randomBytes(16).toString('hex'), key: '00'.repeat(keyBytes) };

  function inTurn(password: string, salt: Buffer, with_: Cost): Promise<Buffer> {
    if (waiting >= mostWaiting) return Promise.reject(new Error('BB_API_BUSY'));
    waiting += 1;
    const mine = last.then(() => derive(password, salt, with_));
    last = mine.catch(() => undefined).finally(() => (waiting -= 1));
    return mine;
  }

  return {
    async hide(password) {
      const salt = randomBytes(16);
      const key = await inTurn(password, salt, cost);
      return { ...cost, salt: salt.toString('hex'), key: key.toString('hex') };
    },
    async isRight(password, hidden) {
      const { salt, key, ...with_ } = hidden ?? nobodys;
      const found = await inTurn(password, Buffer.from(salt, 'hex'), with_);
      const wanted = Buffer.from(key, 'hex');
      return hidden !== undefined && wanted.length === found.length && timingSafeEqual(wanted, found);
    },
  };
}

/** However it was typed on which keyboard, the same signs are the same bytes. */
const derive = (password: string, salt: Buffer, { n, r, p }: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options = { N: n, r, p, maxmem: 1024 * 1024 + 256 * n * r };
    scrypt(password.normalize('NFKC'), salt, keyBytes, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
