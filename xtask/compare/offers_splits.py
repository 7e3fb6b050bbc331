"""The splits that recommenders are compared on, made once and shared by all of them.

    python offers_splits.py DATA OUT

Each split is a folder of OUT:

    products.txt    names, one a line; a product's number is its line from 0
    train.txt       training customers, one a line, as `product:strength` words
    customers.txt   the names of the test customers, one a line
    known.txt       the same customers, with what may be seen of them
    hidden.txt      the same customers' held-out products
    project.toml    what `confidant train` is told, and no more than that
    train.csv       the training customers as it reads them
    test.csv        the test customers as `confidant recommend` reads them, with what may be seen of them
    lists/NAME.csv  written by the contestants: customer, offer_1 ... offer_20, best first

coil2000: 21 kinds of policy, held where a column A... is above 0. Customers of the challenge's test part who hold two kinds or more
lose one, drawn by seed, and the kinds that they then do not hold are ranked. train.csv and test.csv are wide, one row a customer;
the premiums (columns P...) are left out, because they tell what is held.

online_retail: strengths are baskets with the product. Of every customer with two baskets or more the last is held out, as far as it
has products that training knows and the customer never bought before; everything else is for training. train.csv and
test.csv have customers and their countries, train.lines.csv and test.lines.csv one row a customer, product and time. Returns and
lines that are no product (postage, fees) are left out.

groceries: baskets are customers. Of a fifth of the baskets with two products or more, drawn by seed, one product is held out; the
other four fifths are for training. There are no attributes and no times.
"""
import sys
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 20
COIL = """\
name = "coil2000"

[data]
train = "train.csv"
ignore = ["customer"]
categorical = ["MOSTYPE", "MOSHOOFD"]

[offers]
products = ["A*"]
"""
RETAIL = """\
name = "online_retail"

[data]
train = "train.csv"

[offers]
interactions = "train.lines.csv"
customer = "customer"
product = "product"
time = "time"
"""
GROCERIES = """\
name = "groceries"

[data]
train = "train.csv"

[offers]
interactions = "train.lines.csv"
customer = "customer"
product = "product"
"""


def words(row):
    return " ".join(f"{product}:{strength:g}" for product, strength in sorted(row.items()))


def write(folder, products, train, customers, known, hidden):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lists").mkdir(exist_ok=True)
    lines = {
        "products.txt": products,
        "train.txt": map(words, train),
        "customers.txt": customers,
        "known.txt": map(words, known),
        "hidden.txt": (" ".join(map(str, row)) for row in hidden),
    }
    for name, rows in lines.items():
        (folder / name).write_text("".join(f"{row}\n" for row in rows))


def coil(source, folder):
    train, test = (pd.read_csv(source / f"{part}.csv.gz") for part in ("train", "test"))
    held = [c for c in train.columns if c.startswith("A")]
    for table in (train, test):
        # The premiums, and the caravan policy that the challenge asks for.
        table.drop(columns=["label", *(f"P{c[1:]}" for c in held)], inplace=True)
    draw = np.random.default_rng(SEED)
    known, hidden, names = [], [], []
    for at, row in enumerate((test[held] > 0).to_numpy()):
        products = np.flatnonzero(row)
        if len(products) < 2:
            continue
        out = int(draw.choice(products))
        test.loc[at, held[out]] = 0
        known.append({int(p): 1 for p in products if p != out})
        hidden.append([out])
        names.append(at)
    rows = [{int(p): 1 for p in np.flatnonzero(row)} for row in (train[held] > 0).to_numpy()]
    write(folder, held, rows, names, known, hidden)
    (folder / "project.toml").write_text(COIL)
    train.to_csv(folder / "train.csv", index_label="customer")
    test.loc[names].to_csv(folder / "test.csv", index_label="customer")


def retail(source, folder):
    lines = pd.read_csv(source / "online_retail.csv.gz", dtype={"InvoiceNo": str, "StockCode": str})
    is_bought = (lines.Quantity > 0) & lines.CustomerID.notna() & ~lines.InvoiceNo.str.startswith("C")
    lines = lines[is_bought & lines.StockCode.str.match(r"\d{5}")]
    lines = lines.assign(customer=lines.CustomerID.astype(int).astype(str))
    lines = lines[["customer", "InvoiceNo", "StockCode", "InvoiceDate", "Country"]].drop_duplicates(["InvoiceNo", "StockCode"])
    baskets = lines.groupby(["customer", "InvoiceNo"]).InvoiceDate.min().reset_index().sort_values(["InvoiceDate", "InvoiceNo"])
    last = baskets[baskets.duplicated("customer")].drop_duplicates("customer", keep="last").set_index("customer").InvoiceNo
    is_last = lines.InvoiceNo == lines.customer.map(last)
    train, late = lines[~is_last], lines[is_last]
    products = sorted(train.StockCode.unique())
    number = {name: at for at, name in enumerate(products)}
    bought = {c: {number[p]: n for p, n in rows.value_counts().items()} for c, rows in train.groupby("customer").StockCode}
    out = {c: sorted({number[p] for p in rows if p in number} - set(bought[c])) for c, rows in late.groupby("customer").StockCode}
    tested = [c for c in sorted(out) if out[c]]
    rows = [bought[c] for c in sorted(bought)]
    write(folder, products, rows, tested, [bought[c] for c in tested], [out[c] for c in tested])
    table = train.rename(columns={"StockCode": "product", "InvoiceDate": "time"})[["customer", "product", "time"]]
    (folder / "project.toml").write_text(RETAIL)
    countries = train.groupby("customer").Country.first().rename("country")
    for part, names in (("train", countries.index), ("test", tested)):
        countries.loc[names].to_csv(folder / f"{part}.csv")
        table[table.customer.isin(set(names))].to_csv(folder / f"{part}.lines.csv", index=False)


def groceries(source, folder):
    draw = np.random.default_rng(SEED)
    rows = [sorted(set(line.split(","))) for line in (source / "groceries.csv").read_text().splitlines()]
    tested = {at for at, row in enumerate(rows) if len(row) > 1 and draw.random() < 0.2}
    train = {at: row for at, row in enumerate(rows) if at not in tested}
    products = sorted({name for row in train.values() for name in row})
    number = {name: at for at, name in enumerate(products)}
    known, hidden = {}, {}
    for at in sorted(tested):
        row = [name for name in rows[at] if name in number]
        if len(row) > 1:
            out = str(draw.choice(row))
            known[at], hidden[at] = [name for name in row if name != out], [number[out]]
    strengths = lambda row: {number[name]: 1 for name in row}
    write(folder, products, map(strengths, train.values()), known, map(strengths, known.values()), hidden.values())
    (folder / "project.toml").write_text(GROCERIES)
    for part, table in (("train", train), ("test", known)):
        pd.DataFrame({"customer": list(table)}).to_csv(folder / f"{part}.csv", index=False)
        pairs = [(at, name) for at, row in table.items() for name in row]
        pd.DataFrame(pairs, columns=["customer", "product"]).to_csv(folder / f"{part}.lines.csv", index=False)


def baskets(data, out):
    """The baskets that frequent sets are timed on: every invoice, of known customers or not."""
    lines = pd.read_csv(data / "online_retail" / "online_retail.csv.gz", dtype={"InvoiceNo": str, "StockCode": str})
    lines = lines[(lines.Quantity > 0) & ~lines.InvoiceNo.str.startswith("C")]
    codes = lines.StockCode.astype("category").cat.codes
    rows = [sorted(set(basket)) for _, basket in codes.groupby(lines.InvoiceNo)]
    (out / "online_retail.baskets.txt").write_text("".join(" ".join(map(str, row)) + "\n" for row in rows))
    number = {}
    text = (data / "groceries" / "groceries.csv").read_text().splitlines()
    rows = [" ".join(str(number.setdefault(name, len(number))) for name in line.split(",")) for line in text]
    (out / "groceries.baskets.txt").write_text("".join(f"{row}\n" for row in rows))


def ratings(out):
    """Made-up ratings of 1 to 5 with five planted tastes, a tenth of them held out; real sets may not be passed on."""
    draw = np.random.default_rng(SEED)
    customers, products, each, tastes = 4000, 800, 50, 5
    x, y = draw.normal(0, 0.6, (customers, tastes)), draw.normal(0, 0.6, (products, tastes))
    of_customer, of_product = draw.normal(0, 0.4, customers), draw.normal(0, 0.5, products)
    parts = {"train": [], "test": []}
    for customer in range(customers):
        for product in draw.choice(products, each, replace=False):
            rating = 3.4 + of_customer[customer] + of_product[product] + x[customer] @ y[product] + draw.normal(0, 0.6)
            part = "test" if draw.random() < 0.1 else "train"
            parts[part].append(f"{customer} {product} {min(5, max(1, round(rating)))}\n")
    for name, rows in parts.items():
        (out / f"ratings.{name}.txt").write_text("".join(rows))


if __name__ == "__main__":
    data, out = Path(sys.argv[1]), Path(sys.argv[2])
    for name, split in {"coil2000": coil, "online_retail": retail, "groceries": groceries}.items():
        if (data / name).is_dir():
            split(data / name, out / name)
    if (data / "online_retail").is_dir() and (data / "groceries").is_dir():
        baskets(data, out)
    ratings(out)
