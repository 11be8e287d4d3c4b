// The service: what is asked of it, and its failures in words.

import { events } from "./events.js";
import { askForKey, forgetKey, givenKey } from "./key.js";
import { Failure } from "./failure.js";
import { count } from "./wording.js";

const STREAM = "text/event-stream";
const JSON_TYPES = "application/json, application/problem+json";

/** The JSON of a reply. */
export async function call(path, signal) {
  return content(await reply(path, { signal, headers: { Accept: JSON_TYPES } }), signal);
}

/**
 * The steps of an answer as `{ type, data }`: `passages`, `delta`, `citation`, and last `done`,
 * which is all there is where the service answers whole.
 */
export async function* answering(question, signal) {
  const response = await reply("/v1/ask", {
    signal,
    method: "POST",
    headers: { Accept: `${STREAM}, ${JSON_TYPES}`, "Content-Type": "application/json" },
    body: JSON.stringify({ ...question, stream: true }),
  });
  const streams = response.headers.get("Content-Type")?.startsWith(STREAM);
  if (!response.ok || !streams) {
    yield { type: "done", data: await content(response, signal) };
    return;
  }
  let whole = false;
  try {
    for await (const { type, data } of events(response.body)) {
      if (signal.aborted) throw lost(signal);
      const step = { type, data: parsed(data) };
      if (type === "error") throw refusal(step.data, null);
      whole ||= type === "done";
      yield step;
    }
  } catch (failure) {
    // Once all was said, how the stream ends does not matter.
    if (whole) return;
    throw failure instanceof Failure ? failure : lost(signal);
  }
  if (!whole) throw new Failure("The answer broke off before it was complete.", { again: true });
}

/** The reply, asking for the key and trying again as long as the service wants one. */
async function reply(path, options) {
  for (;;) {
    const key = givenKey();
    const bearing = key === null ? {} : { Authorization: `Bearer ${key}` };
    const response = await sent(path, { ...options, headers: { ...options.headers, ...bearing } });
    if (response.status !== 401) return response;
    if (givenKey() !== key) continue;
    forgetKey();
    await askForKey(key !== null);
  }
}

async function sent(path, options) {
  try {
    return await fetch(path, { ...options, cache: "no-store" });
  } catch {
    throw lost(options.signal);
  }
}

function lost(signal) {
  if (signal?.aborted) return new Failure("Cancelled. Nothing was answered.", { again: true });
  const hint = navigator.onLine ? "Check the connection, then try again." : "This device is offline.";
  return new Failure(`The service could not be reached. ${hint}`, { again: true });
}

async function content(response, signal) {
  const text = await response.text().catch(() => {
    throw lost(signal);
  });
  const data = parsed(text, response.status);
  if (response.ok) return data;
  throw refusal(data, response);
}

function parsed(text, status) {
  try {
    return JSON.parse(text);
  } catch {
    const of = status ? ` (status ${status})` : "";
    throw new Failure(`The service sent something unreadable${of}.`, { again: true });
  }
}

/** A problem document (RFC 9457) as a failure; what may pass can be tried again. */
function refusal({ status, detail, errors }, response) {
  const code = response?.status ?? status;
  const again = code === 429 || code >= 500;
  const wait = again && response ? secondsToWait(response.headers.get("Retry-After")) : 0;
  const said = detail ?? `The service refused (status ${code}).`;
  const asks = wait ? ` It asks to wait ${count(wait, "second")}.` : "";
  return new Failure(said + asks, { fields: errors ?? [], again, wait });
}

/** Retry-After (RFC 9110, 10.2.3), in seconds or as a time, as whole seconds from now. */
function secondsToWait(header) {
  if (header === null) return 0;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Math.max(0, Math.ceil(seconds)) || 0;
}
