// An example of the element in a page: the text area is the customer, the status line shows the element's events.
const element = document.querySelector("confidant-advisor");
const json = document.getElementById("json");
const status = document.getElementById("status");

const say = (text) => { status.textContent = text; };

function show() {
    try {
        element.customer = JSON.parse(json.value);
        // Nobody has no scores.
        if (element.customer === null) say("");
    } catch (error) {
        say(`Not JSON: ${error.message}`);
    }
}

element.addEventListener("confidant-ready", ({ detail }) => {
    say(`${detail.name}: ${detail.schema.length} columns, ${detail.indices.length} indices`);
    document.documentElement.dataset.ready = "true";
});
element.addEventListener("confidant-consultation", ({ detail }) => {
    const scores = Object.entries(detail.scores).map(([index, score]) => `${index} ${score.index.toFixed(1)}`);
    say(scores.join(" · "));
});
element.addEventListener("confidant-error", ({ detail }) => say(`${detail.kind}: ${detail.message}`));

const response = await fetch("models/insurer.customers.json");
if (response.ok) {
    const [first] = await response.json();
    json.value = JSON.stringify(first?.fields ?? {}, null, 2);
}
json.addEventListener("input", show);
show();
