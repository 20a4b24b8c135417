"""What no template and no Python may do with text on its way into a page."""

import ast
import re
from pathlib import Path

import pytest

from tests.contracts.markup import inline_parts

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ROOMS = ("plc", "teams", "assessments", "goals")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))

# Letters are read in mail programs, which know no style sheets; the content policy is not about them.
LETTERS = "emails/"
# Where text may pass unescaped, each with its reason.
UNESCAPED = {
    "components/field.html": "help texts are written in code, and Django's rules for passwords come as a list",
}
TAGS = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
VALUES = re.compile(r"\{\{.*?\}\}", re.DOTALL)
BYPASS = re.compile(r"\|\s*(safe|safeseq)\b|\{%\s*autoescape\s+off")


def _name(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


def test_nothing_stands_inline() -> None:
    found = {
        _name(path): inline_parts(VALUES.sub("x", TAGS.sub(" ", path.read_text())))
        for path in TEMPLATES
        if not _name(path).startswith(LETTERS)
    }
    assert {name: parts for name, parts in found.items() if parts} == {}


def test_no_text_passes_unescaped() -> None:
    assert {_name(path) for path in TEMPLATES if BYPASS.search(path.read_text())} == set(UNESCAPED)


def test_every_form_that_posts_carries_its_token() -> None:
    for path in TEMPLATES:
        for form in re.findall(r"<form\b[^>]*>.*?(?=</form>|\Z)", path.read_text(), re.DOTALL):
            if re.match(r"<form\b[^>]*method=[\"']?post", form, re.IGNORECASE):
                assert "{% csrf_token %}" in form, f"{_name(path)}: {form[:120]}"


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _trusting(tree: ast.Module) -> list[str]:
    """Places that declare text to be markup without escaping it."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = _called(node)
            if called in {"mark_safe", "SafeString", "SafeText", "html_safe"}:
                found.append(f"line {node.lineno}: {called}")
            if called == "format_html" and not (node.args and isinstance(node.args[0], ast.Constant)):
                found.append(f"line {node.lineno}: format_html of a text that is put together")
            if any(word.arg == "is_safe" for word in node.keywords):
                found.append(f"line {node.lineno}: is_safe")
        if isinstance(node, ast.FunctionDef) and node.name == "__html__":
            found.append(f"line {node.lineno}: __html__")
        if isinstance(node, ast.Attribute) and node.attr == "is_safe":
            found.append(f"line {node.lineno}: is_safe")
    return found


def test_no_python_declares_text_to_be_markup() -> None:
    found = {path.relative_to(ROOT).as_posix(): _trusting(ast.parse(path.read_text())) for path in MODULES}
    assert {name: places for name, places in found.items() if places} == {}


class TestTheSearchItself:
    @pytest.mark.parametrize(
        ("page", "found"),
        [
            ('<p style="color:red">', ["style on <p>"]),
            ("<style>p {}</style>", ["<style>"]),
            ("<script>go()</script>", ["<script>"]),
            ('<script type="module" src="/static/js/menu.js"></script>', []),
            ('<script type="application/json" id="cells">[]</script>', []),
            ('<button onclick="go()">', ["onclick on <button>"]),
            ('<a href=" JavaScript:go()">', ["javascript: in href of <a>"]),
            ('<a href="/d/harbor/" data-on="x">', []),
        ],
    )
    def test_finds_what_stands_inline(self, page: str, found: list[str]) -> None:
        assert inline_parts(page) == found

    @pytest.mark.parametrize(
        "bad", ["{{ x|safe }}", "{{ x| safe }}", "{{ x|safeseq|join:' ' }}", "{% autoescape off %}"]
    )
    def test_finds_a_bypass(self, bad: str) -> None:
        assert BYPASS.search(bad)

    @pytest.mark.parametrize(
        "bad",
        [
            "mark_safe(x)",
            "django.utils.safestring.mark_safe(x)",
            "SafeString(x)",
            "format_html(f'<b>{x}</b>')",
            "format_html(x)",
            "register.filter(is_safe=True)",
            "f.is_safe = True",
            "class A:\n def __html__(self): ...",
        ],
    )
    def test_finds_trust(self, bad: str) -> None:
        assert _trusting(ast.parse(bad))
