// What this page knows: conversations, their messages, what waits. Changed by the session only; views listen for "change" and draw.
import { compare } from "./numbers.js";

/** Messages kept of a conversation that is not open. */
const keptClosed = 200;

const rank = { sending: 0, failed: 0, stored: 1, delivered: 2, read: 3 };

export class State extends EventTarget {
  me = "";
  isUp = false;
  /** The conversation that is open: the key of one of these, or null. */
  open = null;
  /** Key → { key, name, online, lastSeen, deleted, last, lastAt, readUpTo, unread, overlooked, preview }; overlooked: how many of the unread were confirmed unseen. */
  conversations = new Map();
  /** Key → { messages, next }: oldest first; next is where history goes on, null at its beginning. Only of what was opened. */
  talks = new Map();
  /** Undelivered when this login began, by name; shown only when asked for. */
  held = new Map();
  /** Number → key of messages that nobody has confirmed: held ones that were fetched, and live ones. Oldest first. */
  unconfirmed = new Map();
  fetchedHeld = new Set();
  /** Grows whenever a count of what is unread changes here: a list that was asked for before is out of date. */
  moves = 0;

  /** Tells the views; what: "link", "conversations", "talk", "held", "presence", "groups", "news", "not-sent". */
  changed(what, detail = {}) {
    this.dispatchEvent(new CustomEvent("change", { detail: { what, ...detail } }));
  }

  get sorted() {
    return [...this.conversations.values()].sort((a, b) => (b.lastAt ?? "").localeCompare(a.lastAt ?? "") || a.name.localeCompare(b.name));
  }

  /** The conversation that a message belongs to. */
  keyOf(message) {
    if (message.to.startsWith("#") || message.own)
      return message.to;
    if (!message.fromDeleted)
      return message.from;
    // Somebody else may have the name by now; the server names these by a number.
    return [...this.conversations.values()].find(known => known.deleted && known.name === message.from)?.key ?? message.from;
  }

  conversation(key) {
    let known = this.conversations.get(key);
    if (!known)
      this.conversations.set(key, known = { key, name: key, online: false, unread: 0 });
    return known;
  }

  /** Takes the server's list, and keeps what only this page knows: all counts, if they have changed since it was asked for. */
  list(listed, isLate) {
    const before = this.conversations;
    this.conversations = new Map(listed.map(({ undelivered, with: by, ...rest }) => {
      const key = by ?? rest.name;
      const known = before.get(key);
      // What was confirmed unseen is not undelivered any more, but unread until it is read here or at another terminal.
      const overlooked = compare(rest.readUpTo ?? "0", rest.last ?? "0") < 0 ? known?.overlooked ?? 0 : 0;
      const counts = isLate && known ? { unread: known.unread, last: known.last } : { unread: undelivered + overlooked };
      return [key, { ...rest, key, ...counts, overlooked, preview: known?.preview }];
    }));
    if (this.open !== null && !this.conversations.has(this.open) && before.has(this.open))
      this.#keepOpen(before.get(this.open));
    this.changed("conversations");
  }

  /** What is open has nothing in the list yet, or its account is gone, and the server calls the conversation otherwise now. */
  #keepOpen(known) {
    const gone = [...this.conversations.values()].find(({ deleted, name }) => deleted && name === known.name);
    if (!gone || known.deleted) {
      this.conversations.set(known.key, known);
      return;
    }
    gone.preview = known.preview;
    this.#move(known.key, gone.key);
    this.changed("talk", { key: gone.key });
  }

  /** Adds a message to what is shown of its conversation, or brings it up to date. */
  put(key, message) {
    const messages = this.talks.get(key)?.messages;
    if (!messages)
      return;
    const known = messages.find(other => (message.number && other.number === message.number) || (message.own && other.id === message.id));
    if (known) {
      const keepsPlace = message.number === known.number;
      const state = (rank[known.state] ?? 0) > (rank[message.state] ?? 0) ? known.state : message.state;
      Object.assign(known, message, { state });
      if (keepsPlace)
        return;
    } else {
      messages.push(message);
    }
    // Those that have no number yet come last, in the order in which they were written.
    messages.sort((a, b) => a.number && b.number ? compare(a.number, b.number) : (a.number ? 0 : 1) - (b.number ? 0 : 1));
  }

  /** An own message got further; who has read one has read all before it. */
  mark(key, { id, number, state }) {
    for (const message of this.talks.get(key)?.messages ?? []) {
      const isMeant = message.id === id || (state === "read" && message.number && compare(message.number, number) <= 0);
      if (message.own && isMeant && (rank[message.state] ?? 0) < rank[state])
        message.state = state;
    }
  }

  /** A message was changed, or taken back when there is no text. */
  change(key, { message, text = null, at }) {
    const known = this.talks.get(key)?.messages.find(other => other.number === message);
    if (known)
      Object.assign(known, text === null ? { text: "", unsent: true } : { text, edited: true, editedAt: at });
  }

  setHeld(undelivered) {
    this.held = new Map(Object.entries(undelivered.from));
    this.changed("held");
  }

  get heldTotal() {
    return [...this.held.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Of a conversation that is left only the end is kept. */
  trim(key) {
    const talk = this.talks.get(key);
    if (!talk || talk.messages.length <= keptClosed)
      return;
    talk.messages.splice(0, talk.messages.length - keptClosed);
    talk.next = talk.messages[0].number ?? talk.next;
  }

  /** A group has another name. */
  rename(from, to) {
    const known = this.conversations.get(from);
    this.conversations.delete(from);
    if (known)
      this.conversations.set(to, { ...known, key: to, name: to });
    this.#move(from, to);
  }

  /** What is known of a conversation goes by another key. */
  #move(from, to) {
    const talk = this.talks.get(from);
    this.talks.delete(from);
    if (talk)
      this.talks.set(to, talk);
    for (const [number, key] of this.unconfirmed)
      if (key === from)
        this.unconfirmed.set(number, to);
    if (this.open === from)
      this.open = to;
  }
}
