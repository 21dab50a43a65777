// «Hide screens»: for when this page is on a projector. What is hidden is not captured either.

import { setText } from '../../util/dom.js';

export function guardPrivacy(button, showing) {
  const draw = (hidden) => {
    button.setAttribute('aria-pressed', String(hidden));
    setText(button.querySelector('span'), hidden ? 'Show screens' : 'Hide screens');
    document.body.classList.toggle('is-private', hidden);
    showing.hide(hidden);
  };
  button.addEventListener('click', () => draw(button.getAttribute('aria-pressed') !== 'true'));
}
