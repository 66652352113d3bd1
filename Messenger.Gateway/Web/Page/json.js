// Requests, answers and events as JSON. protobuf.js is another object like this one; Api takes either, and nobody else knows how things are written.
import { readEventStream } from "./sse.js";

const utf8 = new TextEncoder();
const text = new TextDecoder();

export const json = {
  title: "JSON",
  mediaType: "application/json",
  eventsMediaType: "text/event-stream",

  /** The bytes of a request. operation: its name, which JSON has no use for. */
  encode: (operation, value) => utf8.encode(JSON.stringify(value)),

  /** What the bytes of an answer say. */
  decode: (operation, bytes) => JSON.parse(text.decode(bytes)),
  decodeProblem: bytes => JSON.parse(text.decode(bytes)),

  /** Events as they come: { type, id, data, size in bytes }; of type "ping" when the server only shows that it lives. */
  async *readEvents(body) {
    for await (const event of readEventStream(body))
      yield event.type === "ping" ? event : { ...event, data: JSON.parse(event.data) };
  },
};
