// The chart above its table. Whatever fails here, the table is open.

const place = document.getElementById("chart");
const dark = matchMedia("(prefers-color-scheme: dark)");

async function draw() {
  const source = new URL(place.dataset.source, location.href);
  source.searchParams.set("dark", dark.matches);
  const answer = await fetch(source);
  if (!answer.ok) return;
  place.replaceChildren();
  await Bokeh.embed.embed_item(await answer.json(), place.id);
  document.getElementById("table").open = false;
}

if (globalThis.Bokeh) {
  dark.addEventListener("change", draw);
  draw();
}
