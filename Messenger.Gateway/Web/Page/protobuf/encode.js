// Writes protocol buffers by the table in schema.js. The values are those of JSON: ids as UUIDs, numbers of 64 bits as digits, times as ISO 8601, words in
// lower case.
import { enums, messages } from "./schema.js";
import { wire, wireOf } from "./types.js";

const utf8 = new TextEncoder();

/** The bytes of a message. Values that the message has no field for are passed over, and so is what is undefined or null. */
export function encode(message, values) {
  const parts = [];
  for (const [number, name, type, label] of messages[message] ?? []) {
    const value = values[name];
    if (value !== undefined && value !== null)
      parts.push(...fields(number, type, label, value));
  }
  return join(parts);
}

function fields(number, type, label, value) {
  switch (label) {
    case "map": return Object.entries(value).map(([key, item]) => field(number, wire.bytes, join([one(1, "string", key), one(2, type, item)])));
    // Numbers stand together behind one length; nothing is written of none.
    case "repeated": return wireOf(type) === wire.bytes ? value.map(item => one(number, type, item))
      : value.length > 0 ? [field(number, wire.bytes, join(value.map(item => content(type, item))))] : [];
    case "optional": return [one(number, type, value)];
    default: return isEmpty(value) ? [] : [one(number, type, value)];
  }
}

function isEmpty(value) {
  return value === "" || value === 0 || value === "0" || value === false;
}

function one(number, type, value) {
  return field(number, wireOf(type), content(type, value));
}

function field(number, wireType, bytes) {
  const tag = varint((number << 3) | wireType);
  return wireType === wire.bytes ? join([tag, varint(bytes.length), bytes]) : join([tag, bytes]);
}

function content(type, value) {
  switch (type) {
    case "string": return utf8.encode(value);
    case "uuid": return Uint8Array.from(value.replaceAll("-", "").match(/../g) ?? [], byte => parseInt(byte, 16));
    case "double": return eightBytes(value);
    case "Timestamp": return timestamp(Date.parse(value));
    default: return messages[type] ? encode(type, value) : varint(enums[type]?.indexOf(value) ?? value);
  }
}

function timestamp(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  return encode("Timestamp", { seconds, nanos: (milliseconds - seconds * 1000) * 1e6 });
}

function eightBytes(value) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return bytes;
}

/** value: a number, digits or a boolean; what is negative as 64 bits. */
function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n)
    bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function join(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
