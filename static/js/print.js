// The button opens the browser's own print dialog; without this file its menu does.
const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => print());
