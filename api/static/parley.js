// A text area tells the server what was typed when it loses focus or on Ctrl+Enter. A draft must not wait for
// that: a second after the last key, we press Ctrl+Enter on the writer's behalf. Forms keep their own button.
const PAUSE_MS = 1000;
const timers = new WeakMap();
addEventListener("input", (event) => {
  const area = event.target;
  if (area.tagName !== "TEXTAREA" || area.closest("form, [data-testid=stForm]")) return;
  clearTimeout(timers.get(area));
  timers.set(area, setTimeout(() => {
    area.dispatchEvent(new KeyboardEvent("keydown", {
      key: "Enter", code: "Enter", ctrlKey: true, bubbles: true, cancelable: true,
    }));
  }, PAUSE_MS));
}, true);

// What an address chose (a letter's sentence, say) is brought into view, once for each address.
let shown = "";
new MutationObserver(() => {
  // A fragment names a place of a page that was not there yet when the browser looked for it.
  const named = location.hash.length > 1 && document.querySelector(`.parley #${CSS.escape(location.hash.slice(1))}`);
  const chosen = named || document.querySelector(".parley [data-chosen]");
  const place = location.pathname + location.search + location.hash;
  if (!chosen || shown === place) return;
  shown = place;
  chosen.scrollIntoView({ block: named ? "start" : "center" });
}).observe(document.documentElement, { childList: true, subtree: true });
