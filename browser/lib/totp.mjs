// One-time passwords as RFC 6238 has them: HMAC-SHA-1, 30 seconds, six digits. Made here and not taken from the hall,
// so that the hall's own generator is judged by another hand.
import { createHmac } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Bytes of a base32 secret (RFC 4648); blanks and padding are left out. */
export function base32(text) {
  const bytes = [];
  let bits = 0;
  let value = 0;
  for (const letter of text.toUpperCase().replace(/[\s=]/g, '')) {
    const index = BASE32.indexOf(letter);
    if (index < 0) throw new Error(`not base32: ${letter}`);
    value = (value << 5) | index;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
      value &= (1 << bits) - 1;
    }
  }
  return Buffer.from(bytes);
}

/** The password of a secret at a moment (milliseconds), with `digits` digits. */
export function totp(secret, at = Date.now(), digits = 6) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', Buffer.isBuffer(secret) ? secret : base32(secret)).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}
