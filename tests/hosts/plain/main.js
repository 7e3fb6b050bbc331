// A page without a framework: properties, events, two elements.
import "/confidant/confidant-advisor.js";

const customers = (await (await fetch("/models/insurer.customers.json")).json()).map(({ fields }) => fields);
const elements = document.querySelectorAll("confidant-advisor");
const heard = document.getElementById("heard");
let place = 0;

function show() {
    for (const element of elements) element.customer = customers[place];
}

document.addEventListener("confidant-accepted", ({ detail }) => { heard.textContent = `accepted ${detail.product}`; });
document.addEventListener("confidant-declined", ({ detail }) => { heard.textContent = `declined ${detail.product}: ${detail.reason}`; });
document.getElementById("next").addEventListener("click", () => {
    place += 1;
    show();
});
document.getElementById("toggle").addEventListener("click", () => {
    const [first] = elements;
    if (first.isConnected) first.remove();
    else document.body.append(first);
});
show();
