// The page works without this. Here: forms and links that exchange parts of the page in place,
// "why this?" opened under its card, and the conversation as it is written.

const $ = (id) => document.getElementById(id);

// --- Parts of the page ---------------------------------------------------------------------------

/** Take the parts of `ids` from a page the server answered, and say where to look. */
function exchange(fresh, ids, focus) {
  for (const id of ids) {
    const [old, now] = [$(id), fresh.getElementById(id)];
    if (!old || !now) continue;
    if (now.dataset.load && !old.dataset.load) {
      fetchParts(now.dataset.load, [id]); // shown already: made anew behind what is there
      continue;
    }
    // Live regions stay in place, else nobody is told.
    if ("live" in old.dataset) old.replaceChildren(...now.childNodes);
    else old.replaceWith(now);
  }
  disclosures();
  watch();
  if (focus === undefined) return;
  const next = $(focus) ?? $("notice");
  if (!next.matches("a, button, input, select, [tabindex]")) next.tabIndex = -1;
  next.focus({ preventScroll: true });
}

/** Take parts of another page of ours without a word, if it answers. */
async function fetchParts(url, ids) {
  try {
    const answer = await fetch(url);
    if (!answer.ok) return;
    exchange(new DOMParser().parseFromString(await answer.text(), "text/html"), ids);
  } catch {
    // What is there stays; the link in it leads to the same.
  }
}

/** Parts that are dear to make are fetched when they come near. */
const near = new IntersectionObserver(
  (seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      fetchParts(target.dataset.load, [target.id]);
    }
  },
  { rootMargin: "400px" },
);

function watch() {
  for (const part of document.querySelectorAll("section[data-load]:has(a)")) near.observe(part);
}

function told(text) {
  const line = document.createElement("p");
  line.className = "problem";
  line.textContent = text;
  $("notice")?.replaceChildren(line);
}

/** What went wrong, for people: a fetch that fails has no words of its own. */
function why(error) {
  return error instanceof TypeError ? $("notice").dataset.offline : error.message;
}

/** Fetch a page and exchange parts. */
async function load(url, options, { swap, focus }) {
  const busy = swap.split(" ").map($).filter(Boolean);
  busy.forEach((part) => part.setAttribute("aria-busy", "true"));
  try {
    const answer = await fetch(url, options);
    if (new URL(answer.url).pathname === "/login") return location.assign("/login");
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok) return told(fresh.getElementById("problem")?.textContent ?? answer.statusText);
    exchange(fresh, swap.split(" "), focus);
    if (new URL(url, location).pathname === location.pathname) history.replaceState(null, "", url);
  } catch (error) {
    told($("notice").dataset.failed.replace("{}", why(error)));
  } finally {
    busy.forEach((part) => part.removeAttribute("aria-busy"));
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.swap) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return; // sent already
  form.ariaBusy = "true";
  const fields = new URLSearchParams(new FormData(form, event.submitter));
  const posted = form.method === "post";
  const url = posted ? form.action : `${form.action.split("?")[0]}?${fields}`;
  const options = posted ? { method: "POST", body: fields } : {};
  load(url, options, form.dataset).finally(() => (form.ariaBusy = null));
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-open]");
  if (button) return open(button);
  const link = event.target.closest("a[data-swap], a[data-close]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if ("close" in link.dataset) {
    $("notice").replaceChildren();
    history.replaceState(null, "", link.href);
    $("content").focus({ preventScroll: true });
  } else load(link.href, {}, link.dataset);
});

// --- Why this? -----------------------------------------------------------------------------------

/** Links to reasons become buttons that open them in place. */
function disclosures() {
  for (const link of document.querySelectorAll("a[data-open]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.textContent = link.textContent;
    Object.assign(button.dataset, link.dataset, { href: link.href, show: link.textContent });
    button.setAttribute("aria-describedby", link.getAttribute("aria-describedby"));
    button.setAttribute("aria-controls", link.dataset.open);
    button.ariaExpanded = "false";
    link.replaceWith(button);
  }
}

async function fill(place, href) {
  const answer = await fetch(href);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const why = fresh.getElementById("why");
  for (const title of why.querySelectorAll("h2")) {
    const lower = document.createElement("h4");
    lower.className = title.className;
    lower.textContent = title.textContent;
    title.replaceWith(lower);
  }
  place.replaceChildren(...why.childNodes);
}

async function open(button) {
  const place = $(button.dataset.open);
  const opens = place.hidden;
  if (opens && !place.hasChildNodes()) {
    try {
      await fill(place, button.dataset.href);
    } catch {
      return location.assign(button.dataset.href);
    }
  }
  place.hidden = !opens;
  button.ariaExpanded = String(opens);
  button.textContent = opens ? button.dataset.hide : button.dataset.show;
}

disclosures();
watch();

// --- The conversation ----------------------------------------------------------------------------

const PARTS = ["opening", "ask-title", "list", "taste", "changes"];
const CHANGES = new Set(["correct", "feedback", "undo", "forget", "cold_start"]);
const turns = $("ask") ? JSON.parse($("ask").elements.turns.value) : [];

function said(role, text) {
  const log = $("log");
  const [item, who, words] = ["li", "span", "p"].map((tag) => document.createElement(tag));
  item.className = role;
  who.className = "who";
  who.textContent = role === "user" ? log.dataset.you : log.dataset.it;
  words.textContent = text;
  item.append(who, words);
  log.append(item);
  log.hidden = false;
  log.scrollTop = log.scrollHeight;
  return words;
}

/** The data of a stream of server-sent events, one after the other. */
async function* events(body) {
  let waiting = "";
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    const parts = (waiting + piece.replaceAll("\r", "")).split("\n\n");
    waiting = parts.pop();
    for (const part of parts) {
      const data = part.split("\n").filter((line) => line.startsWith("data:"));
      if (data.length) yield data.map((line) => line.slice(5).trimStart()).join("\n");
    }
  }
}

/** Links to the reasons of the items an answer showed. */
function shown(items, user) {
  const [box, title, list] = ["div", "span", "ul"].map((tag) => document.createElement(tag));
  box.className = "shown";
  title.className = "quiet";
  title.textContent = $("log").dataset.shown;
  for (const one of items) {
    const [item, link] = ["li", "a"].map((tag) => document.createElement(tag));
    link.textContent = one.title;
    link.title = $("log").dataset.why;
    link.href = `/users/${encodeURIComponent(user)}/why/${encodeURIComponent(one.item_id)}`;
    item.append(link);
    list.append(item);
  }
  box.append(title, list);
  return box;
}

/** The choices of a question, to be clicked; words do as well. */
function choices(question) {
  const box = document.createElement("div");
  box.className = "choices";
  for (const choice of question.choices) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = choice.text;
    button.dataset.say = choice.text;
    box.append(button);
  }
  return box;
}

async function ask(text, aloud = true) {
  document.querySelector("#log .choices")?.remove(); // answered, or passed over
  const log = $("log");
  const user = $("ask").dataset.user;
  turns.push({ role: "user", content: text });
  if (aloud) said("user", text);
  const words = said("assistant", log.dataset.thinking);
  words.classList.add("waiting");
  log.setAttribute("aria-busy", "true"); // read out when it is whole
  let answer = "";
  let beside;
  try {
    const reply = await fetch("/v1/chat/completions", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ model: "whyrec", user, messages: turns, stream: true }),
    });
    if (!reply.ok) throw new Error((await reply.json()).error.message);
    for await (const data of events(reply.body)) {
      if (data === "[DONE]") break;
      const chunk = JSON.parse(data);
      if (chunk.error) throw new Error(chunk.error.message);
      answer += chunk.choices?.[0]?.delta?.content ?? "";
      beside = chunk.whyrec ?? beside;
      if (answer) {
        words.classList.remove("waiting");
        words.textContent = answer;
        log.scrollTop = log.scrollHeight;
      }
    }
    turns.push({ role: "assistant", content: answer });
    if (beside?.items?.length) {
      words.after(shown(beside.items, user));
      document.querySelector("#tries [hidden]")?.removeAttribute("hidden"); // there is a first one
    }
    if (beside?.question) log.lastElementChild.append(choices(beside.question));
    log.scrollTop = log.scrollHeight;
    if (aloud && beside && CHANGES.has(beside.route)) {
      await fetchParts(location.pathname, PARTS);
      $("tries").hidden = false;
    }
  } catch (error) {
    turns.pop();
    words.className = "problem";
    words.textContent = $("notice").dataset.failed.replace("{}", why(error));
  } finally {
    words.classList.remove("waiting");
    log.removeAttribute("aria-busy");
  }
}


$("ask")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("say").value.trim();
  if (!text || $("log").getAttribute("aria-busy")) return;
  $("say").value = "";
  ask(text);
});

$("tries")?.addEventListener("click", ({ target }) => {
  if (target.dataset.say && !$("log").getAttribute("aria-busy")) ask(target.dataset.say);
});

$("log")?.addEventListener("click", ({ target }) => {
  if (target.dataset.say && !$("log").getAttribute("aria-busy")) ask(target.dataset.say);
});

// Somebody new is asked what they like; the others get a few things to ask.
if ($("ask")?.dataset.hello) ask($("ask").dataset.hello, false);
else if ($("ask")) $("tries").hidden = false;
