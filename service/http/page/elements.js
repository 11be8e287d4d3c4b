// The page's elements, found and made. Strings become text nodes; nothing here parses HTML.

export const $ = (id) => document.getElementById(id);

/** An element with properties and children; strings become text. */
export function el(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** A button that does something on this page. */
export function action(text, properties, act) {
  const button = el("button", { type: "button", className: "plain", ...properties }, text);
  button.addEventListener("click", () => act(button));
  return button;
}

/** Groups of nodes as one list of nodes, with `between` them. */
export const joined = (groups, between) =>
  groups.flatMap((nodes, at) => (at ? [between, nodes].flat() : nodes));
