"""Finding the changes to a module: one rule removed or reversed at a time.

Only rules are changed: what is compared, decided, chosen, counted, left out. Messages, annotations,
decorators and the bodies of classes stay as they are: other tests check these.
"""

import ast
import copy
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

NOTED: Final = "__cpconf_noted__"
"""The name of the built-in function that every statement calls while tests are measured."""

TOP: Final = "<module>"
"""The name in place of a function for a change to a module's constant."""

_LONGEST: Final = 88
_TURNED: Final[Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_RECKONED: Final[Mapping[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_OTHERS: Final = {"any": "all", "all": "any", "min": "max", "max": "min", "sorted": "list"}
_SMOOTHING: Final = frozenset({"casefold", "lower", "upper", "strip", "rstrip", "lstrip"})
_SEEKING: Final = frozenset(
    {
        *("startswith", "endswith", "find", "rfind", "partition", "rpartition", "split"),
        *("strip", "rstrip", "lstrip", "removeprefix", "removesuffix", "get"),
    }
)
_IS_SQL: Final = re.compile(
    r"\b(SELECT|WHERE|UPDATE|DELETE FROM|INSERT|EXISTS|ORDER BY|IS (NOT )?NULL|AND|IN) ?\b"
)
_SQL: Final = (
    (re.compile(r"\bAND\b"), "OR"),
    (re.compile(r"\bOR\b"), "AND"),
    (re.compile(r"\bIS NOT NULL\b"), "IS NULL"),
    (re.compile(r"\bIS NULL\b"), "IS NOT NULL"),
    (re.compile(r"\bNOT EXISTS\b"), "EXISTS"),
    (re.compile(r"\bNOT IN\b"), "IN"),
    (re.compile(r"(?<!NOT )\bIN\b(?= \()"), "NOT IN"),
    (re.compile(r"(?<= )<="), "<"),
    (re.compile(r"(?<= )<(?= )"), "<="),
    (re.compile(r"(?<= )>="), ">"),
    (re.compile(r"(?<= )>(?= )"), ">="),
    (re.compile(r"(?<= )<>"), "="),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change to a module, described in words that stay the same when lines move."""

    function: str
    words: str
    line: int  # where its statement begins
    name: str | None = None  # of the module's constant, if it changes one
    owner: ast.AST = field(compare=False, repr=False, default_factory=ast.AST)
    place: str = field(compare=False, repr=False, default="")
    new: object = field(compare=False, repr=False, default=None)

    def make(self) -> None:
        """Make the change in the tree that it was found in; it cannot be undone."""
        setattr(self.owner, self.place, self.new)


class Defaults:
    """The arguments of the program's own functions and classes that have a default."""

    def __init__(self, trees: Collection[ast.Module]) -> None:
        """Read the arguments from every module."""
        self._of: dict[str, set[str]] = {}
        for tree in trees:
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef):
                    self._of.setdefault(node.name, set()).update(_with_default(node.args))
                elif isinstance(node, ast.ClassDef):
                    fields = {
                        line.target.id
                        for line in node.body
                        if isinstance(line, ast.AnnAssign)
                        and line.value
                        and isinstance(line.target, ast.Name)
                    }
                    self._of.setdefault(node.name, set()).update(fields)
                    for line in node.body:
                        if isinstance(line, ast.FunctionDef) and line.name == "__init__":
                            self._of[node.name].update(_with_default(line.args))

    def may_lack(self, call: ast.Call, keyword: str) -> bool:
        """Tell whether a call may omit an argument; a call of another package's function may."""
        name = _last_name(call.func)
        return name not in self._of or keyword in self._of[name]


def _with_default(arguments: ast.arguments) -> set[str]:
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = len(arguments.defaults)
    found = {one.arg for one in positional[len(positional) - defaults :]} if defaults else set()
    named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return found | {one.arg for one, default in named if default is not None}


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


class _Counting(ast.NodeTransformer):
    """A transformer that adds a call of `NOTED`, with the line, before every statement."""

    def __init__(self, offset: int) -> None:
        self._offset = offset

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for place in ("body", "orelse", "finalbody"):
            body = getattr(node, place, None)
            if isinstance(body, list) and not isinstance(node, ast.Module | ast.ClassDef):
                setattr(node, place, list(self._noted(body)))
        return node

    def _noted(self, body: list[ast.stmt]) -> Iterator[ast.stmt]:
        for index, statement in enumerate(body):
            is_docstring = index == 0 and _is_docstring(statement)
            if not is_docstring:
                number = ast.Constant(self._offset + statement.lineno)
                call = ast.Call(ast.Name(NOTED, ast.Load()), [number], [])
                yield ast.copy_location(ast.Expr(call), statement)
            yield statement


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def counting(tree: ast.Module, offset: int) -> ast.Module:
    """Return a module whose functions note each statement before it runs.

    A statement is noted as `offset` plus the line where it begins.
    """
    copied = copy.deepcopy(tree)
    _Counting(offset).visit(copied)
    return ast.fix_missing_locations(copied)


def changes(tree: ast.Module, defaults: Defaults) -> list[Change]:
    """Return every change to a module, in the order of its lines."""
    found: list[Change] = []
    seen: Counter[tuple[str, str]] = Counter()
    for raw in _Finder(defaults).of_module(tree):
        seen[raw.function, raw.words] += 1
        nth = seen[raw.function, raw.words]
        words = raw.words if nth == 1 else f"{raw.words} ({nth})"
        found.append(Change(raw.function, words, raw.line, raw.name, raw.owner, raw.place, raw.new))
    return found


class _Finder:
    """A walk through a module that keeps track of the function it is in."""

    def __init__(self, defaults: Defaults) -> None:
        self._defaults = defaults
        self._scope: list[str] = []
        self._optional: list[bool] = []
        self._line = 0
        self._name: str | None = None

    def of_module(self, tree: ast.Module) -> Iterator[Change]:
        for statement in tree.body:
            yield from self._top(statement)

    def _top(self, statement: ast.stmt) -> Iterator[Change]:
        """Yield the changes to a statement of the module, or of the body of a class."""
        if isinstance(statement, ast.FunctionDef):
            yield from self._function(statement)
        elif isinstance(statement, ast.ClassDef):
            self._scope.append(statement.name)
            for inner in statement.body:
                if isinstance(inner, ast.FunctionDef | ast.ClassDef):
                    yield from self._top(inner)
            self._scope.pop()
        elif not self._scope and isinstance(statement, ast.Assign | ast.AnnAssign):
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            if isinstance(target, ast.Name) and statement.value is not None:
                self._name = target.id
                self._line = statement.lineno
                yield from self._expression(statement, "value")
                self._name = None

    def _change(self, owner: ast.AST, place: str, new: object, words: str) -> Change:
        function = ".".join(self._scope) or TOP
        return Change(function, words, self._line, self._name, owner, place, new)

    def _function(self, function: ast.FunctionDef) -> Iterator[Change]:
        if function.name == "__repr__":
            return
        self._scope.append(function.name)
        self._optional.append(
            function.returns is not None and "None" in ast.unparse(function.returns)
        )
        yield from self._body(function, "body")
        self._optional.pop()
        self._scope.pop()

    # ---- statements

    def _body(self, owner: ast.AST, place: str) -> Iterator[Change]:
        body: list[ast.stmt] = getattr(owner, place)
        for index, statement in enumerate(body):
            self._line = statement.lineno
            if _is_aside(statement):
                continue
            if isinstance(statement, ast.FunctionDef):
                yield from self._function(statement)
                continue
            shown = _short(statement)
            if _can_go(statement):
                rest = [*body[:index], ast.Pass(), *body[index + 1 :]]
                yield self._change(owner, place, rest, f"left out: {shown}")
            elif (
                isinstance(statement, ast.Return)
                and self._optional[-1]
                and not (isinstance(statement.value, ast.Constant))
            ):
                nothing = ast.Return(value=ast.Constant(None))
                rest = [*body[:index], nothing, *body[index + 1 :]]
                yield self._change(owner, place, rest, f"{shown} gives None")
            if not isinstance(statement, ast.Raise):
                yield from self._statement(statement)

    def _statement(self, statement: ast.stmt) -> Iterator[Change]:
        if isinstance(statement, ast.If | ast.While):
            yield from self._decided(statement, "test", always=isinstance(statement, ast.If))
        for place, value in ast.iter_fields(statement):
            if place in {"annotation", "target", "targets", "type_comment"}:
                continue
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                yield from self._body(statement, place)
            elif isinstance(value, ast.expr):
                self._line = statement.lineno
                yield from self._expression(statement, place)
            elif isinstance(value, list):
                for inner in value:
                    self._line = statement.lineno
                    yield from self._part(inner)

    def _part(self, inner: ast.AST) -> Iterator[Change]:
        """Yield the changes to a case, a handler, or an item of a `with`."""
        if isinstance(inner, ast.match_case):
            is_last = isinstance(inner.pattern, ast.MatchAs) and inner.pattern.pattern is None
            if inner.guard is None and not is_last:
                words = f"never: case {_short(inner.pattern)}"
                yield self._change(inner, "guard", ast.Constant(value=False), words)
            elif inner.guard is not None:
                yield from self._decided(inner, "guard", always=True)
                yield from self._expression(inner, "guard")
            yield from self._body(inner, "body")
        elif isinstance(inner, ast.ExceptHandler):
            if isinstance(inner.type, ast.Tuple):
                for index, kind in enumerate(inner.type.elts):
                    rest = [*inner.type.elts[:index], *inner.type.elts[index + 1 :]]
                    yield self._change(inner.type, "elts", rest, f"not caught: {_short(kind)}")
            yield from self._body(inner, "body")
        elif isinstance(inner, ast.withitem):
            yield from self._expression(inner, "context_expr")

    def _decided(self, owner: ast.AST, place: str, *, always: bool) -> Iterator[Change]:
        """Yield the changes that make a condition always true, or never."""
        test: ast.expr = getattr(owner, place)
        if isinstance(test, ast.Constant):
            return
        for value in (True, False) if always else (False,):
            words = f"{'always' if value else 'never'}: {_short(test)}"
            yield self._change(owner, place, ast.Constant(value), words)

    # ---- expressions

    def _expression(self, owner: ast.AST, place: str) -> Iterator[Change]:
        """Yield the changes to the expression in a place, and to everything within it."""
        node: ast.expr = getattr(owner, place)
        for new, words in self._instead(node, owner):
            yield self._change(owner, place, new, words or f"{_short(node)} -> {_short(new)}")
        yield from self._within(node)

    def _within(self, node: ast.AST) -> Iterator[Change]:
        if isinstance(node, ast.JoinedStr):
            yield from self._sql_parts(node)
            return
        if isinstance(node, ast.Lambda):
            yield from self._expression(node, "body")
            return
        if isinstance(node, ast.IfExp):
            yield from self._decided(node, "test", always=True)
        if isinstance(node, ast.comprehension):
            for index, test in enumerate(node.ifs):
                rest = [*node.ifs[:index], *node.ifs[index + 1 :]]
                yield self._change(node, "ifs", rest, f"not asked: if {_short(test)}")
        if isinstance(node, ast.Call):
            yield from self._arguments(node)
        for place, value in ast.iter_fields(node):
            if isinstance(value, ast.expr) and place != "target":
                yield from self._expression(node, place)
            elif isinstance(value, list):
                yield from self._listed(node, place, value)

    def _listed(self, node: ast.AST, place: str, values: list[object]) -> Iterator[Change]:
        for index, inner in enumerate(values):
            if isinstance(inner, ast.expr):
                for new, words in self._instead(inner, node):
                    rest = [*values[:index], new, *values[index + 1 :]]
                    shown = f"{_short(inner)} -> {_short(new)}"
                    if isinstance(inner, ast.Constant):
                        shown = f"{shown} in {_short(node)}"
                    yield self._change(node, place, rest, words or shown)
                yield from self._within(inner)
            elif isinstance(inner, ast.keyword):
                yield from self._expression(inner, "value")
            elif isinstance(inner, ast.comprehension):
                yield from self._within(inner)

    def _arguments(self, call: ast.Call) -> Iterator[Change]:
        for index, keyword in enumerate(call.keywords):
            if keyword.arg and self._defaults.may_lack(call, keyword.arg):
                rest = [*call.keywords[:index], *call.keywords[index + 1 :]]
                words = f"left out: {keyword.arg}={_short(keyword.value)} of {_short(call.func)}()"
                yield self._change(call, "keywords", rest, words)

    def _sql_parts(self, node: ast.JoinedStr) -> Iterator[Change]:
        for part in node.values:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                for new, words in _sql(part.value):
                    yield self._change(part, "value", new, words)

    def _instead(self, node: ast.expr, owner: ast.AST) -> Iterator[tuple[ast.expr, str | None]]:
        """Yield replacements for an expression, with words where the two are not enough."""
        for new in self._turned(node, owner):
            yield new, None
        match node:
            case ast.Set(elts=elements) | ast.List(elts=elements) | ast.Tuple(elts=elements):
                if not isinstance(node, ast.Tuple) or self._is_collection(node):
                    for index, element in enumerate(elements):
                        if not (isinstance(element, ast.Constant) and element.value is None):
                            fewer: Any = copy.copy(node)
                            fewer.elts = [*elements[:index], *elements[index + 1 :]]
                            yield fewer, f"without {_short(element)} in {self._called(node)}"
            case ast.Dict(keys=keys, values=values) if self._name:
                for index, key in enumerate(keys):
                    few = ast.Dict(
                        [*keys[:index], *keys[index + 1 :]], [*values[:index], *values[index + 1 :]]
                    )
                    yield few, f"without {_short(key or values[index])} in {self._called(node)}"
            case ast.Constant(value=str() as text):
                for changed, words in _sql(text):
                    yield ast.Constant(changed), words
            case _:
                return

    def _called(self, node: ast.expr) -> str:
        return self._name or _short(node)

    def _is_collection(self, node: ast.Tuple) -> bool:
        """Tell whether a tuple is a list of like elements, and not a record."""
        kinds = {type(element) for element in node.elts}
        if len(node.elts) < 2 or not isinstance(node.ctx, ast.Load):
            return False
        if kinds in ({ast.Starred}, {ast.Attribute}):
            return True
        return self._name is not None and len(kinds) == 1 and kinds != {ast.Constant}

    def _turned(self, node: ast.expr, owner: ast.AST) -> Iterator[ast.expr]:
        match node:
            case ast.Compare() | ast.BoolOp():
                yield from _decided_otherwise(node)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield operand
            case ast.BinOp(op=op, left=left, right=right) if type(op) in _RECKONED:
                if not any(_is_text(side) for side in (left, right)):
                    yield ast.BinOp(left, _RECKONED[type(op)](), right)
                    if isinstance(op, ast.Sub | ast.BitOr | ast.BitAnd):
                        yield left
            case ast.Call():
                yield from _called_otherwise(node)
            case ast.Subscript(value=value, slice=ast.Slice() as part):
                yield from _unbounded(value, part)
            case ast.Constant():
                yield from _otherwise(node, owner)
            case _:
                return


def _decided_otherwise(node: ast.Compare | ast.BoolOp) -> Iterator[ast.expr]:
    if isinstance(node, ast.Compare):
        for index, op in enumerate(node.ops):
            for other in _TURNED[type(op)]:
                ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
                yield ast.Compare(node.left, ops, node.comparators)
        return
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for index in range(len(node.values)):
        rest = [*node.values[:index], *node.values[index + 1 :]]
        yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _unbounded(value: ast.expr, part: ast.Slice) -> Iterator[ast.expr]:
    if part.lower is not None:
        yield ast.Subscript(value, ast.Slice(None, part.upper, part.step), ast.Load())
    if part.upper is not None:
        yield ast.Subscript(value, ast.Slice(part.lower, None, part.step), ast.Load())


def _called_otherwise(node: ast.Call) -> Iterator[ast.expr]:
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in _OTHERS:
            if name != "sorted" or not node.keywords:
                yield ast.Call(ast.Name(_OTHERS[name], ast.Load()), node.args, node.keywords)
        case ast.Call(func=ast.Name(id="next"), args=[first, _]):
            yield ast.Call(ast.Name("next", ast.Load()), [first], [])
        case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _SMOOTHING:
            yield value
        case _:
            return


def _otherwise(node: ast.Constant, owner: ast.AST) -> Iterator[ast.expr]:
    match node.value:
        case bool() as flag:
            yield ast.Constant(not flag)
        case int() as number:
            yield ast.Constant(number + 1)
        case str() as text if _is_compared(node, owner):
            yield ast.Constant(f"{text}#")
        case _:
            return


def _sql(text: str) -> Iterator[tuple[str, str]]:
    if not _IS_SQL.search(text):
        return
    for pattern, other in _SQL:
        for found in pattern.finditer(text):
            new = f"{text[: found.start()]}{other}{text[found.end() :]}"
            before, after = text[: found.start()].split()[-4:], text[found.end() :].split()[:4]
            yield new, f"SQL: {' '.join([*before, f'[{found[0]} -> {other}]', *after])}"


def _is_aside(statement: ast.stmt) -> bool:
    """Tell whether a statement decides nothing: a docstring, a message, an import."""
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.Pass():
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id="assert_never"))):
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id=name))):
            return name in {"AssertionError", "NotImplementedError"}
        case ast.Assign(targets=[ast.Name(id="msg")]) | ast.AugAssign(target=ast.Name(id="msg")):
            return True
        case _:
            return False


def _can_go(statement: ast.stmt) -> bool:
    match statement:
        case ast.Raise() | ast.Expr() | ast.Continue() | ast.Break() | ast.Delete():
            return True
        case ast.AugAssign() | ast.Return(value=None):
            return True
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            return True
        case _:
            return False


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _is_compared(node: ast.Constant, owner: ast.AST) -> bool:
    """Tell whether a text is compared or searched for, not shown."""
    if isinstance(owner, ast.Compare | ast.Subscript):
        return True
    return (
        isinstance(owner, ast.Call)
        and isinstance(owner.func, ast.Attribute)
        and owner.func.attr in _SEEKING
        and owner.args[:1] == [node]
    )


def _short(node: object) -> str:
    """Return a piece of the program on one line, shortened."""
    text = ast.unparse(node) if isinstance(node, ast.AST) else repr(node)
    text = " ".join(text.split())
    if len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST - 30]}…{text[-29:]}"
