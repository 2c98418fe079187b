// Addresses of IP version 4 and 6 as text, and networks of version 4: enough to pin a station to its cable.

export type AddressPattern = (address: string) => boolean;

const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** Whether an address is the one, or in the network, that `text` names; undefined where it names none. */
export function addressPattern(text: string): AddressPattern | undefined {
  const [written = '', bits] = text.split('/');
  const base = numberOf(written);
  if (base === undefined)
    return bits === undefined && /^[0-9a-f:]*:[0-9a-f:.]*$/i.test(written)
      ? (address) => plain(address) === written.toLowerCase()
      : undefined;
  const length = bits === undefined ? 32 : /^\d{1,2}$/.test(bits) ? Number(bits) : 33;
  if (length > 32) return undefined;
  const size = 2 ** (32 - length);
  const network = Math.floor(base / size);
  return (address) => {
    const number = numberOf(plain(address));
    return number !== undefined && Math.floor(number / size) === network;
  };
}

/** A version 4 address that came through a version 6 socket is still one. */
const plain = (address: string): string => address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');

function numberOf(address: string): number | undefined {
  const parts = octets.exec(address)?.slice(1).map(Number);
  return parts === undefined || parts.some((part) => part > 255)
    ? undefined
    : parts.reduce((number, part) => number * 256 + part, 0);
}
