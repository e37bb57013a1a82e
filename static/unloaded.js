// A picture that was not loaded, to save data, is loaded in its place on a tap; without this script its link opens it.

document.addEventListener('click', event => {
  const link = event.target.closest('a[data-picture]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const whole = link.closest('.picture'), picture = new Image(link.dataset.width, link.dataset.height);
  Object.assign(picture, { alt: whole.querySelector('.meta').textContent, src: link.href, tabIndex: -1 });
  whole.classList.remove('unloaded');
  whole.prepend(picture);
  link.remove();
  picture.focus();
});
