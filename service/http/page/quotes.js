// The quotes of an answer and the passages that were read, each with the way to its article.

import { openArticle } from "./article.js";
import { copyCitation } from "./copying.js";
import { $, action, el, joined } from "./elements.js";
import { isolated, legible } from "./legible.js";
import { origin } from "./origin.js";
import { day } from "./wording.js";

const SCORES = { dense: "Meaning", lexical: "Words", fused: "Fused", rerank: "Rerank" };

export function showQuotes(citations) {
  $("cited").hidden = !citations.length;
  $("citations").replaceChildren(...citations.map(citationItem));
}

/** What leads to the quote of that number, or null where there is none. */
export function marker(id, citations) {
  const citation = citations.find((each) => each.id === id);
  if (!citation) return null;
  // No link: it would put its place where the address has the question.
  return action(`[${id}]`, { className: "marker", ariaLabel: `Quote ${id}` }, (pressed) => {
    const item = $(`citation-${id}`);
    openArticle(citation, item, false, pressed);
    item.focus({ preventScroll: true });
    item.scrollIntoView();
  });
}

/** A button that shows the words in their article. */
export const opener = (words, item, what) =>
  action("Show in article", { ariaLabel: `Show in article: ${what}` }, (pressed) =>
    openArticle(words, item, true, pressed));

function citationItem(citation) {
  const item = el("li", { id: `citation-${citation.id}`, value: citation.id, tabIndex: -1 });
  item.append(
    el("blockquote", { dir: "auto" }, ...legible(citation.quote)),
    ...resolved(citation.resolved_dates),
    el("p", { className: "title" }, isolated(citation.title ?? citation.article_id)),
    el("p", { className: "origin" }, ...origin(citation)),
    opener(citation, item, `quote ${citation.id}`),
    action("Copy", { ariaLabel: `Copy as citation: quote ${citation.id}` }, () => copyCitation(citation)),
  );
  item.addEventListener("click", ({ target }) => {
    const selecting = !getSelection().isCollapsed;
    if (!selecting && !target.closest("a, button")) openArticle(citation, item, true);
  });
  return item;
}

/** The days that a quote's words mean, beside it: the quote stays as it was printed. */
function resolved(dates) {
  const days = new Map(dates.map(({ text, date }) => [`${date} ${text}`, [isolated(text), " → ", day(date)]]));
  return days.size ? [el("p", { className: "dates" }, ...joined([...days.values()], "; "))] : [];
}

/** A passage that was read, with the scores that ranked it. */
export function passageItem(passage) {
  const item = foundItem(passage);
  const scores = Object.entries(SCORES).map(([score, name]) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, passage.scores[score]?.toFixed(3) ?? "–")));
  item.append(el("dl", {}, ...scores), opener({ ...passage, quote: passage.text }, item, "this passage"));
  return item;
}

/** A passage that was found, whose scores are not all known yet. */
export const foundItem = ({ article_id, text }) =>
  el(
    "li",
    {},
    el("p", { className: "title" }, isolated(article_id)),
    el("p", { className: "passage", dir: "auto" }, ...legible(text)),
  );
