// The server's numbers have 64 bits: strings of digits, since a number of JavaScript would round them.

/** Negative, zero or positive, as for sort. */
export function compare(left, right) {
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}

/** A UUIDv7 for a message. Not randomUUID, which plain http from another machine does not have. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setBigUint64(0, (BigInt(Date.now()) << 16n) | 0x7000n | BigInt(((bytes[6] & 0x0f) << 8) | bytes[7]));
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
