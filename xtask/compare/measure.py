"""One trainer on one table: fits on train.csv.gz, scores test.csv.gz, prints one line of JSON.

    python measure.py TRAINER FOLDER [PROGRAM]

TRAINER is catboost, lightgbm, xgboost, confidant or confidant_blend, whose PROGRAM is called as anybody would call it. The libraries keep
their defaults but for at most 1,000 trees that stop after 50 without improvement on a seeded 15 % of the training rows;
Confidant keeps its defaults, and confidant_blend all but the model. All have two threads. Memory is the process's peak, tables included.

Seconds are told twice. `fit` is the fit alone, from a table in memory to a forest: for the libraries the call of fit, for Confidant
what its phases `preparing`, `fitting` and `contending` take, which quantise, hold out, find combinations, count trees by folds and fit what
ships. `command` is the same for the libraries, and for Confidant the whole command, which reads CSV twice, calibrates, measures with
held-out rows, records golden examples and writes a pack.
"""
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

np = pd = None

THREADS = 2
MOST_TREES = 1000
PATIENCE = 50


def load_libraries():
    """Not before the program has run: until a child has its own memory, it counts its parent's."""
    global np, pd
    import numpy
    import pandas

    np, pd = numpy, pandas


def categorical(folder):
    return json.loads((folder / "meta.json").read_text())["cat"]


def tables(folder):
    """The part to fit on, the part to stop by, the test part, and the categorical columns."""
    named = categorical(folder)
    train, test = (pd.read_csv(folder / f"{part}.csv.gz", dtype={c: str for c in named}) for part in ("train", "test"))
    test = test[train.columns]
    columns = [c for c in train.columns if c != "label" and (c in named or train[c].dtype == object)]
    for table in (train, test):
        table[columns] = table[columns].fillna("(gap)").astype(str)
    held_out = np.random.default_rng(20).random(len(train)) < 0.15
    return train[~held_out], train[held_out], test, columns


def features(table):
    return table.drop(columns="label")


def as_categories(columns, *parts):
    """The same parts with their categories numbered alike."""
    numbered = [part.copy() for part in parts]
    for column in columns:
        kind = pd.CategoricalDtype(parts[0][column].unique())
        for part in numbered:
            part[column] = part[column].astype(kind)
    return numbered


def catboost(fit, stop, test, columns):
    from catboost import CatBoostClassifier

    model = CatBoostClassifier(iterations=MOST_TREES, early_stopping_rounds=PATIENCE, cat_features=columns, random_seed=1,
                               thread_count=THREADS, verbose=0, allow_writing_files=False)
    start = time.perf_counter()
    model.fit(features(fit), fit["label"], eval_set=(features(stop), stop["label"]))
    return model.predict_proba(features(test))[:, 1], time.perf_counter() - start


def lightgbm(fit, stop, test, columns):
    import lightgbm as lgb

    parts = as_categories(columns, fit, stop, test)
    plain = [features(part).set_axis([f"c{i}" for i in range(part.shape[1] - 1)], axis=1) for part in parts]
    model = lgb.LGBMClassifier(n_estimators=MOST_TREES, n_jobs=THREADS, random_state=1, verbose=-1)
    start = time.perf_counter()
    model.fit(plain[0], fit["label"], eval_set=[(plain[1], stop["label"])],
              callbacks=[lgb.early_stopping(PATIENCE, verbose=False)])
    return model.predict_proba(plain[2])[:, 1], time.perf_counter() - start


def xgboost(fit, stop, test, columns):
    import xgboost as xgb

    parts = as_categories(columns, fit, stop, test)
    model = xgb.XGBClassifier(n_estimators=MOST_TREES, early_stopping_rounds=PATIENCE, tree_method="hist",
                              enable_categorical=True, n_jobs=THREADS, random_state=1)
    start = time.perf_counter()
    model.fit(features(parts[0]), fit["label"], eval_set=[(features(parts[1]), stop["label"])], verbose=False)
    return model.predict_proba(features(parts[2]))[:, 1], time.perf_counter() - start


def confidant(folder, program, model="forest"):
    with tempfile.TemporaryDirectory() as scratch:
        pack, scored = Path(scratch) / "pack", Path(scratch) / "scored.csv"
        named = categorical(folder)
        options = ["--model", model] + (["--categorical", ",".join(named)] if named else [])
        start = time.perf_counter()
        ran = subprocess.run([program, "train", "--data", folder / "train.csv.gz", "--label", "label", "--out", pack, "--json",
                              "--threads", str(THREADS), "--quiet", *options], check=True, capture_output=True)
        command = time.perf_counter() - start
        phases = json.loads(ran.stdout)["seconds"]
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        subprocess.run([program, "score", pack, "--data", folder / "test.csv.gz", "--out", scored], check=True,
                       capture_output=True)
        load_libraries()
        result = pd.read_csv(scored, usecols=["label", "label_probability"])
    seconds = sum(phases.get(phase, 0) for phase in ("preparing", "fitting", "contending")), command
    return result["label"].to_numpy(), result["label_probability"].to_numpy(), seconds, memory


def main():
    trainer, folder = sys.argv[1], Path(sys.argv[2])
    if trainer.startswith("confidant"):
        model = trainer.partition("_")[2] or "forest"
        labels, chances, (seconds, command), memory = confidant(folder, sys.argv[3], model)
    else:
        load_libraries()
        fit, stop, test, columns = tables(folder)
        chances, seconds = globals()[trainer](fit, stop, test, columns)
        command = seconds
        labels, memory = test["label"].to_numpy(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    from sklearn.metrics import average_precision_score, log_loss, roc_auc_score

    order = np.argsort(-chances, kind="stable")
    tenth = labels[order[: max(1, len(order) // 10)]].mean()
    called = int(labels[order[:800]].sum()) if folder.name == "coil2000" else None
    print(json.dumps({
        "data": folder.name,
        "trainer": trainer,
        "auc": roc_auc_score(labels, chances),
        "logloss": log_loss(labels, np.clip(chances, 1e-15, 1 - 1e-15)),
        "ap": average_precision_score(labels, chances),
        "lift": tenth / labels.mean(),
        "fit": seconds,
        "command": command,
        "megabytes": memory / 1024,
        "called": called,
    }))


main()
