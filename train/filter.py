"""Learns which sentences are worth reading: models/en/filter.tsv.

    dyads code --read-all --min-confidence 0.3 NEWS.jsonl > reports.jsonl
    python filter.py --news NEWS.jsonl ... --reports reports.jsonl ... --model models/en

The coder that reads everything is the teacher: a sentence with a report is worth reading, another is not. A logistic
regression over words, capitals and length; `crates/text/src/filter.rs` sums the same weights. The threshold is set
on documents held out by a hash so that one report in `--lose` is lost; it is folded into the row `<every>`.
Writes the table and its hash into the model's `model.toml`.
"""

import argparse
import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import torch

SPLIT = re.compile(r"(?<=[.!?])[\"”’')\]]{0,2}\s+(?=[\"“‘'(\[]?[A-Z0-9])|\n+")
WORD = re.compile(r"[^\W_]+")
HELD_OUT = 8  # one document in so many sets the threshold
RARE = 4  # words met less often say nothing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--news", type=Path, nargs="+", required=True)
    parser.add_argument("--reports", type=Path, nargs="+", required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--lose", type=float, default=220, help="one report in so many may be lost")
    args = parser.parse_args()
    torch.manual_seed(1)
    texts, wanted, held_out = sentences(args.news, args.reports)
    features = [features_of(text) for text in texts]
    counts = Counter(name for names, held in zip(features, held_out) if not held for name in names)
    names = sorted(name for name, count in counts.items() if count >= RARE)
    index = {name: number for number, name in enumerate(names)}
    rows = [[index[name] for name in found if name in index] for found in features]
    weights, bias = fit(rows, wanted, held_out, len(names))
    scores = np.array([bias + sum(weights[number] for number in row) for row in rows])
    kept = np.sort(scores[held_out & (wanted > 0)])
    threshold = kept[int(len(kept) / args.lose)]
    passed = (scores >= threshold)[held_out]
    lost = ((scores < threshold) & (wanted > 0))[held_out].sum()
    print(f"{held_out.sum()} sentences held out, {int(wanted[held_out].sum())} reports: {lost} lost, {passed.mean():.1%} read")
    lines = [f"<every>\t{bias - threshold:.3f}"]
    lines += [f"{name}\t{weight:.3f}" for name, weight in zip(names, weights) if abs(weight) >= 0.02]
    table = "\n".join(lines) + "\n"
    (args.model / "filter.tsv").write_text(table, encoding="utf8")
    note_hash(args.model / "model.toml", table)


def sentences(news: list[Path], reports: list[Path]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Sentences (for each report its own), 1 where they are worth reading, and whether their document is held out."""
    evidence: dict[str, dict[tuple[int, int], str]] = {}
    for path in reports:
        for line in path.open(encoding="utf8"):
            report = json.loads(line)
            quote = report["evidence"]
            if quote.get("field", "text") == "text":
                evidence.setdefault(report["doc_id"], {})[quote["start"], quote["end"]] = quote["text"]
    texts, wanted, held_out = [], [], []

    def add(text: str, worth: bool, held: bool) -> None:
        texts.append(text), wanted.append(worth), held_out.append(held)

    for path in news:
        for line in path.open(encoding="utf8"):
            record = json.loads(line)
            held = int(hashlib.sha256(record["id"].encode()).hexdigest(), 16) % HELD_OUT == 0
            found = evidence.get(record["id"], {})
            for quote in found.values():
                add(quote, True, held)
            start = 0
            text = record["text"]
            for end in [*(match.end() for match in SPLIT.finditer(text)), len(text)]:
                if end - start > 3 and not any(start < last and first < end for first, last in found):
                    add(text[start:end], False, held)
                start = end
    return texts, np.array(wanted, dtype=np.float32), np.array(held_out)


def features_of(text: str) -> set[str]:
    """The rows of the table that a sentence has."""
    words = WORD.findall(text)
    capitals = sum(word[0].isupper() for word in words[1:])
    return {word.lower() for word in words} | {
        f"<capitals {min(capitals, 3)}>",
        f"<length {min(len(words) // 8, 6)}>",
    }


def fit(rows: list[list[int]], wanted: np.ndarray, held_out: np.ndarray, size: int) -> tuple[np.ndarray, float]:
    """Logistic regression by Adam with weight decay on the words that are there."""
    bag = torch.nn.EmbeddingBag(size, 1, mode="sum")
    torch.nn.init.zeros_(bag.weight)
    bias = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.Adam([*bag.parameters(), bias], lr=0.02)
    order = np.flatnonzero(~held_out)
    generator = np.random.default_rng(1)
    for epoch in range(6):
        generator.shuffle(order)
        for group in optimizer.param_groups:
            group["lr"] = 0.02 * (1 - epoch / 6)
        for start in range(0, len(order), 512):
            batch = order[start : start + 512]
            flat = torch.tensor([number for row in batch for number in rows[row]])
            lengths = [0, *np.cumsum([len(rows[row]) for row in batch])[:-1]]
            logits = bag(flat, torch.tensor(lengths)).squeeze(1) + bias
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor(wanted[batch]))
            loss = loss + 1e-4 * bag.weight.square().sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return bag.weight.detach().squeeze(1).numpy(), bias.item()


def note_hash(manifest: Path, table: str) -> None:
    """Puts the table's hash under [files]."""
    line = f'"filter.tsv" = "{hashlib.sha256(table.encode()).hexdigest()}"'
    text = manifest.read_text(encoding="utf8")
    if '"filter.tsv"' in text:
        text = re.sub(r'"filter.tsv" = ".*"', line, text)
    else:
        text = text.replace("[files]\n", f"[files]\n{line}\n")
    manifest.write_text(text, encoding="utf8")


if __name__ == "__main__":
    main()
