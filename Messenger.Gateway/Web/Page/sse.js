// Reads text/event-stream by hand: EventSource cannot send the Authorization header, and a token does not belong into an address.

/** Most characters of one line; the server's are far shorter. */
const longestLine = 1 << 20;

/** Yields { type, id, data } for each event of a body, and { type: "ping" } for each comment. */
export async function* readEventStream(body) {
  let event = blank();
  for await (const line of readLines(body)) {
    if (line === "") {
      if (event.data.length > 0)
        yield { type: event.type, id: event.id, data: event.data.join("\n") };
      event = blank();
    } else if (line.startsWith(":")) {
      yield { type: "ping" };
    } else {
      take(event, line);
    }
  }
}

function blank() {
  return { type: "message", id: null, data: [] };
}

function take(event, line) {
  const colon = line.indexOf(":");
  const field = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + (line[colon + 1] === " " ? 2 : 1));
  if (field === "data")
    event.data.push(value);
  else if (field === "event")
    event.type = value;
  else if (field === "id")
    event.id = value;
}

async function* readLines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done)
        return;
      const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop();
      if (rest.length > longestLine)
        throw new Error("a line of the events has no end");
      yield* lines;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
