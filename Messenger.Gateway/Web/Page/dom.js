// Making and keeping up elements. Strings become text nodes, whatever is in them.

/** An element; properties that are functions are handlers of events, the others are set as attributes. Null and false are left away. */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function")
      element.addEventListener(key, value);
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

const looks = new WeakMap();

/**
 * Brings a list up to date: keeps the element of each item that looks as before, so that focus, selection and what a screen reader has said stay.
 * keyOf names an item, lookOf says all that is drawn of it, make draws it.
 */
export function fill(list, items, keyOf, lookOf, make) {
  const wanted = new Set(items.map(keyOf));
  const focused = list.contains(document.activeElement) ? document.activeElement.closest("[data-key]")?.dataset.key : undefined;
  const before = new Map();
  for (const child of [...list.children]) {
    if (wanted.has(child.dataset.key))
      before.set(child.dataset.key, child);
    else
      child.remove();
  }
  let place = list.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const look = JSON.stringify(lookOf(item));
    const old = before.get(key);
    let element = old;
    if (!old || looks.get(old) !== look) {
      element = make(item);
      element.dataset.key = key;
      looks.set(element, look);
      if (old === place && old)
        place = element;
      old?.replaceWith(element);
    }
    if (element === place)
      place = place.nextElementSibling;
    else
      list.insertBefore(element, place);
  }
  if (focused !== undefined && !list.contains(document.activeElement))
    [...list.children].find(child => child.dataset.key === focused)?.querySelector("button,input,textarea")?.focus();
}

/** Returns a function that draws soon: once for all that changes before the next frame, and not at all while nobody looks. */
export function onFrame(draw) {
  let isDue = false;
  return () => {
    if (isDue)
      return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      draw();
    });
  };
}

/** Runs what a person asked for; what is refused is said in an element with role="alert". */
export async function attempt(say, work, button = null) {
  say.textContent = "";
  if (button)
    button.disabled = true;
  try {
    await work();
    return true;
  } catch (refused) {
    say.textContent = refused.code ? refused.message : "Something went wrong in this page; reload it.";
    if (!refused.code)
      console.error(refused);
    return false;
  } finally {
    if (button)
      button.disabled = false;
  }
}

/** A button that asks once more before it does what is not easily undone. */
export function twice(words, question, work) {
  const button = el("button", { type: "button", class: "danger small", blur: () => button.textContent = words, click: () => {
    const isSure = button.textContent === question;
    button.textContent = isSure ? words : question;
    if (isSure)
      work();
  } }, words);
  return button;
}

export function byId(id) {
  return document.getElementById(id);
}
