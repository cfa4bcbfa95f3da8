"""Mappings saved under a name: a shipped profile plus the columns and answers of one help desk."""

from __future__ import annotations

import json
from dataclasses import replace

from sqlmodel import col, select

from core.data.cleaning.options import ImportOptions
from core.data.files.problem import ImportProblem, Question
from core.data.sources import SOURCES
from core.data.sources.source import Source
from core.data.state import MappingProfile
from core.data.store import Store


def source_named(name: str) -> Source:
    """The shipped source of that name; ImportProblem where there is none."""
    for source in SOURCES:
        if source.name == name:
            return source
    choices = tuple(source.name for source in SOURCES)
    question = Question("profile", "What kind of file is this?", choices)
    raise ImportProblem(f"There is no profile {name}; choose one of {', '.join(choices)}.", question)


def named(options: ImportOptions, name: str) -> ImportOptions:
    """The options as they will be saved under a name; without a ``source_id`` it is the help desk's.

    Raises ImportProblem for a name that a shipped profile has, and for an unknown base.
    """
    name = name.strip()
    if not name or any(source.name == name for source in SOURCES):
        raise ImportProblem(f"{name or 'An empty name'} cannot be used; choose another name.")
    source_named(options.profile)
    return replace(options, source_id=options.source_id or name)


def save_profile(store: Store, name: str, options: ImportOptions) -> ImportOptions:
    """Keep the options under a name that `ImportOptions.profile` may hold from then on.

    Import the file with the options that come back (`named`): the next one, imported by the name
    alone, then finds the same tickets. Raises ImportProblem as `named` does.
    """
    options = named(options, name)
    kept = MappingProfile(
        name=name.strip(), base=options.profile, body=options.to_json(), timezone=options.timezone
    )
    with store.session() as session:
        session.merge(kept)
        session.commit()
    return options


def load_profile(store: Store, name: str) -> ImportOptions:
    """The options saved under a name, with the shipped profile they build on."""
    with store.session() as session:
        found = session.get(MappingProfile, name)
    if found is None:
        names = ", ".join([*(source.name for source in SOURCES), *saved_profiles(store)])
        raise ImportProblem(f"There is no profile {name}; there are {names}.")
    return ImportOptions(**{**json.loads(found.body), "profile": found.base})


def saved_profiles(store: Store) -> list[str]:
    """Names of the saved mappings."""
    with store.session() as session:
        return list(session.exec(select(MappingProfile.name).order_by(col(MappingProfile.name))))


def completed(store: Store, options: ImportOptions) -> ImportOptions:
    """Options whose profile is a saved one, filled from it; what is given goes first."""
    if any(source.name == options.profile for source in SOURCES):
        return options
    saved = load_profile(store, options.profile)
    given = {name: value for name, value in vars(options).items() if value is not None and name != "profile"}
    given.setdefault("source_id", saved.source_id or options.profile)
    return replace(saved, **{**given, "mapping": {**saved.mapping, **options.mapping}})
