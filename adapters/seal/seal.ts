// Tokens are kept as keyed hashes and sealed texts: whoever reads the journal alone learns neither cards nor people.

import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { Seal } from '../../src/core/ports.ts';

const nonceBytes = 12;
const tagBytes = 16;
/** 128 bits, as hex: no two tokens of the world share one. */
const keyDigits = 32;

/** HMAC-SHA-256 for keys; AES-256-GCM for sealed texts, with a nonce made of the text, so that equal texts seal equally. */
export function sealing(secret: string): Seal {
  const derive = (use: string): Buffer => mac(secret, `busbar ${use}`);
  const [hashKey, nonceKey, cipherKey] = [derive('token key'), derive('token nonce'), derive('token seal')];
  return {
    key: (text) => mac(hashKey, text).toString('hex').slice(0, keyDigits),
    seal(text) {
      const nonce = mac(nonceKey, text).subarray(0, nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', cipherKey, nonce);
      const bytes = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return Buffer.concat(bytes).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < nonceBytes + tagBytes) return undefined;
      try {
        const decipher = createDecipheriv('aes-256-gcm', cipherKey, bytes.subarray(0, nonceBytes));
        decipher.setAuthTag(bytes.subarray(-tagBytes));
        const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
