// One group: who is in it, and what its owner and its members may do. The server decides; what it refuses is said.
import { attempt, el, twice } from "../dom.js";
import { nameOf } from "../text.js";
import { face } from "./face.js";
import { namesIn } from "./groups.js";

export class GroupDialog {
  #session;
  #path;
  #name;
  #say = el("p", { class: "error", role: "alert" });
  #body = el("div");
  #dialog = el("dialog", { "aria-label": "Group", close: () => this.#dialog.remove() });

  constructor(session, name) {
    this.#session = session;
    this.#setName(name);
    this.#dialog.append(this.#body, this.#say, el("div", { class: "row" }, el("button", { type: "button", click: () => this.#dialog.close() }, "Close")));
    session.over.addEventListener("abort", () => this.#dialog.close());
  }

  open() {
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    return this.#change(() => this.#session.api.get(this.#path));
  }

  #setName(name) {
    this.#name = name;
    this.#path = `/groups/${encodeURIComponent(name)}`;
  }

  /** Asks for something whose answer is the group as it is now. */
  #change(ask) {
    return attempt(this.#say, async () => this.#draw(await ask()));
  }

  #leave(ask) {
    return attempt(this.#say, async () => {
      await ask();
      this.#session.refresh();
      this.#dialog.close();
    });
  }

  #draw({ name, owner, members, createdAt }) {
    this.#setName(name);
    const { api, state } = this.#session;
    const isOwner = owner === state.me;
    const remove = member => el("button", { type: "button", class: "small", click: () => this.#change(() => api.remove(`${this.#path}/members`, { names: [member] })) },
      "Remove ", nameOf(member));
    this.#body.replaceChildren(
      el("h2", {}, nameOf(name)),
      el("p", { class: "faint" }, `${members.length === 1 ? "1 member" : `${members.length} members`}, since ${new Date(createdAt).toLocaleDateString()}`),
      el("ul", { "aria-label": "Members" }, ...members.map(member =>
        el("li", { class: "row" }, face(member), el("span", { class: "grow" }, nameOf(member), member === owner ? el("span", { class: "faint" }, " · owner") : null), isOwner && member !== owner ? remove(member) : null))),
      ...isOwner ? this.#ownersPart() : [],
      el("div", { class: "row ends" },
        twice("Leave", "Really leave?", () => this.#leave(() => api.remove(`${this.#path}/membership`))),
        isOwner ? twice("Delete", "Really delete, for everybody?", () => this.#leave(() => api.remove(this.#path))) : null));
  }

  #ownersPart() {
    const { api } = this.#session;
    const add = el("input", { id: "group-add", autocapitalize: "none", spellcheck: "false" });
    const rename = el("input", { id: "group-rename", autocapitalize: "none", spellcheck: "false", maxlength: "33" });
    const form = (label, input, words, ask) => el("form", { submit: event => {
      event.preventDefault();
      if (input.value.trim() !== "")
        this.#change(ask);
    } }, el("label", { for: input.id }, label), el("div", { class: "row" }, input, el("button", {}, words)));
    return [
      form("Add: names with spaces between", add, "Add", () => api.post(`${this.#path}/members`, { names: namesIn(add.value) })),
      form("Another name for the group", rename, "Rename", () => api.patch(this.#path, { name: rename.value.trim() })),
    ];
  }
}
