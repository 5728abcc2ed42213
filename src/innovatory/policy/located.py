"""YAML as people write it, turned into plain data of text, with the place of every node.

Every scalar stays text (`NO`, `5e7`, `null` cannot surprise); what it means is decided later by the shape it must have.
Anything that could hide what a file says is refused: anchors, aliases, tags, a key written twice, several documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason

MAX_BYTES = 300_000
MAX_LEVELS = 32

Steps = tuple[str | int, ...]
Spot = tuple[int, int]
"""Line and column, both from 1."""

# libyaml's parser is twenty times faster than the pure one, which stands in where libyaml is missing.
_Parser: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_QUOTES = ("'", '"')
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Written:
    """The text of a file, and the very data that were read from it."""

    text: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Located:
    """Plain data of a YAML file and where its nodes stand.

    `spots` holds where each value starts, `keys` where the key before it starts; both are keyed by the steps from the
    top (keys of mappings, numbers of list items from 0). `written` is what was read; `reform` names a
    reform whose changes are laid over it.
    """

    data: dict[str, Any]
    spots: dict[Steps, Spot]
    keys: dict[Steps, Spot]
    file: str
    written: Written | None = None
    reform: str | None = None

    @property
    def text(self) -> str | None:
        """The text of the file, without a byte order mark; None where other data have taken the place of what it says."""
        return self.written.text if self.written is not None and self.written.data is self.data else None

    def place_of(self, steps: Steps) -> Place:
        """Where a node stands: a text at its first character (inside its quotes), a mapping or list at the key above it.

        A node without a place of its own (missing, or laid over the file) stands at its nearest known ancestor.
        """
        return self._place(self._spot(steps), steps)

    def key_place_of(self, steps: Steps) -> Place:
        """Where the key of a node stands; that of the nearest known ancestor where it has none."""
        return self._place(self.keys.get(steps) or self._spot(steps), steps)

    def _place(self, spot: Spot | None, steps: Steps) -> Place:
        line, column = spot or (None, None)
        return Place(self.file, line, column, dotted(steps))

    def _spot(self, steps: Steps) -> Spot | None:
        for length in range(len(steps), 0, -1):
            known = steps[:length]
            if known in self.spots:
                node = self.node(known)
                under_key = length < len(steps) or not isinstance(node, str) or not node
                return self.keys.get(known, self.spots[known]) if under_key else self.spots[known]
        return self.spots.get(())

    def node(self, steps: Steps) -> object:
        """The data at some steps; None where there is none."""
        node: Any = self.data
        for step in steps:
            known = range(len(node)) if isinstance(node, list) else node
            if isinstance(node, str) or step not in known:
                return None
            node = node[step]
        return node


def dotted(steps: Steps) -> str | None:
    """Steps as people write them: `criteria.age.at_least`; None for the top."""
    return ".".join(map(str, steps)) or None


def read_yaml(path: Path) -> Located:
    """A YAML file as plain data with places; `Mistake` of kind `file`, `size` or any of `parse_yaml`."""
    name = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise Mistake(
            "file",
            f"the file cannot be read ({reason(error)[0]})",
            f"无法读取该文件（{reason(error)[1]}）",
            place=Place(name),
        ) from None
    return parse_yaml(content, name)


def parse_yaml(content: bytes, file: str) -> Located:
    """The content of a YAML file as plain data with places; `file` is the name said in messages.

    Raises `Mistake` of kind `size` (more than 300 kB), `encoding` (not UTF-8, control characters), `yaml` (syntax,
    anchors, aliases, tags, several documents), `key_twice`, `depth` (more than 32 levels), `type` (top is no mapping).
    """
    if len(content) > MAX_BYTES:
        raise Mistake(
            "size",
            f"the file is larger than {MAX_BYTES // 1000} kB; a sheet or a list of inputs is far smaller",
            f"文件超过 {MAX_BYTES // 1000} kB；规则表或输入清单远小于此",
            place=Place(file),
        )
    text = _decoded(content, file)
    builder = _Builder(file)
    try:
        _feed(builder, _Parser(text))
    except yaml.YAMLError as error:
        raise _syntax(error, text, file) from None
    if not isinstance(builder.root, dict):
        raise _not_a_mapping(builder.root, file)
    return Located(builder.root, builder.spots, builder.keys, file, Written(text, builder.root))


def _decoded(content: bytes, file: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Mistake(
            "encoding",
            "the file is not text in UTF-8; save it with the encoding UTF-8",
            "文件不是 UTF-8 编码的文本；请以 UTF-8 编码保存",
            place=Place(file, line),
        ) from None
    if found := _UNPRINTABLE.search(text):
        line, start = text.count("\n", 0, found.start()) + 1, text.rfind("\n", 0, found.start())
        raise Mistake(
            "encoding",
            f"a character that cannot be printed (U+{ord(found[0]):04X}) stands in the text; expected plain text",
            f"文本中有不可打印的字符（U+{ord(found[0]):04X}）；应为纯文本",
            place=Place(file, line, found.start() - start),
        )
    return text


@dataclass
class _Builder:
    """The containers that are open while events come in; iterative, so that no nesting can exhaust the stack."""

    file: str
    root: Any = None
    spots: dict[Steps, Spot] = field(default_factory=dict)
    keys: dict[Steps, Spot] = field(default_factory=dict)
    open: list[dict[str, Any] | list[Any]] = field(default_factory=list)
    steps: list[Steps] = field(default_factory=list)
    key: list[str | None] = field(default_factory=list)

    def put(self, value: Any, mark: Any, quote: int = 0) -> Steps:
        """Store a value under the key or list it belongs to; its steps. `quote` is the width of an opening quote."""
        if not self.open:
            here: Steps = ()
            self.root = value
        else:
            holder, above, key = self.open[-1], self.steps[-1], self.key[-1]
            if isinstance(holder, list):
                here = (*above, len(holder))
                holder.append(value)
            elif key is None:
                raise self._mistake("yaml", mark, "a key must be plain text", "键必须是普通文本")
            else:
                here = (*above, key)
                holder[key] = value
                self.key[-1] = None
        self.spots[here] = (mark.line + 1, mark.column + 1 + quote)
        return here

    def begin(self, container: dict[str, Any] | list[Any], mark: Any) -> None:
        """A mapping or list opens."""
        if len(self.open) == MAX_LEVELS:
            raise self._mistake("depth", mark, f"nested deeper than {MAX_LEVELS} levels", f"嵌套超过 {MAX_LEVELS} 层")
        self.steps.append(self.put(container, mark))
        self.open.append(container)
        self.key.append(None)

    def end(self) -> None:
        """The innermost mapping or list closes."""
        self.open.pop()
        self.steps.pop()
        self.key.pop()

    def scalar(self, event: Any) -> None:
        """A text: the next key of an open mapping, or a value."""
        text, mark = event.value, event.start_mark
        if not self.open or self.key[-1] is not None or isinstance(self.open[-1], list):
            self.put(text, mark, event.style in _QUOTES)
            return
        here = (*self.steps[-1], text)
        if text in self.open[-1]:
            first = self.keys[here][0]
            raise self._mistake(
                "key_twice",
                mark,
                f"the key `{text}` stands here a second time; it is already in line {first}",
                f"键 `{text}` 重复出现；第 {first} 行已有",
                here,
            )
        self.key[-1] = text
        self.keys[here] = (mark.line + 1, mark.column + 1)

    def refuse(self, event: Any) -> None:
        """Anchors, aliases and tags hide what a file says."""
        word, zh = ("tag", "标签") if getattr(event, "tag", None) is not None else ("anchor or alias", "锚点或别名")
        raise self._mistake(
            "yaml",
            event.start_mark,
            f"a YAML {word} (`&`, `*`, `!`) is not allowed; write the value itself",
            f"不允许使用 YAML {zh}（`&`、`*`、`!`）；请直接写出值",
        )

    def second_document(self, event: Any) -> None:
        """One file, one document."""
        raise self._mistake(
            "yaml",
            event.start_mark,
            "a second document begins here; a file holds one",
            "此处开始了第二个文档；一个文件只能有一个文档",
        )

    def _mistake(self, kind: str, mark: Any, en: str, zh: str, steps: Steps | None = None) -> Mistake:
        path = dotted(self.steps[-1] if steps is None and self.steps else steps or ())
        return Mistake(kind, en, zh, place=Place(self.file, mark.line + 1, mark.column + 1, path))


def _feed(builder: _Builder, parser: Any) -> None:
    """All events of a parser, in order; kept in one loop because it runs some thousand times a sheet."""
    next_event, documents = parser.get_event, 0
    while (kind := type(event := next_event())) is not yaml.StreamEndEvent:
        if kind is yaml.ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                builder.refuse(event)
            builder.scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if event.anchor is not None or event.tag is not None:
                builder.refuse(event)
            builder.begin({} if kind is yaml.MappingStartEvent else [], event.start_mark)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            builder.end()
        elif kind is yaml.AliasEvent:
            builder.refuse(event)
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                builder.second_document(event)


def _not_a_mapping(root: object, file: str) -> Mistake:
    found = ("nothing", "空文件") if root is None or root == "" else ("a list", "列表")
    if isinstance(root, str) and root:
        found = ("a text", "一段文本")
    return Mistake(
        "type",
        f"expected lines of the form `key: value` at the top of the file, found {found[0]}",
        f"文件顶层应为 `键: 值` 形式，实际为{found[1]}",
        place=Place(file, 1, 1),
    )


_HINTS = (
    ("mapping values are not allowed", "a `:` follows a value; quote a text that holds `: `, or check the indentation", "值之后又出现 `:`；含 `: ` 的文本请加引号，或检查缩进"),
    ("',' or '}'", "a `{` is not closed, or a `,` is missing", "`{` 没有闭合，或缺少 `,`"),
    ("',' or ']'", "a `[` is not closed, or a `,` is missing", "`[` 没有闭合，或缺少 `,`"),
    ("unexpected end of stream", "a quotation mark is not closed", "引号没有闭合"),
    ("could not find expected ':'", "a line without `key: value`", "此行缺少 `键: 值`"),
    ("expected key", "the indentation does not fit the lines above, or a quotation mark is not closed", "缩进与上文不一致，或引号没有闭合"),
    ("block end", "the indentation does not fit the lines above", "缩进与上文不一致"),
    ("'-' indicator", "the indentation does not fit the list above", "缩进与上文的列表不一致"),
    ("alphabetic or numeric", "a text that begins with `*` or `&` must be quoted", "以 `*` 或 `&` 开头的文本须加引号"),
    ("cannot start any token", "a text that begins with this character must be quoted", "以此字符开头的文本须加引号"),
)  # fmt: skip


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Mistake:
    """The parser's complaint, said so that the writer of a sheet can mend it."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return Mistake("yaml", "this is not YAML", "文件不是有效的 YAML", place=Place(file))
    lines = text.splitlines()
    around = "".join(lines[max(0, mark.line - 1) : mark.line + 1])
    problem = getattr(error, "problem", None) or ""
    en, zh = next(((en, zh) for part, en, zh in _HINTS if part in problem), (problem, "此处无法理解"))
    if mark.line < len(lines) and "\t" in lines[mark.line][: mark.column + 1]:
        en, zh = "a tab stands here; indent with blanks", "此处使用了制表符；请用空格缩进"
    elif "：" in around:
        en, zh = f"{en} (a full-width `：` is no `:`)", f"{zh}（全角 `：` 不是 `:`）"
    return Mistake(
        "yaml",
        f"this is not valid YAML: {en}",
        f"YAML 语法错误：{zh}",
        place=Place(file, mark.line + 1, mark.column + 1),
    )
