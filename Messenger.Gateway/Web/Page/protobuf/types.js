// What is common to writing and reading protocol buffers.
import { enums } from "./schema.js";

/** How a field is written: a number of 7 bits a byte, 8 bytes, bytes behind their length, 4 bytes. */
export const wire = { varint: 0, eight: 1, bytes: 2, four: 5 };

const numbers = new Set(["bool", "uint32", "int32", "uint64", "int64"]);

export function wireOf(type) {
  if (type === "double")
    return wire.eight;
  return numbers.has(type) || enums[type] ? wire.varint : wire.bytes;
}
