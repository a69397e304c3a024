"""The text of a message, as far as it is needed to look for a reference in it."""

import codecs
import html
import re
from typing import Final
from urllib.parse import unquote

from cpconf.mail.mailbox.message_parts import MessagePart

MOST_TEXT: Final = 1_000_000
"""The most characters of a message's text that are searched."""

_HIDDEN: Final = ("script", "style")
_INLINE: Final = re.compile(r"/?(?:a|b|em|font|i|mark|s|small|span|strong|sub|sup|u|wbr)\b")
_CID: Final = re.compile(r"\bcid:([^\"'\s<>)]{1,300})")
_KEEPERS: Final = (
    # OneDrive, SharePoint, Google, and others that professionals share files by
    *("sharepoint.com", "1drv.ms", "onedrive.live.com", "drive.google.com", "docs.google.com"),
    *("dropbox.com", "box.com", "we.tl", "wetransfer.com", "sharefile.eu", "sharefile.com"),
    # Egress (NHSmail's too), Microsoft 365, Galaxkey, Objective Connect
    *("egress.com", "outlook.office.com/encryption", "outlook.office365.com/encryption"),
    *("galaxkey.com", "objectiveconnect.com", "objectiveconnect.co.uk"),
)
_LINK: Final = re.compile(
    r"https?://(?:[a-z0-9-]{1,63}\.){0,6}(?:"
    + "|".join(map(re.escape, _KEEPERS))
    + r")(?::\d{1,5})?/[^\s\"'<>]"
)
_SLOW: Final = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
"""Codecs that take longer than their input is worth, or are for other things than mail."""


def text_of(part: MessagePart) -> str:
    """What a part says in words; nothing where it holds no text to be read."""
    if part.attached or part.type not in {"text/plain", "text/html"}:
        return ""
    text = _decode(part)[:MOST_TEXT]
    return readable(text) if part.type == "text/html" else text


def shown_in(part: MessagePart) -> frozenset[str]:
    """The pictures that the text shows, by their Content-ID in lower case (RFC 2392)."""
    if part.attached or part.type != "text/html":
        return frozenset()
    return frozenset(map(unquote, _CID.findall(_decode(part)[:MOST_TEXT].lower())))


def leads_to_files(part: MessagePart) -> bool:
    """Whether a text links to where files, or sealed messages, are kept for others to fetch."""
    if part.attached or part.type not in {"text/plain", "text/html"}:
        return False
    text = _decode(part)[:MOST_TEXT].lower()
    # Exchange writes such a link, escaped, into one of its own ("safelinks").
    return _LINK.search(unquote(text) if "%2f" in text else text) is not None


def readable(page: str) -> str:
    """The words of a web page, without its tags, its scripts and where its links lead.

    >>> readable("<p>Report <b>X</b>1<br>enclosed &amp; signed<style>p {}</style>")
    ' Report X1 enclosed & signed '
    """
    low, pieces, place = page.lower(), [], 0
    while (opens := page.find("<", place)) >= 0:
        pieces.append(page[place:opens])
        closes = _end_of_tag(low, opens)
        if closes < 0:
            break
        if not _INLINE.match(low, opens + 1):
            pieces.append(" ")
        place = closes
    else:
        pieces.append(page[place:])
    return html.unescape("".join(pieces))


def _end_of_tag(page: str, opens: int) -> int:
    """Where the text goes on behind a tag, or behind all that it hides; -1 where it does not."""
    if page.startswith("<!--", opens):
        end = page.find("-->", opens)
        return end + 3 if end >= 0 else -1
    for name in _HIDDEN:
        if page.startswith(name, opens + 1):
            opens = page.find(f"</{name}", opens)
            break
    return page.find(">", opens) + 1 or -1 if opens >= 0 else -1


def _decode(part: MessagePart) -> str:
    """The characters of a text, in its charset if that is one, else in the one that fits."""
    content = part.content()[: MOST_TEXT * 4]
    try:
        charset = codecs.lookup(part.header.get_content_charset("utf-8")).name
        if charset not in _SLOW:
            return content.decode(charset, "replace")
    except Exception:  # noqa: BLE001, S110 - whatever is wrong with the charset, there are others
        pass
    return content.decode("utf-8", "replace")
