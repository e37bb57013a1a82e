/* What does nothing on a page without scripts: buttons that send no form and open nothing, fields to fill in outside any
   form, links that lead nowhere. And the page's forms, with everything opened: can somebody send them, and where to? */
() => {
  const closed = [...document.querySelectorAll('details:not([open])')];
  closed.forEach((part) => { part.open = true; });
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true })
    && element.getBoundingClientRect().width > 0;
  const shown = (where) => [...document.querySelectorAll(where)].filter(isShown);
  const sends = (control) => control.form && ['submit', 'image'].includes(control.type);
  const path = (address) => new URL(address || '', document.URL).pathname;

  const works = (control) => sends(control) || control.popoverTargetElement || control.matches('[type=reset], a[href]');
  const idle = [
    ...shown('button, [type=button], [role=button]').filter((control) => !works(control)),
    ...shown('input:not([readonly]), select, textarea:not([readonly])').filter((field) => !field.form),
    ...shown('a:not([href]), a[href="#"]'),
  ];

  const forms = [...document.forms].filter((form) => form.method !== 'dialog' && form.checkVisibility()).map((form) => ({
    told: form.outerHTML.slice(0, form.outerHTML.indexOf('>') + 1),
    method: form.method.toUpperCase(),
    // It goes where its buttons send it: a form all of whose buttons say where has no address of its own.
    paths: [...form.elements].filter(sends)
      .map((sender) => path(sender.getAttribute('formaction') || form.getAttribute('action'))),
    isSent: [...form.elements].some((control) => sends(control) && isShown(control) && !control.disabled),
    isSealed: form.method !== 'post' || Boolean(form.elements.csrf_token?.value),
  }));
  closed.forEach((part) => { part.open = false; });
  return { idle: idle.map((control) => control.outerHTML.slice(0, 120)), forms };
};
