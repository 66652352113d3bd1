// Conversations: opening, paging back, sending, changing one's own, and what waited.
import { compare, newId } from "./numbers.js";

const page = 50;
const gather = 500;

export class Talks {
  #api;
  #state;
  #shown;
  #marking = null;

  constructor(api, state, shown) {
    this.#api = api;
    this.#state = state;
    this.#shown = shown;
  }

  /** Opens a conversation: its newest history, with what waited in it. */
  async open(key) {
    if (this.#state.open !== null && this.#state.open !== key)
      this.#state.trim(this.#state.open);
    this.#state.open = key;
    this.#state.changed("talk", { key });
    const unread = this.#state.conversations.get(key)?.unread ?? 0;
    await this.#newest(key, Math.min(page + unread, 200));
  }

  close() {
    if (this.#state.open !== null)
      this.#state.trim(this.#state.open);
    this.#state.open = null;
    this.#state.changed("talk", { key: null });
  }

  /** Pages back once; does nothing at the beginning. */
  async older(key) {
    const talk = this.#state.talks.get(key);
    if (!talk?.next || talk.isLoading)
      return;
    talk.isLoading = true;
    try {
      const { messages, next } = await this.#history(key, { before: talk.next, count: page });
      talk.next = next;
      await this.#show(key, messages);
    } finally {
      talk.isLoading = false;
    }
  }

  /** Sends a text; it is shown at once, on its way. Refused or cut off, it stays with its reason, to be tried again under the same id. */
  send(key, text) {
    const message = { id: newId(), from: this.#state.me, to: key, text, at: new Date().toISOString(), own: true, state: "sending" };
    this.#state.put(key, message);
    return this.retry(key, message);
  }

  async retry(key, { id, text }) {
    const message = { id, own: true, text };
    try {
      this.#update(key, { ...message, state: "sending", error: null });
      const { number, at } = await this.#api.post("/messages", { id, to: key, text });
      const conversation = this.#state.conversation(key);
      // Of several on their way the answers come in any order.
      if (compare(number, conversation.preview?.number ?? "0") > 0)
        Object.assign(conversation, { lastAt: at, preview: { number, text } });
      this.#update(key, { ...message, number, at, state: "stored" });
      this.#state.changed("conversations");
    } catch (refused) {
      this.#update(key, { ...message, state: "failed", error: refused.message });
      this.#state.changed("not-sent", { reason: refused.message });
    }
  }

  /** Gives up a text that was not sent. */
  drop(key, { id }) {
    const talk = this.#state.talks.get(key);
    talk.messages = talk.messages.filter(message => message.number || message.id !== id);
    this.#state.changed("talk", { key });
  }

  async edit(key, { id, number }, text) {
    await this.#api.patch(`/messages/${id}`, { text });
    this.#state.change(key, { message: number, text });
    this.#state.changed("talk", { key });
  }

  async unsend(key, { id, number }) {
    await this.#api.remove(`/messages/${id}`);
    this.#state.change(key, { message: number });
    this.#state.changed("talk", { key });
  }

  /** Of what waited: fetches so many, and returns them with how many are left. They count as waiting until they were seen. */
  async fetchHeld(from, count) {
    const { messages, left } = await this.#api.get("/undelivered", { from, count });
    for (const message of messages)
      this.#shown.expect(this.#state.keyOf(message), [message]);
    return { messages, left };
  }

  /** An own message was confirmed or read. In a group that is all or none: the server counts. */
  receipt(receipt) {
    const key = receipt.to.startsWith("#") ? receipt.to : receipt.by;
    if (key.startsWith("#") && key === this.#state.open)
      this.#marking ??= setTimeout(() => this.#askMarks(key), gather);
    if (!key.startsWith("#"))
      this.#state.mark(key, receipt);
    this.#state.changed("talk", { key });
  }

  async #askMarks(key) {
    this.#marking = null;
    if (this.#state.open === key)
      await this.#newest(key, page).catch(() => {});
  }

  /** After a cut: what is open is asked for anew, and what else was kept is forgotten. */
  async reload() {
    for (const key of this.#state.talks.keys())
      if (key !== this.#state.open)
        this.#forget(key);
    if (this.#state.open !== null)
      await this.#newest(this.#state.open, 200).catch(() => {});
  }

  /** All but what was not sent: that is nowhere else. */
  #forget(key) {
    if (!this.#state.talks.get(key).messages.some(message => !message.number))
      this.#state.talks.delete(key);
  }

  async #newest(key, count) {
    const { messages, next } = await this.#history(key, { count });
    const talk = this.#state.talks.get(key);
    const reaches = talk?.messages.some(known => messages.some(message => message.number === known.number));
    if (!talk || !reaches)
      this.#state.talks.set(key, { messages: talk?.messages.filter(message => !message.number) ?? [], next });
    await this.#show(key, messages);
  }

  #history(key, query) {
    return this.#api.get(`/conversations/${encodeURIComponent(key)}/messages`, query);
  }

  async #show(key, messages) {
    for (const message of messages)
      this.#state.put(key, message);
    this.#state.changed("talk", { key });
    const from = this.#state.held.has(key) ? key : this.#state.conversations.get(key)?.name;
    if (!this.#state.held.has(from))
      return;
    const known = new Set(this.#state.talks.get(key).messages.map(message => message.number));
    const held = await this.#api.get("/undelivered", { from });
    const shown = held.messages.filter(message => known.has(message.number));
    for (const message of shown)
      this.#state.put(key, message);
    this.#shown.expect(key, shown);
    this.#state.changed("talk", { key });
  }

  #update(key, message) {
    this.#state.put(key, message);
    this.#state.changed("talk", { key });
  }
}
