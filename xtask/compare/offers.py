"""Recommenders beside one another on the splits of offers_splits.py.

    python offers.py rank SPLIT NAME    fits NAME (popularity, item_knn, bm25, implicit_als) and writes SPLIT/lists/NAME.csv
    python offers.py figures SPLIT      one line of JSON a list found in SPLIT/lists
    python offers.py bundles SPLIT PACK one line of JSON: the bundles of PACK beside mlxtend's rules from the same baskets
    python offers.py speed OUT PROGRAM  one line of JSON a case that is timed beside PROGRAM, the example `offers`
    python offers.py ratings OUT PROGRAM

The libraries keep their defaults but for what is said here. All have two threads, BLAS one. Whoever writes a list has read
train.txt and known.txt, or train.csv and test.csv, and nothing else. Figures: hit@3; MRR within the first 20; NDCG and recall at
10; coverage, the share of products in somebody's first 10; novelty, the mean of -log2 of the share of training customers that
have what is in the first 10. A list may state with what chance each product is the next (offer_1_propensity ...): where it does, the
expected calibration error over ten bins of as many shares, the same by the rate of what came true, and the Brier skill (1 less the
Brier score by that of stating the rate itself) are taken over the first 10, a customer's several held-out products sharing out one
event. Every list has a first 10 of its own, which more or less comes true of: only what is in proportion to that compares lists.
"""
import csv
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import scipy.sparse as sparse

THREADS = 2
LONGEST = 20
# Factors of a product, for ours and for implicit's; fewer where there are few products.
FACTORS = {"coil2000": 8, "online_retail": 64, "groceries": 56}
STATED = 10
ROUNDS = 7


def lines(path):
    return path.read_text().splitlines()


def matrix(path, products):
    starts, columns, values = [0], [], []
    for line in lines(path):
        for word in line.split():
            column, value = word.split(":")
            columns.append(int(column))
            values.append(float(value))
        starts.append(len(columns))
    return sparse.csr_matrix((np.array(values, dtype=np.float32), columns, starts), shape=(len(starts) - 1, products))


def confident(strengths):
    """c = 1 + r for what is held: implicit takes confidences, where ours takes strengths and its default is the same."""
    confidences = strengths.copy()
    confidences.data = 1 + confidences.data
    return confidences


def als(factors, seed=1):
    from implicit.als import AlternatingLeastSquares

    return AlternatingLeastSquares(factors=factors, regularization=10.0, alpha=1.0, iterations=15, num_threads=THREADS,
                                   random_state=seed)


def recommender(split, name):
    from implicit import nearest_neighbours as near

    if name == "implicit_als":
        return als(FACTORS[split.name])
    return {"item_knn": near.CosineRecommender, "bm25": near.BM25Recommender}[name](num_threads=THREADS)


def ranked(split, name, train, known):
    """Each customer's products, best first, and the chances that they are said to have, where they are."""
    held = [set(known[at].indices) for at in range(known.shape[0])]
    if name == "popularity":
        counts = np.asarray((train > 0).sum(axis=0)).ravel()
        order = np.lexsort((np.arange(len(counts)), -counts)).tolist()
        # Nobody has more products than there are in all, and few have many: what is left is cut off at once.
        rows = [[p for p in order[: LONGEST + len(has)] if p not in has][:LONGEST] for has in held]
        shares = [counts[row] / (counts.sum() - counts[list(has)].sum()) for row, has in zip(rows, held)]
        return rows, shares
    model = recommender(split, name)
    if name == "implicit_als":
        train, known = confident(train), confident(known)
    model.fit(train, show_progress=False)
    new = {"recalculate_user": True} if name == "implicit_als" else {}
    most = min(LONGEST, known.shape[1])
    found = zip(*model.recommend(np.arange(known.shape[0]), known, N=most, filter_already_liked_items=True, **new))
    # What scores 0 has no place in an order. Factors give all products one, below 0 too; what is held comes last there.
    counts_for = (lambda score: score > -1e30) if name == "implicit_als" else (lambda score: score > 0)
    return [[p for p, score in zip(*answer) if counts_for(score) and p not in has] for answer, has in zip(found, held)], None


def rank(split, name):
    products, customers = lines(split / "products.txt"), lines(split / "customers.txt")
    train, known = (matrix(split / f"{part}.txt", len(products)) for part in ("train", "known"))
    start = time.perf_counter()
    rows, shares = ranked(split, name, train, known)
    seconds = time.perf_counter() - start
    with open(split / "lists" / f"{name}.csv", "w", newline="") as file:
        table = csv.writer(file)
        heads = [f"offer_{k + 1}" for k in range(LONGEST)]
        table.writerow(["customer", *heads, *(f"{head}_propensity" for head in heads if shares)])
        for at, (customer, row) in enumerate(zip(customers, rows)):
            gaps = [""] * (LONGEST - len(row))
            stated = [*shares[at], *gaps] if shares else []
            table.writerow([customer, *(products[p] for p in row), *gaps, *stated])
    print(json.dumps({"split": split.name, "name": name, "seconds": seconds}))


def read_lists(path, products, customers):
    """Each test customer's (product, stated chance or None), best first, whatever else the file holds and in whatever order."""
    number = {name: at for at, name in enumerate(products)}
    with open(path, newline="") as file:
        rows = {row["customer"]: row for row in csv.DictReader(file)}
    offers = [f"offer_{k + 1}" for k in range(LONGEST)]
    chance = lambda row, offer: float(row[f"{offer}_propensity"]) if row.get(f"{offer}_propensity") else None
    return [[(number[row[o]], chance(row, o)) for o in offers if row.get(o)] for row in (rows.get(c, {}) for c in customers)]


def calibration(lists, hidden):
    """ECE and Brier score of the chances stated of the first products; nothing where none is."""
    pairs = [(chance, (p in out) / len(out)) for row, out in zip(lists, hidden) for p, chance in row[:STATED] if chance is not None]
    if not pairs:
        return {}
    stated, true = np.array(sorted(pairs)).T
    bins = np.array_split(np.arange(len(stated)), 10)
    ece = sum(abs(stated[b].mean() - true[b].mean()) * len(b) for b in bins if len(b)) / len(stated)
    rate = true.mean()
    skill = 1 - ((stated - true) ** 2).mean() / ((rate - true) ** 2).mean()
    return {"ece10": float(ece), "ece_by_rate10": float(ece / rate), "brier_skill10": float(skill)}


def figures(split):
    products, customers = lines(split / "products.txt"), lines(split / "customers.txt")
    hidden = [set(map(int, line.split())) for line in lines(split / "hidden.txt")]
    train = matrix(split / "train.txt", len(products))
    counts = np.asarray((train > 0).sum(axis=0)).ravel()
    bits = np.log2(train.shape[0] / np.maximum(counts, 1))
    gains = 1 / np.log2(np.arange(2, 12))
    for path in sorted((split / "lists").glob("*.csv")):
        lists = read_lists(path, products, customers)
        rows = [[p for p, _ in row] for row in lists]
        sums = np.zeros(4)
        for row, out in zip(rows, hidden):
            hits = np.array([p in out for p in row] + [False] * LONGEST, dtype=float)[:LONGEST]
            first = np.flatnonzero(hits)
            best = gains[: min(10, len(out))].sum()
            rank = 1 / (first[0] + 1) if len(first) else 0
            sums += [hits[:3].any(), rank, (hits[:10] * gains).sum() / best, hits[:10].sum() / len(out)]
        shown = [p for row in rows for p in row[:10]]
        named = dict(zip(("hit3", "mrr", "ndcg10", "recall10"), sums / len(rows)))
        print(json.dumps({"split": split.name, "name": path.stem, "customers": len(rows), "products": len(products), **named,
                          "coverage10": len(set(shown)) / len(products), "novelty10": float(bits[shown].mean()),
                          **calibration(lists, hidden)}))


def bundles(split, pack):
    """How many of the pack's bundles mlxtend finds too, and how far its figures lie from ours at most."""
    import pandas as pd
    from mlxtend.frequent_patterns import association_rules, fpgrowth

    products = lines(split / "products.txt")
    baskets = matrix(split / "train.txt", len(products))
    ours = json.loads(Path(pack).read_text())["offers"]["bundles"]
    least = min(bundle["support"] for bundle in ours)
    sets = fpgrowth(pd.DataFrame(baskets.toarray() > 0, columns=products), min_support=least, use_colnames=True, max_len=4)
    rules = association_rules(sets, metric="lift", min_threshold=1.0)
    theirs = {(r.antecedents, *r.consequents): r for r in rules.itertuples() if len(r.consequents) == 1}
    found, apart = [], 0.0
    for bundle in ours:
        rule = theirs.get((frozenset(products[p] for p in bundle["held"]), products[bundle["adds"]]))
        if rule is not None:
            found.append(bundle)
            apart = max(apart, *(abs(bundle[figure] - getattr(rule, figure)) for figure in ("support", "confidence", "lift")))
    top = [{"held": [products[p] for p in b["held"]], "adds": products[b["adds"]], **{k: b[k] for k in ("count", "confidence", "lift")}}
           for b in sorted(ours, key=lambda b: -b["lift"])[:5]]
    print(json.dumps({"split": split.name, "bundles": len(ours), "also": len(found), "apart": apart, "top": top}))


def ours(program, *words):
    environment = {**os.environ, "RAYON_NUM_THREADS": str(THREADS)}
    answer = subprocess.run([program, *map(str, words)], check=True, capture_output=True, text=True, env=environment)
    return json.loads(answer.stdout)


def timed(run):
    start = time.perf_counter()
    found = run()
    return time.perf_counter() - start, found


def say(case, times, **more):
    print(json.dumps({"case": case, "seconds": {name: statistics.median(all) for name, all in times.items()}, **more}), flush=True)


def speed(out, program):
    """Medians over rounds in which all take turns, so that a machine that is busy for a while is so for all of them."""
    split = out / "online_retail"
    bought = confident(matrix(split / "train.txt", len(lines(split / "products.txt"))))
    for factors in (32, 64, 128):
        times = {"confidant": [], "implicit": []}
        for _ in range(ROUNDS):
            times["confidant"].append(ours(program, "factors", split / "train.txt", factors, 15)["seconds"])
            model = als(factors)
            times["implicit"].append(timed(lambda: model.fit(bought, show_progress=False))[0])
        say(f"{factors} factors of {bought.shape[0]} customers x {bought.shape[1]} products, 15 epochs", times)
    for name, support in (("online_retail", 0.005), ("online_retail", 0.003), ("groceries", 0.005), ("groceries", 0.001)):
        itemsets(out / f"{name}.baskets.txt", name, support, program)


def itemsets(path, name, support, program):
    import fim
    import pandas as pd
    from mlxtend.frequent_patterns import fpgrowth

    baskets = [list(map(int, line.split())) for line in lines(path)]
    peers = {f"pyfim {kind}": getattr(fim, kind) for kind in ("fpgrowth", "eclat", "relim", "sam")}
    times = {"confidant": [], **{peer: [] for peer in peers}}
    counts = set()
    for _ in range(ROUNDS):
        answer = ours(program, "itemsets", path, support)
        times["confidant"].append(answer["seconds"])
        counts.add(answer["itemsets"])
        for peer, mine in peers.items():
            seconds, found = timed(lambda: mine(baskets, target="s", supp=100 * support, zmin=1, report="a"))
            times[peer].append(seconds)
            counts.add(len(found))
    # Once: it takes many times as long as the others.
    table = np.zeros((len(baskets), 1 + max(map(max, baskets))), dtype=bool)
    for row, basket in zip(table, baskets):
        row[basket] = True
    table = pd.DataFrame(table)
    if name == "groceries" or support >= 0.005:
        seconds, found = timed(lambda: fpgrowth(table, min_support=support))
        times["mlxtend fpgrowth"] = [seconds]
        counts.add(len(found))
    if len(counts) != 1:
        sys.exit(f"{name} at {support}: the counts of sets differ: {sorted(counts)}")
    say(f"sets in {100 * support:g} % of {len(baskets)} baskets ({name})", times, itemsets=counts.pop())


def ratings(out, program):
    """RMSE and MAE on the held-out tenth: customers' tastes folded in by ours, learnt along by surprise's."""
    import pandas as pd
    import surprise

    parts = [pd.read_csv(out / f"ratings.{part}.txt", sep=" ", names=["customer", "product", "rating"]) for part in ("train", "test")]
    data = surprise.Dataset.load_from_df(parts[0], surprise.Reader(rating_scale=(1, 5))).build_full_trainset()
    test = list(parts[1].itertuples(index=False, name=None))
    for factors, epochs, rate, ridge in ((16, 40, 0.01, 0.05), (64, 40, 0.01, 0.05)):
        told = (program, "ratings", out / "ratings.train.txt", out / "ratings.test.txt", factors, epochs, rate)
        rows = {"confidant": ours(*told, "chosen"), f"confidant, λ = {ridge}": ours(*told, ridge)}
        peers = {
            f"surprise SVD, λ = {ridge}": surprise.SVD(n_factors=factors, n_epochs=epochs, lr_all=rate, reg_all=ridge, random_state=1),
            "surprise biases": surprise.BaselineOnly(verbose=False),
        }
        for name, model in peers.items():
            seconds, _ = timed(lambda: model.fit(data))
            errors = np.array([model.predict(customer, product).est - rating for customer, product, rating in test])
            rows[name] = {"seconds": seconds, "rmse": float(np.sqrt((errors**2).mean())), "mae": float(np.abs(errors).mean())}
        print(json.dumps({"factors": factors, "epochs": epochs, "ratings": data.n_ratings, "rows": rows}), flush=True)


VERBS = {"rank": rank, "figures": figures, "bundles": bundles, "speed": speed, "ratings": ratings}
if __name__ == "__main__":
    verb, folder, *rest = sys.argv[1:]
    VERBS[verb](Path(folder), *rest)
