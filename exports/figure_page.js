"use strict";
const held = JSON.parse(document.getElementById("parley-file").textContent);
const place = document.getElementById("figure");
const dark = matchMedia("(prefers-color-scheme: dark)");
const wide = matchMedia("(min-width: 70rem)");
const draw = (theme) => {
  const { data, layout } = held.figures[`${wide.matches ? "wide-" : ""}${theme}`];
  place.style.height = `${layout.height}px`;
  Plotly.react(place, data, layout, held.config);
};
const asShown = () => draw(dark.matches ? "dark" : "light");
dark.addEventListener("change", asShown);
wide.addEventListener("change", asShown);
addEventListener("beforeprint", () => draw("light"));
addEventListener("afterprint", asShown);
asShown();
