"""Topics of a consultation, found on this machine, the same each time, with their evidence."""

from participe.analysis.command import analyse_file
from participe.analysis.corpus import Contribution, Corpus, Excluded, Reason, gather, load
from participe.analysis.corrections import Corrections, read_corrections
from participe.analysis.errors import AnalysisError
from participe.analysis.model import Model
from participe.analysis.options import Options
from participe.analysis.pipeline import VERSION, Analysis, analyse, run
from participe.analysis.report import Report

__all__ = [
    "VERSION",
    "Analysis",
    "AnalysisError",
    "Contribution",
    "Corpus",
    "Corrections",
    "Excluded",
    "Model",
    "Options",
    "Reason",
    "Report",
    "analyse",
    "analyse_file",
    "gather",
    "load",
    "read_corrections",
    "run",
]
