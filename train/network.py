"""The network: a six-layer MiniLM encoder and the heads that read each word's first piece.

README.md, "The network, tensor by tensor", is the contract with the Rust runtime; the names here are its names.
"""

import math
import random
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

HIDDEN, FEED, ATTENTION_HEADS, LAYERS = 384, 1536, 12, 6
VOCABULARY, POSITIONS, SHAPE_COUNT = 30522, 512, 10
ARC, RELATION, ROLE = 192, 64, 64
NORM_EPSILON = 1e-12
LEAK = 0.1
CLASSIFIERS = ("upos", "feats", "rule", "ner", "event", "mode", "status")


class Dropout(nn.Module):
    """Dropout whose masks are slices of one random pool: drawing them anew took a tenth of the training time."""

    POOL = 1 << 22

    def __init__(self, rate: float):
        super().__init__()
        keep = 1 - rate
        self.register_buffer("pool", (torch.rand(self.POOL) < keep).float() / keep, persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training:
            return x
        start = random.randrange(self.POOL - x.numel())
        return x * self.pool[start : start + x.numel()].view(x.shape)


class Layer(nn.Module):
    """One post-norm transformer layer.

    The exact GELU stands for the tanh approximation of the runtime here: they differ by at most 0.0005, and it
    trains faster. Attention weights have no dropout, for the same reason.
    """

    def __init__(self, dropout: Dropout):
        super().__init__()
        self.attention_in = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.attention_out = nn.Linear(HIDDEN, HIDDEN)
        self.attention_norm = nn.LayerNorm(HIDDEN, eps=NORM_EPSILON)
        self.feed_in = nn.Linear(HIDDEN, FEED)
        self.feed_out = nn.Linear(FEED, HIDDEN)
        self.feed_norm = nn.LayerNorm(HIDDEN, eps=NORM_EPSILON)
        self.dropout = dropout

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        batch, length, _ = x.shape
        heads = self.attention_in(x).view(batch, length, 3, ATTENTION_HEADS, HIDDEN // ATTENTION_HEADS)
        query, key, value = heads.permute(2, 0, 3, 1, 4).unbind(0)
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        mixed = mixed.transpose(1, 2).reshape(batch, length, HIDDEN)
        x = self.attention_norm(x + self.dropout(self.attention_out(mixed)))
        return self.feed_norm(x + self.dropout(self.feed_out(F.gelu(self.feed_in(x)))))


class Network(nn.Module):
    """Encoder and heads. `labels` maps each classifier, `relation` and `role` to its label list."""

    def __init__(self, labels: dict[str, list[str]], dropout: float = 0.1, head_dropout: float = 0.25):
        super().__init__()
        self.word_embedding = nn.Embedding(VOCABULARY, HIDDEN)
        self.position_embedding = nn.Embedding(POSITIONS, HIDDEN)
        self.shape_embedding = nn.Embedding(SHAPE_COUNT, HIDDEN)
        self.embedding_norm = nn.LayerNorm(HIDDEN, eps=NORM_EPSILON)
        self.dropout, self.head_dropout = Dropout(dropout), Dropout(head_dropout)
        self.layer = nn.ModuleList(Layer(self.dropout) for _ in range(LAYERS))
        for name in CLASSIFIERS:
            self.add_module(name, nn.Linear(HIDDEN, len(labels[name])))
        self.arc_dependent, self.arc_head = nn.Linear(HIDDEN, ARC), nn.Linear(HIDDEN, ARC)
        self.arc_bilinear = nn.Linear(ARC, ARC)
        self.relation_dependent, self.relation_head = nn.Linear(HIDDEN, RELATION), nn.Linear(HIDDEN, RELATION)
        self.relation_bilinear = nn.Linear(RELATION, len(labels["relation"]) * (RELATION + 1))
        self.role_trigger, self.role_word = nn.Linear(HIDDEN, ROLE), nn.Linear(HIDDEN, ROLE)
        self.role_bilinear = nn.Linear(ROLE, len(labels["role"]) * (ROLE + 1))
        nn.init.zeros_(self.shape_embedding.weight)
        for bilinear in (self.relation_bilinear, self.role_bilinear):
            nn.init.normal_(bilinear.weight, std=0.02)
            nn.init.zeros_(bilinear.bias)

    def load_encoder(self, weights: Path) -> None:
        """Take the encoder of a BERT checkpoint with six layers of our size."""
        tensors = {name.removeprefix("bert."): tensor for name, tensor in load_file(weights).items()}
        first_type = tensors["embeddings.token_type_embeddings.weight"][0]
        state = {
            "word_embedding.weight": tensors["embeddings.word_embeddings.weight"],
            "position_embedding.weight": tensors["embeddings.position_embeddings.weight"] + first_type,
        }
        for kind in ("weight", "bias"):
            state[f"embedding_norm.{kind}"] = tensors[f"embeddings.LayerNorm.{kind}"]
            for index in range(LAYERS):
                theirs = f"encoder.layer.{index}."
                parts = [tensors[f"{theirs}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
                state[f"layer.{index}.attention_in.{kind}"] = torch.cat(parts)
                for ours, name in (
                    ("attention_out", "attention.output.dense"),
                    ("attention_norm", "attention.output.LayerNorm"),
                    ("feed_in", "intermediate.dense"),
                    ("feed_out", "output.dense"),
                    ("feed_norm", "output.LayerNorm"),
                ):
                    state[f"layer.{index}.{ours}.{kind}"] = tensors[f"{theirs}{name}.{kind}"]
        unexpected = self.load_state_dict(state, strict=False).unexpected_keys
        assert not unexpected, unexpected

    def encode(self, ids: torch.Tensor, shapes: torch.Tensor, mask: torch.Tensor, first_piece: torch.Tensor):
        """Word representations [batch, words, HIDDEN]; word 0 is the root, read at [CLS]."""
        x = self.word_embedding(ids) + self.position_embedding.weight[: ids.shape[1]] + self.shape_embedding(shapes)
        x = self.dropout(self.embedding_norm(x))
        bias = ((1 - mask.float()) * -1e4)[:, None, None, :]
        for layer in self.layer:
            x = layer(x, bias)
        return torch.gather(x, 1, first_piece[:, :, None].expand(-1, -1, HIDDEN))

    def classify(self, words: torch.Tensor) -> dict[str, torch.Tensor]:
        """Logits of every classifier for every word; `words` has had its dropout."""
        return {name: self.get_submodule(name)(words) for name in CLASSIFIERS}

    def arcs(self, words: torch.Tensor, word_mask: torch.Tensor) -> torch.Tensor:
        """Scores [batch, dependent, head]."""
        dependent, head = self._project(self.arc_dependent, words), self._project(self.arc_head, words)
        scores = self.arc_bilinear(dependent) @ head.transpose(1, 2) / math.sqrt(ARC)
        return scores + ((1 - word_mask.float()) * -1e4)[:, None, :]

    def relations(self, words: torch.Tensor, heads: torch.Tensor) -> torch.Tensor:
        """Scores [batch, dependent, label] of the arc from each word to its given head."""
        head = self._project(self.relation_head, words)
        head = torch.gather(head, 1, heads[:, :, None].expand(-1, -1, RELATION))
        table = self.relation_bilinear(self._project(self.relation_dependent, words)).unflatten(-1, (-1, RELATION + 1))
        return (table[..., :-1] @ head[..., None]).squeeze(-1) + table[..., -1]

    def roles(self, words: torch.Tensor, rows: torch.Tensor, triggers: torch.Tensor) -> torch.Tensor:
        """Scores [trigger, word, role] for the trigger words at (row of the batch, word)."""
        table = self.role_bilinear(self._project(self.role_trigger, words[rows, triggers]))
        table = table.unflatten(-1, (-1, ROLE + 1))
        word = self._project(self.role_word, words)[rows]
        return word @ table[..., :-1].transpose(1, 2) + table[:, None, :, -1]

    def _project(self, linear: nn.Linear, words: torch.Tensor) -> torch.Tensor:
        return self.head_dropout(F.leaky_relu(linear(words), LEAK))
