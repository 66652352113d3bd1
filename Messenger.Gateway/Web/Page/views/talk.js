// The conversation that is open: what was said, oldest first, and the place to write.
import { attempt, el, fill, onFrame, twice } from "../dom.js";
import { compare } from "../numbers.js";
import { nameOf, visibleLine } from "../text.js";
import { face } from "./face.js";
import { GroupDialog } from "./group.js";
import { firstOfDays, lookOf, messageItem, ownActions, remedies, watchSeen } from "./message.js";
import { WayDialog } from "./way.js";

const ends = { deleted: "This group was deleted.", out: "You are not in this group any more." };

export class TalkView {
  #session;
  #root;
  #back;
  #key = null;
  #drafts = new Map();
  #editing = null;
  #list;
  #scroll;
  #older;
  #sign;
  #say;
  #text;
  #cancel;
  #watch;

  constructor(session, root, back) {
    this.#session = session;
    this.#root = root;
    this.#back = back;
    this.#watch = watchSeen(session.over, (key, message) => session.shown.seen(key, message));
    const drawSoon = onFrame(() => this.#draw());
    session.state.addEventListener("change", ({ detail: { what, key, name, change } }) => {
      if (what === "talk" && session.state.open !== this.#key)
        this.#moved();
      if (what === "talk" && key === this.#key)
        drawSoon();
      if ((what === "presence" || what === "conversations") && this.#key !== null)
        this.#drawSign();
      if (what === "groups" && name === this.#key && ends[change])
        this.#say.textContent = ends[change];
    });
    root.replaceChildren(nothing());
  }

  async open(key) {
    if (key !== this.#key)
      this.#build(key);
    const readUpTo = this.#session.state.conversations.get(key)?.readUpTo ?? "0";
    await attempt(this.#say, () => this.#session.talks.open(key));
    if (this.#key !== key)
      return;
    this.#draw();
    const messages = this.#session.state.talks.get(key)?.messages ?? [];
    const unread = messages.findIndex(({ number, own }) => !own && number && compare(number, readUpTo) > 0);
    if (unread >= 0)
      this.#list.children[unread].scrollIntoView({ block: "start", behavior: "instant" });
    else
      this.#toEnd();
    this.#text.focus();
  }

  /** The state has another conversation open, or none: a group was renamed, or it was closed. */
  #moved() {
    const key = this.#session.state.open;
    if (key !== null) {
      this.#drafts.set(key, this.#editing === null ? this.#text.value : "");
      this.#build(key);
      this.#draw();
      return;
    }
    this.#keepDraft();
    this.#key = null;
    this.#root.replaceChildren(nothing());
  }

  #build(key) {
    this.#keepDraft();
    this.#key = key;
    this.#editing = null;
    const { name } = this.#session.state.conversation(key);
    this.#list = el("ol", { role: "log", "aria-live": "off", "aria-label": "Messages" });
    this.#older = el("button", { type: "button", class: "small", hidden: true, click: () => this.#pageBack() }, "Earlier messages");
    this.#scroll = el("div", { class: "messages", tabindex: "0", "aria-label": "Messages", role: "region" }, this.#older, this.#list);
    this.#say = el("p", { class: "error", role: "alert" });
    this.#text = el("textarea", { id: "write", rows: "1", maxlength: "16384", dir: "auto", placeholder: `Write to ${visibleLine(name, 40)}`, keydown: event => this.#keyDown(event) });
    this.#text.value = this.#drafts.get(key) ?? "";
    this.#cancel = el("button", { type: "button", hidden: true, click: () => this.#edit(null) }, "Cancel");
    this.#sign = el("span");
    this.#root.replaceChildren(
      el("div", { class: "head" },
        el("button", { type: "button", class: "back", "aria-label": "Back to the list", click: () => this.#back() }, "←"),
        this.#sign, el("h2", {}, nameOf(name)),
        key.startsWith("#")
          ? el("button", { type: "button", class: "small", click: () => new GroupDialog(this.#session, this.#key).open() }, "Group…")
          : twice("Block", "Really block?", () => this.#block(name))),
      this.#scroll,
      el("form", { class: "write", submit: event => this.#submit(event) }, this.#say,
        el("label", { for: "write", class: "spoken" }, "Message"),
        el("div", { class: "row" }, this.#text, this.#cancel, el("button", { class: "primary" }, "Send"))));
    this.#drawSign();
  }

  #keepDraft() {
    if (this.#key !== null && this.#editing === null)
      this.#drafts.set(this.#key, this.#text.value);
  }

  #drawSign() {
    const { name = this.#key, online = false } = this.#session.state.conversations.get(this.#key) ?? {};
    this.#sign.replaceChildren(face(name, online));
  }

  #draw() {
    const talk = this.#session.state.talks.get(this.#key);
    if (!talk)
      return;
    const wasAtEnd = this.#scroll.scrollHeight - this.#scroll.scrollTop - this.#scroll.clientHeight < 40;
    const days = firstOfDays(talk.messages);
    fill(this.#list, talk.messages, message => message.own ? message.id : message.number, message => [days.get(message), ...lookOf(message)],
      message => this.#item(message, days.get(message)));
    this.#older.hidden = talk.next === null;
    this.#watch(this.#list, talk.messages.map(message => [this.#key, message]));
    if (wasAtEnd)
      this.#toEnd();
  }

  #item(message, day) {
    const hidesWho = message.own || !this.#key.startsWith("#");
    const { talks } = this.#session;
    const failed = message.state !== "failed" ? [] : remedies(() => talks.retry(this.#key, message), () => talks.drop(this.#key, message));
    const isStored = message.own && message.number && !message.unsent;
    return el("li", {}, day ? el("p", { class: "day" }, day) : null, el("div", { class: message.own ? "mine" : null },
      messageItem(message, this.#session.state.me, { hidesWho, actions: failed }), isStored ? this.#actions(message) : null));
  }

  #actions(message) {
    return ownActions(
      () => this.#edit(message),
      () => attempt(this.#say, () => this.#session.talks.unsend(this.#key, message)),
      () => new WayDialog(this.#session, message).open());
  }

  /** He is told nothing; under Account it is undone. */
  async #block(name) {
    if (await attempt(this.#say, () => this.#session.api.put(`/blocks/${encodeURIComponent(name)}`)))
      this.#say.textContent = `You take no messages from ${visibleLine(name)} any more. Account has whom you block.`;
  }

  #edit(message) {
    if (this.#editing === null)
      this.#keepDraft();
    this.#editing = message;
    this.#cancel.hidden = message === null;
    this.#text.value = message?.text ?? this.#drafts.get(this.#key) ?? "";
    this.#text.focus();
  }

  #keyDown(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing)
      return;
    event.preventDefault();
    this.#text.form.requestSubmit();
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.#text.value;
    if (text === "")
      return;
    if (this.#editing !== null) {
      if (await attempt(this.#say, () => this.#session.talks.edit(this.#key, this.#editing, text)))
        this.#edit(null);
      return;
    }
    this.#text.value = "";
    this.#drafts.delete(this.#key);
    const sent = this.#session.talks.send(this.#key, text);
    this.#draw();
    this.#toEnd();
    await sent;
  }

  async #pageBack() {
    const fromEnd = this.#scroll.scrollHeight - this.#scroll.scrollTop;
    await attempt(this.#say, () => this.#session.talks.older(this.#key), this.#older);
    this.#draw();
    this.#scroll.scrollTo({ top: this.#scroll.scrollHeight - fromEnd, behavior: "instant" });
  }

  #toEnd() {
    this.#scroll.scrollTo({ top: this.#scroll.scrollHeight, behavior: "instant" });
  }
}

function nothing() {
  return el("p", { class: "hint" }, "Choose a conversation, find somebody under People, or make a group under Groups.");
}
