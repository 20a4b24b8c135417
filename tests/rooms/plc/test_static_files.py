"""In production a page and all the scripts it pulls in belong together."""

import re
from pathlib import Path

from django.conf import settings

from plc.http.static_files import NamedByContent


def test_a_script_imports_the_very_version_it_was_written_for(tmp_path: Path) -> None:
    source = Path(settings.BASE_DIR) / "static" / "js" / "grid"
    (tmp_path / "js").mkdir()
    names = [f"js/{each.name}" for each in source.glob("*.js")]
    for name in names:
        (tmp_path / name).write_bytes((source / Path(name).name).read_bytes())
    storage = NamedByContent(location=tmp_path, base_url="/static/")
    processed = storage.post_process({name: (storage, name) for name in names})
    made = {name: new for name, new, _ in processed if new.endswith(".js")}
    for name in names:
        text = (tmp_path / made[name]).read_text(encoding="utf-8")
        for imported in re.findall(r'from "\./([^"]+)"', text):
            assert imported in {Path(new).name for new in made.values()} - {Path(each).name for each in names}
