// Register and log in.
import { Api } from "../api.js";
import { attempt, byId } from "../dom.js";
import { representations, spokenChoice } from "./spoken.js";

export class Entry {
  #start;
  #registers = false;
  #spoken = representations[0];

  /** start(api, login) is called once somebody is in. */
  constructor(start) {
    this.#start = start;
    byId("entry-form").addEventListener("submit", event => {
      event.preventDefault();
      this.#enter();
    });
    byId("entry-switch").addEventListener("click", () => this.#setRegisters(!this.#registers));
  }

  show(notice, name = "", spoken = this.#spoken) {
    this.#spoken = spoken;
    byId("entry-spoken").replaceChildren(spokenChoice("entry-spoken", spoken, chosen => this.#spoken = chosen));
    byId("entry").hidden = false;
    byId("entry-notice").textContent = notice;
    byId("entry-name").value = name;
    this.#setRegisters(false);
  }

  #setRegisters(registers) {
    this.#registers = registers;
    const words = registers ? "Register" : "Log in";
    byId("entry-title").textContent = words;
    byId("entry-go").textContent = words;
    byId("entry-switch").textContent = registers ? "Log in instead" : "Register instead";
    byId("entry-again").hidden = !registers;
    byId("entry-repeated").required = registers;
    byId("entry-password").autocomplete = registers ? "new-password" : "current-password";
    byId("entry-error").textContent = "";
    byId(byId("entry-name").value ? "entry-password" : "entry-name").focus();
  }

  async #enter() {
    const name = byId("entry-name").value;
    const password = byId("entry-password").value;
    if (this.#registers && password !== byId("entry-repeated").value) {
      byId("entry-error").textContent = "The two passwords are not the same.";
      byId("entry-repeated").focus();
      return;
    }
    const api = new Api(this.#spoken);
    let login;
    const isIn = await attempt(
      byId("entry-error"),
      async () => login = await api.enter(this.#registers ? "/accounts" : "/session", name, password),
      byId("entry-go"));
    if (!isIn)
      return;
    byId("entry-form").reset();
    byId("entry").hidden = true;
    this.#start(api, login);
  }
}
