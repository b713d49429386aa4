"""Last touches that need no training: blend in the parser of stage 1, and shift the biases of "none".

    python calibrate.py --checkpoint FILE --blend STAGE1 --treebanks DIR --minilm DIR --gold-dev DIR --out FILE

Learning events cost the parser a little. The mean of both stages' weights, with a share of 0.15 for stage 1 and
the heads of events left as they are, won back half a point of LAS on dev and lost nothing at the triggers.

Rare labels are said too seldom by a network that has seen few of them. The shifts that give the best F1 on the
dev sets (event gold; the EWT dev sentences whose names were not trained on) are added to the biases, so the
runtime knows nothing of them.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from examples import Encoder, Example, batches, collate
from gold import Aligner
from labels import NAMES
from measure import name_spans
from network import ROLE, Network
from train import DEV_STRIDE, gold_examples, parser_of
from treebanks import load
from words import Pieces

SHIFTS = np.arange(-2.0, 4.01, 0.25)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--blend", type=Path, help="checkpoint of stage 1")
    parser.add_argument("--share", type=float, default=0.15, help="of stage 1 in the blend")
    parser.add_argument("--treebanks", type=Path, required=True)
    parser.add_argument("--minilm", type=Path, required=True)
    parser.add_argument("--gold-dev", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    checkpoint = torch.load(args.checkpoint)
    weights = checkpoint["weights"]
    if args.blend:
        blend(weights, torch.load(args.blend)["weights"], args.share)
    network = Network(checkpoint["labels"])
    network.load_state_dict(weights)
    network.eval()
    encoder = Encoder(Pieces(args.minilm / "vocab.txt"), checkpoint["labels"])
    gold = gold_examples(Aligner(parser_of(network, encoder)), args.gold_dev)
    held_out = [Example(s) for s in load(args.treebanks)["ewt_dev"][::DEV_STRIDE] if s.names]

    events, roles = event_scores(network, encoder, gold)
    weights["event.bias"][0] -= best_shift("event", lambda shift: label_counts(events, shift))
    weights["role_bilinear.bias"][ROLE] -= best_shift("role", lambda shift: label_counts(roles, shift))
    names = name_scores(network, encoder, held_out)
    weights["ner.bias"][0] -= best_shift("ner", lambda shift: name_counts(names, shift))
    torch.save(checkpoint, args.out)


EVENT_HEADS = ("event", "mode", "status", "role_trigger", "role_word", "role_bilinear")


def blend(weights: dict[str, torch.Tensor], earlier: dict[str, torch.Tensor], share: float) -> None:
    """Move the weights, but for the heads of events, towards the earlier ones."""
    for name, tensor in weights.items():
        if name.split(".")[0] not in EVENT_HEADS:
            tensor.lerp_(earlier[name], share)


Counts = tuple[int, int, int]  # right, said, there


def best_shift(name: str, counts: Callable[[float], Counts]) -> float:
    """The shift with the best F1."""
    f1 = {shift: 2 * c[0] / max(1, c[1] + c[2]) for shift in SHIFTS for c in [counts(shift)]}
    best = max(f1, key=lambda shift: (f1[shift], -abs(shift)))
    print(f"{name}: shift {best:+.2f}, F1 {100 * f1[0.0]:.2f} -> {100 * f1[best]:.2f}")
    return float(best)


@torch.inference_mode()
def event_scores(network: Network, encoder: Encoder, examples: list[Example]):
    """(scores, labels) of all words for events, and of all words for the roles of annotated triggers."""
    events, roles = [], []
    for batch in batches(encoder, examples, 3000, shuffle=False):
        tensors, words = _read(network, encoder, batch)
        known = tensors["event"] >= 0
        events.append((network.event(words)[known].numpy(), tensors["event"][known].numpy()))
        if len(tensors["role_rows"]):
            known = tensors["role"] >= 0
            scores = network.roles(words, tensors["role_rows"], tensors["role_triggers"])
            roles.append((scores[known].numpy(), tensors["role"][known].numpy()))
    return [tuple(np.concatenate(column) for column in zip(*pairs)) for pairs in (events, roles)]


@torch.inference_mode()
def name_scores(network: Network, encoder: Encoder, examples: list[Example]):
    """(scores of the words, true tags) by sentence."""
    found = []
    for batch in batches(encoder, examples, 3000, shuffle=False):
        _, words = _read(network, encoder, batch)
        for row, example in enumerate(batch):
            tags = example.sentence.names
            found.append((network.ner(words[row, 1 : len(tags) + 1]).numpy(), tags))
    return found


def _read(network: Network, encoder: Encoder, batch: list[Example]):
    tensors = collate([encoder.encode(example) for example in batch])
    return tensors, network.encode(tensors["ids"], tensors["shapes"], tensors["mask"], tensors["first_piece"])


def label_counts(scored: tuple[np.ndarray, np.ndarray], shift: float) -> Counts:
    """Counts of labels other than none, label 0, when `shift` is taken from its score."""
    scores, labels = scored
    said = (scores - shift * (np.arange(scores.shape[1]) == 0)).argmax(1)
    return int(((said == labels) & (labels > 0)).sum()), int((said > 0).sum()), int((labels > 0).sum())


def name_counts(scored: list[tuple[np.ndarray, list[str]]], shift: float) -> Counts:
    """Counts of whole names."""
    right = said = there = 0
    for scores, tags in scored:
        ours = name_spans([NAMES[i] for i in (scores - shift * (np.arange(len(NAMES)) == 0)).argmax(1)])
        theirs = name_spans(tags)
        right, said, there = right + len(ours & theirs), said + len(ours), there + len(theirs)
    return right, said, there


if __name__ == "__main__":
    main()
