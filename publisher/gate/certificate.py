"""The certificate: what was promised and what was measured, written beside the data. People sign it, not we."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import resources
from pathlib import Path

import polars as pl

import publisher
from publisher.certificate import document, page
from publisher.documents.composed import as_odt, as_pdf
from publisher.model.certificate import Certificate
from publisher.model.jsonable import to_json
from publisher.model.release import Artifact
from publisher.model.text import Language, LocalText

FILE = "certificate.json"
PAGE = "certificate.html"
NOT_CLAIMED = (
    LocalText(
        "不表示資料永遠無從識別：他人所知或其他來源的資料可能改變風險。",
        "That the data can never be re-identified: knowledge from elsewhere can change the risk.",
    ),
    LocalText(
        "模型與風險僅就政策所列之準識別欄位、以本資料集讀回之檔案量測；其他欄位僅計突出之紀錄。",
        "Models and risks are measured over the quasi-identifiers of the policy, on the files of this dataset "
        "as they were read back; of all other fields only which records stand out.",
    ),
    LocalText(
        "未估計母體中的唯一性；記者風險假設母體只有這些紀錄，為最壞情形。",
        "No uniqueness in a population is estimated; the journalist risk takes these records as the whole "
        "population, the "
        "worst case.",
    ),
    LocalText(
        "同一釋出群組內僅比對政策宣告為同一概念的欄位與件數；與其他機關資料、未宣告之欄位或更早版本的合併未檢查。",
        "In a release group only fields and counts that the policies declare as the same are compared; "
        "joining with data of "
        "others, with fields that nobody declared, or with releases before the last one is not examined.",
    ),
    LocalText(
        "同一人出現在兩個資料集的敏感值交集（組合攻擊）未量測。",
        "That the sensitive values of one person in two datasets cannot be intersected (composition attack): "
        "not measured.",
    ),
    LocalText(
        "個人資料辨識為自動檢查；未命中僅表示辨識器未發現，綽號、描述等仍須人工審閱。",
        "The search for personal data is automatic: no hit means that no recogniser found anything. Nicknames and "
        "descriptions need a person.",
    ),
)


def text_of(certificate: Certificate) -> str:
    """The certificate as it is written."""
    return json.dumps(to_json(certificate), ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n"


def write_certificate(certificate: Certificate, folder: Path) -> Artifact:
    """Write `certificate.json` into `folder`. `judge` has searched this very text for personal data."""
    return _written(folder, FILE, text_of(certificate), "application/json")


def write_page(
    certificate: Certificate, folder: Path, title: LocalText, agency: LocalText, first: Language
) -> Artifact:
    """Write `certificate.html` into `folder`: the same to read, print and sign, the language `first` first."""
    return _written(folder, PAGE, page(certificate, title, agency, first), "text/html")


def write_document(
    certificate: Certificate, folder: Path, title: LocalText, agency: LocalText, language: Language, form: str
) -> Artifact:
    """Write `certificate.odt` or `certificate.pdf` (`form`) into `folder`. Raises MissingPartError."""
    made = document(certificate, title, agency, language)
    if form == "odt":
        return _put(folder, "certificate.odt", as_odt(made), "application/vnd.oasis.opendocument.text")
    return _put(folder, "certificate.pdf", as_pdf(made), "application/pdf")


def _written(folder: Path, name: str, text: str, media_type: str) -> Artifact:
    return _put(folder, name, text.encode(), media_type)


def _put(folder: Path, name: str, content: bytes, media_type: str) -> Artifact:
    (folder / name).write_bytes(content)
    return Artifact(
        path=name,
        kind="certificate",
        format=name.rpartition(".")[2],
        media_type=media_type,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        title=LocalText("去識別化紀錄", "Record of de-identification"),
    )


def versions() -> dict[str, str]:
    """What measured: this program, Polars, and a fingerprint of the rules that look for personal data."""
    return {"publisher": publisher.__version__, "polars": pl.__version__, "recognisers": _rules()}


@cache
def _rules() -> str:
    digest = hashlib.sha256()
    folder = resources.files("publisher.privacy.recognisers")
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.name.endswith(".py"):
            digest.update(item.name.encode() + b"\0" + item.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
