// The article that is open, with the words highlighted that were quoted from it.

import { $, el } from "./elements.js";
import { shownOrThrown } from "./failure.js";
import { isolated, legible } from "./legible.js";
import { indexOf } from "./offsets.js";
import { origin } from "./origin.js";
import { call } from "./service.js";

const CHANGED = "The article no longer reads as quoted, so nothing is highlighted. Ask again.";

export const articlePath = (id) => `/v1/articles/${encodeURIComponent(id)}`;

// The opening that is shown or under way: the `item` that it is of, and what was `pressed` for it.
let opening = null;

export const articleIsOpen = () => opening !== null;

export function closeArticle() {
  if (opening) opening.item.ariaCurrent = null;
  opening = null;
  $("article").hidden = true;
}

/** Closes the article and takes the reader back to where it was opened. */
export function leaveArticle() {
  const { item, pressed } = opening;
  closeArticle();
  // What was pressed may be gone: the words of an answer are set anew while they come.
  (pressed?.isConnected ? pressed : item.querySelector("button")).focus();
}

/**
 * Opens the article that `words` are of. Where they hold a `quote` it is highlighted at its offsets
 * `start` and `end`, in code points; `go` takes the reader there. `item` is what they stand in, and
 * `pressed` what the reader used, if anything.
 */
export async function openArticle(words, item, go, pressed = null) {
  closeArticle();
  const mine = (opening = { item, pressed });
  item.ariaCurrent = "true";
  let article = null;
  let problem = "";
  try {
    article = await call(articlePath(words.article_id));
  } catch (failure) {
    problem = shownOrThrown(failure).message;
  }
  if (opening !== mine) return;
  $("article").hidden = false;
  $("article-title").replaceChildren(isolated(article?.title ?? words.article_id));
  $("article-origin").replaceChildren(...(article ? origin(article) : []));
  const mark = showText(article?.text ?? "", words);
  if (article && words.quote && !mark) problem = CHANGED;
  $("article-problem").textContent = problem;
  bringIntoView(mark, go);
}

/** Puts the text into the pane; returns the highlighted quote, or null if it does not stand there. */
function showText(text, { start = 0, end = 0, quote = "" }) {
  const [first, last] = [indexOf(text, start), indexOf(text, end)];
  const found = quote !== "" && text.slice(first, last) === quote;
  const mark = found ? el("mark", {}, ...legible(quote)) : null;
  const parts = found ? [...legible(text.slice(0, first)), mark, ...legible(text.slice(last))] : legible(text);
  $("article-text").replaceChildren(...parts);
  return mark;
}

/** Where the text scrolls by itself it is scrolled; the window only when the reader asked. */
function bringIntoView(mark, go) {
  const pane = $("article-text");
  const inWindow = innerHeight - pane.getBoundingClientRect().top;
  const room = inWindow > 0 ? Math.min(pane.clientHeight, inWindow) : pane.clientHeight;
  pane.scrollTop = mark ? mark.offsetTop - Math.max(0, room - mark.offsetHeight) / 2 : 0;
  if (!go) return;
  pane.focus({ preventScroll: true });
  (mark ?? $("article")).scrollIntoView({ block: mark ? "center" : "start" });
}

$("close").addEventListener("click", leaveArticle);
