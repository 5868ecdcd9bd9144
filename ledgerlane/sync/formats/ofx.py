"""OFX and QFX: bank and credit card downloads, version 1 (SGML) and 2 (XML).

One reader for both, for what banks write is neither: tags that are not closed, or half of
them; headers that lie about the encoding; empty values; text with ``<`` and ``&`` in it.
Source: OFX 2.3, chapters 3 and 11. An OFX file prints the balance it ends with and none that
it begins with, so it cannot prove itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ledgerlane.domain.amounts import Mark
from ledgerlane.domain.money import Money, is_currency
from ledgerlane.sync.files import refusal
from ledgerlane.sync.formats.bank_text import text_of
from ledgerlane.sync.formats.statement import Balance, Entry, Statement, day_of, minor_of
from ledgerlane.sync.formats.statement_table import table
from ledgerlane.sync.formats.table import Table

MAX_DEPTH = 40
_TOKEN = re.compile(
    r"<!\[CDATA\[(?P<data>.*?)\]\]>|<!--.*?-->|<\?.*?\?>|<(?P<close>/?)(?P<name>[A-Za-z][\w.:-]*)\s*(?P<empty>/?)>",
    re.DOTALL,
)
_CHARSET = re.compile(r"^\s*CHARSET\s*[:=]\s*\"?(?P<name>[\w-]+)", re.MULTILINE)
_XML_ENCODING = re.compile(r"<\?xml[^>]*encoding\s*=\s*[\"'](?P<name>[\w-]+)")
_GROUPS = frozenset(
    "OFX SIGNONMSGSRSV1 SONRS STATUS FI BANKMSGSRSV1 CREDITCARDMSGSRSV1 INVSTMTMSGSRSV1 STMTTRNRS"
    " CCSTMTTRNRS INVSTMTTRNRS STMTRS CCSTMTRS INVSTMTRS BANKACCTFROM CCACCTFROM INVACCTFROM"
    " BANKACCTTO CCACCTTO BANKTRANLIST BANKTRANLISTP STMTTRN STMTTRNP LEDGERBAL AVAILBAL BALLIST"
    " BAL INVTRANLIST INVBANKTRAN PAYEE CURRENCY ORIGCURRENCY INVPOSLIST INVBAL".split()
)
_STATEMENTS = ("STMTRS", "CCSTMTRS", "INVSTMTRS")
_INWARD = ("CREDIT", "DEP", "DIRECTDEP", "INT", "DIV", "ATMDEP")
_ANEW = {
    "STMTTRN": ("STMTTRN",),
    "LEDGERBAL": ("STMTTRN",),
    "AVAILBAL": ("STMTTRN", "LEDGERBAL"),
}
"""A group that ends those it would stand in where nobody closed them."""


@dataclass(slots=True)
class Node:
    """A group of the file: its values, and the groups in it."""

    name: str
    line: int
    at: int
    values: dict[str, str] = field(default_factory=dict)
    groups: list[Node] = field(default_factory=list)
    end: int = 0

    def all(self, *names: str) -> Iterator[Node]:
        """The groups of these names, at any depth, none inside another of them."""
        for each in self.groups:
            if each.name in names:
                yield each
            else:
                yield from each.all(*names)

    def first(self, *names: str) -> Node | None:
        """The first group of these names, at any depth."""
        return next(self.all(*names), None)

    def value(self, *names: str) -> str:
        """The first of these values that is not empty."""
        return next((self.values[each] for each in names if self.values.get(each)), "")


def read(data: bytes, encoding: str = "") -> list[Table]:
    """The file's receipts as a table. Raises Unreadable while its rows are read."""
    return [table(statements(data, encoding), "ofx")]


def statements(data: bytes, encoding: str = "") -> Iterator[Entry | Statement]:
    """Each entry, and after those of a statement the statement. Raises Unreadable."""
    head = data[:2048].decode("latin-1").replace("\r", "\n")
    text, words = text_of(data, encoding, _declared(head))
    start = text.upper().find("<OFX>")
    if start < 0:
        msg = "is no OFX: there is no <OFX> in it"
        raise refusal(msg)
    if "<!DOCTYPE" in text[: start + 200].upper():
        msg = "has a DOCTYPE, which no bank statement needs"
        raise refusal(msg)
    root = _tree(text, start)
    mark = _mark(root)
    found = False
    for each in root.all(*_STATEMENTS):
        found = True
        yield from _statement(each, text, mark, words)
    if not found:
        raise refusal(_nothing(root))


def _declared(head: str) -> str:
    if found := _XML_ENCODING.search(head):
        return found["name"]
    found = _CHARSET.search(head)
    name = found["name"] if found else ""
    return f"cp{name}" if name.isdigit() else ""


def _nothing(root: Node) -> str:
    for each in root.all("STATUS"):
        if each.value("SEVERITY").upper() == "ERROR" or each.value("CODE") not in ("", "0"):
            said = " ".join(filter(None, (each.value("CODE"), each.value("MESSAGE"))))
            return f"holds no statement: the bank answered with an error: {said}"
    return "holds no statement: there is no STMTRS or CCSTMTRS in it"


def _tree(text: str, start: int) -> Node:
    """The file as groups. A tag without text that is closed somewhere is a group, else a value."""
    closed = set(re.findall(r"</([A-Za-z][\w.:-]*)\s*>", text))
    root = Node("", 1, start)
    stack = [root]
    leaf, value = "", list[str]()
    line, last = text.count("\n", 0, start) + 1, start
    tokens = list(_TOKEN.finditer(text, start))
    for at, token in enumerate(tokens):
        between = text[last : token.start()]
        line += between.count("\n")
        if leaf:
            value.append(html.unescape(between))
        last = token.end()
        name = (token["name"] or "").upper()
        if token["data"] is not None and leaf:
            value.append(token["data"])
        if name:
            if leaf:
                stack[-1].values.setdefault(leaf, " ".join("".join(value).split()))
                leaf, value = "", []
            if token["close"]:
                _close(stack, name, token.start())
            elif not token["empty"]:
                following = tokens[at + 1] if at + 1 < len(tokens) else None
                if _is_group(name, token["name"], text, token, following, closed):
                    _open(stack, Node(name, line, token.start()))
                else:
                    leaf = name
        line += token[0].count("\n")
    if leaf:
        stack[-1].values.setdefault(leaf, " ".join("".join([*value, text[last:]]).split()))
    for node in stack:
        node.end = node.end or len(text)
    return root


def _is_group(
    name: str, written: str, text: str, token: re.Match[str],
    following: re.Match[str] | None, closed: set[str],
) -> bool:  # fmt: skip
    if name in _GROUPS:
        return True
    if written not in closed or following is None:
        return False
    if text[token.end() : following.start()].strip() or following["data"] is not None:
        return False
    return not (following["close"] and following["name"].upper() == name)


def _open(stack: list[Node], node: Node) -> None:
    ends = _ANEW.get(node.name, ())
    for depth, each in enumerate(stack):
        if each.name in ends:
            for over in stack[depth:]:
                over.end = node.at
            del stack[depth:]
            break
    if len(stack) >= MAX_DEPTH:
        msg = f"is nested deeper than {MAX_DEPTH} groups"
        raise refusal(msg, node.line)
    stack[-1].groups.append(node)
    stack.append(node)


def _close(stack: list[Node], name: str, end: int) -> None:
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].name == name:
            for over in stack[depth:]:
                over.end = end
            del stack[depth:]
            return


def _mark(root: Node) -> Mark | None:
    """The decimal mark where the file's amounts decide it for those that could be either."""
    texts = [
        value for each in root.all("STMTTRN", "LEDGERBAL", "AVAILBAL")
        for name, value in each.values.items() if name in ("TRNAMT", "BALAMT")
    ]  # fmt: skip
    if any(re.search(r",[0-9]{1,2}$", text) for text in texts):
        return ","
    return "." if any(re.search(r"\.[0-9]{1,2}$", text) for text in texts) else None


def _statement(
    node: Node, text: str, mark: Mark | None, words: str
) -> Iterator[Entry | Statement]:
    whose = node.first("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM") or node
    account = re.sub(r"\s", "", whose.value("ACCTID"))
    currency = node.value("CURDEF").upper()
    statement = Statement(account=account, currency=currency, bare=True, line=node.line)
    if words:
        statement.notes.append(words)
    if not currency:
        used = (each.value("CURSYM").upper() for each in node.all("CURRENCY"))
        statement.currency = next((each for each in used if is_currency(each)), "")
        if statement.currency:
            statement.notes.append(f"CURDEF is empty; its entries say {statement.currency}")
    for each in node.all("STMTTRN", "STMTTRNP"):
        entry = _entry(each, text, statement, mark)
        statement.count(entry)
        yield entry
    for each in node.all("LEDGERBAL"):
        _balance(each, statement, mark)
    yield statement


def _balance(node: Node, statement: Statement, mark: Mark | None) -> None:
    text = node.value("BALAMT")
    if not text:
        return
    try:
        minor = minor_of(text, statement.currency, mark)
        day = day_of(node.value("DTASOF")) if node.value("DTASOF") else None
    except ValueError as error:
        statement.notes.append(f"line {node.line}: LEDGERBAL is not read: {error}")
        return
    statement.closing = Balance("LEDGERBAL", Money(minor, statement.currency), day)
    statement.balances.append(statement.closing)


def _entry(node: Node, text: str, statement: Statement, mark: Mark | None) -> Entry:
    entry = Entry(
        account=statement.account, currency=statement.currency, line=node.line,
        code=node.value("TRNTYPE").upper(), bank_ref=node.value("FITID"),
        pending=node.name == "STMTTRNP",
    )  # fmt: skip
    entry.raw = text[node.at : node.end].strip()[:32_768]
    other = node.first("CURRENCY")
    symbol = other.value("CURSYM").upper() if other else ""
    if is_currency(symbol) and symbol != entry.currency:
        entry.currency = symbol
    said = node.value("TRNAMT")
    try:
        entry.minor = minor_of(said, entry.currency, mark)
        if "$" in said or not said:
            msg = f"{said!r} is no amount of OFX, which has no currency signs"
            raise ValueError(msg)
    except ValueError as error:
        entry.bad.append(("amount", said, f"TRNAMT: {error}"))
    for name, tag in (("booked", "DTPOSTED"), ("value", "DTAVAIL")):
        day = node.value(tag)
        try:
            if day or tag == "DTPOSTED":
                setattr(entry, name, day_of(day))
        except ValueError as error:
            entry.bad.append(("value_date", day, f"{tag}: {error}"))
    entry.reversal = entry.code in _INWARD and entry.minor < 0
    fixes = node.value("CORRECTFITID")
    if fixes:
        entry.reverses = fixes
        entry.reversal = entry.reversal or entry.minor < 0
    payee = node.first("PAYEE")
    entry.name = node.value("NAME") or (payee.value("NAME") if payee else "")
    whom = node.first("BANKACCTTO", "CCACCTTO")
    entry.name_account = whom.value("ACCTID") if whom else ""
    parts = [node.value("MEMO"), node.value("CHECKNUM"), node.value("REFNUM")]
    entry.remittance = " ".join(
        each for each in dict.fromkeys(parts) if each and each != "0"
    )
    return entry
