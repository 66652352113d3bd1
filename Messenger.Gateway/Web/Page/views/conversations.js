// The conversations, newest first, with what is unread; above them what waits undelivered.
import { el, fill, onFrame } from "../dom.js";
import { nameOf, visibleLine } from "../text.js";
import { face } from "./face.js";
import { HeldView } from "./held.js";

export class ConversationsView {
  #session;
  #open;
  #list = el("ul", { "aria-label": "Conversations" });
  #empty = el("p", { class: "hint" }, "No conversations yet. Find somebody under People, or make a group under Groups.");

  constructor(session, open) {
    this.#session = session;
    this.#open = open;
    this.root = el("div", {}, new HeldView(session).root, this.#list, this.#empty);
    const drawSoon = onFrame(() => this.#draw());
    session.state.addEventListener("change", ({ detail }) => {
      if (detail.what === "conversations" || detail.what === "talk")
        drawSoon();
    });
    this.#draw();
  }

  /** What nobody tells, such as that an account is gone, stands in the server's list. */
  shown() {
    this.#session.refresh();
  }

  #draw() {
    const { state } = this.#session;
    const conversations = state.sorted;
    this.#empty.hidden = conversations.length > 0;
    fill(this.#list, conversations, known => known.key,
      known => [known.name, known.online, known.deleted, known.unread, known.lastAt, known.preview?.text, known.preview?.unsent, state.open === known.key],
      known => this.#item(known, state.open === known.key));
  }

  #item({ key, name, online, deleted, unread, preview }, isOpen) {
    return el("li", {}, el("button", { type: "button", class: "item", "aria-current": isOpen ? "true" : null, click: () => this.#open(key) },
      face(name, online),
      el("span", { class: "grow" }, nameOf(name), deleted ? " (deleted)" : null,
        preview ? el("span", { class: "preview faint", dir: "auto" }, preview.unsent ? "taken back" : visibleLine(preview.text, 80)) : null),
      unread > 0 ? el("span", { class: "count", "aria-label": `${unread} unread` }, String(unread)) : null));
  }
}
