"""Asks LibreOffice to open documents; run by the Python that its UNO bindings were made for.

Run as a script: `office_script.py PIPE`. Standard input has one JSON object a line, of `path` and
`password` (null: none is given); standard output answers each with one of `text`, which is null
where LibreOffice would not open it.
"""

import json
import sys
import time
from typing import Any

# The bindings are imported where they are used: other Pythons, which have none, read this file too.


def desktop(pipe: str) -> Any:  # noqa: ANN401 - it carries no types
    """LibreOffice, as soon as it listens; a minute is enough for that."""
    import uno  # type: ignore[import-not-found]
    from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]

    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", context
    )
    for _ in range(600):
        try:
            listening = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.1)
        else:
            services = listening.ServiceManager
            return services.createInstanceWithContext("com.sun.star.frame.Desktop", listening)
    raise TimeoutError


def text_of(office: Any, path: str, password: str | None) -> str | None:  # noqa: ANN401
    """The text of a document, or None where it is not opened."""
    import uno
    from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
    from com.sun.star.uno import Exception as UnoError  # type: ignore[import-not-found]

    wanted: dict[str, Any] = {"Hidden": True, "ReadOnly": True}
    if password is not None:
        wanted["Password"] = password
    how = tuple(PropertyValue(Name=name, Value=value) for name, value in wanted.items())
    try:
        document = office.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, how)
    except UnoError:
        return None
    if document is None:
        return None
    text = str(document.Text.String)
    document.close(True)
    return text


if __name__ == "__main__":
    office = desktop(sys.argv[1])
    for line in sys.stdin:
        asked = json.loads(line)
        answer = {"text": text_of(office, asked["path"], asked["password"])}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    office.terminate()
