// The articles of the index within the bounds, a page of them at a time.

import { openArticle } from "./article.js";
import { listed } from "./asked.js";
import { $, action, el } from "./elements.js";
import { shownOrThrown } from "./failure.js";
import { isolated } from "./legible.js";
import { origin } from "./origin.js";
import { call } from "./service.js";
import { clearFailure, showFailure } from "./trouble.js";
import { count } from "./wording.js";

const PAGE = 50;

let listing = null;

/** Lists the articles within the bounds, from the first one on. */
export async function list(bounds) {
  $("result").dataset.shows = "articles";
  await turn(bounds, null);
}

/** Ends a listing without a word, since something else is shown instead. */
export function abandonList() {
  listing?.abort();
  listing = null;
}

/** Shows the page of articles that begins after `cursor`. */
async function turn(bounds, cursor) {
  listing?.abort();
  const mine = (listing = new AbortController());
  $("more").disabled = true;
  clearFailure();
  try {
    const query = listed(bounds);
    query.set("limit", PAGE);
    if (cursor !== null) query.set("cursor", cursor);
    const { articles, next_cursor } = await call(`/v1/articles?${query}`, mine.signal);
    if (listing === mine) show(bounds, articles, cursor === null, next_cursor);
  } catch (failure) {
    if (listing !== mine) return;
    if (cursor === null) empty();
    showFailure(shownOrThrown(failure), () => turn(bounds, cursor));
  } finally {
    if (listing === mine) $("more").disabled = false;
  }
}

/** Takes away a list that lies within other bounds than those that are set. */
function empty() {
  $("list").replaceChildren();
  $("listed").textContent = "";
  $("more").hidden = true;
}

function show(bounds, articles, first, next) {
  const kept = first ? [] : [...$("list").children];
  const items = articles.map(articleItem);
  $("list").replaceChildren(...kept, ...items);
  $("listed").textContent = told(bounds, $("list").children.length, next !== null);
  $("more").hidden = next === null;
  $("more").onclick = () => turn(bounds, next);
  // “Show more” is disabled meanwhile, which takes the keyboard's place away.
  const lost = [$("more"), document.body].includes(document.activeElement);
  if (!first && lost) items[0]?.querySelector("button").focus();
}

function told(bounds, shown, more) {
  const bounded = listed(bounds).size > 0;
  if (shown) return `${more ? "The first " : ""}${count(shown, "article")}${bounded ? " within the bounds" : ""}`;
  if (bounded) return "No article lies within these bounds.";
  return "The index holds no articles yet. “dateline index PATH” puts some into it.";
}

function articleItem({ id, title, source, published, url }) {
  const item = el("li");
  const open = action(isolated(title ?? id), { className: "headline" }, () => openArticle({ article_id: id }, item, true));
  item.append(el("h3", {}, open), el("p", { className: "origin" }, ...origin({ source, published, url: null })));
  return item;
}
