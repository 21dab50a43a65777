// Posts to the server with the page's CSRF token.

/** Resolves to `{ok: true, …}` or `{ok: false, error, sentence}`. Never rejects. */
export async function post(path, body = {}) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': token };
  try {
    const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    const said = answer.status === 204 ? {} : await answer.json();
    return answer.ok ? { ok: true, ...said } : { ok: false, ...said };
  } catch {
    return { ok: false, error: 'web.no-answer', sentence: 'The server did not answer. Try again in a moment.' };
  }
}
