// What others wrote, made safe to look at. Text reaches the page as text nodes only; here it gets no say about the direction of what is around it,
// and nothing is in it that one does not see: controls and what has no ink stand as their code.

const unseen = new RegExp(
  "(?![\\n\\t\\u034F\\u200C\\u200D\\uFE00-\\uFE0F\\u180B-\\u180D\\u180F\\u{E0100}-\\u{E01EF}])"
  + "[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\p{Surrogate}\\u2800\\uFFF9-\\uFFFB]", "gu");

/** The flags of England, Scotland and Wales are a black flag with unseen letters behind it. */
const flag = /\u{1F3F4}[\u{E0020}-\u{E007E}]+\u{E007F}/gu;

/** Real writing stacks a few marks on a letter; more is made to smear over other lines. */
const smear = /(\p{M}{8})\p{M}+/gu;

/** The text as nodes, what is unseen marked. */
export function visible(text) {
  const fragment = document.createDocumentFragment();
  const whole = text.replace(/\r\n/g, "\n").replace(smear, "$1");
  let at = 0;
  for (const match of whole.matchAll(flag)) {
    mark(fragment, whole.slice(at, match.index));
    fragment.append(match[0]);
    at = match.index + match[0].length;
  }
  mark(fragment, whole.slice(at));
  return fragment;
}

/** The same for where there is room for text only, on one line. */
export function visibleLine(text, length = 200) {
  const line = visible(text).textContent.replace(/[\n\t]+/g, " ");
  return line.length > length ? `${line.slice(0, length)}…` : line;
}

/** A name, kept apart from the direction of what is around it. */
export function nameOf(name) {
  const isolated = document.createElement("bdi");
  isolated.append(visible(name));
  return isolated;
}

function mark(fragment, text) {
  let at = 0;
  for (const match of text.matchAll(unseen)) {
    fragment.append(text.slice(at, match.index));
    const code = document.createElement("span");
    code.className = "unseen";
    code.textContent = `U+${match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    fragment.append(code);
    at = match.index + match[0].length;
  }
  fragment.append(text.slice(at));
}
