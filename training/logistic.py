"""Logistic regression with a ridge, and what else the fits share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from scipy.optimize import minimize

Bound = tuple[float | None, float | None]
Case = TypeVar("Case")


def fit(
    found: Sequence[Mapping[str, float]], is_so: Sequence[bool], keys: Sequence[str], ridge: float,
    *, weights: Sequence[float] | None = None, bounds: Sequence[Bound] | None = None, towards: Sequence[float] | None = None,
) -> Any:  # fmt: skip
    """The coefficients of `keys`, by L-BFGS-B; the first key is the bias, on which no ridge lies. `weights` are those of the cases; the
    ridge pulls `towards` these coefficients, 0 where there are none.
    """
    x = np.array([[one[key] for key in keys] for one in found])
    return fit_rows(x, np.array(is_so, float), ridge, weights=weights, bounds=bounds, towards=towards)


def fit_rows(
    x: Any, y: Any, ridge: float,
    *, weights: Sequence[float] | None = None, bounds: Sequence[Bound] | None = None, towards: Sequence[float] | None = None,
) -> Any:  # fmt: skip
    """The same from arrays: `x` has shape (cases, coefficients), its first column the bias's, `y` is 1 or 0 a case."""
    weight = np.ones(len(y)) if weights is None else np.array(weights)
    known = np.zeros(x.shape[1]) if towards is None else np.array(towards)

    def loss(b: Any) -> tuple[float, Any]:
        z = x @ b
        slope = x.T @ (weight * (1 / (1 + np.exp(-z)) - y))
        slope[1:] += 2 * ridge * (b - known)[1:]
        return float((weight * (np.logaddexp(0, z) - y * z)).sum() + ridge * ((b - known)[1:] ** 2).sum()), slope

    options = {"maxiter": 2000}
    return minimize(loss, known, jac=True, method="L-BFGS-B", bounds=bounds, options=options).x


def chances(found: Sequence[Mapping[str, float]], keys: Sequence[str], coefficients: Any) -> list[float]:
    """How likely each case is, 0 to 1."""
    z = np.array([[one[key] for key in keys] for one in found]).reshape(-1, len(keys)) @ coefficients
    likely: list[float] = (1 / (1 + np.exp(-z))).tolist()
    return likely


def meaning_weights(vectors: Any, is_so: Any, ridge: float) -> Any:
    """Weights of the numbers that a text means, the bias last, as the engine keeps them. `vectors` has shape (cases, numbers)."""
    bias, *weights = fit_rows(np.column_stack([np.ones(len(vectors)), vectors]), np.array(is_so, float), ridge)
    return np.array([*weights, bias])


def parted(
    cases: Sequence[Case], group_of: Callable[[Case], str], parts_n: int, seed: int
) -> Iterator[tuple[list[Case], list[Case]]]:
    """The cases of all other groups, and those of these: each group is once among these."""
    groups = sorted({group_of(case) for case in cases})
    part_of = dict(zip(groups, np.random.default_rng(seed).permutation(len(groups)) % parts_n, strict=True))
    for part in range(parts_n):
        is_here = [part_of[group_of(case)] == part for case in cases]
        yield (
            [case for case, here in zip(cases, is_here, strict=True) if not here],
            [case for case, here in zip(cases, is_here, strict=True) if here],
        )
