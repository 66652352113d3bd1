// What became of an own message, and when.
import { attempt, el } from "../dom.js";

export class WayDialog {
  #session;
  #id;
  #steps = el("ol", { class: "way" });
  #say = el("p", { class: "error", role: "alert" });
  #dialog;

  constructor(session, { id }) {
    this.#session = session;
    this.#id = id;
    this.#dialog = el("dialog", { "aria-labelledby": "way-title", close: () => this.#dialog.remove() },
      el("h2", { id: "way-title" }, "What became of it"), this.#steps, this.#say,
      el("div", { class: "row" }, el("button", { type: "button", click: () => this.#dialog.close() }, "Close")));
    session.over.addEventListener("abort", () => this.#dialog.close());
  }

  open() {
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    return attempt(this.#say, async () => this.#draw(await this.#session.api.get(`/messages/${this.#id}/way`)));
  }

  #draw(way) {
    const { durable, timesKnown, terminals, of } = way;
    const far = (count, word) => count === 0 ? `${word} by nobody yet` : of === 1 ? word : way.allOrNone ? `${word} by all` : `${word} by ${count} of ${of}`;
    const steps = [
      ["taken by the server", way.acceptedAt],
      [durable ? "on disk" : "kept in memory", way.storedAt],
      way.pushedAt ? [terminals > 0 ? `handed to ${terminals === 1 ? "1 terminal" : `${terminals} terminals`}` : "handed to a terminal", way.pushedAt]
        : [timesKnown ? "handed to no terminal yet" : "when it was handed on is not known any more", null],
      [far(way.confirmedBy, "confirmed"), way.confirmedAt],
      [far(way.readBy, "read"), way.readAt],
    ];
    this.#steps.replaceChildren(...steps.map(([words, at]) => el("li", { class: "row" }, el("span", { class: "grow" }, words),
      at ? el("time", { datetime: at, class: "faint" }, exact(at)) : null)));
  }
}

/** Milliseconds are what one looks for here. */
function exact(at) {
  return new Date(at).toLocaleString([], { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });
}
