// Finds what was said, in whatever one may read; the server searches.
import { attempt, el } from "../dom.js";
import { nameOf } from "../text.js";
import { messageItem } from "./message.js";

export class SearchView {
  #session;
  #open;
  #next = null;
  #query = el("input", { id: "search-query", type: "search", dir: "auto", required: true });
  #say = el("p", { class: "error", role: "alert" });
  #count = el("p", { class: "faint", role: "status" });
  #list = el("ol", { "aria-label": "Found messages" });
  #more = el("button", { type: "button", hidden: true, click: () => this.#find(true) }, "Earlier ones");

  constructor(session, open) {
    this.#session = session;
    this.#open = open;
    this.root = el("div", {},
      el("form", { role: "search", submit: event => {
        event.preventDefault();
        this.#find(false);
      } }, el("label", { for: "search-query" }, "Words, and from:bob in:#lunch before:2026-11-01"),
      el("div", { class: "row" }, this.#query, el("button", { class: "primary" }, "Find"))),
      this.#say, this.#count, this.#list, this.#more);
  }

  shown() {
    this.#query.focus();
  }

  async #find(more) {
    await attempt(this.#say, async () => {
      const found = await this.#session.api.get("/search", { query: this.#query.value, after: more ? this.#next : null });
      if (!more)
        this.#list.replaceChildren();
      this.#list.append(...found.messages.map(message => this.#item(message)));
      this.#next = found.next;
      this.#more.hidden = found.next === null;
      this.#count.textContent = this.#list.childElementCount === 0 ? "Nothing was found." : `${this.#list.childElementCount} found`;
    });
  }

  #item(message) {
    const { state } = this.#session;
    const key = state.keyOf(message);
    return el("li", {}, messageItem(message, state.me, { actions: [
      el("button", { type: "button", class: "small", click: () => this.#open(key) }, "Open ", nameOf(state.conversations.get(key)?.name ?? key)),
    ] }));
  }
}
