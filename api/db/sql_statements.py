"""Splitting a SQL file into its statements, for files whose statements must be sent one by one."""

import re

# What can hold a semicolon that ends nothing: comments (PostgreSQL nests the bracketed ones; handled below),
# quoted text with '' or, after E, a backslash, quoted names, and dollar quotes with their tag.
DOLLAR_TAG = re.compile(r"\$(?:[A-Za-z_\u0080-\uffff][A-Za-z_0-9\u0080-\uffff]*)?\$")


def split_statements(sql: str) -> list[str]:
    """Return the statements of a SQL text, without their semicolons; pieces of mere comment are left out."""
    statements = []
    start = position = 0
    meaningful = False
    while position < len(sql):
        end = skip_token(sql, position)
        piece = sql[position:end]
        if piece == ";":
            if meaningful:
                statements.append(sql[start:position].strip())
            start, meaningful = end, False
        elif not piece.isspace() and not piece.startswith(("--", "/*")):
            meaningful = True
        position = end
    if meaningful:
        statements.append(sql[start:].strip())
    return statements


def skip_token(sql: str, position: int) -> int:
    """Return where the token at a position ends; an unclosed one ends with the text."""
    if sql.startswith("--", position):
        newline = sql.find("\n", position)
        return len(sql) if newline < 0 else newline
    if sql.startswith("/*", position):
        return skip_comment(sql, position)
    character = sql[position]
    if character == "'":
        escaped = position > 0 and sql[position - 1] in "eE" and not is_name_part(sql, position - 2)
        return skip_quoted(sql, position, "'", backslash=escaped)
    if character == '"':
        return skip_quoted(sql, position, '"', backslash=False)
    if character == "$" and not is_name_part(sql, position - 1):
        tag = DOLLAR_TAG.match(sql, position)
        if tag:
            close = sql.find(tag.group(), tag.end())
            return len(sql) if close < 0 else close + len(tag.group())
    return position + 1


def skip_comment(sql: str, position: int) -> int:
    """Return where a bracketed comment ends; such comments nest."""
    depth = 0
    while position < len(sql):
        if sql.startswith("/*", position):
            depth += 1
            position += 2
        elif sql.startswith("*/", position):
            depth -= 1
            position += 2
            if depth == 0:
                return position
        else:
            position += 1
    return position


def skip_quoted(sql: str, position: int, quote: str, *, backslash: bool) -> int:
    """Return where a quoted text or name ends; a doubled quote stays inside."""
    position += 1
    while position < len(sql):
        if (backslash and sql[position] == "\\") or sql.startswith(quote * 2, position):
            position += 2
        elif sql[position] == quote:
            return position + 1
        else:
            position += 1
    return len(sql)


def is_name_part(sql: str, position: int) -> bool:
    """Tell whether the character at a position can be part of a name."""
    return position >= 0 and (sql[position].isalnum() or sql[position] in "_$")
