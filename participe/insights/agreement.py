"""Whether two people put the same contributions into the same topics, beyond chance."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from participe.core.i18n import LazyText, _l

# Landis, Koch, The Measurement of Observer Agreement for Categorical Data, Biometrics 33 (1977),
# 159-174: their words for a kappa up to each bound.
WORDS: tuple[tuple[float, LazyText], ...] = (
    (0.0, _l("Poor: no better than chance")),
    (0.2, _l("Slight")),
    (0.4, _l("Fair")),
    (0.6, _l("Moderate")),
    (0.8, _l("Substantial")),
    (1.0, _l("Almost perfect")),
)


@dataclass(frozen=True)
class Agreement:
    """number: contributions that both coded. kappa: None where both used one and the same topic."""

    number: int
    same: int
    kappa: float | None

    @property
    def words(self) -> LazyText:
        if self.kappa is None:
            return _l("It cannot be told: both used one topic only")
        if self.kappa < 0:
            return WORDS[0][1]
        return next(words for bound, words in WORDS[1:] if round(self.kappa, 4) <= bound)


def agreement(first: Sequence[Hashable], second: Sequence[Hashable]) -> Agreement:
    """Cohen's kappa of two codings of the same contributions, in the same order.

    Source: Cohen, A Coefficient of Agreement for Nominal Scales, Educational and Psychological
    Measurement 20 (1960), 37-46.
    """
    number = len(first)
    same = sum(a == b for a, b in zip(first, second, strict=True))
    if not number:
        return Agreement(0, 0, None)
    one, other = Counter(first), Counter(second)
    chance = sum(one[code] * other[code] for code in one) / number**2
    kappa = None if chance == 1 else (same / number - chance) / (1 - chance)
    return Agreement(number, same, kappa)
