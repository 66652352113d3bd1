// Reads text/event-stream by hand: EventSource cannot send the Authorization header, and a token does not belong into an address.
import { readPieces } from "./pieces.js";

/** Most bytes of one line; the server's are far shorter. */
const longestLine = 1 << 20;
const [lineFeed, carriageReturn] = [10, 13];
const utf8 = new TextDecoder();

/** Yields { type, id, data, size } for each event of a body, and { type: "ping", size } for each comment by itself; size: its bytes, line ends and all. */
export async function* readEventStream(body) {
  let event = blank();
  for await (const { line, size } of readPieces(body, nextLine, longestLine)) {
    event.size += size;
    if (line !== "") {
      take(event, line);
      continue;
    }
    if (event.data.length > 0)
      yield { type: event.type, id: event.id, data: event.data.join("\n"), size: event.size };
    else if (event.isComment)
      yield { type: "ping", size: event.size };
    event = blank();
  }
}

function blank() {
  return { type: "message", id: null, data: [], size: 0, isComment: false };
}

function take(event, line) {
  const colon = line.indexOf(":");
  const field = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + (line[colon + 1] === " " ? 2 : 1));
  if (colon === 0)
    event.isComment = true;
  else if (field === "data")
    event.data.push(value);
  else if (field === "event")
    event.type = value;
  else if (field === "id")
    event.id = value;
}

/** The first line; null when its end is not there yet. Behind a carriage return a line feed may come: what follows has to be seen. */
function nextLine(bytes) {
  const [feed, back] = [bytes.indexOf(lineFeed), bytes.indexOf(carriageReturn)];
  const isBack = back >= 0 && (feed < 0 || back < feed);
  const end = isBack ? back : feed;
  if (end < 0 || (isBack && end + 1 === bytes.length))
    return null;
  const size = isBack && bytes[end + 1] === lineFeed ? end + 2 : end + 1;
  return { line: utf8.decode(bytes.subarray(0, end)), size };
}
