// Asks a question, shows the answer, and highlights each quote in its article.
// What comes from the service only ever becomes text nodes; nothing here parses HTML.

const MAX_QUESTION = 2000;
const KEY = "dateline-key";

const FIELDS = {
  question: "Question",
  as_of: "As of",
  "filters.published_from": "Published from",
  "filters.published_to": "Published to",
  "filters.sources": "Source",
};

const ABSTAINED = {
  no_passages: "Nothing within these bounds is about the question.",
  low_confidence: "The passages below were read, but none answers the question clearly enough to be quoted.",
  unsupported: "No sentence bears the answer out, or a figure in the question stands in nothing that was read.",
  unknown_source: "Leave the source out, or ask for one of those listed under “Bounds”.",
};

const SCORES = { dense: "Meaning", lexical: "Words", fused: "Fused", rerank: "Rerank" };

// Characters that cannot be seen but can change what is: controls, bidi overrides, zero widths.
// The two joiners pass where scripts and emoji use them.
const INVISIBLE =
  /[[\p{Cc}\p{DI}\uFFF9-\uFFFB]--[\t\n\r\uFE00-\uFE0F\u200C\u200D]]|(?<![[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]--\p{sc=Latin}])[\u200C\u200D]/gv;

const $ = (id) => document.getElementById(id);

/** An element with properties and children; strings become text. */
function el(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/**
 * The text as nodes whose textContent is the text, unchanged. An invisible character sits in a
 * box of its own, where it reorders nothing; the style sheet labels the box with data-code.
 */
function legible(text) {
  const nodes = [];
  let from = 0;
  for (const { 0: character, index } of text.matchAll(INVISIBLE)) {
    const box = el("span", { className: "invisible", title: "Invisible character" }, character);
    box.dataset.code = codeOf(character);
    nodes.push(text.slice(from, index), box);
    from = index + character.length;
  }
  nodes.push(text.slice(from));
  return nodes;
}

const codeOf = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

const isolated = (text) => el("bdi", {}, ...legible(text));

const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

const percent = (share) => share.toLocaleString("en", { style: "percent" });

// Days are written as in the answers.
const dates = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });
const day = (iso) => el("time", { dateTime: iso }, dates.format(new Date(iso)));

/** Groups of nodes as one list of nodes, with `between` them. */
const joined = (groups, between) =>
  groups.flatMap((nodes, at) => (at ? [between, nodes].flat() : nodes));

/** The original's address, where it is one that a browser may be sent to. */
function webAddress(url) {
  const address = url && URL.canParse(url) ? new URL(url) : null;
  return ["http:", "https:"].includes(address?.protocol) ? address : null;
}

/** Source, date and a link to the original, as far as they are known. */
function origin({ source, published, url }) {
  const parts = source === null ? [] : [isolated(source)];
  parts.push(published === null ? "undated" : day(published));
  const address = webAddress(url);
  if (address) {
    const rel = "noopener noreferrer nofollow";
    parts.push(el("a", { href: address.href, rel, target: "_blank" }, address.host));
  }
  return joined(parts, " · ");
}

/** Whose report an article is, by the best name that it has. */
const outlet = ({ source, url, article_id }) => source ?? webAddress(url)?.host ?? article_id;

// ---------------------------------------------------------------------------- the service

/** A failure that can be shown; `fields` holds what the service said of single fields. */
class Failure extends Error {
  constructor(message, fields = []) {
    super(message);
    this.fields = fields;
  }
}

/** The JSON of a reply, asking for the key and trying again as long as the service wants one. */
async function call(path, body) {
  for (;;) {
    const key = sessionStorage.getItem(KEY);
    const response = await send(path, body, key);
    if (response.status !== 401) return parse(response);
    if (sessionStorage.getItem(KEY) !== key) continue;
    sessionStorage.removeItem(KEY);
    await askForKey(key !== null);
  }
}

async function send(path, body, key) {
  const headers = { Accept: "application/json" };
  if (key !== null) headers.Authorization = `Bearer ${key}`;
  const options = { headers, cache: "no-store" };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    Object.assign(options, { method: "POST", body: JSON.stringify(body) });
  }
  try {
    return await fetch(path, options);
  } catch {
    throw new Failure("The service could not be reached. Check the connection, then try again.");
  }
}

async function parse(response) {
  let content;
  try {
    content = await response.json();
  } catch {
    throw new Failure(`The service sent something unreadable (status ${response.status}).`);
  }
  if (response.ok) return content;
  throw new Failure(content.detail ?? `The service refused (status ${response.status}).`, content.errors);
}

/** A problem as one readable line, naming the fields it is about. */
function sentence(failure) {
  if (!failure.fields.length) return failure.message;
  return failure.fields.map(({ field, detail }) => `${fieldName(field)}: ${detail}.`).join(" ");
}

function fieldName(field) {
  return FIELDS[field.replace(/\.\d+$/, "")] ?? field;
}

// ---------------------------------------------------------------------------- the key

let keyAsked = null;

/** Resolves once a key was given; calls that come meanwhile wait for the same one. */
function askForKey(refused) {
  keyAsked ??= new Promise((resolve, reject) => {
    $("key").value = "";
    $("key-problem").textContent = refused ? "That key was not accepted." : "";
    $("key-dialog").returnValue = "";
    $("key-dialog").showModal();
    $("key-dialog").onclose = () => {
      keyAsked = null;
      if ($("key-dialog").returnValue) resolve();
      else reject(new Failure("This service answers only with its key. Ask again to give it."));
    };
  });
  return keyAsked;
}

$("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const key = $("key").value.trim();
  if (!/^[!-~]+$/.test(key)) {
    $("key-problem").textContent = "A key is made of plain letters, digits and signs, without spaces.";
    return;
  }
  sessionStorage.setItem(KEY, key);
  $("key-dialog").close("given");
});

$("key-cancel").addEventListener("click", () => $("key-dialog").close());

// ---------------------------------------------------------------------------- the corpus

let generation = null;

async function loadCorpus() {
  try {
    const corpus = await call("/v1/corpus");
    generation = corpus.generation;
    showCorpus(corpus);
  } catch (failure) {
    $("corpus").textContent = failure.message;
  }
}

function showCorpus({ articles, sources, published_from, published_to }) {
  const names = sources.map(({ source }) => source).filter((name) => name !== null);
  const line = [`${count(articles, "article")} from ${count(names.length, "source")}`];
  if (published_from !== null) line.push(", from ", day(published_from), " to ", day(published_to));
  $("corpus").replaceChildren(...line, `; generation ${generation}`);

  const chosen = $("source").value;
  const options = names.toSorted((a, b) => a.localeCompare(b)).map(sourceOption);
  $("source").replaceChildren($("source").options[0], ...options);
  $("source").value = names.includes(chosen) ? chosen : "";
}

/** An option holds no elements, so invisible characters are spelt out in its label. */
function sourceOption(name) {
  return el("option", { value: name }, name.replace(INVISIBLE, (character) => `[${codeOf(character)}]`));
}

// ---------------------------------------------------------------------------- asking

$("ask").addEventListener("submit", async (event) => {
  event.preventDefault();
  const question = $("question").value;
  showFailure(null);
  if (!question.trim()) return showFailure(new Failure("Type a question first."), true);
  const length = [...question].length;
  if (length > MAX_QUESTION) {
    const limit = MAX_QUESTION.toLocaleString("en");
    const message = `A question has at most ${limit} characters; this one has ${length.toLocaleString("en")}.`;
    return showFailure(new Failure(message), true);
  }
  await whileBusy(async () => {
    try {
      const response = await call("/v1/ask", request(question));
      showResponse(question, response);
      if (response.generation !== generation) await loadCorpus();
    } catch (failure) {
      clearResponse();
      if (!(failure instanceof Failure)) throw failure;
      showFailure(failure, failure.fields.some(({ field }) => field === "question"));
    }
  });
});

function request(question) {
  const source = $("source").value;
  return {
    question,
    offset_unit: "utf16",
    as_of: $("as-of").value || null,
    filters: {
      sources: source ? [source] : null,
      published_from: $("from").value || null,
      published_to: $("to").value || null,
    },
  };
}

async function whileBusy(work) {
  const focused = document.activeElement;
  $("submit").disabled = true;
  $("reply").ariaBusy = "true";
  try {
    await work();
  } finally {
    $("submit").disabled = false;
    $("reply").ariaBusy = "false";
    if (focused === $("submit")) focused.focus();
  }
}

/** Says what went wrong, by the question's field if it is about the question; null clears it. */
function showFailure(failure, aboutQuestion = false) {
  $("question").ariaInvalid = String(aboutQuestion);
  $("question-problem").textContent = failure && aboutQuestion ? sentence(failure) : "";
  $("problem").textContent = failure && !aboutQuestion ? sentence(failure) : "";
  if (aboutQuestion) $("question").focus();
}

// ---------------------------------------------------------------------------- the reply

/** All is hidden but the live region, which must be there before it speaks. */
function clearResponse() {
  closeArticle();
  $("result").className = "empty";
  $("answer").replaceChildren();
}

function showResponse(question, response) {
  const { citations, conflicts, passages, short_answer } = response;
  const updates = conflicts.filter(({ kind }) => kind === "update").sort(byDay);
  const rivals = conflicts.filter(({ kind }) => kind === "conflict");
  $("result").className = "";
  $("asked").replaceChildren(isolated(question));
  const said = response.status === "answered" ? answered(response, updates) : abstained(response);
  $("answer").replaceChildren(...said, ...taken(response.interpretation));

  $("differing").hidden = !rivals.length;
  $("sides").replaceChildren(givenSide(short_answer, citations), ...rivals.map(rivalSide));

  $("earlier").hidden = !updates.length;
  $("updates").replaceChildren(...updates.map(updateItem));

  $("cited").hidden = !citations.length;
  $("citations").replaceChildren(...citations.map(citationItem));

  $("read").hidden = !passages.length;
  $("read").open = false;
  $("passages-title").textContent = `Passages read (${passages.length})`;
  $("passages").replaceChildren(...passages.map(passageItem));

  $("timings").textContent = timings(response.timings_ms);

  closeArticle();
  if (citations.length) openQuote(citations[0], $("citations").firstChild, false);
}

function answered(response, updates) {
  const { answer, short_answer, confidence, citations, computations, corroboration, interpretation } = response;
  const parts = [
    el("p", { className: "short-answer", dir: "auto" }, isolated(short_answer)),
    ...computations.map((computation) => computed(computation, citations)),
    el("p", { className: "answer", dir: "auto" }, ...withMarkers(answer, citations)),
  ];
  if (updates.length) parts.push(el("p", { className: "earlier" }, "Earlier: ", ...joined(updates.map(dated), "; ")));
  if (corroboration !== null) {
    parts.push(...corroborated(corroboration, citations, interpretation.parts.length > 0));
  }
  if (confidence !== null) parts.push(el("p", { className: "confidence" }, `Confidence ${percent(confidence)}`));
  return parts;
}

function abstained({ answer, abstain_reason }) {
  const reason = ABSTAINED[abstain_reason] ?? "No reason was given.";
  const heading = el("h3", {}, "No answer");
  return [el("div", { className: "abstained" }, heading, el("p", {}, isolated(answer)), el("p", {}, reason))];
}

/** The answer with its markers as links. Brackets within quoted words are the article's own. */
function withMarkers(answer, citations) {
  const nodes = [];
  let from = 0;
  for (const { 0: text, 1: id, index } of answer.matchAll(/\[(\d+)\]/g)) {
    const link = marker(Number(id), citations);
    const quoted = citations.some((c) => c.answer_start <= index && index < c.answer_end);
    if (!link || quoted) continue;
    nodes.push(isolated(answer.slice(from, index)), link);
    from = index + text.length;
  }
  nodes.push(isolated(answer.slice(from)));
  return nodes;
}

/** A link to the quote of that number, or null where there is none. */
function marker(id, citations) {
  const at = citations.findIndex((citation) => citation.id === id);
  if (at < 0) return null;
  const link = el("a", { href: `#citation-${id}`, className: "marker", ariaLabel: `Quote ${id}` }, `[${id}]`);
  link.addEventListener("click", () => openQuote(citations[at], $("citations").children[at], false));
  return link;
}

const markers = (ids, citations) => ids.map((id) => marker(id, citations)).filter((link) => link !== null);

function computed({ expression, value, citations: ids }, citations) {
  const sum = `${expression} = ${value} `.replaceAll(" - ", " − ");
  return el("p", { className: "computation" }, ...legible(sum), ...markers(ids, citations));
}

/** How many sources agree, and who only copied; of a question in parts, on the part that fewest have. */
function corroborated({ independent_sources, syndicated }, citations, inParts) {
  const sources = count(independent_sources, "independent source");
  const agree = independent_sources > 1 ? " agree" : "";
  const line = el("p", { className: "corroboration" }, `${inParts ? "At least " : ""}${sources}${agree}`);
  if (!syndicated.length) return [line];
  const copies = Map.groupBy(syndicated, ({ of }) => of);
  return [line, el("ul", { className: "copies" }, ...[...copies].map(([of, them]) => copiesItem(of, them, citations)))];
}

/** An original and those who also printed it; opens each of their articles. */
function copiesItem(of, copies, citations) {
  const item = el("li");
  const original = citations.find(({ article_id }) => article_id === of);
  const name = original ? isolated(outlet(original)) : namedLater(of);
  const links = original ? [" ", marker(original.id, citations)] : [];
  const printers = copies.map(({ article_id }) => {
    const button = el("button", { type: "button", className: "name" }, namedLater(article_id));
    button.addEventListener("click", () => openQuote({ article_id, start: 0, end: 0, quote: "" }, item, true));
    return [button];
  });
  item.append(name, ...links, ", also printed by ", ...joined(printers, ", "));
  return item;
}

/** An article that the answer only names by its id: the id until its outlet is known. */
function namedLater(id) {
  const name = isolated(id);
  call(articlePath(id)).then(
    (article) => name.replaceChildren(...legible(outlet({ ...article, article_id: id }))),
    (failure) => { if (!(failure instanceof Failure)) throw failure; },
  );
  return name;
}

const articlePath = (id) => `/v1/articles/${encodeURIComponent(id)}`;

/** How the question was taken, where that is more than its words; else nothing. */
function taken({ sources, published_from, published_to, as_of, parts }) {
  const bounds = [];
  if (sources.length) bounds.push(["only reports of ", ...joined(sources.map(isolated), " or ")]);
  const from = published_from === null ? [] : [" from ", day(published_from)];
  const to = published_to === null ? [] : [" to ", day(published_to)];
  if (from.length || to.length) bounds.push(["published", ...from, ...to]);
  if (as_of !== null) bounds.push(["as of ", day(as_of)]);
  const lines = bounds.length ? [el("p", {}, "Bounds: ", ...joined(bounds, ", "))] : [];
  if (parts.length) {
    lines.push(el("p", {}, "Asked in parts:"), el("ol", {}, ...parts.map((part) => el("li", {}, isolated(part)))));
  }
  return lines.length ? [el("div", { className: "taken" }, ...lines)] : [];
}

// ---------------------------------------------------------------------------- other answers

/** By the day of publication, the undated first: nothing says that they are later. */
const byDay = (one, other) => (one.published ?? "").localeCompare(other.published ?? "");

const dated = ({ short_answer, published }) =>
  [isolated(short_answer), ...(published === null ? [" (undated)"] : [" on ", day(published)])];

/** The side of the answer given, with the first quote of each of its sentences. */
function givenSide(short_answer, citations) {
  const side = sideItem("This answer", short_answer ?? "");
  const sentences = Map.groupBy(citations, ({ answer_start, answer_end }) => `${answer_start}-${answer_end}`);
  for (const [first, ...others] of sentences.values()) {
    side.append(...report(first, side, `quote ${first.id} of this answer`));
    if (others.length) {
      side.append(el("p", { className: "others" }, "Also ", ...joined(others.map(({ id }) => [marker(id, citations)]), " ")));
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

// ---------------------------------------------------------------------------- the quotes

function citationItem(citation) {
  const item = el("li", { id: `citation-${citation.id}`, value: citation.id });
  item.append(
    el("blockquote", { dir: "auto" }, ...legible(citation.quote)),
    ...resolved(citation.resolved_dates),
    el("p", { className: "title" }, isolated(citation.title ?? citation.article_id)),
    el("p", { className: "origin" }, ...origin(citation)),
    opener(citation, item, `quote ${citation.id}`),
  );
  item.addEventListener("click", ({ target }) => {
    const selecting = !getSelection().isCollapsed;
    if (!selecting && !target.closest("a, button")) openQuote(citation, item, true);
  });
  return item;
}

/** The days that a quote's words mean, beside it: the quote stays as it was printed. */
function resolved(dates) {
  const days = new Map(dates.map(({ text, date }) => [`${date} ${text}`, [isolated(text), " → ", day(date)]]));
  return days.size ? [el("p", { className: "dates" }, ...joined([...days.values()], "; "))] : [];
}

function passageItem(passage) {
  const scores = Object.entries(SCORES).map(([score, name]) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, passage.scores[score]?.toFixed(3) ?? "–")));
  const item = el("li");
  item.append(
    el("p", { className: "title" }, isolated(passage.article_id)),
    el("p", { className: "passage", dir: "auto" }, ...legible(passage.text)),
    el("dl", {}, ...scores),
    opener({ ...passage, quote: passage.text }, item, "this passage"),
  );
  return item;
}

function opener(quote, item, what) {
  const button = el("button", { type: "button", className: "plain", ariaLabel: `Show in article: ${what}` }, "Show in article");
  button.addEventListener("click", () => openQuote(quote, item, true));
  return button;
}

function timings({ retrieve, rerank, read, total }) {
  const ms = (value) => `${value.toLocaleString("en", { maximumSignificantDigits: 3 })} ms`;
  return `Retrieved in ${ms(retrieve)}, reranked in ${ms(rerank)}, read in ${ms(read)}; ${ms(total)} in all.`;
}

// ---------------------------------------------------------------------------- the article

let opening = null;

function closeArticle() {
  opening = null;
  $("article").hidden = true;
  for (const item of document.querySelectorAll("li[aria-current]")) item.ariaCurrent = null;
}

/** Shows the article of a quote with the quote highlighted; `go` takes the reader there. */
async function openQuote(quote, item, go) {
  closeArticle();
  const mine = (opening = Symbol());
  item.ariaCurrent = "true";
  let article = null;
  let problem = "";
  try {
    article = await call(articlePath(quote.article_id));
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    problem = failure.message;
  }
  if (opening !== mine) return;
  $("article").hidden = false;
  $("article-title").replaceChildren(isolated(article?.title ?? quote.article_id));
  $("article-origin").replaceChildren(...(article ? origin(article) : []));
  const mark = article && showText(article.text, quote);
  if (article && !mark) problem = "The article no longer reads as quoted, so nothing is highlighted. Ask again.";
  $("article-problem").textContent = problem;
  bringIntoView(mark, go);
}

/** Puts the text into the pane; returns the highlighted quote, or null if it does not stand there. */
function showText(text, { start, end, quote }) {
  const found = text.slice(start, end) === quote;
  const mark = found ? el("mark", {}, ...legible(text.slice(start, end))) : null;
  const rest = found ? [...legible(text.slice(0, start)), mark, ...legible(text.slice(end))] : legible(text);
  $("article-text").replaceChildren(...rest);
  return mark;
}

/** Where the text scrolls by itself it is scrolled; the window only when the reader asked. */
function bringIntoView(mark, go) {
  const pane = $("article-text");
  pane.scrollTop = mark ? mark.offsetTop - (pane.clientHeight - mark.offsetHeight) / 2 : 0;
  if (!go) return;
  pane.focus({ preventScroll: true });
  (mark ?? pane).scrollIntoView({ block: mark ? "center" : "start" });
}

loadCorpus();
