// What waited when this login began: counted, and shown when it is asked for, from whom and so many.
import { attempt, el, fill } from "../dom.js";
import { nameOf, visibleLine } from "../text.js";
import { messageItem, watchSeen } from "./message.js";

/** So many names stand in the line that is always there; the choice below it has all. */
const mostNamed = 5;

export class HeldView {
  #session;
  #count = el("span");
  #from = el("select", { id: "held-from" });
  #many = el("input", { id: "held-many", type: "number", min: "1", max: "200", value: "10" });
  #say = el("p", { class: "error", role: "alert" });
  #left = el("p", { class: "faint", role: "status" });
  #messages = el("ol", { "aria-label": "Undelivered messages" });
  #seen;

  constructor(session) {
    this.#session = session;
    const show = el("button", { type: "button", click: () => attempt(this.#say, () => this.#fetch(), show) }, "Show");
    this.#seen = watchSeen(session.over, (key, message) => session.shown.seen(key, message));
    this.root = el("details", { class: "notice", hidden: true }, el("summary", {}, this.#count),
      el("label", { for: "held-from" }, "From"), this.#from,
      el("label", { for: "held-many" }, "At most"), this.#many,
      el("div", { class: "row" }, show), this.#say, this.#messages, this.#left);
    session.state.addEventListener("change", ({ detail }) => {
      if (detail.what === "held")
        this.#draw();
    });
    this.#draw();
  }

  #draw() {
    const { held, heldTotal } = this.#session.state;
    this.root.hidden = heldTotal === 0 && this.#messages.childElementCount === 0;
    const names = [...held].slice(0, mostNamed).map(([name, count]) => `${visibleLine(name)} ${count}`);
    if (held.size > mostNamed)
      names.push(`and from ${held.size - mostNamed} more`);
    this.#count.textContent = heldTotal > 0 ? `${heldTotal} undelivered: ${names.join(", ")}` : "Nothing undelivered is left";
    const chosen = this.#from.value;
    this.#from.replaceChildren(el("option", { value: "" }, "everybody"), ...[...held.keys()].map(name => el("option", { value: name }, visibleLine(name))));
    this.#from.value = held.has(chosen) ? chosen : "";
  }

  async #fetch() {
    const { state, talks } = this.#session;
    const { messages, left } = await talks.fetchHeld(this.#from.value, Number(this.#many.value) || 1);
    fill(this.#messages, messages, message => message.number, message => message, message => el("li", {},
      el("p", { class: "faint" }, message.to.startsWith("#") ? nameOf(message.to) : null), messageItem(message, state.me)));
    this.#seen(this.#messages, messages.map(message => [state.keyOf(message), message]));
    this.#left.textContent = messages.length === 0 ? "Nothing waits." : left > 0 ? `${left} more wait.` : "That is all.";
  }
}
