// Words for the clipboard: a quote as a citation, and the link that asks a question again.

import { $ } from "./elements.js";
import { outlet, webAddress } from "./origin.js";
import { dayName } from "./wording.js";

const SHOWN_MS = 4000;

/**
 * “Quote” — Source, “Title”, November 2, 2025, URL, article[start:end], SHA-256 of its text.
 * Offsets are the service's: half-open code points.
 */
function citationText(citation) {
  const { quote, title, published, url, article_id, article_sha256, start, end } = citation;
  const known = [
    outlet(citation),
    title && `“${title}”`,
    published && dayName(published),
    webAddress(url)?.href,
    `${article_id}[${start}:${end}]`,
    `SHA-256 ${article_sha256}`,
  ];
  return `“${quote}” — ${known.filter(Boolean).join(", ")}`;
}

export const copyCitation = (citation) => copy(citationText(citation), "Citation copied.");

const copyLink = () => copy(location.href, "Link copied.");

/** Copies, or shows the text selected where the browser does not let a page copy. */
async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    notify(done);
  } catch {
    $("copy-text").value = text;
    $("copy-dialog").showModal();
    $("copy-text").select();
  }
}

let fading = null;

function notify(what) {
  clearTimeout(fading);
  $("notice").textContent = what;
  fading = setTimeout(() => ($("notice").textContent = ""), SHOWN_MS);
}

$("copy-link").addEventListener("click", copyLink);
$("copy-close").addEventListener("click", () => $("copy-dialog").close());
