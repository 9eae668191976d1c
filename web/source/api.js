/* The server's answers. Paths are relative to the page, so that the map also works below a prefix. */

export class Problem extends Error {
  constructor(status, title, detail) {
    super(detail || title);
    this.status = status;
    this.title = title;
  }
}

/* The address of a path with the query's set values. */
export function address(path, query = {}) {
  const url = new URL(path, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') url.searchParams.set(name, value);
  }
  return url.href;
}

async function problemOf(response) {
  try {
    const body = await response.json();
    return new Problem(response.status, body.title ?? response.statusText, body.detail ?? '');
  } catch {
    return new Problem(response.status, response.statusText || String(response.status), '');
  }
}

/* Throws a Problem with the sentence of the server's problem document. */
export async function get(path, query, signal) {
  const response = await fetch(address(path, query), {headers: {Accept: 'application/json'}, signal});
  if (!response.ok) throw await problemOf(response);
  return response.json();
}

/* A get whose earlier call is dropped when a later one begins: the last question wins. An
 * answer that came too late is undefined. */
export function newest() {
  let running = null;
  return async (path, query) => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    try {
      const answer = await get(path, query, mine.signal);
      return mine.signal.aborted ? undefined : answer;
    } catch (error) {
      if (mine.signal.aborted) return undefined;
      throw error;
    }
  };
}
