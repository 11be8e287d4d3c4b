// What is being done while an answer is awaited, and that it takes long.

import { $ } from "./elements.js";

const SLOW_MS = 3000;

let doing = "";
let slow = false;
let timer = null;

/** An answer is awaited from now on. */
export function begin(what) {
  end();
  timer = setTimeout(() => {
    slow = true;
    say();
  }, SLOW_MS);
  $("cancel").hidden = false;
  tell(what);
}

/** What is being done now, such as "reading 8 passages". */
export function tell(what) {
  doing = what;
  say();
}

/** Nothing is awaited any more. */
export function end() {
  clearTimeout(timer);
  slow = false;
  $("cancel").hidden = true;
  $("doing").textContent = "";
}

function say() {
  const now = slow ? `still ${doing}… Escape cancels.` : `${doing}…`;
  $("doing").textContent = now[0].toUpperCase() + now.slice(1);
}
