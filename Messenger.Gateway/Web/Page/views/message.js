// One message, and how it is noticed that a person has it before his eyes.
import { el } from "../dom.js";
import { nameOf, visible } from "../text.js";

const marks = {
  sending: ["◌", "on its way"],
  stored: ["✓", "stored"],
  delivered: ["✓✓", "delivered"],
  read: ["●", "read"],
};

/** An article with what was said, by whom, when, and how far it got. hidesWho: that is clear, but to who cannot see. actions: buttons below it. */
export function messageItem(message, me, { hidesWho = false, actions = [] } = {}) {
  const { from, text, at, own, state, queued, edited, unsent, fromDeleted, error } = message;
  const [mark, word] = marks[state] ?? [];
  return el("article", { class: own ? "message own" : "message" },
    el("p", { class: hidesWho ? "spoken" : "who" }, nameOf(own ? me : from), fromDeleted ? " (deleted)" : null),
    unsent ? el("p", { class: "faint" }, "taken back") : el("p", { class: "text", dir: "auto" }, visible(text)),
    el("p", { class: "foot" }, el("time", { datetime: at, title: new Date(at).toLocaleString() }, hidesWho ? hour(at) : time(at)),
      queued ? " · waited" : null, edited && !unsent ? " · edited" : null,
      own && mark ? el("span", { class: `mark ${state}`, role: "img", "aria-label": word, title: word }, mark) : null),
    error ? el("p", { class: "error" }, `Not sent: ${error}`) : null,
    actions.length > 0 ? el("div", { class: "row" }, ...actions) : null);
}

/** What one can do with an own message that is stored. */
export function ownActions(edit, takeBack, tell) {
  const button = (words, work) => el("button", { type: "button", class: "quiet", click: work }, words);
  return el("div", {}, button("Edit", edit), button("Take back", takeBack), button("What became of it", tell));
}

/** What one can do with a text that was not sent. */
export function remedies(retry, drop) {
  const button = (words, work) => el("button", { type: "button", class: "small", click: work }, words);
  return [button("Try again", retry), button("Drop", drop)];
}

/** What of a message is drawn: for fill. */
export function lookOf({ number, text, at, state, queued, edited, unsent, error, fromDeleted, isEdited }) {
  return [number, text, at, state, queued, edited, unsent, error, fromDeleted, isEdited];
}

/**
 * Returns watch(list, pairs): calls seen(key, message) once for the element of each message, one of the list's children, when it is in the window of
 * a page that is visible. Pairs of key and message stand in the order of the children. Ends with the signal.
 */
export function watchSeen(signal, seen) {
  const watched = new Map();
  const inWindow = new Set();
  const observer = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries)
      inWindow[isIntersecting ? "add" : "delete"](target);
    look();
  });
  document.addEventListener("visibilitychange", look, { signal });
  signal.addEventListener("abort", () => observer.disconnect());

  function look() {
    if (document.visibilityState !== "visible" || signal.aborted)
      return;
    for (const element of inWindow) {
      const pair = watched.get(element);
      inWindow.delete(element);
      observer.unobserve(element);
      watched.set(element, null);
      if (pair)
        seen(...pair);
    }
  }

  return (list, pairs) => {
    for (const element of watched.keys()) {
      if (element.isConnected)
        continue;
      observer.unobserve(element);
      watched.delete(element);
      inWindow.delete(element);
    }
    pairs.forEach((pair, at) => {
      const element = list.children[at];
      if (!pair[1].number || watched.has(element))
        return;
      watched.set(element, pair);
      observer.observe(element);
    });
  };
}

/** The day of each message that is the first of its day, as people say it. */
export function firstOfDays(messages) {
  const days = new Map();
  let before = "";
  for (const message of messages) {
    const day = dayOf(message.at);
    if (day !== before)
      days.set(message, day);
    before = day;
  }
  return days;
}

function dayOf(at) {
  const when = new Date(at);
  const now = new Date();
  if (when.toDateString() === now.toDateString())
    return "Today";
  const isThisYear = when.getFullYear() === now.getFullYear();
  return when.toLocaleDateString([], { weekday: "long", day: "numeric", month: "long", ...isThisYear ? {} : { year: "numeric" } });
}

function hour(at) {
  return new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

function time(at) {
  const day = dayOf(at);
  return day === "Today" ? hour(at) : `${day}, ${hour(at)}`;
}
