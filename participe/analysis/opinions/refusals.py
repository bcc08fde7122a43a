"""Why there are no groups, in a sentence."""

from participe.analysis.opinions.choice import (
    FEWEST_PEOPLE,
    FEWEST_STATEMENTS,
    SMALLEST,
    STABLE_AMONG_PEOPLE,
    STABLE_AMONG_STATEMENTS,
    Choice,
    Refusal,
)


def sentence(choice: Choice, people: int, statements: int, enough: int) -> str | None:
    """In English, for the file; None when there are groups."""
    figures = choice.figures
    if choice.refusal is None:
        return None
    match choice.refusal:
        case Refusal.FEW_PEOPLE:
            needed = min(enough, statements)
            return (
                f"Too few people: {people} voted on at least {needed} statements; "
                f"{FEWEST_PEOPLE} are needed."
            )
        case Refusal.FEW_STATEMENTS:
            return f"Too few statements: {statements}; {FEWEST_STATEMENTS} are needed."
        case Refusal.NO_PATTERN:
            return (
                "No pattern: what somebody says of one statement tells no more about the others "
                "than chance does."
            )
        case Refusal.NO_SHAPE:
            return (
                f"However people are grouped, a group has fewer than {SMALLEST} people, or groups "
                "only part those who voted much from those who voted little."
            )
        case Refusal.UNSTABLE_PEOPLE:
            return (
                "Groups are not stable: with other people of the same crowd they come out "
                f"differently (agreement {figures['stability_people']:.2f}; "
                f"{STABLE_AMONG_PEOPLE:.2f} is needed)."
            )
        case Refusal.UNSTABLE_STATEMENTS:
            return (
                "Groups are not stable: one half of the statements gives other groups than the "
                f"other half (agreement {figures['stability_statements']:.2f}; "
                f"{STABLE_AMONG_STATEMENTS:.2f} is needed)."
            )
        case Refusal.ONE_CROWD:
            return (
                "Opinions go over into each other: one crowd without groups looks the same "
                f"(silhouette {figures['silhouette']:.2f}; one crowd reaches "
                f"{figures['silhouette_one_crowd']:.2f})."
            )
