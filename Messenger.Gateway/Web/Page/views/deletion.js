// Deleting one's account: says what is lost, and wants the name typed and the password.
import { attempt, el } from "../dom.js";
import { nameOf } from "../text.js";

export class DeletionDialog {
  #session;
  #lost = el("div", { class: "lost", tabindex: "0", "aria-live": "polite", role: "group", "aria-label": "What is lost" });
  #say = el("p", { class: "error", role: "alert" });
  #name = el("input", { id: "deletion-name", autocomplete: "off", autocapitalize: "none", spellcheck: "false", required: true });
  #password = el("input", { id: "deletion-password", type: "password", autocomplete: "current-password", maxlength: "256", required: true });
  #go = el("button", { class: "danger" }, "Delete my account for ever");
  #dialog;

  constructor(session) {
    this.#session = session;
    this.#dialog = el("dialog", { "aria-labelledby": "deletion-title", close: () => this.#dialog.remove() },
      el("form", { submit: event => this.#delete(event) },
        el("h2", { id: "deletion-title" }, "Delete your account"), this.#lost,
        el("label", { for: "deletion-name" }, "Type your name, ", nameOf(session.state.me)), this.#name,
        el("label", { for: "deletion-password" }, "Password"), this.#password, this.#say,
        el("div", { class: "row" }, this.#go, el("button", { type: "button", click: () => this.#dialog.close() }, "Keep it"))));
    session.over.addEventListener("abort", () => this.#dialog.close());
  }

  async open() {
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    // Nobody deletes before the warning is there.
    this.#go.disabled = true;
    if (!await attempt(this.#say, async () => this.#warn(await this.#session.api.get("/account/deletion"))))
      return;
    this.#go.disabled = false;
    this.#name.focus();
  }

  #warn({ undelivered, groupsOwned }) {
    const waiting = Object.entries(undelivered.from);
    this.#lost.replaceChildren(
      el("p", { class: "notice" }, "This cannot be undone. Others keep what they received; a new account of the same name inherits nothing."),
      undelivered.total === 0 ? el("p", {}, "No undelivered message is lost.") : el("p", {}, undelivered.total === 1
        ? "1 undelivered message is lost: " : `${undelivered.total} undelivered messages are lost: `, ...listed(waiting.map(([name, count]) => [nameOf(name), ` ${count}`]))),
      groupsOwned.length > 0 ? el("p", {}, "Handed over to their longest members: ", ...listed(groupsOwned.map(name => [nameOf(name)]))) : "");
  }

  #delete(event) {
    event.preventDefault();
    return attempt(this.#say, () => this.#session.deleteAccount(this.#name.value, this.#password.value), this.#go);
  }
}

function listed(items) {
  return items.flatMap((item, at) => at === 0 ? item : [", ", ...item]);
}
