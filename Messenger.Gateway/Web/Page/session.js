// One login of this page: what comes by events goes into the state, and what a person does goes to the server.
import { Events } from "./events.js";
import { compare } from "./numbers.js";
import { sentence } from "./refusal.js";
import { Shown } from "./shown.js";
import { State } from "./state.js";
import { Talks } from "./talks.js";

const gather = 250;

export class Session extends EventTarget {
  #events;
  #listing = null;
  #over = new AbortController();

  constructor(api, login) {
    super();
    this.api = api;
    this.state = new State();
    this.state.me = login.name;
    this.readMarks = login.readMarks;
    this.shown = new Shown(api, this.state);
    this.talks = new Talks(api, this.state, this.shown);
    this.#events = new Events(api, {
      event: (type, data) => this.#take(type, data),
      link: isUp => this.#linked(isUp),
      ended: (code, message) => this.#end(code, message),
    });
    this.#events.run();
  }

  /** Says what was seen, and ends the login. */
  async logOut() {
    await this.shown.flush();
    this.#events.stop();
    const isTold = await this.api.remove("/session").then(() => true, refused => refused.code === "not-logged-in");
    this.#end("logged-out", isTold ? "You are logged out."
      : "You are logged out here. The server could not be told: Account has this login until you end it there, or for 30 days.");
  }

  /** The page goes, and the token with it: the server need not keep the login. What was seen is said first, and then there may be no time for more. */
  leave() {
    this.shown.flush({ keepalive: true }).then(() => this.api.remove("/session", undefined, { keepalive: true })).catch(() => {});
  }

  /** The server is told of the deletion; it cannot be undone. */
  async deleteAccount(confirm, password) {
    await this.api.remove("/account", { confirm, password });
    this.#end("account-deleted", "");
  }

  /** Aborted when this login has ended. */
  get over() {
    return this.#over.signal;
  }

  hurry() {
    this.#events.hurry();
  }

  /** What the page and the server speak from now on, events too: json or protobuf. */
  speak(representation) {
    this.api.representation = representation;
    this.#events.reopen();
  }

  /** Asks for the list of conversations, once for all that happen in a moment. */
  refresh() {
    this.#listing ??= setTimeout(() => this.#list(), gather);
  }

  async #list() {
    this.#listing = null;
    const listed = [];
    await this.shown.flush();
    const { moves } = this.state;
    try {
      let before = null;
      do {
        const page = await this.api.get("/conversations", { before, count: 500 });
        listed.push(...page.conversations);
        before = page.next;
      } while (before !== null && listed.length < 5000);
      const isLate = moves !== this.state.moves;
      this.state.list(listed, isLate);
      if (isLate)
        this.refresh();
    } catch {
      // The next opening of the events asks again.
    }
  }

  #linked(isUp) {
    this.state.isUp = isUp;
    this.state.changed("link");
  }

  #end(code, message) {
    if (this.over.aborted)
      return;
    this.#over.abort();
    clearTimeout(this.#listing);
    this.#events.stop();
    this.api.forget();
    // The events may say so before the answer does, and in other words.
    const words = code === "account-deleted" ? "Your account is deleted." : sentence(message);
    this.dispatchEvent(new CustomEvent("ended", { detail: { code, message: words } }));
  }

  #take(type, data) {
    switch (type) {
      case "opened": return this.#opened(data);
      case "message": return this.#message(data);
      case "edited":
      case "unsent": return this.#changed(data);
      case "receipt": return this.talks.receipt(data);
      case "presence": return this.#presence(data);
      case "group": return this.#group(data);
      case "unread":
        this.state.setHeld(data);
        return this.refresh();
      case "read-up-to": return this.refresh();
      default: return undefined; // What a later server may say.
    }
  }

  #opened({ resumed, undelivered }) {
    if (!resumed) {
      // What was live is held now, and comes only when it is asked for.
      this.state.unconfirmed.clear();
      this.state.fetchedHeld.clear();
    }
    this.state.setHeld(undelivered);
    this.shown.flush();
    this.refresh();
    this.talks.reload();
  }

  #message(message) {
    const key = this.state.keyOf(message);
    const isNew = !this.state.unconfirmed.has(message.number) && !this.shown.wasSeen(message.number);
    // Who is online stands in the list only.
    if (!this.state.conversations.has(key))
      this.refresh();
    const conversation = this.state.conversation(key);
    if (message.own || this.shown.wasSeen(message.number)) {
      this.shown.noted(message.number);
    } else if (isNew) {
      this.state.unconfirmed.set(message.number, key);
      if (compare(message.number, conversation.last ?? "0") > 0) {
        conversation.unread++;
        conversation.last = message.number;
        this.state.moves++;
      } else {
        // The list came first, and may have counted it or not: it is asked for anew.
        this.refresh();
      }
      this.shown.bound();
    }
    conversation.lastAt = message.at;
    conversation.preview = message;
    this.state.put(key, message.own ? { state: "stored", ...message } : message);
    this.state.changed("conversations");
    this.state.changed("talk", { key });
    if (!message.own && isNew)
      this.state.changed("news", { key, message });
  }

  #changed({ text = null, ...rest }) {
    const change = { text, ...rest };
    this.shown.noted(change.number);
    const key = this.state.keyOf(change);
    this.state.change(key, change);
    const conversation = this.state.conversation(key);
    if (conversation.preview?.number === change.message)
      conversation.preview = { ...conversation.preview, text: change.text ?? "", unsent: change.text === null };
    this.state.changed("conversations");
    this.state.changed("talk", { key });
  }

  #presence({ name, online, lastSeen }) {
    const known = this.state.conversations.get(name);
    if (known)
      Object.assign(known, { online, lastSeen });
    this.state.changed("presence", { name, online });
    this.state.changed("conversations");
  }

  #group(group) {
    if (group.change === "renamed" && group.oldName)
      this.state.rename(group.oldName, group.name);
    this.state.changed("groups", group);
    this.refresh();
    if (this.state.open === group.name)
      this.state.changed("talk", { key: group.name });
  }
}
