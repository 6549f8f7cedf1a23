// What a screen reader or tired eyes would stumble over, as sentences.
() => {
  const problems = [];
  const visible = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const all = (what) => [...document.querySelectorAll(what)].filter(visible);
  const byId = (ids) => ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  const name = (one) =>
    (one.ariaLabel ?? (one.getAttribute("aria-labelledby") && byId(one.getAttribute("aria-labelledby"))) ??
      ([...(one.labels ?? [])].map((label) => label.textContent).join(" ") || one.textContent || one.title)).trim();

  if (!document.documentElement.lang) problems.push("the page has no language");
  if (!document.title.trim()) problems.push("the page has no title");
  for (const landmark of ["header", "main", "footer"]) {
    if (all(`body > ${landmark}`).length !== 1) problems.push(`not one ${landmark}`);
  }
  if (all("h1").length !== 1) problems.push("not one h1");
  let last = "H1";
  for (const heading of all("h1, h2, h3, h4, h5, h6")) {
    if (heading.tagName[1] - last[1] > 1) problems.push(`${heading.tagName} after ${last}: ${heading.textContent}`);
    last = heading.tagName;
  }
  for (const one of all("input:not([type=hidden]), select, textarea, button, a[href], iframe, summary, [role=region], [role=log], nav")) {
    if (!name(one)) problems.push(`${one.tagName} has no name: ${one.outerHTML.slice(0, 80)}`);
  }
  for (const image of all("img:not([alt])")) problems.push(`IMG has no alt: ${image.outerHTML.slice(0, 80)}`);
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) problems.push(`the id ${id} twice`);
  for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls", "for"]) {
    for (const one of document.querySelectorAll(`[${attribute}]`)) {
      for (const id of one.getAttribute(attribute).split(/\s+/)) {
        if (!document.getElementById(id)) problems.push(`${attribute} names nothing: ${id}`);
      }
    }
  }

  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = numbers(colour).map((part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (one) => {
    for (; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if ((numbers(colour)[3] ?? 1) === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  for (const one of all("body *")) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || one.matches(".unseen, .skip, script, option")) continue;
    const [a, b] = [light(getComputedStyle(one).color), light(ground(one))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) problems.push(`contrast ${ratio.toFixed(2)}: ${one.outerHTML.slice(0, 80)}`);
  }
  return problems;
}
