// How requests, answers and events are written. Another representation is another object like this one, given to Api; nobody else knows.
import { readEventStream } from "./sse.js";

export const json = {
  mediaType: "application/json",
  eventsMediaType: "text/event-stream",
  encode: value => JSON.stringify(value),
  decode: response => response.json(),

  /** Events as they come: { type, id, data }; of type "ping" when the server only shows that it lives. */
  async *readEvents(body) {
    for await (const event of readEventStream(body))
      yield event.type === "ping" ? event : { ...event, data: JSON.parse(event.data) };
  },
};
