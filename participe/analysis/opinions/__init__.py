"""Groups of people who vote alike on short statements, and what each of them says."""

from participe.analysis.opinions.command import opinions_of_file
from participe.analysis.opinions.finding import VERSION, find_groups
from participe.analysis.opinions.reading import read_votes
from participe.analysis.opinions.result import Opinions
from participe.analysis.opinions.votes import Votes, gather_votes

__all__ = [
    "VERSION",
    "Opinions",
    "Votes",
    "find_groups",
    "gather_votes",
    "opinions_of_file",
    "read_votes",
]
