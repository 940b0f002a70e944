"""The tiny instances, and changes to their JSON."""

from pathlib import Path

TINY = Path(__file__).parents[2] / "data" / "uhhc"


def weights(**changed):
    def change(raw):
        for name, weight in changed.items():
            raw["metadata"]["cost_components"].pop(name, None)
            if weight is not None:
                raw["metadata"]["cost_components"][name] = weight
    return change


def meta(**changed):
    return lambda raw: raw["metadata"].update(changed)
