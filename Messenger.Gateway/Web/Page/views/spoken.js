// The switch between the representations that page and server can speak.
import { el } from "../dom.js";
import { json } from "../json.js";
import { protobuf } from "../protobuf.js";

export const representations = [json, protobuf];

/** A choice of one; change(representation) is called when it is another. name: of the group, once in the page. */
export function spokenChoice(name, current, change) {
  return el("fieldset", { class: "choice" }, el("legend", {}, "Speak with the server in"), ...representations.map(representation =>
    el("label", { class: "check" }, el("input", { type: "radio", name, checked: representation === current, change: () => change(representation) }), representation.title)));
}
