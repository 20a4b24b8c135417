// Runs in the head, before the first paint, so it is a plain script and not a module (modules wait for the page).
// Without a choice the system decides; a choice is kept on this computer only.
(() => {
  const KEY = "plc.theme";
  const root = document.documentElement;

  function stored() {
    try {
      return localStorage.getItem(KEY) || "";
    } catch {
      return ""; // storage switched off: the system decides
    }
  }

  function show(theme) {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
  }

  function choose(theme) {
    show(theme);
    try {
      if (theme) localStorage.setItem(KEY, theme);
      else localStorage.removeItem(KEY);
    } catch {
      // The choice then holds for this page.
    }
  }

  show(stored());
  addEventListener("storage", (event) => event.key === KEY && show(event.newValue || ""));
  addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll("[data-theme-choice]")) {
      const chosen = group.querySelector(`input[value="${stored()}"]`);
      if (chosen) chosen.checked = true;
      group.addEventListener("change", (event) => choose(event.target.value));
      group.hidden = false;
    }
  });
})();
