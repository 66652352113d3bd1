// Requests to the server this page came from, and what it refuses. The token of the login is kept here and nowhere else: it is gone with the page.
import { json } from "./json.js";
import { Refusal, sentence } from "./refusal.js";

const root = "/api/v1";

export class Api {
  #token = "";
  #representation;

  constructor(representation = json) {
    this.#representation = representation;
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

  get(path, query = {}) {
    const fields = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
    return this.#ask("GET", fields.length > 0 ? `${path}?${new URLSearchParams(fields)}` : path);
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

  remove(path, body) {
    return this.#ask("DELETE", path, body);
  }

  /** Opens the events; the answer is an iterable of them. */
  async *events(lastEventId, window, signal) {
    const headers = { Accept: this.#representation.eventsMediaType };
    if (lastEventId !== null)
      headers["Last-Event-ID"] = lastEventId;
    const response = await this.#fetch("GET", `/events?window=${window}`, { headers, signal });
    yield* this.#representation.readEvents(response.body);
  }

  async #ask(method, path, body, { keepalive = false } = {}) {
    const headers = { Accept: this.#representation.mediaType };
    const init = { headers, keepalive };
    if (body !== undefined) {
      headers["Content-Type"] = this.#representation.mediaType;
      init.body = this.#representation.encode(body);
    }
    const response = await this.#fetch(method, path, init);
    return response.status === 204 ? null : this.#representation.decode(response);
  }

  async #fetch(method, path, init) {
    if (this.#token !== "")
      init.headers.Authorization = `Bearer ${this.#token}`;
    let response;
    try {
      // Never mode "same-origin": together with no-referrer it makes browsers send Origin: null.
      response = await fetch(root + path, { ...init, method, credentials: "omit", cache: "no-store", redirect: "error" });
    } catch (error) {
      if (error.name === "AbortError")
        throw error;
      throw new Refusal("not-connected", "The server cannot be reached.", 0);
    }
    if (!response.ok)
      throw await refusalOf(response);
    return response;
  }
}

/** Problems are JSON, whatever the representation is (RFC 9457). */
async function refusalOf(response) {
  try {
    const problem = await response.json();
    return new Refusal(problem.code, sentence(problem.detail, problem.retryAfter), response.status, problem.retryAfter);
  } catch {
    return new Refusal("internal", `The server answered ${response.status} and did not say why.`, response.status);
  }
}
