// The chart in its own document. Whatever fails here, the page beside it has a table.

const place = document.getElementById("chart");
const dark = matchMedia("(prefers-color-scheme: dark)");

async function draw() {
  const source = new URL(place.dataset.source, location.href);
  source.searchParams.set("dark", dark.matches);
  const answer = await fetch(source);
  if (!answer.ok) return;
  Bokeh.set_log_level("warn");
  place.replaceChildren();
  await Bokeh.embed.embed_item(await answer.json(), place.id);
  document.getElementById("failed").hidden = true;
}

if (globalThis.Bokeh) {
  dark.addEventListener("change", draw);
  draw();
}
