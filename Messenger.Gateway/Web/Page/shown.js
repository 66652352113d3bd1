// What was seen is confirmed, and read. A message counts as seen when it stood in the window of a page that is visible, never because it came.
import { compare } from "./numbers.js";

/** So many may wait unseen; older ones are confirmed, so that others are not held up. They stay unread, and history has them. */
const mostUnseen = 512;
const gather = 150;
const atOnce = 4096;
const remembered = 65_536;

export class Shown {
  #api;
  #state;
  #confirm = new Set();
  #read = new Map();
  #eyes = new Set();
  #timer = null;
  #turn = Promise.resolve();

  constructor(api, state) {
    this.#api = api;
    this.#state = state;
  }

  /** Of a message that a person has before his eyes. */
  seen(key, { number, own }) {
    if (!number)
      return;
    this.#remember(number);
    const conversation = this.#state.conversation(key);
    const isUnconfirmed = this.#state.unconfirmed.delete(number);
    if (isUnconfirmed) {
      this.#state.moves++;
      this.#note(number);
      if (!own && conversation.unread > 0)
        conversation.unread--;
      if (this.#state.fetchedHeld.delete(number))
        this.#oneHeldLess(key, conversation);
      this.#state.changed("conversations");
    }
    if (!own && compare(number, conversation.readUpTo ?? "0") > 0) {
      conversation.readUpTo = number;
      this.#lookedAfter(conversation, isUnconfirmed);
      this.#read.set(key, number);
      this.#soon();
    }
  }

  /** Whether a person had it before his eyes: it may come again when its confirmation was lost. */
  wasSeen(number) {
    return this.#eyes.has(number);
  }

  /** Held messages were fetched: those that were seen already, in history, are seen. */
  expect(key, messages) {
    for (const message of messages) {
      this.#state.unconfirmed.set(message.number, key);
      this.#state.fetchedHeld.add(message.number);
      if (this.#eyes.has(message.number))
        this.seen(key, message);
    }
  }

  /** Of what needs no eyes: changes, and copies of what another terminal of the account sent. */
  noted(number) {
    this.#state.unconfirmed.delete(number);
    this.#note(number);
  }

  /** Confirms the oldest of what waits unseen beyond the bound. */
  bound() {
    const { unconfirmed, fetchedHeld } = this.#state;
    for (const number of unconfirmed.keys()) {
      if (unconfirmed.size <= mostUnseen)
        return;
      if (fetchedHeld.has(number))
        continue;
      const conversation = this.#state.conversation(unconfirmed.get(number));
      conversation.overlooked = (conversation.overlooked ?? 0) + 1;
      this.noted(number);
    }
  }

  /** Tells the server now. What it cannot be told is kept for the next time. */
  flush(options) {
    clearTimeout(this.#timer);
    this.#timer = null;
    // One after the other: whoever waits for this one knows that what was seen before is told as well.
    return this.#turn = this.#turn.then(() => this.#tell(options));
  }

  async #tell(options) {
    const numbers = [...this.#confirm].slice(0, atOnce);
    const read = [...this.#read];
    numbers.forEach(number => this.#confirm.delete(number));
    this.#read.clear();
    try {
      if (numbers.length > 0)
        await this.#api.post("/confirmations", { numbers }, options);
      if (this.#confirm.size > 0)
        this.#soon();
    } catch {
      numbers.forEach(number => this.#confirm.add(number));
    }
    for (const [key, upTo] of read) {
      try {
        await this.#api.put(`/conversations/${encodeURIComponent(key)}/read`, { upTo }, options);
      } catch (refused) {
        // Refused for good (one is no member any more): nothing to say again.
        if (refused.code === "not-connected" && !this.#read.has(key))
          this.#read.set(key, upTo);
      }
    }
  }

  /** What was confirmed unseen is seen now: one, or all when it is read up to its end. */
  #lookedAfter(conversation, isUnconfirmed) {
    const overlooked = conversation.overlooked ?? 0;
    const count = compare(conversation.readUpTo, conversation.last ?? "0") >= 0 ? overlooked : isUnconfirmed ? 0 : Math.min(1, overlooked);
    if (count === 0)
      return;
    this.#state.moves++;
    conversation.overlooked = overlooked - count;
    conversation.unread = Math.max(0, conversation.unread - count);
    this.#state.changed("conversations");
  }

  #oneHeldLess(key, conversation) {
    const name = this.#state.held.has(key) ? key : conversation.name;
    const left = (this.#state.held.get(name) ?? 0) - 1;
    if (left > 0)
      this.#state.held.set(name, left);
    else
      this.#state.held.delete(name);
    this.#state.changed("held");
  }

  #remember(number) {
    this.#eyes.add(number);
    if (this.#eyes.size > remembered)
      this.#eyes.delete(this.#eyes.values().next().value);
  }

  #note(number) {
    this.#confirm.add(number);
    this.#soon();
  }

  #soon() {
    this.#timer ??= setTimeout(() => this.flush(), gather);
  }
}
