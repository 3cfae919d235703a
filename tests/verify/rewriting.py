"""What a forger does who knows the format: change something, then make everything else fit again."""

from tests.verify.conftest import VERIFY as verify


def sealed(archive):
    """Return the archive with the hash that a file carries of itself made to fit."""
    rest = {name: value for name, value in archive.items() if name != "sha256"}
    return rest | {"sha256": verify.sha256(verify.canonical(rest))}


def renumbered(archive):
    """Return the archive with its positions numbered from 1, and count and head as they then are."""
    rows = [row | {"seq": number} for number, row in enumerate(archive["positions"], 1)]
    head = rows[-1]["hash"] if rows else archive["genesis"]
    return sealed(archive | {"positions": rows, "position_count": len(rows), "chain_head": head})


def reclosed(archive):
    """Return the archive with a closing hash that fits; the outcome is counted again where that can be."""
    if archive["form"] == "full":
        outcome, level, tests = verify.counted(archive["rule"]["data"], verify.answers_of(archive))
        archive = archive | {"outcome": outcome, "level": level, "explanation": {"tests": tests}}
        archive |= {"standing_outcome": outcome, "standing_level": level}
    told = (str(archive["position_count"]), archive["chain_head"], archive["outcome"], archive["level"])
    head = verify.hashed("ip5-close-2", archive["uuid"], *told, archive["closed_at"])
    return sealed(archive | {"closed_head": head})


def shortened(archive, kept, *, is_settled):
    """Return the archive with what was added cut after ``kept`` rows, settled or not, and all else made to fit."""
    rows = archive["additions"][:kept]
    archive = archive | {"additions": rows, "addition_count": kept}
    archive |= {"addition_head": rows[-1]["hash"] if rows else ""}
    if not is_settled:
        archive |= {"settlement": None, "standing_outcome": archive["outcome"]}
        archive |= {"standing_level": archive["level"]}
    return sealed(archive)


def rewritten(archive):
    """Return the archive with every hash of its positions made anew: only a head kept elsewhere finds it."""
    archive = archive | {"genesis": verify.genesis_of(archive)}
    rows, before = [], archive["genesis"]
    for number, old in enumerate(archive["positions"], 1):
        row = old | {"seq": number, "prev": before}
        if archive["form"] == "full":
            row["content"] = verify.position_content(row, 2)
        row["hash"] = before = verify.position_hash(archive, row)
        rows.append(row)
    return reclosed(archive | {"positions": rows, "position_count": len(rows), "chain_head": before})
