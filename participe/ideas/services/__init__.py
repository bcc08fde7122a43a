"""Proposing, changing and withdrawing an idea."""

from participe.ideas.services.changing import edit, withdraw
from participe.ideas.services.drafting import begin, discard, keep_details, keep_words, send
from participe.ideas.services.pictures import Changes, keep_files, store
from participe.ideas.services.words import Details, Words

__all__ = [
    "Changes", "Details", "Words", "begin", "discard", "edit", "keep_details", "keep_files",
    "keep_words", "send", "store", "withdraw",
]  # fmt: skip
