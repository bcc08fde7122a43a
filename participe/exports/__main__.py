"""`python -m participe.exports`: the data dictionary in English, for docs/data-dictionary.md."""

from participe.core.i18n import speaking
from participe.exports.dictionary import markdown

if __name__ == "__main__":
    with speaking("en"):
        print(markdown(), end="")
