"""The best tree over arc scores: Chu-Liu-Edmonds with exactly one child of the root."""

import numpy as np


def best_tree(scores: np.ndarray) -> list[int]:
    """Head of each word from scores[dependent, head]; position 0 is the root, whose own head is 0."""
    scores = scores.astype(np.float64)
    heads = _maximum_tree(scores)
    roots = [word for word in range(1, len(heads)) if heads[word] == 0]
    if len(roots) == 1:
        return heads
    trees = []
    for root in roots:
        single = scores.copy()
        single[1:, 0] = -1e6
        single[root, 0] = scores[root, 0]
        heads = _maximum_tree(single)
        trees.append((sum(single[word, heads[word]] for word in range(1, len(heads))), heads))
    return max(trees)[1]


def _maximum_tree(scores: np.ndarray) -> list[int]:
    scores = scores.copy()
    np.fill_diagonal(scores, -1e9)
    heads = [0] + [int(h) for h in scores[1:].argmax(1)]
    cycle = _cycle(heads)
    if not cycle:
        return heads
    outside = [word for word in range(len(heads)) if word not in cycle]
    kept = sum(scores[word, heads[word]] for word in cycle)
    size = len(outside)
    smaller = np.full((size + 1, size + 1), -1e9)
    smaller[:size, :size] = scores[np.ix_(outside, outside)]
    entry, leave = {}, {}
    for place, word in enumerate(outside):
        entry[place] = max(cycle, key=lambda inner: scores[inner, word] - scores[inner, heads[inner]])
        smaller[size, place] = kept + scores[entry[place], word] - scores[entry[place], heads[entry[place]]]
        leave[place] = max(cycle, key=lambda inner: scores[word, inner])
        smaller[place, size] = scores[word, leave[place]]
    contracted = _maximum_tree(smaller)
    result = list(heads)
    for place, word in enumerate(outside[1:], start=1):
        head = contracted[place]
        result[word] = leave[place] if head == size else outside[head]
    result[entry[contracted[size]]] = outside[contracted[size]]
    return result


def _cycle(heads: list[int]) -> set[int]:
    """The words of one cycle, or none."""
    seen = [0] * len(heads)
    for start in range(1, len(heads)):
        word = start
        while word and not seen[word]:
            seen[word] = start
            word = heads[word]
        if word and seen[word] == start:
            cycle = {word}
            while (word := heads[word]) not in cycle:
                cycle.add(word)
            return cycle
    return set()
