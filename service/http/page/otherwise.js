// Other answers than the one given: of reports that differ, and of earlier ones.

import { $, el, joined } from "./elements.js";
import { isolated, legible } from "./legible.js";
import { origin } from "./origin.js";
import { marker, opener } from "./quotes.js";
import { day } from "./wording.js";

/** The answer given and its rivals, side by side. */
export function showDiffering(short_answer, citations, rivals) {
  $("differing").hidden = !rivals.length;
  $("sides").replaceChildren(givenSide(short_answer, citations), ...rivals.map(rivalSide));
}

/** What a figure was before, in order of time. */
export function showEarlier(updates) {
  $("earlier").hidden = !updates.length;
  $("updates").replaceChildren(...updates.map(updateItem));
}

/** An earlier answer and its day. */
export const dated = ({ short_answer, published }) =>
  [isolated(short_answer), ...(published === null ? [" (undated)"] : [" on ", day(published)])];

/** The side of the answer given, with the first quote of each of its sentences. */
function givenSide(short_answer, citations) {
  const side = sideItem("This answer", short_answer ?? "");
  const sentences = Map.groupBy(citations, ({ answer_start, answer_end }) => `${answer_start}-${answer_end}`);
  for (const [first, ...others] of sentences.values()) {
    side.append(...report(first, side, `quote ${first.id} of this answer`));
    if (others.length) {
      const markers = others.map(({ id }) => [marker(id, citations)]);
      side.append(el("p", { className: "others" }, "Also ", ...joined(markers, " ")));
    }
  }
  return side;
}

function rivalSide(conflict, at) {
  const side = sideItem("Otherwise", conflict.short_answer);
  side.append(...report(conflict, side, `other answer ${at + 1}`));
  return side;
}

function updateItem(conflict, at) {
  const item = el("li", {}, shownAnswer(conflict.short_answer));
  item.append(...report(conflict, item, `earlier answer ${at + 1}`));
  return item;
}

const sideItem = (label, short_answer) =>
  el("li", {}, el("p", { className: "label" }, label), shownAnswer(short_answer));

const shownAnswer = (short_answer) => el("p", { className: "side", dir: "auto" }, isolated(short_answer));

/** A quote with whose it is, when it was printed, and the way to its article. */
function report(quote, item, what) {
  const { published } = quote;
  return [
    el("blockquote", { dir: "auto" }, ...legible(quote.quote)),
    el("p", { className: "origin" }, ...origin({ source: quote.source ?? quote.article_id, published, url: null })),
    opener(quote, item, what),
  ];
}
