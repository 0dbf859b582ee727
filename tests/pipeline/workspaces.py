"""A small workspace with every kind of dataset: person-level, derived, held, and later failing."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import publisher
from publisher.privacy import keys

STARTER = Path(publisher.__file__).parent / "cli" / "starter"
_DISTRICTS = ("東區", "北區", "安平區", "永康區")
_NAMES = ("陳測試", "林範例", "黃示範", "張樣本")


def make_workspace(root: Path, records: int = 400) -> Path:
    """A workspace at `root` with its keys beside it in `root`/keys: the starter's dataset and three more."""
    shutil.copytree(STARTER, root)
    _cases(root / "datasets" / "cases", records)
    _monthly(root / "datasets" / "cases-monthly")
    _broken(root / "datasets" / "broken")
    keys.ensure_key(root / "keys", "cases")
    return root


def write_dataset(
    folder: Path, number: int, dataset: dict[str, Any], fields: list[tuple[str, str]], policy: dict[str, Any]
) -> None:
    """Write dataset.yaml (JSON is YAML), schema.json and policy.yaml."""
    folder.mkdir(parents=True)
    text = {
        "identifier": f"A00000000X-{number:06}",
        "title": {"zh": f"測試資料集 {folder.name}", "en": f"Test dataset {folder.name}"},
        "description": {"zh": "測試用的模擬資料。", "en": "Synthetic data for tests."},
        "keywords": [{"zh": "測試", "en": "test"}],
        "frequency": "每月",
    }
    (folder / "dataset.yaml").write_text(
        json.dumps({**text, **dataset}, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    schema = {
        "fields": [
            {
                "name": name,
                "title": name,
                "title_en": name,
                "type": kind,
                "description": name,
                "description_en": name,
            }
            for name, kind in fields
        ],
        "missingValues": [""],
    }
    (folder / "schema.json").write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")
    ground = {"legal_ground": {"zh": "個人資料保護法", "en": "Personal Data Protection Act"}}
    (folder / "policy.yaml").write_text(
        json.dumps({**ground, **policy}, ensure_ascii=False, indent=1), encoding="utf-8"
    )


def national_id(number: int) -> str:
    """A synthetic national ID: a letter that is no longer issued, third digit 9, right checksum."""
    letter, tens = ("L", 20) if number % 2 else ("R", 25)
    digits = f"{1 + number % 2}9{number % 1_000_000:06}"
    weights = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1)
    total = sum(int(d) * w for d, w in zip(f"{tens}{digits}", weights, strict=True))
    return f"{letter}{digits}{(10 - total % 10) % 10}"


def _cases(folder: Path, records: int) -> None:
    write_dataset(
        folder,
        11,
        {
            "source": {"sql": {"url": "sqlite:///cases.sqlite", "query": "select * from cases order by rowid"}},
            "structure": ["header", {"date": {"columns": ["收件日", "出生日期"], "calendar": "roc"}}],
        },
        [
            ("申請人代碼", "string"),
            ("年齡層", "string"),
            ("行政區", "string"),
            ("收件月", "yearmonth"),
            ("業務", "string"),
            ("備註", "string"),
        ],
        {
            "fields": {
                "姓名": {"role": "direct-identifier", "technique": "drop"},
                "證號": {
                    "role": "direct-identifier",
                    "technique": {"pseudonym": {"length": 16}},
                    "publish_as": "申請人代碼",
                },
                "出生日期": {
                    "role": "quasi-identifier",
                    "technique": {"age-band": {"at": "收件日", "width": 20, "bottom": 20, "top": 60}},
                    "publish_as": "年齡層",
                },
                "地址": {"role": "quasi-identifier", "technique": "address-level", "publish_as": "行政區"},
                "收件日": {
                    "role": "insensitive",
                    "technique": {"generalise-date": {"to": "month"}},
                    "publish_as": "收件月",
                },
                "業務": {"role": "sensitive"},
                "備註": {"role": "sensitive", "technique": "redact-text"},
            },
            "models": [{"k-anonymity": {"k": 3}}],
            "suppression_limit": 0.2,
        },
    )
    random_ = random.Random(7)
    with sqlite3.connect(folder / "cases.sqlite") as connection:
        connection.execute("create table cases (姓名, 證號, 出生日期, 地址, 收件日, 業務, 備註)")
        for number in range(records):
            name = random_.choice(_NAMES)
            row = (
                name,
                national_id(number),
                f"{random_.randint(40, 95)}/{random_.randint(1, 12):02}/{random_.randint(1, 28):02}",
                f"臺南市{random_.choice(_DISTRICTS)}測試路{random_.randint(1, 200)}號",
                f"115/{random_.randint(9, 10):02}/{random_.randint(1, 28):02}",
                random_.choice(("過戶", "換照", "報廢")),
                f"{name}先生來電 0900-000-0{random_.randint(10, 99)} 詢問" if number % 5 == 0 else "",
            )
            connection.execute("insert into cases values (?, ?, ?, ?, ?, ?, ?)", row)


def _monthly(folder: Path) -> None:
    write_dataset(
        folder,
        12,
        {"from": ["cases"], "source": {"derived": {"query": "query.sql"}}},
        [("收件月", "yearmonth"), ("業務", "string"), ("件數", "integer")],
        {
            "fields": {
                "收件月": {"role": "insensitive"},
                "業務": {"role": "insensitive"},
                "件數": {"role": "insensitive"},
            },
            "models": [{"minimum-cell-count": {"fields": ["件數"], "at_least": 6}}],
        },
    )
    (folder / "query.sql").write_text(
        "select substr(收件日, 1, 7) as 收件月, 業務, count(*) as 件數 from cases group by 1, 2 order by 1, 2\n",
        encoding="utf-8",
    )


def _broken(folder: Path) -> None:
    write_dataset(
        folder,
        13,
        {
            "source": {"file": {"path": "data.csv"}},
            "structure": ["header", {"date": {"columns": ["日期"], "calendar": "roc"}}],
        },
        [("日期", "date"), ("數量", "integer")],
        {"fields": {"日期": {"role": "insensitive"}, "數量": {"role": "insensitive"}}},
    )
    (folder / "data.csv").write_text("日期,數量\n115/10/01,3\n115/13/02,4\n115/10/03,5\n", encoding="utf-8")


def tree_hash(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below `folder`, by relative path; links are shown by what they point to."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.name.startswith(".watch.sqlite"):  # when each file was last read whole: not what is shown
            continue
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file():
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found
