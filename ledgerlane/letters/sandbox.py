"""The little language of wordings: names, fields, if, for, join; nothing else runs.

A wording is data that a book may bring along, so it is proved before it is used: every part
of it must be on the list, every name known. What it may loop over are the letter's own short
lists, so it always ends. Jinja2's immutable sandbox stands behind the proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ledgerlane.domain.errors import Problem, Refused, shown

LARGEST = 20_000
"""Letters of a wording."""

FILTERS = ("join", "upper", "capitalize")
Names = Mapping[str, frozenset[str]]
"""Every name, with its fields where it has any."""

_PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.Const, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not,
)  # fmt: skip
_ALLOWED = (
    "{{ name }}, {{ record.field }}, {% if %} with == != < > and or not, {% for %} over a"
    " list, and the filters " + ", ".join(FILTERS)
)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Reaches the keys of records only, never an attribute of a value."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002
        return False

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002
        return False


@lru_cache(1)
def _environment() -> _Sandbox:
    made = _Sandbox(undefined=StrictUndefined)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.tests.clear()
    return made


def problems(source: str, file: str, names: Names) -> Iterator[Problem]:
    """What in a wording is refused: place, what stands there, and what may."""
    if len(source) > LARGEST:
        yield Problem(
            file, 0, "", f"{len(source)} letters long; at most {LARGEST} are read"
        )
        return
    try:
        tree = _environment().parse(_joined(source))
    except TemplateSyntaxError as error:
        yield Problem(file, error.lineno, "", f"{error.message}; known are {_ALLOWED}")
        return
    yield from _walk(tree, file, names, {})


_TAGS_ONLY = re.compile(r"^[ \t]*((?:\{%(?:(?!%\}).)*%\}[ \t]*)+)$\n", re.M)


def _joined(source: str) -> str:
    """Lines that hold nothing but tags end no paragraph; every line keeps its number."""
    return _TAGS_ONLY.sub(r"\1{#\n#}", source)


def _walk(
    node: nodes.Node, file: str, names: Names, loops: Mapping[str, int]
) -> Iterator[Problem]:
    match node:
        case nodes.Name(name=name):
            if name not in names and name not in loops:
                yield _unknown(file, node, name, sorted((*names, *loops)))
            return
        case nodes.Getattr(node=nodes.Name(name=name), attr=field) if name in names:
            if field not in names[name]:
                yield _unknown(file, node, f"{name}.{field}", sorted(names[name]))
            return
        case nodes.For(
            target=nodes.Name(name=target), iter=over, test=None, recursive=False
        ):
            if loops:
                yield Problem(file, node.lineno, "", "a loop inside a loop; one is enough")
                return
            yield from _walk(over, file, names, loops)
            if not isinstance(over, nodes.Name | nodes.Getattr):
                yield _refused(file, over)
            for each in (*node.body, *node.else_):
                yield from _walk(each, file, names, {target: 1})
            return
        case nodes.Filter(name=name) if name not in FILTERS:
            yield _unknown(file, node, f"filter {name}", FILTERS)
            return
        case nodes.Filter():
            pass
        case _ if not isinstance(node, _PLAIN):
            yield _refused(file, node)
            return
    for child in node.iter_child_nodes():
        yield from _walk(child, file, names, loops)


def _unknown(file: str, node: nodes.Node, name: str, known: Any) -> Problem:
    listed = ", ".join(known) or "none: it has no fields"
    return Problem(file, node.lineno, "", f"{shown(name)} is not known; known are {listed}")


def _refused(file: str, node: nodes.Node) -> Problem:
    what = type(node).__name__.lower()
    return Problem(
        file, node.lineno, "", f"{what} is not for letters; known are {_ALLOWED}"
    )


def write(source: str, file: str, values: Mapping[str, object]) -> str:
    """A proved wording with its values. Refused, naming file and line, where one is missing."""
    try:
        return str(_compiled(source).render(values))
    except TemplateError as error:
        lacks = str(error.message).replace(
            "'None' has no attribute", "not every letter has the record of"
        )
        msg = f"{file}:{_line(error)}: {lacks}: ask with {{% if %}} whether it is there"
        raise Refused(msg) from None


@lru_cache(256)
def _compiled(source: str) -> Any:
    return _environment().from_string(_joined(source))


def _line(error: BaseException) -> int:
    trace, line = error.__traceback__, 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
