// Files that only a passphrase opens: AES-256-GCM under a key of scrypt. What was changed, or is opened with another phrase, is
// not taken: the seal at the end is looked at before anything of it is used.

import type { DecipherGCM } from 'node:crypto';
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';

const magic = Buffer.from('BUSBAR\x01\n');
const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
export const lockedHeaderBytes = magic.length + saltBytes + nonceBytes;

/** About a tenth of a second and 64 MiB for each guess. */
const keyOf = (phrase: string, salt: Buffer): Buffer =>
  scryptSync(phrase.normalize('NFKC'), salt, 32, { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 });

export const isLocked = (begin: Uint8Array): boolean => magic.equals(Buffer.from(begin.subarray(0, magic.length)));

export async function* lock(source: AsyncIterable<Uint8Array>, phrase: string): AsyncGenerator<Uint8Array> {
  const salt = randomBytes(saltBytes);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', keyOf(phrase, salt), nonce);
  yield Buffer.concat([magic, salt, nonce]);
  for await (const bytes of source) yield cipher.update(bytes);
  yield cipher.final();
  yield cipher.getAuthTag();
}

/** Ends with a throw where the phrase is wrong or a byte was changed: nothing that came before counts then. */
export async function* unlock(source: AsyncIterable<Uint8Array>, phrase: string): AsyncGenerator<Uint8Array> {
  let kept: Buffer = Buffer.alloc(0);
  let decipher: DecipherGCM | undefined;
  for await (const bytes of source) {
    kept = Buffer.concat([kept, bytes]);
    if (decipher === undefined && kept.length >= lockedHeaderBytes) {
      const salt = kept.subarray(magic.length, magic.length + saltBytes);
      const nonce = kept.subarray(magic.length + saltBytes, lockedHeaderBytes);
      decipher = createDecipheriv('aes-256-gcm', keyOf(phrase, salt), nonce);
      kept = kept.subarray(lockedHeaderBytes);
    }
    if (decipher === undefined || kept.length <= tagBytes) continue;
    // The last bytes may be the seal.
    yield decipher.update(kept.subarray(0, -tagBytes));
    kept = kept.subarray(-tagBytes);
  }
  try {
    decipher!.setAuthTag(kept);
    yield decipher!.final();
  } catch {
    throw new Error('the passphrase is another, or the file is damaged');
  }
}
