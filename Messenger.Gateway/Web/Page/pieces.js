// Cuts what comes by the network into pieces, whatever the pieces are in which it came.

/**
 * Yields what next(bytes) finds at the beginning of the bytes that are there, an object with its size in bytes, until it says null; then waits for more.
 * A piece that began has to end within so many bytes.
 */
export async function* readPieces(body, next, longest) {
  const reader = body.getReader();
  let rest = new Uint8Array(0);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done)
        return;
      rest = join(rest, value);
      for (let piece = next(rest); piece !== null; piece = next(rest)) {
        yield piece;
        rest = rest.subarray(piece.size);
      }
      if (rest.length > longest)
        throw new Error("a piece of the stream has no end");
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function join(before, after) {
  if (before.length === 0)
    return after;
  const whole = new Uint8Array(before.length + after.length);
  whole.set(before);
  whole.set(after, before.length);
  return whole;
}
