"""Topics of a consultation, found on this machine, the same each time, with their evidence."""

from participe.analysis.command import analyse_file
from participe.analysis.corpus import Contribution, Corpus, Excluded, Reason, gather, load
from participe.analysis.errors import AnalysisError
from participe.analysis.options import Options
from participe.analysis.pipeline import VERSION, analyse
from participe.analysis.report import Report

__all__ = [
    "VERSION",
    "AnalysisError",
    "Contribution",
    "Corpus",
    "Excluded",
    "Options",
    "Reason",
    "Report",
    "analyse",
    "analyse_file",
    "gather",
    "load",
]
