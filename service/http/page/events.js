// Server-sent events out of the body of a reply, as WHATWG's HTML standard (9.2.6) reads them.

/** The events of a stream as `{ type, data }`; one that the stream breaks off in is dropped. */
export async function* events(body) {
  let type = "";
  let data = [];
  for await (const line of lines(body)) {
    if (line === "") {
      if (data.length) yield { type: type || "message", data: data.join("\n") };
      type = "";
      data = [];
      continue;
    }
    const [, field, value] = line.match(/^([^:]*):? ?(.*)$/s);
    if (field === "event") type = value;
    else if (field === "data") data.push(value);
  }
}

async function* lines(body) {
  let rest = "";
  for await (const text of texts(body)) {
    // A carriage return at the end may be the first half of a line's end.
    const whole = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = whole.pop();
    yield* whole;
  }
  if (rest.endsWith("\r")) yield rest.slice(0, -1);
}

// Not every browser iterates over a stream by itself.
async function* texts(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}
