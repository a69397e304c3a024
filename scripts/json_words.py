"""What the keys of those JSON documents are that are made by hand, for the generated reference.

`scripts.reference` refuses an entry that is missing here, and one that is needless.
"""
# One table of words; it is as long as there are documents.

from collections.abc import Mapping

_ABOUT = {
    "cpconf": "form of the document: `1`",
    "ref": "reference of the conference",
}
_EVIDENCE = {
    "sha256": "SHA-256 of the document, once there is one",
    "size": "its size in bytes",
    "pages": "its pages; `null` for a Word document",
    "algorithm": "how it is locked; `null` where it is not",
}
_SAID = {
    "overridden": "the stops that were overridden",
    "remarks": "sentences on what to know of it",
}
JSON: Mapping[str, Mapping[str, str]] = {
    "copy": {
        **_ABOUT,
        "person": "short id of the recipient",
        "kind": "`report`, `plan` or `minutes`",
        "state": "`prepared`, or `sent` with `--send`",
        "files": "paths: `protected`, the locked document; `report`, the first message; "
        "`password`, the held message, `null` with an agreed passphrase",
        **_EVIDENCE,
        **_SAID,
    },
    "release": {
        **_ABOUT,
        "person": "short id of the recipient; `null` for the professionals",
        "kind": "`report`, `plan`, `minutes` or `set`",
        "state": "`released`",
        "released_by": "`message` or `phone`",
        "message": "path of the message to be sent now; `null` where there is none",
        "done": "handles of the tasks that this ticked off",
        "overridden": "the stops that were gone past",
    },
    "sharing": {
        **_ABOUT,
        "sharings": "every copy in the order in which it was made, replaced ones too",
        "ways": "what was agreed, by short id: `email`, `telephone`, `letterbox` or `visit`",
        "calls": "the calls that follow an emailed report",
        "professionals_wait_for": "what the professionals have to wait for: `clause`, `why`",
    },
    "sharings": {
        "person": "short id of the recipient; `null` for the professionals",
        "kind": "`report`, `plan`, `minutes` or `set`",
        "way": "`email`, `telephone`, `letterbox` or `visit`",
        "state": "one of the states of a sharing",
        "transport": "`draft`: a person sends it; `smtp`: the program does",
        "password": "`held`, `agreed` or `none`",
        "address_confirmed": "whether somebody confirmed the address before it was made",
        "folder": "where its files were put",
        "made_at": "moment at which it was made",
        "sent_at": "moment at which it was sent, where that is known",
        "received_at": "moment at which its receipt was confirmed",
        "received_how": "`phone`, `email`, `visit` or `text`",
        "released_at": "moment at which the password was released",
        "released_by": "`message` or `phone`",
        **_EVIDENCE,
        "stops": "what `send` and `release` would stop at now: `stop`, `why`",
    },
    "calls": {
        "person": "short id of the parent",
        "task": "name of the task",
        "clause": "clause id",
        "state": "`open`, `done` or `skipped`",
        "at": "moment of its latest mark",
    },
    "terms": {
        "person": "short id of whoever must not learn it",
        "number": "its number, which `do-not-disclose remove` takes",
        "kind": "`address`, `school`, `phone`, `name` or `other`",
        "term": "the words",
    },
    "invited": {
        **_ABOUT,
        "sequence": "number of the calendar entry's last change; `null` while nobody is invited",
        "joining": "how people join",
        "people": "everybody on record, parents first",
    },
    "joining": {
        "person": "short id; `null` for everybody who has no way of their own",
        "method": "one of the methods",
        "link": "whether there is a link",
        "dial_in": "whether there is a number to ring",
        "dial_at": "time of day to ring at, `09:20`; `null`: the start",
        "starts": "time of day at which it starts for them; `null`: as for everybody",
        "ends": "time of day at which it ends for them; `null`: as for everybody",
    },
    "guests": {
        "person": "short id",
        "role": "role",
        "group": "`family` or `professionals`",
        "how": "`draft`: a person sends it; `smtp`: the program does",
        "state": "one of the states of an invitation; `null` where there is none",
        "sequence": "number of the change that they have",
        "made": "whether this run made it, or with `--dry-run` would",
        "draft": "path of the draft, while it is in its folder",
        "made_at": "when it was made",
        "sent_at": "when it was sent, where that is known",
        "answer": "`accepted`, `declined` or `tentative`",
        "answered_at": "when they answered",
        "earlier_answer": "what they answered for an earlier date; `null` once they answer again",
        "earlier_answered_at": "when they did",
        "earlier_at": "the start that it was given for",
        "absence": "why they are not invited: one of the reasons",
        "why": "why nothing was made for them, in words; stops, too",
        "letter": "path of the letter by post; in `invite --json` only",
        "updated": "whether an update was made; in `invite --json` only",
    },
    "invite": {
        "overridden": "the stops that were overridden",
        "done": "handles of the tasks that this ticked off",
        "remarks": "sentences on what to know of it",
        "dry_run": "whether it was given with `--dry-run`",
    },
    "answer": {
        **_ABOUT,
        "person": "short id of whoever answered",
        "answer": "`accepted`, `declined` or `tentative`",
        "counts": "`false` for an answer for an earlier date, or one that a later one has replaced",
        "earlier_at": "the start that it was given for, where that is not the one now",
        "remarks": "sentences on what to do now",
    },
}
