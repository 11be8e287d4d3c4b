// The page: its address says what is asked; without a question it lists the articles.

import * as answer from "./answer.js";
import { articleIsOpen, leaveArticle } from "./article.js";
import { abandonList, list } from "./articles.js";
import { addressOf, flaw, inAddress, inForm, takeAddress, tellBounds, unbind } from "./asked.js";
import { abandon, ask, cancel, isAsking } from "./asking.js";
import { loadCorpus } from "./corpus.js";
import { $ } from "./elements.js";
import { shownOrThrown } from "./failure.js";
import { clearFailure, refuseQuestion, showFailure } from "./trouble.js";

// The query of the address that is shown; where only its fragment changes, nothing else is shown.
let query = null;

/** Shows what the address asks for. */
function follow() {
  if (location.search === query) return;
  query = location.search;
  abandon();
  abandonList();
  try {
    show(takeAddress());
  } catch (failure) {
    answer.clear();
    showFailure(shownOrThrown(failure));
  }
}

function show(asked) {
  clearFailure();
  document.title = asked.question ? `${asked.question} – Dateline` : "Dateline";
  if (!asked.question) {
    answer.clear();
    list(asked);
    return;
  }
  const wrong = flaw(asked);
  if (wrong === null) ask(asked);
  else refuseQuestion(wrong);
}

function submit(event) {
  event.preventDefault();
  try {
    const asked = inForm();
    const wrong = flaw(asked);
    if (wrong !== null) {
      refuseQuestion(wrong);
      return;
    }
    // One question can be written as several addresses: "+" and "%20" are one blank.
    if (addressOf(asked) !== addressOf(inAddress())) history.pushState(null, "", addressOf(asked));
    query = location.search;
    abandonList();
    show(asked);
  } catch (failure) {
    showFailure(shownOrThrown(failure));
  }
}

/** Bounds bound the list at once, and an answer when it is next asked for. */
function bound() {
  tellBounds();
  if ($("result").dataset.shows !== "articles") return;
  try {
    const asked = { ...inForm(), question: "" };
    history.replaceState(null, "", addressOf(asked));
    query = location.search;
    show(asked);
  } catch (failure) {
    showFailure(shownOrThrown(failure));
  }
}

function escape(event) {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  if (isAsking()) {
    event.preventDefault();
    cancel();
  } else if (articleIsOpen() && !event.target.closest("input, select")) leaveArticle();
}

$("ask").addEventListener("submit", submit);
$("bounds").addEventListener("change", bound);
$("unbind").addEventListener("click", () => {
  // The button goes away; the keyboard's place must not.
  $("source").focus();
  unbind();
  bound();
});
document.addEventListener("keydown", escape);
addEventListener("popstate", follow);

$("too-old").remove();
loadCorpus();
follow();
