// The page: its address says what is asked; without a question it lists the articles.

import * as answer from "./answer.js";
import { articleIsOpen, leaveArticle } from "./article.js";
import { abandonList, list } from "./articles.js";
import { addressOf, flaw, hasOtherFragment, inAddress, inForm, takeAddress, tellBounds, unbind } from "./asked.js";
import { abandon, ask, cancel, isAsking } from "./asking.js";
import { loadCorpus } from "./corpus.js";
import { $ } from "./elements.js";
import { shownOrThrown } from "./failure.js";
import { clearFailure, refuseQuestion, showFailure } from "./trouble.js";

// The address of what is shown, as the page writes it: "+" and "%20" are one blank.
let address = null;

/** Shows what the address asks for, unless that is shown. */
function follow() {
  // A place on the page takes no question's place, so that a reload or a bookmark still asks it.
  if (hasOtherFragment()) history.replaceState(null, "", address ?? "/");
  const asked = inAddress();
  if (addressOf(asked) === address) return;
  become(asked);
  abandon();
  abandonList();
  try {
    show(takeAddress());
  } catch (failure) {
    answer.clear();
    showFailure(shownOrThrown(failure));
  }
}

/** The page is of what is asked, as its history and its title say. */
function become(asked) {
  address = addressOf(asked);
  document.title = asked.question ? `${asked.question} – Dateline` : "Dateline";
}

function show(asked) {
  clearFailure();
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
    if (addressOf(asked) !== address) history.pushState(null, "", addressOf(asked));
    become(asked);
    abandonList();
    show(asked);
  } catch (failure) {
    showFailure(shownOrThrown(failure));
  }
}

/** Bounds bound the list at once, and an answer when it is next asked for. */
function bound() {
  tellBounds();
  if ($("result").dataset.shows !== "articles" || isAsking()) return;
  try {
    const asked = { ...inForm(), question: "" };
    history.replaceState(null, "", addressOf(asked));
    become(asked);
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

// By hand, since browsers heed “autofocus” only where the address has no fragment.
$("question").focus({ preventScroll: true });
$("too-old").remove();
loadCorpus();
follow();
