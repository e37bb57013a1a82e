// Where a phone's keyboard covers the page without making it smaller, the page learns how much of it is covered.

const view = window.visualViewport;

function covered() {
  const height = view.scale > 1.05 ? 0 : Math.max(0, Math.round(innerHeight - view.height - view.offsetTop));
  document.documentElement.style.setProperty('--keyboard', `${height}px`);
}

view?.addEventListener('resize', covered);
view?.addEventListener('scroll', covered);
