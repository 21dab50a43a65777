import { live } from '/static/js/live.js';
import { Store } from '/static/js/core/store.js';
import { h, setText } from '/static/js/util/dom.js';
import { askDialog, dialogField } from '/static/js/views/dialogs.js';
import { toast, toastRefusal } from '/static/js/views/toasts.js';

const store = new Store({ locked: null });
const summary = document.getElementById('summary');

store.watch(({ locked }) => locked !== null && setText(summary, `${locked} of 30 locked`));
live.socket.on('seats', ({ locked }) => store.update({ locked }));
live.socket.follow('lesson:4711');

document.getElementById('lock').addEventListener('click', async () => {
  const answer = await live.socket.command('lesson.lock', { lesson: '4711', seats: ['pc-01', 'pc-02'] });
  if (toastRefusal(answer)) toast(`${answer.asked} PCs were asked to lock.`, 'ok');
});

document.getElementById('ask').addEventListener('click', async () => {
  const url = dialogField({ label: 'Address', name: 'url', type: 'url', placeholder: 'https://', hint: 'It opens on every chosen PC.', required: true });
  const given = await askDialog({ title: 'Send a link', body: [h('p', {}, 'To 2 PCs in Lab 1.'), url], confirm: 'Send' });
  toast(given ? `Sent <b>${given.url}</b>` : 'Nothing was sent.', given ? 'ok' : 'info');
});
