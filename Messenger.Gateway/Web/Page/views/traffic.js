// The switch between JSON and protocol buffers, and what each of them costs: the bytes of what was said, by operation and one by one.
import { attempt, el, fill, onFrame } from "../dom.js";
import { visibleLine } from "../text.js";
import { representations, spokenChoice } from "./spoken.js";

export class TrafficView {
  #session;
  #say = el("p", { class: "error", role: "alert" });
  #sums = el("tbody");
  #list = el("ol", { class: "exchanges", "aria-label": "Last exchanges" });

  constructor(session) {
    this.#session = session;
    const ask = el("button", { type: "button", click: () => attempt(this.#say, () => askInAll(session), ask) }, "Ask for the same in both");
    const columns = representations.map(({ title }) => el("th", { colspan: "2", scope: "colgroup" }, title));
    this.root = el("div", {},
      spokenChoice("spoken", session.api.representation, representation => session.speak(representation)),
      el("div", { class: "row" }, ask), this.#say,
      el("table", {}, el("caption", {}, "Bytes by operation, on average"),
        el("thead", {}, el("tr", {}, el("th", { rowspan: "2", scope: "col" }, "Operation"), ...columns),
          el("tr", {}, ...representations.flatMap(() => [el("th", { scope: "col" }, "sent"), el("th", { scope: "col" }, "received")]))),
        this.#sums),
      el("p", { class: "faint" }, "Counted are the bodies of requests and answers, and of an event all its bytes in the stream; not heads, TLS and TCP."),
      el("h3", {}, "Last exchanges"), this.#list);
    const drawSoon = onFrame(() => this.root.isConnected && this.#draw());
    session.api.traffic.addEventListener("change", drawSoon, { signal: session.over });
  }

  shown() {
    this.#draw();
  }

  #draw() {
    const { exchanges, sums } = this.#session.api.traffic;
    fill(this.#sums, [...sums].sort(([left], [right]) => left < right ? -1 : 1), ([operation]) => operation, ([, sum]) => [...sum], ([operation, sum]) =>
      el("tr", {}, el("th", { scope: "row" }, operation), ...representations.flatMap(({ title }) => {
        const { count, sent, received } = sum.get(title) ?? { count: 0 };
        return [sent, received].map(bytes => el("td", { title: count > 0 ? `${count} counted` : null }, count > 0 ? String(Math.round(bytes / count)) : "–"));
      })));
    fill(this.#list, exchanges, ({ number }) => String(number), () => null, ({ at, title, method, path, status, sent, received }) =>
      el("li", {}, el("span", { class: "what" }, `${method} ${visibleLine(path)}`),
        el("span", { class: "faint" }, status === null ? null : `${status} · `, `${title} · ${sent} B sent, ${received} B received · ${at.toLocaleTimeString()}`)));
  }
}

/** Asks for what is to be seen in each representation, so that the bytes are of the same things. */
async function askInAll({ api, state }) {
  const key = state.open ?? state.sorted[0]?.key;
  const paths = ["/accounts", "/conversations", ...key ? [`/conversations/${encodeURIComponent(key)}/messages`] : []];
  for (const path of paths)
    await Promise.all(representations.map(representation => api.get(path, {}, representation)));
}
