"""Train the network.

    python train.py --treebanks DIR --minilm DIR --out DIR --minutes 60          stage 1: treebanks and names
    python train.py ... --start DIR/last.pt --gold FILE ... --names FILE ...     stage 2: events and more names

The learning rate follows the clock: warm-up, then a straight line down to `--end` of its height at `--minutes`.
Writes OUT/last.pt (labels, averaged weights, arguments) at every look at the dev sets.
"""

import argparse
import copy
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import torch
from torch.nn import functional as F

import measure
from examples import IGNORED, Encoder, Example, batches, collate
from gold import Aligner, names_as_tags, read_gold, read_name_spans
from labels import label_lists
from network import CLASSIFIERS, Network
from tree import best_tree
from treebanks import Sentence, load
from words import Pieces

WEIGHTS = {
    "arc": 1.0, "relation": 1.0, "upos": 0.5, "feats": 0.3, "rule": 0.3, "ner": 0.7,
    "event": 3.0, "mode": 0.5, "status": 0.5, "role": 3.0,
}  # fmt: skip
WARM_UP_STEPS = 100
AVERAGE = 0.998  # share of the running average of weights that each step keeps
MAX_GOLD_CHARACTERS = 1200  # keeps gold under the limits of positions and of a batch
DEV_STRIDE = 7  # every 7th EWT dev sentence is looked at during training, and its names are never trained on


def main() -> None:
    args = arguments()
    torch.set_num_threads(1)
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    splits = load(args.treebanks)
    pieces = Pieces(args.minilm / "vocab.txt")
    if args.start:
        checkpoint = torch.load(args.start)
        labels = checkpoint["labels"]
        network = Network(labels)
        network.load_state_dict(checkpoint["weights"])
    else:
        labels = label_lists(splits["ewt_train"] + splits["gum_train"])
        network = Network(labels)
        network.load_encoder(args.minilm / "model.safetensors")
    network.word_embedding.weight.requires_grad_(False)
    encoder = Encoder(pieces, labels, args.gum_names)
    treebank = treebank_examples(splits)
    dev = {
        "ewt_dev": [Example(s) for s in splits["ewt_dev"][::DEV_STRIDE]],
        "gum_dev": [Example(s) for s in splits["gum_dev"][::4]],
    }
    rounds = treebank_rounds(treebank)
    if args.gold:
        aligner = Aligner(parser_of(copy.deepcopy(network), encoder))
        rounds = joint_rounds(treebank, aligner, args)
        dev["gold_dev"] = gold_examples(aligner, args.gold_dev)
    args.out.mkdir(parents=True, exist_ok=True)
    run(network, encoder, rounds, dev, args, labels)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--treebanks", type=Path, required=True)
    parser.add_argument("--minilm", type=Path, required=True, help="folder with model.safetensors and vocab.txt")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="checkpoint to go on from")
    parser.add_argument("--names", type=Path, nargs="*", default=[], help="folders of names of EWT train sentences")
    parser.add_argument("--gum-names", type=float, default=0.3, help="share of GUM's names by rule that is learned from")
    parser.add_argument("--gold", type=Path, nargs="*", default=[], help="folders of event gold to train on")
    parser.add_argument("--gold-dev", type=Path, nargs="*", default=[], help="folders of event gold to look at")
    parser.add_argument("--gold-times", type=int, default=3, help="rounds in a pass through the treebanks")
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--look", type=float, default=8, help="minutes between looks at the dev sets")
    parser.add_argument("--rate", type=float, default=1.5e-4, help="learning rate of the encoder")
    parser.add_argument("--head-rate", type=float, default=1.5e-3)
    parser.add_argument("--end", type=float, default=0.0, help="share of the learning rate left at the end")
    parser.add_argument("--pieces", type=int, default=1024, help="word pieces a batch")
    parser.add_argument("--steps", type=int, help="stop after so many steps")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def treebank_examples(splits: dict[str, list[Sentence]]) -> list[Example]:
    """The training parts, and of EWT dev the names alone."""
    examples = [Example(s) for s in splits["ewt_train"] + splits["gum_train"]]
    for index, s in enumerate(splits["ewt_dev"]):
        if index % DEV_STRIDE and s.names:
            examples.append(Example(Sentence(s.id, s.document, s.text, s.forms, names=s.names)))
    return examples


def with_own_names(examples: list[Example], folders: list[Path]) -> list[Example]:
    """The examples, with the names that files of spans in these folders give them."""
    spans = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.t[xs][tv]"))):
        spans |= read_name_spans(path)
    print(f"names: {len(spans)} sentences", flush=True)
    return [
        replace(example, sentence=replace(s, names=names_as_tags(s, spans[s.id]), silver_names=False))
        if (s := example.sentence).id in spans
        else example
        for example in examples
    ]


def parser_of(network: Network, encoder: Encoder):
    """A function from words to their heads in the network's tree."""

    @torch.inference_mode()
    def parse(words: list[str]) -> list[int]:
        network.eval()
        one = collate([encoder.encode(Example(Sentence("", "", "", words)))])
        vectors = network.encode(one["ids"], one["shapes"], one["mask"], one["first_piece"])
        size = len(words) + 1
        return best_tree(network.arcs(vectors, one["word_mask"])[0, :size, :size].numpy())[1:]

    return parse


def treebank_rounds(treebank: list[Example]) -> Iterator[list[Example]]:
    """A round is a pass through the treebanks."""
    while True:
        yield treebank


def joint_rounds(treebank: list[Example], aligner: Aligner, args: argparse.Namespace) -> Iterator[list[Example]]:
    """A round is a share of the treebanks and all gold, read anew: it may be mended while we train."""
    while True:
        random.shuffle(treebank)
        for part in range(args.gold_times):
            share = treebank[part :: args.gold_times]
            yield with_own_names(share, args.names) + gold_examples(aligner, args.gold)


def gold_examples(aligner: Aligner, folders: list[Path]) -> list[Example]:
    """The usable sentences of event gold; says how many lines are not."""
    examples, problems = [], []
    for path in (path for folder in folders for path in sorted(folder.glob("*.gold"))):
        sentences, bad = read_gold(path)
        problems += bad
        examples += [aligner.example(sentence) for sentence in sentences if len(sentence.text) < MAX_GOLD_CHARACTERS]
    print(f"gold: {len(examples)} sentences, {len(problems)} problems", flush=True)
    return examples


def losses(network: Network, batch: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Mean cross entropy of each head over its labelled words."""
    words = network.head_dropout(
        network.encode(batch["ids"], batch["shapes"], batch["mask"], batch["first_piece"])
    )
    scores = network.classify(words)
    scores["arc"] = network.arcs(words, batch["word_mask"])
    scores["relation"] = network.relations(words, batch["heads"].clamp(min=0))
    targets = {name: batch[name] for name in (*CLASSIFIERS, "relation")} | {"arc": batch["heads"]}
    if len(batch["role_rows"]):
        scores["role"] = network.roles(words, batch["role_rows"], batch["role_triggers"])
        targets["role"] = batch["role"]
    return {
        name: F.cross_entropy(score.float().flatten(0, 1), targets[name].flatten(), ignore_index=IGNORED)
        for name, score in scores.items()
        if bool((targets[name] != IGNORED).any())
    }


def optimizer_for(network: Network, args: argparse.Namespace) -> torch.optim.Optimizer:
    """The encoder learns slowly, everything new to it fast."""
    slow, fast = [], []
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            pretrained = name.startswith(("layer.", "position_embedding", "embedding_norm"))
            (slow if pretrained else fast).append(parameter)
    groups = [{"params": slow, "lr": args.rate}, {"params": fast, "lr": args.head_rate}]
    return torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), fused=True)


def run(network, encoder, rounds, dev, args, labels) -> None:
    """Train until the minutes or steps are over."""
    optimizer = optimizer_for(network, args)
    rates = [group["lr"] for group in optimizer.param_groups]
    trained = [p for p in network.parameters() if p.requires_grad]
    average = copy.deepcopy(network).eval()
    averaged = [a for a, p in zip(average.parameters(), network.parameters()) if p.requires_grad]
    start, next_look, step, round_, totals = time.monotonic(), args.look, 0, 0, {}
    queue = []

    def look() -> None:
        scores = {name: measure.scores(average, encoder, part, labels) for name, part in dev.items()}
        elapsed = (time.monotonic() - start) / 60
        print(f"step {step} round {round_ - len(queue) / per_round:.2f} minutes {elapsed:.1f} {scores}", flush=True)
        torch.save({"labels": labels, "weights": average.state_dict(), "arguments": str(vars(args))}, args.out / "new.pt")
        (args.out / "new.pt").rename(args.out / "last.pt")

    while (elapsed := (time.monotonic() - start) / 60) < args.minutes and step != args.steps:
        if not queue:
            queue = batches(encoder, next(rounds), args.pieces, shuffle=True)
            per_round, round_ = len(queue), round_ + 1
        network.train()
        batch = collate([encoder.encode(example, training=True) for example in queue.pop()])
        parts = losses(network, batch)
        optimizer.zero_grad()
        sum(WEIGHTS[name] * loss for name, loss in parts.items()).backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0, foreach=True)
        height = min(1, (step + 1) / WARM_UP_STEPS) * (1 - (1 - args.end) * elapsed / args.minutes)
        for group, rate in zip(optimizer.param_groups, rates):
            group["lr"] = rate * height
        optimizer.step()
        step += 1
        with torch.no_grad():
            torch._foreach_lerp_(averaged, trained, 1 - min(AVERAGE, (1 + step) / (10 + step)))
        for name, loss in parts.items():
            totals[name] = totals.get(name, loss.item()) * 0.98 + loss.item() * 0.02
        if step % 50 == 0:
            shown = " ".join(f"{name} {value:.3f}" for name, value in totals.items())
            print(f"step {step}/{per_round} minutes {(time.monotonic() - start) / 60:.1f} {shown}", flush=True)
        if (time.monotonic() - start) / 60 > next_look:
            next_look += args.look
            look()
    look()


if __name__ == "__main__":
    main()
