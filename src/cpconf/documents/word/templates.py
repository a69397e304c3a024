"""Filling in Word templates: ours, or an authority's own, which is inspected first.

A template's expressions run in a sandbox. Values are data: written as they are, never evaluated.
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
# What a template's expressions may raise: Jinja's errors, and others.
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
    """Fill in a template, the authority's `own` or else `ours`; return the bytes of a .docx.

    The keys of `values` are all the fields there are; the values must be fit for Word's XML.
    `what` names the template in an error ("the form"); `about` says there more about its fields.

    Raises DocumentFault (exit 6) where `own` is not a sound Word document, and UsageFault (exit 2)
    where it has an unknown field, or code that does more than fill in fields.
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
    """A template that never loses text: docxtpl alone would repair XML that is not well-formed."""

    def fix_tables(self, xml: str) -> Any:  # noqa: ANN401 - one of lxml's elements
        """Parse the filled-in body strictly, then as docxtpl does."""
        etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
        return super().fix_tables(xml)

    def render_properties(self, context: dict[str, Any], jinja_env: Environment) -> None:
        """Fill in the title and other properties without escaping: they are not XML yet."""
        super().render_properties(context, jinja_env.overlay(autoescape=False, finalize=None))


class _Literal:
    """A value written as it is: docxtpl alone would turn `{_{` in it into `{{`."""

    def __init__(self, value: object) -> None:
        escaped = getattr(value, "__html__", None)
        self._text = str(escaped()) if escaped else html.escape(str(value))

    def __html__(self) -> str:
        return self._text.replace("{", "&#123;").replace("}", "&#125;")

    __str__ = __html__  # Jinja uses this one for constants


def _refuse_unknown(asked: set[str], there: Iterable[str], what: str, about: str) -> None:
    """Raise UsageFault for a template with an unknown field; name the field if there is a name."""
    unknown = sorted(asked.difference(there))
    if unknown:
        named = f" ({', '.join(map(harmless, unknown))})" if all(unknown) else ""
        raise UsageFault(
            f"{what} has an unknown field{named}. The fields are {', '.join(there)}{about}"
        )


def _check(filled: io.BytesIO, values: Mapping[str, object], what: str) -> None:
    """Open the result, and raise CpconfError (exit 1) where a field is left to fill in."""
    text = "\n".join(_texts(docx.Document(filled)))
    left = [mark for mark in _MARKS if mark in text and mark not in str(values)]
    if left:
        raise CpconfError(f"{what} was not filled in everywhere: look at its fields ({{{{ … }}}})")


def _texts(document: Document) -> Iterable[str]:
    margins = [part for section in document.sections for part in (section.header, section.footer)]
    for part in (document.part, *(margin.part for margin in margins)):
        yield "".join(part.element.itertext())
