// Requests to the server this page came from, and what it refuses. The token of the login is kept here and nowhere else: it is gone with the page.
import { json } from "./json.js";
import { operationOf } from "./operations.js";
import { protobuf } from "./protobuf.js";
import { Refusal, sentence } from "./refusal.js";
import { Traffic } from "./traffic.js";

const root = "/api/v1";

export class Api {
  #token = "";

  /** What is asked in and answered in from now on, events too: json or protobuf. */
  representation;

  constructor(representation = json, traffic = new Traffic()) {
    this.representation = representation;
    this.traffic = traffic;
  }

  get isLoggedIn() {
    return this.#token !== "";
  }

  /** Registers or logs in; the answer without its token. */
  async enter(path, name, password) {
    const { token, ...login } = await this.post(path, { name, password });
    this.#token = token;
    return login;
  }

  forget() {
    this.#token = "";
  }

  /** representation: for this once, another than usual. */
  get(path, query = {}, representation = this.representation) {
    const fields = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
    return this.#ask("GET", fields.length > 0 ? `${path}?${new URLSearchParams(fields)}` : path, undefined, { representation });
  }

  post(path, body, options) {
    return this.#ask("POST", path, body, options);
  }

  put(path, body, options) {
    return this.#ask("PUT", path, body, options);
  }

  patch(path, body) {
    return this.#ask("PATCH", path, body);
  }

  remove(path, body, options) {
    return this.#ask("DELETE", path, body, options);
  }

  /** Opens the events, in the representation of this moment; the answer is an iterable of them. */
  async *events(lastEventId, window, signal) {
    const spoken = this.representation;
    const headers = { Accept: spoken.eventsMediaType };
    if (lastEventId !== null)
      headers["Last-Event-ID"] = lastEventId;
    const response = await this.#fetch("GET", `/events?window=${window}`, { headers, signal });
    if (!response.ok)
      throw refusalOf(response, await bytesOf(response));
    for await (const event of spoken.readEvents(response.body)) {
      this.traffic.note({ operation: `event ${event.type}`, title: spoken.title, method: "event", path: event.type, status: null, sent: 0, received: event.size });
      yield event;
    }
  }

  async #ask(method, path, value, { keepalive = false, representation: spoken = this.representation } = {}) {
    const { name, route } = operationOf(method, path);
    const headers = { Accept: spoken.mediaType };
    const init = { headers, keepalive };
    if (value !== undefined) {
      headers["Content-Type"] = spoken.mediaType;
      init.body = spoken.encode(name, value);
    }
    const response = await this.#fetch(method, path, init);
    const bytes = await bytesOf(response);
    this.traffic.note({
      operation: `${method} ${route}`, title: spoken.title, method, path, status: response.status, sent: init.body?.length ?? 0, received: bytes.length,
    });
    if (!response.ok)
      throw refusalOf(response, bytes);
    return response.status === 204 ? null : spoken.decode(name, bytes);
  }

  async #fetch(method, path, init) {
    if (this.#token !== "")
      init.headers.Authorization = `Bearer ${this.#token}`;
    try {
      // Never mode "same-origin": together with no-referrer it makes browsers send Origin: null.
      return await fetch(root + path, { ...init, method, credentials: "omit", cache: "no-store", redirect: "error" });
    } catch (error) {
      throw error.name === "AbortError" ? error : unreachable();
    }
  }
}

/** The body, which may be cut off as well. */
async function bytesOf(response) {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    throw unreachable();
  }
}

function unreachable() {
  return new Refusal("not-connected", "The server cannot be reached.", 0);
}

function refusalOf(response, bytes) {
  try {
    const written = response.headers.get("Content-Type") === protobuf.mediaType ? protobuf : json;
    const problem = written.decodeProblem(bytes);
    return new Refusal(problem.code, sentence(problem.detail, problem.retryAfter), response.status, problem.retryAfter);
  } catch {
    return new Refusal("internal", `The server answered ${response.status} and did not say why.`, response.status);
  }
}
