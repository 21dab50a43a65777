// Forms that somebody fills in while walking about: without a connection nothing is sent, and nothing typed is lost.

import { h } from '../util/dom.js';

const PROBE = '/static/img/bell.svg';
const WAIT_MS = 4000;
const SENTENCE = 'No connection: nothing was sent, and what you wrote is still here. Try again in a moment.';

/** Each form with `data-careful` is sent once the school's server answers; otherwise it says so below its button. */
export function careForForms(place, reaches = probe) {
  let sure = false;
  place.addEventListener('submit', async (event) => {
    const { target: form, submitter } = event;
    if (sure || event.defaultPrevented || !('careful' in form.dataset)) return;
    event.preventDefault();
    const said = form.querySelector(':scope > .not-sent') ?? form.appendChild(h('p', { class: 'field-error not-sent', role: 'alert' }));
    said.textContent = '';
    if (!(await reaches())) {
      said.textContent = SENTENCE;
      return;
    }
    sure = true;
    form.requestSubmit(submitter);
    sure = false;
  });
}

async function probe() {
  try {
    return (await fetch(PROBE, { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(WAIT_MS) })).ok;
  } catch {
    return false;
  }
}
