// Runs before the first paint, so that a dark page never flashes white. The app keeps `data-theme` current later.
(() => {
  let choice = null;
  try {
    const branding = JSON.parse(localStorage.getItem("ashim-branding") ?? "{}");
    choice = localStorage.getItem("ashim-theme") ?? branding.defaultTheme;
  } catch {
    // Storage may be forbidden; the system's theme is the answer then.
  }
  const dark =
    choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
