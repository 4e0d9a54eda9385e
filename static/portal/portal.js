// Every page works without this file. With it: errors are brought into focus, a button that was
// pressed twice sends once, and a password can be shown.
const script = document.querySelector("script[data-components]");

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");

const { initAll } = await import(script.dataset.components);

initAll();
