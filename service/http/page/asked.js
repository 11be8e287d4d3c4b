// What is asked: in the form, in the page's address, and as the service takes it.

import { $, el } from "./elements.js";
import { Failure } from "./failure.js";
import { spelt } from "./legible.js";
import { number } from "./wording.js";

const MAX_QUESTION = 2000;

// What is asked as `{ question, as_of, source, from, to }`: "" where it is left open.
const FIELDS = { question: "question", as_of: "as-of", source: "source", from: "from", to: "to" };
const IN_ADDRESS = { question: "q", as_of: "as_of", source: "source", from: "from", to: "to" };
const BOUNDS = ["as_of", "source", "from", "to"];
const DAYS = { as_of: "As of", from: "Published from", to: "Published to" };

const each = (make) => Object.fromEntries(Object.keys(FIELDS).map((name) => [name, make(name)]));

/** What the form asks; throws a Failure where a day is only half filled in. */
export function inForm() {
  const half = Object.keys(DAYS).find((name) => $(FIELDS[name]).validity.badInput);
  if (half) throw new Failure(`“${DAYS[half]}” is not a whole day yet. Complete it, or clear it.`);
  return each((name) => $(FIELDS[name]).value);
}

/** The address that asks the same again, in its fragment: that is sent to no server and stands in no log. */
export function addressOf(asked) {
  const given = Object.keys(FIELDS).filter((name) => asked[name] !== "");
  const fragment = new URLSearchParams(given.map((name) => [IN_ADDRESS[name], asked[name]]));
  return given.length ? `/#${fragment}` : "/";
}

/** What the address asks, whether or not the form can hold it. */
export function inAddress() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  return each((name) => fragment.get(IN_ADDRESS[name]) ?? "");
}

/** Whether the address has a fragment that asks nothing, as of a link to a place on the page. */
export const hasOtherFragment = () => location.hash !== "" && addressOf(inAddress()) === "/";

/** Puts what the address asks into the form; throws a Failure where that cannot hold it. */
export function takeAddress() {
  const asked = inAddress();
  offerSource(asked.source);
  const bad = Object.keys(DAYS).find((name) => asked[name] !== "" && !isDay(asked[name]));
  for (const [name, id] of Object.entries(FIELDS)) $(id).value = name in DAYS && bad ? "" : asked[name];
  tellBounds();
  if (bad) throw new Failure(`The link's “${DAYS[bad]}” is not a day like 2025-11-02.`);
  return inForm();
}

// The years of the form and of the service begin with 1.
const isDay = (text) =>
  text >= "0001" && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().slice(0, 10) === text;

/** What is wrong with a question before it is sent, or null. */
export function flaw({ question }) {
  if (!question.trim()) return "Type a question first.";
  const length = [...question].length;
  if (length <= MAX_QUESTION) return null;
  return `A question has at most ${number(MAX_QUESTION)} characters; this one has ${number(length)}.`;
}

/** The body of `POST /v1/ask`. */
export const body = ({ question, as_of, source, from, to }) => ({
  question,
  as_of: as_of || null,
  filters: { sources: source ? [source] : null, published_from: from || null, published_to: to || null },
});

/** The query string of `GET /v1/articles`, which has no day that it is asked on. */
export function listed({ source, from, to }) {
  const bounds = { source, published_from: from, published_to: to };
  return new URLSearchParams(Object.entries(bounds).filter(([, value]) => value !== ""));
}

/** The sources to choose from; one that was chosen stays, lest the bounds widen unseen. */
export function offerSources(names) {
  const chosen = $("source").value;
  $("source").replaceChildren($("source").options[0], ...names.map(sourceOption));
  offerSource(chosen);
  $("source").value = chosen;
}

function offerSource(name) {
  const known = [...$("source").options].some(({ value }) => value === name);
  if (!known) $("source").append(sourceOption(name));
}

const sourceOption = (name) => el("option", { value: name }, spelt(name));

/** Says that bounds are set where they are folded away. */
export function tellBounds() {
  const set = BOUNDS.filter((name) => $(FIELDS[name]).value !== "");
  $("bounds-set").textContent = set.length ? ` (${set.length} set)` : "";
  $("unbind").hidden = !set.length;
}

/** Takes all bounds away. */
export function unbind() {
  for (const name of BOUNDS) $(FIELDS[name]).value = "";
  tellBounds();
}
