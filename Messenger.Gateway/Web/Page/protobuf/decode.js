// Reads protocol buffers by the table in schema.js, into the values that JSON has: see encode.js. What is optional and missing is null; a message, a time
// or a word that is missing is not there.
import { enums, messages } from "./schema.js";
import { wire, wireOf } from "./types.js";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What a message says. Throws when the bytes are no such message; fields that it does not know are passed over. */
export function decode(message, bytes) {
  const fields = messages[message] ?? [];
  const values = Object.fromEntries(fields.map(([, name, type, label]) => [name, emptyOf(type, label)]).filter(([, empty]) => empty !== undefined));
  for (const input = new Input(bytes); !input.isAtEnd;) {
    const tag = Number(input.varint());
    const [, name, type, label] = fields.find(([number]) => number === Math.floor(tag / 8)) ?? [];
    if (name === undefined)
      input.skip(tag & 7);
    else if (label === "map")
      setEntry(values[name], type, input.piece());
    else if (label === "repeated" && wireOf(type) !== wire.bytes && (tag & 7) === wire.bytes)
      for (const packed = new Input(input.piece()); !packed.isAtEnd;)
        values[name].push(read(packed, type));
    else if ((tag & 7) !== wireOf(type))
      throw new Error(`${message}.${name} is of another type`);
    else if (label === "repeated")
      values[name].push(read(input, type));
    else
      values[name] = read(input, type);
  }
  return values;
}

/** The first message of bytes in which each has its length before it, and how many bytes both have; null when not all of them are there yet. */
export function firstOf(bytes, longest) {
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    length += (bytes[at] & 0x7f) * 2 ** (7 * at);
    if (length > longest || at > 4)
      throw new Error("a message is too long");
    const end = at + 1 + length;
    if (bytes[at] < 0x80)
      return end <= bytes.length ? { message: bytes.subarray(at + 1, end), size: end } : null;
  }
  return null;
}

function emptyOf(type, label) {
  switch (label) {
    case "repeated": return [];
    // Its keys are names of people: nothing is inherited, and none of them means anything.
    case "map": return Object.create(null);
    case "optional": return null;
    default: return { string: "", uuid: "", bool: false, uint32: 0, int32: 0, int64: 0, double: 0, uint64: "0" }[type];
  }
}

function read(input, type) {
  switch (type) {
    case "string": return strict.decode(input.piece());
    case "uuid": return uuid(input.piece());
    case "double": return input.double();
    case "bool": return input.varint() !== 0n;
    case "uint32": return Number(BigInt.asUintN(32, input.varint()));
    case "int32": return Number(BigInt.asIntN(32, input.varint()));
    case "int64": return Number(BigInt.asIntN(64, input.varint()));
    case "uint64": return String(input.varint());
    case "Timestamp": return time(decode(type, input.piece()));
    // A word that came with a later server says nothing to this page.
    default: return enums[type] ? enums[type][Number(input.varint())] || undefined : decode(type, input.piece());
  }
}

function uuid(bytes) {
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function time({ seconds, nanos }) {
  return new Date(seconds * 1000 + Math.floor(nanos / 1e6)).toISOString();
}

function setEntry(map, type, bytes) {
  let [key, value] = ["", emptyOf(type, "")];
  for (const input = new Input(bytes); !input.isAtEnd;) {
    const tag = Number(input.varint());
    if (tag >>> 3 === 1)
      key = read(input, "string");
    else if (tag >>> 3 === 2)
      value = read(input, type);
    else
      input.skip(tag & 7);
  }
  map[key] = value;
}

class Input {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get isAtEnd() {
    return this.#at === this.#bytes.length;
  }

  varint() {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const [byte] = this.#take(1);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80)
        return BigInt.asUintN(64, value);
    }
    throw new Error("a number that has no end");
  }

  /** Bytes with their length before them. */
  piece() {
    return this.#take(Number(this.varint()));
  }

  double() {
    const bytes = this.#take(8);
    return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true);
  }

  skip(wireType) {
    switch (wireType) {
      case wire.varint: return this.varint();
      case wire.eight: return this.#take(8);
      case wire.bytes: return this.piece();
      case wire.four: return this.#take(4);
      default: throw new Error("a field of a type that there is not");
    }
  }

  #take(count) {
    if (count > this.#bytes.length - this.#at)
      throw new Error("the message ends within a field");
    return this.#bytes.subarray(this.#at, this.#at += count);
  }
}
