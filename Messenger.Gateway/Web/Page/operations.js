// Which operation of the server a request is.
import { operations } from "./protobuf/schema.js";

const all = operations.map(([name, method, route]) => ({ name, method, route, segments: route.split("/") }));

/** The operation { name, method, route } of a method and an address behind /api/v1. */
export function operationOf(method, path) {
  const segments = path.split("?", 1)[0].split("/");
  const found = all.find(known => known.method === method && known.segments.length === segments.length
    && known.segments.every((segment, at) => segment.startsWith("{") || segment === segments[at]));
  if (!found)
    throw new Error(`the server has no ${method} ${path}`);
  return found;
}
