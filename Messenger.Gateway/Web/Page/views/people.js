// Everybody on this server, filtered by it, with who is online.
import { attempt, el, fill } from "../dom.js";
import { nameOf } from "../text.js";
import { face } from "./face.js";

const pause = 200;

export class PeopleView {
  #session;
  #open;
  #people = [];
  #next = null;
  #timer = null;
  #asked = 0;
  #filter = el("input", { id: "people-filter", type: "search", autocapitalize: "none", spellcheck: "false", input: () => this.#soon() });
  #say = el("p", { class: "error", role: "alert" });
  #none = el("p", { class: "faint", role: "status" });
  #list = el("ul", { "aria-label": "People" });
  #more = el("button", { type: "button", hidden: true, click: () => this.#load(true) }, "More");

  constructor(session, open) {
    this.#session = session;
    this.#open = open;
    this.root = el("div", {}, el("label", { for: "people-filter" }, "Filter: the beginning of a name, or with * ? [a-z]"),
      this.#filter, this.#say, this.#none, this.#list, this.#more);
    session.state.addEventListener("change", ({ detail: { what, name, online } }) => {
      if (what === "presence")
        this.#came(name, online);
    });
  }

  shown() {
    this.#load(false);
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#load(false), pause);
  }

  async #load(more) {
    const words = this.#filter.value.trim();
    const pattern = words === "" || /[*?[]/.test(words) ? words : `${words}*`;
    const asked = ++this.#asked;
    await attempt(this.#say, async () => {
      const page = await this.#session.api.get("/accounts", { pattern, after: more ? this.#next : null });
      // Somebody typed on meanwhile.
      if (asked !== this.#asked)
        return;
      this.#people = more ? [...this.#people, ...page.accounts] : page.accounts;
      this.#next = page.next;
      this.#draw();
    });
  }

  #came(name, online) {
    const known = this.#people.find(person => person.name === name);
    if (known) {
      known.online = online;
      this.#draw();
    }
  }

  #choose(name, online) {
    this.#session.state.conversation(name).online = online;
    this.#open(name);
  }

  #draw() {
    this.#none.textContent = this.#people.length === 0 ? "Nobody has such a name." : "";
    this.#more.hidden = this.#next === null;
    fill(this.#list, this.#people, person => person.name, person => person, ({ name, online }) =>
      el("li", {}, name === this.#session.state.me
        ? el("p", { class: "item" }, face(name), el("span", { class: "grow" }, nameOf(name), " (you)"))
        : el("button", { type: "button", class: "item", click: () => this.#choose(name, online) }, face(name, online), el("span", { class: "grow" }, nameOf(name)))));
  }
}
