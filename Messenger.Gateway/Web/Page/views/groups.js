// The groups one is in, and making one.
import { attempt, el, fill } from "../dom.js";
import { nameOf } from "../text.js";
import { face } from "./face.js";

export class GroupsView {
  #session;
  #open;
  #groups = [];
  #next = null;
  #filter = el("input", { id: "groups-filter", type: "search", autocapitalize: "none", spellcheck: "false", change: () => this.#load(false) });
  #name = el("input", { id: "group-name", autocapitalize: "none", spellcheck: "false", maxlength: "33", required: true });
  #members = el("input", { id: "group-members", autocapitalize: "none", spellcheck: "false" });
  #say = el("p", { class: "error", role: "alert" });
  #none = el("p", { class: "faint", role: "status" });
  #list = el("ul", { "aria-label": "Groups" });
  #more = el("button", { type: "button", hidden: true, click: () => this.#load(true) }, "More");

  constructor(session, open) {
    this.#session = session;
    this.#open = open;
    const make = el("button", { class: "primary" }, "Make the group");
    this.root = el("div", {},
      el("label", { for: "groups-filter" }, "Filter: a name, or with * ? [a-z]"), this.#filter,
      this.#none, this.#list, this.#more, this.#say,
      el("form", { submit: event => this.#make(event, make) }, el("h3", {}, "A new group"),
        el("label", { for: "group-name" }, "Name"), this.#name,
        el("label", { for: "group-members" }, "Members, apart from you: names with spaces between"), this.#members,
        el("div", { class: "row" }, make)));
    session.state.addEventListener("change", ({ detail: { what } }) => {
      if (what === "groups" && this.root.isConnected)
        this.#load(false);
    });
  }

  shown() {
    this.#load(false);
  }

  async #load(more) {
    await attempt(this.#say, async () => {
      const page = await this.#session.api.get("/groups", { pattern: this.#filter.value.trim(), after: more ? this.#next : null });
      this.#groups = more ? [...this.#groups, ...page.groups] : page.groups;
      this.#next = page.next;
      this.#draw();
    });
  }

  #draw() {
    this.#none.textContent = this.#groups.length === 0 ? (this.#filter.value === "" ? "You are in no group yet." : "You are in no such group.") : "";
    this.#more.hidden = this.#next === null;
    fill(this.#list, this.#groups, group => group.name, group => group, ({ name, owner, members }) =>
      el("li", {}, el("button", { type: "button", class: "item", click: () => this.#open(name) },
        face(name), el("span", { class: "grow" }, nameOf(name), el("span", { class: "preview faint" }, "of ", nameOf(owner))),
        el("span", { class: "faint" }, members === 1 ? "1 member" : `${members} members`))));
  }

  async #make(event, button) {
    event.preventDefault();
    const body = { name: this.#name.value.trim(), members: namesIn(this.#members.value) };
    let made;
    if (!await attempt(this.#say, async () => made = await this.#session.api.post("/groups", body), button))
      return;
    event.target.reset();
    this.#session.refresh();
    this.#load(false);
    this.#open(made.name);
  }
}

export function namesIn(text) {
  return text.split(/[\s,]+/).filter(name => name !== "");
}
