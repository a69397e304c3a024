"""Word templates, filled in: ours, or an authority's own, which is looked into first.

What a template asks for runs in a sandbox. Values are data: whatever stands in them is written as
it is, and never asked for anything.
"""

import html
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import docx
from docx.document import Document
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, TemplateError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from cpconf import files
from cpconf.core.typed_text import harmless
from cpconf.documents.word.look import look
from cpconf.errors import CpconfError, UsageFault

_MARKS: Final = ("{{", "}}", "{%", "%}")
_MISSING: Final = re.compile(r"'(\w+)' is undefined|no attribute '(\w+)'")
# What a template's own expressions may raise, besides Jinja's errors.
_UNFIT: Final = (
    TemplateError,
    etree.XMLSyntaxError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


def fill_template(
    values: Mapping[str, object], ours: Path, own: Path | None, *, what: str, about: str = ""
) -> bytes:
    """A template filled in, as the bytes of a .docx: the authority's `own`, or else `ours`.

    The keys of `values` are all the fields that there are. They must be fit for Word's XML.
    `what` names the template in a fault ("the form"); `about` says more of its fields there.

    Raises DocumentFault (exit 6) for a template of their own that is no sound Word document, and
    UsageFault (exit 2) where it asks for what there is not, or does more than fill in.
    """
    content = files.read(own or ours, files.LARGEST_DOCUMENT, what if own is not None else "")
    if own is not None:
        look(own)
    template = _Template(io.BytesIO(content))
    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=_Literal
    )
    try:
        asked = template.get_undeclared_template_variables(environment)
        _refuse_unknown(asked, values, what, about)
        template.render(dict(values), environment, autoescape=True)
    except UndefinedError as error:
        found = _MISSING.search(error.message or "")
        _refuse_unknown({(found[1] or found[2]) if found else ""}, values, what, about)
    except SecurityError:
        raise UsageFault(f"{what} does more than fill in fields, which is not allowed") from None
    except _UNFIT:
        raise UsageFault(
            f"{what} cannot be filled in: look for {{{{ without }}}}, for {{% without %}}, "
            "and for rows and paragraphs that begin and do not end"
        ) from None
    filled = io.BytesIO()
    template.save(filled)
    _check(filled, values, what)
    return filled.getvalue()


class _Template(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A template that never loses text: docxtpl by itself mends what is not well-formed."""

    def fix_tables(self, xml: str) -> Any:  # noqa: ANN401 - one of lxml's elements
        """Parse the filled body, strictly first."""
        etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
        return super().fix_tables(xml)

    def render_properties(self, context: dict[str, Any], jinja_env: Environment) -> None:
        """Fill in the title and its like, which are no XML yet: nothing is escaped for it."""
        super().render_properties(context, jinja_env.overlay(autoescape=False, finalize=None))


class _Literal:
    """A value as it is: by itself docxtpl would turn its `{_{` into `{{`."""

    def __init__(self, value: object) -> None:
        escaped = getattr(value, "__html__", None)
        self._text = str(escaped()) if escaped else html.escape(str(value))

    def __html__(self) -> str:
        return self._text.replace("{", "&#123;").replace("}", "&#125;")

    __str__ = __html__  # which Jinja takes for what is constant


def _refuse_unknown(asked: set[str], there: Iterable[str], what: str, about: str) -> None:
    """Refuse a template that asks for what there is not; names the field, if it can be one."""
    unknown = sorted(asked.difference(there))
    if unknown:
        named = f" ({', '.join(map(harmless, unknown))})" if all(unknown) else ""
        raise UsageFault(
            f"{what} asks for a field that there is not{named}. There are {', '.join(there)}{about}"
        )


def _check(filled: io.BytesIO, values: Mapping[str, object], what: str) -> None:
    """Open what was made: nothing is left to fill in."""
    text = "\n".join(_texts(docx.Document(filled)))
    left = [mark for mark in _MARKS if mark in text and mark not in str(values)]
    if left:
        raise CpconfError(f"{what} was not filled in everywhere: look at its fields ({{{{ … }}}})")


def _texts(document: Document) -> Iterable[str]:
    margins = [part for section in document.sections for part in (section.header, section.footer)]
    for part in (document.part, *(margin.part for margin in margins)):
        yield "".join(part.element.itertext())
