// Whose report an article is, when it was printed, and where.

import { el, joined } from "./elements.js";
import { isolated } from "./legible.js";
import { day } from "./wording.js";

/** The original's address, where it is one that a browser may be sent to. */
export function webAddress(url) {
  const address = url && URL.canParse(url) ? new URL(url) : null;
  return ["http:", "https:"].includes(address?.protocol) ? address : null;
}

/** Source, date and a link to the original, as far as they are known. */
export function origin({ source, published, url }) {
  const parts = source === null ? [] : [el("span", { className: "source" }, isolated(source))];
  parts.push(published === null ? "undated" : day(published));
  const address = webAddress(url);
  if (address) {
    const rel = "noopener noreferrer nofollow";
    parts.push(el("a", { href: address.href, rel, target: "_blank" }, address.host));
  }
  return joined(parts, " · ");
}

/** Whose report an article is, by the best name that it has. */
export const outlet = ({ source, url, article_id }) => source ?? webAddress(url)?.host ?? article_id;
