"""Recommenders beside one another on the splits of offers_splits.py.

    python offers.py rank SPLIT NAME    fits NAME (popularity, item_knn, bm25, implicit_als) and writes SPLIT/lists/NAME.csv
    python offers.py figures SPLIT      one line of JSON a list found in SPLIT/lists
    python offers.py speed OUT PROGRAM  one line of JSON a case that is timed beside PROGRAM, the example `offers`
    python offers.py ratings OUT PROGRAM

The libraries keep their defaults but for what is said here. All have two threads, BLAS one. Whoever writes a list has read
train.txt and known.txt, or train.csv and test.csv, and nothing else. Figures: hit@3; MRR within the first 20; NDCG and recall at
10; coverage, the share of products in somebody's first 10; novelty, the mean of -log2 of the share of training customers that
have what is in the first 10.
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
FACTORS = {"coil2000": 8, "online_retail": 64}
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
    held = [set(known[at].indices) for at in range(known.shape[0])]
    if name == "popularity":
        counts = np.asarray((train > 0).sum(axis=0)).ravel()
        order = np.lexsort((np.arange(len(counts)), -counts)).tolist()
        # Nobody has more products than there are in all, and few have many: what is left is cut off at once.
        return [[p for p in order[: LONGEST + len(has)] if p not in has][:LONGEST] for has in held]
    model = recommender(split, name)
    if name == "implicit_als":
        train, known = confident(train), confident(known)
    model.fit(train, show_progress=False)
    new = {"recalculate_user": True} if name == "implicit_als" else {}
    most = min(LONGEST, known.shape[1])
    found = zip(*model.recommend(np.arange(known.shape[0]), known, N=most, filter_already_liked_items=True, **new))
    # What scores 0 has no place in an order. Factors give all products one, below 0 too; what is held comes last there.
    counts_for = (lambda score: score > -1e30) if name == "implicit_als" else (lambda score: score > 0)
    return [[p for p, score in zip(*answer) if counts_for(score) and p not in has] for answer, has in zip(found, held)]


def rank(split, name):
    products, customers = lines(split / "products.txt"), lines(split / "customers.txt")
    train, known = (matrix(split / f"{part}.txt", len(products)) for part in ("train", "known"))
    start = time.perf_counter()
    rows = ranked(split, name, train, known)
    seconds = time.perf_counter() - start
    with open(split / "lists" / f"{name}.csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["customer", *(f"offer_{k + 1}" for k in range(LONGEST))])
        for customer, row in zip(customers, rows):
            names = [products[p] for p in row]
            table.writerow([customer, *names, *[""] * (LONGEST - len(names))])
    print(json.dumps({"split": split.name, "name": name, "seconds": seconds}))


def read_lists(path, products, customers):
    """Each test customer's products, best first, whatever else the file holds and in whatever order."""
    number = {name: at for at, name in enumerate(products)}
    with open(path, newline="") as file:
        rows = {row["customer"]: row for row in csv.DictReader(file)}
    offers = [f"offer_{k + 1}" for k in range(LONGEST)]
    return [[number[row[o]] for o in offers if row.get(o)] for row in (rows.get(c, {}) for c in customers)]


def figures(split):
    products, customers = lines(split / "products.txt"), lines(split / "customers.txt")
    hidden = [set(map(int, line.split())) for line in lines(split / "hidden.txt")]
    train = matrix(split / "train.txt", len(products))
    counts = np.asarray((train > 0).sum(axis=0)).ravel()
    bits = np.log2(train.shape[0] / np.maximum(counts, 1))
    gains = 1 / np.log2(np.arange(2, 12))
    for path in sorted((split / "lists").glob("*.csv")):
        rows = read_lists(path, products, customers)
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
                          "coverage10": len(set(shown)) / len(products), "novelty10": float(bits[shown].mean())}))


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
        answer = ours(program, "ratings", out / "ratings.train.txt", out / "ratings.test.txt", factors, epochs, rate, ridge)
        rows = {"confidant": answer}
        peers = {
            "surprise SVD": surprise.SVD(n_factors=factors, n_epochs=epochs, lr_all=rate, reg_all=ridge, random_state=1),
            "surprise biases": surprise.BaselineOnly(verbose=False),
        }
        for name, model in peers.items():
            seconds, _ = timed(lambda: model.fit(data))
            errors = np.array([model.predict(customer, product).est - rating for customer, product, rating in test])
            rows[name] = {"seconds": seconds, "rmse": float(np.sqrt((errors**2).mean())), "mae": float(np.abs(errors).mean())}
        print(json.dumps({"factors": factors, "epochs": epochs, "ratings": data.n_ratings, "rows": rows}), flush=True)


VERBS = {"rank": rank, "figures": figures, "speed": speed, "ratings": ratings}
if __name__ == "__main__":
    verb, folder, *rest = sys.argv[1:]
    VERBS[verb](Path(folder), *rest)
