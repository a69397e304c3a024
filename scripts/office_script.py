"""Ask LibreOffice to open documents. The Python of its UNO bindings runs this script.

    office_script.py PIPE

Standard input has one JSON object a line, with `path` and `password` (null for none). Standard
output answers each with the same and `text`, null where LibreOffice did not open the document.
"""

import json
import sys
import time
from typing import Any

# The bindings are imported late: other Pythons, which do not have them, read this file too.


def listening(pipe: str) -> Any:  # noqa: ANN401 - UNO has no types
    """Wait up to a minute until LibreOffice listens; return a function that makes its parts."""
    import uno  # type: ignore[import-not-found]  # noqa: PLC0415 - see above
    from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]  # noqa: PLC0415 - see above

    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", context
    )
    for _ in range(600):
        try:
            office = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.1)
        else:
            return lambda part: office.ServiceManager.createInstanceWithContext(
                f"com.sun.star.{part}", office
            )
    raise TimeoutError


def text_of(make: Any, path: str, password: str | None) -> str | None:  # noqa: ANN401
    """Return the text of a document, or None if it cannot be opened.

    It is opened without a view: views of comments need files that LibreOffice without a window does
    not have.
    """
    import uno  # noqa: PLC0415 - see above
    from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]  # noqa: PLC0415 - see above
    from com.sun.star.uno import Exception as UnoError  # type: ignore[import-not-found]  # noqa: PLC0415 - see above

    wanted: dict[str, Any] = {"URL": uno.systemPathToFileUrl(path), "Hidden": True}
    wanted |= {"ReadOnly": True, "MacroExecutionMode": 0, "UpdateDocMode": 0}
    if password is not None:
        wanted["Password"] = password
    how = tuple(PropertyValue(Name=name, Value=value) for name, value in wanted.items())
    document = make("text.TextDocument")
    try:
        types = make("document.TypeDetection")
        kind, found = types.queryTypeByDescriptor(how, True)  # noqa: FBT003 - UNO names no arguments
        if not any(each.Name == "FilterName" for each in found):
            reads = [each.Value for each in types.getByName(kind) if each.Name == "PreferredFilter"]
            found = (*found, PropertyValue(Name="FilterName", Value=reads[0]))
        # `found` includes the key from the password: it must be passed on unchanged.
        document.load(found)
        return str(document.Text.String)
    except UnoError:
        return None
    finally:
        document.dispose()


if __name__ == "__main__":
    make = listening(sys.argv[1])
    for line in sys.stdin:
        asked = json.loads(line)
        asked["text"] = text_of(make, asked["path"], asked["password"])
        sys.stdout.write(json.dumps(asked) + "\n")
        sys.stdout.flush()
    make("frame.Desktop").terminate()
