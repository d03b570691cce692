"""The documentation names all tools."""
import re


def test_every_tool_is_listed(root):
    """Each in the first column of the table, by its path or, after a sibling in the same folder, by its name."""
    table = (root / 'docs' / 'get_started.md').read_text().partition('## Tools')[2]
    listed = set()
    for row in re.findall(r'^\| (.*?) \|', table, re.MULTILINE):
        folder = root / 'tools'
        for name in re.findall(r'`([\w./*]+\.(?:py|sh))', row):
            if '/' in name:
                folder = (root / name).parent
            listed |= {path.relative_to(root).as_posix() for path in folder.glob(name.rpartition('/')[2])}
    tools = {path.relative_to(root).as_posix() for path in (root / 'tools').rglob('*') if path.suffix in ('.py', '.sh')}
    assert {name for name in tools if not name.startswith('tools/misc/')} == listed
