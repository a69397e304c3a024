"""The text of a message, to be searched for a reference."""

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
"""Codecs that are too slow for large input, or not meant for mail."""


def text_of(part: MessagePart) -> str:
    """Return the text of a part; empty where it is not text to be read."""
    if part.attached or part.type not in {"text/plain", "text/html"}:
        return ""
    text = _decode(part)[:MOST_TEXT]
    return readable(text) if part.type == "text/html" else text


def shown_in(part: MessagePart) -> frozenset[str]:
    """Return the pictures that the text shows, by Content-ID in lower case (RFC 2392)."""
    if part.attached or part.type != "text/html":
        return frozenset()
    return frozenset(map(unquote, _CID.findall(_decode(part)[:MOST_TEXT].lower())))


def leads_to_files(part: MessagePart) -> bool:
    """Tell whether a text links to a service for sharing files or sealed messages."""
    if part.attached or part.type not in {"text/plain", "text/html"}:
        return False
    text = _decode(part)[:MOST_TEXT].lower()
    # Exchange puts such a link, escaped, into one of its own ("safelinks").
    return _LINK.search(unquote(text) if "%2f" in text else text) is not None


def readable(page: str) -> str:
    """Return the text of a web page, without tags, scripts and the targets of links.

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
    """Return where the text continues after a tag and what the tag hides; -1 where it ends."""
    if page.startswith("<!--", opens):
        end = page.find("-->", opens)
        return end + 3 if end >= 0 else -1
    for name in _HIDDEN:
        if page.startswith(name, opens + 1):
            opens = page.find(f"</{name}", opens)
            break
    return page.find(">", opens) + 1 or -1 if opens >= 0 else -1


def _decode(part: MessagePart) -> str:
    """Decode a text, in its own charset if that is known, else in UTF-8."""
    content = part.content()[: MOST_TEXT * 4]
    try:
        charset = codecs.lookup(part.header.get_content_charset("utf-8")).name
        if charset not in _SLOW:
            return content.decode(charset, "replace")
    except Exception:  # noqa: BLE001, S110 - whatever is wrong with the charset, UTF-8 is tried
        pass
    return content.decode("utf-8", "replace")
