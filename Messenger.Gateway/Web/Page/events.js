// Keeps the stream of events open: opens it again after a cut, behind the last event that came, so that nothing is lost and nothing comes twice.

/** Most messages under way without being confirmed. */
const window = 1024;

/** The server says something at least every 15 s; who is silent for longer than this is gone. */
const silence = 40_000;
const firstWait = 500;
const longestWait = 10_000;

/** Reasons after which opening again is of no use. */
const final = new Set(["not-logged-in", "resumed-elsewhere", "password-changed", "session-ended", "account-deleted", "logged-out"]);

export class Events {
  #api;
  #hooks;
  #lastId = null;
  #stop = new AbortController();
  #again = new AbortController();
  #hurry = () => {};

  /** hooks: event(type, data, id) for each event, link(isUp) when it changes, ended(code, sentence) once, when it will not come back. */
  constructor(api, hooks) {
    this.#api = api;
    this.#hooks = hooks;
  }

  async run() {
    let wait = firstWait;
    while (!this.#stop.signal.aborted) {
      let reason = null;
      try {
        reason = await this.#listen(() => wait = firstWait);
      } catch (error) {
        reason = error.code ? error : null;
        if (reason?.retryAfter)
          wait = Math.max(wait, reason.retryAfter * 1000);
      }
      if (this.#stop.signal.aborted)
        return;
      if (this.#again.signal.aborted) {
        this.#again = new AbortController();
        continue;
      }
      this.#hooks.link(false);
      if (final.has(reason?.code)) {
        this.#hooks.ended(reason.code, reason.message);
        return;
      }
      await this.#pause(wait * (0.5 + Math.random() / 2));
      wait = Math.min(wait * 2, longestWait);
    }
  }

  /** Does not wait any longer before the next attempt. */
  hurry() {
    this.#hurry();
  }

  /** Ends the stream and opens it anew behind the last event that came, as what the api speaks now. */
  reopen() {
    this.#again.abort();
    this.#hurry();
  }

  stop() {
    this.#stop.abort();
    this.#hurry();
  }

  /** One stream from beginning to end; why it ended, as far as the server said. */
  async #listen(opened) {
    const cut = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, this.#again.signal, cut.signal]);
    let watch = setTimeout(() => cut.abort(), silence);
    try {
      for await (const { type, id, data } of this.#api.events(this.#lastId, window, signal)) {
        clearTimeout(watch);
        watch = setTimeout(() => cut.abort(), silence);
        if (signal.aborted)
          return null;
        if (type === "ping")
          continue;
        if (type === "closed")
          return data;
        if (type === "opened") {
          opened();
          this.#hooks.link(true);
        }
        this.#hooks.event(type, data);
        // Behind the hook: what it could not take comes again.
        if (id !== null)
          this.#lastId = id;
      }
      return null;
    } finally {
      clearTimeout(watch);
    }
  }

  #pause(milliseconds) {
    return new Promise(done => {
      const timer = setTimeout(done, milliseconds);
      this.#hurry = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}
