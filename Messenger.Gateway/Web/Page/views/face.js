// A sign for somebody: the first letter of the name in a colour of its own, and whether he is online.
import { el } from "../dom.js";

/** Colours there are: hue-0 to hue-7 of style.css. */
const hues = 8;

/** For the eye a face and a dot, for the ear a word. online: null when it says nothing, as of a group or of oneself. */
export function face(name, online = null) {
  const isGroup = name.startsWith("#");
  return el("span", { class: `face hue-${hueOf(name)}${isGroup ? " group" : ""}` },
    el("span", { "aria-hidden": "true" }, isGroup ? "#" : name.slice(0, 1).toUpperCase()),
    isGroup ? el("span", { role: "img", "aria-label": "group" })
      : online === null ? null : el("span", { class: online ? "sign online" : "sign", role: "img", "aria-label": online ? "online" : "offline" }));
}

function hueOf(name) {
  let sum = 0;
  for (const letter of name)
    sum = (sum * 31 + letter.codePointAt(0)) >>> 0;
  return sum % hues;
}
