// Where the server has no Chromium, the visitor's browser draws the figure: as the server would, with the part that says
// where the file comes from put where the server would put it.
const PNG_HEADER_ENDS = 33;
const held = JSON.parse(document.getElementById("held").textContent);
const said = document.getElementById("said");
const link = document.getElementById("file");

const bytesOf = (base64) => Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));

// An address of data may not be fetched here, so it is taken apart.
const drawn = (address) => {
  const content = address.slice(address.indexOf(",") + 1);
  return held.kind === "png" ? bytesOf(content) : new TextEncoder().encode(decodeURIComponent(content));
};

const save = async () => {
  const { figure, kind, width, scale, name, part } = held;
  const made = drawn(await Plotly.toImage(figure, { format: kind, width, height: figure.layout.height, scale }));
  const start = kind === "png" ? PNG_HEADER_ENDS : made.indexOf(">".charCodeAt(0)) + 1;
  const type = kind === "png" ? "image/png" : "image/svg+xml";
  const file = new Blob([made.slice(0, start), bytesOf(part), made.slice(start)], { type });
  Object.assign(link, { href: URL.createObjectURL(file), download: name, hidden: false });
  link.click();
  said.textContent = `The figure is saved as ${name}.`;
};

save().catch(() => {
  said.className = "problem";
  said.textContent = "Your browser could not draw the figure. Reload this page, or try another browser.";
});
