// The answer: what is said while it is read for, and the whole of it with what it rests on.

import { articleIsOpen, articlePath, closeArticle, openArticle } from "./article.js";
import { $, action, el, joined } from "./elements.js";
import { shownOrThrown } from "./failure.js";
import { isolated, legible } from "./legible.js";
import { indexOf } from "./offsets.js";
import { outlet } from "./origin.js";
import { dated, showDiffering, showEarlier } from "./otherwise.js";
import { foundItem, marker, passageItem, showQuotes } from "./quotes.js";
import { call } from "./service.js";
import { count, day, likelihood, milliseconds, share } from "./wording.js";

const ABSTAINED = {
  no_passages: "Nothing within these bounds is about the question.",
  low_confidence: "The passages below were read, but none answers the question clearly enough to be quoted.",
  unsupported: "No sentence bears the answer out, or a figure in the question stands in nothing that was read.",
  unknown_source: "Leave the source out, or ask for one of those listed under “Bounds”.",
};

/** All is hidden but the live region, which must be there before it speaks. */
export function clear() {
  closeArticle();
  $("result").dataset.shows = "nothing";
  $("answer").replaceChildren();
}

/** The place of the answer, as yet without one, with what was asked and within which bounds. */
export function begin({ question, source, from, to }) {
  clear();
  $("result").classList.remove("stale");
  $("result").dataset.shows = "reply";
  $("asked").replaceChildren(isolated(question));
  const bounds = source ? [[isolated(source)]] : [];
  if (from || to) bounds.push(published(from, to));
  $("within").hidden = !bounds.length;
  $("within").replaceChildren("Within: ", ...joined(bounds, ", "));
  for (const id of ["actions", "found", "differing", "earlier", "cited", "read"]) $(id).hidden = true;
}

/** The passages that were found, while they are read. */
export function showFound(passages) {
  $("found").hidden = !passages.length;
  $("found-passages").replaceChildren(...passages.map(foundItem));
}

/** As much of the answer as was said; every quote of it stands already. */
export function showSaid({ answer, citations }) {
  $("found").hidden = true;
  $("answer").replaceChildren(sentences(answer, citations));
  showQuotes(citations);
}

/** The whole answer, or that there is none. */
export function show(response) {
  const { citations, conflicts, short_answer } = response;
  const updates = conflicts.filter(({ kind }) => kind === "update").sort(byDay);
  const rivals = conflicts.filter(({ kind }) => kind === "conflict");
  const said = response.status === "answered" ? answered(response, updates) : abstained(response);
  $("answer").replaceChildren(...said, ...taken(response.interpretation));
  $("actions").hidden = false;
  $("found").hidden = true;
  showDiffering(short_answer, citations, rivals);
  showEarlier(updates);
  showQuotes(citations);
  showRead(response);
  if (citations.length && !articleIsOpen()) openArticle(citations[0], $("citations").firstChild, false);
}

/** By the day of publication, the undated first: nothing says that they are later. */
const byDay = (one, other) => (one.published ?? "").localeCompare(other.published ?? "");

function answered(response, updates) {
  const { answer, short_answer, confidence, citations, computations, corroboration, interpretation } = response;
  const parts = [
    el("p", { className: "short-answer", dir: "auto" }, isolated(short_answer)),
    ...computations.map((computation) => computed(computation, citations)),
    sentences(answer, citations),
  ];
  const facts = el("div", { className: "facts" });
  if (confidence !== null) facts.append(el("p", { className: "confidence" }, sureness(short_answer, confidence)));
  parts.push(facts);
  if (corroboration !== null) {
    facts.append(agreeing(corroboration, interpretation.parts.length > 0));
    if (corroboration.syndicated.length) parts.push(copied(corroboration, citations));
  }
  if (updates.length) parts.push(el("p", { className: "earlier" }, "Earlier: ", ...joined(updates.map(dated), "; ")));
  return parts;
}

/** How sure the answer is. Of a Yes or No that is not calibrated, so it gets no likelihood's words. */
const sureness = (short_answer, confidence) =>
  short_answer.split("; ").some((part) => part === "Yes" || part === "No")
    ? `The reader’s own estimate: ${share(confidence)}`
    : likelihood(confidence);

function abstained({ answer, abstain_reason }) {
  const reason = ABSTAINED[abstain_reason] ?? "No reason was given.";
  const heading = el("h3", {}, "No answer");
  return [el("div", { className: "abstained" }, heading, el("p", {}, isolated(answer)), el("p", {}, reason))];
}

/** The answer with its markers as buttons. Brackets within quoted words are the article's own. */
function sentences(answer, citations) {
  const line = el("p", { className: "answer", dir: "auto" });
  let from = 0;
  for (const { 0: text, 1: id, index } of answer.matchAll(/\[(\d+)\]/g)) {
    const button = marker(Number(id), citations);
    if (!button || citations.some((citation) => covers(citation, answer, index))) continue;
    line.append(isolated(answer.slice(from, index)), button);
    from = index + text.length;
  }
  line.append(isolated(answer.slice(from)));
  return line;
}

const covers = ({ answer_start, answer_end }, answer, index) =>
  indexOf(answer, answer_start) <= index && index < indexOf(answer, answer_end);

function computed({ expression, value, citations: ids }, citations) {
  const sum = `${expression} = ${value} `.replaceAll(" - ", " − ");
  const markers = ids.map((id) => marker(id, citations)).filter((button) => button !== null);
  return el("p", { className: "computation" }, ...legible(sum), ...markers);
}

/** How many sources agree; of a question in parts, on the part that fewest have. */
function agreeing({ independent_sources }, inParts) {
  const sources = count(independent_sources, "independent source");
  const agree = independent_sources > 1 ? " agree" : "";
  return el("p", { className: "corroboration" }, `${inParts ? "At least " : ""}${sources}${agree}`);
}

/** Who only printed another's report. */
function copied({ syndicated }, citations) {
  const copies = Map.groupBy(syndicated, ({ of }) => of);
  const items = [...copies].map(([of, them]) => copiesItem(of, them, citations));
  return el("ul", { className: "copies" }, ...items);
}

/** An original and those who also printed it; opens each of their articles. */
function copiesItem(of, copies, citations) {
  const item = el("li");
  const original = citations.find(({ article_id }) => article_id === of);
  const name = original ? isolated(outlet(original)) : namedLater(of);
  const markers = original ? [" ", marker(original.id, citations)] : [];
  const printers = copies.map(({ article_id }) =>
    [action(namedLater(article_id), { className: "name" }, (pressed) => openArticle({ article_id }, item, true, pressed))]);
  item.append(name, ...markers, ", also printed by ", ...joined(printers, ", "));
  return item;
}

/** An article that the answer only names by its id: the id until its outlet is known. */
function namedLater(id) {
  const name = isolated(id);
  call(articlePath(id)).then(
    (article) => name.replaceChildren(...legible(outlet({ ...article, article_id: id }))),
    shownOrThrown,
  );
  return name;
}

/** The days of publication that bound an answer, either of which may be left open. */
const published = (from, to) =>
  ["published", ...(from ? [" from ", day(from)] : []), ...(to ? [" to ", day(to)] : [])];

/** How the question was taken, where that is more than its words; else nothing. */
function taken({ sources, published_from, published_to, as_of, parts }) {
  const bounds = [];
  if (sources.length) bounds.push(["only reports of ", ...joined(sources.map(isolated), " or ")]);
  if (published_from || published_to) bounds.push(published(published_from, published_to));
  if (as_of !== null) bounds.push(["as of ", day(as_of)]);
  const lines = bounds.length ? [el("p", {}, "Bounds: ", ...joined(bounds, ", "))] : [];
  if (parts.length) {
    lines.push(el("p", {}, "Asked in parts:"), el("ol", {}, ...parts.map((part) => el("li", {}, isolated(part)))));
  }
  return lines.length ? [el("div", { className: "taken" }, ...lines)] : [];
}

/** Every passage that was read, and how long all took. */
function showRead({ passages, timings_ms }) {
  const { retrieve, rerank, read, total } = timings_ms;
  $("read").hidden = !passages.length;
  $("read").open = false;
  $("passages-title").textContent = `Passages read (${passages.length})`;
  $("passages").replaceChildren(...passages.map(passageItem));
  const stages = [`Retrieved in ${milliseconds(retrieve)}`, `reranked in ${milliseconds(rerank)}`];
  $("timings").textContent = `${stages.join(", ")}, read in ${milliseconds(read)}; ${milliseconds(total)} in all.`;
}
