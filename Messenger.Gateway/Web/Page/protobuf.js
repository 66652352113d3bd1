// Requests, answers and events as protocol buffers, by messenger.proto: see json.js for what such an object is to have.
import { readPieces } from "./pieces.js";
import { decode, firstOf } from "./protobuf/decode.js";
import { encode } from "./protobuf/encode.js";

/** Most bytes of an event; the server's are far shorter. */
const longestEvent = 1 << 20;

export const protobuf = {
  title: "Protocol buffers",
  mediaType: "application/x-protobuf",
  eventsMediaType: "application/x-protobuf",
  encode: (operation, value) => encode(messageOf(operation, "Request"), value),
  decode: (operation, bytes) => decode(messageOf(operation, "Response"), bytes),
  decodeProblem: bytes => decode("Problem", bytes),

  async *readEvents(body) {
    for await (const { message, size } of readPieces(body, bytes => firstOf(bytes, longestEvent), longestEvent))
      yield message.length === 0 ? { type: "ping", size } : { ...eventOf(decode("EventsResponse", message)), size };
  },
};

function messageOf(operation, end) {
  return operation.charAt(0).toUpperCase() + operation.slice(1) + end;
}

/** The field that is there says what happened: readUpTo is what JSON calls read-up-to. A kind of a later server has none. */
function eventOf({ id, ...happened }) {
  const [[name, data] = ["unknown", null]] = Object.entries(happened);
  return { type: name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`), id: id === "0" ? null : id, data };
}
