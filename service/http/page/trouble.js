// What went wrong, said where it belongs, with a way to try again.

import { $ } from "./elements.js";
import { count } from "./wording.js";

const FIELDS = {
  question: "Question",
  as_of: "As of",
  "filters.published_from": "Published from",
  "filters.published_to": "Published to",
  "filters.sources": "Source",
};

let again = null;
let ticking = null;

/** Says what went wrong, by the question's field if it is about the question; `retry` tries again. */
export function showFailure(failure, retry = null) {
  if (failure.fields.some(({ field }) => field === "question")) {
    refuseQuestion(sentence(failure));
    return;
  }
  clearFailure();
  $("problem").textContent = sentence(failure);
  if (!failure.again || !retry) return;
  again = retry;
  $("again").hidden = false;
  countDown(failure.wait);
}

/** Says by the question's field what is wrong with the question. */
export function refuseQuestion(why) {
  clearFailure();
  $("question").ariaInvalid = "true";
  $("question-problem").textContent = why;
  $("question").focus();
}

export function clearFailure() {
  clearTimeout(ticking);
  $("question").ariaInvalid = "false";
  $("question-problem").textContent = "";
  $("problem").textContent = "";
  $("again").hidden = true;
}

/** Trying again is possible once the wait is over. */
function countDown(seconds) {
  $("again").disabled = seconds > 0;
  $("again").textContent = seconds > 0 ? `Try again in ${count(seconds, "second")}` : "Try again";
  if (seconds > 0) ticking = setTimeout(() => countDown(seconds - 1), 1000);
}

/** A problem as one readable line, naming the fields it is about. */
function sentence(failure) {
  if (!failure.fields.length) return failure.message;
  return failure.fields.map(({ field, detail }) => `${fieldName(field)}: ${detail}.`).join(" ");
}

const fieldName = (field) => FIELDS[field.replace(/\.\d+$/, "")] ?? field;

/** Says that the page itself is at fault, and not what was asked or the service. */
function showDefect() {
  clearFailure();
  $("problem").textContent = "This page failed; reload it.";
}

addEventListener("error", showDefect);
addEventListener("unhandledrejection", showDefect);
$("again").addEventListener("click", () => {
  // The button goes away; the keyboard's place must not.
  if (document.activeElement === $("again")) $("submit").focus();
  again();
});
