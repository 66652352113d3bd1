// One's own account: read marks, password, where one is logged in, and its end.
import { attempt, el } from "../dom.js";
import { nameOf, visibleLine } from "../text.js";
import { DeletionDialog } from "./deletion.js";
import { face } from "./face.js";

export class AccountView {
  #session;
  #say = el("p", { class: "error", role: "alert" });
  #done = el("p", { class: "faint", role: "status" });
  #sessions = el("ul", { "aria-label": "Where you are logged in" });
  #blockedTitle = el("h3", { hidden: true }, "Whom you block");
  #blocked = el("ul", { "aria-label": "Whom you block" });
  #old = el("input", { id: "password-old", type: "password", autocomplete: "current-password", maxlength: "256", required: true });
  #new = el("input", { id: "password-new", type: "password", autocomplete: "new-password", minlength: "8", maxlength: "256", required: true });
  #again = el("input", { id: "password-again", type: "password", autocomplete: "new-password", maxlength: "256", required: true });

  constructor(session) {
    this.#session = session;
    const readMarks = el("input", { type: "checkbox", checked: session.readMarks, change: () => this.#setReadMarks(readMarks) });
    this.root = el("div", {}, this.#say, this.#done,
      el("label", { class: "check" }, readMarks, "Tell others what I have read"),
      el("h3", {}, "Where you are logged in"), this.#sessions,
      this.#blockedTitle, this.#blocked,
      el("h3", {}, "Another password"),
      el("form", { submit: event => this.#changePassword(event) },
        el("label", { for: "password-old" }, "Password now"), this.#old,
        el("label", { for: "password-new" }, "New password"), this.#new,
        el("label", { for: "password-again" }, "New password, once more"), this.#again,
        el("div", { class: "row" }, el("button", {}, "Change it"))),
      el("h3", {}, "Leaving for good"),
      el("button", { type: "button", class: "danger", click: () => new DeletionDialog(session).open() }, "Delete my account…"));
  }

  shown() {
    this.#done.textContent = "";
    return attempt(this.#say, async () => {
      const { sessions } = await this.#session.api.get("/sessions");
      this.#sessions.replaceChildren(...sessions.map(session => this.#item(session)));
      const { names } = await this.#session.api.get("/blocks");
      this.#blockedTitle.hidden = names.length === 0;
      this.#blocked.replaceChildren(...names.map(name => this.#blockedItem(name)));
    });
  }

  #item({ id, address, lastActive, this: isThis, connected }) {
    const words = isThis ? "this page" : connected ? "connected" : `last used ${new Date(lastActive).toLocaleString()}`;
    return el("li", { class: "row" }, `${visibleLine(address)}, ${words}`,
      isThis ? null : el("button", { type: "button", class: "small", click: async () => {
        if (await attempt(this.#say, () => this.#session.api.remove(`/sessions/${id}`)))
          this.shown();
      } }, "Log out there"));
  }

  #blockedItem(name) {
    return el("li", { class: "row" }, face(name), el("span", { class: "grow" }, nameOf(name)), el("button", { type: "button", class: "small", click: async () => {
      if (await attempt(this.#say, () => this.#session.api.remove(`/blocks/${encodeURIComponent(name)}`)))
        this.shown();
    } }, "Unblock ", nameOf(name)));
  }

  async #setReadMarks(box) {
    if (!await attempt(this.#say, () => this.#session.api.patch("/settings", { readMarks: box.checked }), box))
      box.checked = !box.checked;
  }

  async #changePassword(event) {
    event.preventDefault();
    this.#done.textContent = "";
    if (this.#new.value !== this.#again.value) {
      this.#say.textContent = "The two new passwords are not the same.";
      return;
    }
    if (!await attempt(this.#say, () => this.#session.api.put("/account/password", { password: this.#old.value, new: this.#new.value })))
      return;
    event.target.reset();
    await this.shown();
    this.#done.textContent = "The password is changed; you are logged out everywhere else.";
  }
}
